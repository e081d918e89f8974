# Hours, leave, capacities and history as the commands show them, and capacities while many programs are at work.
. "$(dirname "$0")/../lib/check.sh"
cat >route.leat <<'L'
timezone "Europe/Berlin"
class "key" when amount >= 100
class "other" otherwise
pool "desk" {
  default capacity 3 per day, 9 per month
  hours "mon-fri 09:00-12:00, 13:00-18:00"
  member "ann" capacity 2 open when class == "key"
  member "bob" zone "Asia/Shanghai"
  member "cy"
  member "dan" capacity auto from 2 weeks
}
when id > 0 assign pool "desk"
otherwise nurture "x"
L
"$leat" init --db crm.db >/dev/null
sql crm.db "alter table leads add column amount integer; insert into leaves values ('cy', '2026-03-02', '2026-03-02 14:00');
  insert into leads (status, amount) values ('new', 500), ('new', 500), ('new', 500), ('new', 5), ('new', 5), ('new', 5)"
now=2026-03-02T08:30:00Z
exits "who is free now" 0 "$leat" roster route.leat --db crm.db --now $now --format csv
has "somebody else's day is over" "bob,1,0,,yes,,,0,3,0,,0,9,,
desk,roundrobin,cy,1,0,,no,away until 2026-03-02 14:00 +01:00,2026-03-02T14:00:00+01:00," "$out"
has "classes are counted" '0 of 2 open when class == ""key""' "$out"
has "too little history is said" "too little history: 0 of 14 days" "$out"
exits "in JSON" 0 "$leat" roster route.leat --db crm.db --now 2026-03-02T11:30:00Z --format json
has "the end is a time of its own" '"until":"2026-03-02T13:00:00+01:00"' "$out"
exits "in Chinese" 0 "$leat" roster route.leat --db crm.db --now 2026-03-02T11:30:00Z --lang zh
has "with the reason" "2026-03-02 13:00 +01:00 之前不在工作时间" "$out"
has "and the history" "历史太少：14 天中只有 0 天" "$out"
exits "who comes next" 0 "$leat" turns route.leat desk --db crm.db --now $now --next 20 --format csv
equal "up to everybody's capacity, and what keeps the others out" "10 nobody is free
ann: at capacity: 3 of 3 today, until 2026-03-03" "$(tail -1 <<<"$out" | cut -d, -f1,3 | tr , ' ')
$(tail -1 <<<"$out" | cut -d, -f4- | sed 's/"//; s/; .*//')"
exits "a look at the weekend" 0 "$leat" turns route.leat desk --db crm.db --now 2026-03-07T12:00:00Z
has "nobody works" "outside hours until 2026-03-09 09:00 +01:00" "$out"
exits "the leads are routed" 0 "$leat" run route.leat --db crm.db --now $now
equal "a third key lead passes ann by" "ann bob dan ann bob dan" "$(sql crm.db 'select owner from leads order by id' | xargs)"
equal "days are counted in the rep's zone" "2026-03-02 ann 2 2026-03-02 bob 2 2026-03-02 dan 2" \
  "$(sql crm.db 'select day, rep, leads from leat_days order by rep' | tr '|' ' ' | xargs)"
sql crm.db "insert into leads (id, status) values (7, 'new')"
run "$leat" explain route.leat --db crm.db --now $now 7
has "explain names the reason" "away until 2026-03-02 14:00 +01:00" "$out"

# A history of two weeks: four leads on Mondays to Thursdays, two on Fridays.
cat >learn.leat <<'L'
pool "solo" { member "eve" capacity auto from 2 weeks }
when id > 0 assign pool "solo"
otherwise nurture "x"
L
"$leat" init --db learn.db >/dev/null
for day in 02 03 04 05 06 09 10 11 12 13; do
  n=4
  case $day in 06|13) n=2 ;; esac
  for _ in $(seq $n); do echo "insert into leads (status) values ('new');"; done | sqlite3 learn.db
  "$leat" run learn.leat --db learn.db --now 2026-03-${day}T09:00:00Z >/dev/null 2>&1
done
exits "a Monday" 0 "$leat" roster learn.leat --db learn.db --now 2026-03-16T09:00:00Z --format csv
has "is as Mondays were" ",0,4,0,,36,,,\"4 a day: level 2.57, weekday +1.43, from 14 days\"" "$out"
exits "a Friday" 0 "$leat" roster learn.leat --db learn.db --now 2026-03-20T09:00:00Z --format csv
has "is as Fridays were, less what has not come since" "a day: level" "$out"
exits "a Sunday" 0 "$leat" roster learn.leat --db learn.db --now 2026-03-15T09:00:00Z --format csv
has "is never below one; the weeks are not whole yet" "too little history: 13 of 14 days" "$out"
for _ in $(seq 9); do echo "insert into leads (status) values ('new');"; done | sqlite3 learn.db
"$leat" run learn.leat --db learn.db --now 2026-03-16T09:00:00Z >/dev/null 2>&1
equal "it bounds what she is given" 4 "$(sql learn.db "select leads from leat_days where day = '2026-03-16'")"

# Eight programs at once, and another one that brings leads: no capacity is passed, and all of it is used.
cat >many.leat <<'L'
pool "crowd" {
  default capacity 7 per day, 9 open
  member "a" member "b" capacity 5 open member "c" capacity 6 per week member "d"
}
when id > 0 assign pool "crowd" leastloaded else wait
otherwise nurture "x"
L
"$leat" init --db many.db >/dev/null
bring() { for _ in $(seq "$1"); do echo "insert into leads (status) values ('new');"; done | sqlite3 -cmd '.timeout 20000' many.db; }
bring 20
"$leat" run many.leat --db many.db --now $now --limit 1 >/dev/null 2>&1
work() {
  for _ in 1 2 3 4; do
    "$leat" run many.leat --db many.db --now $now >/dev/null 2>&1
    code=$?
    [ $code = 0 ] || [ $code = 75 ] || echo "exit $code" >>failed
  done
}
for _ in 1 2 3 4 5 6 7 8; do work & done
for _ in 1 2 3 4 5; do bring 20; done
wait
"$leat" run many.leat --db many.db --now $now >/dev/null 2>&1
equal "eight runs at once end well, or find another at work" "" "$(cat failed 2>/dev/null)"
equal "no capacity is passed, and all of them are used" "a 7 b 5 c 6 d 7" \
  "$(sql many.db "select owner, count(*) from leads where owner is not null group by 1 order by 1" | tr '|' ' ' | xargs)"
equal "the days say the same" "a 7 b 5 c 6 d 7" \
  "$(sql many.db "select rep, sum(leads) from leat_days group by 1 order by 1" | tr '|' ' ' | xargs)"
equal "the ledger, too" 25 "$(sql many.db "select count(*) from leat_ledger where outcome = 'assigned'")"

# What the database says of hours must be readable.
sql crm.db "insert into reps (id, hours) values ('odd', 'nine to five')"
exits "hours that can't be read" 5 "$leat" roster route.leat --db crm.db
has "are said" 'rep `odd`: the hours "nine to five" can'"'"'t be read' "$err"
sql crm.db "update reps set hours = null, zone = 'Europe/Berln'"
exits "a zone that is not there" 5 "$leat" roster route.leat --db crm.db
has "is said" 'rep `odd`: there is no time zone `Europe/Berln`' "$err"
sql crm.db "update reps set zone = 'north'; insert into busy values ('odd', 'soon', 'later')"
exits "a meeting without a time" 5 "$leat" roster route.leat --db crm.db
has "is said, too" 'rep `odd`: busy.from is not a time' "$err"
