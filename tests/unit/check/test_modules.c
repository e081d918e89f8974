/* Modules from memory, as a script's past version has them: who sees what, and texts that mean harm. */
#include "base/limits.h"
#include "fixture.h"

typedef struct Case {
  Arena arena;
  SourceSet sources;
  DiagList diags;
  Schema none;
  CheckOptions options;
  Program *program;
} Case;

static void case_open(Case *c, const char *script, const TakenFile *files, uint32_t count) {
  *c = (Case){.program = NULL};
  arena_init(&c->arena, 0);
  source_set_init(&c->sources, &c->arena);
  diag_init(&c->diags, &c->arena);
  c->options = (CheckOptions){.leads = &c->none, .reps = &c->none,
                              .files = {.is_past = true, .kept = files, .kept_count = count}};
  uint32_t file = source_add(&c->sources, STR("route.leat"), str_of(script));
  Script *s = parse_script(&c->arena, &c->sources, file, &c->diags);
  c->program = check_script(&c->arena, &c->sources, s, &c->options, &c->diags);
}

static void case_close(Case *c) { arena_deinit(&c->arena); }

static void assert_clean(const Case *c) {
  StrBuf out;
  strbuf_init(&out);
  diag_render(&c->diags, &c->sources, false, &out);
  if (c->diags.items.n) fail_msg("%.*s", STR_FMT(strbuf_view(&out)));
  strbuf_deinit(&out);
}

#define FILE_OF(name, text) {STR(name), STR(name), STR(text)}
#define RULES "\nwhen a(n) > 1 stop\notherwise nurture \"x\""

static void what_nothing_uses_is_not_read(void **state) {
  (void)state;
  static const TakenFile files[] = {
      FILE_OF("./m.leat", "use \"./deep/m.leat\"\ntable far(x) from \"far.csv\"\nlist gone from \"gone.txt\"\n"
                          "let wrong = no_column + \"x\"\ndefine a(x) = near(x)\ntable near(x) from \"near.csv\""),
      FILE_OF("./deep/m.leat", "table far_too(x) from \"far.csv\""),
      FILE_OF("./near.csv", "x,y\n1,2\n"),
  };
  Case c;
  case_open(&c, "use \"./m.leat\"\nlead { n: number }" RULES, files, 3);
  assert_clean(&c);
  assert_int_equal(c.program->files.n, 3); /* two modules and one table */
  assert_int_equal(c.program->tables.n, 1);
  assert_int_equal(c.program->lets.n, 0);
  case_close(&c);
}

static void two_names_of_one_file_are_one_module(void **state) {
  (void)state;
  static const TakenFile files[] = {
      {STR("./m.leat"), STR("./m.leat"), STR("define a(x) = x")},
      {STR("./alias.leat"), STR("./m.leat"), STR("define a(x) = x")},
  };
  Case c;
  case_open(&c, "use \"./m.leat\" use \"./alias.leat\" use \"./x/../m.leat\"\nlead { n: number }" RULES, files, 2);
  assert_clean(&c);
  assert_int_equal(c.program->modules.n, 2); /* the script itself is the first */
  case_close(&c);
}

static void warnings_about_standard_modules_are_not_shown(void **state) {
  (void)state;
#define ODD "let a_text = \"x\"\nlet odd = a_text ?? \"y\"\ndefine a(x) = if odd == \"x\" then x else x"
  static const TakenFile files[] = {FILE_OF("std/m.leat", ODD), FILE_OF("./m.leat", ODD)};
  Case c;
  case_open(&c, "use \"std/m\"\nlead { n: number }" RULES, files, 2);
  assert_clean(&c);
  case_close(&c);
  case_open(&c, "use \"./m.leat\"\nlead { n: number }" RULES, files, 2);
  assert_true(c.diags.warnings > 0);
  assert_int_equal(c.diags.errors, 0);
  case_close(&c);
}

static void a_standard_module_reaches_no_file_of_the_user(void **state) {
  (void)state;
  static const char *const paths[] = {"../x.txt", "../../x.txt", "a/../../x.txt", "/etc/passwd", ""};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    char text[200];
    snprintf(text, sizeof text, "list l from \"%s\"\ndefine a(x) = if \"x\" in l then x else 1", paths[i]);
    const TakenFile files[] = {{STR("std/m.leat"), STR("std/m.leat"), str_of(text)}, FILE_OF("./x.txt", "x"),
                               FILE_OF("../x.txt", "x"), FILE_OF("std/x.txt", "x")};
    Case c;
    case_open(&c, "use \"std/m\"\nlead { n: number }" RULES, files, 4);
    if (c.diags.errors == 0) fail_msg("reached %s", paths[i]);
    case_close(&c);
  }
}

static void a_finding_names_everyone_up_to_the_script(void **state) {
  (void)state;
  static const TakenFile files[] = {FILE_OF("./b.leat", "\n\ndefine a(x) = x + \"1\""),
                                    FILE_OF("./sub/a.leat", "# a\nuse \"../b.leat\"")};
  Case c;
  case_open(&c, "use \"./sub/a.leat\"\nlead { n: number }\nlet x = a(1)\nwhen x > 1 stop\notherwise stop", files, 2);
  StrBuf out;
  strbuf_init(&out);
  diag_render_json(&c.diags, &c.sources, &out);
  assert_non_null(strstr(out.p, "\"cause\":{\"file\":\"b.leat\",\"line\":3"));
  strbuf_deinit(&out);
  case_close(&c);
}

/* ---- texts that mean harm */

static uint32_t seed = 7;
static uint32_t draw(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static const char MODULE[] =
    "# About.\nuse \"./b.leat\"\nuse \"std/c\"\nlet _x = n ?? 0\nlet y = _x * 2 + z(1)\n"
    "define a(p) = if p in l then y else t(p) ?? b(p)\nlist l = (1, 2, -3)\nlist f from \"f.txt\"\n"
    "table t(k) { row 1 -> 2  row in (3, 4) -> 5 }\ntable g(prefix k) from \"g.csv\"\npool \"p\" { member \"m\" }\n"
    "define z(q) = length(g(\"12\")) + (if \"a\" in f then q else 0)\n";
static const char *const pieces[] = {
    "use \"./a.leat\"\n", "use \"./b.leat\"\n", "use \"std/c\"\n", "let y = a(y)\n", "define a(a) = a(a)\n",
    "{", "}", "(", ")", "\"", "`", "\\", "_x", "\xff", "\xe2\x80\xae", "#", "\n",
    "from \"a.leat\"", "list l from \"../../a\"\n", "when y stop\n", "lead { n: text }\n",
    "test \"t\" { lead {} expect pool \"p\" }\n"};

/* The module with some of its bytes gone, changed, or with a piece put in. */
static Str damaged(char *room, size_t size) {
  size_t n = sizeof MODULE - 1;
  memcpy(room, MODULE, n);
  for (uint32_t k = draw(4); k-- > 0 && n > 8;) {
    size_t at = draw((uint32_t)n), gone = draw(3) ? 0 : draw(8);
    const char *piece = pieces[draw(sizeof pieces / sizeof *pieces)];
    size_t add = draw(4) ? strlen(piece) : 0;
    if (gone > n - at) gone = n - at;
    if (n - gone + add >= size) continue;
    memmove(room + at + add, room + at + gone, n - at - gone);
    memcpy(room + at, piece, add);
    n = n - gone + add;
    if (draw(20) == 0) n = draw((uint32_t)n);
  }
  return (Str){room, n};
}

static void damaged_modules_are_findings_and_no_more(void **state) {
  (void)state;
  static char rooms[3][2048];
  uint32_t good = 0;
  for (int i = 0; i < 3000; i++) {
    const TakenFile files[] = {
        {STR("./a.leat"), STR("./a.leat"), damaged(rooms[0], sizeof rooms[0])},
        {STR("./b.leat"), STR("./b.leat"), draw(3) ? STR("define b(x) = x") : damaged(rooms[1], sizeof rooms[1])},
        {STR("std/c.leat"), STR("std/c.leat"), draw(3) ? STR("let c = 1") : damaged(rooms[2], sizeof rooms[2])},
        FILE_OF("./f.txt", "a\nb\n"),
        FILE_OF("./g.csv", "k,v\n1,one\n12,twelve\n"),
    };
    Case c;
    case_open(&c, "use \"./a.leat\"\nlead { n: number }\nlet m = y" RULES, files, 5);
    StrBuf out;
    strbuf_init(&out);
    diag_render(&c.diags, &c.sources, true, &out);
    diag_render_json(&c.diags, &c.sources, &out);
    strbuf_deinit(&out);
    good += c.diags.errors == 0;
    case_close(&c);
  }
  assert_true(good > 100); /* not all of them were refused for some other reason */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_nothing_uses_is_not_read),
      cmocka_unit_test(two_names_of_one_file_are_one_module),
      cmocka_unit_test(warnings_about_standard_modules_are_not_shown),
      cmocka_unit_test(a_standard_module_reaches_no_file_of_the_user),
      cmocka_unit_test(a_finding_names_everyone_up_to_the_script),
      cmocka_unit_test(damaged_modules_are_findings_and_no_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
