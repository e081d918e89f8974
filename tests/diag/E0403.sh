# E0403: more entries than a list file may have.
. "$(dirname "$0")/../lib/check.sh"
seq 2000001 >big.txt
printf 'lead { a: text }\nlist l from "big.txt"\nwhen a in l stop\notherwise stop\n' >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0403]" "$out$err"
