/* Facts about truth, numbers, text and bytes that are published elsewhere, each tried through the whole of Leat. */
#include "conform.h"
#include "base/text.h"
#include "engine/leat.h"
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Desk { /* Leat with a script, and perhaps a database of one table of leads */
  Leat *leat;
  StrBuf value;
} Desk;

static const char columns[] =
  "lead { t: bool f: bool u: bool x: number y: number a: text b: text c: text nocase d: text nocase }\n"
  "otherwise stop\n";

static void desk_open(Desk *desk, const char *database) {
  desk->leat = leat_new();
  strbuf_init(&desk->value);
  if (database && leat_open(desk->leat, database, LEAT_DB_READ) != LEAT_OK)
    printf("# %s\n", leat_error(desk->leat));
  if (leat_load(desk->leat, "conform", str_of(columns)) != LEAT_OK) printf("# %s\n", leat_error(desk->leat));
}

static void desk_close(Desk *desk) {
  leat_free(desk->leat);
  strbuf_deinit(&desk->value);
}

static const char *desk_eval(Desk *desk, const char *expression) {
  const char *type;
  strbuf_clear(&desk->value);
  if (leat_lead_eval(desk->leat, str_of(expression), 0, &desk->value, &type) != LEAT_OK) return leat_error(desk->leat);
  return desk->value.n ? desk->value.p : "";
}

static void fact(Suite *s, Desk *desk, const char *expression, const char *wanted) {
  const char *got = desk_eval(desk, expression);
  suite_case(s, strcmp(got, wanted) == 0, "%s is %s, not %s", expression, wanted, got);
}

/* ---- Kleene's strong tables (Introduction to Metamathematics, §64), as in SQL */

void kleene_suite(Suite *s) {
  static const char names[] = "tfu", *const words[] = {"true", "false", "unknown"};
  static const int and[3][3] = {{0, 1, 2}, {1, 1, 1}, {2, 1, 2}}, or[3][3] = {{0, 0, 0}, {0, 1, 2}, {0, 2, 2}};
  static const int not[3] = {1, 0, 2}, same[3][3] = {{0, 1, 2}, {1, 0, 2}, {2, 2, 2}};
  Desk desk;
  char expression[64];
  desk_open(&desk, NULL);
  leat_lead_set_literal(desk.leat, STR("{t: true, f: false}"));
  for (int i = 0; i < 3; i++) {
    snprintf(expression, sizeof expression, "not %c", names[i]);
    fact(s, &desk, expression, words[not[i]]);
    for (int j = 0; j < 3; j++) {
      snprintf(expression, sizeof expression, "%c and %c", names[i], names[j]);
      fact(s, &desk, expression, words[and[i][j]]);
      snprintf(expression, sizeof expression, "%c or %c", names[i], names[j]);
      fact(s, &desk, expression, words[or[i][j]]);
      snprintf(expression, sizeof expression, "%c == %c", names[i], names[j]);
      fact(s, &desk, expression, words[same[i][j]]);
    }
    snprintf(expression, sizeof expression, "%c is missing", names[i]);
    fact(s, &desk, expression, words[i == 2 ? 0 : 1]);
    snprintf(expression, sizeof expression, "%c is known", names[i]);
    fact(s, &desk, expression, words[i == 2 ? 1 : 0]);
  }
  desk_close(&desk);
}

/* ---- a database made for one suite */

typedef struct Cell { enum { CELL_INT, CELL_REAL, CELL_TEXT } kind; int64_t i; double d; const char *text; } Cell;
#define INT_(value) {CELL_INT, .i = (value)}
#define REAL_(value) {CELL_REAL, .d = (value)}
#define TEXT_(value) {CELL_TEXT, .text = (value)}

static void cell_bind(sqlite3_stmt *stmt, int at, const Cell *c) {
  if (c->kind == CELL_INT) sqlite3_bind_int64(stmt, at, c->i);
  else if (c->kind == CELL_REAL) sqlite3_bind_double(stmt, at, c->d);
  else sqlite3_bind_text(stmt, at, c->text, -1, SQLITE_STATIC);
}

/* leads(id, x, y, …): a row for each pair of cells, from 1 on. The path is in a buffer that stays. */
static const char *database_make(const Cell *cells, size_t pairs) {
  static char path[256];
  sqlite3 *db;
  sqlite3_stmt *stmt;
  const char *folder = getenv("TMPDIR");
  snprintf(path, sizeof path, "%s/leat-conform-XXXXXX", folder ? folder : "/tmp");
  int file = mkstemp(path);
  if (file >= 0) close(file);
  sqlite3_open(path, &db);
  sqlite3_exec(db, "CREATE TABLE leads(id INTEGER PRIMARY KEY, created_at, owner, pool, status,"
                   " t, f, u, x, y, a, b, c, d);"
                   "CREATE TABLE reps(id INTEGER PRIMARY KEY, name, email, team, active, capacity,"
                   " away_from, away_until);",
               NULL, NULL, NULL);
  sqlite3_prepare_v2(db, "INSERT INTO leads(id, x, y) VALUES(?, ?, ?)", -1, &stmt, NULL);
  for (size_t i = 0; i < pairs; i++) {
    sqlite3_bind_int64(stmt, 1, (int64_t)i + 1);
    cell_bind(stmt, 2, &cells[2 * i]);
    cell_bind(stmt, 3, &cells[2 * i + 1]);
    sqlite3_step(stmt);
    sqlite3_reset(stmt);
  }
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return path;
}

static void lead_choose(Desk *desk, size_t number) {
  char id[24];
  snprintf(id, sizeof id, "%zu", number);
  if (leat_lead_set_id(desk->leat, str_of(id)) != LEAT_OK) printf("# %s\n", leat_error(desk->leat));
}

/* ---- where doubles run out of whole numbers, and 64 bits of places */

static const Cell number_pairs[] = { /* the left one of a pair is the greater */
  INT_(9007199254740993), REAL_(9007199254740992.0),
  REAL_(9007199254740994.0), INT_(9007199254740993),
  INT_(-9007199254740992), REAL_(-9007199254740994.0),
  REAL_(-9007199254740992.0), INT_(-9007199254740993),
  REAL_(9223372036854775808.0), INT_(INT64_MAX),
  INT_(INT64_MAX), REAL_(9223372036854774784.0),
  INT_(INT64_MIN + 1), REAL_(-9223372036854775808.0),
  INT_(INT64_MIN), REAL_(-9223372036854777856.0),
  INT_(4611686018427387905), REAL_(4611686018427387904.0),
  REAL_(1e300), INT_(INT64_MAX),
  REAL_(5e-324), INT_(0),
  INT_(0), REAL_(-5e-324),
  INT_(1), REAL_(0x1.fffffffffffffp-1),
  REAL_(0x1.0000000000001p0), INT_(1),
  INT_(3), REAL_(2.5),
};
static const Cell equal_pairs[] = {
  INT_(9007199254740992), REAL_(9007199254740992.0),
  INT_(INT64_MIN), REAL_(-9223372036854775808.0),
  INT_(0), REAL_(-0.0),
  REAL_(0.0), REAL_(-0.0),
  INT_(4611686018427387904), REAL_(4611686018427387904.0),
  INT_(-1), REAL_(-1.0),
};

static void pairs_compare(Suite *s, const Cell *cells, size_t pairs, bool equal) {
  const char *database = database_make(cells, pairs);
  Desk desk;
  desk_open(&desk, database);
  for (size_t i = 1; i <= pairs; i++) {
    const char *differ = equal ? "false" : "true", *same = equal ? "true" : "false";
    lead_choose(&desk, i);
    fact(s, &desk, "x > y", differ);
    fact(s, &desk, "y < x", differ);
    fact(s, &desk, "x >= y", "true");
    fact(s, &desk, "y >= x", same);
    fact(s, &desk, "x == y", same);
    fact(s, &desk, "y != x", differ);
    fact(s, &desk, "x in (y, y)", same);
    fact(s, &desk, "x in y..y", same);
  }
  desk_close(&desk);
  unlink(database);
}

void numbers_suite(Suite *s) {
  Desk desk;
  pairs_compare(s, number_pairs, sizeof number_pairs / sizeof *number_pairs / 2, false);
  pairs_compare(s, equal_pairs, sizeof equal_pairs / sizeof *equal_pairs / 2, true);
  desk_open(&desk, NULL);
  fact(s, &desk, "9007199254740993 > 9007199254740992.0", "true");
  fact(s, &desk, "9007199254740993 == 9007199254740992.0", "false");
  fact(s, &desk, "9223372036854775807 < 9223372036854775808.0", "true");
  fact(s, &desk, "9223372036854775807 in (9223372036854775808.0, 1)", "false");
  fact(s, &desk, "9007199254740992 in (9007199254740992.0, 1)", "true");
  desk_close(&desk);
}

/* ---- what is no number although the database holds it */

void nonfinite_suite(Suite *s) {
  static const char *const asked[][2] = {
    {"x is missing", "true"}, {"x is known", "false"}, {"x > 0", "unknown"}, {"x <= 0", "unknown"},
    {"x == x", "unknown"},
    {"not (x > 0)", "unknown"}, {"x in (1, 2)", "unknown"}, {"x not in 0..1", "unknown"}, {"(x ?? 7) == 7", "true"},
    {"x + 1 is missing", "true"}, {"y == 1", "true"},
  };
  const Cell cells[] = {
    REAL_((double)INFINITY), INT_(1), REAL_(-(double)INFINITY), INT_(1), REAL_((double)NAN), INT_(1),
    TEXT_("nan"), INT_(1), TEXT_("inf"), INT_(1), TEXT_("-Infinity"), INT_(1), TEXT_("1e999"), INT_(1),
    TEXT_("0x10"), INT_(1),
  };
  const size_t pairs = sizeof cells / sizeof *cells / 2;
  const char *database = database_make(cells, pairs);
  Desk desk;
  desk_open(&desk, database);
  for (size_t i = 1; i <= pairs; i++) {
    lead_choose(&desk, i);
    for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) fact(s, &desk, asked[k][0], asked[k][1]);
  }
  desk_close(&desk);
  unlink(database);
}

/* ---- text: UAX #15 and CaseFolding.txt (C and F) */

void text_suite(Suite *s) {
  static const char *const facts[][4] = { /* a, b; equal; equal when case is folded */
    {"\\u{E9}", "e\\u{301}", "true", "true"},                       /* é, composed and not */
    {"\\u{1E69}", "s\\u{323}\\u{307}", "true", "true"},
    {"s\\u{307}\\u{323}", "s\\u{323}\\u{307}", "true", "true"},      /* marks in canonical order */
    {"\\u{212B}", "\\u{C5}", "true", "true"},                       /* angstrom sign */
    {"\\u{2126}", "\\u{3A9}", "true", "true"},                      /* ohm sign */
    {"\\u{AC00}", "\\u{1100}\\u{1161}", "true", "true"},             /* Hangul */
    {"\\u{F900}", "\\u{8C48}", "true", "true"},                     /* CJK compatibility ideograph */
    {"\\u{FB01}", "fi", "false", "true"},                           /* a ligature: NFC keeps it, folding does not */
    {"\\u{2460}", "1", "false", "false"},
    {"\\u{B2}", "2", "false", "false"},
    {"Stra\\u{DF}e", "STRASSE", "false", "true"},
    {"\\u{1E9E}", "ss", "false", "true"},                           /* capital sharp s */
    {"\\u{130}", "i\\u{307}", "false", "true"},                     /* dotted capital I folds to two */
    {"\\u{130}", "i", "false", "false"},
    {"I", "i", "false", "true"},
    {"I", "\\u{131}", "false", "false"},                            /* no Turkish rule without a locale */
    {"\\u{3C2}", "\\u{3C3}", "false", "true"},                      /* final and other sigma */
    {"\\u{3A3}", "\\u{3C2}", "false", "true"},
    {"\\u{FF21}\\u{FF22}", "\\u{FF41}\\u{FF42}", "false", "true"},   /* fullwidth letters among themselves */
    {"\\u{FF21}", "A", "false", "false"},                           /* but they are no ASCII */
    {"\\u{212A}", "k", "false", "true"},                            /* Kelvin sign */
    {"\\u{17F}", "s", "false", "true"},
    {"\\u{149}", "\\u{2BC}n", "false", "true"},
    {"\\u{10400}", "\\u{10428}", "false", "true"},                  /* Deseret, beyond 16 bits */
    {"\\u{13A0}", "\\u{AB70}", "false", "true"},                    /* Cherokee folds to capitals */
  };
  Desk desk;
  char text[256];
  desk_open(&desk, NULL);
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    const char *const *f = facts[i];
    snprintf(text, sizeof text, "{a: \"%s\", b: \"%s\", c: \"%s\", d: \"%s\"}", f[0], f[1], f[0], f[1]);
    if (leat_lead_set_literal(desk.leat, str_of(text)) != LEAT_OK) printf("# %s: %s\n", text, leat_error(desk.leat));
    fact(s, &desk, "a == b", f[2]);
    fact(s, &desk, "c == d", f[3]);
    fact(s, &desk, "fold(a) == fold(b)", f[3]);
    fact(s, &desk, "a == d", f[3]);
    snprintf(text, sizeof text, "a == \"%s\"", f[1]);
    fact(s, &desk, text, f[2]);
    snprintf(text, sizeof text, "c in (\"%s\", \"none\")", f[1]);
    fact(s, &desk, text, f[3]);
  }
  desk_close(&desk);
}

/* ---- UTF-8: RFC 3629 and table 3-7 of the Unicode Standard */

void utf8_suite(Suite *s) {
  static const struct { Str bytes; bool good; } cases[] = {
    {STR("a"), true}, {STR("\0"), true}, {STR("\x7f"), true}, {STR("\xc2\x80"), true}, {STR("\xdf\xbf"), true},
    {STR("\xe0\xa0\x80"), true}, {STR("\xed\x9f\xbf"), true}, {STR("\xee\x80\x80"), true}, {STR("\xef\xbf\xbf"), true},
    {STR("\xf0\x90\x80\x80"), true}, {STR("\xf4\x8f\xbf\xbf"), true}, {STR("\xef\xb7\x90"), true},
    {STR("\x80"), false}, {STR("\xbf"), false}, {STR("\xc0\x80"), false}, {STR("\xc0\xaf"), false},
    {STR("\xc1\xbf"), false}, {STR("\xc2"), false}, {STR("\xc2" "a"), false}, {STR("\xe0\x80\xaf"), false},
    {STR("\xe0\x9f\xbf"), false}, {STR("\xe2\x82"), false}, {STR("\xe2\x82" "a"), false}, {STR("\xed\xa0\x80"), false},
    {STR("\xed\xbf\xbf"), false}, {STR("\xed\xa0\xbd\xed\xb8\x80"), false}, {STR("\xf0\x80\x80\xaf"), false},
    {STR("\xf0\x8f\xbf\xbf"), false}, {STR("\xf0\x9f\x98"), false}, {STR("\xf4\x90\x80\x80"), false},
    {STR("\xf5\x80\x80\x80"), false}, {STR("\xf8\x88\x80\x80\x80"), false}, {STR("\xfe"), false}, {STR("\xff"), false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t bad_at = SIZE_MAX;
    bool good = text_is_utf8(cases[i].bytes, &bad_at);
    suite_case(s, good == cases[i].good && (good || bad_at < cases[i].bytes.n), "case %zu is %sUTF-8", i,
               cases[i].good ? "" : "not ");
  }
}
