# The shape of the tree: which floor may include which, how long files, functions and lines are, what lies where.
. "$(dirname "$0")/../lib/check.sh"
cd "$root"
floors="base syntax check code compile vm store strategy engine cli"

none() { # NAME FOUND: the list of offenders is empty
  if [ -z "$2" ]; then pass "$1"; else fail "$1" "$2"; fi
}
# Tracked files where there is git, else all that are not in the build folder.
files() { # PATH...
  if git rev-parse --git-dir >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -- "$@"
  else
    find "$@" -type f -not -path './build/*' -not -path 'build/*'
  fi
}
code() { files src grammar tests | grep -E '\.(c|h|l|y|def)$'; }

none "no include goes up a floor" "$(files src | grep -E '\.[ch]$' | while read -r f; do
  awk -v f="$f" -v floors="$floors" '
    BEGIN { n = split(floors, a, " "); for (i = 1; i <= n; i++) rank[a[i]] = i; split(f, p, "/"); me = rank[p[2]] }
    match($0, /^# *include "[a-z]+\//) {
      t = $0; sub(/^# *include "/, "", t); sub(/\/.*/, "", t)
      if (t == "grammar" && p[2] == "syntax") next
      if (!(t in rank)) print f ":" FNR ": no such floor: " $0
      else if (rank[t] > me) print f ":" FNR ": " $0
    }' "$f"; done)"
none "every include of ours names its floor" "$(files src | grep -E '\.[ch]$' | xargs grep -nE '^# *include "[^/]*"' |
  grep -vE '(parser|scanner|lexer|embed)[a-z_]*\.(inc|h)"' || true)"
none "no file is longer than 800 lines" "$(code | while read -r f; do
  n=$(wc -l <"$f"); [ "$n" -le 800 ] || echo "$f: $n lines"; done)"
# A function begins with a line at the margin that opens a brace or is followed by one, and ends with } at the margin.
# The one loop that dispatches instructions may be long.
none "no function is longer than 70 lines" "$(files src tests | grep -E '\.[ch]$' | while read -r f; do
  awk -v f="$f" '
    /^[A-Za-z_].*\)[^;]*\{$/ || /^[A-Za-z_].*\($/ || /^\{$/ { if (!start) start = FNR; head = $0 }
    /^[ \t]+.*dispatch loop/ { exempt = 1 }
    /^\}/ { if (start && FNR - start + 1 > 70 && !exempt) print f ":" start ": " FNR - start + 1 " lines: " head
            start = 0; exempt = 0 }' "$f"; done)"
none "no line is wider than 120 columns, but for the lines of tables" "$(files src grammar tests |
  grep -E '\.(c|h|l|y)$' | xargs -r grep -nE '^.{121,}' || true)"
none "no tab and no blank at the end of a line" "$(code | xargs -r grep -nE '[[:blank:]]$|^	' || true)"
none "every header says first what its module is" "$(files src | grep '\.h$' | while read -r f; do
  head -n 1 "$f" | grep -q '^/\* [A-Z]' || echo "$f"; done)"
none "nothing is left for later" "$(files src grammar stdlib | xargs -r grep -nE 'TODO|FIXME|XXX|not (yet )?implemented' ||
  true)"
none "libraries neither print nor exit" "$(files src | grep '\.c$' | grep -v '^src/cli/' |
  xargs -r grep -nE '(^|[^a-z_])(printf|fprintf|puts|perror|exit|_exit) *\(' | grep -v '^src/base/mem\.c' || true)"
none "only the store sees SQLite" "$(files src | grep -E '\.[ch]$' | grep -v '^src/store/' |
  xargs -r grep -nE 'sqlite3\.h|sqlite3_[a-z]+ *\(|"(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) ' || true)"
none "SQL takes values by binding, never by a format" "$(files src/store |
  xargs -r grep -nE "sqlite3_exec\(.*%|printf\(.*'%\.\*s'" || true)"
none "only the command line sees libedit" "$(files src | grep -E '\.[ch]$' | grep -v '^src/cli/' |
  xargs -r grep -nE 'histedit\.h|readline' || true)"
none "only syntax sees flex and bison" "$(files src | grep -E '\.[ch]$' | grep -v '^src/syntax/' |
  xargs -r grep -nE 'yylex|yyparse|YYSTYPE' || true)"
none "nothing generated is in the tree" "$(files . | grep -E '\.tab\.[ch]$|lex\.yy|\.(o|a|so|db|db-wal|db-shm|gcda|gcno)$' || true)"
none "the top level holds only what is agreed" "$(files . | sed 's|^\./||; s|/.*||' | sort -u |
  grep -vxE 'CMakeLists\.txt|CMakePresets\.json|LICENSE|README\.md|grammar|src|stdlib|examples|tests|docs|\.ci|\.gitignore' || true)"
none "the scripts people start can be started" "$(for f in .ci/run tests/run examples/quickstart tests/bench/run; do
  [ -x "$f" ] || echo "$f"; done)"
none "every shell script is well formed" "$(files tests examples .ci | while read -r f; do
  if [[ $f == *.sh ]] || head -c 20 "$f" 2>/dev/null | grep -q '^#!.*bash'; then bash -n "$f" 2>&1; fi; done)"
scanner=$(ls "${LEAT_BUILD_DIR:-$root/build}"/dev/*lex*.c "${LEAT_BUILD_DIR:-$root/build}"/dev/src/syntax/*.c 2>/dev/null || true)
[ -z "$scanner" ] || none "the scanner never backs up by REJECT" "$(grep -l yy_state_buf $scanner || true)"
