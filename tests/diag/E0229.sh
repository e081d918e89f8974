# E0229: defines that double each other.
. "$(dirname "$0")/../lib/check.sh"
{ echo 'lead { n: number }'; echo 'define d0(x) = x + x'; for i in $(seq 1 22); do echo "define d$i(x) = d$((i - 1))(x) + d$((i - 1))(x)"; done; echo 'when d22(n) > 1 stop otherwise stop'; } >big.leat
exits "a script beyond the limit is refused" 3 "$leat" check big.leat
has "with the finding" "[E0229]" "$out$err"
