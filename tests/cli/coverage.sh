# leat test --coverage: rules that fired, clauses that decide, rows that are taken; and the bound below which it fails.
. "$(dirname "$0")/../lib/check.sh"
percent() { sed -n 's/^coverage: //p' <<<"$out"; }
left() { sed -n '/^not covered/,$s/^  [^:]*:\([0-9]*\): /\1 /p' <<<"$out"; }
covers() { # NAME SCRIPT WANTED: what is left uncovered by it
  printf '%s\n' "$2" >c.leat
  run "$leat" test c.leat --coverage
  equal "$1" "$3" "$(left)"
}
base='pool "p" { member "m" }'

covers "and: a clause decides only where the other holds" "$base
when a == 1 and b == 1 assign pool \"p\"
otherwise stop
test \"t\" { lead { a: 1, b: 1 }  lead { a: 0, b: 0 }  expect not error }" \
"2 never decides when false: a == 1
2 never decides when false: b == 1"
covers "and: each decides both ways" "$base
when a == 1 and b == 1 assign pool \"p\"
otherwise stop
test \"t\" { lead { a: 1, b: 1 }  lead { a: 0, b: 1 }  lead { a: 1, b: 0 }  expect not error }" ""
covers "or: a true one hides the other" "$base
when a == 1 or b == 1 assign pool \"p\"
otherwise stop
test \"t\" { lead { a: 1, b: 1 }  lead { a: 0, b: 0 }  expect not error }" \
"2 never decides when true: a == 1
2 never decides when true: b == 1"
covers "unknown: neither true nor false, and the other decides nothing beside it" "$base
when a == 1 and b == 1 assign pool \"p\"
when a == 1 or b == 1 assign pool \"p\"
otherwise stop
test \"t\" { lead { a: 1 }  lead { a: 0 }  expect not error }" \
"2 never fired: when a == 1 and b == 1
2 never decides: a == 1
2 always unknown: b == 1
3 always unknown: b == 1"
covers "not, and brackets" "$base
when not (a == 1 or b == 1) and c == 1 assign pool \"p\"
otherwise stop
test \"t\" { lead { a: 0, b: 0, c: 1 }  lead { a: 1, b: 0, c: 1 }  lead { a: 0, b: 1, c: 1 }  expect not error }" \
"2 never false: c == 1"
covers "a define is looked through, at each place where it is used" "$base
define hot(x) = a >= x and b == 1
when hot(5) assign pool \"p\"
when hot(3) assign pool \"p\"
otherwise stop
test \"t\" { lead { a: 6, b: 1 }  lead { a: 4, b: 1 }  lead { a: 2, b: 1 }  expect not error }" \
"3 never false: b == 1
4 never false: b == 1"
covers "what stands behind the end of a lead is not asked" "$base
when a == 1 { when b == 1 archive \"x\"  when c == 1 stop }
otherwise stop
test \"t\" { lead { a: 0, b: 1, c: 1 }  lead { a: 1, b: 1, c: 1 }  expect not error }" \
"2 never fired: when c == 1
2 never false: b == 1
2 never asked: c == 1"
covers "branches of if, in lets that are used" "$base
let tier = if a > 10 then \"A\" else if a > 5 then \"B\" else \"C\"
let other = a > 3
when b == 1 stop
when tier == \"A\" archive \"x\"
when other archive \"x\"
otherwise stop
test \"t\" { lead { a: 11, b: 0 }  lead { a: 7, b: 1 }  lead { a: 1, b: 0 }  expect not error }" \
"6 never fired: when other
2 never true: a > 5
3 never true: a > 3
6 never true: other"
covers "score and class" "$base
lead { a: number  b: number }
score +5 when a == 1
score -5 when b == 1
class \"hot\" when score > 3
class \"warm\" when score == 0
class \"cold\" otherwise
when class == \"hot\" assign pool \"p\"
otherwise stop
test \"t\" { lead { a: 1, b: 0 }  lead { a: 0, b: 0 }  expect not error }" \
"4 never true: b == 1
6 never false: score == 0"
covers "where: of each rep who was asked" "pool \"p\" { member \"m\" skills \"x\"  member \"o\" skills \"y\" }
when a == 1 assign pool \"p\" where rep.skills contains \"x\" and b == 1
when a == 2 assign pool \"p\" where rep.skills contains \"x\"
otherwise stop
test \"t\" { rep \"o\" away  lead { a: 1, b: 1 }  lead { a: 0 }  lead { a: 1, b: 0 }  lead { a: 2 }  expect not error }" \
"2 never false: rep.skills contains \"x\"
3 never false: rep.skills contains \"x\""
covers "by: of each rep who was asked" "pool \"p\" { member \"m\" weight 3  member \"n\" weight 1 }
table t(k) { row 1 -> 5  row 2 -> 6 }
when a >= 1 assign pool \"p\" best by (if rep.weight > 2 then t(a) else 0)
otherwise stop
test \"t\" { lead { a: 1 }  lead { a: 0 }  expect not error }" \
"2 never taken: row 2 -> 6"
covers "rows of a table, folded too" "$base
lead { a: text nocase  b: number  c: text }
table t(a, b) { row \"X\", 1 -> \"p\"  row \"y\", * -> \"p\"  row *, 3 -> \"q\" }
table u(b) -> x, y { row 1 -> \"a\", 1  row 2 -> \"b\", 2 }
when u(b).x == \"a\" assign pool t(lower(a), b)
when b == 9 { set c = u(b).x  stop }
otherwise stop
test \"t\" { lead { a: \"x\", b: 1 }  lead { a: \"Y\", b: 2 }  lead { b: 9 }  expect not error }" \
"3 never taken: row \"y\", * -> \"p\"
3 never taken: row *, 3 -> \"q\""
equal "counted" "80.0% (8 of 10)" "$(percent)"
has "each kind" "  rules: 3 of 3 fired
  clauses: 2 of 2 decide both ways, 2 were true and false
  rows of tables: 3 of 5 taken" "$out"

printf 'k,v\n1,a\n2,b\n3,c\n' >rows.csv
printf '%s\n' "$base" 'table t(k) from "rows.csv"' 'rule "r" when t(k) == "a" assign pool "p"' 'otherwise stop' \
  'test "one" { lead { k: 1 }  expect owner "m" }' 'test "two" { lead { k: 2 }  expect not owner "m" }' >f.leat
exits "rows of a file" 0 "$leat" test f.leat --coverage
has "are counted apart" "rows of rows.csv: 2 of 3 taken (not counted)" "$out"
equal "all is covered" "100.0% (3 of 3)" "$(percent)"
lacks "nothing is listed" "not covered" "$out"
exits "enough" 0 "$leat" test f.leat --coverage --fail-under 100
exits "one test only" 1 "$leat" test f.leat --coverage --fail-under 80 --filter one
has "says how much" "coverage is 33.3%, below 80%" "$err"
exits "the bound itself is enough" 0 "$leat" test f.leat --coverage --fail-under 33 --filter one
exits "a bound without coverage" 2 "$leat" test f.leat --fail-under 80
exits "a bound that is none" 2 "$leat" test f.leat --coverage --fail-under 101
run "$leat" test f.leat
lacks "only when asked for" "coverage" "$out"

json() { sqlite3 :memory: "select json_extract('$(sed "s/'/''/g" <<<"$out")', '\$.coverage.$1')"; }
run "$leat" test f.leat --coverage --format json --filter one
equal "JSON: the whole" "33.3 1 3" "$(json percent) $(json covered) $(json total)"
equal "JSON: a rule" "r 3 1" "$(json rules[0].name) $(json rules[0].line) $(json rules[0].fired)"
equal "JSON: a clause" 't(k) == "a" rule 1 0 0 1 0' "$(json clauses[0].text) $(json clauses[0].of) $(json clauses[0].true) \
$(json clauses[0].false) $(json clauses[0].unknown) $(json clauses[0].decided_true) $(json clauses[0].decided_false)"
equal "JSON: a table" "rows.csv 3 1" "$(json tables[0].from) $(json tables[0].rows) $(json tables[0].taken)"
run "$leat" test f.leat --coverage --format junit --filter one
has "JUnit: a property of the suite" '<property name="coverage.percent" value="33.3"/>' "$out"
run "$leat" test f.leat --coverage --lang zh --filter one
has "in Chinese" "覆盖率：33.3%（1／3）" "$out"

mkdir -p sub
printf 'define big(x) = x > 5 and x < 100\n' >sub/m.leat
printf 'use "./sub/m.leat"\nuse "std/text"\n%s\nwhen big(n) and not blank(t) assign pool "p"\notherwise stop\n%s\n' "$base" \
  'test "t" { lead { n: 6, t: "x" }  lead { n: 5, t: "x" }  lead { n: 6, t: "" }  expect not error }' >m.leat
run "$leat" test m.leat --coverage
equal "modules are looked into, Leat's own are not" "4 never false: n < 100" "$(left)"
exits "the example of tests leaves nothing out" 0 "$leat" test "$root/examples/12-tests/route.leat" --coverage --fail-under 100
