#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

enum { GROUPS_DEEP = 100 };

struct Regex {
  pcre2_code *code;
  pcre2_match_context *bounds;
};

static Regex *fail(char *error_out, size_t error_size, size_t *at_out, const char *why, size_t at) {
  snprintf(error_out, error_size, "%s", why);
  *at_out = at;
  return NULL;
}

/* Says what the group that opens at s[at] would do that is not allowed; NULL when it is an ordinary one. */
static const char *refused_group(Str s, size_t at) {
  if (at + 2 >= s.n || s.p[at + 1] != '?') return NULL;
  char kind = s.p[at + 2], next = at + 3 < s.n ? s.p[at + 3] : '\0';
  if (kind == 'C') return "callouts are not allowed";
  if (kind == 'P' && next == '=') return "references back to a group are not allowed";
  bool signed_number = (kind == '+' || kind == '-') && next >= '0' && next <= '9';
  if (kind == 'R' || kind == '&' || (kind >= '0' && kind <= '9') || signed_number || (kind == 'P' && next == '>'))
    return "recursion is not allowed";
  return NULL;
}

/* PCRE2 has no switch against recursion, so the pattern is searched for it. Only escapes are followed: what stands in a
 * class, a comment or \Q..\E is searched as well, which may refuse an odd pattern but never lets one through. */
static const char *refused_construct(Str s, size_t *at_out) {
  for (size_t at = 0; at < s.n; at++) {
    *at_out = at;
    const char *why = s.p[at] == '(' ? refused_group(s, at) : NULL;
    if (why) return why;
    if (s.p[at] != '\\' || ++at == s.n) continue;
    if (s.p[at] == 'g') return "references to a group are not allowed";
    if (s.p[at] == 'k') return "references back to a group are not allowed";
    if (s.p[at] == 'c') at++; /* the control character may itself be a backslash */
  }
  return NULL;
}

static pcre2_code *compile(Str pattern, int *error_out, size_t *at_out) {
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (!context) mem_exhausted();
  pcre2_set_max_pattern_length(context, LIMIT_REGEX_BYTES);
  pcre2_set_parens_nest_limit(context, GROUPS_DEEP);
  uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
  pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, options, error_out, at_out, context);
  pcre2_compile_context_free(context);
  return code;
}

static const char *refused_code(const pcre2_code *code) {
  size_t bytes = 0;
  uint32_t back_references = 0;
  pcre2_pattern_info(code, PCRE2_INFO_SIZE, &bytes);
  pcre2_pattern_info(code, PCRE2_INFO_BACKREFMAX, &back_references);
  if (back_references) return "references back to a group are not allowed";
  return bytes > LIMIT_REGEX_BYTES ? "the regular expression is too large" : NULL;
}

Regex *regex_new(Str pattern, char *error_out, size_t error_size, size_t *at_out) {
  if (pattern.n == 0) pattern = STR(""); /* PCRE2 takes no NULL */
  size_t at = 0;
  const char *why = refused_construct(pattern, &at);
  if (why) return fail(error_out, error_size, at_out, why, at);
  int error = 0;
  pcre2_code *code = compile(pattern, &error, &at);
  if (!code) {
    char message[160] = "";
    pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof message);
    return fail(error_out, error_size, at_out, message, at);
  }
  why = refused_code(code);
  if (why) {
    pcre2_code_free(code);
    return fail(error_out, error_size, at_out, why, 0);
  }
  Regex *r = mem_alloc(sizeof *r);
  *r = (Regex){code, pcre2_match_context_create(NULL)};
  if (!r->bounds) mem_exhausted();
  pcre2_set_match_limit(r->bounds, LIMIT_REGEX_MATCH);
  pcre2_set_depth_limit(r->bounds, LIMIT_REGEX_DEPTH);
  pcre2_set_heap_limit(r->bounds, LIMIT_REGEX_HEAP_KIB);
  return r;
}

void regex_free(Regex *r) {
  if (!r) return;
  pcre2_match_context_free(r->bounds);
  pcre2_code_free(r->code);
  mem_free(r);
}

/* Looks for the pattern from `start` on. YES: its place is in the match data. */
static RegexResult match_from(const Regex *r, Str subject, size_t start, uint32_t options, pcre2_match_data *data) {
  int result = pcre2_match(r->code, (PCRE2_SPTR)subject.p, subject.n, start, options, data, r->bounds);
  if (result >= 0) return REGEX_YES; /* 0: it matched, with more groups than the one pair asked for */
  if (result == PCRE2_ERROR_NOMEMORY) mem_exhausted();
  switch (result) {
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
      return REGEX_LIMIT;
    default:
      return REGEX_NO;
  }
}

RegexResult regex_match(const Regex *r, Str subject) {
  if (subject.n == 0) subject = STR("");
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  if (!data) mem_exhausted();
  RegexResult result = match_from(r, subject, 0, 0, data);
  pcre2_match_data_free(data);
  return result;
}

static size_t after_character(Str s, size_t at) {
  do at++;
  while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80);
  return at;
}

static RegexResult replace_all(const Regex *r, Str s, Str with, size_t most, StrBuf *out, pcre2_match_data *data) {
  const PCRE2_SIZE *place = pcre2_get_ovector_pointer(data);
  size_t base = out->n, copied = 0, start = 0;
  RegexResult found = REGEX_NO;
  uint32_t options = 0;
  while (start <= s.n) {
    RegexResult next = match_from(r, s, start, options, data);
    if (next != REGEX_YES) {
      if (next == REGEX_LIMIT) return next;
      break;
    }
    options = PCRE2_NO_UTF_CHECK; /* it was checked once, and is not again: that would take the square of its length */
    bool odd = place[0] < start || place[1] < place[0]; /* \K can put the beginning anywhere */
    if (!odd && !(found == REGEX_YES && place[0] == place[1] && place[0] == copied)) {
      found = REGEX_YES;
      strbuf_add(out, s.p + copied, place[0] - copied);
      strbuf_str(out, with);
      if (out->n - base > most) return REGEX_LONG;
      copied = place[1];
    }
    start = !odd && place[1] > start ? place[1] : after_character(s, start);
  }
  strbuf_add(out, s.p + copied, s.n - copied);
  return out->n - base > most ? REGEX_LONG : found;
}

RegexResult regex_replace(const Regex *r, Str subject, Str with, size_t most, StrBuf *out) {
  if (subject.n == 0) subject = STR("");
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  if (!data) mem_exhausted();
  RegexResult result = replace_all(r, subject, with, most, out, data);
  pcre2_match_data_free(data);
  return result;
}
