# A full disk, a closed stream, a vanished file: said, with the right exit code, and mended by the next run.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
cat >route.leat <<'S'
pool "a" { member "x" weight 3 member "y" }
when score > 60 assign pool "a" weighted
otherwise nurture "n"
S
{ echo score; for i in $(seq 5000); do echo $(((i * 37) % 100)); done; } >leads.csv
"$leat" init --db start.db >/dev/null
"$leat" import leads.csv --db start.db >/dev/null
owners() { sql "$1" "select id, owner, status from leads order by id; select * from leat_turns" | sha256sum; }
cp start.db calm.db
exits "an undisturbed run" 0 "$leat" run route.leat --db calm.db --now $now -q

cp start.db small.db
exits "a run that may not make its file larger" 5 bash -c 'ulimit -f 400; exec "$0" "$@"' "$leat" run route.leat --db small.db --now $now -q
equal "writes whole batches only" 0 "$(sql small.db "select count(*) % 500 from leat_ledger")"
exits "and can be run again" 0 "$leat" run route.leat --db small.db --now $now -q
equal "with the same end" "$(owners calm.db)" "$(owners small.db)"

cp start.db gone.db
"$leat" run route.leat --db gone.db --now $now -q 2>gone.err &
pid=$!
rm gone.db
gone=0
wait $pid || gone=$?
equal "a run whose database is deleted fails" 5 $gone

for command in "check route.leat" "run route.leat --db calm.db --dry-run" "explain route.leat --db calm.db 1" help; do
  exits "standard output is full: ${command%% *}" 1 bash -c '"$0" "$@" >/dev/full' "$leat" $command
done
exits "standard output is full: repl" 1 bash -c 'echo 1 + 1 | "$0" repl >/dev/full' "$leat"
cp start.db closed.db
exits "all streams closed" 1 bash -c '"$0" "$@" <&- >&- 2>&-' "$leat" run route.leat --db closed.db --now $now
equal "the run is done all the same" "$(owners calm.db)" "$(owners closed.db)"
equal "and the database is whole" ok "$(sql closed.db "pragma integrity_check")"
