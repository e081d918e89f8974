/* Files that a script and its modules name, from the folders that they may be in or from the program itself. */
#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "check/checker.h"
#include "check/stdlib.h"
#include <stdio.h>
#include <string.h>

static const char std_folder[] = "std/";

static bool fail(char *error_out, size_t error_size, const char *why) {
  snprintf(error_out, error_size, "%s", why);
  return false;
}

/* Below the folder that its base counts from: that of the script, or that of the standard modules. */
static Str below_folder(Str name, bool is_std) {
  size_t head = is_std ? sizeof std_folder - 1 : str_starts(name, STR("./")) ? 2 : 0;
  return (Str){name.p + head, name.n - head};
}

bool file_name(Checker *c, uint32_t source, Str path, Str *name_out, char *error_out, size_t error_size) {
  const Module *base = module_of(c, source);
  if (path.n == 0) return fail(error_out, error_size, "an empty path");
  if (memchr(path.p, '\0', path.n)) return fail(error_out, error_size, "a path with a NUL byte");
  if (path.p[0] == '/') return fail(error_out, error_size, "an absolute path; it must be beside the script");
  Str joined = path_join(c->arena, below_folder(base->name, base->is_std), path);
  if (joined.n == 0) return fail(error_out, error_size, "is a directory");
  bool climbs = path_climbs(joined);
  if (base->is_std && climbs) return fail(error_out, error_size, "it leaves the folders of the standard modules");
  const char *head = base->is_std ? std_folder : climbs ? "" : "./";
  *name_out = arena_printf(c->arena, "%s%.*s", head, STR_FMT(joined));
  return true;
}

/* The real path, when it lies in the script's folder or one that is allowed. What climbs out of the script's folder is
 * refused without a look at the disk, unless some folder is allowed. */
static bool file_locate(Checker *c, Str name, Str *real_out, char *error_out, size_t error_size) {
  const FileAccess *access = &c->options->files;
  Str folder = path_folder(c->sources->files.v[c->script->file]->name), real;
  Str path = arena_printf(c->arena, "%.*s%.*s", STR_FMT(folder), STR_FMT(below_folder(name, false)));
  if (path_climbs(name)) {
    fail(error_out, error_size, "it leaves the folder of the script");
  } else {
    if (!path_real_folder(c->arena, arena_copy(c->arena, folder).p, &real, error_out, error_size)) return false;
    if (path_real(c->arena, real, path, real_out, error_out, error_size)) return true;
  }
  char other[256];
  for (uint32_t i = 0; i < access->allowed_count; i++)
    if (path_real(c->arena, access->allowed[i], path, real_out, other, sizeof other)) return true;
  return false;
}

static bool kept_find(const FileAccess *access, Str name, TakenFile *out) {
  for (uint32_t i = 0; i < access->kept_count; i++) {
    if (!str_eq(access->kept[i].name, name)) continue;
    *out = access->kept[i];
    return true;
  }
  return false;
}

static bool file_find(Checker *c, Str name, size_t most_bytes, TakenFile *out, char *error_out, size_t error_size) {
  const FileAccess *access = &c->options->files;
  *out = (TakenFile){.name = name, .id = name};
  if (access->is_past)
    return kept_find(access, name, out) || fail(error_out, error_size, "it was not kept with the script");
  if (str_starts(name, STR("std/")))
    return std_find(name, &out->text) || fail(error_out, error_size, "no such file or directory");
  return file_locate(c, name, &out->id, error_out, error_size) &&
         file_read(c->arena, out->id.p, most_bytes, &out->text, error_out, error_size);
}

bool file_take(Checker *c, Str name, size_t most_bytes, TakenFile *out, char *error_out, size_t error_size) {
  uint32_t at;
  if (name_map_get(&c->files, name, &at)) {
    *out = c->program->files.v[at];
    return true;
  }
  if (!file_find(c, name, most_bytes, out, error_out, error_size)) return false;
  name_map_put(c->arena, &c->files, name, c->program->files.n);
  VEC_PUSH(c->arena, c->program->files, *out);
  return true;
}

bool program_file(Arena *arena, Program *program, const CheckOptions *options, uint32_t source, Str path,
                  size_t most_bytes, Str *text_out, char *error_out, size_t error_size) {
  Checker c = {.arena = arena, .sources = program->sources, .script = program->script, .program = program,
               .options = options};
  Str name;
  TakenFile file;
  if (!file_name(&c, source, path, &name, error_out, error_size) ||
      !file_find(&c, name, most_bytes, &file, error_out, error_size))
    return false;
  *text_out = file.text;
  return true;
}

static bool bytes_read(Checker *c, const FileUse *use, Str *text_out) {
  char why[256];
  Str name;
  TakenFile file;
  if (file_name(c, use->span.file, use->name, &name, why, sizeof why) &&
      file_take(c, name, use->most_bytes, &file, why, sizeof why)) {
    *text_out = file.text;
    return true;
  }
  diag_add(c->diags, use->unreadable, use->span, STR_FMT(use->name), why);
  return false;
}

bool named_file_read(Checker *c, const FileUse *use, Str *text_out) {
  size_t bad_at;
  if (!bytes_read(c, use, text_out)) return false;
  if (str_starts(*text_out, STR("\xef\xbb\xbf"))) *text_out = (Str){text_out->p + 3, text_out->n - 3};
  if (text_is_utf8(*text_out, &bad_at)) return true;
  unsigned line = 1;
  for (size_t i = 0; i < bad_at; i++) line += text_out->p[i] == '\n';
  diag_add(c->diags, use->not_utf8, use->span, STR_FMT(use->name), line);
  diag_fix(c->diags, "save the file as UTF-8");
  return false;
}
