/* Zones from TZif files. The folder is fixed: neither TZ nor TZDIR is asked. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock_internal.h"
#include "base/mem.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"
enum { ZONE_NAME_BYTES = 100, ZONE_FILE_BYTES = 256 * 1024, HEADER_BYTES = 44, FOLDER_DEPTH = 3 };

struct Zone {
  const int64_t *transitions; /* seconds; ascending */
  const int32_t *offsets;     /* offsets[0] before the first transition, offsets[i + 1] from transitions[i] on */
  uint32_t count;
  bool has_rule; /* for instants from the last transition on */
  ZoneRule rule;
};

static const int32_t utc_offset = 0;
static const Zone utc = {.offsets = &utc_offset};

const Zone *zone_utc(void) { return &utc; }

/* Letters, digits, _ + - in parts between slashes. Every zone's parts begin with a capital; the other things in the
 * folder (posix/, right/, posixrules, localtime, leapseconds, tables) do not. */
static bool is_zone_name(Str name) {
  if (name.n == 0 || name.n > ZONE_NAME_BYTES) return false;
  bool part_begins = true;
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    bool capital = c >= 'A' && c <= 'Z';
    bool other = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
    if (part_begins ? !capital : !(capital || other || c == '/')) return false;
    part_begins = c == '/';
  }
  return !part_begins && !str_is(name, "Factory");
}

typedef struct Reader {
  const unsigned char *p;
  size_t n, at;
} Reader;

static const unsigned char *take(Reader *r, size_t bytes) {
  if (bytes > r->n - r->at) return NULL;
  const unsigned char *p = r->p + r->at;
  r->at += bytes;
  return p;
}

static int64_t big_endian(const unsigned char *p, size_t bytes) {
  uint64_t value = p[0] & 0x80 ? UINT64_MAX : 0;
  for (size_t i = 0; i < bytes; i++) value = value << 8 | p[i];
  return (int64_t)value;
}

typedef struct Header {
  char version;
  size_t utc_flags, standard_flags, leaps, transitions, types, name_bytes;
} Header;

static bool take_header(Reader *r, Header *out) {
  const unsigned char *p = take(r, HEADER_BYTES);
  if (!p || memcmp(p, "TZif", 4) != 0) return false;
  size_t counts[6];
  for (size_t i = 0; i < 6; i++) {
    counts[i] = (size_t)big_endian(p + 20 + 4 * i, 4);
    if (counts[i] > ZONE_FILE_BYTES) return false;
  }
  *out = (Header){(char)p[4], counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
  return true;
}

static size_t body_bytes(const Header *h, size_t time_bytes) {
  return h->transitions * (time_bytes + 1) + h->types * 6 + h->name_bytes + h->leaps * (time_bytes + 4) +
         h->standard_flags + h->utc_flags;
}

/* Leap seconds are refused: instants here do not count them. */
static bool take_body(Reader *r, const Header *h, size_t time_bytes, Arena *a, Zone *out) {
  const unsigned char *times = take(r, body_bytes(h, time_bytes));
  if (!times || h->types == 0 || h->types > 256 || h->leaps != 0) return false;
  const unsigned char *indexes = times + h->transitions * time_bytes, *types = indexes + h->transitions;
  int64_t *transitions = ARENA_ARRAY(a, int64_t, h->transitions);
  int32_t *offsets = ARENA_ARRAY(a, int32_t, h->transitions + 1);
  for (size_t i = 0; i <= h->transitions; i++) {
    unsigned type = i == 0 ? 0 : indexes[i - 1];
    if (type >= h->types) return false;
    offsets[i] = (int32_t)big_endian(types + type * 6, 4);
    if (offsets[i] < -25 * 3600 || offsets[i] > 26 * 3600) return false;
    if (i == 0) continue;
    transitions[i - 1] = big_endian(times + (i - 1) * time_bytes, time_bytes);
    if (i > 1 && transitions[i - 1] <= transitions[i - 2]) return false;
  }
  out->transitions = transitions;
  out->offsets = offsets;
  out->count = (uint32_t)h->transitions;
  return true;
}

static bool take_footer(Reader *r, Zone *out) {
  const unsigned char *p = take(r, 1);
  if (!p || *p != '\n') return false;
  Str rest = {(const char *)r->p + r->at, r->n - r->at};
  const char *end = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
  if (!end) return false;
  Str rule = {rest.p, (size_t)(end - rest.p)};
  if (rule.n == 0) return true;
  out->has_rule = zone_rule_parse(rule, &out->rule);
  return out->has_rule;
}

const Zone *zone_read(Arena *a, Str bytes) {
  Reader r = {(const unsigned char *)bytes.p, bytes.n, 0};
  Header h;
  Zone *zone = ARENA_NEW(a, Zone);
  if (!take_header(&r, &h)) return NULL;
  if (h.version == '\0') return take_body(&r, &h, 4, a, zone) ? zone : NULL;
  if (!take(&r, body_bytes(&h, 4)) || !take_header(&r, &h)) return NULL;
  return take_body(&r, &h, 8, a, zone) && take_footer(&r, zone) ? zone : NULL;
}

/* The whole file, at most ZONE_FILE_BYTES, from the heap; false when it is not such a file. */
static bool read_zone_file(Str name, StrBuf *out) {
  char path[sizeof ZONE_FOLDER + ZONE_NAME_BYTES + 1], piece[4096];
  snprintf(path, sizeof path, ZONE_FOLDER "/%.*s", STR_FMT(name));
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) return false;
  struct stat info;
  bool good = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= ZONE_FILE_BYTES;
  while (good) {
    ssize_t n = read(fd, piece, sizeof piece);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || out->n > ZONE_FILE_BYTES) {
      good = n == 0;
      break;
    }
    strbuf_add(out, piece, (size_t)n);
  }
  close(fd);
  return good;
}

const Zone *zone_open(Arena *a, Str name) {
  if (!is_zone_name(name)) return NULL;
  if (str_is(name, "UTC")) return zone_utc();
  StrBuf bytes;
  strbuf_init(&bytes);
  const Zone *zone = read_zone_file(name, &bytes) ? zone_read(a, strbuf_view(&bytes)) : NULL;
  strbuf_deinit(&bytes);
  return zone;
}

typedef struct NameList {
  Arena *arena;
  VEC(Str) names;
} NameList;

static bool is_zone_file(const char *path) {
  char magic[4];
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) return false;
  bool good = read(fd, magic, 4) == 4 && memcmp(magic, "TZif", 4) == 0;
  close(fd);
  return good;
}

static void scan_folder(NameList *list, Str folder, int depth) {
  Str path = folder.n ? arena_printf(list->arena, ZONE_FOLDER "/%.*s", STR_FMT(folder)) : STR(ZONE_FOLDER);
  DIR *dir = opendir(path.p);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    if (!is_zone_name(str_of(entry->d_name))) continue;
    Str name = folder.n ? arena_printf(list->arena, "%.*s/%s", STR_FMT(folder), entry->d_name)
                        : arena_copy(list->arena, str_of(entry->d_name));
    Str full = arena_printf(list->arena, ZONE_FOLDER "/%.*s", STR_FMT(name));
    struct stat info;
    if (!is_zone_name(name) || stat(full.p, &info) != 0) continue;
    if (S_ISDIR(info.st_mode) && depth < FOLDER_DEPTH) scan_folder(list, name, depth + 1);
    else if (S_ISREG(info.st_mode) && is_zone_file(full.p)) VEC_PUSH(list->arena, list->names, name);
  }
  closedir(dir);
}

static int name_cmp(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

size_t zone_names(Arena *a, Str **names_out) {
  NameList list = {.arena = a};
  scan_folder(&list, STR(""), 1);
  if (list.names.n == 0) VEC_PUSH(a, list.names, STR("UTC"));
  qsort(list.names.v, list.names.n, sizeof *list.names.v, name_cmp);
  *names_out = list.names.v;
  return list.names.n;
}

static int32_t offset_at(const Zone *z, int64_t seconds) {
  if (z->has_rule && (z->count == 0 || seconds >= z->transitions[z->count - 1]))
    return zone_rule_offset(&z->rule, seconds);
  uint32_t low = 0, high = z->count; /* how many transitions are at or before the instant */
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (z->transitions[middle] <= seconds) low = middle + 1;
    else high = middle;
  }
  return z->offsets[low];
}

int32_t zone_offset(const Zone *z, int64_t instant_ms) { return offset_at(z, floor_div(instant_ms, 1000)); }

void zone_civil(const Zone *z, int64_t instant_ms, Civil *out) {
  int64_t seconds = floor_div(instant_ms, 1000);
  int millis = (int)((instant_ms % 1000 + 1000) % 1000);
  civil_from_seconds(seconds + offset_at(z, seconds), millis, out);
}

typedef struct Local {
  int64_t first; /* the first instant that reads so; in a gap, with the offset before it */
  bool in_gap;
  int64_t gap_at; /* the transition */
} Local;

/* Offsets reach at most 26 hours, so the right offset is in force a little more than a day before or after. */
static Local resolve(const Zone *z, int64_t local) {
  const int64_t reach = 26 * 3600;
  int32_t before = offset_at(z, local - reach), after = offset_at(z, local + reach);
  int64_t early = local - before, late = local - after;
  bool early_fits = offset_at(z, early) == before, late_fits = offset_at(z, late) == after;
  if (early_fits && late_fits) return (Local){.first = early < late ? early : late};
  if (early_fits || late_fits) return (Local){.first = early_fits ? early : late};
  int64_t low = late, high = early; /* the clocks went forward between these two */
  while (high - low > 1) {
    int64_t middle = low + (high - low) / 2;
    if (offset_at(z, middle) == before) low = middle;
    else high = middle;
  }
  return (Local){.first = early, .in_gap = true, .gap_at = high};
}

int64_t zone_from_local(const Zone *z, int64_t local_seconds) { return resolve(z, local_seconds).first; }

static int64_t civil_seconds(const Civil *c) {
  return civil_days(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
}

int64_t zone_instant(const Zone *z, const Civil *local) {
  return resolve(z, civil_seconds(local)).first * 1000 + local->millis;
}

int64_t zone_day_start(const Zone *z, int64_t instant_ms) {
  int64_t seconds = floor_div(instant_ms, 1000);
  int64_t midnight = floor_div(seconds + offset_at(z, seconds), 86400) * 86400;
  Local local = resolve(z, midnight);
  return (local.in_gap ? local.gap_at : local.first) * 1000;
}
