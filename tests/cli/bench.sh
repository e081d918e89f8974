# leat bench: times and the first match of each lead.
. "$(dirname "$0")/../lib/check.sh"
"$leat" init --db crm.db >/dev/null
printf 'source,score\ndemo,90\nweb,85\nfair,1\nfair,\n' >leads.csv
"$leat" import leads.csv --db crm.db >/dev/null
cat >route.leat <<'S'
pool "p" { member "a" }
when source == "demo" assign pool "p" roundrobin
when score > 80 assign pool "p" roundrobin
otherwise assign pool "p" roundrobin
S
exits "it runs" 0 "$leat" bench route.leat --db crm.db --leads 4 --rounds 2 --out out --format json
equal "the first match of each lead" "0 1 -1 -1" "$(tr '\n' ' ' <out | sed 's/ $//')"
equal "a time for each round" 2 "$(sqlite3 :memory: "select json_array_length('$out', '\$.cpu')")"
equal "the database stays as it was" 0 "$(sql crm.db "select count(*) from leads where owner is not null")"
equal "what the index is made of" "3 3 2" "$(sqlite3 :memory: "select ('$out' ->> '\$.index.rules') || ' ' ||
  ('$out' ->> '\$.index.conjunctions') || ' ' || ('$out' ->> '\$.index.columns')")"

cat >profile.leat <<'S'
pool "p" { member "a" }
when source == "demo" assign pool "p" roundrobin
when score > 80 assign pool "p" roundrobin
when source starts with "f" and score * 2 > 1 {
  when score > 0 tag "x"
}
otherwise assign pool "p" roundrobin
S
exits "what each rule costs" 0 "$leat" bench profile.leat --db crm.db --rounds 1 --profile --format json
# "fair" without a score: its rule is tested, and unknown; a rule that the index knows to be true is not tested
equal "candidates, evaluations, hits of each rule" "1 0 1,2 1 1,2 2 1,1 0 1,2 0 2" "$(sqlite3 :memory: "select group_concat(
  (value ->> 'candidates') || ' ' || (value ->> 'evaluations') || ' ' || (value ->> 'hits'))
  from json_each('$out', '\$.rules')")"
exits "as a table" 0 "$leat" bench profile.leat --db crm.db --rounds 1 --profile
has "the index" "index: rules 4, conjunctions of tests 4, columns 2" "$out"
has "a rule" "line 4" "$out"

{
  printf 'lead { region: text  size: number }\nlet big = size * 2\npool "p" { member "a" }\n'
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
    printf 'when region in ("r%d", "s%d") and size in %d..%d assign pool "p"\n' $i $i $i $((i + 5))
  done
  printf 'when region == "r1" and big > 7 { when size > 3 tag "t" }\nwhen big > 9 or region is missing tag "b"\n'
  printf 'otherwise assign pool "p"\n'
} >index.leat
exits "how rules are found" 0 "$leat" dump index.leat --stage plan-index
has "rules and conjunctions" "main program: rules 16, conjunctions 17" "$out"
has "the columns of a rule" 'rule 0 "line 4" (line 4): region, size' "$out"
has "what is tested besides" 'rule 13 "line 17" (line 17): region; then tested: `big > 7`' "$out"
has "why always a candidate" 'rule 15 "line 18" (line 18): always a candidate; then tested: `big > 9`' "$out"
has "otherwise" 'rule 16 "line 19" (line 19): always a candidate: otherwise' "$out"
has "a short block" 'block of rule 13 "line 17" (line 17): rules 1, tried one by one: fewer than 16' "$out"
has "what is told apart" "region: texts 26" "$out"
printf 'when score > 3 tag "a"\n' >short.leat
exits "a short script" 0 "$leat" dump short.leat --stage plan-index
equal "is tried rule by rule" "main program: rules 1, tried one by one: fewer than 16" "$out"
