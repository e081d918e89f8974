# Killed in the middle and run again, a run ends as if it had never been disturbed; two at once do not double a lead.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
leads=${LEAT_CRASH_LEADS:-20000}
cat >route.leat <<'S'
pool "a" { member "a1" weight 3 member "a2" weight 1.5 member "a3" }
pool "b" { member "b1" member "b2" member "b3" member "b4" }
pool "c" { default capacity 50 open  member "c1" member "c2" }
pool "d" { member "d1" weight 2 member "d2" member "d3" }
pool "f" from reps where rep.team == "f"
pool "g" { strategy nearest max 9000 km  member "f1" member "f2" member "f3" member "f4" }
when score >= 97 assign pool "f" weighted by rep.level at least 10%
when score >= 94 assign pool "f" best by rep.level - rep.open / 100 where rep.product != source
when score >= 91 assign pool "g" else pool "a" weighted where rep.id != "a2"
when score in 85..89 and owner_by(company) is known assign rep owner_by(company) not last 1
when source == "fair" and score >= 60 assign pool "d" weighted not last 2 sticky by company
when score >= 80 assign pool "a" weighted
when score >= 60 and source == "web" split "desks" by company { 70% assign pool "b" roundrobin  30% assign pool "d" weighted }
when score >= 40 and source in ("web", "demo") assign pool "b" roundrobin
when score >= 20 tag "low" assign pool "c" leastloaded else wait
when score >= 5 notify "ops" "lead {id}" archive "poor"
otherwise nurture "later"
S
"$leat" init --db start.db >/dev/null
sql start.db "alter table leads add column source text; alter table leads add column score integer;
  alter table leads add column lat real; alter table leads add column lon real; alter table reps add column product text;
  alter table reps add column level number; alter table reps add column lat real; alter table reps add column lon real;
  insert into reps (id, team, level, lat, lon, product) values ('f1', 'f', 3, 50, 8, 'web'), ('f2', 'f', 1.5, 31, 121, 'demo'),
    ('f3', 'f', 1, 40, -74, 'fair'), ('f4', 'f', null, null, null, null);
  alter table leads add column company text; create index company on leads(company);
  with recursive n(i) as (select 1 union all select i + 1 from n where i < $leads)
  insert into leads (source, score, lat, lon, company) select case i % 3 when 0 then 'web' when 1 then 'demo' else 'fair' end, (i * 7919) % 100, (i * 31) % 180 - 90, (i * 17) % 360 - 180, 'c' || ((i * 31) % 977) from n"
sqlite3 start.db "pragma wal_checkpoint(truncate)" >/dev/null
copy() { rm -f "$1".db*; cp start.db "$1".db; }
result() { # everything that must be the same, whatever happened on the way
  sql "$1" "select id, owner, pool, status from leads order by id;
    select pool, rep, seq, credit, scale from leat_turns order by pool, rep;
    select lead, outcome, pool, rule, reason from leat_state order by lead;
    select pool, what, key, rep, lead from leat_sticky;
    select lead, tag from leat_tags order by lead, tag;
    select lead, kind, channel, text from leat_outbox order by lead, id;
    select lead, rule, pool, rep, outcome, arm from leat_ledger order by lead, id" | sha256sum
}
copy calm
started=$(date +%s%N)
exits "an undisturbed run" 0 "$leat" run route.leat --db calm.db --now $now -q
ms=$((($(date +%s%N) - started) / 1000000))
want=$(result calm.db)
equal "each lead has one ledger row" "$leads" "$(sql calm.db "select count(distinct lead) from leat_ledger where lead in (select id from leads)")"

for at in 15 35 55 75 90; do
  copy killed
  "$leat" run route.leat --db killed.db --now $now -q >/dev/null 2>&1 &
  pid=$!
  sleep "$(awk "BEGIN { print $ms * $at / 100000 }")"
  kill -KILL $pid 2>/dev/null
  wait $pid 2>/dev/null
  done_before=$(sql killed.db "select count(*) from leat_ledger")
  exits "killed at $at % (after $done_before leads) and run again" 0 "$leat" run route.leat --db killed.db --now $now -q
  equal "it ends as if undisturbed ($at %)" "$want" "$(result killed.db)"
  equal "the database is whole ($at %)" ok "$(sql killed.db "pragma integrity_check")"
done

copy stopped
"$leat" run route.leat --db stopped.db --now $now -q >/dev/null 2>&1 &
pid=$!
sleep "$(awk "BEGIN { print $ms * 40 / 100000 }")"
kill -INT $pid 2>/dev/null
stopped=0
wait $pid 2>/dev/null || stopped=$?
case $stopped in 0 | 130) pass "an interrupted run says so (exit $stopped)" ;; *) fail "an interrupted run says so" "exit $stopped" ;; esac
exits "and can be run again" 0 "$leat" run route.leat --db stopped.db --now $now -q
equal "with the same end" "$want" "$(result stopped.db)"

copy two
"$leat" run route.leat --db two.db --now $now -q >/dev/null 2>one.err &
first=$!
sleep 0.05
second_code=0
"$leat" run route.leat --db two.db --now $now -q >/dev/null 2>two.err || second_code=$?
first_code=0
wait $first || first_code=$?
case $first_code:$second_code in
  0:75 | 75:0 | 0:0) pass "of two at once one runs, the other is told to try again ($first_code, $second_code)" ;;
  *) fail "of two at once one runs" "exit $first_code and $second_code
$(cat one.err two.err)" ;;
esac
equal "no lead is assigned twice, no turn is lost" "$want" "$(result two.db)"
