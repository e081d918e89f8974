# E0436: more modules than a script may use.
. "$(dirname "$0")/../lib/check.sh"
for i in $(seq 65); do echo "let l$i = $i" >"m$i.leat"; done
for n in 64 65; do
  { for i in $(seq $n); do echo "use \"./m$i.leat\""; done; echo "when l64 > 1 stop otherwise stop"; } >"uses$n.leat"
done
exits "as many as the limit says are taken" 0 "$leat" check uses64.leat
exits "one more is refused" 3 "$leat" check uses65.leat
has "with the finding" "[E0436]" "$out$err"
