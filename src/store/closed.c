/* Which statuses close a lead: such a lead is neither routed nor counted as open. */
#include "store/db.h"

static const char *const USUAL[] = {
    "won", "lost", "closed", "converted", "archived", "done", "成交", "已成交", "赢单", "输单", "关闭", "已关闭",
};

void store_set_closed(Store *s, const Str *words, uint32_t count) {
  arena_reset(&s->closed_arena);
  s->closed.v = NULL;
  s->closed.n = s->closed.cap = 0;
  s->closed_said = words != NULL;
  for (uint32_t i = 0; i < count; i++)
    VEC_PUSH(&s->closed_arena, s->closed, arena_copy(&s->closed_arena, str_trim(words[i])));
}

bool store_closes(const Store *s, Str status) {
  Str word = str_trim(status);
  bool closed = false;
  for (uint32_t i = 0; i < s->closed.n && !closed; i++) closed = str_eq_ascii_nocase(s->closed.v[i], word);
  for (size_t i = 0; !s->closed_said && i < sizeof USUAL / sizeof *USUAL && !closed; i++)
    closed = str_eq_ascii_nocase(str_of(USUAL[i]), word);
  return closed;
}

/* leat_closed(status): one of the script's words, which so reach no text of SQL. */
static void closed_call(sqlite3_context *context, int count, sqlite3_value **values) {
  const Store *s = sqlite3_user_data(context);
  const char *text = (const char *)sqlite3_value_text(values[0]);
  Str status = str_trim((Str){text ? text : "", text ? (size_t)sqlite3_value_bytes(values[0]) : 0});
  bool closed = false;
  (void)count;
  for (uint32_t i = 0; text && i < s->closed.n && !closed; i++) closed = str_eq_ascii_nocase(s->closed.v[i], status);
  sqlite3_result_int(context, closed);
}

StoreStatus closed_open(Store *s) {
  int code = sqlite3_create_function_v2(s->db, "leat_closed", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, s, closed_call,
                                        NULL, NULL, NULL);
  return code == SQLITE_OK ? STORE_OK : store_sql_failed(s, "open the database");
}

void sql_not_closed(StrBuf *out, const Store *s, Str column, const char *also) {
  if (s->closed_said) {
    strbuf_printf(out, "NOT leat_closed(%.*s)", STR_FMT(column));
    if (*also) strbuf_printf(out, " AND lower(trim(%.*s)) NOT IN (%s)", STR_FMT(column), also);
    return;
  }
  strbuf_printf(out, "lower(trim(%.*s)) NOT IN (%s", STR_FMT(column), also);
  for (size_t i = 0; i < sizeof USUAL / sizeof *USUAL; i++)
    strbuf_printf(out, "%s'%s'", i || *also ? ", " : "", USUAL[i]);
  strbuf_char(out, ')');
}
