#include "unit.h"

static void memory_is_zero_and_aligned_even_after_a_reset(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 0);
  for (int round = 0; round < 3; round++) {
    for (size_t size = 0; size < 300; size += 7) {
      unsigned char *p = arena_alloc(&a, size);
      assert_int_equal((uintptr_t)p % 16, 0);
      for (size_t i = 0; i < size; i++) assert_int_equal(p[i], 0);
      if (size) memset(p, 0xff, size);
    }
    arena_reset(&a);
    assert_int_equal(a.used, 0);
  }
  arena_deinit(&a);
}

static void pieces_do_not_overlap_over_many_blocks(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 0);
  enum { COUNT = 3000 };
  uint32_t *pieces[COUNT];
  for (uint32_t i = 0; i < COUNT; i++) {
    pieces[i] = ARENA_ARRAY(&a, uint32_t, 1 + i % 97);
    for (uint32_t j = 0; j < 1 + i % 97; j++) pieces[i][j] = i;
  }
  for (uint32_t i = 0; i < COUNT; i++)
    for (uint32_t j = 0; j < 1 + i % 97; j++) assert_int_equal(pieces[i][j], i);
  arena_deinit(&a);
}

static void a_large_piece_does_not_waste_the_current_block(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 0);
  char *before = arena_alloc(&a, 16);
  char *large = arena_alloc(&a, 5 * 1024 * 1024);
  char *after = arena_alloc(&a, 16);
  large[5 * 1024 * 1024 - 1] = 1;
  assert_ptr_equal(after, before + 16);
  arena_deinit(&a);
}

static void try_stops_exactly_at_the_limit(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 64);
  assert_non_null(arena_try(&a, 48));
  assert_null(arena_try(&a, 17));
  assert_non_null(arena_try(&a, 16));
  assert_null(arena_try(&a, 1));
  assert_null(arena_try(&a, SIZE_MAX));
  assert_non_null(arena_alloc(&a, 1000)); /* only arena_try heeds the limit */
  arena_reset(&a);
  assert_non_null(arena_try(&a, 64));
  arena_deinit(&a);
}

static void growing_keeps_the_old_and_clears_the_new(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 0);
  char *p = arena_grow(&a, NULL, 0, 10);
  memcpy(p, "0123456789", 10);
  char *in_place = arena_grow(&a, p, 10, 40);
  assert_ptr_equal(in_place, p);
  assert_memory_equal(in_place, "0123456789\0\0\0\0\0\0", 16);
  arena_alloc(&a, 1);
  char *moved = arena_grow(&a, in_place, 40, 100000);
  assert_ptr_not_equal(moved, in_place);
  assert_memory_equal(moved, "0123456789\0\0\0\0\0\0", 16);
  assert_int_equal(moved[99999], 0);
  arena_deinit(&a);
}

static void a_copy_ends_in_nul(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 0);
  Str copy = arena_copy(&a, (Str){"abcdef", 3});
  assert_string_equal(copy.p, "abc");
  assert_int_equal(arena_copy(&a, STR("")).p[0], '\0');
  Str printed = arena_printf(&a, "%s-%d", "x", 42);
  assert_int_equal(printed.n, 4);
  assert_string_equal(printed.p, "x-42");
  arena_deinit(&a);
}

static void a_vec_holds_what_was_pushed(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 0);
  VEC(uint64_t) numbers = {0};
  for (uint64_t i = 0; i < 10000; i++) VEC_PUSH(&a, numbers, i * i);
  assert_int_equal(numbers.n, 10000);
  for (uint64_t i = 0; i < 10000; i++) assert_int_equal(numbers.v[i], i * i);
  arena_deinit(&a);
}

static void an_arena_may_be_used_again_after_deinit(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, 32);
  arena_alloc(&a, 10);
  arena_deinit(&a);
  arena_deinit(&a);
  assert_null(arena_try(&a, 33));
  assert_non_null(arena_try(&a, 32));
  arena_deinit(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(memory_is_zero_and_aligned_even_after_a_reset),
      cmocka_unit_test(pieces_do_not_overlap_over_many_blocks),
      cmocka_unit_test(a_large_piece_does_not_waste_the_current_block),
      cmocka_unit_test(try_stops_exactly_at_the_limit),
      cmocka_unit_test(growing_keeps_the_old_and_clears_the_new),
      cmocka_unit_test(a_copy_ends_in_nul),
      cmocka_unit_test(a_vec_holds_what_was_pushed),
      cmocka_unit_test(an_arena_may_be_used_again_after_deinit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
