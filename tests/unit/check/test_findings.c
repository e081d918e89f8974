/* Every finding of the checker: a script that has it, and one close by that has not. */
#include "fixture.h"

#define POOL "pool \"p\" { member \"a\" }\n"
#define OFFICE "calendar \"office\" { hours \"mon-fri 09:00-18:00\" } "
#define TAKEN "\notherwise nurture \"n\"\n"
#define LEAD "lead { source: text score: number = 0 country: text tags: list \",\" seen: time open: bool }\n"

#define TABLE(rows) LEAD "table t(a) { " rows " }\nwhen t(source) == 1 archive \"x\"" TAKEN

typedef struct Case {
  DiagCode code;
  const char *bad, *good;
  int with;
} Case;

static const Case cases[] = {
  /* tables */
  {DIAG_TABLE_CELL_COUNT, TABLE("row \"a\", 2 -> 1"), TABLE("row \"a\" -> 1"), 0},
  {DIAG_TABLE_VALUE_COUNT, TABLE("row \"a\" -> 1, 2"), TABLE("row \"a\" -> 1"), 0},
  {DIAG_TABLE_CELL_TYPE, TABLE("row \"a\" -> 1 row 5 -> 2"), TABLE("row \"a\" -> 1 row \"b\" -> 2"), 0},
  {DIAG_TABLE_EMPTY, TABLE(""), TABLE("row * -> 1"), 0},
  {DIAG_ROW_NEVER_REACHED, TABLE("row in (\"a\", \"b\") -> 1 row \"b\" -> 2"),
   TABLE("row \"b\" -> 2 row in (\"a\", \"b\") -> 1"), 0},
  {DIAG_EMPTY_RANGE, TABLE("row \"b\"..\"a\" -> 1"), TABLE("row \"a\"..\"b\" -> 1"), 0},
  {DIAG_TABLE_RESULT_UNKNOWN, LEAD "table t(a) -> x, y { row \"a\" -> 1, 2 }\nwhen t(source).z > 1 stop" TAKEN,
   LEAD "table t(a) -> x, y { row \"a\" -> 1, 2 }\nwhen t(source).y > 1 stop" TAKEN, 0},
  {DIAG_TABLE_RESULT_WHICH, LEAD "table t(a) -> x, y { row \"a\" -> 1, 2 }\nwhen t(source) > 1 stop" TAKEN,
   LEAD "table t(a) -> x { row \"a\" -> 1 }\nwhen t(source) > 1 stop" TAKEN, 0},
  {DIAG_TABLE_BARE, LEAD "table t(a) { row \"a\" -> 1 }\nwhen t > 1 stop" TAKEN,
   LEAD "table t(a) { row \"a\" -> 1 }\nwhen t(source) > 1 stop" TAKEN, 0},
  {DIAG_TABLE_COLUMN_TWICE, LEAD "table t(a, a) { row \"a\", \"b\" -> 1 }\nwhen t(source, source) > 1 stop" TAKEN,
   LEAD "table t(a, b) -> a { row \"a\", \"b\" -> 1 }\nwhen t(source, source) > 1 stop" TAKEN, 0},
  {DIAG_TABLE_OVERLAP, LEAD "unique table t(a) { row > 5 -> 1 row 1..6 -> 2 }\nwhen t(score) > 1 stop" TAKEN,
   LEAD "unique table t(a) { row > 5 -> 1 row 1..5 -> 2 row in (0.5, -1) -> 3 }\nwhen t(score) > 1 stop" TAKEN, 0},
  {DIAG_TABLE_KEY_MODES,
   LEAD "table t(prefix a, prefix b) { row \"a\", \"b\" -> 1 }\nwhen t(source, source) > 1 stop" TAKEN,
   LEAD "table t(prefix a, b) { row \"a\", \"b\" -> 1 }\nwhen t(source, source) > 1 stop" TAKEN, 0},
  {DIAG_TABLE_MODE_CELL, LEAD "table t(prefix a) { row * -> 1 }\nwhen t(source) > 1 stop" TAKEN,
   LEAD "table t(prefix a) { row \"\" -> 1 }\nwhen t(source) > 1 stop" TAKEN, 0},
  {DIAG_TABLE_RANGE_INLINE, LEAD "table t(range a) { row 1 -> 1 }\nwhen t(score) > 1 stop" TAKEN,
   LEAD "table t(a) { row 1..2 -> 1 }\nwhen t(score) > 1 stop" TAKEN, 0},
  {DIAG_NOT_A_TABLE, LEAD "when lower(source).x > 1 stop" TAKEN,
   LEAD "when lower(source) > \"1\" stop" TAKEN, 0},
  {DIAG_ARGUMENT_COUNT, LEAD "table t(a) { row \"a\" -> 1 }\nwhen t(source, score) > 1 stop" TAKEN,
   LEAD "table t(a) { row \"a\" -> 1 }\nwhen t(source) > 1 stop" TAKEN, 0},
  {DIAG_NEEDS_TYPE, LEAD "table t(a) { row \"a\" -> 1 }\nwhen t(score) > 1 stop" TAKEN,
   LEAD "table t(a) { row \"a\" -> 1 }\nwhen t(source) > 1 stop" TAKEN, 0},
  /* names */
  {DIAG_UNKNOWN_COLUMN, LEAD "when scroe > 1 archive \"x\"" TAKEN, LEAD "when score > 1 archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_COLUMN, "when scroe > 1 archive \"x\"" TAKEN, "when SCORE > 1 archive \"x\"" TAKEN, WITH_TABLE},
  {DIAG_UNKNOWN_COLUMN, LEAD "when source is known set sorce = \"x\"" TAKEN,
   LEAD "when source is known set country = \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_COLUMN, LEAD "when source is known tag \"{sorce}\"" TAKEN,
   LEAD "when source is known tag \"{source}\"" TAKEN, 0},
  {DIAG_UNKNOWN_REP_COLUMN, POOL "otherwise assign pool \"p\" where rep.levle > 2",
   POOL "otherwise assign pool \"p\" where rep.level > 2", WITH_TABLE | WITH_REPS},
  {DIAG_UNKNOWN_FUNCTION, LEAD "when lenght(source) > 2 archive \"x\"" TAKEN,
   LEAD "when length(source) > 2 archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_FIELD, LEAD "when led.source == \"x\" archive \"x\"" TAKEN,
   LEAD "when lead.source == \"x\" archive \"x\"" TAKEN, 0},
  {DIAG_REP_OUTSIDE_WHERE, POOL "when rep.team == \"east\" assign pool \"p\"" TAKEN,
   POOL "when score > 1 assign pool \"p\" where rep.team == \"east\"" TAKEN, 0},
  {DIAG_LEAD_IN_POOL, "pool \"p\" from reps where team == \"east\"\n" TAKEN,
   "pool \"p\" from reps where rep.team == \"east\"\n" TAKEN, 0},
  {DIAG_LEAD_IN_POOL, "let t = \"east\"\npool \"p\" from reps where rep.team == t\n" TAKEN,
   "define t() = \"east\"\npool \"p\" from reps where rep.team == t()\n" TAKEN, 0},
  {DIAG_NAME_TAKEN, "let a = 1\nlist a = (1, 2)\nwhen score > a archive \"x\"" TAKEN,
   "let a = 1\nlist b = (1, 2)\nwhen score > a and score in b archive \"x\"" TAKEN, 0},
  {DIAG_NAME_CYCLE, "let a = b + 1\nlet b = a + 1\nwhen score > a archive \"x\"" TAKEN,
   "let a = b + 1\nlet b = 1\nwhen score > a archive \"x\"" TAKEN, 0},
  {DIAG_NAME_CYCLE, "define f(x) = g(x)\ndefine g(x) = f(x)\nwhen f(score) > 1 archive \"x\"" TAKEN,
   "define f(x) = g(x)\ndefine g(x) = x + 1\nwhen f(score) > 1 archive \"x\"" TAKEN, 0},
  {DIAG_NAME_CYCLE, LEAD "let score = score + 1\nwhen score > 1 archive \"x\"" TAKEN,
   LEAD "let score = lead.score + 1\nwhen score > 1 archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_CLASS, "class \"hot\" when score > 1\nwhen class == \"hto\" archive \"x\"" TAKEN,
   "class \"hot\" when score > 1\nwhen class == \"hot\" archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_CLASS, "class \"hot\" otherwise\nwhen class in (\"hot\", \"warm\") archive \"x\"" TAKEN,
   "class \"hot\" otherwise\nwhen class in (\"hot\") archive \"x\"" TAKEN, 0},
  {DIAG_CLASS_NEVER, "class \"a\" otherwise\nclass \"b\" when score > 1\nwhen class == \"a\" archive \"x\"" TAKEN,
   "class \"b\" when score > 1\nclass \"a\" otherwise\nwhen class == \"a\" archive \"x\"" TAKEN, 0},
  {DIAG_EVENT_KIND, "when events(source) > 1 archive \"x\"" TAKEN,
   "let kind = \"a\"\nwhen events(kind) > 1 archive \"x\"" TAKEN, 0},
  {DIAG_EVENT_SPAN, "when events(\"a\", 0 days) > 1 archive \"x\"" TAKEN,
   "let span = 2 days\nwhen events(\"a\", span * 2) > 1 archive \"x\"" TAKEN, 0},
  {DIAG_EVENT_SPAN, "score +2 per event \"a\" half-life 0 hours\nwhen score > 1 archive \"x\"" TAKEN,
   "score +2 per event \"a\" half-life 1 hour\nwhen score > 1 archive \"x\"" TAKEN, 0},
  {DIAG_SET_COMPUTED, "class \"a\" when score > 1\nwhen class == \"a\" set class = \"b\"" TAKEN,
   "class \"a\" when score > 1\nwhen class == \"a\" set source = \"b\"" TAKEN, 0},
  {DIAG_NOT_A_FUNCTION, LEAD "when score(1) > 2 archive \"x\"" TAKEN, LEAD "when score > 2 archive \"x\"" TAKEN, 0},
  {DIAG_FUNCTION_BARE, LEAD "when length > 2 archive \"x\"" TAKEN,
   LEAD "when length(source) > 2 archive \"x\"" TAKEN, 0},
  {DIAG_ARGUMENT_COUNT, LEAD "when length(source, 2) > 2 archive \"x\"" TAKEN,
   LEAD "when round(score, 2) > 2 archive \"x\"" TAKEN, 0},
  {DIAG_ARGUMENT_COUNT, "define hot(limit) = score > limit\nwhen hot() archive \"x\"" TAKEN,
   "define hot(limit) = score > limit\nwhen hot(3) archive \"x\"" TAKEN, 0},
  {DIAG_ARGUMENT_COUNT, LEAD "when min(score) > 2 archive \"x\"" TAKEN,
   LEAD "when min(score, 2, 3) > 2 archive \"x\"" TAKEN, 0},
  {DIAG_ARGUMENT_TYPE, LEAD "when length(score) > 2 archive \"x\"" TAKEN,
   LEAD "when length(tags) > 2 archive \"x\"" TAKEN, 0},
  {DIAG_ARGUMENT_TYPE, LEAD "when max(score, \"9\") > 2 archive \"x\"" TAKEN,
   LEAD "when max(score, 9) > 2 archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_CALENDAR, OFFICE "calendar \"ofice\"" TAKEN, OFFICE "calendar \"office\"" TAKEN, 0},
  {DIAG_UNKNOWN_CALENDAR, OFFICE LEAD "when working(seen, \"offices\") stop" TAKEN,
   OFFICE LEAD "when working(seen, \"office\") stop" TAKEN, 0},
  {DIAG_UNKNOWN_CALENDAR, "calendar \"a\" like \"b\" { }" TAKEN, OFFICE "calendar \"a\" like \"office\" { }" TAKEN, 0},
  {DIAG_CALENDAR_TWICE, OFFICE OFFICE "calendar \"office\"" TAKEN, OFFICE TAKEN, 0},
  {DIAG_CALENDAR_CYCLE, "calendar \"a\" like \"b\" { } calendar \"b\" like \"a\" { }" TAKEN,
   "calendar \"a\" like \"b\" { } calendar \"b\" { }" TAKEN, 0},
  {DIAG_CALENDAR_CYCLE, "calendar \"a\" like \"a\" { }" TAKEN, "calendar \"a\" { }" TAKEN, 0},
  {DIAG_CALENDAR_HOURS, "calendar \"a\" { hours \"mon 9-18\" }" TAKEN,
   "calendar \"a\" { hours \"mon 9:00-18:00\" }" TAKEN, 0},
  {DIAG_CALENDAR_HOURS, "calendar \"a\" { open 2026-10-10 \"mon 09:00-18:00\" }" TAKEN,
   "calendar \"a\" { open 2026-10-10 \"09:00-18:00\" }" TAKEN, 0},
  {DIAG_CALENDAR_WEEKDAY, "calendar \"a\" { open 2026-10-10 like \"monday\" }" TAKEN,
   "calendar \"a\" { open 2026-10-10 like \"mon\" }" TAKEN, 0},
  {DIAG_CALENDAR_BOTH, "calendar \"a\" { open 2026-10-10 closed 2026-10-09..2026-10-11 }" TAKEN,
   "calendar \"a\" { open 2026-10-10 closed 2026-10-09 closed 2026-10-11 }" TAKEN, 0},
  {DIAG_CALENDAR_WHICH, OFFICE "calendar \"b\" { }" LEAD "when working(seen) stop" TAKEN,
   OFFICE "calendar \"b\" { } calendar \"b\"" LEAD "when working(seen) stop" TAKEN, 0},
  {DIAG_CALENDAR_DEFAULT, LEAD "when seen in last 2 working hours stop" TAKEN,
   OFFICE LEAD "when seen in last 2 working hours stop" TAKEN, 0},
  {DIAG_NOT_LAST, POOL "otherwise assign pool \"p\" not last 0", POOL "otherwise assign pool \"p\" not last 1", 0},
  {DIAG_STICKY_KEY, LEAD POOL "otherwise assign pool \"p\" sticky by tags",
   LEAD POOL "otherwise assign pool \"p\" sticky by source", 0},
  {DIAG_STICKY_POOL, LEAD "when source is known assign rep source sticky by source" TAKEN,
   LEAD "when source is known assign rep source not last 1" TAKEN, 0},
  {DIAG_OWNER_BY_COLUMN, LEAD "when owner_by(lower(source)) is known archive \"x\"" TAKEN,
   LEAD "when owner_by(source) is known archive \"x\"" TAKEN, 0},
  {DIAG_OWNER_BY_TYPE, LEAD "when owner_by(seen) is known archive \"x\"" TAKEN,
   LEAD "when owner_by(score) is known archive \"x\"" TAKEN, 0},
  {DIAG_DB_TABLE_FORM, LEAD "table t(a, b) -> c from db \"x\"\nwhen t(source, source) is known archive \"x\"" TAKEN,
   LEAD "table t(a) -> c from db \"x\"\nwhen t(source) is known archive \"x\"" TAKEN, 0},
  {DIAG_CATCH_UP, "pool \"p\" { absent catch up 0 member \"a\" }\notherwise assign pool \"p\"",
   "pool \"p\" { absent catch up 1 member \"a\" }\notherwise assign pool \"p\"", 0},
  {DIAG_SPLIT_SHARES, LEAD "when score > 1 split \"x\" by source { 50% stop 40% archive \"x\" }" TAKEN,
   LEAD "when score > 1 split \"x\" by source { 60% stop 40% archive \"x\" }" TAKEN, 0},
  {DIAG_SPLIT_ARM_TWICE, LEAD "when score > 1 split \"x\" by source { 50% stop 50% \"A\" archive \"x\" }" TAKEN,
   LEAD "when score > 1 split \"x\" by source { 50% stop 50% \"C\" archive \"x\" }" TAKEN, 0},
  {DIAG_UNKNOWN_COLUMN, LEAD "when score > 1 split \"x\" by sorce { 50% stop 50% archive \"x\" }" TAKEN,
   LEAD "when score > 1 split \"x\" by source { 50% stop 50% archive \"x\" }" TAKEN, 0},
  {DIAG_NOT_YET, LEAD "when score > 1 stop" TAKEN "test \"t\" { lead { score: 1 } later 3 hours }",
   LEAD "when score > 1 stop" TAKEN, 0},
  /* types */
  {DIAG_TYPES_DIFFER, LEAD "when score > \"80\" archive \"x\"" TAKEN, LEAD "when score > 80 archive \"x\"" TAKEN, 0},
  {DIAG_TYPES_DIFFER, "when score > 80 archive \"x\"when score == \"hot\" archive \"x\"" TAKEN,
   "when score > 80 archive \"x\"when score == 3 archive \"x\"" TAKEN, 0},
  {DIAG_TYPES_DIFFER, LEAD "when score in \"a\"..\"b\" archive \"x\"" TAKEN,
   LEAD "when score in 1..5 archive \"x\"" TAKEN, 0},
  {DIAG_NO_ORDER, LEAD "when open < true archive \"x\"" TAKEN, LEAD "when open == true archive \"x\"" TAKEN, 0},
  {DIAG_ARITHMETIC, LEAD "when seen + 3 > now archive \"x\"" TAKEN,
   LEAD "when seen + 3 days > now archive \"x\"" TAKEN, 0},
  {DIAG_NOT_A_CONDITION, LEAD "when score archive \"x\"" TAKEN, LEAD "when score is known archive \"x\"" TAKEN, 0},
  {DIAG_NOT_A_CONDITION, LEAD "when source == \"a\" or \"b\" archive \"x\"" TAKEN,
   LEAD "when source == \"a\" or source == \"b\" archive \"x\"" TAKEN, 0},
  {DIAG_NEEDS_TYPE, LEAD "when score starts with \"8\" archive \"x\"" TAKEN,
   LEAD "when source starts with \"8\" archive \"x\"" TAKEN, 0},
  {DIAG_NEEDS_TYPE, LEAD "when tags in (\"a\", \"b\") archive \"x\"" TAKEN,
   LEAD "when tags contains \"a\" archive \"x\"" TAKEN, 0},
  {DIAG_NOT_A_SET, LEAD "when source in \"a\" archive \"x\"" TAKEN, LEAD "when source in tags archive \"x\"" TAKEN, 0},
  {DIAG_NOT_AMONG, LEAD "when score in (\"a\", \"b\") archive \"x\"" TAKEN,
   LEAD "when score in (1, 2) archive \"x\"" TAKEN, 0},
  {DIAG_NOT_AMONG, LEAD "list l = (\"a\")\nwhen score in l archive \"x\"" TAKEN,
   LEAD "list l = (1)\nwhen score in l archive \"x\"" TAKEN, 0},
  {DIAG_LIST_PLACE, LEAD "list l = (1)\nwhen score == l archive \"x\"" TAKEN,
   LEAD "list l = (1)\nwhen score in l archive \"x\"" TAKEN, 0},
  {DIAG_LIST_MIXED, "list l = (1, \"a\")\nwhen score in l archive \"x\"" TAKEN,
   "list l = (1, 2)\nwhen score in l archive \"x\"" TAKEN, 0},
  {DIAG_LIST_MIXED, "when score in (1, \"a\") archive \"x\"" TAKEN, "when score in (1, -2) archive \"x\"" TAKEN, 0},
  {DIAG_BRANCHES_DIFFER, LEAD "let a = if score > 1 then 1 else \"b\"\nwhen a is known archive \"x\"" TAKEN,
   LEAD "let a = if score > 1 then 1 else 2\nwhen a == 1 archive \"x\"" TAKEN, 0},
  {DIAG_DEFAULT_DIFFERS, LEAD "when (country ?? 1) == \"x\" archive \"x\"" TAKEN,
   LEAD "when (country ?? \"y\") == \"x\" archive \"x\"" TAKEN, 0},
  {DIAG_REGEX_LITERAL, LEAD "when source matches country archive \"x\"" TAKEN,
   LEAD "when source matches \"^a\" archive \"x\"" TAKEN, 0},
  {DIAG_REGEX_BAD, LEAD "when source matches \"a(b\" archive \"x\"" TAKEN,
   LEAD "when source matches \"a(b)\" archive \"x\"" TAKEN, 0},
  {DIAG_DEFINE_FAILS, LEAD "define hot(limit) = score > limit\nwhen hot(\"a\") archive \"x\"" TAKEN,
   LEAD "define hot(limit) = score > limit\nwhen hot(8) archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_ZONE, "timezone \"Asia/Shangai\"\n" TAKEN, "timezone \"Asia/Shanghai\"\n" TAKEN, 0},
  {DIAG_FIELD_TWICE, "lead { a: text a: number }\n" TAKEN, "lead { a: text b: number }\n" TAKEN, 0},
  {DIAG_COLUMN_NOT_IN_TABLE, "lead { scor: number }\n" TAKEN, "lead { score: number }\n" TAKEN, WITH_TABLE},
  {DIAG_COLUMN_ONLY_DEFAULT, "lead { level: number = 1 }\n" TAKEN, "lead { score: number = 1 }\n" TAKEN, WITH_TABLE},
  {DIAG_MISSING_VALUE_TYPE, "lead { a: number = \"1\" }\n" TAKEN, "lead { a: number = 1 }\n" TAKEN, 0},
  {DIAG_MAPPED_TWICE, "leads from \"t\" { id = id owner = owner id = Email }\n" TAKEN,
   "leads from \"t\" { id = id owner = owner }\n" TAKEN, WITH_TABLE},
  {DIAG_MAPPED_UNKNOWN, "leads from \"t\" { id = id owner = onwer }\n" TAKEN,
   "leads from \"t\" { id = id owner = owner }\n" TAKEN, WITH_TABLE},
  {DIAG_ROLE_MISSING, "reps from \"u\" { level = level }\n" TAKEN, "reps from \"u\" { id = user }\n" TAKEN,
   WITH_TABLE | WITH_REPS},
  /* warnings on names and types */
  {DIAG_UNUSED, "let a = 1\n" TAKEN, "let a = 1\nwhen score > a archive \"x\"" TAKEN, 0},
  {DIAG_UNUSED, "list a = (1)\n" TAKEN, "list a = (1)\nwhen score in a archive \"x\"" TAKEN, 0},
  {DIAG_SHADOWS_COLUMN, LEAD "let score = 1\nwhen score == 2 archive \"x\"" TAKEN,
   LEAD "let points = 1\nwhen score == points archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_MISSING, LEAD "when (score ?? 1) == 2 archive \"x\"" TAKEN,
   LEAD "when (country ?? \"y\") == \"x\" archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when 1 > 2 archive \"x\"" TAKEN, LEAD "when score > 2 archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when score > 80 and score < 50 archive \"x\"" TAKEN,
   LEAD "when score > 50 and score < 80 archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when source == \"a\" and source == \"b\" archive \"x\"" TAKEN,
   LEAD "when source == \"a\" or source == \"b\" archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when source in (\"a\", \"b\") and source == \"c\" archive \"x\"" TAKEN,
   LEAD "when source in (\"a\", \"b\") and source == \"b\" archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when source == \"a\" and source != \"a\" archive \"x\"" TAKEN,
   LEAD "when source == \"a\" and source != \"b\" archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when source is missing and source == \"a\" archive \"x\"" TAKEN,
   LEAD "when source is missing or source == \"a\" archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when open and not open archive \"x\"" TAKEN, LEAD "when open archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when score > 80 { when score < 50 archive \"x\" }" TAKEN,
   LEAD "when score > 50 { when score < 80 archive \"x\" }" TAKEN, 0},
  {DIAG_NEVER_TRUE, LEAD "when score is missing archive \"x\"" TAKEN,
   LEAD "when country is missing archive \"x\"" TAKEN, 0},
  {DIAG_ALWAYS_TRUE, LEAD "when 2 > 1 archive \"x\"" TAKEN, LEAD "when score > 1 archive \"x\"" TAKEN, 0},
  {DIAG_ALWAYS_TRUE, LEAD "when score > 1 and score is known archive \"x\"" TAKEN,
   LEAD "when score > 1 and country is known archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_WHEN_MISSING, LEAD "when country != \"CN\" archive \"x\"" TAKEN,
   LEAD "when country != \"CN\" or country is missing archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_WHEN_MISSING, LEAD "when country not in (\"CN\", \"US\") archive \"x\"" TAKEN,
   LEAD "when country is known and country not in (\"CN\", \"US\") archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_WHEN_MISSING, LEAD "when not (country == \"CN\") archive \"x\"" TAKEN,
   LEAD "when not (score == 3) archive \"x\"" TAKEN, 0},
  {DIAG_UNKNOWN_WHEN_MISSING, LEAD "when country != \"CN\" archive \"x\"" TAKEN,
   LEAD "when (country ?? \"\") != \"CN\" archive \"x\"" TAKEN, 0},
  {DIAG_VALUE_TWICE, LEAD "when source in (\"a\", \"a\") archive \"x\"" TAKEN,
   LEAD "when source in (\"a\", \"A\") archive \"x\"" TAKEN, 0},
  {DIAG_EMPTY_RANGE, LEAD "when score in 90..10 archive \"x\"" TAKEN,
   LEAD "when score in 10..90 archive \"x\"" TAKEN, 0},
  /* rules and pools */
  {DIAG_UNKNOWN_POOL, POOL "otherwise assign pool \"q\"", POOL "otherwise assign pool \"p\"", 0},
  {DIAG_UNKNOWN_POOL, "otherwise assign pool \"seniro\"", "otherwise assign pool \"senior\"", WITH_TABLE | WITH_POOLS},
  {DIAG_UNKNOWN_POOL, POOL "otherwise assign pool if score > 1 then \"p\" else \"q\"",
   POOL "otherwise assign pool if score > 1 then \"p\" else \"p\"", 0},
  {DIAG_UNKNOWN_POOL, POOL "otherwise assign pool \"p\" else pool \"q\"",
   POOL "otherwise assign pool \"p\" else wait", 0},
  {DIAG_POOL_TWICE, POOL POOL TAKEN, POOL TAKEN, 0},
  {DIAG_MEMBER_TWICE, "pool \"p\" { member \"a\" member \"a\" }\n" TAKEN,
   "pool \"p\" { member \"a\" member \"b\" }\n" TAKEN, 0},
  {DIAG_BY_NUMBER, POOL "otherwise assign pool \"p\" best by rep.team",
   POOL "otherwise assign pool \"p\" best by rep.open", 0},
  {DIAG_BY_PLACE, POOL "otherwise assign pool \"p\" first by rep.open",
   POOL "otherwise assign pool \"p\" leastloaded by rep.open", 0},
  {DIAG_LEAST_PLACE, POOL "otherwise assign pool \"p\" best by rep.open at least 5%",
   POOL "otherwise assign pool \"p\" weighted by rep.open at least 5%", 0},
  {DIAG_NEAREST_MAX, POOL "otherwise assign pool \"p\" nearest max 0 km",
   POOL "lead { lat: number  lon: number } otherwise assign pool \"p\" nearest max 1 km", 0},
  {DIAG_SHARE_LEAST, POOL "otherwise assign pool \"p\" weighted by rep.open at least 51%",
   POOL "otherwise assign pool \"p\" weighted by rep.open at least 50%", 0},
  {DIAG_LEARNED_SPAN, POOL "otherwise assign pool \"p\" weighted by win_rate(0 days)",
   POOL "otherwise assign pool \"p\" weighted by win_rate(90 days)", 0},
  {DIAG_NEAREST_COLUMNS, POOL "otherwise assign pool \"p\" nearest",
   POOL "lead { lat: number  lon: number } otherwise assign pool \"p\" nearest", 0},
  {DIAG_BY_SAME, POOL "otherwise assign pool \"p\" best by 3", POOL "otherwise assign pool \"p\" best by rep.open", 0},
  {DIAG_WAIT_WITHOUT_POOL, "otherwise assign rep owner else wait",
   POOL "otherwise assign rep owner else pool \"p\" else wait", 0},
  {DIAG_WITHIN, POOL "otherwise assign pool \"p\" within 0 hours",
   POOL "otherwise assign pool \"p\" within 2 hours", 0},
  {DIAG_SET_ROLE, LEAD "when source is known set owner = \"a\"" TAKEN,
   LEAD "when source is known set country = \"a\"" TAKEN, 0},
  {DIAG_SET_UNMAPPED, "leads from \"t\" { id = id owner = owner }\nwhen source is known set score = 1" TAKEN,
   "leads from \"t\" { id = id owner = owner score = score }\nwhen source is known set score = 1" TAKEN, WITH_TABLE},
  {DIAG_SET_NOT_IN_TABLE, "lead { level: number = 1 }\nwhen source is known set level = 2" TAKEN,
   "lead { score: number = 1 }\nwhen source is known set score = 2" TAKEN, WITH_TABLE},
  {DIAG_SET_TYPE, LEAD "when source is known set score = \"a\"" TAKEN,
   LEAD "when source is known set score = score + 1" TAKEN, 0},
  {DIAG_NEVER_REACHED, LEAD "otherwise archive \"x\" when score > 1 archive \"x\"",
   LEAD "when score > 1 archive \"x\"" TAKEN, 0},
  {DIAG_NEVER_REACHED, POOL "otherwise assign pool \"p\" else wait" TAKEN, POOL "otherwise assign pool \"p\"" TAKEN, 0},
  {DIAG_HARDLY_REACHED, POOL "otherwise assign pool \"p\" " TAKEN, POOL "otherwise assign pool \"p\"", 0},
  {DIAG_ACTION_NEVER_REACHED, LEAD "when score > 1 archive \"x\" tag \"y\"" TAKEN,
   LEAD "when score > 1 tag \"y\" archive \"x\"" TAKEN, 0},
  {DIAG_NO_OTHERWISE, LEAD "when score > 1 archive \"x\"",
   LEAD "when score > 1 archive \"x\" when true archive \"y\"", 0},
  {DIAG_NAMES_PERSON, "otherwise assign rep \"alice\"", "otherwise assign rep owner", 0},
  {DIAG_POOL_EMPTY, "pool \"p\" { }\n" TAKEN, "pool \"senior\" { }\n" TAKEN, WITH_TABLE | WITH_POOLS},
  {DIAG_CAPACITY_UNIT, "pool \"p\" { member \"m\" capacity 5 per hour }\n" TAKEN,
   "pool \"p\" { member \"m\" capacity 5 per month }\n" TAKEN, 0},
  {DIAG_CAPACITY_WHEN, LEAD "pool \"p\" { member \"m\" capacity 5 per day when score > 1 }\n" TAKEN,
   LEAD "pool \"p\" { member \"m\" capacity 5 open when score > 1 }\n" TAKEN, 0},
  {DIAG_CAPACITY_AUTO, "pool \"p\" { member \"m\" capacity auto from 1 week }\n" TAKEN,
   "pool \"p\" { member \"m\" capacity auto from 2 weeks }\n" TAKEN, 0},
  {DIAG_CAPACITY_IDLE, "pool \"p\" { member \"m\" capacity 6 per day, 5 per month }\n" TAKEN,
   "pool \"p\" { member \"m\" capacity 5 per day, 5 per month }\n" TAKEN, 0},
  {DIAG_REP_GIVEN, "pool \"p\" { member \"m\" }\ntest \"t\" { rep \"m\" 3 that week }\n" TAKEN,
   "pool \"p\" { member \"m\" }\ntest \"t\" { rep \"m\" 3 this week }\n" TAKEN, 0},
  {DIAG_REP_FIELD_TYPE, "rep { open: text }\n" TAKEN, "rep { open: number  level: text }\n" TAKEN, 0},
  {DIAG_RULE_NAME_TWICE, LEAD "rule \"a\" when score > 1 archive \"x\" rule \"a\" when score > 2 archive \"x\"" TAKEN,
   LEAD "rule \"a\" when score > 1 archive \"x\" rule \"b\" when score > 2 archive \"x\"" TAKEN, 0},
  /* the data */
  {DIAG_VALUE_SPELLED, "when source == \"demo\" archive \"x\"" TAKEN, "when source == \"Demo\" archive \"x\"" TAKEN,
   WITH_TABLE | WITH_DATA},
  {DIAG_VALUE_SPELLED, "when source in (\"Web  Site\") archive \"x\"" TAKEN,
   "lead { source: text nocase }\nwhen source == \"DEMO\" archive \"x\"" TAKEN, WITH_TABLE | WITH_DATA},
  {DIAG_VALUE_UNSEEN, "when source == \"Referal\" archive \"x\"" TAKEN,
   "when source == \"Newspaper\" archive \"x\"" TAKEN, WITH_TABLE | WITH_DATA},
  /* files */
  {DIAG_LIST_FILE, "list l from \"nothing_here.txt\"\nwhen source in l archive \"x\"" TAKEN,
   "list l = (\"a\")\nwhen source in l archive \"x\"" TAKEN, 0},
  {DIAG_LIST_FILE, "list l from \"../outside.txt\"\nwhen source in l archive \"x\"" TAKEN,
   "list l = (\"a\")\nwhen source in l archive \"x\"" TAKEN, 0},
};
enum { CASES = sizeof cases / sizeof cases[0] };

static bool has(const char *text, const Case *k) {
  Fixture f;
  fixture_open(&f, "script.leat", text, k->with);
  bool found = fixture_found(&f, k->code) != NULL;
  fixture_close(&f);
  return found;
}

static void show(const char *text, const Case *k) {
  Fixture f;
  fixture_open(&f, "script.leat", text, k->with);
  print_error("--- %s\n%s\n---\n", diag_name(k->code), text);
  fixture_print(&f);
  fixture_close(&f);
}

static void the_script_that_has_it_shows_it(void **state) {
  const Case *k = *state;
  if (!has(k->bad, k)) {
    show(k->bad, k);
    fail_msg("%s is not found", diag_name(k->code));
  }
}

/* The good script must parse and be free of errors as well: else it would not have the finding for a wrong reason. */
static void the_script_beside_it_is_clean(void **state) {
  const Case *k = *state;
  Fixture f;
  fixture_open(&f, "script.leat", k->good, k->with);
  bool clean = f.diags.errors == 0 && !fixture_found(&f, k->code);
  fixture_close(&f);
  if (clean) return;
  show(k->good, k);
  fail_msg("%s should not be found", diag_name(k->code));
}

static void an_error_has_one_finding(void **state) {
  const Case *k = *state;
  Fixture f;
  fixture_open(&f, "script.leat", k->bad, k->with);
  uint32_t errors = f.diags.errors;
  fixture_close(&f);
  if (errors <= 1) return;
  show(k->bad, k);
  fail_msg("one mistake makes %u errors", errors);
}

static void every_finding_of_the_checker_has_a_case(void **state) {
  static const DiagCode elsewhere[] = {DIAG_TOO_MANY_POOLS, DIAG_TOO_MANY_MEMBERS, DIAG_DEFINE_LARGE,
                                       DIAG_LIST_NOT_CONSTANT, DIAG_RANGE_PLACE, /* test_trees.c */
                                       DIAG_TABLE_UNIQUE_LARGE, DIAG_TABLE_TOO_LARGE, DIAG_CALENDAR_LARGE,
                                       DIAG_CALENDARS_MANY, DIAG_EVENT_KINDS, DIAG_NOT_LAST, DIAG_MODULE_UNUSED,
                                       DIAG_PARAM_UNUSED,
                                       DIAG_DB_TABLE_MISSING, DIAG_DB_TABLE_COLUMN}; /* tests/diag */
  (void)state;
  for (int code = 0; code < DIAG_COUNT; code++) {
    const char *id = diag_id((DiagCode)code);
    bool compiler = strncmp(id, "E029", 4) == 0;
    if ((id[2] != '2' && id[2] != '3') || compiler) continue;
    bool found = false;
    for (int i = 0; i < CASES; i++) found |= cases[i].code == (DiagCode)code;
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) found |= elsewhere[i] == (DiagCode)code;
    if (!found) fail_msg("%s %s has no case", id, diag_name((DiagCode)code));
  }
}

int main(void) {
  static struct CMUnitTest tests[3 * CASES + 1];
  static char names[3 * CASES][96];
  size_t n = 0;
  static const struct {
    const char *claim;
    CMUnitTestFunction run;
  } claims[] = {{"the script that has it shows it", the_script_that_has_it_shows_it},
                {"the script beside it is clean", the_script_beside_it_is_clean},
                {"one mistake makes one error", an_error_has_one_finding}};
  for (int i = 0; i < CASES; i++)
    for (int j = 0; j < 3; j++, n++) {
      snprintf(names[n], sizeof names[n], "%s (case %d): %s", diag_name(cases[i].code), i, claims[j].claim);
      tests[n] = (struct CMUnitTest){.name = names[n], .test_func = claims[j].run,
                                   .initial_state = (void *)(uintptr_t)&cases[i]};
    }
  tests[n] = (struct CMUnitTest){.name = "every finding of the checker has a case",
                                 .test_func = every_finding_of_the_checker_has_a_case};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
