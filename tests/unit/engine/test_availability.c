/* Who may be given leads: the gate beside a plain reference over random histories, hours minute by minute, learning. */
#include "engine/auto_capacity.h"
#include "engine/roster.h"
#include "engine_test.h"
#include "store/db.h"

#define MINUTE INT64_C(60000)
#define DAY (24 * 60 * MINUTE)

/* ---- random histories ---- */

typedef struct Random { uint64_t state; } Random;
static uint32_t below(Random *r, uint32_t n) {
  r->state = r->state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(r->state >> 33) % n;
}

enum { REPS = 4, STEPS_MOST = 40 };
typedef struct Bounds { int open, day, week, month; bool away, inactive, busy; } Bounds; /* -1: none */
typedef struct Step { int64_t at; int leads, close; } Step; /* leads come, and so many open ones are closed before */
typedef struct History { Bounds reps[REPS]; Step steps[STEPS_MOST]; uint32_t count; } History;

static int bound(Random *r, uint32_t most) { return below(r, 2) ? -1 : (int)below(r, most); }

static History history_of(uint64_t seed) {
  Random r = {seed * 2654435761u + 1};
  History h = {.count = 1 + below(&r, STEPS_MOST)};
  int64_t at = NOW - 20 * DAY;
  for (int i = 0; i < REPS; i++)
    h.reps[i] = (Bounds){bound(&r, 6), bound(&r, 4), bound(&r, 9), bound(&r, 16), below(&r, 6) == 0,
                         below(&r, 8) == 0, below(&r, 6) == 0};
  for (uint32_t i = 0; i < h.count; i++) {
    at += (int64_t)below(&r, 30) * 60 * MINUTE;
    h.steps[i] = (Step){at, (int)below(&r, 5), (int)below(&r, 4)};
  }
  return h;
}

static void put_bounds(StrBuf *out, const Bounds *b) {
  const struct { int most; const char *unit; } units[] = {
      {b->open, "open"}, {b->day, "per day"}, {b->week, "per week"}, {b->month, "per month"}};
  for (size_t i = 0; i < 4; i++)
    if (units[i].most >= 0) strbuf_printf(out, " capacity %d %s", units[i].most, units[i].unit);
}

static void put_script(StrBuf *out, const History *h) {
  strbuf_text(out, "lead { id: number }\npool \"p\" {\n");
  for (int i = 0; i < REPS; i++) {
    strbuf_printf(out, "  member \"r%d\"", i);
    put_bounds(out, &h->reps[i]);
    strbuf_text(out, "\n");
  }
  strbuf_text(out, "}\nwhen id > 0 assign pool \"p\"\notherwise stop\n");
}

/* The reference: lists of what everybody was given, looked through from the beginning each time. */
typedef struct Given { int64_t day; bool open; } Given;
typedef struct Plain { struct { Given v[STEPS_MOST * 5]; int n; } reps[REPS]; } Plain;

static int64_t day_of(int64_t at) { return at / DAY; }

static bool may(const Bounds *b, const Plain *p, int rep, int64_t at) {
  int open = 0, day = 0, week = 0, month = 0;
  Civil now, then;
  zone_civil(zone_utc(), at, &now);
  int64_t monday = day_of(at) - (weekday_iso(day_of(at)) - 1);
  for (int i = 0; i < p->reps[rep].n; i++) {
    const Given *g = &p->reps[rep].v[i];
    zone_civil(zone_utc(), g->day * DAY, &then);
    open += g->open;
    day += g->day == day_of(at);
    week += g->day >= monday;
    month += then.year == now.year && then.month == now.month;
  }
  if (b->away || b->inactive || b->busy) return false;
  return (b->open < 0 || open < b->open) && (b->day < 0 || day < b->day) && (b->week < 0 || week < b->week) &&
         (b->month < 0 || month < b->month);
}

/* The first cell of the first row as text; empty: none. Lives until the next call. */
static const char *sql_one(Leat *l, const char *sql) {
  static char text[64];
  sqlite3_stmt *stmt;
  assert_int_equal(sqlite3_prepare_v2(leat_store(l)->db, sql, -1, &stmt, NULL), SQLITE_OK);
  text[0] = 0;
  if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
    snprintf(text, sizeof text, "%s", (const char *)sqlite3_column_text(stmt, 0));
  assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
  return text;
}

static void exec(Leat *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void exec(Leat *l, const char *format, ...) {
  char sql[500];
  va_list args;
  va_start(args, format);
  vsnprintf(sql, sizeof sql, format, args);
  va_end(args);
  if (sqlite3_exec(leat_store(l)->db, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s", sql);
}

static void begin_history(Leat *l, const History *h) {
  for (int i = 0; i < REPS; i++) {
    exec(l, "INSERT INTO reps(id, active) VALUES ('r%d', %d)", i, !h->reps[i].inactive);
    if (h->reps[i].away) exec(l, "INSERT INTO leaves VALUES ('r%d', '2020-01-01', '2030-01-01')", i);
    if (h->reps[i].busy) exec(l, "INSERT INTO busy VALUES ('r%d', 0, 4102444800)", i);
  }
}

/* The oldest open leads are closed, of whomever they are. */
static void close_some(Leat *l, Plain *p, int count) {
  for (int i = 0; i < REPS; i++) {
    int left = count;
    for (int k = 0; k < p->reps[i].n && left > 0; k++) {
      if (!p->reps[i].v[k].open) continue;
      p->reps[i].v[k].open = false;
      left--;
    }
    exec(l, "UPDATE leads SET status = 'won' WHERE id IN (SELECT id FROM leads WHERE owner = 'r%d' AND status <> 'won' "
            "ORDER BY id LIMIT %d)", i, count);
  }
}

/* NULL, or what went wrong. */
static const char *judge(const History *h, const char *owner, Plain *p, int64_t at) {
  bool anybody = false;
  int who = owner[0] == 'r' ? owner[1] - '0' : -1;
  for (int i = 0; i < REPS; i++) anybody |= may(&h->reps[i], p, i, at);
  if (who < 0) return anybody ? "somebody is free, and nobody was chosen" : NULL;
  if (!may(&h->reps[who], p, who, at)) return "somebody was chosen who may not be";
  p->reps[who].v[p->reps[who].n++] = (Given){day_of(at), true};
  return NULL;
}

static const char *history_run(const History *h) {
  static Plain p;
  const char *wrong = NULL;
  StrBuf script;
  Leat *l = memory();
  int id = 0;
  memset(&p, 0, sizeof p);
  strbuf_init(&script);
  put_script(&script, h);
  begin_history(l, h);
  load(l, script.p);
  for (uint32_t i = 0; i < h->count && !wrong; i++) {
    close_some(l, &p, h->steps[i].close);
    exec(l, "UPDATE leads SET status = 'lost' WHERE owner IS NULL");
    int first = id + 1;
    for (int k = 0; k < h->steps[i].leads; k++) exec(l, "INSERT INTO leads(id, status) VALUES (%d, 'new')", ++id);
    run(l, (LeatRunOptions){.now_ms = h->steps[i].at});
    for (int k = first; k <= id && !wrong; k++) {
      char sql[80];
      snprintf(sql, sizeof sql, "SELECT owner FROM leads WHERE id = %d", k);
      wrong = judge(h, sql_one(l, sql), &p, h->steps[i].at);
    }
  }
  strbuf_deinit(&script);
  leat_free(l);
  return wrong;
}

/* Fewer steps, leads and bounds, as long as it goes wrong. */
static void shrink(History *h) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (uint32_t i = 0; i < h->count && !smaller; i++) {
      History less = *h;
      memmove(less.steps + i, less.steps + i + 1, (less.count - i - 1) * sizeof *less.steps);
      less.count--;
      if (less.count > 0 && history_run(&less)) *h = less, smaller = true;
    }
    for (int i = 0; i < REPS && !smaller; i++) {
      const Bounds none = {-1, -1, -1, -1, false, false, false};
      History less = *h;
      less.reps[i] = none;
      if (memcmp(&less.reps[i], &h->reps[i], sizeof none) != 0 && history_run(&less)) *h = less, smaller = true;
    }
  }
}

static void nobody_is_chosen_who_may_not_be_and_no_capacity_is_passed(void **state) {
  (void)state;
  const char *said = getenv("LEAT_SEED"), *many = getenv("LEAT_PAIRS");
  uint64_t seed = said ? strtoull(said, NULL, 10) : 1, count = many ? strtoull(many, NULL, 10) : 60;
  for (uint64_t s = seed; s < seed + count; s++) {
    History h = history_of(s);
    const char *wrong = history_run(&h);
    if (!wrong) continue;
    StrBuf script;
    strbuf_init(&script);
    shrink(&h);
    put_script(&script, &h);
    print_error("LEAT_SEED=%llu: %s\n%s", (unsigned long long)s, history_run(&h), script.p);
    for (uint32_t i = 0; i < h.count; i++)
      print_error("at %lld close %d leads %d\n", (long long)h.steps[i].at, h.steps[i].close, h.steps[i].leads);
    fail();
  }
}

/* ---- hours ---- */

/* The reference knows nothing of calendars: the clock on the wall, the day of the week, two lists of days. */
static bool works(const Zone *zone, int64_t at) {
  static const int closed[] = {3, 30}, open[] = {7};
  Civil c;
  zone_civil(zone, at, &c);
  int minute = c.hour * 60 + c.minute, weekday = weekday_iso(civil_days(c.year, c.month, c.day));
  bool day = weekday <= 5;
  for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) day = day && !(c.month == 3 && c.day == closed[i]);
  for (size_t i = 0; i < sizeof open / sizeof *open; i++) day = day || (c.month == 3 && c.day == open[i]);
  bool shift = (minute >= 9 * 60 && minute < 12 * 60) || (minute >= 13 * 60 && minute < 18 * 60);
  return day && shift;
}

static void a_month_of_hours_minute_by_minute(void **state) {
  (void)state;
  Arena a;
  Leat *l = memory();
  arena_init(&a, 0);
  load(l, "calendar \"c\" { zone \"Europe/Berlin\" closed 2026-03-03 closed 2026-03-30 open 2026-03-07 }\n"
          "pool \"p\" { calendar \"c\" hours \"mon-fri 09:00-12:00, 13:00-18:00\" member \"berlin\"\n"
          "member \"york\" zone \"America/New_York\" }\nlead { id: number }\n"
          "when id > 0 assign pool \"p\" otherwise stop");
  Vm *vm = vm_new(&l->loaded->chunk, NOW);
  Roster *r;
  assert_int_equal(roster_load(&r, leat_store(l), l->loaded, vm, NOW), STORE_OK);
  const Zone *zones[] = {zone_open(&a, STR("Europe/Berlin")), zone_open(&a, STR("America/New_York"))};
  for (int64_t at = NOW - DAY; at < NOW + 32 * DAY; at += MINUTE) { /* summer time begins in both */
    roster_set_now(r, at);
    for (uint32_t i = 0; i < 2; i++) {
      const MemberTerms *terms = &r->pools.v[0].terms[i];
      bool out = roster_gate(&r->reps.v[r->pools.v[0].reps[i]], terms) == PASS_HOURS;
      if (out == works(zones[i], at)) fail_msg("member %u at %lld: %d", i, (long long)at, out);
      if (out && (!works(zones[i], terms->out_until) || works(zones[i], terms->out_until - 1)))
        fail_msg("member %u at %lld: not back at %lld", i, (long long)at, (long long)terms->out_until);
    }
  }
  roster_free(r);
  vm_free(vm);
  arena_deinit(&a);
  leat_free(l);
}

/* ---- learning ---- */

static void a_steady_week_is_learned_as_it_is(void **state) {
  (void)state;
  int64_t leads[56];
  for (int i = 0; i < 56; i++) leads[i] = i % 7 < 5 ? 10 - i % 7 : 0;
  AutoCapacity c = auto_capacity(leads, 8, 56);
  assert_true(c.known);
  assert_int_equal(c.per_day, 10);
  assert_int_equal(auto_capacity(leads, 8, 55).known, false);
  assert_int_equal(auto_capacity(leads, 8, 55).history_days, 55);
}

static void it_follows_what_changes_and_is_never_below_one(void **state) {
  (void)state;
  int64_t more[56], none[56] = {0};
  for (int i = 0; i < 56; i++) more[i] = i < 28 ? 4 : 8;
  AutoCapacity c = auto_capacity(more, 8, 100);
  assert_true(c.known && c.per_day > 6 && c.per_day <= 8);
  for (int i = 0; i < 56; i++) none[i] = i % 7 == 1;
  c = auto_capacity(none, 8, 100);
  assert_true(c.known);
  assert_int_equal(c.per_day, 1);
  assert_int_equal(c.worked_days, 8);
  none[1] = 0; /* leads on seven days of eight weeks */
  assert_false(auto_capacity(none, 8, 100).known);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nobody_is_chosen_who_may_not_be_and_no_capacity_is_passed),
      cmocka_unit_test(a_month_of_hours_minute_by_minute),
      cmocka_unit_test(a_steady_week_is_learned_as_it_is),
      cmocka_unit_test(it_follows_what_changes_and_is_never_below_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
