#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "syntax/parse.h"
#include <string.h>

/* How many findings of this code does a script of so many blanks have? */
static uint32_t findings_of(size_t bytes, DiagCode code) {
  Arena arena;
  SourceSet sources;
  DiagList diags;
  uint32_t n = 0;
  arena_init(&arena, 0);
  source_set_init(&sources, &arena);
  diag_init(&diags, &arena);
  char *text = mem_alloc(bytes);
  memset(text, ' ', bytes);
  parse_script(&arena, &sources, source_add(&sources, STR("long.leat"), (Str){text, bytes}), &diags);
  for (uint32_t i = 0; i < diags.items.n; i++) n += diags.items.v[i].code == code;
  mem_free(text);
  arena_deinit(&arena);
  return n;
}

static void a_script_beyond_the_limit_is_refused(void **state) {
  (void)state;
  assert_int_equal(findings_of((size_t)LIMIT_SCRIPT_BYTES + 1, DIAG_SCRIPT_TOO_LONG), 1);
}

static void a_script_at_the_limit_is_read(void **state) {
  (void)state;
  assert_int_equal(findings_of(LIMIT_SCRIPT_BYTES, DIAG_SCRIPT_TOO_LONG), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_script_beyond_the_limit_is_refused),
    cmocka_unit_test(a_script_at_the_limit_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
