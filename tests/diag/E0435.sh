# E0435: modules that use each other in turn, more than the limit says.
. "$(dirname "$0")/../lib/check.sh"
for i in $(seq 8); do printf 'use "./m%d.leat"\nlet l%d = %d\n' $((i + 1)) "$i" "$i" >"m$i.leat"; done
echo 'let l9 = 9' >m9.leat
for first in 1 2; do printf 'use "./m%d.leat"\nwhen l9 > 1 stop\notherwise stop\n' $first >"from$first.leat"; done
exits "as many levels as the limit says are taken" 0 "$leat" check from2.leat
exits "one more is refused" 3 "$leat" check from1.leat
has "with the finding" "[E0435]" "$out$err"
