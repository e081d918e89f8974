# Every entry of every table has a test and a place in the manual.
. "$(dirname "$0")/../lib/check.sh"
cd "$root"

none() { if [ -z "$2" ]; then pass "$1"; else fail "$1" "$2"; fi; }
words() { sed -n "s/^$1([A-Za-z_0-9]*, *\"\([^\"]*\)\".*/\1/p" "$2"; } # MACRO FILE: the word in second place
# The scripts of tests/lang without their comments: what a claim says of a word is no use of it.
scripts=$(cat tests/lang/*/*.leat examples/*/route.leat 2>/dev/null | sed 's/#! *\(eval\|lead\|{\)\(.*\)/\1\2/; s/#.*//')
manual=$(cat docs/language.md 2>/dev/null)

unused() { # WORD...: those that no script uses
  local word
  while read -r word; do grep -qwF -- "$word" <<<"$scripts" || echo "$word"; done
}
undescribed() { # WORD...: those that the manual does not show as code
  local word
  while read -r word; do grep -qF -- "\`$word" <<<"$manual" || echo "$word"; done
}

keywords=$(sed -n '/LATER/d; s/^KEYWORD("\([^"]*\)".*/\1/p' grammar/keywords.def)
none "every keyword is used by a test" "$(unused <<<"$keywords")"
none "every keyword is described" "$(undescribed <<<"$keywords")"
for table in builtins strategies actions; do
  case $table in builtins) macro=BUILTIN ;; strategies) macro=STRATEGY ;; actions) macro=ACTION ;; esac
  entries=$(words $macro src/check/$table.def)
  none "$table: each is used by a test" "$(unused <<<"$entries")"
  none "$table: each is described" "$(undescribed <<<"$entries")"
done
outcomes=$(words OUTCOME src/check/outcomes.def)
none "every outcome is described" "$(undescribed <<<"$outcomes")"
none "every outcome is claimed by a test" "$(for word in $outcomes; do
  grep -rqE -- "-> *$word" tests/lang || echo "$word"; done)"
none "every rule error is described" "$(sed -n '/NONE/d; s/^RULE_ERROR([A-Z_0-9]*, *"\([^"]*\)".*/\1/p' src/code/rule_errors.def |
  while read -r text; do grep -qF -- "$text" <<<"$manual" || echo "$text"; done)"
codes=$(sed -n 's/^DIAG([A-Z_0-9]*, *"\([EWN][0-9]*\)".*/\1/p' src/base/diags.def)
none "no two diagnostics have one code" "$(sort <<<"$codes" | uniq -d)"
# What no script file can draw, because the grammar or the reading of files is stricter, is drawn in a unit test.
by_unit_test() { grep -q "DIAG_$(sed -n "s/^DIAG(\([A-Z_0-9]*\), *\"$1\".*/\1/p" src/base/diags.def)\b" tests/unit/check/test_trees.c \
  tests/unit/syntax/test_script_length.c; }
none "every diagnostic has a script that draws it" "$(for code in $codes; do
  { [ -e "tests/diag/$code.leat" ] && grep -qE "#! *(error|warning|note) +$code" "tests/diag/$code.leat"; } ||
  { [ -e "tests/diag/$code.sh" ] && grep -q "$code" "tests/diag/$code.sh"; } ||
  by_unit_test "$code" || echo "$code"; done)"
none "no script of tests/diag is left over" "$(for file in tests/diag/*.leat tests/diag/*.sh; do
  code=$(basename "${file%.*}"); [ -e "$file" ] && ! grep -qx "$code" <<<"$codes" && echo "$file"; done)"
commands=$(sed -n 's/^COMMAND(\([a-z]*\),.*/\1/p' src/cli/commands.def 2>/dev/null)
none "every command is tested" "$(for word in $commands; do
  grep -qE "(\\\$leat\"?|leat) $word" tests/cli/*.sh || echo "$word"; done)"
none "every command is described" "$(for word in $commands; do
  grep -qE "^## .*leat $word" docs/command.md || echo "$word"; done)"
none "every definition of a standard module has a comment above it" "$(tests/docs/tables stdlib | grep -E '^\| `.*` \|  \|$')"
none "every standard module says what it is about" "$(tests/docs/tables stdlib | awk '
  /^## / {module = $2; next} module && NF {if (/^\|/) print module; module = ""} END {if (module) print module}')"
words=$(sed -n 's/^REPL_COMMAND([a-z_]*, *"\([^"]*\)".*/\1/p' src/cli/repl_commands.def)
none "every word of the repl is described" "$(for word in $words; do grep -qF -- "\`$word" docs/command.md || echo "$word"; done)"
none "every word of the repl is tested" "$(for word in $words; do grep -qF -- "$word" tests/cli/repl.sh || echo "$word"; done)"
for page in diagnostics limits stdlib; do
  equal "docs/$page.md is made from its table (tests/docs/tables --write)" \
    "$(tests/docs/tables $page)" "$(cat docs/$page.md 2>/dev/null)"
done
