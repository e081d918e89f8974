# leat explain: rule by rule, now and from the ledger.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
cat >route.leat <<'S'
pool "senior" { member "alice" member "bob" }
rule "key" when company_size >= 1000 assign pool "senior" roundrobin
rule "hot" when source == "demo" and score > 80 assign pool "senior" roundrobin
otherwise nurture "newsletter"
S
printf 'source,score,company_size\ndemo,74,10\ndemo,90,\nweb,,5000\n' >leads.csv
"$leat" init --db crm.db >/dev/null
"$leat" import leads.csv --db crm.db >/dev/null
sql crm.db "insert into reps (id, active) values ('alice', 0), ('bob', 1)"
exits "lead 1" 0 "$leat" explain route.leat --db crm.db 1 --now $now
has "the clause that decided, with the value read" "score is 74, needs > 80" "$out"
has "the outcome" "nurtured" "$out"
exits "lead 2" 0 "$leat" explain route.leat --db crm.db 2 --now $now
has "unknown is not false" "unknown" "$out"
has "and says what is missing" "company_size is missing" "$out"
has "who was passed over" "alice" "$out"
has "and why" "inactive" "$out"
has "who gets it" "bob" "$out"
exits "no such lead" 4 "$leat" explain route.leat --db crm.db 77 --now $now
exits "as JSON" 0 "$leat" explain route.leat --db crm.db 2 --now $now --format json
equal "JSON is valid" 1 "$(sqlite3 :memory: "select json_valid('$(sed "s/'/''/g" <<<"$out")')")"
"$leat" run route.leat --db crm.db --now $now >/dev/null 2>&1
sql crm.db "update leads set score = 99 where id = 1; update reps set active = 1"
exits "the past" 0 "$leat" explain --past --db crm.db 1
has "is as it was then" "score is 74, needs > 80" "$out"
exits "the past with the script named" 0 "$leat" explain route.leat --past --db crm.db 2
has "who was passed over then" "alice" "$out"
exits "no past without a decision" 4 "$leat" explain --past --db crm.db 77
