#include "engine/version.h"
#include "base/hash.h"

/* Of several names of one file, the first stands for it: real paths are of one machine. */
static Str first_name(const Program *program, const TakenFile *file) {
  uint32_t i = 0;
  while (!str_eq(program->files.v[i].id, file->id)) i++;
  return program->files.v[i].name;
}

static void hash_line(StrBuf *out, Str name, const char *hash) {
  strbuf_text(out, hash);
  strbuf_char(out, ' ');
  strbuf_str(out, name);
  strbuf_char(out, '\n');
}

void version_make(Loaded *script) {
  Arena *a = &script->arena;
  const Program *program = script->program;
  char hash[65];
  StrBuf all;
  strbuf_init(&all);
  sha256_hex(script->text, hash);
  hash_line(&all, STR(""), hash);
  script->files = ARENA_ARRAY(a, ScriptFile, program->files.n + 1);
  script->file_count = program->files.n;
  for (uint32_t i = 0; i < program->files.n; i++) {
    const TakenFile *file = &program->files.v[i];
    char of_file[65];
    sha256_hex(file->text, of_file);
    hash_line(&all, file->name, of_file);
    script->files[i] = (ScriptFile){.name = file->name, .id = first_name(program, file), .text = file->text,
                                    .hash = arena_copy(a, str_of(of_file))};
  }
  if (program->files.n) sha256_hex(strbuf_view(&all), hash);
  script->version = arena_copy(a, (Str){hash, 16});
  strbuf_deinit(&all);
}
