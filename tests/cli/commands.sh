# Help, versions, mistakes in the call: what every command has in common.
. "$(dirname "$0")/../lib/check.sh"
for command in init import check run explain repl dump bench; do
  exits "$command --help ends well" 0 "$leat" $command --help
  has "$command --help shows an example" "leat $command" "$out"
  lacks "$command --help says nothing on standard error" "a" "$err"
done
exits "help ends well" 0 "$leat" help
for command in init import check run explain repl dump bench; do has "help names $command" "$command" "$out"; done
exits "--version ends well" 0 "$leat" --version
for word in leat SQLite PCRE2 Unicode tzdata; do has "--version names $word" "$word" "$out"; done
exits "no command is a mistake of use" 2 "$leat"
exits "an unknown command is a mistake of use" 2 "$leat" rnu
has "and the near one is named" "run" "$err"
equal "messages go to standard error" "" "$out"
exits "an unknown option is a mistake of use" 2 "$leat" run --dbb x
exits "a missing argument is a mistake of use" 2 "$leat" run
echo 'otherwise stop' >s.leat
exits "a run needs a database" 2 "$leat" run s.leat
exits "a script that is not there is a mistake of use" 2 "$leat" check nowhere.leat
exits "a database that is not there" 5 "$leat" run s.leat --db nowhere.db
equal "and it is not made" "no" "$([ -e nowhere.db ] && echo yes || echo no)"
echo 'this is no database, but a text that is long enough' >text.db
exits "a file that is no database" 5 "$leat" run s.leat --db text.db
exits "a wrong time is a mistake of use" 2 "$leat" run s.leat --db x.db --now yesterday
exits "a wrong format is a mistake of use" 2 "$leat" run s.leat --db x.db --format xml
"$leat" init --db big.db >/dev/null
status=$(bash -c '"$0" help | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"' "$leat")
equal "a closed pipe is a quiet end" "0" "${status/141/0}"
