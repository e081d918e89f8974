# leat help: commands, words, and a page for every finding, whose scripts are as they say.
. "$(dirname "$0")/../lib/check.sh"
pages=$root/src/base/help

run "$leat" help E0203
equal "a page: what it says, what it means, a script, what to write instead" 'E0203 (error): there is no function `…`

There is no built-in function and no `define` of that name.

Such as
    when lowr(source) == "demo" stop

Write instead
    when lower(source) == "demo" stop' "$out"
run "$leat" help e0203 --lang zh
has "in Chinese, whatever the case of the code" 'E0203 (错误): 没有函数 `…`' "$out"
has "with its meaning" '没有这个名称的内置函数' "$out"
exits "a code that does not exist is refused" 2 "$leat" help E9999
exits "a strategy" 0 "$leat" help roundrobin
has "says what it does" "equal turns" "$out"
exits "a function" 0 "$leat" help lower
exits "a keyword" 0 "$leat" help otherwise
exits "a command" 0 "$leat" help check
run sh -c "echo '.help W0301' | '$leat' repl"
has "the repl has the pages, too" "W0301 (warning): this rule is never reached" "$out"

section() { sed -n "/^\[$2\]$/,/^\[/{/^\[/!p}" "$1"; }
columns='lead { source: text  company: text  score: number  city: text  email: text  amount: number  created: time  vip: bool }'
cat >people.leat <<'TEXT'
pool "senior" { member "ann" member "ben" }
pool "junior" { member "cem" }
TEXT
"$leat" init --db d.db >/dev/null
sqlite3 d.db "alter table leads add column source text; alter table leads add column city text;
  alter table leads add column score number; alter table leads add column vip boolean;
  insert into leads (source, city, score, vip) values ('Demo', 'Berlin', 90, 1), ('Web', 'Rom', 50, 0);
  alter table reps add column city text; insert into reps (id, name, team, city) values ('ann', 'Ann', 'east', 'Rom');
  create table crm (id integer primary key, owner text, created_at text, colour text);
  create table deal (number integer primary key, owner text, created_at text)"

whole() { # CODE PART WITH-COLUMNS: the script of a page with what it needs around it
  section "$pages/$1.txt" "$2" >part
  for file in $(sed -n "s/^\\[$2 \\(.*\\)\\]$/\\1/p" "$pages/$1.txt"); do section "$pages/$1.txt" "$2 $file" >"$file"; done
  if $3 && ! grep -q '^lead ' part; then printf '%s\n' "$columns"; fi
  cat people.leat part
  if [ "$1" = W0304 ] || grep -q '^otherwise' part; then return; fi
  echo 'otherwise nurture "later"'
}
# With columns that the script declares; where a database must know better, with that.
findings() { # CODE PART: into $out
  whole "$1" "$2" true >script.leat
  run "$leat" check script.leat --lang en
  [[ $out == *"[$1]"* ]] && needs_db=false && return
  [ "$2" = wrong ] || $needs_db || [ "$code" -ne 0 ] || return 0
  whole "$1" "$2" false >script.leat
  run "$leat" check script.leat --db d.db --lang en
  needs_db=true
}
for page in "$pages"/*.txt; do
  id=$(basename "$page" .txt)
  grep -q "\"$id\"" "$root/src/base/diags.def" || continue
  [ -n "$(section "$page" en)" ] && [ -n "$(section "$page" zh)" ] || fail "$id has both languages"
  wide=$(section "$page" wrong | awk 'length > 100')
  [ -z "$wide" ] || fail "$id fits a terminal" "$wide"
  needs_db=false
  if [ -z "$(section "$page" wrong)" ]; then # what draws it is too long for a page, or no text
    [ -n "$(section "$page" right)" ] || continue
    findings "$id" right
    case $code$out in
      0*"[$id]"* | [1-9]*) fail "$id: the right script has no errors" "$(cat script.leat)
$out$err" ;;
      *) pass "$id: the right script has no errors" ;;
    esac
    continue
  fi
  findings "$id" wrong
  case $out in *"[$id]"*) ;; *) fail "$id: the wrong script draws it" "$(cat script.leat)
$out$err"; continue ;; esac
  findings "$id" right
  case $code$out in
    0*"[$id]"*) fail "$id: the right script does not" "$out" ;;
    0*) pass "$id: the wrong script draws it, the right one does not" ;;
    *) fail "$id: the right script has no errors" "$(cat script.leat)
$out$err" ;;
  esac
done
