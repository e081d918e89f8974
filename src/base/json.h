/* A streaming JSON writer with stable key order. Text that is not UTF-8 is written with U+FFFD. */
#ifndef LEAT_BASE_JSON_H
#define LEAT_BASE_JSON_H
#include "base/number.h"

typedef struct JsonWriter {
  StrBuf *out;
  uint32_t depth;
  bool need_comma[64];
  bool after_key;
} JsonWriter;

void json_init(JsonWriter *w, StrBuf *out);
void json_begin_object(JsonWriter *w);
void json_end_object(JsonWriter *w);
void json_begin_array(JsonWriter *w);
void json_end_array(JsonWriter *w);
void json_key(JsonWriter *w, const char *key);
void json_key_str(JsonWriter *w, Str key);
void json_key_quoted(JsonWriter *w, Str quoted); /* with its quotes and colon, made once by the caller */
/* Such a key and its value at once. */
void json_member_str(JsonWriter *w, Str quoted, Str s);
void json_member_int(JsonWriter *w, Str quoted, int64_t i);
void json_str(JsonWriter *w, Str s);
void json_text(JsonWriter *w, const char *c_string); /* NULL writes null */
void json_int(JsonWriter *w, int64_t i);
void json_number(JsonWriter *w, Number x);
void json_bool(JsonWriter *w, bool b);
#define json_null json_write_null /* jansson has a json_null of its own */
void json_null(JsonWriter *w);
#endif
