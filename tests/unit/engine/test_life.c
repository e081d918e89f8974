/* Random histories of leads: whatever people, clocks and runs do, each has one state, one owner at most, a next step.
 * LEAT_SEED sets the seed. */
#include "engine_test.h"
#include "store/db.h"

static const char SCRIPT[] =
    "lead { score: number }\n"
    "pool \"A\" { member \"ann\" member \"ben\" member \"cat\" }\n"
    "pool \"B\" { member \"dan\" member \"eve\" }\n"
    "pool \"manager\" { member \"mia\" }\n"
    "sea \"public\" { open to pool \"A\", pool \"B\" claim 3 per day, 4 open cooldown 12 hours\n"
    "  protect 2 days extend 1 day max 4 days\n"
    "  penalty weight 50% for 7 days when claimed without response 24 hours }\n"
    "rule \"big\" when score > 90 hold for \"manager\"\n"
    "rule \"hot\" when score > 50 assign pool \"A\" roundrobin remind after 1 hour within 2 hours\n"
    "  then pool \"A\" roundrobin not last 1 within 4 hours then pool \"B\" for 1 day then sea \"public\"\n"
    "rule \"warm\" when score > 20 assign pool \"B\" weighted\n"
    "after 8 hours without response when score < 40 reassign\n"
    "after 5 days without activity release to sea \"public\"\n"
    "after 20 days without activity archive \"stale\"\n"
    "otherwise assign sea \"public\"\n";

typedef struct World {
  Leat *l;
  uint64_t seed;
  int64_t now;
  int leads;
} World;

static uint32_t draw(World *w, uint32_t below) {
  w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((w->seed >> 33) % below);
}

static void none(World *w, int step, const char *what, const char *sql) {
  int64_t n = -1;
  StoreStatus status = db_int(leat_store(w->l), sql, "look", &n);
  if (status != STORE_OK) fail_msg("%s: %s", what, store_error(leat_store(w->l)));
  if (n) fail_msg("seed %llu, step %d: %s (%lld)", (unsigned long long)w->seed, step, what, (long long)n);
}

static void check(World *w, int step) {
  none(w, step, "a lead is assigned and in another state",
       "SELECT count(*) FROM leat_owned o JOIN leat_state s ON s.lead = o.lead WHERE o.ended IS NULL");
  none(w, step, "a lead has two owners",
       "SELECT count(*) FROM (SELECT 1 FROM leat_owned WHERE ended IS NULL GROUP BY lead HAVING count(*) > 1)");
  none(w, step, "the owner is not the one of the history",
       "SELECT count(*) FROM leads l LEFT JOIN leat_owned o ON o.lead = l.id AND o.ended IS NULL "
       "LEFT JOIN leat_state s ON s.lead = l.id WHERE l.owner IS NOT o.rep AND s.outcome IS NOT 'won'");
  none(w, step, "a timer on a lead that is done",
       "SELECT count(*) FROM leat_timers t JOIN leat_state s ON s.lead = t.lead "
       "WHERE s.outcome IN ('won', 'lost', 'archived', 'held')");
  none(w, step, "a limit of an owner on a lead that nobody has",
       "SELECT count(*) FROM leat_timers t WHERE kind <> 'idle' AND NOT EXISTS "
       "(SELECT 1 FROM leat_owned o WHERE o.lead = t.lead AND o.ended IS NULL)");
  none(w, step, "an ownership without a row in the ledger",
       "SELECT count(*) FROM leat_owned o WHERE NOT EXISTS (SELECT 1 FROM leat_ledger g WHERE g.lead = o.lead "
       "AND g.rep = o.rep AND g.at = o.begun AND g.outcome = 'assigned')");
  none(w, step, "a change of owner without a row in the ledger",
       "SELECT count(*) FROM leat_owned o WHERE ended IS NOT NULL AND NOT EXISTS (SELECT 1 FROM leat_ledger g "
       "WHERE g.lead = o.lead AND g.at = o.ended)");
  none(w, step, "a lead came back to the owner whom it was taken from",
       "SELECT count(*) FROM leat_owned o JOIN leat_owned p ON p.lead = o.lead AND p.id = "
       "(SELECT max(id) FROM leat_owned q WHERE q.lead = o.lead AND q.id < o.id) "
       "WHERE o.how = 'assigned' AND o.rep = p.rep AND p.barred > 0");
  none(w, step, "a lead without a next step",
       "SELECT count(*) FROM leads l WHERE l.status <> 'new' AND NOT EXISTS (SELECT 1 FROM leat_state s "
       "WHERE s.lead = l.id) AND NOT EXISTS (SELECT 1 FROM leat_timers t WHERE t.lead = l.id)");
  none(w, step, "more open claims than the sea allows",
       "SELECT count(*) FROM (SELECT 1 FROM leat_owned WHERE sea IS NOT NULL AND ended IS NULL GROUP BY rep "
       "HAVING count(*) > 4)");
}

static void new_leads(World *w) {
  StrBuf csv;
  strbuf_init(&csv);
  strbuf_text(&csv, "id,score\n");
  for (uint32_t n = draw(w, 5) + 1; n > 0; n--) strbuf_printf(&csv, "%d,%u\n", ++w->leads, draw(w, 100));
  import_csv(w->l, "leads", csv.p);
  strbuf_deinit(&csv);
}

static void somebody_moves(World *w) {
  static const char *const reps[] = {"ann", "ben", "cat", "dan", "eve", "mia", "manager", "nobody"};
  char id[16];
  snprintf(id, sizeof id, "%u", draw(w, (uint32_t)w->leads + 1) + 1);
  LeatMove move = {.kind = (LeatMoveKind)draw(w, 5), .lead = str_of(id), .rep = str_of(reps[draw(w, 8)]),
                   .now_ms = w->now};
  if (draw(w, 3) == 0) move.owner = str_of(reps[draw(w, 8)]);
  LeatMoved moved;
  LeatStatus status = leat_move(w->l, &move, &moved);
  if (status != LEAT_OK && status != LEAT_FINDINGS && status != LEAT_INPUT) fail_msg("move: %s", leat_error(w->l));
}

static void one_history(uint64_t seed, int steps) {
  World w = {.l = memory(), .seed = seed, .now = NOW};
  import_csv(w.l, "leads", "id,score\n1,60\n");
  w.leads = 1;
  load(w.l, SCRIPT);
  for (int step = 0; step < steps; step++) {
    uint32_t what = draw(&w, 10);
    w.now += (int64_t)draw(&w, 240) * 60000;
    if (draw(&w, 40) == 0) w.now += INT64_C(86400000) * draw(&w, 12); /* nobody ran it for days */
    if (draw(&w, 40) == 0) w.now -= INT64_C(3600000) * draw(&w, 30);  /* the clock was put back */
    if (what == 0) new_leads(&w);
    else if (what < 7) somebody_moves(&w);
    else run(w.l, (LeatRunOptions){.now_ms = w.now});
    check(&w, step);
  }
  leat_free(w.l);
}

static void random_histories_keep_every_lead_alive(void **state) {
  (void)state;
  const char *said = getenv("LEAT_SEED");
  uint64_t first = said ? strtoull(said, NULL, 10) : 1;
  for (uint64_t seed = first; seed < first + 12; seed++) one_history(seed * 7919, 150);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_histories_keep_every_lead_alive)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
