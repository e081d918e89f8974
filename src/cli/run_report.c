#include "cli/run_report.h"

#include "base/json.h"
#include "base/text.h"

enum { BAR_COLUMNS = 20 };

static TableLook look_of(const Cli *cli) {
  return (TableLook){.width = cli->term.width, .colour = cli->term.colour_out, .lang = cli->lang};
}

static Str share(Arena *a, int64_t n, int64_t of) {
  if (of <= 0) return STR("");
  return arena_printf(a, "%.1f%%", (double)n * 100.0 / (double)of);
}

static Str bar(Arena *a, int64_t n, int64_t of) {
  static const char block[] = "\u2588";
  if (of <= 0 || n <= 0) return STR("");
  int length = (int)(((double)n * BAR_COLUMNS) / (double)of + 0.5);
  StrBuf text;
  strbuf_init(&text);
  for (int i = 0; i < (length ? length : 1); i++) strbuf_text(&text, block);
  Str copy = arena_copy(a, strbuf_view(&text));
  strbuf_deinit(&text);
  return copy;
}

static void share_cells(Table *t, int64_t n, int64_t of) {
  table_int(t, n);
  table_cell(t, share(t->arena, n, of));
  table_cell(t, bar(t->arena, n, of));
}

/* name, leads, share, bar; those with no lead are left out. Names that are ours are said in the language. */
static void write_counts(Cli *cli, const char *header, bool ours, const LeatCount *counts, uint32_t n, StrBuf *out) {
  int64_t total = 0;
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, header, COLUMN_TEXT);
  table_add_column(&t, "leads", COLUMN_NUMBER);
  table_add_column(&t, "share", COLUMN_NUMBER);
  table_add_column(&t, "", COLUMN_TEXT);
  for (uint32_t i = 0; i < n; i++) total += counts[i].count;
  for (uint32_t i = 0; i < n; i++) {
    if (counts[i].count == 0) continue;
    table_cell(&t, ours ? lang_str(cli->lang, counts[i].name) : counts[i].name);
    share_cells(&t, counts[i].count, total);
  }
  if (table_rows(&t) == 0) return;
  strbuf_char(out, '\n');
  table_write(&t, look_of(cli), out);
}

static bool any_trouble(const LeatReport *r) {
  for (uint32_t i = 0; i < r->rule_count; i++)
    if (r->rules[i].unknowns || r->rules[i].errors) return true;
  return false;
}

static void write_rules(Cli *cli, const LeatReport *r, StrBuf *out) {
  if (r->rule_count == 0) return;
  bool trouble = any_trouble(r);
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "rule", COLUMN_TEXT);
  table_add_column(&t, "line", COLUMN_NUMBER);
  if (trouble) table_add_column(&t, "unknown", COLUMN_NUMBER);
  if (trouble) table_add_column(&t, "errors", COLUMN_NUMBER);
  table_add_column(&t, "leads", COLUMN_NUMBER);
  table_add_column(&t, "share", COLUMN_NUMBER);
  table_add_column(&t, "", COLUMN_TEXT);
  for (uint32_t i = 0; i < r->rule_count; i++) {
    const LeatRuleCount *rule = &r->rules[i];
    table_cell(&t, leat_rule_told(&cli->arena, cli->lang, rule->name));
    table_int(&t, rule->line);
    if (trouble) table_int(&t, rule->unknowns);
    if (trouble) table_int(&t, rule->errors);
    share_cells(&t, rule->hits, r->leads);
  }
  strbuf_char(out, '\n');
  table_write(&t, look_of(cli), out);
}

static Str examples_of(Arena *a, const LeatIssue *issue) {
  Str text = STR("");
  for (uint32_t i = 0; i < issue->example_count; i++)
    text = arena_printf(a, "%.*s%s%.*s", STR_FMT(text), i ? ", " : "", STR_FMT(issue->examples[i]));
  return text;
}

static void write_issues(Cli *cli, const char *header, const LeatIssue *issues, uint32_t n, StrBuf *out) {
  if (n == 0) return;
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, header, COLUMN_TEXT);
  table_add_column(&t, "rule", COLUMN_TEXT);
  table_add_column(&t, "line", COLUMN_NUMBER);
  table_add_column(&t, "leads", COLUMN_NUMBER);
  table_add_column(&t, "for example", COLUMN_TEXT);
  for (uint32_t i = 0; i < n; i++) {
    table_cell(&t, lang_told(&cli->arena, cli->lang, issues[i].what));
    table_cell(&t, leat_rule_told(&cli->arena, cli->lang, issues[i].rule));
    table_int(&t, issues[i].line);
    table_int(&t, issues[i].count);
    table_cell(&t, examples_of(&cli->arena, &issues[i]));
  }
  strbuf_char(out, '\n');
  table_write(&t, look_of(cli), out);
}

void run_report_text(Cli *cli, const LeatReport *r, StrBuf *out) {
  Lang lang = cli->lang;
  if (r->dry_run) lang_printf(out, lang, "dry run: %lld lead%s, nothing was written\n", (long long)r->leads,
                              r->leads == 1 ? "" : "s");
  else if (r->run == 0) lang_printf(out, lang, "the run was given up: nothing was written\n");
  else
    lang_printf(out, lang, "run %lld: %lld lead%s\n", (long long)r->run, (long long)r->leads, r->leads == 1 ? "" : "s");
  if (r->changed_meanwhile)
    lang_printf(out, lang, "%lld leads got an owner by another hand meanwhile and were left alone\n",
                (long long)r->changed_meanwhile);
  if (r->leads == 0) return;
  write_counts(cli, "outcome", true, r->outcomes, r->outcome_count, out);
  write_rules(cli, r, out);
  write_counts(cli, "pool", false, r->pools, r->pool_count, out);
  write_counts(cli, "rep", false, r->reps, r->rep_count, out);
  write_issues(cli, "error", r->errors, r->error_count, out);
  write_issues(cli, "unknown", r->unknowns, r->unknown_count, out);
}

typedef struct LongRow {
  const char *kind;
  Str name;
  uint32_t line;
  int64_t leads, unknowns, errors;
  Str examples;
} LongRow;

static void long_row(Table *t, const LongRow *row) {
  bool is_rule = row->kind[0] == 'r' && row->kind[1] == 'u';
  table_cell(t, str_of(row->kind));
  table_cell(t, row->name);
  if (row->line) table_int(t, row->line);
  else table_cell(t, STR(""));
  table_int(t, row->leads);
  if (is_rule) table_int(t, row->unknowns);
  else table_cell(t, STR(""));
  if (is_rule) table_int(t, row->errors);
  else table_cell(t, STR(""));
  table_cell(t, row->examples);
}

static void long_counts(Table *t, const char *kind, const LeatCount *counts, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    long_row(t, &(LongRow){.kind = kind, .name = counts[i].name, .leads = counts[i].count});
}

static void long_issues(Table *t, const char *kind, const LeatIssue *issues, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    long_row(t, &(LongRow){.kind = kind, .name = issues[i].what, .line = issues[i].line, .leads = issues[i].count,
                           .examples = examples_of(t->arena, &issues[i])});
}

void run_report_table(Cli *cli, const LeatReport *r, StrBuf *out) {
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "kind", COLUMN_TEXT);
  table_add_column(&t, "name", COLUMN_TEXT);
  table_add_column(&t, "line", COLUMN_NUMBER);
  table_add_column(&t, "leads", COLUMN_NUMBER);
  table_add_column(&t, "unknowns", COLUMN_NUMBER);
  table_add_column(&t, "errors", COLUMN_NUMBER);
  table_add_column(&t, "examples", COLUMN_TEXT);
  long_counts(&t, "outcome", r->outcomes, r->outcome_count);
  for (uint32_t i = 0; i < r->rule_count; i++) {
    const LeatRuleCount *rule = &r->rules[i];
    long_row(&t, &(LongRow){.kind = "rule", .name = rule->name, .line = rule->line, .leads = rule->hits,
                            .unknowns = rule->unknowns, .errors = rule->errors});
  }
  long_counts(&t, "pool", r->pools, r->pool_count);
  long_counts(&t, "rep", r->reps, r->rep_count);
  long_issues(&t, "error", r->errors, r->error_count);
  long_issues(&t, "unknown", r->unknowns, r->unknown_count);
  table_write(&t, (TableLook){.format = cli->format}, out);
}

void decisions_add(void *decisions, const LeatDecision *from) {
  Decisions *d = decisions;
  Arena *a = d->arena;
  LeatDecision copy = {arena_copy(a, from->lead), arena_copy(a, from->outcome), arena_copy(a, from->rule),
                       arena_copy(a, from->pool), arena_copy(a, from->rep),     arena_copy(a, from->reason),
                       arena_copy(a, from->score), arena_copy(a, from->class)};
  VEC_PUSH(a, d->items, copy);
}

enum { DECISION_COLUMNS = 8, DECISION_ALWAYS = 6 };
static const char *const decision_columns[DECISION_COLUMNS] = {"lead", "outcome", "rule",  "pool",
                                                               "rep",  "reason",  "score", "class"};

static Str decision_cell(const LeatDecision *d, int column) {
  const Str in_order[DECISION_COLUMNS] = {d->lead, d->outcome, d->rule, d->pool, d->rep, d->reason, d->score, d->class};
  return in_order[column];
}

/* Score and class have a column when the script has such statements. */
static bool decisions_have(const Decisions *d, int column) {
  if (column < DECISION_ALWAYS) return true;
  for (uint32_t r = 0; r < d->items.n; r++)
    if (decision_cell(&d->items.v[r], column).n) return true;
  return false;
}

void decisions_write(Cli *cli, const Decisions *d, Format format, StrBuf *out) {
  bool for_people = format_for_people(format);
  Table t;
  table_init(&t, &cli->arena);
  bool has[DECISION_COLUMNS];
  for (int i = 0; i < DECISION_COLUMNS; i++) {
    has[i] = decisions_have(d, i);
    if (has[i]) table_add_column(&t, decision_columns[i], i == DECISION_ALWAYS ? COLUMN_NUMBER : COLUMN_TEXT);
  }
  for (uint32_t r = 0; r < d->items.n; r++) {
    LeatDecision told = d->items.v[r];
    if (for_people) told.rule = leat_rule_told(&cli->arena, cli->lang, told.rule);
    if (for_people) told.reason = leat_reason_told(&cli->arena, cli->lang, told.outcome, told.reason);
    if (for_people) told.outcome = lang_str(cli->lang, told.outcome);
    for (int i = 0; i < DECISION_COLUMNS; i++)
      if (has[i]) table_cell(&t, decision_cell(&told, i));
  }
  TableLook look = look_of(cli);
  look.format = format;
  table_write(&t, look, out);
}

void decisions_json(const Decisions *d, const LeatReport *report, StrBuf *out) {
  leat_report_json(report, out);
  while (out->n > 0 && out->p[out->n - 1] != '}') out->n--;
  if (out->n > 0) out->n--; /* the closing brace comes after the decisions */
  strbuf_text(out, ",\"decisions\":");
  JsonWriter w;
  bool has[DECISION_COLUMNS];
  for (int i = 0; i < DECISION_COLUMNS; i++) has[i] = decisions_have(d, i);
  json_init(&w, out);
  json_begin_array(&w);
  for (uint32_t r = 0; r < d->items.n; r++) {
    json_begin_object(&w);
    for (int i = 0; i < DECISION_COLUMNS; i++) {
      Str cell = decision_cell(&d->items.v[r], i);
      Number number;
      if (!has[i]) continue;
      json_key(&w, decision_columns[i]);
      if (i == DECISION_ALWAYS && number_parse(cell, &number)) json_number(&w, number);
      else if (cell.n) json_str(&w, cell);
      else json_null(&w);
    }
    json_end_object(&w);
  }
  json_end_array(&w);
  strbuf_char(out, '}');
}
