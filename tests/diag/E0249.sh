# E0249: a unique table of more rows than can be compared with each other.
. "$(dirname "$0")/../lib/check.sh"
{ echo 'lead { n: number }'; echo 'unique table t(n) {'; seq 6400 | sed 's/.*/row & -> 1/'; echo '}';
  echo 'when t(n) == 1 stop'; echo 'otherwise stop'; } >big.leat
exits "a table beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0249]" "$out$err"
