#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

static Arena arena;
static char root[64]; /* a fresh folder: root/in is the script's, root/secret lies outside */
static char error[160];

static const char *below(const char *name) { return arena_printf(&arena, "%s/%s", root, name).p; }

static void touch(const char *name) {
  int fd = open(below(name), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  assert_true(fd >= 0);
  close(fd);
}

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  strcpy(root, "leat-unit-XXXXXX");
  if (!mkdtemp(root)) return -1;
  if (mkdir(below("in"), 0700) || mkdir(below("in/sub"), 0700) || mkdir(below("in2"), 0700)) return -1;
  touch("secret");
  touch("in2/x");
  touch("in/a.csv");
  touch("in/sub/b.csv");
  if (symlink("../secret", below("in/out")) || symlink("a.csv", below("in/link"))) return -1;
  return mkfifo(below("in/fifo"), 0600);
}

static int teardown(void **state) {
  (void)state;
  static const char *const names[] = {"in/a.csv", "in/sub/b.csv", "in/out", "in/link", "in/fifo", "in2/x", "secret"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) unlink(below(names[i]));
  static const char *const folders[] = {"in/sub", "in2", "in"};
  for (size_t i = 0; i < 3; i++) rmdir(below(folders[i]));
  rmdir(root);
  arena_deinit(&arena);
  return 0;
}

static void paths_are_joined_and_cleaned(void **state) {
  (void)state;
  static const char *const cases[][3] = {
      {"route.leat", "team.leat", "team.leat"},
      {"route.leat", "./team.leat", "team.leat"},
      {"sub/a.leat", "./b.leat", "sub/b.leat"},
      {"sub/a.leat", "../b.leat", "b.leat"},
      {"sub/a.leat", "../../b.leat", "../b.leat"},
      {"../x/a.leat", "../b.leat", "../b.leat"},
      {"../x/a.leat", "../../b.leat", "../../b.leat"},
      {"", "a/./b//c/../d", "a/b/d"},
      {"", "a/..", ""},
      {"", "./", ""},
      {"", "..", ".."},
      {"", "...", "..."},
      {"<stdin>", "a.csv", "a.csv"},
      {"<a/b>", "a.csv", "a.csv"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_str(path_join(&arena, str_of(cases[i][0]), str_of(cases[i][1])), cases[i][2]);
}

static void what_climbs_out_is_told_by_its_beginning(void **state) {
  (void)state;
  assert_true(path_climbs(STR("..")));
  assert_true(path_climbs(STR("../a")));
  assert_false(path_climbs(STR("..a")));
  assert_false(path_climbs(STR("a/..")));
  assert_false(path_climbs(STR("")));
}

static bool reach(const char *name, Str *out) {
  Str folder;
  if (!path_real_folder(&arena, below("in"), &folder, error, sizeof error)) fail_msg("%s", error);
  return path_real(&arena, folder, str_of(below(name)), out, error, sizeof error);
}

static void a_file_below_the_folder_is_reached_also_through_a_link(void **state) {
  (void)state;
  Str direct, linked, deep;
  assert_true(reach("in/a.csv", &direct));
  assert_true(reach("in/link", &linked));
  assert_true(reach("in/sub/b.csv", &deep));
  assert_true(str_eq(direct, linked));
}

static void nothing_outside_the_folder_is_reached(void **state) {
  (void)state;
  static const char *const paths[] = {"in/../secret", "in/out",  "in2/x", "in", "in/sub", "in/fifo", "in/nothing",
                                      "in/a.csv/",    "in/a.csv/x"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    Str path = STR("untouched");
    error[0] = '\0';
    if (reach(paths[i], &path)) fail_msg("reached %s", paths[i]);
    assert_str(path, "untouched");
    assert_true(error[0] != '\0');
  }
  Str path;
  assert_false(path_real(&arena, STR("/"), STR("a\0b"), &path, error, sizeof error));
}

static void only_a_folder_is_a_folder(void **state) {
  (void)state;
  Str path;
  assert_false(path_real_folder(&arena, below("in/a.csv"), &path, error, sizeof error));
  assert_string_equal(error, "not a directory");
  assert_false(path_real_folder(&arena, below("nothing"), &path, error, sizeof error));
  assert_true(path_real_folder(&arena, "", &path, error, sizeof error)); /* the current one */
  assert_true(path_real_folder(&arena, "/", &path, error, sizeof error));
  assert_true(path_real(&arena, path, STR("/dev/../etc/passwd"), &path, error, sizeof error));
}

#define TEST(name) cmocka_unit_test(name)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(paths_are_joined_and_cleaned),
      TEST(what_climbs_out_is_told_by_its_beginning),
      TEST(a_file_below_the_folder_is_reached_also_through_a_link),
      TEST(nothing_outside_the_folder_is_reached),
      TEST(only_a_folder_is_a_folder),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
