# E0305: more members than a pool may have.
. "$(dirname "$0")/../lib/check.sh"
{ echo 'pool "p" {'; seq 10001 | sed 's/.*/member "m&"/'; echo '} otherwise assign pool "p"'; } >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0305]" "$out$err"
