# E0277: more lines of days than a calendar may have.
. "$(dirname "$0")/../lib/check.sh"
{ echo date; for ((i = 0; i <= 100000; i++)); do echo 2026-10-01; done; } >days.csv
printf 'calendar "cn" { closed from "days.csv" }\notherwise stop\n' >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0277]" "$out$err"
sed -i '$d' days.csv
exits "a script at the limit is not" 0 "$leat" check big.leat
printf 'calendar "cn" { closed from "days.csv" }\ncalendar "de" like "cn" { }\ncalendar "de"\notherwise stop\n' >big.leat
exits "days that are copied count again" 3 "$leat" check big.leat
