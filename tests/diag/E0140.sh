# E0140: more rules than a script may have.
. "$(dirname "$0")/../lib/check.sh"
{ echo 'lead { n: number }'; yes 'when n > 1 stop' | head -n 2000001; echo 'otherwise stop'; } >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0140]" "$out$err"
