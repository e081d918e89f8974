/* Hashing: SipHash-1-3 with a per-process seed for tables that hold lead data (Aumasson and Bernstein 2012), a fixed
 * 64-bit mix for choices that must repeat, SHA-256 (FIPS 180-4) for script versions, HMAC of it (RFC 2104)
 * for the signatures of messages. */
#ifndef LEAT_BASE_HASH_H
#define LEAT_BASE_HASH_H
#include "base/str.h"

uint64_t hash_seeded(Str s); /* differs between processes: never let it decide an order */
uint64_t hash_sip13(Str s, const uint64_t key[2]); /* the function itself, under a key of the caller */
uint64_t hash_fixed(Str s);  /* the same for ever: FNV-1a, then the finaliser of splitmix64 */
void sha256(Str s, unsigned char out[32]);
void sha256_hex(Str s, char out[65]);
void hmac_sha256(Str key, Str message, unsigned char out[32]);
#endif
