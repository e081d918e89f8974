# The editor grammars: they are made from the tables, and real engines read the language by them as people do.
. "$(dirname "$0")/../lib/check.sh"
for kind in vim:leat.vim textmate:leat.tmLanguage.json; do
  equal "grammar/${kind#*:} is made from the tables (grammar/editors --write)" \
    "$("$root/grammar/editors" "${kind%%:*}")" "$(cat "$root/grammar/${kind#*:}")"
done
words=$root/tests/editors/words.txt
sed -n 's/^> //p' "$words" >lines.leat
# Each claim with its place: LINE, COLUMN in bytes, PART, SCOPE, GROUP; tab between.
LC_ALL=C awk -F '\t' '
  /^> / { n++; line = substr($0, 3); next }
  NF == 3 { print n "\t" index(line, $1) "\t" $0 }' "$words" >claims.tsv

claims() { # ENGINE: what it sees at the place of each claim
  local line column part scope group wanted
  while IFS=$'\t' read -r line column part scope group; do
    wanted=$scope
    [ "$1" = vim ] && wanted=$group
    equal "$1: $line:$column $part" "$wanted" "$(seen_by_$1 "$line" "$column")"
  done <claims.tsv
}

modules=${LEAT_NODE_MODULES:-${TMPDIR:-/tmp}/leat-textmate-$(id -u)}
have_textmate() {
  command -v node >/dev/null && command -v npm >/dev/null || return 1
  [ -e "$modules/node_modules/vscode-textmate" ] && [ -e "$modules/node_modules/vscode-oniguruma" ] && return 0
  mkdir -p "$modules" && timeout 100 npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$modules" \
    vscode-textmate@9 vscode-oniguruma@2 >/dev/null 2>&1
}
# The token that holds a place.
seen_by_textmate() { # LINE COLUMN
  awk -F '\t' -v line="$1" -v column="$2" '{ split($1, at, ":"); if (at[1] == line && at[2] <= column) scope = $3 }
    END { n = split(scope, parts, " "); print parts[n] }' tokens.tsv
}
tokens() { node "$root/tests/editors/textmate.js" "$modules/node_modules" "$root/grammar/leat.tmLanguage.json"; }
if have_textmate; then
  tokens <lines.leat >tokens.tsv
  claims textmate
  tokens < <(cat "$root"/examples/*/route.leat) >tokens.tsv
  equal "textmate: every word of the examples has a scope" "" \
    "$(LC_ALL=C awk -F '\t' '$3 == "source.leat" && $2 ~ /[^ (),:.]/' tokens.tsv)"
else
  echo "skip textmate: node, npm or the packages vscode-textmate and vscode-oniguruma are not there"
fi

seen_by_vim() { # LINE COLUMN
  awk -F '\t' -v line="$1" -v column="$2" '$1 == line && $2 == column { print $3 }' groups.tsv
}
if command -v vim >/dev/null; then
  cat >groups.vim <<'V'
set encoding=utf-8
syntax on
execute 'source ' . $LEAT_VIM
let seen = []
for number in range(1, line('$'))
  for column in range(1, len(getline(number)))
    let group = synIDattr(synID(number, column, 1), 'name')
    call add(seen, number . "\t" . column . "\t" . (group ==# '' ? '-' : group))
  endfor
endfor
call writefile(seen, 'groups.tsv')
qall!
V
  LEAT_VIM=$root/grammar/leat.vim timeout 60 vim -es -N -u NONE -i NONE -S groups.vim lines.leat </dev/null >vim.log 2>&1
  holds "vim takes the syntax file" test -s groups.tsv
  claims vim
else
  echo "skip vim: it is not installed"
fi
