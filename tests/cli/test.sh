# leat test: what it prints, in which format, and how it ends.
. "$(dirname "$0")/../lib/check.sh"
cat >route.leat <<'S'
pool "senior" { member "alice" member "bob" }
pool "junior" { member "dave" }
rule "hot" when source == "demo" and score > 80 assign pool "senior"
rule "rest" when score > 20 assign pool "junior"
otherwise nurture "newsletter"
test "hot goes to a senior" { lead { source: "demo", score: 90 } expect pool "senior" rule "hot" }
S
cat route.leat - >bad.leat <<'S'
test "wrong <&\"> one" {
  lead { source: "demo", score: 70 }  lead { source: "demo", score: 60 }
  expect pool "senior"
  expect owners "alice", "bob"
  rep "nobody" away
}
never assign when score < 65
always route
S
exits "all pass" 0 "$leat" test route.leat
equal "a line for each, and a summary" "ok    hot goes to a senior
1 test, 0 failed" "$out"
cp bad.leat "$scratch/bad copy.leat"
exits "some fail" 1 "$leat" test bad.leat
has "where, what was expected, what came" \
  'bad.leat:9: expected pool "senior"; got assigned to "dave", pool "junior", rule "rest" (lead 1, and 1 more)' "$out"
has "the lead is explained" "score is 70, needs > 80" "$out"
has "owners in order" 'bad.leat:10: expected owners "alice", "bob"; got owners "dave", "dave"' "$out"
has "a rep that is not there" 'no such rep' "$out"
has "a promise with its witness" 'expected never assign when score < 65; got broken (lead 2 of test "wrong' "$out"
has "a promise that was kept" "ok    always route (3 leads)" "$out"
has "the summary" "4 tests, 2 failed" "$out"
exits "by name" 0 "$leat" test bad.leat --filter hot
equal "only that one" "ok    hot goes to a senior
1 test, 0 failed" "$out"
exits "as JSON" 1 "$leat" test bad.leat --format json
equal "valid" 1 "$(sqlite3 :memory: "select json_valid('$(sed "s/'/''/g" <<<"$out")')")"
equal "with the failures" 3 \
  "$(sqlite3 :memory: "select json_array_length('$(sed "s/'/''/g" <<<"$out")', '\$.tests[1].failures')")"
exits "as JUnit" 1 "$leat" test bad.leat --format junit
has "escaped" 'name="wrong &lt;&amp;&quot;&gt; one"' "$out"
has "counted" 'tests="4" failures="2"' "$out"
if command -v python3 >/dev/null; then
  holds "well-formed" python3 -c 'import sys, xml.dom.minidom as x; x.parseString(sys.argv[1].encode())' "$out"
fi
printf 'otherwise nurture "x"\n' >none.leat
exits "no tests" 0 "$leat" test none.leat
equal "says so" "none.leat: no tests" "$out"
printf "wehn a stop\n" >broken.leat
exits "a script with errors" 3 "$leat" test broken.leat
printf 'when x stop test "a" { lead { y: 1 } expect pool "p" }\n' >wrong.leat
exits "a test with errors" 3 "$leat" test wrong.leat
has "an unknown column" "there is no column \`y\`" "$err"
printf 'pool "p" { member "m" }\nwhen n > 1 assign pool "p"\notherwise stop\ntest "f" { each lead in "%s" expect pool is known }\n' \
  gone.csv >each.leat
exits "a file that is not there" 1 "$leat" test each.leat
has "is named" 'expected leads in "gone.csv"; got no such file' "$out"
printf 'n\n5\n1\n7\n' >gone.csv
exits "a row that fails" 1 "$leat" test each.leat
has "is named by its line" "(gone.csv line 3)" "$out"
sed -i 's/gone.csv/..\/gone.csv/' each.leat
exits "a file outside the folder" 1 "$leat" test each.leat
"$leat" init --db crm.db >/dev/null
printf 'source,score\nweb,1\n' >leads.csv
"$leat" import leads.csv --db crm.db >/dev/null
sql crm.db "insert into reps (id, active) values ('alice', 0), ('bob', 1)"
before=$(sha256sum crm.db)
printf 'test "db" { lead { source: "demo", score: 90 } expect owner "bob" }\n' | cat route.leat - >db.leat
exits "with a roster" 0 "$leat" test db.leat --db crm.db
exits "without" 1 "$leat" test db.leat
equal "nothing is written" "$before" "$(sha256sum crm.db)"
equal "no file is left" "" "$(ls crm.db-* 2>/dev/null)"
printf 'pool "p" { member "m" }\nwhen n > 1 assign pool "p"\notherwise stop\ntest "l" { lead { n: 2 } later 3 hours expect pool "p" }\n' >later.leat
exits "a word to come" 3 "$leat" test later.leat
has "is known as such" "\`later\` is not part of this version" "$err"
cat >cases.leat <<'S'
pool "p" { member "m" }
when n > 1 assign pool "p"
otherwise archive "low"
test "cases" {
  cases n -> pool, outcome {
    row 2 -> "p", assigned
    row 1 -> "p", held
  }
}
test "no lead" { expect 1 + 1 == 3 }
S
exits "a row that fails" 1 "$leat" test cases.leat
has "is told by its line and its column" 'cases.leat:7: expected pool "p"; got archived, rule "line 3": low (lead 2)' "$out"
has "each cell that fails" 'cases.leat:7: expected outcome held; got archived' "$out"
has "the lead is explained" "n is 1, needs > 1" "$out"
has "without a lead" 'cases.leat:10: expected 1 + 1 == 3; got 1 + 1 is 2, needs == 3' "$out"
run "$leat" test cases.leat --lang zh
has "in Chinese" 'cases.leat:7: 应为 outcome held；实为 已归档' "$out"
run "$leat" test cases.leat --coverage
has "rows of cases are leads: coverage counts them" "coverage: 100.0% (3 of 3)" "$out"
