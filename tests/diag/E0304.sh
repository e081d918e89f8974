# E0304: more pools than a script may have.
. "$(dirname "$0")/../lib/check.sh"
{ seq 100001 | sed 's/.*/pool "p&" { member "m" }/'; echo 'otherwise assign pool "p1"'; } >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0304]" "$out$err"
