/* Runs from end to end over databases in memory. */
#include "engine_test.h"
#include "store/db.h"
#include <signal.h>
#include <sys/wait.h>

static const char SALES[] =
    "pool \"senior\" { strategy roundrobin member \"alice\" member \"bob\" member \"carol\" }\n"
    "pool \"east\" { strategy weighted member \"dave\" weight 3 member \"erin\" weight 1.5 member \"fay\" }\n"
    "when source == \"demo\" and score > 80 assign pool \"senior\"\n"
    "when region == \"上海\" { tag \"east\" when score > 50 assign pool \"east\" }\n"
    "when source == \"fair\" nurture \"newsletter\"\n"
    "when region == \"北京\" hold for \"manager\" \"Beijing\"\n"
    "otherwise archive \"nothing known\"\n";

static void every_lead_ends_in_one_outcome(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 700, 1);
  load(l, SALES);
  LeatReport r = run(l, (LeatRunOptions){0});
  int64_t sum = 0;
  for (uint32_t i = 0; i < r.outcome_count; i++) sum += r.outcomes[i].count;
  assert_int_equal(r.leads, 700);
  assert_int_equal(sum, 700);
  assert_true(outcomes_of(r, "assigned") > 0 && outcomes_of(r, "held") > 0 && outcomes_of(r, "nurtured") > 0);
  assert_true(outcomes_of(r, "archived") > 0);
  assert_int_equal(pools_of(r, "senior") + pools_of(r, "east"), outcomes_of(r, "assigned"));
  assert_int_equal(r.rules[0].hits, pools_of(r, "senior"));
  leat_free(l);
}

static void turns_are_equal_and_weights_exact(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 1500, 2);
  load(l, SALES);
  LeatReport r = run(l, (LeatRunOptions){0});
  int64_t a = reps_of(r, "alice"), b = reps_of(r, "bob"), c = reps_of(r, "carol");
  assert_true(a >= b && b >= c && a - c <= 1);
  double n = (double)pools_of(r, "east"), dave = (double)reps_of(r, "dave");
  assert_true(n > 50 && dave - n * 3 / 5.5 < 1 && n * 3 / 5.5 - dave < 1);
  leat_free(l);
}

static void owners_set_by_hand_stay(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,source,score,owner\n1,demo,90,zoe\n2,demo,90,\n");
  load(l, "pool \"p\" { member \"alice\" }\nwhen score > 80 assign pool \"p\" otherwise archive \"x\"");
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(r.leads, 1);
  lead_is(l, "1", "zoe/new");
  lead_is(l, "2", "alice/assigned");
  leat_free(l);
}

static const char IN_TURN[] = "pool \"p\" { member \"a\" member \"b\" }\nwhen id is known assign pool \"p\"";

static void act(Leat *l, const char *sql) {
  assert_int_equal(sqlite3_exec(leat_store(l)->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* Deciding and writing go lead by lead then: the lead that another hand took costs no turn. */
static void a_lead_that_a_trigger_gives_away_costs_no_turn(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 20, 1);
  act(l, "CREATE TRIGGER t AFTER UPDATE OF owner ON leads WHEN NEW.id = 1 BEGIN "
         "UPDATE leads SET owner = 'zoe' WHERE id = 4; END");
  load(l, IN_TURN);
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(r.changed_meanwhile, 1);
  assert_int_equal(outcomes_of(r, "assigned"), 19);
  lead_is(l, "3", "a/assigned");
  lead_is(l, "4", "zoe/new");
  lead_is(l, "5", "b/assigned");
  assert_int_equal(ledger_rows(l, "4"), 0);
  leat_free(l);
}

/* What no look at the database foresees (a trigger of the connection is in no schema): the batch is done over. */
static void a_batch_that_fails_as_a_whole_goes_lead_by_lead(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 20, 1);
  act(l, "CREATE TEMP TRIGGER t BEFORE UPDATE OF owner ON leads WHEN NEW.id = 1 BEGIN "
         "DELETE FROM leads WHERE id = 4; END");
  load(l, IN_TURN);
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(r.changed_meanwhile, 1);
  assert_int_equal(r.leads, 19);
  assert_int_equal(outcomes_of(r, "assigned"), 19);
  lead_is(l, "1", "a/assigned");
  lead_is(l, "3", "a/assigned");
  lead_is(l, "5", "b/assigned");
  lead_is(l, "20", "a/assigned");
  assert_int_equal(ledger_rows(l, "1"), 1);
  leat_free(l);
}

static void a_second_run_finds_nothing_to_do(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 120, 3);
  load(l, SALES);
  run(l, (LeatRunOptions){0});
  LeatReport again = run(l, (LeatRunOptions){0});
  assert_int_equal(again.leads, 0);
  leat_free(l);
}

static void an_unrouted_lead_is_tried_again_without_a_second_ledger_row(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,5\n");
  load(l, "pool \"p\" { member \"alice\" }\nwhen score > 1 tag \"seen\" notify \"ops\" \"lead {id}\"\n"
          "when score > 80 assign pool \"p\"");
  assert_int_equal(outcomes_of(run(l, (LeatRunOptions){0}), "unrouted"), 1);
  assert_int_equal(ledger_rows(l, "1"), 1);
  assert_int_equal(outcomes_of(run(l, (LeatRunOptions){0}), "unrouted"), 1);
  assert_int_equal(ledger_rows(l, "1"), 1);
  load(l, "pool \"p\" { member \"alice\" }\nwhen score > 1 assign pool \"p\"");
  assert_int_equal(outcomes_of(run(l, (LeatRunOptions){0}), "assigned"), 1);
  assert_int_equal(ledger_rows(l, "1"), 2);
  leat_free(l);
}

static void nobody_gets_more_than_his_capacity(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 40, 4);
  import_csv(l, "reps", "id,name,active,capacity\nalice,Alice,1,20\nbob,Bob,1,3\ncarol,Carol,0,\n");
  load(l, "pool \"p\" { member \"alice\" capacity 5 open member \"bob\" member \"carol\" }\n"
          "when id is known assign pool \"p\" else wait");
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(reps_of(r, "alice"), 5); /* the smaller of 5 and 20 */
  assert_int_equal(reps_of(r, "bob"), 3);
  assert_int_equal(reps_of(r, "carol"), 0); /* inactive */
  assert_int_equal(outcomes_of(r, "waiting"), 32);
  leat_free(l);
}

static void capacity_that_frees_up_drains_the_queue_oldest_first(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,1\n2,1\n3,1\n4,1\n");
  const char *narrow = "pool \"p\" { member \"alice\" capacity 1 open }\nwhen score > 0 assign pool \"p\" else wait";
  load(l, narrow);
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(outcomes_of(r, "waiting"), 3);
  lead_is(l, "2", "/waiting");
  import_csv(l, "leads", "id,score\n5,1\n");
  load(l, "pool \"p\" { member \"alice\" capacity 3 open }\nwhen score > 0 assign pool \"p\" else wait");
  r = run(l, (LeatRunOptions){.now_ms = NOW + 60000});
  assert_int_equal(outcomes_of(r, "assigned"), 2);
  lead_is(l, "2", "alice/assigned");
  lead_is(l, "3", "alice/assigned");
  lead_is(l, "4", "/waiting");
  lead_is(l, "5", "/waiting");
  leat_free(l);
}

static void one_who_is_away_gets_nothing(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 10, 5);
  import_csv(l, "reps",
             "id,active,away_from,away_until\nalice,1,2026-03-01T00:00:00Z,2026-03-05T00:00:00Z\n"
             "bob,1,2026-03-02T09:00:01Z,\n");
  load(l, "pool \"p\" { member \"alice\" member \"bob\" }\nwhen id is known assign pool \"p\"");
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(reps_of(r, "bob"), 10); /* from the second after now on */
  leat_free(l);
}

static void a_pool_may_live_in_the_database(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 12, 6);
  import_csv(l, "pools", "name,strategy,capacity\nkey,first,2\n");
  import_csv(l, "pool_members", "pool,rep,weight,capacity,position\nkey,bob,1,,2\nkey,alice,1,4,1\n");
  load(l, "when id is known assign pool \"key\"");
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(reps_of(r, "alice"), 4);
  assert_int_equal(reps_of(r, "bob"), 2);
  assert_int_equal(outcomes_of(r, "unrouted"), 6);
  leat_free(l);
}

static void a_pool_may_be_computed_from_the_reps(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 9, 7);
  import_csv(l, "reps", "id,team,active\nalice,east,1\nbob,west,1\ncarol,east,1\n");
  load(l, "pool \"east\" from reps where rep.team == \"east\"\nwhen id is known assign pool \"east\"");
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(reps_of(r, "alice"), 5);
  assert_int_equal(reps_of(r, "carol"), 4);
  leat_free(l);
}

static void a_where_filter_sees_rep_and_lead(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,product\n1,erp\n2,crm\n3,hr\n");
  load(l, "pool \"p\" { member \"alice\" skills \"erp\" member \"bob\" skills \"crm\", \"erp\" }\n"
          "when id is known assign pool \"p\" where rep.skills contains product and rep.open < 1");
  LeatReport r = run(l, (LeatRunOptions){0});
  lead_is(l, "1", "alice/assigned");
  lead_is(l, "2", "bob/assigned");
  assert_int_equal(outcomes_of(r, "unrouted"), 1);
  leat_free(l);
}

/* ---- dry, in parts, and all or nothing ---- */

static void routed_text(int leads, uint64_t seed, uint32_t batch, StrBuf *out) {
  Leat *l = memory();
  import_leads_made(l, leads, seed);
  load(l, SALES);
  engine_set_batch(l, batch);
  run(l, (LeatRunOptions){0});
  all_of(l, leads, out);
  leat_free(l);
}

static void the_size_of_batches_changes_nothing(void **state) {
  (void)state;
  static const uint32_t sizes[] = {1, 7, 64};
  StrBuf whole, parts;
  strbuf_init(&whole);
  strbuf_init(&parts);
  routed_text(300, 8, 500, &whole);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    strbuf_clear(&parts);
    routed_text(300, 8, sizes[i], &parts);
    assert_string_equal(parts.p, whole.p);
  }
  strbuf_deinit(&whole);
  strbuf_deinit(&parts);
}

static void runs_with_a_limit_end_as_one_run(void **state) {
  (void)state;
  StrBuf whole, parts;
  strbuf_init(&whole);
  strbuf_init(&parts);
  routed_text(200, 9, 500, &whole);
  Leat *l = memory();
  import_leads_made(l, 200, 9);
  load(l, SALES);
  int64_t done = 0;
  for (int i = 0; i < 8 && done < 200; i++) {
    LeatReport r = run(l, (LeatRunOptions){.limit = 37});
    assert_true(r.leads <= 37);
    done += r.leads;
  }
  assert_int_equal(done, 200);
  all_of(l, 200, &parts);
  assert_string_equal(parts.p, whole.p);
  leat_free(l);
  strbuf_deinit(&whole);
  strbuf_deinit(&parts);
}

static void told(void *ctx, const LeatDecision *d) {
  strbuf_printf(ctx, "%.*s %.*s %.*s\n", STR_FMT(d->lead), STR_FMT(d->rep), STR_FMT(d->outcome));
}

static void a_dry_run_predicts_the_run_and_writes_nothing(void **state) {
  (void)state;
  enum { LEADS = 260 };
  StrBuf before, after, foretold, done;
  strbuf_init(&before), strbuf_init(&after), strbuf_init(&foretold), strbuf_init(&done);
  Leat *l = memory();
  import_leads_made(l, LEADS, 10);
  load(l, SALES);
  engine_set_batch(l, 50);
  all_of(l, LEADS, &before);
  LeatReport dry = run(l, (LeatRunOptions){.dry_run = true, .decision = told, .decision_ctx = &foretold});
  assert_int_equal(dry.run, 0);
  assert_int_equal(dry.leads, LEADS);
  all_of(l, LEADS, &after);
  assert_string_equal(after.p, before.p);
  assert_int_equal(ledger_rows(l, "1"), 0);
  StrBuf dry_json, real_json;
  strbuf_init(&dry_json), strbuf_init(&real_json);
  leat_report_json(&dry, &dry_json);
  LeatReport real = run(l, (LeatRunOptions){0});
  real.run = 0;
  real.dry_run = true;
  leat_report_json(&real, &real_json);
  assert_string_equal(dry_json.p, real_json.p);
  for (int i = 1; i <= LEADS; i++) {
    char id[16];
    Arena a;
    LeadRow row;
    Str owner = {"", 0}, status = {"", 0};
    bool found;
    arena_init(&a, 0);
    snprintf(id, sizeof id, "%d", i);
    store_lead(leat_store(l), &a, NULL, 0, str_of(id), &row, &owner, &status, &found);
    strbuf_printf(&done, "%s %.*s %.*s\n", id, STR_FMT(owner), STR_FMT(status));
    arena_deinit(&a);
  }
  assert_string_equal(done.p, foretold.p);
  leat_free(l);
  strbuf_deinit(&before), strbuf_deinit(&after), strbuf_deinit(&foretold), strbuf_deinit(&done);
  strbuf_deinit(&dry_json), strbuf_deinit(&real_json);
}

static const char FAILING[] =
    "pool \"p\" { member \"alice\" }\nwhen 100 / score > 20 assign pool \"p\"\notherwise archive \"rest\"";

static void a_failing_rule_is_counted_and_the_others_go_on(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,1\n2,0\n3,50\n4,\n");
  load(l, FAILING);
  LeatReport report;
  LeatRunOptions options = {.now_ms = NOW};
  assert_int_equal(leat_run(l, &options, &report), LEAT_FINDINGS);
  assert_int_equal(report.leads, 4);
  assert_int_equal(report.error_count, 1);
  assert_true(str_is(report.errors[0].what, "division by zero"));
  assert_true(str_is(report.errors[0].examples[0], "2"));
  assert_int_equal(report.unknown_count, 1);
  assert_true(str_is(report.unknowns[0].what, "score is missing"));
  lead_is(l, "1", "alice/assigned");
  leat_free(l);
}

static void a_strict_run_with_a_failing_rule_keeps_nothing(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,1\n2,0\n3,50\n");
  load(l, FAILING);
  LeatReport report;
  LeatRunOptions options = {.now_ms = NOW, .strict = true};
  assert_int_equal(leat_run(l, &options, &report), LEAT_FINDINGS);
  assert_int_equal(report.leads, 2);
  assert_int_equal(report.error_count, 1);
  lead_is(l, "1", "/new");
  assert_int_equal(ledger_rows(l, "1"), 0);
  load(l, "pool \"p\" { member \"alice\" }\nwhen score >= 0 assign pool \"p\"");
  assert_int_equal(leat_run(l, &options, &report), LEAT_OK);
  assert_int_equal(report.leads, 3);
  lead_is(l, "3", "alice/assigned");
  leat_free(l);
}

static void a_run_that_is_told_to_stop_keeps_what_it_did(void **state) {
  (void)state;
  Leat *l = memory();
  import_leads_made(l, 30, 11);
  load(l, SALES);
  volatile int stop = 1;
  LeatReport report;
  LeatRunOptions options = {.now_ms = NOW, .stop = &stop};
  assert_int_equal(leat_run(l, &options, &report), LEAT_INTERRUPTED);
  assert_int_equal(report.leads, 0);
  stop = 0;
  assert_int_equal(leat_run(l, &options, &report), LEAT_OK);
  assert_int_equal(report.leads, 30);
  leat_free(l);
}

static void data_of_the_wrong_type_is_told(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,amount\n1,12\n2,many\n3,\n");
  load(l, "lead { amount: number }\npool \"p\" { member \"alice\" }\n"
          "when amount > 10 or id is known assign pool \"p\"");
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_int_equal(outcomes_of(r, "assigned"), 3);
  assert_int_equal(r.unknown_count, 1);
  assert_true(str_is(r.unknowns[0].what, "amount is not a number"));
  assert_int_equal(r.unknowns[0].line, 0);
  assert_int_equal(r.unknowns[0].count, 1);
  leat_free(l);
}

static void a_run_without_database_or_script_is_refused(void **state) {
  (void)state;
  Leat *l = leat_new();
  LeatReport report;
  LeatRunOptions options = {.now_ms = NOW};
  assert_int_equal(leat_run(l, &options, &report), LEAT_USAGE);
  assert_int_equal(leat_open(l, "/nonexistent/x.db", LEAT_DB_READ), LEAT_DATABASE);
  assert_true(strlen(leat_error(l)) > 0);
  assert_int_equal(leat_open(l, NULL, LEAT_DB_MEMORY), LEAT_OK);
  assert_int_equal(leat_run(l, &options, &report), LEAT_USAGE);
  leat_free(l);
}

static void a_script_that_does_not_compile_leaves_the_one_before(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,5\n");
  load(l, "pool \"p\" { member \"alice\" }\nwhen score > 1 assign pool \"p\"");
  assert_int_equal(leat_load(l, "bad.leat", STR("when scor > 1 archive \"x\"")), LEAT_SCRIPT);
  assert_true(leat_error_count(l) > 0);
  assert_int_equal(leat_load(l, "bad.leat", STR("leads from \"nowhere\" { id = a owner = b }")), LEAT_DATABASE);
  assert_int_equal(outcomes_of(run(l, (LeatRunOptions){0}), "assigned"), 1);
  leat_free(l);
}

/* ---- others at work ---- */

typedef struct Other {
  const char *path;
  int calls;
} Other;

/* After the first batch another program sends alice on leave. */
static void alice_leaves(void *ctx, int64_t done, int64_t total) {
  (void)done, (void)total;
  Other *other = ctx;
  if (other->calls++ > 0) return;
  Leat *l = leat_new();
  Arena a;
  ImportReport report;
  Str key = STR("id");
  ImportOptions options = {.now = NOW, .table = STR("reps"), .keys = &key, .key_count = 1, .existing = EXISTING_UPDATE};
  arena_init(&a, 0);
  assert_int_equal(leat_open(l, other->path, LEAT_DB_WRITE), LEAT_OK);
  assert_int_equal(import_leads(leat_store(l), &a, STR("id,active\nalice,0\n"), &options, &report), STORE_OK);
  arena_deinit(&a);
  leat_free(l);
}

static Leat *on_file(char *path) {
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  close(fd);
  remove(path);
  Leat *l = leat_new();
  assert_int_equal(leat_open(l, path, LEAT_DB_CREATE), LEAT_OK);
  return l;
}

static void remove_db(const char *path) {
  char name[64];
  static const char *const parts[] = {"", "-wal", "-shm", "-lock", ".lock"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    snprintf(name, sizeof name, "%s%s", path, parts[i]);
    remove(name);
  }
}

static void the_roster_is_read_again_when_another_program_wrote(void **state) {
  (void)state;
  char path[] = "/tmp/leat-test-XXXXXX";
  Leat *l = on_file(path);
  import_leads_made(l, 20, 12);
  import_csv(l, "reps", "id,active\nalice,1\nbob,1\n");
  load(l, "pool \"p\" { member \"alice\" member \"bob\" }\nwhen id is known assign pool \"p\"");
  engine_set_batch(l, 4);
  Other other = {.path = path};
  LeatReport r = run(l, (LeatRunOptions){.progress = alice_leaves, .progress_ctx = &other});
  assert_int_equal(reps_of(r, "alice"), 2);
  assert_int_equal(reps_of(r, "bob"), 18);
  leat_free(l);
  remove_db(path);
}

static void die_after(void *ctx, int64_t done, int64_t total) {
  (void)total;
  if (done >= *(int64_t *)ctx) raise(SIGKILL);
}

/* Killed in the middle of the run, twice, then run to the end. */
static void a_run_killed_and_run_again_ends_as_if_it_had_run_once(void **state) {
  (void)state;
  enum { LEADS = 240 };
  StrBuf whole, parts;
  strbuf_init(&whole);
  strbuf_init(&parts);
  routed_text(LEADS, 14, 500, &whole);
  char path[] = "/tmp/leat-test-XXXXXX";
  Leat *l = on_file(path);
  import_leads_made(l, LEADS, 14);
  leat_free(l);
  for (int64_t at = 50; at <= 100; at += 50) {
    pid_t child = fork();
    if (child == 0) {
      l = leat_new();
      LeatReport report;
      LeatRunOptions options = {.now_ms = NOW, .progress = die_after, .progress_ctx = &at};
      if (leat_open(l, path, LEAT_DB_WRITE) == LEAT_OK && leat_load(l, "test.leat", str_of(SALES)) == LEAT_OK) {
        engine_set_batch(l, 10);
        leat_run(l, &options, &report);
      }
      _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  }
  l = leat_new();
  assert_int_equal(leat_open(l, path, LEAT_DB_WRITE), LEAT_OK);
  load(l, SALES);
  LeatReport r = run(l, (LeatRunOptions){0});
  assert_true(r.leads > 0 && r.leads < LEADS);
  all_of(l, LEADS, &parts);
  assert_string_equal(parts.p, whole.p);
  leat_free(l);
  remove_db(path);
  strbuf_deinit(&whole);
  strbuf_deinit(&parts);
}

static void two_runs_at_once_are_refused(void **state) {
  (void)state;
  char path[] = "/tmp/leat-test-XXXXXX";
  Leat *l = on_file(path), *second = leat_new();
  import_leads_made(l, 5, 13);
  load(l, SALES);
  run(l, (LeatRunOptions){0});
  assert_int_equal(leat_open(second, path, LEAT_DB_WRITE), LEAT_OK);
  load(second, SALES);
  LeatReport report;
  LeatRunOptions options = {.now_ms = NOW};
  assert_int_equal(leat_run(second, &options, &report), LEAT_BUSY);
  leat_free(l);
  assert_int_equal(leat_run(second, &options, &report), LEAT_OK);
  leat_free(second);
  remove_db(path);
}

static void a_script_loaded_before_the_database_is_checked_against_it(void **state) {
  (void)state;
  Leat *l = leat_new();
  load(l, "pool \"p\" { member \"alice\" }\nwhen nothing_like_it > 1 assign pool \"p\"");
  assert_int_equal(leat_open(l, NULL, LEAT_DB_MEMORY), LEAT_OK);
  LeatReport report;
  LeatRunOptions options = {.now_ms = NOW};
  assert_int_equal(leat_run(l, &options, &report), LEAT_SCRIPT);
  import_csv(l, "leads", "id,nothing_like_it\n1,5\n");
  assert_int_equal(leat_run(l, &options, &report), LEAT_OK);
  assert_int_equal(outcomes_of(report, "assigned"), 1);
  leat_free(l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_lead_ends_in_one_outcome),
      cmocka_unit_test(turns_are_equal_and_weights_exact),
      cmocka_unit_test(owners_set_by_hand_stay),
      cmocka_unit_test(a_lead_that_a_trigger_gives_away_costs_no_turn),
      cmocka_unit_test(a_batch_that_fails_as_a_whole_goes_lead_by_lead),
      cmocka_unit_test(a_second_run_finds_nothing_to_do),
      cmocka_unit_test(an_unrouted_lead_is_tried_again_without_a_second_ledger_row),
      cmocka_unit_test(nobody_gets_more_than_his_capacity),
      cmocka_unit_test(capacity_that_frees_up_drains_the_queue_oldest_first),
      cmocka_unit_test(one_who_is_away_gets_nothing),
      cmocka_unit_test(a_pool_may_live_in_the_database),
      cmocka_unit_test(a_pool_may_be_computed_from_the_reps),
      cmocka_unit_test(a_where_filter_sees_rep_and_lead),
      cmocka_unit_test(the_size_of_batches_changes_nothing),
      cmocka_unit_test(runs_with_a_limit_end_as_one_run),
      cmocka_unit_test(a_dry_run_predicts_the_run_and_writes_nothing),
      cmocka_unit_test(a_failing_rule_is_counted_and_the_others_go_on),
      cmocka_unit_test(a_strict_run_with_a_failing_rule_keeps_nothing),
      cmocka_unit_test(a_run_that_is_told_to_stop_keeps_what_it_did),
      cmocka_unit_test(data_of_the_wrong_type_is_told),
      cmocka_unit_test(a_run_without_database_or_script_is_refused),
      cmocka_unit_test(a_script_that_does_not_compile_leaves_the_one_before),
      cmocka_unit_test(the_roster_is_read_again_when_another_program_wrote),
      cmocka_unit_test(a_run_killed_and_run_again_ends_as_if_it_had_run_once),
      cmocka_unit_test(two_runs_at_once_are_refused),
      cmocka_unit_test(a_script_loaded_before_the_database_is_checked_against_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
