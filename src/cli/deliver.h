/* How a message leaves the machine: by HTTP or SMTP (libcurl, loaded when it is first needed, so that no other command
 * pays for it) or to a program.
 *
 * deliver_open -> deliver_send … -> deliver_close. One try at a time; what an answer means is the engine's. */
#ifndef LEAT_CLI_DELIVER_H
#define LEAT_CLI_DELIVER_H
#include "engine/leat.h"

typedef struct Courier Courier;

Courier *deliver_open(void);
void deliver_close(Courier *c);
/* Always sets *out; its texts live until the next call. */
void deliver_send(Courier *c, const LeatRequest *request, LeatReply *out);
/* "libcurl/7.88.1 OpenSSL/3.0.17 …", or why it can't be loaded. */
const char *deliver_version(Courier *c);

void deliver_command(const LeatRequest *request, LeatReply *out); /* in deliver_command.c */
#endif
