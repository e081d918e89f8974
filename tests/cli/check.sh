# leat check: exit codes, places, suggestions, JSON.
. "$(dirname "$0")/../lib/check.sh"
cat >good.leat <<'S'
lead { source: text  score: number }
pool "senior" { member "alice" member "bob" }
when source == "demo" and score > 80 assign pool "senior" roundrobin
otherwise nurture "newsletter"
S
exits "a good script" 0 "$leat" check good.leat
sed 's/source ==/suorce ==/' good.leat >misspelt.leat
exits "a misspelt column" 3 "$leat" check misspelt.leat
has "is found with its place" "misspelt.leat:3:6: error" "$out$err"
has "is underlined" "^^^^^^" "$out$err"
has "and the right one suggested" "source" "$out$err"
exits "as JSON" 3 "$leat" check misspelt.leat --format json
equal "with line and column" "3:6" "$(sqlite3 :memory: "select json_extract(value, '\$.line') || ':' || json_extract(value, '\$.column')
  from json_each('$(sed "s/'/''/g" <<<"$out")') limit 1")"
"$leat" init --db quotes.db >/dev/null
"$leat" import - --db quotes.db -q <<<$'City,points\nMumbai,n/a'
printf 'when City == Mumbai stop\notherwise stop\n' >quotes.leat
run "$leat" check quotes.leat --db quotes.db
has "a text without quotes is told to have them" 'put it in quotes: "Mumbai"' "$out$err"
printf 'when points > 80 stop\notherwise stop\n' >quotes.leat
run "$leat" check quotes.leat --db quotes.db
has "a number in a column of texts is not put in quotes, but the column declared" 'lead { points: number }' "$out$err"
printf 'leads from "leads" { id = id  owner = owner }\nwhen City is known set `odd name` = "x" stop\notherwise stop\n' >quotes.leat
sqlite3 quotes.db 'alter table leads add column "odd name" text'
run "$leat" check quotes.leat --db quotes.db
has "a column to be mapped stands in backquotes when it must" '`odd name` = `odd name`' "$out$err"
sed '$d' good.leat >warning.leat
exits "warnings alone are no failure" 0 "$leat" check warning.leat
has "but are shown" "otherwise" "$out$err"
exits "unless --strict" 1 "$leat" check warning.leat --strict
run bash -c '"$0" check - <good.leat' "$leat"
equal "- is standard input" 0 "$code"
{ for i in $(seq 30); do echo "when nosuch$i == 1 stop"; done; echo 'lead { a: text }'; } >many.leat
exits "many errors" 3 "$leat" check many.leat
equal "are shown up to 20, and then it is said" "20" "$(grep -c 'nosuch[0-9]*`' <<<"$out$err")"
has "that there are more" "too many errors" "$out$err"
printf 'when a == "x" stop\n\000 otherwise stop\n' >nul.leat
exits "a NUL byte does not end the script quietly" 3 "$leat" check nul.leat
"$leat" init --db crm.db >/dev/null
printf 'source,score\nDemo,1\nWeb,2\n' >leads.csv
"$leat" import leads.csv --db crm.db >/dev/null
printf 'when source == "demo" stop\notherwise stop\n' >case.leat
exits "a value that differs only by case from the data" 0 "$leat" check case.leat --db crm.db
has "is told with the right one" '"Demo"' "$out$err"
printf 'when scor > 1 stop\notherwise stop\n' >column.leat
exits "a column the database does not have" 3 "$leat" check column.leat --db crm.db
has "the near one is suggested" "score" "$out$err"
exits "dump without a stage is a mistake of use" 2 "$leat" dump good.leat
for stage in tokens ast types code; do
  exits "dump --stage $stage" 0 "$leat" dump good.leat --stage $stage
  has "dump --stage $stage shows something" "s" "$out"
done
exits "dump --stage plan of a lead" 0 "$leat" dump good.leat --stage plan --lead '{source: "demo", score: 90}'
has "says the outcome" "assigned" "$out"
exits "dump of a script with errors" 3 "$leat" dump misspelt.leat --stage code
