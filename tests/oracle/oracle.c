/* Random rules × random leads: the machine, which jumps through all rules of a script, the function of each condition,
 * and SQLite must say the same of every pair: true, false or unknown.
 *   oracle [--seed N] [--pairs N] [--plant] [--sets]
 * With --sets: random rule sets × random leads. The machine that runs rule after rule, the match index and SQLite must
 * give the same plan: what fired, what was unknown, who ends it.
 * Prints the seed, `ok` or `not ok`, and a disagreement as small as it gets. --plant puts a mistake into the SQL: then
 * a disagreement must be found and come out small. */
#include "sets.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES = 40, LEADS = 64 }; /* of one script */

typedef struct Options { uint64_t seed, pairs; bool plant, sets; } Options;
typedef struct Tally { uint64_t pairs, rules, refused, verdicts[VERDICT_BROKEN + 1]; } Tally;

static bool options_read(int count, char **words, Options *out) {
  for (int i = 1; i < count; i++) {
    if (!strcmp(words[i], "--plant")) out->plant = true;
    else if (!strcmp(words[i], "--sets")) out->sets = true;
    else if (!strcmp(words[i], "--seed") && i + 1 < count) out->seed = strtoull(words[++i], NULL, 0);
    else if (!strcmp(words[i], "--pairs") && i + 1 < count) out->pairs = strtoull(words[++i], NULL, 0);
    else return false;
  }
  return true;
}

/* The conditions of one script: each compiles by itself, or it is not counted. */
static void batch_draw(Draw *d, StrBuf *texts, Str *conditions) {
  for (int i = 0; i < RULES; i++) {
    strbuf_init(&texts[i]);
    draw_condition(d, &texts[i]);
    conditions[i] = strbuf_view(&texts[i]);
  }
}

static bool batch_judge(Trial *t, Draw *d, const Str *conditions, Tally *tally, Case *found) {
  Verdicts verdicts[RULES];
  for (int l = 0; l < LEADS; l++) {
    Value lead[FIELDS];
    draw_lead(d, lead);
    trial_judge(t, lead, verdicts);
    for (int r = 0; r < RULES; r++, tally->pairs++) {
      tally->verdicts[verdicts[r].sqlite]++;
      if (verdicts_agree(&verdicts[r])) continue;
      strbuf_init(&found->condition);
      strbuf_str(&found->condition, conditions[r]);
      memcpy(found->lead, lead, sizeof lead);
      return false;
    }
  }
  return true;
}

static void errors_print(const Trial *t) {
  for (uint32_t i = 0; i < t->diags.items.n; i++) {
    const Diag *found = &t->diags.items.v[i];
    Str line = source_line_text(&t->sources, found->span.file, source_line(&t->sources, found->span));
    if (diag_severity(found->code) == SEVERITY_ERROR)
      printf("%.*s\n  in: %.*s\n", STR_FMT(found->message), STR_FMT(line));
  }
}

/* True: all agree. The case of the first disagreement is in *found. */
static bool compare(const Options *o, sqlite3 *db, Tally *tally, Case *found) {
  Draw d = {o->seed};
  bool agree = true;
  while (agree && tally->pairs < o->pairs) {
    StrBuf texts[RULES];
    Str conditions[RULES];
    Trial t;
    batch_draw(&d, texts, conditions);
    trial_open(&t, db, conditions, RULES, o->plant);
    tally->rules += RULES;
    if (t.good) agree = batch_judge(&t, &d, conditions, tally, found);
    else if (!tally->refused++) errors_print(&t);
    trial_close(&t);
    for (int i = 0; i < RULES; i++) strbuf_deinit(&texts[i]);
    if (tally->refused > 3) break;
  }
  return agree;
}

static bool claim(bool good, const char *words) {
  printf("%s %s\n", good ? "ok" : "not ok", words);
  return good;
}

static bool planted_found(bool agree, const Case *found) {
  bool good = claim(!agree, "a mistake planted in the SQL is found");
  if (!agree) good &= claim(found->condition.n < 40 && strstr(found->condition.p, ">="), "and the case is made small");
  return good;
}

static bool summary(const Options *o, const Tally *t, bool agree) {
  bool good = claim(agree, "the machine, the function of each condition and SQLite agree");
  good &= claim(t->refused == 0, "every script that was drawn compiles");
  good &= claim(t->pairs >= o->pairs || !agree, "as many pairs as were asked for");
  for (int v = VERDICT_FALSE; v <= VERDICT_UNKNOWN && agree; v++)
    if (t->verdicts[v] * 10 < t->pairs) good = claim(false, "each verdict is a tenth of all at least");
  return good;
}

/* ---- rule sets ---- */

typedef struct SetTally { uint64_t pairs, sets, rules, in_sql, refused; } SetTally;

static bool set_compare(Draw *d, sqlite3 *db, const Options *o, SetTally *tally) {
  RuleSet set;
  SetTrial t;
  Value lead[FIELDS];
  const char *what = NULL;
  set_draw(d, &set);
  if (!set_open(&t, db, &set, o->plant)) {
    if (!tally->refused++) errors_print(&t.trial);
  } else {
    tally->sets++;
    tally->rules += set.n;
    for (int l = 0; l < LEADS && !what && tally->pairs < o->pairs; l++, tally->pairs++, tally->in_sql += set.in_sql) {
      set_lead(d, lead);
      what = set_judge(&t, lead);
    }
  }
  set_close(&t);
  if (what) set_report(&set, lead, db, o->plant);
  set_free(&set);
  return !what;
}

static bool sets_compare(const Options *o, sqlite3 *db) {
  Draw d = {o->seed};
  SetTally t = {0};
  bool agree = true;
  while (agree && t.pairs < o->pairs && t.refused < 4) agree = set_compare(&d, db, o, &t);
  printf("# seed %" PRIu64 ": %" PRIu64 " rule sets, %" PRIu64 " rules, %" PRIu64 " pairs, %" PRIu64
         " of them beside SQLite\n", o->seed, t.sets, t.rules, t.pairs, t.in_sql);
  if (o->plant) return claim(!agree, "a mistake planted in the SQL of rule sets is found");
  bool good = claim(agree, "the machine, the match index and SQLite give the same plans");
  good &= claim(t.refused == 0, "every rule set that was drawn compiles");
  return claim(t.pairs >= o->pairs && t.in_sql * 3 > t.pairs, "as many pairs as were asked for") && good;
}

int main(int count, char **words) {
  Options o = {.seed = 1, .pairs = 1000000};
  Tally tally = {0};
  Case found = {0};
  sqlite3 *db;
  if (!options_read(count, words, &o)) {
    fputs("oracle [--seed N] [--pairs N] [--plant] [--sets]\n", stderr);
    return 2;
  }
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) return 2;
  if (o.sets) {
    bool same = sets_compare(&o, db);
    sqlite3_close(db);
    return same ? 0 : 1;
  }
  bool agree = compare(&o, db, &tally, &found);
  printf("# seed %" PRIu64 ": %" PRIu64 " rules, %" PRIu64 " pairs: %" PRIu64 " true, %" PRIu64
         " false, %" PRIu64 " unknown\n",
         o.seed, tally.rules, tally.pairs, tally.verdicts[VERDICT_TRUE], tally.verdicts[VERDICT_FALSE],
         tally.verdicts[VERDICT_UNKNOWN]);
  if (!agree) {
    case_shrink(&found, db, o.plant);
    case_print(&found, db, o.plant);
    fflush(stdout);
  }
  bool good = o.plant ? planted_found(agree, &found) : summary(&o, &tally, agree);
  if (!agree) strbuf_deinit(&found.condition);
  sqlite3_close(db);
  return good ? 0 : 1;
}
