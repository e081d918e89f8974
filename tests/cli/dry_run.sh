# A dry run changes no byte of the folder and says what the real run then does.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
cat >route.leat <<'S'
pool "a" { member "x" weight 3 member "y" weight 1.5 member "z" }
pool "b" { default capacity 4 open  member "u" member "v" }
when score > 60 assign pool "a" weighted
when score > 30 assign pool "b" leastloaded else wait
otherwise nurture "n"
S
{ echo score; for i in $(seq 60); do echo $(((i * 37) % 100)); done; } >leads.csv
mkdir d && cd d
"$leat" init --db crm.db >/dev/null
"$leat" import ../leads.csv --db crm.db >/dev/null
state() { find . -type f -printf '%p %s %T@\n' -exec sha256sum {} + | sort; }
before=$(state)
exits "a dry run ends well" 0 "$leat" run ../route.leat --db crm.db --now $now --dry-run --format csv
equal "not a byte and not a file of the folder changes" "$before" "$(state)"
plan=$out
exits "explain" 0 "$leat" explain ../route.leat --db crm.db 1 --now $now
equal "explain changes nothing either" "$before" "$(state)"
run bash -c 'printf ".lead 1\n.route\n" | "$0" repl ../route.leat --db crm.db' "$leat"
equal "nor does the repl" "$before" "$(state)"
"$leat" run ../route.leat --db crm.db --now $now >/dev/null 2>&1
printf '%s\n' "$plan" >plan.csv
equal "every owner is the one that was foretold" "0" "$(sqlite3 :memory: -cmd ".mode csv" -cmd ".import plan.csv plan" \
  "attach 'crm.db' as c" "select count(*) from plan p join c.leads l on l.id = p.lead
   where coalesce(l.owner, '') <> coalesce(p.rep, '') or coalesce(l.pool, '') <> coalesce(p.pool, '') and l.owner is not null")"
equal "and all leads are foretold" 60 "$(grep -c . <(sed 1d plan.csv))"

# A lead that somebody has closed since is due for nothing, in a dry run too.
cat >life.leat <<'S'
pool "p" { member "a" member "b" }
rule "r" when score > 0 assign pool "p" within 2 hours then pool "p"
otherwise stop
after 1 day without activity archive "old"
S
"$leat" init --db life.db -q
printf 'id,score\n1,1\n' | "$leat" import - --db life.db --key id -q
"$leat" run life.leat --db life.db --now 2026-03-02T09:00:00Z -q
sql life.db "update leads set status = 'won'"
run "$leat" run life.leat --db life.db --now 2026-03-04T12:00:00Z -n --format csv
equal "a dry run leaves a closed lead alone" "lead,outcome,rule,pool,rep,reason" "$out"
