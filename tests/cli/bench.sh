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
