# leat test --mutate: which changes of a script its tests notice.
. "$(dirname "$0")/../lib/check.sh"
json() { sqlite3 :memory: "select json_extract('$(sed "s/'/''/g" <<<"$out")', '\$.mutation.$1')"; }
cat >weak.leat <<'S'
pool "p" { member "m" }
pool "q" { member "n" }
rule "big" when size >= 100
  assign pool "p"
otherwise assign pool "q"
test "large ones" { lead { size: 500 }  expect pool "p" }
S
sed '$d' weak.leat >strong.leat
cat >>strong.leat <<'S'
test "large ones" { lead { size: 100 }  expect pool "p" }
test "small ones" { lead { size: 99 }  expect pool "q" }
S
exits "weak tests" 0 "$leat" test weak.leat --mutate
equal "say what they leave open" 'ok    large ones
1 test, 0 failed
changes noticed: 42.8% (3 of 7)
  4 survived, 0 do not compile, 7 of 7 tried
  tests that ran on each, until one failed: large ones
no test notices:
  weak.leat:3: `>=` becomes `>`
    - rule "big" when size >= 100
    + rule "big" when size > 100
  weak.leat:3: `100` becomes `101`
    - rule "big" when size >= 100
    + rule "big" when size >= 101
  weak.leat:3: `100` becomes `99`
    - rule "big" when size >= 100
    + rule "big" when size >= 99
  weak.leat:5: without this rule
    - otherwise assign pool "q"' "$out"
exits "below the bound" 1 "$leat" test weak.leat --mutate --fail-under 43
has "says so" "42.8% of the changes are noticed, below 43%" "$err"
exits "strong tests notice all" 0 "$leat" test strong.leat --mutate --fail-under 100
has "and have nothing to list" "changes noticed: 100.0% (7 of 7)" "$out"
lacks "no list" "no test notices" "$out"
run "$leat" test strong.leat --mutate --format json
equal "JSON: counts" "100 7 7 7 0 0" "$(json percent) $(json found) $(json tried) $(json killed) $(json survived) \
$(json not_compiled)"
equal "JSON: who noticed what" '3 operator `>=` becomes `<` killed large ones' \
  "$(json mutants[2].line) $(json mutants[2].kind) $(json mutants[2].what) $(json mutants[2].result) $(json mutants[2].killed_by)"
equal "JSON: the line before and after" 'rule "big" when size >= 100|rule "big" when size < 100' \
  "$(json mutants[2].before)|$(json mutants[2].after)"
run "$leat" test weak.leat --mutate --format junit
has "JUnit: a suite of its own" '<testsuite name="weak.leat --mutate" tests="7" failures="4" skipped="0">' "$out"
if command -v python3 >/dev/null; then
  holds "well-formed" python3 -c 'import sys, xml.dom.minidom as x; x.parseString(sys.argv[1].encode())' "$out"
fi
run "$leat" test weak.leat --mutate --lang zh
has "in Chinese" 'weak.leat:3: `>=` 改为 `>`' "$out"

run "$leat" test weak.leat --mutate --most 3 --seed 5 --format json
three=$out
equal "as many as asked for" "3 7" "$(json tried) $(json found)"
run "$leat" test weak.leat --mutate --most 3 --seed 5 --format json
equal "the same seed draws the same" "$three" "$out"
others=0
for seed in 1 2 3 4; do
  run "$leat" test weak.leat --mutate --most 3 --seed $seed --format json
  [ "$out" = "$three" ] || others=1
done
equal "another one draws others" 1 "$others"
exits "--most alone" 2 "$leat" test weak.leat --most 3
exits "not both" 2 "$leat" test weak.leat --mutate --coverage
exits "too many" 2 "$leat" test weak.leat --mutate --most 1001
{
  printf 'let a%s = b > 1\n' $(seq 249)
  printf 'when a%s stop\n' $(seq 249)
  printf 'otherwise stop\ntest "t" { lead { b: 1 }  expect not error }\n'
} >many.leat
run "$leat" test many.leat --mutate --format json
has "no more than the limit" '"tried":1000' "$out"

sed 's/size: 500/size: 5/' weak.leat >failing.leat
exits "tests that fail as it is" 1 "$leat" test failing.leat --mutate
lacks "change nothing" "changes noticed" "$out"

printf 'pool "p" { member "m" }\nwhen a > 1 assign pool "p"\notherwise stop\nnever assign when a <= 1\n%s\n' \
  'test "t" { lead { a: 1 }  lead { a: 2 }  expect not error }' >promise.leat
run "$leat" test promise.leat --mutate --format json
has "a promise notices, too" '"after":"when a >= 1 assign pool \"p\"","result":"killed","killed_by":"never assign when a <= 1"' "$out"
run "$leat" test promise.leat --mutate --filter t --format json
has "but not when tests are chosen" '"after":"when a >= 1 assign pool \"p\"","result":"survived"' "$out"
printf 'pool "p" { member "m" }\nlet b = t + "x"\nwhen b == "ax" assign pool "p"\notherwise stop\n%s\n' \
  'test "t" { lead { t: "a" }  expect owner "m" }' >types.leat
run "$leat" test types.leat --mutate --format json
has "one that is no script" '"before":"let b = t + \"x\"","after":"let b = t - \"x\"","result":"does not compile"' "$out"
equal "is counted apart" "1" "$(json not_compiled)"

"$leat" init --db crm.db >/dev/null
printf 'size\n500\n' >leads.csv
"$leat" import leads.csv --db crm.db >/dev/null
sql crm.db "insert into reps (id, active) values ('m', 1), ('n', 1)"
before=$(sha256sum crm.db weak.leat)
exits "on a database" 0 "$leat" test weak.leat --mutate --db crm.db
equal "nothing is written" "$before" "$(sha256sum crm.db weak.leat)"

mkdir -p sub
printf 'code,pool\nA,p\nB,q\n' >sub/codes.csv
printf 'table code_pool(code) -> pool from "codes.csv"\n' >sub/codes.leat
cat >files.leat <<'S'
use "./sub/codes.leat"
lead { code: text nocase  size: number }
pool "p" { member "m" }
pool "q" { member "n" }
table size_pool(size) -> pool from "sub/sizes.csv"
when code_pool(code) is known assign pool code_pool(code)
when size_pool(size) == "q" assign pool "q"
otherwise stop
test "codes" { cases code, size -> pool {
  row "a", 2 -> "p"
  row "B", 1 -> "q"
  row "c", 2 -> "q"
  row "c", 1 -> missing
} }
S
printf 'size,pool\n1,p\n2,q\n' >sub/sizes.csv
exits "tables of files, as they were loaded" 0 "$leat" test files.leat --mutate
equal "decide as before" "changes noticed: 85.7% (6 of 7)" "$(grep '^changes' <<<"$out")"
has "what the rest comes to" "files.leat:8: without this rule" "$out"
exits "the example of tests notices what changes anything" 0 "$leat" test "$root/examples/12-tests/route.leat" --mutate --fail-under 90
