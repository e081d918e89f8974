/* Which columns there are, of which type, and where in the table they lie. */
#include "check/checker.h"

static const struct {
  const char *name;
  Type type;
} rep_defaults[] = {
  {"id", TYPE_TEXT},     {"name", TYPE_TEXT},   {"email", TYPE_TEXT},      {"team", TYPE_TEXT},  {"active", TYPE_BOOL},
  {"open", TYPE_NUMBER}, {"capacity", TYPE_NUMBER}, {"skills", TYPE_LIST}, {"weight", TYPE_NUMBER},
};
enum { REP_DEFAULTS = sizeof rep_defaults / sizeof rep_defaults[0] };

static Type rep_default_type(Str name) {
  for (int i = 0; i < REP_DEFAULTS; i++)
    if (str_is(name, rep_defaults[i].name)) return rep_defaults[i].type;
  return TYPE_NONE;
}

static Type field_type(FieldTypeWord w) {
  switch (w) {
  case FIELD_TEXT: return TYPE_TEXT;
  case FIELD_NUMBER: return TYPE_NUMBER;
  case FIELD_BOOL: return TYPE_BOOL;
  case FIELD_TIME: return TYPE_TIME;
  case FIELD_DURATION: return TYPE_DURATION;
  case FIELD_LIST: return TYPE_LIST;
  }
  return TYPE_NONE;
}

static void schema_names(Checker *c, NameTable *t, const Schema *schema) {
  if (!schema->known) return;
  for (uint32_t i = 0; i < schema->columns.n; i++) name_table_put(c->arena, t, schema->columns.v[i].name, i);
}

static void role_names(Checker *c, NameTable *t, const SourceDecl *from) {
  for (uint32_t i = 0; from && i < from->mappings.n; i++) name_table_put(c->arena, t, from->mappings.v[i].role, i);
}

void columns_init(Checker *c) {
  for (uint32_t i = 0; i < c->script->fields.n; i++)
    name_table_put(c->arena, &c->fields, c->script->fields.v[i].name, i);
  for (uint32_t i = 0; i < c->script->rep_fields.n; i++)
    name_table_put(c->arena, &c->rep_fields, c->script->rep_fields.v[i].name, i);
  role_names(c, &c->roles, c->script->leads_from);
  role_names(c, &c->rep_roles, c->script->reps_from);
  schema_names(c, &c->schema, c->options->leads);
  schema_names(c, &c->rep_schema, c->options->reps);
  role_names(c, &c->event_roles, c->script->events_from);
  if (c->options->events) schema_names(c, &c->event_schema, c->options->events);
  for (uint32_t i = 0; i < c->program->columns.n; i++) {
    const Column *column = &c->program->columns.v[i];
    if (column->is_events) c->event_kinds++;
    if (column->join) name_map_put(c->arena, &c->join_slots, column->name, i);
    if (column->is_events) name_map_put(c->arena, &c->event_slots, column->event_kind, i);
    else if (!column->join) name_map_put(c->arena, &c->slots, column->name, i);
    VEC_PUSH(c->arena, c->typed_at, column->span);
  }
  for (uint32_t i = 0; i < c->program->rep_columns.n; i++) {
    name_map_put(c->arena, &c->rep_slots, c->program->rep_columns.v[i].name, i);
    VEC_PUSH(c->arena, c->rep_typed_at, c->program->rep_columns.v[i].span);
  }
}

/* The table's column behind a name of the script, after the mapping; NULL: the table has none, or is not known. */
static const SchemaColumn *table_column(Checker *c, const NameTable *roles, const SourceDecl *from,
                                        const NameTable *table, const Schema *schema, Str name) {
  uint32_t i;
  if (name_table_get(c->arena, roles, name, &i)) name = from->mappings.v[i].column;
  return name_table_get(c->arena, table, name, &i) ? &schema->columns.v[i] : NULL;
}

static const SchemaColumn *lead_table_column(Checker *c, Str name) {
  return table_column(c, &c->roles, c->script->leads_from, &c->schema, c->options->leads, name);
}

/* ---- lead { }, leads from, reps from */

static void field_table_check(Checker *c, const FieldDecl *f) {
  const Schema *schema = c->options->leads;
  if (!schema->known || lead_table_column(c, f->name)) return;
  Str *names = ARENA_ARRAY(c->arena, Str, schema->columns.n);
  for (uint32_t i = 0; i < schema->columns.n; i++) names[i] = schema->columns.v[i].name;
  if (f->missing_value) {
    diag_add(c->diags, DIAG_COLUMN_ONLY_DEFAULT, f->span, STR_FMT(f->name));
    return;
  }
  diag_add(c->diags, DIAG_COLUMN_NOT_IN_TABLE, f->span, STR_FMT(f->name));
  Str near = suggest(f->name, names, schema->columns.n);
  if (near.n) fix_name(c, f->span, near);
}

static bool missing_value_check(Checker *c, FieldDecl *f) {
  Const value;
  Type type = field_type(f->type);
  if (!f->missing_value) return true;
  expr_check(c, f->missing_value);
  if (f->missing_value->type == TYPE_NONE) return false;
  if (f->missing_value->type != type || !const_of(c, f->missing_value, &value))
    diag_add(c->diags, DIAG_MISSING_VALUE_TYPE, f->missing_value->span, STR_FMT(f->name), type_phrase(type),
             STR_FMT(shown(c, f->missing_value)));
  else if (f->nocase) expr_nocase(c, f->missing_value);
  return true;
}

static void field_check(Checker *c, FieldDecl *f, uint32_t index) {
  uint32_t first;
  if (name_map_get(&c->fields.exact, f->name, &first) && first != index) {
    diag_add(c->diags, DIAG_FIELD_TWICE, f->span, STR_FMT(f->name));
    diag_cause(c->diags, c->script->fields.v[first].span, "first declared here");
    return;
  }
  if (missing_value_check(c, f)) field_table_check(c, f);
}

/* What Leat itself knows of a rep has its type; of the others the table must have the column. */
static void rep_field_check(Checker *c, FieldDecl *f, uint32_t index) {
  uint32_t first;
  Type usual = rep_default_type(f->name);
  if (name_map_get(&c->rep_fields.exact, f->name, &first) && first != index) {
    diag_add(c->diags, DIAG_FIELD_TWICE, f->span, STR_FMT(f->name));
    diag_cause(c->diags, c->script->rep_fields.v[first].span, "first declared here");
    return;
  }
  if (usual != TYPE_NONE && usual != field_type(f->type)) {
    diag_add(c->diags, DIAG_REP_FIELD_TYPE, f->span, STR_FMT(f->name), type_phrase(usual));
    return;
  }
  if (!missing_value_check(c, f) || usual != TYPE_NONE || !c->options->reps->known) return;
  if (table_column(c, &c->rep_roles, c->script->reps_from, &c->rep_schema, c->options->reps, f->name)) return;
  diag_add(c->diags, DIAG_COLUMN_NOT_IN_TABLE, f->span, STR_FMT(f->name));
}

static void mappings_check(Checker *c, const SourceDecl *from, const NameTable *table, const Schema *schema) {
  NameMap seen = {0};
  Str *names = ARENA_ARRAY(c->arena, Str, schema->columns.n);
  for (uint32_t i = 0; i < schema->columns.n; i++) names[i] = schema->columns.v[i].name;
  for (uint32_t i = 0; i < from->mappings.n; i++) {
    const Mapping *m = &from->mappings.v[i];
    uint32_t other;
    if (!name_map_put(c->arena, &seen, m->role, i)) {
      name_map_get(&seen, m->role, &other);
      diag_add(c->diags, DIAG_MAPPED_TWICE, m->role_span, STR_FMT(m->role));
      diag_cause(c->diags, from->mappings.v[other].role_span, "first mapped here");
    }
    if (!schema->known || name_table_get(c->arena, table, m->column, &other)) continue;
    diag_add(c->diags, DIAG_MAPPED_UNKNOWN, m->column_span, STR_FMT(from->table), STR_FMT(m->column));
    Str near = suggest(m->column, names, schema->columns.n);
    if (near.n) fix_name(c, m->column_span, near);
  }
}

/* A table that is not Leat's own must say which column is the id, and which holds the owner. */
static void role_required(Checker *c, const SourceDecl *from, const NameTable *roles, const NameTable *table,
                          Str role) {
  uint32_t i;
  if (name_table_get(c->arena, roles, role, &i) || name_table_get(c->arena, table, role, &i)) return;
  diag_add(c->diags, DIAG_ROLE_MISSING, from->table_span, STR_FMT(from->table), STR_FMT(role));
  diag_fix(c->diags, "say which column it is: { %.*s = … }", STR_FMT(role));
}

static void events_source_check(Checker *c, const SourceDecl *from) {
  static const Schema none;
  const Schema *schema = c->options->events ? c->options->events : &none;
  static const char *const roles[] = {"lead", "kind", "at"};
  mappings_check(c, from, &c->event_schema, schema);
  for (size_t i = 0; schema->known && i < sizeof roles / sizeof *roles; i++)
    role_required(c, from, &c->event_roles, &c->event_schema, str_of(roles[i]));
}

/* leaves from, busy from */
static void periods_source_check(Checker *c, const SourceDecl *from, const Schema *schema) {
  static const char *const words[] = {"rep", "from", "to"};
  static const Schema none;
  NameTable roles = {0}, table = {0};
  if (!from) return;
  if (!schema) schema = &none;
  role_names(c, &roles, from);
  schema_names(c, &table, schema);
  mappings_check(c, from, &table, schema);
  for (size_t i = 0; schema->known && i < sizeof words / sizeof *words; i++)
    role_required(c, from, &roles, &table, str_of(words[i]));
}

void columns_check_sources(Checker *c) {
  const SourceDecl *leads = c->script->leads_from, *reps = c->script->reps_from;
  if (leads) {
    mappings_check(c, leads, &c->schema, c->options->leads);
    if (c->options->leads->known) {
      role_required(c, leads, &c->roles, &c->schema, STR("id"));
      role_required(c, leads, &c->roles, &c->schema, STR("owner"));
    }
  }
  if (reps) {
    mappings_check(c, reps, &c->rep_schema, c->options->reps);
    if (c->options->reps->known) role_required(c, reps, &c->rep_roles, &c->rep_schema, STR("id"));
  }
  if (c->script->events_from) events_source_check(c, c->script->events_from);
  periods_source_check(c, c->script->leaves_from, c->options->leaves);
  periods_source_check(c, c->script->busy_from, c->options->busy);
  for (uint32_t i = 0; i < c->script->rep_fields.n; i++) rep_field_check(c, &c->script->rep_fields.v[i], i);
  for (uint32_t i = 0; i < c->script->fields.n; i++) field_check(c, &c->script->fields.v[i], i);
}

/* ---- slots */

static uint32_t lead_slot_add(Checker *c, Column column) {
  uint32_t slot = c->program->columns.n;
  VEC_PUSH(c->arena, c->program->columns, column);
  VEC_PUSH(c->arena, c->typed_at, column.span);
  name_map_put(c->arena, &c->slots, column.name, slot);
  return slot;
}

static uint32_t made_column_add(Checker *c, const Column *column, NameMap *slots, Str key) {
  uint32_t slot = c->program->columns.n;
  VEC_PUSH(c->arena, c->program->columns, *column);
  VEC_PUSH(c->arena, c->typed_at, column->span);
  name_map_put(c->arena, slots, key, slot);
  return slot;
}

uint32_t event_column_add(Checker *c, Column column) {
  return made_column_add(c, &column, &c->event_slots, column.event_kind);
}

uint32_t join_column_add(Checker *c, Column column) {
  return made_column_add(c, &column, &c->join_slots, column.name);
}

static Column field_column(Checker *c, const FieldDecl *f) {
  const SchemaColumn *table = lead_table_column(c, f->name);
  uint32_t role;
  Column column = {.name = f->name, .type = field_type(f->type), .nocase = f->nocase,
                   .list_separator = f->list_separator, .missing_value = f->missing_value,
                   .origin = COLUMN_DECLARED, .span = f->span};
  if (table) column.source_name = table->name;
  else if (c->options->leads->known) column.source_name = (Str){0};
  else if (name_table_get(c->arena, &c->roles, f->name, &role))
    column.source_name = c->script->leads_from->mappings.v[role].column;
  else column.source_name = f->name;
  /* NOT NULL says nothing when the declared type is another: what does not fit is missing */
  bool never_null = table && !table->nullable && table->type == column.type;
  column.nullable = !f->missing_value && !never_null;
  return column;
}

static Type lead_column_type(Str name, const SchemaColumn *table) {
  if (str_is(name, "created_at")) return TYPE_TIME;
  if (str_is(name, "id")) return table && table->type != TYPE_NONE ? table->type : TYPE_TEXT;
  if (lead_role(name)) return TYPE_TEXT;
  return table ? table->type : TYPE_NONE;
}

/* What a name means as a lead column, before it has a slot. False: there is no such column. */
static bool lead_column_describe(Checker *c, Str name, Span span, Column *out) {
  uint32_t i;
  if (name_table_get(c->arena, &c->fields, name, &i)) {
    *out = field_column(c, &c->script->fields.v[i]);
    return true;
  }
  const SchemaColumn *table = lead_table_column(c, name);
  *out = (Column){.nullable = true, .span = span, .origin = COLUMN_SCHEMA};
  bool mapped = name_table_get(c->arena, &c->roles, name, &i);
  if (mapped) out->name = c->script->leads_from->mappings.v[i].role;
  else if (table) out->name = table->name;
  else out->name = name;
  out->type = lead_column_type(out->name, table);
  if (table) {
    out->source_name = table->name;
    out->nullable = table->nullable || table->type != out->type;
    return true;
  }
  if (c->options->leads->known) return false; /* a mapping to a column that is not there was reported where it stands */
  out->source_name = mapped ? c->script->leads_from->mappings.v[i].column : name;
  if (lead_role(name)) {
    out->nullable = !str_is(name, "id");
    return true;
  }
  out->origin = COLUMN_ASSUMED;
  return mapped || !c->script->has_lead_block;
}

uint32_t column_find(Checker *c, Str name, Span span) {
  Column column;
  uint32_t slot;
  if (!lead_column_describe(c, name, span, &column)) return NO_SLOT;
  if (name_map_get(&c->slots, column.name, &slot)) return slot;
  if (column.origin == COLUMN_ASSUMED) c->program->columns_assumed = true;
  return lead_slot_add(c, column);
}

bool column_exists(Checker *c, Str name) {
  Column column;
  return lead_column_describe(c, name, (Span){0}, &column) && column.origin != COLUMN_ASSUMED && !lead_role(name);
}

uint32_t rep_column_find(Checker *c, Str name, Span span) {
  const SchemaColumn *table =
    table_column(c, &c->rep_roles, c->script->reps_from, &c->rep_schema, c->options->reps, name);
  uint32_t role, slot;
  bool mapped = name_table_get(c->arena, &c->rep_roles, name, &role);
  Column column = {.name = name, .nullable = true, .span = span, .origin = COLUMN_SCHEMA};
  if (mapped) column.name = c->script->reps_from->mappings.v[role].role;
  else if (table) column.name = table->name;
  column.type = rep_default_type(column.name);
  if (name_table_get(c->arena, &c->rep_fields, name, &slot)) {
    const FieldDecl *f = &c->script->rep_fields.v[slot];
    column.name = f->name;
    column.type = field_type(f->type);
    column.nocase = f->nocase;
    column.list_separator = f->list_separator;
    column.missing_value = f->missing_value;
    column.origin = COLUMN_DECLARED;
  }
  if (table) {
    column.source_name = table->name;
    if (column.type == TYPE_NONE) column.type = table->type;
    column.nullable = table->nullable || table->type != column.type;
  } else if (c->options->reps->known) {
    if (column.type == TYPE_NONE) return NO_SLOT;
  } else {
    column.source_name = mapped ? c->script->reps_from->mappings.v[role].column : name;
    if (column.type == TYPE_NONE) column.origin = COLUMN_ASSUMED; /* not declared either */
  }
  if (str_is(column.name, "id") || str_is(column.name, "open") || str_is(column.name, "weight") ||
      str_is(column.name, "skills") || column.missing_value)
    column.nullable = false;
  if (name_map_get(&c->rep_slots, column.name, &slot)) return slot;
  if (column.origin == COLUMN_ASSUMED) c->program->columns_assumed = true;
  slot = c->program->rep_columns.n;
  VEC_PUSH(c->arena, c->program->rep_columns, column);
  VEC_PUSH(c->arena, c->rep_typed_at, span);
  name_map_put(c->arena, &c->rep_slots, column.name, slot);
  return slot;
}

void columns_finish(Checker *c) {
  for (uint32_t i = 0; i < c->script->fields.n; i++) {
    const FieldDecl *f = &c->script->fields.v[i];
    uint32_t slot;
    if (!name_map_get(&c->slots, f->name, &slot)) lead_slot_add(c, field_column(c, f));
  }
}

size_t column_names(Checker *c, Str **names_out) {
  VEC(Str) names = {0};
  const SourceDecl *from = c->script->leads_from;
  for (uint32_t i = 0; i < c->script->fields.n; i++) VEC_PUSH(c->arena, names, c->script->fields.v[i].name);
  for (uint32_t i = 0; from && i < from->mappings.n; i++) VEC_PUSH(c->arena, names, from->mappings.v[i].role);
  for (uint32_t i = 0; c->options->leads->known && i < c->options->leads->columns.n; i++)
    VEC_PUSH(c->arena, names, c->options->leads->columns.v[i].name);
  *names_out = names.v;
  return names.n;
}

size_t rep_column_names(Checker *c, Str **names_out) {
  VEC(Str) names = {0};
  const SourceDecl *from = c->script->reps_from;
  for (int i = 0; i < REP_DEFAULTS; i++) VEC_PUSH(c->arena, names, str_of(rep_defaults[i].name));
  for (uint32_t i = 0; i < c->script->rep_fields.n; i++) VEC_PUSH(c->arena, names, c->script->rep_fields.v[i].name);
  for (uint32_t i = 0; from && i < from->mappings.n; i++) VEC_PUSH(c->arena, names, from->mappings.v[i].role);
  for (uint32_t i = 0; c->options->reps->known && i < c->options->reps->columns.n; i++)
    VEC_PUSH(c->arena, names, c->options->reps->columns.v[i].name);
  *names_out = names.v;
  return names.n;
}
