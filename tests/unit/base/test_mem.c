#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

static void fresh_memory_is_zero(void **state) {
  (void)state;
  char *p = mem_alloc(1000);
  for (int i = 0; i < 1000; i++) assert_int_equal(p[i], 0);
  mem_free(p);
}

static void zero_bytes_is_memory_too(void **state) {
  (void)state;
  void *p = mem_alloc(0), *q = mem_realloc(NULL, 0);
  assert_non_null(p);
  assert_non_null(q);
  mem_free(p);
  mem_free(q);
}

static void realloc_keeps_what_was_there(void **state) {
  (void)state;
  char *p = mem_realloc(NULL, 3);
  memcpy(p, "abc", 3);
  p = mem_realloc(p, 100000);
  assert_memory_equal(p, "abc", 3);
  mem_free(p);
}

static void exit_as_handler(void) { _exit(6); }

static int status_of_child(void (*act)(void)) {
  pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO);
    signal(SIGABRT, SIG_DFL);
    act();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

static void exhaust_with_handler(void) {
  mem_on_exhausted(exit_as_handler);
  mem_exhausted();
}

static void exhaust(void) {
  mem_on_exhausted(NULL);
  mem_exhausted();
}

static void trap(void) { BUG("%d", 1); }

static void the_handler_decides_how_exhaustion_ends(void **state) {
  (void)state;
  int status = status_of_child(exhaust_with_handler);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 6);
}

static void exhaustion_without_a_handler_aborts(void **state) {
  (void)state;
  int status = status_of_child(exhaust);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void a_bug_aborts(void **state) {
  (void)state;
  int status = status_of_child(trap);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(WTERMSIG(status), SIGABRT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fresh_memory_is_zero),
      cmocka_unit_test(zero_bytes_is_memory_too),
      cmocka_unit_test(realloc_keeps_what_was_there),
      cmocka_unit_test(the_handler_decides_how_exhaustion_ends),
      cmocka_unit_test(exhaustion_without_a_handler_aborts),
      cmocka_unit_test(a_bug_aborts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
