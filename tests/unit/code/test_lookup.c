/* Rows found by the index, beside a search that tries them all. */
#include "code/lookup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 30, TRIALS = 2000, QUESTIONS = 10 };

static uint32_t seed = 1;
static uint32_t draw(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static const char *const texts[] = {"", "0", "01", "012", "0123", "1", "12", "ab", "abc", "上", "上海"};
enum { TEXTS = sizeof texts / sizeof *texts };

static Cell text_cell(void) {
  const char *s = texts[draw(TEXTS)];
  return (Cell){.type = TYPE_TEXT, .n = (uint32_t)strlen(s), .s = s};
}

/* Whole numbers and halves, which compare with each other. */
static Cell number_cell(void) {
  if (draw(4)) return (Cell){.type = TYPE_NUMBER, .i = (int64_t)draw(40) - 20};
  return (Cell){.type = TYPE_NUMBER, .is_real = true, .d = (double)draw(40) - 19.5};
}

static Value value_of(const Cell *c) {
  if (c->type == TYPE_TEXT) return value_text((Str){c->s, c->n});
  if (c->is_real) return (Value){.kind = VAL_REAL, .d = c->d};
  return value_int(c->i);
}

static Value drawn_key(Type type) {
  Cell cell = type == TYPE_TEXT ? text_cell() : number_cell();
  return draw(12) ? value_of(&cell) : value_missing();
}

static bool same(const Cell *cell, const Value *key) {
  if (cell->type == TYPE_TEXT)
    return key->kind == VAL_TEXT && cell->n == key->n && memcmp(cell->s, key->s, key->n) == 0;
  Cell other = {.type = TYPE_NUMBER, .is_real = key->kind == VAL_REAL};
  if (key->kind == VAL_REAL) other.d = key->d;
  else other.i = key->i;
  return cell_cmp(cell, &other) == 0;
}

static bool is_gap(const Value *key) { return key->kind == VAL_MISSING; }

/* ---- exact keys, with `*` */

static uint32_t first_exact(const LookupTable *t, const Value *keys) {
  for (uint32_t row = 0; row < t->row_count; row++) {
    const Cell *cells = t->key_cells + (size_t)row * t->key_count;
    bool fits = true;
    for (uint32_t k = 0; k < t->key_count; k++)
      fits &= cells[k].type == TYPE_NONE || (!is_gap(&keys[k]) && same(&cells[k], &keys[k]));
    if (fits) return row;
  }
  return NO_ROW;
}

static void exact_trial(void) {
  Arena arena;
  arena_init(&arena, 0);
  LookupColumn columns[2] = {{STR("a"), TYPE_TEXT}, {STR("b"), TYPE_NUMBER}};
  Cell cells[ROWS * 2];
  LookupTable t = {.arena = &arena, .keys = columns, .key_count = 1 + draw(2), .row_count = 1 + draw(ROWS),
                   .key_cells = cells};
  for (uint32_t i = 0; i < t.row_count * t.key_count; i++) {
    cells[i] = i % t.key_count ? number_cell() : text_cell();
    if (draw(5) == 0) cells[i] = (Cell){.type = TYPE_NONE};
  }
  const Lookup *l = lookup_new(&t);
  for (int i = 0; i < QUESTIONS; i++) {
    Value keys[2] = {drawn_key(TYPE_TEXT), drawn_key(TYPE_NUMBER)};
    assert_int_equal(lookup_row(l, keys), first_exact(&t, keys));
  }
  arena_deinit(&arena);
}

static void exact_keys_and_stars_find_the_first_row_that_fits(void **state) {
  (void)state;
  for (int i = 0; i < TRIALS; i++) exact_trial();
}

/* ---- prefix, beside an exact key */

static uint32_t longest_prefix(const LookupTable *t, const Value *keys) {
  uint32_t best = NO_ROW, best_n = 0;
  for (uint32_t k = 0; k < t->key_count; k++)
    if (is_gap(&keys[k])) return NO_ROW;
  for (uint32_t row = 0; row < t->row_count; row++) {
    const Cell *cells = t->key_cells + (size_t)row * t->key_count, *word = &cells[t->mode_key];
    const Value *text = &keys[t->mode_key];
    if (word->n > text->n || memcmp(word->s, text->s, word->n)) continue;
    if (t->key_count == 2 && !same(&cells[1 - t->mode_key], &keys[1 - t->mode_key])) continue;
    if (best == NO_ROW || word->n > best_n) best = row, best_n = word->n;
  }
  return best;
}

static void prefix_trial(void) {
  Arena arena;
  arena_init(&arena, 0);
  LookupColumn columns[2] = {{STR("a"), TYPE_TEXT}, {STR("b"), TYPE_TEXT}};
  Cell cells[ROWS * 2];
  LookupTable t = {.arena = &arena, .keys = columns, .key_count = 1 + draw(2), .row_count = 1 + draw(ROWS),
                   .key_cells = cells, .mode = KEY_PREFIX};
  t.mode_key = draw(t.key_count);
  for (uint32_t i = 0; i < t.row_count * t.key_count; i++) cells[i] = text_cell();
  const Lookup *l = lookup_new(&t);
  for (int i = 0; i < QUESTIONS; i++) {
    Value keys[2] = {drawn_key(TYPE_TEXT), drawn_key(TYPE_TEXT)};
    assert_int_equal(lookup_row(l, keys), longest_prefix(&t, keys));
  }
  arena_deinit(&arena);
}

static void a_prefix_finds_the_longest_cell_that_the_key_begins_with(void **state) {
  (void)state;
  for (int i = 0; i < TRIALS; i++) prefix_trial();
}

/* ---- range, beside an exact key: ranges of one exact key that do not overlap */

static uint32_t range_around(const LookupTable *t, const Value *keys) {
  for (uint32_t k = 0; k < t->key_count; k++)
    if (is_gap(&keys[k])) return NO_ROW;
  for (uint32_t row = 0; row < t->row_count; row++) {
    const Cell *cells = t->key_cells + (size_t)row * 2, *low = &cells[1], *high = &t->highs[row];
    if (!same(&cells[0], &keys[0])) continue;
    double at = keys[1].kind == VAL_REAL ? keys[1].d : (double)keys[1].i;
    if (at >= (double)low->i && at <= (double)high->i) return row;
  }
  return NO_ROW;
}

static void range_trial(void) {
  Arena arena;
  arena_init(&arena, 0);
  LookupColumn columns[2] = {{STR("a"), TYPE_TEXT}, {STR("b"), TYPE_NUMBER}};
  static const char *const names[] = {"a", "ab", "上"}; /* in their order */
  Cell cells[ROWS * 2], highs[ROWS];
  uint32_t order[ROWS], n = 0;
  for (uint32_t name = 0; name < 3; name++)
    for (int64_t at = -20; at < 20 && n < (name + 1) * ROWS / 3; at += 1 + draw(6), n++) {
      cells[2 * n] = (Cell){.type = TYPE_TEXT, .n = (uint32_t)strlen(names[name]), .s = names[name]};
      cells[2 * n + 1] = (Cell){.type = TYPE_NUMBER, .i = at};
      at += draw(4);
      highs[n] = (Cell){.type = TYPE_NUMBER, .i = at};
      order[n] = n;
    }
  LookupTable t = {.arena = &arena, .keys = columns, .key_count = 2, .row_count = n, .key_cells = cells,
                   .highs = highs, .order = order, .mode = KEY_RANGE, .mode_key = 1};
  const Lookup *l = lookup_new(&t);
  for (int i = 0; i < QUESTIONS; i++) {
    const char *name = names[draw(3)];
    Value keys[2] = {draw(9) ? value_text(str_of(name)) : drawn_key(TYPE_TEXT), drawn_key(TYPE_NUMBER)};
    assert_int_equal(lookup_row(l, keys), range_around(&t, keys));
  }
  arena_deinit(&arena);
}

static void a_range_finds_the_row_around_the_key(void **state) {
  (void)state;
  for (int i = 0; i < TRIALS; i++) range_trial();
}

static void a_range_as_the_only_key_finds_the_same(void **state) {
  (void)state;
  enum { MANY = 100 };
  LookupColumn column = {STR("n"), TYPE_NUMBER};
  for (int halves = 0; halves < 2; halves++) {
    Arena arena;
    arena_init(&arena, 0);
    Cell lows[MANY], highs[MANY];
    uint32_t order[MANY];
    for (uint32_t i = 0; i < MANY; i++) {
      bool half = halves && i == 50;
      lows[i] = (Cell){.type = TYPE_NUMBER, .is_real = half};
      if (half) lows[i].d = 100.5;
      else lows[i].i = 2 * (int64_t)i;
      highs[i] = (Cell){.type = TYPE_NUMBER, .i = 2 * (int64_t)i + (half ? 1 : 0)};
      order[i] = i;
    }
    LookupTable t = {.arena = &arena, .keys = &column, .key_count = 1, .row_count = MANY, .key_cells = lows,
                     .highs = highs, .order = order, .mode = KEY_RANGE};
    const Lookup *l = lookup_new(&t);
    for (int64_t i = -3; i < 2 * MANY + 3; i++) {
      Value key = value_int(i), real = {.kind = VAL_REAL, .d = (double)i + 0.25};
      bool inside = i >= 0 && i < 2 * MANY && i % 2 == 0 && !(halves && i == 100);
      uint32_t row = inside ? (uint32_t)(i / 2) : halves && i == 101 ? 50 : NO_ROW;
      assert_int_equal(lookup_row(l, &key), row);
      assert_int_equal(lookup_row(l, &real), NO_ROW);
    }
    arena_deinit(&arena);
  }
}

static void a_table_of_one_kind_of_rows_costs_one_probe(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, 0);
  enum { MANY = 10000 };
  LookupColumn column = {STR("n"), TYPE_NUMBER};
  Cell *cells = ARENA_ARRAY(&arena, Cell, MANY);
  for (int64_t i = 0; i < MANY; i++) cells[i] = (Cell){.type = TYPE_NUMBER, .i = i * 3};
  LookupTable t = {.arena = &arena, .keys = &column, .key_count = 1, .row_count = MANY, .key_cells = cells};
  const Lookup *l = lookup_new(&t);
  assert_int_equal(lookup_probes(l), 1);
  for (int64_t i = 0; i < MANY; i++) {
    Value key = value_int(i * 3), between = value_int(i * 3 + 1);
    assert_int_equal(lookup_row(l, &key), i);
    assert_int_equal(lookup_row(l, &between), NO_ROW);
  }
  arena_deinit(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(exact_keys_and_stars_find_the_first_row_that_fits),
      cmocka_unit_test(a_prefix_finds_the_longest_cell_that_the_key_begins_with),
      cmocka_unit_test(a_range_finds_the_row_around_the_key),
      cmocka_unit_test(a_range_as_the_only_key_finds_the_same),
      cmocka_unit_test(a_table_of_one_kind_of_rows_costs_one_probe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
