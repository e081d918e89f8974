# leat roster and leat turns: who is free, who is next, and why.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
cat >route.leat <<'S'
pool "even" { member "ann" member "bob" member "cy" capacity 2 open }
pool "fair" { strategy weighted member "ann" weight 3 member "bob" weight 1.5 member "cy" weight 1 }
pool "load" { strategy leastloaded member "ann" member "bob" }
pool "list" { strategy first member "ann" capacity 1 open member "bob" capacity 1 open }
pool "luck" { strategy random member "ann" member "bob" }
rule "all" when score > 0 assign pool "even"
otherwise nurture "x"
S
"$leat" init --db crm.db >/dev/null
printf 'id,score\n1,5\n2,5\n3,5\n4,5\n' >leads.csv
"$leat" import leads.csv --db crm.db >/dev/null
before=$(sha256sum <crm.db)
exits "the roster of every pool" 0 "$leat" roster route.leat --db crm.db --now $now
for pool in even fair load list luck; do has "names pool $pool" "$pool" "$out"; done
exits "one pool" 0 "$leat" roster even --script route.leat --db crm.db --now $now --format csv
equal "with capacity, load and who is next" "pool,strategy,rep,weight,open,capacity,free,why,until,today,per day,this week,per week,this month,per month,classes,learned
even,roundrobin,ann,1,0,,yes,next,,0,,0,,0,,,
even,roundrobin,bob,1,0,,yes,,,0,,0,,0,,,
even,roundrobin,cy,1,0,2,yes,,,0,,0,,0,,," "$out"
exits "a pool that is not there" 4 "$leat" roster evne --script route.leat --db crm.db
has "is named" 'there is no pool "evne"' "$err"
turns() { run "$leat" turns route.leat --db crm.db --now $now --format csv "$@"; }
reps() { tail -n +2 <<<"$out" | cut -d, -f2 | tr '\n' ' '; }
turns even --next 8
equal "round robin, up to the capacity" "ann bob cy ann bob cy ann bob " "$(reps)"
has "says after whom" "is next after cy" "$out"
has "and who is full" "cy: at capacity: 2 of 2 open" "$out"
turns fair --next 11
equal "in any 11 turns 6 : 3 : 2" "6 ann 3 bob 2 cy" "$(reps | tr ' ' '\n' | grep . | sort | uniq -c | xargs)"
has "says what is owed" "is owed 0.55 of a turn" "$out"
turns list
equal "the list is filled from the top, and then nobody is free" "ann bob  " "$(reps)"
has "which is said" "nobody is free" "$out"
turns load --next 3
equal "the least loaded, ties by turn" "ann bob ann " "$(reps)"
exits "a pool that draws by the lead" 4 "$leat" turns luck --script route.leat --db crm.db
has "has no next" "draws by the lead" "$err"
exits "turns wants a pool" 2 "$leat" turns route.leat --db crm.db
exits "--next has a bound" 2 "$leat" turns even --script route.leat --db crm.db --next 10001
equal "looking changes nothing" "$before" "$(sha256sum <crm.db)"
turns even --next 4
foreseen=$(reps)
"$leat" run route.leat --db crm.db --now $now >/dev/null 2>&1
equal "what was foreseen happens" "$foreseen" "$(sql crm.db "select owner from leads order by id" | tr '\n' ' ')"
turns even --next 1
equal "and the next look goes on from there" "bob " "$(reps)"
sql crm.db "insert into reps (id, active) values ('bob', 0)"
turns even --next 1
has "who is away is passed over with the reason" "bob: inactive" "$out"
sql crm.db "insert into pools (name, strategy) values ('base', 'roundrobin'); insert into pool_members (pool, rep) values ('base', 'zoe')"
exits "pools of the database alone need no script" 0 "$leat" turns base --db crm.db --next 2
has "and are there" "zoe" "$out"
run "$leat" turns even --script route.leat --db crm.db --now $now --next 8 --lang zh
has "and in Chinese" "cy：已满：未结 2 / 2" "$out"
