# leat check --format json: its shape, and that every edit it offers, once made, takes the finding away.
. "$(dirname "$0")/../lib/check.sh"

json() { sqlite3 -batch :memory: "select $2 from json_each(cast(readfile('$1') as text)) as f order by f.key"; }
check_json() { run "$leat" check "$@" --format json; printf '%s' "$out" >found.json; } # SCRIPT [--db FILE]

printf 'lead { 来源: text  score: number }\npool "东部大区" { member "a" }\n' >a.leat
printf 'when 来源 == "上海" and scor > 5 assign pool "东部大去"\notherwise nurture "x"\n' >>a.leat
check_json a.leat
equal "each finding has these keys" 'code,severity,file,line,column,end_line,end_column,display_column,byte,end_byte,message,fix,help,edit' \
  "$(json found.json "(select group_concat(key, ',') from json_each(f.value))" | sort -u)"
equal "a place is told in characters, terminal columns and bytes" '3|21|3|25|25|100|104
3|42|3|48|46|121|135' "$(json found.json "$(printf "f.value ->> '%s', " line column end_line end_column display_column byte)f.value ->> 'end_byte'")"
equal "an edit has a place and a text" 'score|100|104
"东部大区"|121|135' "$(json found.json "f.value ->> '\$.edit.text', f.value ->> '\$.edit.byte', f.value ->> '\$.edit.end_byte'")"
printf 'let a = 1\nlet a = 2\nwhen a > 1 stop\notherwise stop\n' >b.leat
check_json b.leat
equal "a cause has a place and a message" '1|5|4|5|first used for this `let`' \
  "$(json found.json "$(printf "f.value ->> '\$.cause.%s', " line column byte end_byte)f.value ->> '\$.cause.message'" | head -1)"
printf 'otherwise nurture "x"\n' >c.leat
check_json c.leat
equal "nothing found is an empty array" '[]' "$out"
run "$leat" check a.leat --format json --lang zh
has "the words are in the language, the keys are not" '"message":"没有列 `scor`"' "$out"

cp -r "$root"/tests/diag/* .
edits=0
for script in "$root"/tests/diag/*.leat; do
  id=$(basename "$script" .leat)
  db=()
  if grep -q '^#! sql' "$id.leat"; then
    rm -f d.db
    "$leat" init --db d.db >/dev/null
    sed -n 's/^#! sql //p' "$id.leat" | sed 's/$/;/' | sqlite3 d.db
    db=(--db d.db)
  fi
  check_json "$id.leat" "${db[@]}"
  json found.json "iif(f.value ->> 'fix' is null, f.value ->> 'code', '')" >>without_fix.txt
  json found.json "f.value ->> 'code', f.value ->> '\$.edit.byte', f.value ->> '\$.edit.end_byte', f.value ->> '\$.edit.text'" \
    >edits.txt
  while IFS='|' read -r finding from to text; do
    [ -n "$from" ] || continue
    edits=$((edits + 1))
    { head -c "$from" "$id.leat"; printf '%s' "$text"; tail -c "+$((to + 1))" "$id.leat"; } >edited.leat
    run "$leat" check edited.leat "${db[@]}" --format json
    printf '%s' "$out" >after.json
    before=$(json found.json "f.value ->> 'code'" | grep -c "$finding")
    after=$(json after.json "f.value ->> 'code'" | grep -c "$finding" || true)
    [ "$after" -lt "$before" ] || fail "$id: the edit of $finding takes it away" "$(cat edited.leat)
$out"
  done <edits.txt
done
if [ "$edits" -ge 8 ]; then pass "$edits edits, each takes its finding away"; else fail "there are edits: $edits"; fi
# The last one of many, what could stand in a place by the grammar, words of versions to come.
equal "every finding says what to do" "" "$(sort -u without_fix.txt | grep -vx -e '' -e E0100 -e E0121 -e E0122)"
