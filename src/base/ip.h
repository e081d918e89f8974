/* Internet addresses, version 4, as numbers. */
#ifndef LEAT_BASE_IP_H
#define LEAT_BASE_IP_H
#include "base/str.h"

/* Four numbers of 0 to 255 with points between, without leading zeros (some programs read those as octal); also written
 * as an IPv6 address, "::ffff:1.2.3.4". False: it is something else. */
bool ip4_parse(Str s, uint32_t *number_out);
#endif
