/* A message on the standard input of a program, which has so long to take it and end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/deliver.h"
#include "cli/term.h"

/* A socket instead of a pipe: a program that does not read ends no one by SIGPIPE. */
static pid_t start(Str command, int *to_out) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    if (dup2(ends[1], STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) _exit(126);
    execl("/bin/sh", "sh", "-c", command.p, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  if (pid > 0) *to_out = ends[0];
  else close(ends[0]);
  return pid;
}

static int left_ms(int64_t deadline) {
  int64_t left = deadline - stopwatch_ms();
  return left > 0 ? (int)left : 0;
}

/* Until all is written, or nobody reads any more. False: the time is over. */
static bool feed(int to, Str body, int64_t deadline) {
  fcntl(to, F_SETFL, O_NONBLOCK);
  while (body.n) {
    ssize_t n = send(to, body.p, body.n, MSG_NOSIGNAL);
    if (n >= 0) {
      body = (Str){body.p + n, body.n - (size_t)n};
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return true;
    struct pollfd waited = {.fd = to, .events = POLLOUT};
    int left = left_ms(deadline);
    if (left == 0 || poll(&waited, 1, left) == 0) return false;
  }
  return true;
}

static bool ends_in_time(pid_t pid, int64_t deadline) {
  struct pollfd waited = {.fd = pidfd_open(pid, 0), .events = POLLIN};
  if (waited.fd < 0) return true; /* an old kernel: wait for it as long as it takes */
  int got;
  do got = poll(&waited, 1, left_ms(deadline));
  while (got < 0 && errno == EINTR && left_ms(deadline) > 0);
  close(waited.fd);
  return got > 0;
}

void deliver_command(const LeatRequest *request, LeatReply *out) {
  int to = -1, status = 0;
  int64_t deadline = stopwatch_ms() + request->timeout_ms;
  Arena arena;
  arena_init(&arena, 0);
  pid_t pid = start(arena_copy(&arena, request->command), &to);
  arena_deinit(&arena);
  if (pid < 0) {
    *out = (LeatReply){.error = STR("the command could not be started"), .unreachable = true};
    return;
  }
  bool good = feed(to, request->body, deadline);
  shutdown(to, SHUT_WR);
  good = good && ends_in_time(pid, deadline);
  close(to);
  if (!good) kill(-pid, SIGKILL);
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  if (!good) out->error = STR("the command did not end in time");
  else if (WIFSIGNALED(status)) out->error = STR("the command was ended by a signal");
  else out->status = WEXITSTATUS(status);
}
