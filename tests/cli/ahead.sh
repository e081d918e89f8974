# Large runs decide the next batch while one is written: the result is that of a run without, and whatever other
# programs write meanwhile is seen before a lead is written.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
leads=${LEAT_AHEAD_LEADS:-20000}
cat >route.leat <<'S'
pool "a" { member "a1" weight 3 member "a2" weight 1.5 member "a3" }
pool "b" { member "b1" member "b2" member "b3" member "b4" }
pool "c" { default capacity 50 open  member "c1" member "c2" }
when score >= 80 assign pool "a" weighted
when score >= 40 and source in ("web", "demo") assign pool "b" roundrobin
when score >= 20 tag "low" assign pool "c" leastloaded else wait
when score >= 5 notify "ops" "lead {id}" archive "poor"
when source == "fair" nurture "later"
S
"$leat" init --db start.db >/dev/null
sql start.db "alter table leads add column source text; alter table leads add column score integer;
  with recursive n(i) as (select 1 union all select i + 1 from n where i < $leads)
  insert into leads (source, score, status) select case i % 3 when 0 then 'web' when 1 then 'demo' else 'fair' end,
  (i * 7919) % 100, case when i % 401 then 'new' else 'waiting' end from n"
sqlite3 start.db "pragma wal_checkpoint(truncate)" >/dev/null
copy() { rm -f "$1".db*; cp start.db "$1".db; }
result() {
  sql "$1" "select id, owner, pool, status from leads order by id;
    select pool, rep, seq, credit, scale from leat_turns order by pool, rep;
    select lead, outcome, pool, rule, reason from leat_state order by lead;
    select lead, tag from leat_tags order by lead, tag;
    select id, lead, kind, channel, text from leat_outbox order by id;
    select id, lead, rule, line, pool, rep, outcome, reason, inputs, passed, run from leat_ledger order by id;
    select leads, finished, summary from leat_runs" | sha256sum
}
if [ "$(nproc)" -gt 1 ] && taskset -c 0 true 2>/dev/null; then
  copy two
  exits "a run on two cores" 0 "$leat" run route.leat --db two.db --now $now -q
  copy one
  exits "a run on one core" 0 taskset -c 0 "$leat" run route.leat --db one.db --now $now -q
  equal "ends the same, row by row" "$(result one.db)" "$(result two.db)"
  equal "and has seen every lead" "$leads|1" "$(sql two.db "select leads, finished from leat_runs")"
fi

# Someone takes leads by hand, from the end, while the run comes from the start.
cat >turns.leat <<'S'
pool "p" { member "a" member "b" member "c" }
otherwise assign pool "p" roundrobin
S
copy shared
"$leat" run turns.leat --db shared.db --now $now -q &
pid=$!
for ((i = 0; i < 60; i++)); do
  sqlite3 -cmd ".timeout 30000" shared.db \
    "update leads set owner = 'zoe' where id = $((leads - i * 7)) and owner is null" >/dev/null
done
code=0
wait $pid || code=$?
equal "a run beside someone who writes ends well" 0 "$code"
equal "every lead has an owner" 0 "$(sql shared.db "select count(*) from leads where owner is null")"
equal "what was taken by hand stays, and is in no ledger" 0 \
  "$(sql shared.db "select count(*) from leads join leat_ledger on lead = leads.id where owner = 'zoe'")"
equal "all others are in it once, with their owner" \
  "$(sql shared.db "select count(*) from leads where owner <> 'zoe'")|1" "$(sql shared.db \
    "select count(*), count(*) = count(distinct lead) from leads join leat_ledger on lead = leads.id and rep = owner")"
equal "and no turn was taken for nothing" 1 "$(sql shared.db \
  "select max(n) - min(n) <= 1 from (select count(*) n from leads where owner <> 'zoe' group by owner)")"

# A trigger that appears in the middle is heeded: from then on it goes lead by lead.
copy acting
"$leat" run turns.leat --db acting.db --now $now -q &
pid=$!
sqlite3 -cmd ".timeout 30000" acting.db "create trigger t after update of owner on leads when new.id % 2 begin
  update leads set owner = 'zoe' where id = new.id + 1 and owner is null; end"
code=0
wait $pid || code=$?
equal "a run into which a trigger comes ends well" 0 "$code"
equal "no lead that the trigger gave away is in the ledger" 0 \
  "$(sql acting.db "select count(*) from leads join leat_ledger on lead = leads.id where owner = 'zoe'")"
equal "no turn was taken for nothing beside a trigger" 1 "$(sql acting.db \
  "select max(n) - min(n) <= 1 from (select count(*) n from leads where owner <> 'zoe' group by owner)")"
