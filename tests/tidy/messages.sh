# Every message can be said in Chinese: the texts of the findings, their fixes and causes, the errors of a call.
. "$(dirname "$0")/../lib/check.sh"
cd "$root"

none() { if [ -z "$2" ]; then pass "$1"; else fail "$1" "$2"; fi; }
joined() { cat "$@" | sed -zE 's/"[ \t]*\n[ \t]*"//g'; } # strings that go on in the next line, in one piece
# The first text in a call of one of these functions; a text that goes on with a macro is left out.
texts_of() { # FUNCTION|FUNCTION FILE...
  local functions=$1
  shift
  joined "$@" | grep -Pzo "(?<![a-z_])(?:$functions)\\((?:[^\"();]|\\([^()\"]*\\))*?\"(?:[^\"\\\\]|\\\\.)*\"(?! *PRI)" |
    tr '\0' '\n' | grep -Po '"(?:[^"\\]|\\.)*"' | sort -u
}
known=$(joined src/base/messages_zh.def | sed -nE 's/^MESSAGE\(("([^"\\]|\\.)*"),.*/\1/p')
unknown() { # those of the lines on standard input that have no translation
  grep -vxF -e '""' -e '"%s"' -f <(printf '%s\n' "$known") || true
}
sources=$(find src grammar -name '*.c' -o -name '*.l' -o -name '*.y' -o -name '*.h' | grep -v '/diag\.h$')

none "every fix and every cause is in src/base/messages_zh.def" \
  "$(texts_of 'diag_fix|diag_cause|LEXER_FIX|lang_say|lang_printf|lang_text' $sources | unknown)"
none "every error of a call is in src/base/messages_zh.def" \
  "$(texts_of 'say_error|say_note|usage_error|engine_fail' $sources | unknown)"
none "every line of doc of a built-in is in src/base/messages_zh.def" \
  "$(joined src/check/builtins.def | sed 's/,[ \t]*\n[ \t]*/, /' | sed -zE 's/,[ \t]*\n[ \t]*/, /g' |
    sed -nE 's/^BUILTIN\(.*, ("([^"\\]|\\.)*")\)$/\1/p' | unknown)"
none "every finding is in src/base/diags_zh.def" \
  "$(sed -n 's/^DIAG(\([A-Z_0-9]*\),.*/\1/p' src/base/diags.def | grep -vxF -f <(
    sed -n 's/^DIAG_ZH(\([A-Z_0-9]*\),.*/\1/p' src/base/diags_zh.def))"
codes=$(sed -n 's/^DIAG([A-Z_0-9]*, *"\([EWN][0-9]*\)".*/\1/p' src/base/diags.def)
none "every finding has a page in src/base/help" "$(for code in $codes; do
  [ -s "src/base/help/$code.txt" ] || echo "$code"; done)"
# A page shows a script unless that would be too large, needs a file, or cannot be written by hand.
none "every page that can shows a script" "$(for code in $codes; do
  grep -q '^\[wrong\]' "src/base/help/$code.txt" || { [ -e "tests/diag/$code.sh" ] ||
    grep -qx "$code" tests/tidy/pages_without_script.txt; } || echo "$code"; done)"
