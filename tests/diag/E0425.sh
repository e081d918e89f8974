# E0425: so many keys to look for within a text that their index would be too large.
. "$(dirname "$0")/../lib/check.sh"
cat >many.leat <<'END'
lead { s: text }
table t(within s) -> n from "many.csv"
when t(s) == 2 stop
otherwise stop
END
keys() { echo "s,n"; seq -f "%0128.0f" "$1" | sed 's/$/,2/'; } # each of 128 bytes: 32,768 are 4 MiB
keys 32768 >many.csv
exits "as many as the limit are taken" 0 "$leat" check many.leat
keys 32769 >many.csv
exits "one more is refused" 3 "$leat" check many.leat
has "with the finding" "[E0425]" "$out$err"
