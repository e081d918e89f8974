# What people do with leads: respond, release, claim, held, approve, convert, sea; who may, and what it leaves.
. "$(dirname "$0")/../lib/check.sh"
cat >route.leat <<'S'
lead { source: text  score: number  email: text }
pool "senior" { member "alice" member "bob" }
pool "manager" { member "mia" }
sea "public" {
  open to pool "senior"
  claim 2 per day, 2 open, every 1 minute
  cooldown 12 hours
  protect 10 days extend 3 days max 20 days
  penalty weight 50% for 7 days when claimed without response 24 hours
}
rule "big" when score > 90 hold for "manager" "a big one"
rule "hot" when score > 80 assign pool "senior" roundrobin within 2 hours then sea "public"
otherwise assign sea "public"
S
fresh() {
  rm -f crm.db*
  "$leat" init --db crm.db >/dev/null
  printf 'source,score,email\nweb,85,a@example.com\nweb,10,bob@example.com\nweb,95,\nweb,11,\nweb,12,\nweb,13,\n' >leads.csv
  "$leat" import leads.csv --db crm.db >/dev/null
  run "$leat" run route.leat --db crm.db --now 2026-03-25T09:00:00Z
}
move() { # VERB LEAD REP NOW [OPTION...]
  local verb=$1 lead=$2 rep=$3 now=$4
  shift 4
  run "$leat" "$verb" "$lead" --rep "$rep" --script route.leat --db crm.db --now "$now" "$@"
}
whole() { # one state per lead, one owner at most, no timer on a lead that is done
  equal "invariants: $1" "0|0|0|0" "$(sql crm.db "select
    (select count(*) from leat_owned o join leat_state s on s.lead = o.lead where o.ended is null),
    (select count(*) from (select lead from leat_owned where ended is null group by lead having count(*) > 1)),
    (select count(*) from leat_timers t join leat_state s on s.lead = t.lead where s.outcome in ('won', 'lost', 'archived')),
    (select count(*) from leads l join leat_owned o on o.lead = l.id and o.ended is null where l.owner is not o.rep)")"
}

# ---- respond, release, convert
fresh
move respond 1 bob 2026-03-25T10:00:00Z
equal "respond is for the owner" 1 "$code"
has "and says who that is" "lead 1 is alice's" "$err"
move respond 1 alice 2026-03-25T10:00:00Z --format json
equal "the owner responds" 0 "$code"
has "and sees how it is" '"state":"assigned"' "$out"
run "$leat" run route.leat --db crm.db --now 2026-03-25T12:00:00Z
equal "so she keeps it" alice "$(sql crm.db "select owner from leads where id = 1")"
fresh
move respond 1 alice 2026-03-25T11:00:01Z
equal "too late is refused" 1 "$code"
has "with the time" "the time to respond was over at 2026-03-25T11:00:00Z" "$err"
move release 1 alice 2026-03-25T11:30:00Z
equal "she gives it back" "0|unrouted" "$code|$(sql crm.db "select status from leads where id = 1")"
run "$leat" run route.leat --db crm.db --now 2026-03-25T11:40:00Z
equal "and it goes to another" bob "$(sql crm.db "select owner from leads where id = 1")"
move convert 1 bob 2026-03-25T12:00:00Z
equal "who wins it" "0|converted|won" "$code|$(sql crm.db "select status, (select outcome from leat_state where lead = 1) from leads where id = 1")"
equal "every move is in the ledger" "release convert" "$(sql crm.db "select group_concat(move, ' ') from leat_ledger where lead = 1 and move is not null")"
whole "after convert"
move respond 99 bob 2026-03-25T12:00:00Z
equal "no such lead" 4 "$code"

# ---- held
run "$leat" held --db crm.db --format csv
has "what waits for a person" "3,2026-03-25T09:00:00Z,for manager: a big one,big" "$out"
move approve 3 alice 2026-03-25T12:00:00Z
equal "not everyone approves" 1 "$code"
move approve 3 mia 2026-03-25T12:00:00Z
equal "a member of the pool does, and the rules go on" "0|alice" "$code|$(sql crm.db "select owner from leads where id = 3")"
fresh
move approve 3 manager 2026-03-25T12:00:00Z --owner bob
equal "or says who" "0|bob|approved" "$code|$(sql crm.db "select owner, how from leads join leat_owned o on o.lead = leads.id where leads.id = 3")"
move approve 3 manager 2026-03-25T12:00:00Z
equal "once" 1 "$code"
whole "after approve"

# ---- the sea
run "$leat" sea public --script route.leat --db crm.db --format csv
has "contact fields are masked" "b***m" "$out"
lacks "nothing of them is shown" "example.com" "$out"
move claim 2 mia 2026-03-25T09:00:00Z
has "a sea is open to some" 'sea "public" is not open to mia' "$err"
move claim 2 bob 2026-03-25T09:00:00Z
equal "a claim" "0|bob" "$code|$(sql crm.db "select owner from leads where id = 2")"
move claim 2 alice 2026-03-25T09:00:00Z
equal "the second is told who was first" "1|leat: lead 2 is bob's" "$code|$err"
move claim 4 bob 2026-03-25T09:00:30Z
has "the least interval" "bob may claim again at 2026-03-25T09:01:00Z" "$err"
move claim 4 bob 2026-03-25T09:01:00Z
move claim 5 bob 2026-03-25T09:03:00Z
has "the most for a day" "bob has claimed 2 today" "$err"
move claim 5 bob 2026-03-26T09:03:00Z
has "the most at a time" "bob has 2 claimed leads open" "$err"
move release 4 bob 2026-03-26T10:00:00Z
equal "what was claimed goes back into its sea" "sea" "$(sql crm.db "select outcome from leat_state where lead = 4")"
move claim 4 bob 2026-03-26T21:59:00Z
has "he who lost it waits" "bob lost this lead and may claim it again at 2026-03-26T22:00:00Z" "$err"
move claim 4 bob 2026-03-26T22:00:00Z
equal "no longer than said" 0 "$code"
whole "after claims"

# ---- the worked example of a protection: 10 days from 25 March, extended by 3 while less remains, 20 at most
due() { sql crm.db "select datetime(due / 1000, 'unixepoch') from leat_timers where lead = 2 and kind = 'protect'"; }
fresh
move claim 2 bob 2026-03-25T09:00:00Z
equal "ten days" "2026-04-04 09:00:00" "$(due)"
move respond 2 bob 2026-03-28T09:00:00Z
equal "28 March: no change" "2026-04-04 09:00:00" "$(due)"
move respond 2 bob 2026-04-02T09:00:00Z
equal "2 April: 5 April" "2026-04-05 09:00:00" "$(due)"
move respond 2 bob 2026-04-05T09:00:00Z
equal "5 April: 8 April" "2026-04-08 09:00:00" "$(due)"
for day in 08 11 13; do move respond 2 bob 2026-04-${day}T09:00:00Z; done
equal "the hard end" "2026-04-14 09:00:00" "$(due)"
run "$leat" run route.leat --db crm.db --now 2026-04-14T08:59:59Z
equal "until then it is his" bob "$(sql crm.db "select owner from leads where id = 2")"
run "$leat" run route.leat --db crm.db --now 2026-04-14T09:00:00Z
equal "then it is not" "|sea" "$(sql crm.db "select owner, status from leads where id = 2")"
whole "after protection"

# ---- claimed without response
fresh
move claim 2 bob 2026-03-25T09:00:00Z
run "$leat" run route.leat --db crm.db --now 2026-03-26T09:00:00Z
run "$leat" sea public --suspects --script route.leat --db crm.db --now 2026-03-26T09:00:00Z --format csv
has "a penalty is seen" "bob,1,0,0%,1,0.5,2026-04-02T09:00:00Z" "$out"
run "$leat" roster senior --script route.leat --db crm.db --now 2026-03-26T10:00:00Z --format csv
has "his weight counts half" "bob,0.5" "$out"
run "$leat" sea public --lift bob --script route.leat --db crm.db --now 2026-03-26T11:00:00Z
run "$leat" roster senior --script route.leat --db crm.db --now 2026-03-26T12:00:00Z --format csv
has "until it is lifted" "bob,1" "$out"

# ---- fifty at once: one wins, the others are told who
fresh
sed -i 's/pool "senior" {/pool "senior" { '"$(seq -f 'member "r%g"' -s ' ' 50)"'/' route.leat
for i in $(seq 50); do
  "$leat" claim 5 --rep "r$i" --script route.leat --db crm.db --now 2026-03-25T10:00:00Z >"won.$i" 2>"lost.$i" &
  pids[i]=$!
done
won=0 told=0 other=0
for i in $(seq 50); do
  wait "${pids[i]}"
  case $? in 0) won=$((won + 1)) winner=r$i ;; 1) told=$((told + 1)) ;; *) other=$((other + 1)) ;; esac
done
equal "one of fifty wins, no one fails otherwise" "1 49 0" "$won $told $other"
equal "and has the lead" "$winner" "$(sql crm.db "select owner from leads where id = 5")"
equal "all others are told who" 49 "$(cat lost.* | grep -c "lead 5 is $winner's")"
equal "once in the ledger, once in the history" "1|1" \
  "$(sql crm.db "select (select count(*) from leat_ledger where lead = 5 and move = 'claim'), (select count(*) from leat_owned where lead = 5)")"
whole "after the rush"

# ---- what they need
exits "respond needs to know who" 2 "$leat" respond 1 --script route.leat --db crm.db
exits "release, too" 2 "$leat" release 1 --script route.leat --db crm.db
exits "approve, too" 2 "$leat" approve 1 --script route.leat --db crm.db
exits "convert needs the script" 2 "$leat" convert 1 --rep bob --db crm.db
exits "there is no such sea" 4 "$leat" sea nowhere --script route.leat --db crm.db
run "$leat" respond 1 --rep bob --script route.leat --db crm.db --lang zh --now 2026-03-25T09:30:00Z
has "refusals in Chinese" "线索 1 的负责人是 alice" "$err"
