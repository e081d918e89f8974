# leat fmt: standard output, --write, --check, --diff, standard input, scripts with errors.
. "$(dirname "$0")/../lib/check.sh"
printf 'pool "p" {member "a"}# who\n\n\n\nwhen  score>80 assign pool "p"\notherwise stop' >untidy.leat
cat >tidy.leat <<'S'
pool "p" { member "a" }  # who

when score > 80 assign pool "p"
otherwise stop
S
exits "an untidy script" 0 "$leat" fmt untidy.leat
equal "comes out tidy" "$(cat tidy.leat)" "$out"
run bash -c '"$0" fmt - <untidy.leat | cmp - tidy.leat' "$leat"
equal "from standard input, to the byte" 0 "$code"
exits "--check of a tidy script" 0 "$leat" fmt --check tidy.leat
equal "says nothing" "" "$out$err"
exits "--check of an untidy one" 1 "$leat" fmt --check tidy.leat untidy.leat
has "says which" "untidy.leat is not in its canonical layout" "$err"
equal "and writes no script" "" "$out"
exits "--diff" 0 "$leat" fmt --diff untidy.leat
run bash -c '"$0" fmt --diff untidy.leat | patch -s -o patched.leat untidy.leat && cmp patched.leat tidy.leat' "$leat"
equal "is what patch reads" 0 "$code"
exits "--check --diff does both" 1 "$leat" fmt --check --diff untidy.leat
has "the diff" "+pool \"p\" { member \"a\" }  # who" "$out"
cp untidy.leat written.leat
chmod 640 written.leat
ln -s written.leat link.leat
exits "--write" 0 "$leat" fmt -w link.leat
equal "writes the file" "$(cat tidy.leat)" "$(cat written.leat)"
equal "keeps its permissions" 640 "$(stat -c %a written.leat)"
holds "and a link to it a link" test -L link.leat
before=$(stat -c %i:%Y written.leat)
exits "--write again" 0 "$leat" fmt --write written.leat
equal "touches nothing" "$before" "$(stat -c %i:%Y written.leat)"
equal "and nothing is left beside it" "" "$(ls -A | grep -E 'leat\..{6}$' || true)"
printf 'when a stop stop }\n' >broken.leat
exits "a script with errors" 3 "$leat" fmt -w broken.leat tidy.leat
has "its findings are shown" "broken.leat:1:" "$err"
equal "and it stays" "when a stop stop }" "$(cat broken.leat)"
exits "a file that is not there" 2 "$leat" fmt nowhere.leat
exits "--write of standard input" 2 "$leat" fmt -w -
exits "--write with --check" 2 "$leat" fmt --write --check tidy.leat
exits "the examples are laid out so" 0 "$leat" fmt --check --diff "$root"/examples/*/route.leat
