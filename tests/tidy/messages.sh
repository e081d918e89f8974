# Everything that people read can be said in Chinese, and every finding has its page.
. "$(dirname "$0")/../lib/check.sh"
cd "$root"

none() { if [ -z "$2" ]; then pass "$1"; else fail "$1" "$2"; fi; }
texts=$root/tests/lib/texts
catalogue=(src/base/messages_zh.def src/base/messages_command_zh.def src/base/messages_life_zh.def src/base/messages_notify_zh.def)
entries() { # MACRO: the English of the catalogue's entries of this kind
  sed -zE 's/"[ \t]*\n[ \t]*"//g' "${catalogue[@]}" | sed -nE "s/^$1\\((\"([^\"\\\\]|\\\\.)*\"),.*/\\1/p"
}
unknown() { grep -vxF -e '""' -e '"%s"' -e '"%.*s"' -f <(entries "$1") || true; } # MACRO: lines that it lacks
sources=$(find src grammar -name '*.c' -o -name '*.l' -o -name '*.y' -o -name '*.h' | grep -v '/diag\.h$')
commands=$(ls src/cli/*.[ch])

# A text that fails here goes into one of the catalogue's files, with MESSAGE; see "Adding a text" in docs/HACKING.md.
none "every text that is looked up has its Chinese" "$("$texts" said $sources | unknown MESSAGE)"
none "every head of a column has its Chinese (HEADING)" "$("$texts" headings $commands | unknown HEADING)"
none "every option, example and detail of a command has its Chinese" "$("$texts" options $commands | unknown MESSAGE)"
none "every line of doc of a table has its Chinese" "$("$texts" docs src/cli/commands.def src/cli/repl_commands.def \
  src/check/actions.def src/check/strategies.def src/check/builtins.def src/code/rule_errors.def | unknown MESSAGE)"
none "every outcome has its Chinese" \
  "$(sed -n 's/^OUTCOME([A-Z]*, *\("[a-z]*"\).*/\1/p' src/check/outcomes.def | unknown MESSAGE)"
none "what the store says is known by its form (TOLD)" "$("$texts" kept src/store/*.c | grep -v '^"SELECT' | grep -vxF \
  -f <({ entries TOLD; entries MESSAGE; } | sed -E 's/%([0-9]\$)?[-0-9.*]*(ll|l|z)?[a-z]/%s/g') || true)"
# English that people read goes through lang_printf and its like; tests/tidy/not_said.txt holds what is code, a name, a
# format for programs.
spoken="$commands src/engine/clause.c src/engine/explain_text.c src/engine/past.c src/engine/told.c src/engine/trace.c"
none "nothing is said past the catalogue" "$("$texts" past $spoken | grep -vxF -f tests/tidy/not_said.txt || true)"
none "every finding is in src/base/diags_zh.def" \
  "$(sed -n 's/^DIAG(\([A-Z_0-9]*\),.*/\1/p' src/base/diags.def | grep -vxF -f <(
    sed -n 's/^DIAG_ZH(\([A-Z_0-9]*\),.*/\1/p' src/base/diags_zh.def))"
codes=$(sed -n 's/^DIAG([A-Z_0-9]*, *"\([EWN][0-9]*\)".*/\1/p' src/base/diags.def)
none "every finding has a page in src/base/help" "$(for code in $codes; do
  [ -s "src/base/help/$code.txt" ] || echo "$code"; done)"
# A page shows a script unless that would be too large, needs a file, or cannot be written by hand.
none "no page is left over" "$(for page in src/base/help/*.txt; do
  grep -qx "$(basename "$page" .txt)" <<<"$codes" || echo "$page"; done)"
none "every page that can shows a script" "$(for code in $codes; do
  grep -q '^\[wrong\]' "src/base/help/$code.txt" || { [ -e "tests/diag/$code.sh" ] ||
    grep -qx "$code" tests/tidy/pages_without_script.txt; } || echo "$code"; done)"
