/* Golden files: tests/golden/<stage>/<name>.txt is what `stage` makes of tests/golden/<name>.leat. */
#ifndef TESTS_LANG_GOLDEN_H
#define TESTS_LANG_GOLDEN_H
int golden_main(int count, char **arguments); /* [--update] FILE… ; the exit code */
#endif
