#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static Arena arena;
static char root[64]; /* a fresh folder: root/in is the script's, root/secret lies outside */
static char error[160];

static const char *below(const char *name) { return arena_printf(&arena, "%s/%s", root, name).p; }

static void write_file(const char *name, Str text) {
  int fd = open(below(name), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text.p, text.n), text.n);
  close(fd);
}

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  strcpy(root, "leat-unit-XXXXXX");
  if (!mkdtemp(root)) return -1;
  if (mkdir(below("in"), 0700) || mkdir(below("in/sub"), 0700) || mkdir(below("in2"), 0700)) return -1;
  write_file("secret", STR("s"));
  write_file("in2/x", STR("s"));
  write_file("in/a.csv", STR("a,b\n"));
  write_file("in/sub/b.csv", STR("c\n"));
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

static void a_file_is_read_whole_and_ends_in_nul(void **state) {
  (void)state;
  Str text;
  assert_true(file_read(&arena, below("in/a.csv"), 100, &text, error, sizeof error));
  assert_str(text, "a,b\n");
  assert_int_equal(text.p[text.n], '\0');
}

static void the_limit_is_the_last_size_that_is_read(void **state) {
  (void)state;
  Str text;
  assert_true(file_read(&arena, below("in/a.csv"), 4, &text, error, sizeof error));
  assert_false(file_read(&arena, below("in/a.csv"), 3, &text, error, sizeof error));
  assert_string_equal(error, "larger than 3 bytes");
}

static void a_file_larger_than_its_size_says_is_bounded_too(void **state) {
  (void)state;
  Str text;
  assert_false(file_read(&arena, "/dev/zero", 100000, &text, error, sizeof error));
  assert_string_equal(error, "larger than 100000 bytes");
  assert_true(file_read(&arena, "/dev/null", 0, &text, error, sizeof error));
  assert_int_equal(text.n, 0);
}

static void what_cannot_be_read_says_why(void **state) {
  (void)state;
  Str text;
  assert_false(file_read(&arena, below("nothing"), 100, &text, error, sizeof error));
  assert_string_equal(error, "no such file or directory");
  assert_false(file_read(&arena, below("in"), 100, &text, error, sizeof error));
  assert_string_equal(error, "is a directory");
}

static void a_dash_is_standard_input(void **state) {
  (void)state;
  int saved = dup(STDIN_FILENO), pipes[2];
  assert_int_equal(pipe(pipes), 0);
  assert_int_equal(write(pipes[1], "lead", 4), 4);
  close(pipes[1]);
  dup2(pipes[0], STDIN_FILENO);
  close(pipes[0]);
  Str text;
  bool good = file_read(&arena, "-", 100, &text, error, sizeof error);
  dup2(saved, STDIN_FILENO);
  close(saved);
  assert_true(good);
  assert_str(text, "lead");
}

static void only_a_regular_file_is_replaced(void **state) {
  (void)state;
  Str pipe = arena_printf(&arena, "%s/pipe", root), text;
  struct stat info;
  assert_int_equal(mkfifo(pipe.p, 0600), 0);
  assert_false(file_replace(&arena, pipe.p, STR("new"), error, sizeof error));
  assert_string_equal(error, "not a regular file");
  assert_int_equal(stat(pipe.p, &info), 0);
  assert_true(S_ISFIFO(info.st_mode));
  assert_int_equal(unlink(pipe.p), 0);
  Str file = arena_printf(&arena, "%s/in/a.csv", root);
  assert_true(file_replace(&arena, file.p, STR("new"), error, sizeof error));
  assert_true(file_read(&arena, file.p, 100, &text, error, sizeof error));
  assert_true(str_is(text, "new"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const char *folder = getenv("TMPDIR");
  if (chdir(folder ? folder : P_tmpdir) != 0) return 1;
  const struct CMUnitTest tests[] = {
      TEST(a_file_is_read_whole_and_ends_in_nul),
      TEST(the_limit_is_the_last_size_that_is_read),
      TEST(a_file_larger_than_its_size_says_is_bounded_too),
      TEST(what_cannot_be_read_says_why),
      TEST(a_dash_is_standard_input),
      TEST(only_a_regular_file_is_replaced),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
