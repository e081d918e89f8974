#include "base/limits.h"
#include "base/text.h"
#include "vm/cell_list.h"
#include "vm/vm.h"

#include <math.h>

static Value unfit(RuleError why) { return (Value){.kind = VAL_MISSING, .error = (uint8_t)why, .i = 0}; }

static bool is_ascii(Str s) {
  size_t i = 0;
  for (uint64_t word; i + 8 <= s.n; i += 8) {
    memcpy(&word, s.p + i, 8);
    if (word & 0x8080808080808080u) return false;
  }
  for (; i < s.n; i++)
    if ((unsigned char)s.p[i] >= 0x80) return false;
  return true;
}

Value cell_text(Str s, bool nocase, Arena *arena) {
  if (s.n > UINT32_MAX) return unfit(ERROR_TEXT_LONG);
  Str text = s;
  if (!is_ascii(s)) {
    if (!text_is_nfc_quick(s)) { /* what passes is valid, too */
      if (!text_is_utf8(s, NULL)) return unfit(ERROR_BAD_UTF8);
      text = text_nfc(arena, s);
    }
  }
  if (!nocase) return value_text(text);
  Str folded = text_fold(arena, text);
  return str_eq(folded, text) ? value_text(text) : value_folded(arena, folded, text);
}

static Value text_cell(const CodeColumn *column, Value raw, Arena *arena) {
  if (raw.kind == VAL_TEXT) return cell_text(value_str(raw), column->nocase, arena);
  if (raw.kind == VAL_REAL && !isfinite(raw.d)) return unfit(ERROR_DATA_TYPE);
  if (raw.kind == VAL_LIST) return unfit(ERROR_DATA_TYPE);
  StrBuf plain;
  strbuf_init(&plain);
  value_plain(&plain, raw);
  Value v = value_text(arena_copy(arena, strbuf_view(&plain)));
  strbuf_deinit(&plain);
  return v;
}

static Value number_cell(Value raw) {
  Number n;
  if (raw.kind == VAL_INT) return raw;
  if (raw.kind == VAL_REAL) return isfinite(raw.d) ? raw : unfit(ERROR_DATA_TYPE);
  if (raw.kind == VAL_TEXT && number_parse(value_str(raw), &n)) return value_number(n);
  return unfit(ERROR_DATA_TYPE);
}

static Value bool_cell(Value raw) {
  static const char *const yes[] = {"1", "true", "yes", "是"}, *const no[] = {"0", "false", "no", "否"};
  if (raw.kind == VAL_BOOL) return raw;
  if (value_is_number(raw)) {
    double d = raw.kind == VAL_INT ? (double)raw.i : raw.d;
    return d == 0 || d == 1 ? value_bool(d == 1) : unfit(ERROR_DATA_TYPE);
  }
  if (raw.kind != VAL_TEXT) return unfit(ERROR_DATA_TYPE);
  Str s = str_trim(value_str(raw));
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
    if (str_eq_ascii_nocase(s, str_of(yes[i]))) return value_bool(true);
    if (str_eq_ascii_nocase(s, str_of(no[i]))) return value_bool(false);
  }
  return unfit(ERROR_DATA_TYPE);
}

/* Within 273,000 years around 1970, where the clock's arithmetic is sure. */
static Value instant(double n) {
  if (!(fabs(n) <= 8.64e15)) return unfit(ERROR_DATA_TYPE);
  return value_time(time_from_number(n));
}

static Value time_cell(const Zone *zone, Value raw) {
  int64_t ms;
  Number n;
  if (raw.kind == VAL_TIME) return raw;
  if (raw.kind == VAL_INT) return instant((double)raw.i);
  if (raw.kind == VAL_REAL) return instant(raw.d);
  if (raw.kind != VAL_TEXT) return unfit(ERROR_DATA_TYPE);
  Str s = str_trim(value_str(raw));
  if (time_parse(s, zone, &ms)) return value_time(ms);
  if (number_parse(s, &n)) return instant(n.is_int ? (double)n.i : n.d);
  return unfit(ERROR_DATA_TYPE);
}

/* A number is seconds. */
static Value duration_cell(Value raw) {
  Number n;
  if (raw.kind == VAL_DURATION) return raw;
  if (value_is_number(raw)) n = value_as_number(raw);
  else if (raw.kind != VAL_TEXT || !number_parse(value_str(raw), &n)) return unfit(ERROR_DATA_TYPE);
  double ms = (n.is_int ? (double)n.i : n.d) * 1000;
  return fabs(ms) < 9.2e18 ? value_duration((int64_t)round(ms)) : unfit(ERROR_DATA_TYPE);
}

Value vm_cell(const Chunk *chunk, const CodeColumn *column, Value raw, Arena *arena) {
  if (raw.kind == VAL_INT && column->type == TYPE_NUMBER) return raw;
  if (raw.kind == VAL_TEXT && column->type == TYPE_TEXT) return cell_text(value_str(raw), column->nocase, arena);
  if (raw.kind == VAL_TEXT && column->type != TYPE_TEXT && column->type != TYPE_NONE && str_trim(value_str(raw)).n == 0)
    raw = value_missing();
  if (raw.kind == VAL_MISSING && raw.error == ERROR_NONE) return column->missing_value;
  if (value_is_gap(raw)) return raw;
  switch (column->type) {
    case TYPE_NUMBER: return number_cell(raw);
    case TYPE_BOOL: return bool_cell(raw);
    case TYPE_TIME: return time_cell(chunk->zone, raw);
    case TYPE_DURATION: return duration_cell(raw);
    case TYPE_LIST: return list_cell(column, raw, arena);
    case TYPE_NONE:
    case TYPE_TEXT:
    case TYPE_WORKING: /* of no column */
    case TYPE_COUNT: break;
  }
  return text_cell(column, raw, arena);
}
