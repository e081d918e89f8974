# E0101: more bytes than a script may have.
. "$(dirname "$0")/../lib/check.sh"
{ echo 'otherwise stop'; head -c $((128 * 1024 * 1024)) /dev/zero | tr '\0' '#'; } >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0101]" "$out$err"
