/* Any bytes as what comes from outside; the first byte says as what: a file to import, a time, the name of a zone, or
 * the SQL condition of a mapped table. */
#include "base/clock.h"
#include "base/mem.h"
#include "engine/leat.h"
#include "store/import.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void import(Str bytes, ImportFormat format, uint8_t options_bits) {
  Store *s;
  Arena a;
  Str key = STR("ref");
  ImportReport report = {0};
  ImportOptions options = {.format = format, .ragged = options_bits & 1 ? RAGGED_KEEP : RAGGED_REJECT,
                           .existing = options_bits & 2 ? EXISTING_UPDATE : EXISTING_KEEP,
                           .keys = &key, .key_count = options_bits & 2 ? 1 : 0};
  arena_init(&a, 0);
  if (store_open(NULL, STORE_MEMORY, &s) != STORE_OK) abort();
  StoreStatus status = import_leads(s, &a, bytes, &options, &report);
  if (status != STORE_OK && status != STORE_BAD && status != STORE_LIMIT) abort();
  if (report.read != report.imported + report.updated + report.unchanged + report.rejected) abort();
  if (status == STORE_OK && report.rejects.n != report.rejected) abort();
  store_close(s);
  arena_deinit(&a);
}

static void parse_time(Str text) {
  int64_t instant, again;
  char shown[40];
  if (!time_parse(text, zone_utc(), &instant)) return;
  size_t n = time_format(instant, shown);
  if (!time_parse((Str){shown, n}, zone_utc(), &again) || again != instant) abort();
}

static void open_zone(Str name) {
  Arena a;
  arena_init(&a, 0);
  const Zone *zone = zone_open(&a, name);
  if (zone) zone_offset(zone, 1772442000000);
  arena_deinit(&a);
}

/* Whatever the condition says: it is refused, or it chooses leads and does nothing else. */
static void condition(Str sql) {
  static const Str lead = STR("ref,score\n1,2\n3,4\n");
  Leat *l = leat_new();
  Arena a;
  StrBuf script;
  ImportReport imported = {0};
  ImportOptions options = {0};
  LeatReport report;
  LeatRunOptions run = {.now_ms = 1772442000000, .dry_run = true};
  int64_t leads;
  arena_init(&a, 0);
  strbuf_init(&script);
  if (leat_open(l, NULL, LEAT_DB_MEMORY) != LEAT_OK) abort();
  if (import_leads(leat_store(l), &a, lead, &options, &imported) != STORE_OK) abort();
  strbuf_text(&script, "leads from \"leads\" where \"");
  for (size_t i = 0; i < sql.n; i++) {
    if (sql.p[i] == '"' || sql.p[i] == '\\') strbuf_char(&script, '\\');
    strbuf_char(&script, sql.p[i]);
  }
  strbuf_text(&script, "\" { id = id owner = owner }\notherwise archive \"x\"\n");
  if (leat_load(l, "where.leat", strbuf_view(&script)) == LEAT_OK) leat_run(l, &run, &report);
  if (store_map(leat_store(l), NULL, NULL) != STORE_OK) abort();
  if (store_count_pending(leat_store(l), &leads) != STORE_OK || leads != 2) abort();
  strbuf_deinit(&script);
  leat_free(l);
  arena_deinit(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  Str rest = {(const char *)data + 1, size - 1};
  switch (data[0] & 7) {
    case 0: import(rest, IMPORT_AUTO, data[0] >> 3); break;
    case 1: import(rest, IMPORT_CSV, data[0] >> 3); break;
    case 2: import(rest, IMPORT_JSON_LINES, data[0] >> 3); break;
    case 3: parse_time(rest); break;
    case 4: open_zone(rest); break;
    default: condition(rest); break;
  }
  return 0;
}
