# Claims for tests written in bash. Sourced by tests/cli/*.sh and the runners beside it. Each claim prints
# `ok NAME` or `not ok NAME` with what was seen on lines that begin with #.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
leat=${LEAT:-${LEAT_BUILD_DIR:-$root/build}/dev/leat}
export LC_ALL=C.UTF-8 TZ=UTC
unset NO_COLOR LEAT_DB
export HOME=${TMPDIR:-/tmp} TERM=dumb

pass() { printf 'ok %s\n' "$1"; }
fail() { # NAME [DETAIL]
  printf 'not ok %s\n' "$1"
  [ $# -lt 2 ] || printf '%s\n' "$2" | head -40 | sed 's/^/#   /'
}

# Runs a command; keeps its streams in $out and $err and its exit code in $code. Never ends the script.
run() {
  code=0
  "$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null || code=$?
  out=$(cat "$scratch/.out"; printf x); out=${out%x}; out=${out%$'\n'}
  err=$(cat "$scratch/.err"; printf x); err=${err%x}; err=${err%$'\n'}
}
shown() { printf '$ %s\nexit %s\n%s\n%s' "$*" "$code" "$out" "$err"; }

exits() { # NAME CODE COMMAND...
  local name=$1 want=$2
  shift 2
  run "$@"
  if [ "$code" -eq "$want" ]; then pass "$name"; else fail "$name" "wanted exit $want
$(shown "$@")"; fi
}
equal() { # NAME WANTED GOT
  if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "$(diff <(printf '%s\n' "$2") <(printf '%s\n' "$3"))"; fi
}
has() { # NAME PART TEXT
  case $3 in *"$2"*) pass "$1" ;; *) fail "$1" "no \"$2\" in:
$3" ;; esac
}
lacks() { # NAME PART TEXT
  case $3 in *"$2"*) fail "$1" "\"$2\" is in:
$3" ;; *) pass "$1" ;; esac
}
holds() { # NAME COMMAND... : the command succeeds
  local name=$1
  shift
  run "$@"
  if [ "$code" -eq 0 ]; then pass "$name"; else fail "$name" "$(shown "$@")"; fi
}
# A check of one value by SQL: sql DB QUERY
sql() { sqlite3 -batch -bail "$1" "$2"; }

scratch=$(mktemp -d "${TMPDIR:-/tmp}/leat-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
