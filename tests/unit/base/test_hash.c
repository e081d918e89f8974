#include "unit.h"

#include <stdio.h>

#include "base/hash.h"

static void sha256_gives_the_digests_of_the_standard(void **state) {
  (void)state;
  char out[65];
  sha256_hex(STR(""), out);
  assert_string_equal(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sha256_hex(STR("abc"), out);
  assert_string_equal(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  sha256_hex(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), out);
  assert_string_equal(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void sha256_of_a_million_letters_is_right(void **state) {
  (void)state;
  char *text = malloc(1000000), out[65];
  memset(text, 'a', 1000000);
  sha256_hex((Str){text, 1000000}, out);
  free(text);
  assert_string_equal(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void sha256_pads_right_at_every_length_around_a_block(void **state) {
  (void)state;
  char text[130], seen[130][65];
  memset(text, 'x', sizeof text);
  for (size_t n = 0; n < 130; n++) {
    sha256_hex((Str){text, n}, seen[n]);
    for (size_t i = 0; i < n; i++) assert_string_not_equal(seen[i], seen[n]);
  }
  assert_string_equal(seen[55], "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
  assert_string_equal(seen[56], "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
  assert_string_equal(seen[64], "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

static void sip13_gives_its_reference_value(void **state) {
  (void)state;
  const uint64_t key[2] = {0x0706050403020100U, 0x0f0e0d0c0b0a0908U};
  char message[64];
  for (size_t i = 0; i < sizeof message; i++) message[i] = (char)i;
  assert_true(hash_sip13((Str){message, 0}, key) == 0xabac0158050fc4dcU);
  assert_true(hash_sip13((Str){message, 1}, key) == 0xc9f49bf37d57ca93U);
  assert_true(hash_sip13((Str){message, 7}, key) == 0xd3927d989bb11140U);
  assert_true(hash_sip13((Str){message, 8}, key) == 0x369095118d299a8eU);
  assert_true(hash_sip13((Str){message, 63}, key) == 0x9d199062b7bbb3a8U);
}

static void the_seeded_hash_is_stable_within_a_process(void **state) {
  (void)state;
  assert_true(hash_seeded(STR("lead")) == hash_seeded(STR("lead")));
  assert_true(hash_seeded(STR("lead")) != hash_seeded(STR("leae")));
}

static void the_fixed_hash_never_changes(void **state) {
  (void)state;
  assert_true(hash_fixed(STR("")) == 0xf52a15e9a9b5e89bU);
  assert_true(hash_fixed(STR("lead-1")) == 0x46024ce9355f2685U);
}

static void the_fixed_hash_spreads_over_its_low_bits(void **state) {
  (void)state;
  int buckets[10] = {0};
  for (int i = 0; i < 10000; i++) {
    char key[32];
    snprintf(key, sizeof key, "lead-%d", i);
    buckets[hash_fixed(str_of(key)) % 10]++;
  }
  for (int i = 0; i < 10; i++) assert_in_range(buckets[i], 850, 1150);
}

static void assert_hmac(Str key, Str message, const char *expected) {
  unsigned char digest[32];
  char hex[65];
  hmac_sha256(key, message, digest);
  for (size_t i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
  assert_string_equal(hex, expected);
}

/* RFC 4231, cases 1, 2, 6 and 7. */
static void hmac_gives_the_values_of_the_standard(void **state) {
  (void)state;
  char key[131];
  memset(key, 0x0b, 20);
  assert_hmac((Str){key, 20}, STR("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  assert_hmac(STR("Jefe"), STR("what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  memset(key, 0xaa, sizeof key);
  assert_hmac((Str){key, sizeof key}, STR("Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  assert_hmac((Str){key, sizeof key},
              STR("This is a test using a larger than block-size key and a larger than block-size data. The key needs "
                  "to be hashed before being used by the HMAC algorithm."),
              "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sha256_gives_the_digests_of_the_standard),
      cmocka_unit_test(sha256_of_a_million_letters_is_right),
      cmocka_unit_test(sha256_pads_right_at_every_length_around_a_block),
      cmocka_unit_test(hmac_gives_the_values_of_the_standard),
      cmocka_unit_test(sip13_gives_its_reference_value),
      cmocka_unit_test(the_seeded_hash_is_stable_within_a_process),
      cmocka_unit_test(the_fixed_hash_never_changes),
      cmocka_unit_test(the_fixed_hash_spreads_over_its_low_bits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
