/* Leat as a library: load a script, check it, run it over the leads of a database, explain what it does.
 *
 *   Leat *l = leat_new();
 *   leat_open(l, "crm.db", LEAT_DB_WRITE);
 *   leat_load(l, "route.leat", text);          findings: leat_findings
 *   leat_run(l, &options, &report);
 *   leat_free(l);
 *
 * Every call returns a LeatStatus; leat_error(l) says why in words. The same values are the exit codes of the command.
 * Nothing is printed. Results live in the Leat until the next call that makes the same kind, unless said otherwise. */
#ifndef LEAT_ENGINE_LEAT_H
#define LEAT_ENGINE_LEAT_H
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"

typedef enum LeatStatus {
  LEAT_OK = 0,
  LEAT_FINDINGS = 1,     /* it ran, but some leads failed, or a check found something */
  LEAT_USAGE = 2,
  LEAT_SCRIPT = 3,       /* the script does not compile; see leat_findings */
  LEAT_INPUT = 4,        /* input data was rejected, or no such lead */
  LEAT_DATABASE = 5,     /* missing, corrupt, read-only, full, of a newer version, or without what the script names */
  LEAT_LIMIT = 6,
  LEAT_BUSY = 75,        /* another run is at work, or another program writes: try again */
  LEAT_INTERRUPTED = 130
} LeatStatus;

typedef struct Leat Leat;
typedef enum LeatDb { LEAT_DB_CREATE, LEAT_DB_WRITE, LEAT_DB_READ, LEAT_DB_MEMORY } LeatDb;

Leat *leat_new(void);
void leat_free(Leat *l);
const char *leat_error(const Leat *l); /* one line, never NULL */
/* Findings, errors and explanations are in this language from now on; what the database keeps is always English. */
void leat_set_language(Leat *l, Lang lang);
LeatStatus leat_open(Leat *l, const char *path, LeatDb mode); /* LEAT_DB_READ changes no byte */
bool leat_has_db(const Leat *l);
struct Store *leat_store(Leat *l); /* store/store.h: to import into the open database; NULL when none is open */

/* ---- scripts ---- */
/* Parses, checks (against the open database, if any), compiles. Replaces the script loaded before only on success. */
LeatStatus leat_load(Leat *l, const char *name, Str text);
LeatStatus leat_load_file(Leat *l, const char *path); /* "-" is standard input */
/* Scripts take in files of their own folder and what lies below it; from now on of this one, too. */
LeatStatus leat_allow_folder(Leat *l, const char *path);
typedef struct LeatSize { uint32_t rules, pools, columns, modules; } LeatSize;
LeatSize leat_size(const Leat *l); /* of the script in use; its modules' pools too */
/* What the last leat_load found, errors and warnings, as text for people or as a JSON array. */
void leat_findings(const Leat *l, bool colour, StrBuf *out);
void leat_findings_json(const Leat *l, StrBuf *out);
uint32_t leat_error_count(const Leat *l);
uint32_t leat_warning_count(const Leat *l);
/* stage: tokens, ast, types, code, plan. False: no such stage. plan is the one explained last (see leat_explain). */
bool leat_dump(Leat *l, const char *stage, StrBuf *out);

/* ---- running ---- */
typedef struct LeatDecision { /* texts live until the callback returns; empty: none */
  Str lead, outcome, rule, pool, rep, reason;
  Str score, class; /* of a script with such statements */
} LeatDecision;
typedef struct LeatRunOptions {
  int64_t now_ms;     /* the run's time: the clock is read by the caller */
  bool dry_run;       /* the database must be open for reading; nothing is written */
  bool strict;        /* a rule error fails the run: nothing of it is kept */
  int64_t limit;      /* at most this many leads that come out other than they were; 0: all */
  void (*progress)(void *ctx, int64_t done, int64_t total);
  void *progress_ctx;
  const volatile int *stop; /* set by a signal handler: the run ends after the current batch with LEAT_INTERRUPTED */
  /* dry run: each decision, for --format table of what would happen; may be NULL */
  void (*decision)(void *ctx, const LeatDecision *decision);
  void *decision_ctx;
} LeatRunOptions;

typedef struct LeatCount { Str name; int64_t count; } LeatCount;
typedef struct LeatRuleCount {
  Str name;
  uint32_t line;
  int64_t hits, unknowns, errors;
  Str examples[5]; /* of leat_take_counts: the first leads that it took */
  uint32_t example_count;
} LeatRuleCount;
typedef struct LeatIssue { /* a rule error, or a rule that was unknown for want of a value */
  Str rule; uint32_t line;
  Str what;           /* "division by zero", "score is missing", "amount is not a number" */
  int64_t count;
  Str examples[3];    /* lead ids */
  uint32_t example_count;
} LeatIssue;
typedef struct LeatReport {
  int64_t run;        /* number of the run; 0 in a dry run */
  Str script;         /* version, 16 hex digits */
  bool dry_run;
  int64_t leads;      /* = sum of the outcomes */
  int64_t changed_meanwhile; /* leads that got an owner by another hand during the run, left alone */
  LeatCount *outcomes; uint32_t outcome_count; /* every outcome, in the order of check/outcomes.def, zeros too */
  LeatRuleCount *rules; uint32_t rule_count;   /* in script order */
  LeatCount *pools; uint32_t pool_count;       /* assigned leads by pool, by name */
  LeatCount *reps; uint32_t rep_count;         /* assigned leads by rep, by name */
  LeatIssue *errors; uint32_t error_count;
  LeatIssue *unknowns; uint32_t unknown_count;
  int64_t elapsed_ms; /* filled by the caller who has the clock; not part of JSON */
} LeatReport;
LeatStatus leat_run(Leat *l, const LeatRunOptions *options, LeatReport *out);
/* {"format":1,"run":…,"leads":…,"outcomes":{…},"rules":[{name,line,hits,…}],"pools":{…},"reps":{…},"errors":[…],
 * "unknowns":[…],…} */
void leat_report_json(const LeatReport *r, StrBuf *out);

/* ---- what people do with leads ---- */
typedef enum LeatMoveKind { LEAT_RESPOND, LEAT_RELEASE, LEAT_CLAIM, LEAT_APPROVE, LEAT_CONVERT } LeatMoveKind;
typedef struct LeatMove {
  LeatMoveKind kind;
  Str lead, rep;  /* rep: who makes it */
  Str owner;      /* APPROVE: who gets the lead; empty: whom the rules say */
  int64_t now_ms;
} LeatMove;
typedef struct LeatMoved { Str lead, owner, state, pool; } LeatMoved; /* how it is then */
/* LEAT_FINDINGS: refused, and leat_error says why; LEAT_INPUT: there is no such lead. */
LeatStatus leat_move(Leat *l, const LeatMove *move, LeatMoved *out);

typedef struct LeatSeaLead { Str lead; int64_t since; Str *cells; } LeatSeaLead;
typedef struct LeatSea { Str *columns; uint32_t column_count; LeatSeaLead *leads; uint32_t count; } LeatSea;
LeatStatus leat_sea(Leat *l, Str name, LeatSea *out); /* what is in it, contact fields masked */
typedef struct LeatSuspect { /* who claimed from a sea, and what he did then */
  Str rep;
  int64_t claims, responded, open;
  double weight;  /* what a penalty leaves of his weight; 1: none holds */
  int64_t until;  /* when it ends; 0: none */
} LeatSuspect;
typedef struct LeatSuspects { LeatSuspect *v; uint32_t n, cap; } LeatSuspects;
LeatStatus leat_sea_suspects(Leat *l, Str name, int64_t now_ms, LeatSuspects *out); /* least follow-up first */
LeatStatus leat_sea_lift(Leat *l, Str rep, int64_t now_ms, int64_t *count_out); /* ends his penalties */
typedef struct LeatHeld { Str lead, reason, rule; int64_t since; } LeatHeld;
LeatStatus leat_held(Leat *l, LeatHeld **out, uint32_t *count_out); /* oldest first */

/* ---- seeing why ---- */
typedef enum LeatVerdict { LEAT_FALSE, LEAT_TRUE, LEAT_UNKNOWN, LEAT_RULE_ERROR, LEAT_NOT_REACHED } LeatVerdict;
const char *leat_verdict_word(LeatVerdict v); /* "false", "true", "unknown", "error", "not reached" */
typedef struct LeatClause { /* a part of a condition */
  uint32_t depth;      /* 0: the condition itself */
  Str text;            /* "score > 80" */
  LeatVerdict verdict;
  Str why;             /* "score is 74, needs > 80"; "score is missing" */
  bool decided;        /* this one made the condition what it is */
} LeatClause;
/* why: "inactive", "away until …", "at capacity: 5 of 5 open", "where rep.team == "east": rep.team is "west", …" */
typedef struct LeatPassed { Str pool, rep, why; } LeatPassed;
typedef struct LeatRuleTrace {
  Str name; uint32_t line; uint32_t depth; /* depth: nesting of blocks */
  Str condition;       /* as canonical text; empty for otherwise */
  LeatVerdict verdict;
  LeatClause *clauses; uint32_t clause_count;
  LeatPassed *passed; uint32_t passed_count;   /* members passed over, in listed order */
  Str *effects; uint32_t effect_count; /* "tag "key account"", "pool "senior" roundrobin: alice is next after bob" */
  bool ended;          /* this rule ended routing */
} LeatRuleTrace;
typedef struct LeatPart { /* of the score, or a class that was tried */
  uint32_t line;
  Str name;      /* "+25"; of a class its name */
  Str text;      /* "title matches "cto"", "per event "open" max 10"; empty: otherwise */
  LeatVerdict verdict;
  Str adds;      /* what it adds, "25" or "0"; of a class empty */
  Str because;   /* what it read: title "CTO" */
  Str why;       /* "title is "CTO", needs to match "cto"" */
} LeatPart;
typedef struct LeatScore {
  bool has;           /* the script has score statements */
  Str value;          /* or the error */
  Str starts, sum;    /* sum: before the bounds; empty: it can't be computed */
  Str bound;          /* "at most 100", when a bound changed it */
  LeatPart *parts; uint32_t part_count; /* in script order */
} LeatScore;
typedef struct LeatClass {
  bool has;           /* the script has class statements */
  Str value;          /* empty: no class fits */
  uint32_t line;
  LeatPart *parts; uint32_t part_count; /* up to the one that fits */
} LeatClass;
typedef struct LeatValue { Str name, type, value; } LeatValue;
typedef struct LeatExplanation {
  Lang lang;               /* that its texts are in */
  Str lead, owner, status; /* as they are in the database */
  Str at;                  /* RFC 3339: the time it was evaluated for */
  Str script;              /* version */
  bool past;               /* of a decision in the ledger */
  LeatValue *values; uint32_t value_count; /* what the script read, lets too */
  LeatScore score;
  LeatClass class;
  LeatRuleTrace *rules; uint32_t rule_count;
  Str outcome, rule; uint32_t line; Str pool, rep, reason;
  Str arm;                 /* of the split that it came to last: "pricing test: A"; or empty */
  bool duplicate;          /* it is the same as another lead: the rules are not asked, and not shown */
  Str plan;                /* canonical text of the plan */
} LeatExplanation;
/* By evaluation now, as if the lead had no owner. LEAT_INPUT: no such lead. */
LeatStatus leat_explain(Leat *l, Str lead_id, int64_t now_ms, LeatExplanation *out);
/* From the ledger: the newest decision about the lead, evaluated again with the script version, values and time that
 * the ledger kept. */
LeatStatus leat_explain_past(Leat *l, Str lead_id, LeatExplanation *out);
void leat_explanation_text(const LeatExplanation *e, bool colour, StrBuf *out);
void leat_explanation_headline(const LeatExplanation *e, StrBuf *out); /* what becomes of the lead: one line */
void leat_explanation_json(const LeatExplanation *e, StrBuf *out);

/* The reason of a decision, which the ledger and reports keep in English, in the language; the script's words stay.
 * For LeatIssue.what and LeatRosterRow.why: lang_told. */
Str leat_rule_told(Arena *a, Lang lang, Str rule); /* of a rule without a name, which is called by its line */
Str leat_reason_told(Arena *a, Lang lang, Str outcome, Str reason);

/* ---- one lead by hand (REPL, tests) ---- */
/* A lead made of literals: {source: "demo", score: 90} over the columns the script knows; the rest is missing. */
LeatStatus leat_lead_set_literal(Leat *l, Str literal); /* errors: leat_findings */
LeatStatus leat_lead_set_id(Leat *l, Str id);           /* from the database */
LeatStatus leat_lead_set_field(Leat *l, Str field, Str expression);
void leat_lead_print(Leat *l, int64_t now_ms, StrBuf *out); /* the current lead's values */
/* Routes the current lead; turns don't move. */
LeatStatus leat_lead_explain(Leat *l, int64_t now_ms, LeatExplanation *out);
/* Value and type of an expression on the current lead: `74`, "number". Errors: leat_findings. */
LeatStatus leat_lead_eval(Leat *l, Str expression, int64_t now_ms, StrBuf *value_out, const char **type_out);
/* Which of the database's first `most` leads does each rule take, all effects left out? counts by rule index. */
LeatStatus leat_take_counts(Leat *l, int64_t now_ms, int64_t most, LeatRuleCount **rules_out, uint32_t *count_out,
                            int64_t *leads_out);
/* For completion and .pools. Results in the Leat until the next call of the same function. */
typedef enum LeatNames { LEAT_COLUMNS, LEAT_POOLS, LEAT_REPS, LEAT_BUILTINS, LEAT_KEYWORDS, LEAT_LETS,
                         LEAT_DEFINITIONS } LeatNames; /* the last: "area(" of defines and tables, and lists */
const Str *leat_names(Leat *l, LeatNames what, size_t *count_out); /* sorted */
/* Distinct texts seen in the data. */
const Str *leat_column_values(Leat *l, Str column, size_t most, size_t *count_out);
typedef struct LeatRosterRow {
  Str pool, strategy, rep, weight;
  int64_t capacity, open; /* capacity -1: none */
  bool eligible;
  Str why;                /* he is not */
  Str until;              /* when that ends, on his clock: RFC 3339; empty: nobody knows */
  bool next;
  int64_t given[3], most[3]; /* leads this day, week and month of his, and how many he may be given; -1: any number */
  Str classes;            /* "1 of 2 open when class == "key"; …" */
  Str learned;            /* how his capacity per day came from his history, or why it did not; empty: not asked for */
} LeatRosterRow;
/* All pools, members in listed order. */
LeatStatus leat_roster(Leat *l, int64_t now_ms, LeatRosterRow **rows_out, uint32_t *count_out);

typedef struct LeatTurn {
  Str rep;    /* empty, in the last row: nobody is free any more */
  Str why;    /* "is next after bob" */
  Str passed; /* who is out and why: "carol: inactive; dave: at capacity: 5 of 5 open" */
} LeatTurn;
/* Who would get the next `most` leads of a pool by its own strategy, `where` filters left out; each takes his lead's
 * place under his capacity. No turn moves. LEAT_INPUT: no such pool, or one that draws by the lead. */
LeatStatus leat_turns(Leat *l, Str pool, uint32_t most, int64_t now_ms, LeatTurn **turns_out, uint32_t *count_out);

/* ---- tests and promises in the script ---- */
typedef struct LeatTestOptions {
  Str filter;    /* only tests whose name holds this text; empty: all, and the promises */
  bool coverage; /* say what the tests touch, too */
  bool mutate;   /* when all pass: change the script here and there, and say which changes no test notices */
  int64_t most, seed; /* at most so many changes, evenly spread over the script; 0: LIMIT_MUTANTS. Drawn by the seed */
  void (*progress)(void *ctx, int64_t done, int64_t total);
  void *progress_ctx;
  const volatile int *stop; /* set by a signal handler: LEAT_INTERRUPTED after the change at hand */
} LeatTestOptions;
typedef struct LeatTestFailure {
  Str file; uint32_t line; /* of the expect, or of what is given */
  Str expected, got;       /* `pool "senior"`, `assigned to bob, pool "junior", rule "demo"` */
  Str lead;                /* which of the test's leads: "lead 2", "sample.csv line 7"; empty: all of them */
  uint32_t ordinal;        /* the same as a number from 1; 0: all of them */
  int64_t others;          /* leads of the same expect that failed as well */
  Str explanation;         /* leat_explanation_text of the lead, without colour; of the first three leads that fail */
} LeatTestFailure;
typedef struct LeatTestResult {
  Str name;        /* of a promise: as it is written */
  bool promise;
  Str file; uint32_t line;
  int64_t leads;   /* that it was tried on */
  LeatTestFailure *failures; uint32_t failure_count;
} LeatTestResult;
/* What the tests touch. A clause is an operand of `and`, `or`, `not`, or a whole condition without them; it decided
 * when its opposite would have made the condition come out another way (true, or not true). It is covered when it
 * decided as true and as false, a rule when it fired, a row of a table that stands in the script when it was taken. */
typedef struct LeatCoverRule { Str name, file; uint32_t line; Str text; int64_t fired; } LeatCoverRule;
typedef struct LeatCoverClause {
  Str file; uint32_t line;
  Str text;          /* as it is written; in a `define`, with the arguments in place */
  const char *kind;  /* of its condition: "rule", "where", "score", "class" or "let" */
  Str name;          /* of that */
  int64_t was_true, was_false, was_unknown, decided_true, decided_false;
} LeatCoverClause;
typedef struct LeatCoverRow { uint32_t line; Str text; int64_t taken; } LeatCoverRow;
typedef struct LeatCoverTable {
  Str name, file; uint32_t line;
  Str from;          /* the file of its rows; empty: they stand in the script */
  LeatCoverRow *rows; /* NULL of a file */
  uint32_t row_count, taken;
} LeatCoverTable;
typedef struct LeatCoverage {
  LeatCoverRule *rules; uint32_t rule_count, rules_fired;
  LeatCoverClause *clauses; uint32_t clause_count, clauses_seen, clauses_deciding; /* seen: true and false */
  LeatCoverTable *tables; uint32_t table_count;
  uint32_t rows, rows_taken; /* of tables in the script */
  uint32_t covered, total;   /* rules, clauses and rows */
} LeatCoverage;
/* Of a whole, in tenths of a percent, never rounded up; 1000 of nothing. */
uint32_t leat_permille(uint32_t part, uint32_t whole);

typedef enum LeatMutantResult { LEAT_KILLED, LEAT_SURVIVED, LEAT_NOT_COMPILED } LeatMutantResult;
typedef struct LeatMutant { /* a change of the script */
  Str file; uint32_t line;
  const char *kind;  /* "operator", "not", "constant", "rule", "order", "action", "clause", "row", "statement" */
  Str what;          /* "`>` becomes `>=`" */
  Str before, after; /* the lines, each gap one blank; after: empty when nothing is left */
  LeatMutantResult result;
  Str killed_by;     /* the first test that fails, or promise that is broken */
} LeatMutant;
typedef struct LeatMutation {
  LeatMutant *mutants; uint32_t count; /* those tried, by place */
  uint32_t found;                      /* changes that there are */
  uint32_t killed, survived, not_compiled;
  Str *tests; uint32_t test_count;     /* that ran on each, until one failed; promises too */
} LeatMutation;

typedef struct LeatTestReport {
  Lang lang;       /* that its texts are in */
  Str script;      /* its name */
  LeatTestResult *tests; uint32_t test_count, failed; /* tests first, then promises */
  LeatCoverage *coverage; /* NULL: not asked for, or there are no tests */
  LeatMutation *mutation; /* likewise, or some test fails as it is */
} LeatTestReport;
/* Runs the script's tests on plans that are not applied. With a database open, its roster and columns are used and
 * nothing is written; without, the roster is what the script says. LEAT_FINDINGS: some test failed. */
LeatStatus leat_test(Leat *l, const LeatTestOptions *options, LeatTestReport *out);
void leat_test_text(const LeatTestReport *r, bool colour, StrBuf *out);
void leat_test_json(const LeatTestReport *r, StrBuf *out);
void leat_test_junit(const LeatTestReport *r, StrBuf *out);

/* ---- telling people: what `notify` and `task` put into the outbox ---- */
typedef enum LeatTransport { LEAT_SEND_HTTP, LEAT_SEND_MAIL, LEAT_SEND_COMMAND } LeatTransport;
typedef struct LeatRequest { /* one try at one message; the texts live as long as the call */
  LeatTransport transport;
  Str url;                          /* HTTP: where to POST; MAIL: the server */
  const Str *headers; uint32_t header_count; /* HTTP: "Name: value" */
  Str body;                         /* HTTP: JSON; MAIL: the whole mail; COMMAND: JSON for its standard input */
  Str user, password, from;         /* MAIL; empty: none */
  const Str *to; uint32_t to_count; /* MAIL */
  Str command;                      /* COMMAND: for /bin/sh */
  int64_t timeout_ms;
} LeatRequest;
typedef struct LeatReply {
  int status;            /* of HTTP or SMTP, or the exit code; 0: there was no answer */
  Str body;
  int64_t retry_after_s; /* 0: not said */
  Str error;             /* why there was no answer, without secrets */
  bool unreachable;      /* it was not even connected */
} LeatReply;
typedef struct LeatNotifyOptions {
  Str file_name, channels;   /* the file of channels: its name, for errors, and its text */
  bool is_private;           /* nobody but its owner may read the file */
  Str only;                  /* this channel; empty: all */
  int64_t now_ms, limit;     /* limit: messages to try; 0: all */
  const volatile int *stop;
  void *ctx;
  int64_t (*clock_ms)(void *ctx); /* milliseconds since the call began */
  void (*send)(void *ctx, const LeatRequest *request, LeatReply *out); /* the reply's texts live until the next send */
} LeatNotifyOptions;
typedef struct LeatChannelReport {
  Str channel, type;      /* type empty: the file does not have it */
  int64_t sent, failed;   /* in this call; failed: will be tried again */
  int64_t refused;        /* given up in this call */
  int64_t waiting, dead;  /* in the outbox now */
  Str error;              /* of the last failure, or why it was not served; empty: none */
} LeatChannelReport;
typedef struct LeatNotifyReport {
  LeatChannelReport *channels; uint32_t count;
  int64_t sent, failed, refused; /* of all */
} LeatNotifyReport;
/* Sends what is due, in order for each channel and lead; each message at least once, with the same key at every try.
 * LEAT_FINDINGS: something could not be sent. LEAT_BUSY: another process delivers all that there is. */
LeatStatus leat_notify(Leat *l, const LeatNotifyOptions *options, LeatNotifyReport *out);
typedef struct LeatMessage {
  int64_t id, tries;
  Str lead, channel, text, rule, error;
  Str at, next, dead; /* RFC 3339; empty: none */
} LeatMessage;
/* Newest first: messages that were given up, or those that wait. */
LeatStatus leat_messages(Leat *l, bool dead, uint32_t most, LeatMessage **out, uint32_t *count_out);
/* Dead messages are tried again as if they were new: one, or with id 0 all. LEAT_INPUT: there is no such dead one. */
LeatStatus leat_revive(Leat *l, int64_t id, int64_t *count_out);

/* ---- duplicates ---- */
typedef struct LeatSame { /* a lead of a group, in the order of the table */
  int64_t group;  /* from 1 */
  Str lead, owner;
  Str why;        /* "duplicate of lead 17: same fold(email)"; empty: the first of its group */
} LeatSame;
typedef struct LeatDuplicates {
  LeatSame *leads; uint32_t lead_count;
  int64_t groups, compared; /* leads that were looked at */
  int64_t large_leads;      /* left out because too many share what must be the same */
  bool measured;            /* against a column that says who is who: pairs of leads */
  int64_t found, right, truth;
} LeatDuplicates;
/* Which leads of the database are the same, by the script's `duplicate` statements together. `truth`: a column of the
 * table that is equal for the same person, to measure against; empty: none. LEAT_INPUT: no such column, or the script
 * has no `duplicate`. */
LeatStatus leat_duplicates(Leat *l, Str truth, int64_t now_ms, LeatDuplicates *out);

/* ---- speed ---- */
typedef struct LeatRuleCost { /* of one pass in which actions are decided, too */
  Str name;
  uint32_t line;
  uint64_t candidates;  /* leads that it could take, by the index */
  uint64_t evaluations; /* of these: not known to be true, so that its condition was tested */
  uint64_t hits;        /* its condition was true */
  double seconds;
} LeatRuleCost;
typedef struct LeatBench {
  double load_s;          /* CPU seconds to load script and leads */
  double coding_s;        /* of these: to tell the leads' values apart by the constants of the rules */
  int64_t rss_loaded_kb;
  uint32_t rounds;
  double cpu_s[64], wall_s[64]; /* one pass of every rule to the first match, over all leads */
  int64_t leads;
  double index_s;         /* CPU seconds to make the match index, part of load_s */
  uint32_t rules, conjunctions, blocks, columns, nodes; /* of the index */
  int64_t index_bytes;
  LeatRuleCost *costs;    /* of every rule, in the order of the script, when asked for; live until the next call */
  uint32_t cost_count;
  double find_s;          /* of that pass: to find the rules */
} LeatBench;
/* Loads the first `leads` leads into memory; first_match_out (may be NULL) gets per lead the index of the rule that
 * ends it, in script order, first rule 0; none or an `otherwise` is -1. Caller frees it with mem_free. profile: one
 * more pass that counts what each rule costs. */
LeatStatus leat_bench(Leat *l, int64_t leads, uint32_t rounds, int64_t now_ms, bool profile, LeatBench *out,
                      int32_t **first_match_out);
#endif
