#include "unit.h"

#include "base/ip.h"

static int64_t parsed(const char *text) {
  uint32_t number = 0;
  return ip4_parse(str_of(text), &number) ? (int64_t)number : -1;
}

static void an_address_is_a_number(void **state) {
  (void)state;
  assert_int_equal(parsed("0.0.0.0"), 0);
  assert_int_equal(parsed("1.0.1.0"), 16777472);
  assert_int_equal(parsed("255.255.255.255"), 4294967295);
  assert_int_equal(parsed("127.0.0.1"), 2130706433);
  assert_int_equal(parsed("::ffff:1.0.1.0"), 16777472);
  assert_int_equal(parsed("::FFFF:9.8.7.6"), 151521030);
}

static void what_is_no_address_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {
    "", ".", "1", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", ".1.2.3", "1..2.3", "256.1.1.1", "1.1.1.256",
    "1.1.1.1000", "01.2.3.4", "1.2.3.00", "1.2.3.4 ", " 1.2.3.4", "1.2.3.-4", "1.2.3.4/24", "1.2.3.4:80", "::1",
    "::ffff:", "::ffff:1.2.3", "ffff:1.2.3.4", "::fffe:1.2.3.4", "1,2,3,4", "0x1.2.3.4", "\xEF\xBC\x91.2.3.4"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (parsed(bad[i]) != -1) fail_msg("accepted \"%s\"", bad[i]);
  uint32_t kept = 7;
  assert_false(ip4_parse((Str){"1.2.3.4\0", 8}, &kept));
  assert_int_equal(kept, 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(an_address_is_a_number),
                                     cmocka_unit_test(what_is_no_address_is_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
