# What other systems get wrong when they share leads out, each under the name of what it does there; and turns that are the
# same in one run, one by one, and when members come and go between runs.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
fresh() { # DB COUNT: so many leads of the kind "new"
  rm -f "$1" "$1"-*
  "$leat" init --db "$1" >/dev/null
  sql "$1" "alter table leads add column kind text;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < $2) insert into leads (kind) select 'new' from n"
}
route() { "$leat" run "$1" --db "$2" --now $now -q "${@:3}" >/dev/null; }
owners() { sql "$1" "select group_concat(owner, ' ') from (select owner from leads where owner is not null order by id)"; }
counts() { sql "$1" "select group_concat(n, ' ') from (select owner || count(*) n from leads where owner is not null group by owner order by owner)"; }

echo 'pool "p" from reps where rep.team == "t"  otherwise assign pool "p"' >team.leat
fresh names.db 4
sql names.db "insert into reps (id, name, team) values ('li.wei@a', 'Li Wei', 't'), ('li.wei@b', 'Li Wei', 't')"
holds "routes" route team.leat names.db
equal "two people of the same name merged" "li.wei@a2 li.wei@b2" "$(counts names.db)"

fresh none.db 6
sql none.db "insert into reps (id, team) values ('old', 't'), ('new', 't'), ('other', 't');
  insert into leads (owner, status) select 'old', 'open' from leads"
echo 'pool "p" from reps where rep.team == "t"  otherwise assign pool "p" leastloaded' >least.leat
holds "routes" route least.leat none.db
equal "a rep with no leads never chosen" "new3 old6 other3" "$(counts none.db)"
fresh won.db 30
sql won.db "insert into reps (id, team) values ('old', 't'), ('new', 't');
  insert into leads (owner, status, created_at) select 'old', 'won', '2026-02-20' from leads"
echo 'pool "p" from reps where rep.team == "t"  otherwise assign pool "p" weighted by win_rate(90 days) at least 5%' >rate.leat
holds "routes" route rate.leat won.db
holds "nor by weights that are learned" test "$(sql won.db "select count(*) from leads where owner = 'new'")" -ge 10

echo 'pool "p" { member "a" member "b" member "c" }  otherwise assign pool "p"' >abc.leat
echo 'pool "p" { member "a" member "b" }  otherwise assign pool "p"' >ab.leat
fresh last.db 9
holds "routes" route abc.leat last.db --limit 3
holds "and without the last" route ab.leat last.db --limit 3
holds "and with him" route abc.leat last.db --limit 3
equal "the last user removed and the turn restarting" "a b c a b a b c a" "$(owners last.db)"

fresh process.db 7
for _ in 1 2 3 4 5 6 7; do route abc.leat process.db --limit 1; done
equal "turns held in memory of one process" "a b c a b c a" "$(owners process.db)"
fresh batch.db 3000
holds "routes" route abc.leat batch.db
equal "a whole batch to one rep" "a1000 b1000 c1000" "$(counts batch.db)"

fresh error.db 2
cat >error.leat <<'S'
pool "p" { member "a" }
when id / 0 > 1 assign pool "p"
otherwise hold for "manager"
S
sql error.db "update leads set owner = 'keeps' where id = 2"
run "$leat" run error.leat --db error.db --now $now -q
equal "condition error leaving a lead with nobody after its owner was cleared" "1|held 2|keeps" \
  "$(sql error.db "select group_concat(x, ' ') from (select id || '|' || coalesce(owner, status) x from leads order by id)")"

# Members that come, go and change places: nobody is skipped, nobody doubled.
fresh places.db 12
for script in 'member "a" member "b" member "c"' 'member "c" member "a" member "b"' 'member "b" member "d" member "c" member "a"' \
  'member "d" member "c"'; do
  echo "pool \"p\" { $script }  otherwise assign pool \"p\"" >places.leat
  route places.leat places.db --limit 3
done
equal "members may change places, come and go" "a b c a b c a b d c d c" "$(owners places.db)"

# Weighted turns over many runs with members that come and go: the same in one process and one by one.
cat >weights.leat <<'S'
pool "p" from reps where rep.active
otherwise assign pool "p" weighted by rep.level
S
steps() { # DB STEP: routes 60 leads, with changes of the team after every 20, so many leads a run
  fresh "$1" 60
  sql "$1" "alter table reps add column level number;
    insert into reps (id, level) values ('a', 3), ('b', 1.5), ('c', 1), ('d', 0.3333333333333333), ('e', 1000)"
  for third in "update reps set active = 0 where id = 'e'" "update reps set active = 1 - active where id in ('b', 'e')" \
    "update reps set active = 1; update reps set level = 2 where id = 'c'"; do
    sql "$1" "$third"
    for ((done = 0; done < 20; done += $2)); do route weights.leat "$1" --limit "$2"; done
  done
}
steps one.db 20
steps single.db 1
steps fives.db 5
equal "all routed" 60 "$(sql one.db "select count(owner) from leads")"
equal "one by one as all at once, with members that come and go" "$(owners one.db)" "$(owners single.db)"
equal "and in fives" "$(owners one.db)" "$(owners fives.db)"
turns() { sql "$1" "select * from leat_turns order by pool, rep"; }
equal "down to what is kept of the turns" "$(turns one.db)" "$(turns single.db)"

# What a filter says of the members is kept for leads that are alike: that must not show.
cat >filter.leat <<'S'
lead { product: text nocase  size: number  at: text }
pool "p" { default capacity 9 open  member "a" weight 3 member "b" weight 1.5 member "c" member "d" member "e" weight 0.5 }
pool "q" from reps where rep.team == "q"
let big = size > 5
when at == "w" assign pool "p" weighted where rep.open < size or rep.product == product else pool "q" random
when at == "l" assign pool "p" leastloaded where not (big and rep.product == product) not last 1
when at == "b" assign pool "q" best by (if big then rep.level else 10 - rep.level) - rep.open where rep.product != product
when at == "n" assign pool "q" weighted by rep.level + size where rep.open < 15 or big
otherwise assign pool "p" roundrobin where rep.product == product else pool "q" first
S
many() { # DB: leads and reps that differ
  fresh "$1" 120
  sql "$1" "alter table leads add column product text; alter table leads add column size number; alter table leads add column at text;
    update leads set product = substr('abcA', 1 + (id * 7919) % 4, 1), size = (id * 104729) % 11, at = substr('wlbnx', 1 + (id * 31) % 5, 1);
    update leads set product = null where id % 17 = 0; update leads set size = null where id % 13 = 0;
    alter table reps add column product text; alter table reps add column level number;
    insert into reps (id, team, product, level) values ('a', 'p', 'a', 1), ('b', 'p', 'b', 2), ('c', 'p', 'c', 3), ('d', 'p', null, 4),
      ('e', 'p', 'a', 5), ('f', 'q', 'b', 6), ('g', 'q', 'a', null), ('h', 'q', 'c', 3), ('i', 'q', 'b', 7)"
}
many together.db
many apart.db
holds "routes" route filter.leat together.db
for ((i = 0; i < 130; i++)); do route filter.leat apart.db --limit 1; done
state() { sql "$1" "select id, owner, pool, status from leads order by id; select * from leat_turns order by pool, rep;
  select lead, passed from leat_ledger order by lead"; }
equal "leads that are alike and leads that nobody remembers" "$(state together.db)" "$(state apart.db)"
holds "most of them found somebody" test "$(sql together.db "select count(owner) from leads")" -ge 100
equal "nobody has more than his capacity" 0 \
  "$(sql together.db "select count(*) from (select count(*) n from leads where owner < 'f' group by owner having n > 9)")"
