# leat repl from a pipe: the same as at a terminal, without prompts.
. "$(dirname "$0")/../lib/check.sh"
repl() { # TEXT ARGUMENTS...
  local text=$1
  shift
  code=0
  printf '%s\n' "$text" | "$leat" repl "$@" >.o 2>.e || code=$?
  out=$(cat .o .e)
}
repl '1 + 2'
equal "ends well at the end of the input" 0 "$code"
has "an expression shows its value" "3" "$out"
has "and its type" "number" "$out"
repl '.help'
for word in .lead .set .route .why .rules .undo .pools .now .load .save; do has ".help names $word" "$word" "$out"; done
cat >route.leat <<'S'
lead { source: text  score: number }
pool "senior" { member "alice" member "bob" }
when source == "demo" and score > 80 assign pool "senior" roundrobin
otherwise nurture "newsletter"
S
repl '.lead {source: "demo", score: 90}
score > 80
.route
.set score 74
.route
.why' route.leat
has "an expression on the lead" "true" "$out"
has "the lead is routed" "alice" "$out"
has "a changed field changes the route" "nurtured" "$out"
has "and it is said why" "score is 74, needs > 80" "$out"
repl 'score +
nosuch
.lead {source: 1}' route.leat
has "mistakes are told" "nosuch" "$out"
repl '
pool "x" {
  member "ann"
}
rule "mine"
when score > 10
  assign pool "x"
    else wait
.rules
.undo
.rules'
has "statements of many lines are one" "mine" "$out"
repl 'score > "a"'
has "a wrong type is told" "E0213" "$out"
"$leat" init --db crm.db >/dev/null
printf 'source,score\ndemo,90\nweb,1\n' >leads.csv
"$leat" import leads.csv --db crm.db >/dev/null
repl '.lead 1
score
.route
.save out.leat' route.leat --db crm.db
has "a lead of the database" "90" "$out"
equal ".save writes the script" 0 "$("$leat" check out.leat >/dev/null 2>&1; echo $?)"
equal "the database stays as it was" 0 "$(sql crm.db "select count(*) from leads where owner is not null")"
repl '.clear
.script' route.leat
lacks ".clear empties the script" 'pool "senior"' "$(tail -n 3 <<<"$out")"
repl '.script
.save out.leat
.save! out.leat
.quit
1 + 2' route.leat
has ".script shows the text" 'pool "senior"' "$out"
has ".save does not write over a file" "out.leat" "$out"
lacks ".quit ends it" "3" "$(tail -n 1 <<<"$out")"
mkfifo pipe
repl '.save! pipe' route.leat --db crm.db
has ".save! leaves alone what is no file" "not a regular file" "$out"
equal "the pipe is still there" fifo "$(stat -c %F pipe)"
lacks "no prompt in a pipe" "> " "$(printf '1\n' | "$leat" repl 2>/dev/null)"
cat >visits.leat <<'S'
lead { source: text }
when events("visit", 7 days) >= 2 archive "often"
otherwise nurture "seldom"
S
run sh -c "printf '%s\n' '.lead {source: \"x\", event \"visit\" 2 days ago, 2 events \"open\" at 2026-01-01}' 'events(\"visit\")' \
  'last_event(\"visit\")' 'events(\"open\")' .route '.lead {2 events \"visit\"}' .route '.lead {event \"visit\" soon}' \
  '.lead {event \"visit\" 2 days}' '.lead {2001 events \"visit\"}' | '$leat' repl visits.leat --now 2026-03-02T09:00:00Z"
has "events of a lead by hand" "= 1 : number
= 2026-02-28T09:00:00Z : time
= 2 : number
nurtured: seldom" "$out"
has "decide where it goes" "archived: often" "$out"
has "a time that is none is refused" 'when an event was is written `2 days ago` or `at 2026-03-02T09:30:00`' "$err"
has "too many are refused" "at most 2000 events at a time" "$err"
run sh -c "echo 'events(\"nothing\")' | '$leat' repl"
has "events may be asked for on sample leads" "= 0 : number" "$out"
printf 'otherwise hold\n' >broken.leat
run sh -c "echo 1+1 | '$leat' repl broken.leat"
has "a script that does not compile is told" "E0121" "$err"
