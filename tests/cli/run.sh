# leat run: what it writes, what it leaves alone, what it says.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
cat >route.leat <<'S'
pool "senior" { member "alice" member "bob" }
rule "hot" when source == "demo" and score > 80 assign pool "senior" roundrobin
rule "ratio" when score / visits > 10 hold for "manager" "odd"
rule "web" when source == "web" archive "web"
S
printf 'source,score,visits\ndemo,90,1\ndemo,81,1\nweb,1,1\ndemo,,1\nfair,5,0\ndemo,99,2\n' >leads.csv
fresh() {
  rm -f crm.db*
  "$leat" init --db crm.db >/dev/null
  "$leat" import leads.csv --db crm.db >/dev/null
}
json() { sqlite3 :memory: "select json_extract('$(sed "s/'/''/g" <<<"$out")', '$1')"; }

fresh
exits "the sentence at the heart: some leads failed, so 1" 1 "$leat" run route.leat --db crm.db --now $now
equal "owners in turn" "alice bob alice" "$(sql crm.db "select group_concat(owner, ' ') from (select owner from leads where owner is not null order by id)")"
equal "pool and status are written" "senior|assigned" "$(sql crm.db "select pool, status from leads where id = 1")"
equal "each lead has one ledger row" "1|6" "$(sql crm.db "select max(n), count(*) from (select count(*) n from leat_ledger group by lead)")"
equal "every outcome is kept" "archived|1
assigned|3
error|1
unrouted|1" "$(sql crm.db "select outcome, count(*) from leat_ledger group by outcome")"
equal "the ledger says when, which rule, which script" "2026-03-02T09:00:00Z|hot|2|16" \
  "$(sql crm.db "select at, rule, line, length(script) from leat_ledger where lead = 1")"
exits "a second run" 1 "$leat" run route.leat --db crm.db --now $now
equal "adds nothing to the ledger" 6 "$(sql crm.db "select count(*) from leat_ledger")"

fresh
sql crm.db "update leads set owner = 'zoe' where id = 1"
run "$leat" run route.leat --db crm.db --now $now
equal "an owner set by hand stays" "zoe" "$(sql crm.db "select owner from leads where id = 1")"
equal "and costs no turn" "alice" "$(sql crm.db "select owner from leads where id = 2")"

fresh
run "$leat" run route.leat --db crm.db --now $now --format json
equal "JSON: format" 1 "$(json '$.format')"
equal "JSON: leads" 6 "$(json '$.leads')"
equal "JSON: outcomes" 3 "$(json '$.outcomes.assigned')"
equal "JSON: rules with name, line, hits" "hot|2|3" "$(json '$.rules[0].name')|$(json '$.rules[0].line')|$(json '$.rules[0].hits')"
equal "JSON: pools" 3 "$(json '$.pools.senior')"
equal "JSON: reps" 2 "$(json '$.reps.alice')"
has "JSON: errors say what and where" "division by zero" "$(json '$.errors')"
equal "JSON: the outcomes sum up to the leads" 6 "$(sqlite3 :memory: "select sum(value) from json_each('$(sed "s/'/''/g" <<<"$out")', '\$.outcomes')")"
for format in table csv tsv ndjson markdown; do
  fresh
  run "$leat" run route.leat --db crm.db --now $now --format $format
  has "format $format names the rule" "hot" "$out"
done

fresh
exits "--strict: a rule error fails the run" 1 "$leat" run route.leat --db crm.db --now $now --strict
equal "and nothing of it is kept" "0|0" "$(sql crm.db "select (select count(*) from leads where owner is not null), (select count(*) from leat_ledger)")"
fresh
run "$leat" run route.leat --db crm.db --now $now --limit 2
equal "--limit routes so many" 2 "$(sql crm.db "select count(*) from leat_ledger")"
fresh
sql crm.db "update leads set score = null"
echo 'when score > 80 archive "x"' >never.leat
run "$leat" run never.leat --db crm.db --limit 2
equal "those that nobody got count once" 2 "$(sql crm.db "select count(*) from leat_ledger")"
run "$leat" run never.leat --db crm.db --limit 2 --dry-run --format csv
equal "a dry run passes them over too" 5 "$(wc -l <<<"$out" | tr -d ' ')"
run "$leat" run never.leat --db crm.db --limit 2
equal "so the ones behind them get their turn" 4 "$(sql crm.db "select count(distinct lead) from leat_ledger")"
fresh
exits "-q says nothing when nothing is wrong" 0 "$leat" run <(echo 'otherwise nurture "all"') --db crm.db -q
equal "nothing on either stream" "" "$out$err"
sed 's/score > 80/scor > 80/' route.leat >bad.leat
exits "a script that does not compile" 3 "$leat" run bad.leat --db crm.db
sql plain.db "create table leads(id integer primary key, owner text, score integer); insert into leads values (1, null, 90)"
before=$(sha256sum <plain.db)
exits "a script that does not compile, on a database that Leat has not seen" 3 "$leat" run bad.leat --db plain.db
equal "leaves it as it was, byte for byte" "$before" "$(sha256sum <plain.db)"
fresh
chmod 400 crm.db
if [ "$(id -u)" -ne 0 ]; then exits "a database that cannot be written" 5 "$leat" run route.leat --db crm.db; fi
chmod 600 crm.db
head -c 3000 /dev/urandom | dd of=crm.db bs=1 seek=4096 conv=notrunc 2>/dev/null
exits "a damaged database" 5 "$leat" run route.leat --db crm.db
fresh
sql crm.db "update leat_meta set value = 999 where key = 'version'"
exits "a database of a newer version" 5 "$leat" run route.leat --db crm.db
has "says so" "newer" "$err"
fresh
exits "notes of the run go to standard error" 1 "$leat" run route.leat --db crm.db --now $now
has "one line with run, script, leads, assigned, failed" "6 leads, 3 assigned" "$err"
NO_COLOR=1 run "$leat" run route.leat --db crm.db --color auto
lacks "no colour in a pipe" $'\e[' "$out$err"
# From cron: what went wrong is said, with the exit code.
printf 'lead { who: text }\notherwise assign rep who\n' >nobody.leat
"$leat" init --db nobody.db -q
printf 'id,who\n1,ghost\n' | "$leat" import - --db nobody.db --key id -q
exits "rules that failed end a quiet run with 1" 1 "$leat" run nobody.leat --db nobody.db --now 2026-03-02T09:00:00Z -q
has "and a word" "rules failed on some leads" "$err"
