# E0278: more calendars than a script may have.
. "$(dirname "$0")/../lib/check.sh"
{ seq 1001 | sed 's/.*/calendar "c&" { }/'; echo 'otherwise stop'; } >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0278]" "$out$err"
sed -i 1d big.leat
exits "a script at the limit is not" 0 "$leat" check big.leat
