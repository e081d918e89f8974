/* A key within a text, beside a search that tries every row at every place. */
#include "code/lookup.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 40, TRIALS = 3000 };

static uint32_t seed = 1;
static uint32_t draw(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static uint32_t draw_text(char *to, uint32_t most) {
  uint32_t n = draw(most + 1);
  for (uint32_t i = 0; i < n; i++) to[i] = "ab\xE4"[draw(3)];
  return n;
}

static uint32_t tried(const LookupTable *t, const Value *keys) {
  const Value *text = &keys[t->mode_key];
  for (uint32_t at = 0; at <= text->n; at++) {
    uint32_t best = NO_ROW, best_n = 0;
    for (uint32_t row = 0; row < t->row_count; row++) {
      const Cell *cells = t->key_cells + (size_t)row * t->key_count;
      const Cell *word = &cells[t->mode_key];
      if (word->n == 0 || word->n > text->n - at || memcmp(text->s + at, word->s, word->n)) continue;
      if (t->key_count == 2 && cells[0].i != keys[0].i) continue;
      if (word->n > best_n) best = row, best_n = word->n;
    }
    if (best != NO_ROW) return best;
  }
  for (uint32_t row = 0; row < t->row_count; row++) {
    const Cell *cells = t->key_cells + (size_t)row * t->key_count;
    if (cells[t->mode_key].n == 0 && (t->key_count == 1 || cells[0].i == keys[0].i)) return row;
  }
  return NO_ROW;
}

/* One table and ten texts. */
static void trial(uint32_t key_count) {
  Arena arena;
  arena_init(&arena, 0);
  LookupColumn columns[2] = {{STR("n"), TYPE_NUMBER}, {STR("word"), TYPE_TEXT}};
  Cell cells[ROWS * 2];
  char words[ROWS][6], text[40];
  LookupTable t = {.arena = &arena, .keys = key_count == 2 ? columns : columns + 1, .key_count = key_count,
                   .row_count = 1 + draw(ROWS), .mode = KEY_WITHIN, .mode_key = key_count - 1, .key_cells = cells};
  for (uint32_t row = 0; row < t.row_count; row++) {
    Cell *own = &cells[row * key_count];
    own[key_count - 1] = (Cell){.type = TYPE_TEXT, .n = draw_text(words[row], sizeof words[row]), .s = words[row]};
    if (key_count == 2) own[0] = (Cell){.type = TYPE_NUMBER, .i = draw(3)};
  }
  const Lookup *l = lookup_new(&t);
  for (int i = 0; i < 10; i++) {
    Value keys[2] = {value_int(draw(3)), value_text((Str){text, draw_text(text, sizeof text)})};
    const Value *given = key_count == 2 ? keys : keys + 1;
    assert_int_equal(lookup_row(l, given), tried(&t, given));
  }
  arena_deinit(&arena);
}

static void it_is_the_longest_at_the_first_place(void **state) {
  (void)state;
  for (int i = 0; i < TRIALS; i++) trial(1);
}

static void other_keys_must_fit_as_well(void **state) {
  (void)state;
  for (int i = 0; i < TRIALS; i++) trial(2);
}

static void a_missing_key_or_another_type_fits_nothing(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, 0);
  LookupColumn column = {STR("word"), TYPE_TEXT};
  Cell cell = {.type = TYPE_TEXT, .n = 0, .s = ""};
  LookupTable t = {
    .arena = &arena, .keys = &column, .key_count = 1, .row_count = 1, .mode = KEY_WITHIN, .key_cells = &cell};
  const Lookup *l = lookup_new(&t);
  Value missing = value_missing(), number = value_int(1), empty = value_text(STR(""));
  assert_int_equal(lookup_row(l, &missing), NO_ROW);
  assert_int_equal(lookup_row(l, &number), NO_ROW);
  assert_int_equal(lookup_row(l, &empty), 0);
  arena_deinit(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_the_longest_at_the_first_place),
    cmocka_unit_test(other_keys_must_fit_as_well),
    cmocka_unit_test(a_missing_key_or_another_type_fits_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
