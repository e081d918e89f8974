# use: what a script may take in, from where, and what is kept of it.
. "$(dirname "$0")/../lib/check.sh"
mkdir -p crm/sub shared
echo 'let limit = 80' >shared/limits.leat
echo 'let limit = 80' >crm/limits.leat
cat >crm/route.leat <<'S'
use "./limits.leat"
lead { score: number  city: text }
pool "hot" { member "ann" }
when score > limit assign pool "hot"
otherwise nurture "later"
S
exits "a module beside the script" 0 "$leat" check crm/route.leat
cd crm
exits "from inside the folder" 0 "$leat" check route.leat
exits "and from standard input" 0 bash -c "\"$leat\" check - <route.leat"
cd ..

# ---- outside the folder
using() { sed "1s|.*|use \"$1\"|" crm/route.leat >crm/other.leat; }
for path in ../shared/limits.leat sub/../../shared/limits.leat ./../shared/limits.leat; do
  using "$path"
  exits "$path is out of reach" 3 "$leat" check crm/other.leat
done
for path in /etc/passwd /etc/passwd.leat "$PWD/shared/limits.leat" limits.leat ./limits ./ ./sub/ ../ std/ std "std/../text"; do
  using "$path"
  exits "$path is no module" 3 "$leat" check crm/other.leat
done
using ../shared/limits.leat
run "$leat" check crm/other.leat
has "it says why" "E0431" "$out$err"
has "and how to allow it" "--allow-dir" "$out$err"
exits "an allowed folder is in reach" 0 "$leat" check crm/other.leat --allow-dir shared
exits "one among others" 0 "$leat" check crm/other.leat --allow-dir crm/sub --allow-dir shared
exits "another folder does not help" 3 "$leat" check crm/other.leat --allow-dir crm/sub
exits "a folder that is none" 2 "$leat" check crm/other.leat --allow-dir nothing
exits "a file is no folder" 2 "$leat" check crm/other.leat --allow-dir crm/route.leat
"$leat" init --db crm.db >/dev/null
sql crm.db "alter table leads add column score int; alter table leads add column city text;
  insert into leads(score, city) values (90, 'Rom'), (10, 'Rom')" >/dev/null
for words in "test" "run --db crm.db --dry-run" "explain --db crm.db 1" "dump --stage code" "bench --db crm.db --rounds 1"; do
  read -r command rest <<<"$words"
  # shellcheck disable=SC2086
  exits "$command refuses it" 3 "$leat" "$command" crm/other.leat $rest
  # shellcheck disable=SC2086
  exits "$command takes it with --allow-dir" 0 "$leat" "$command" crm/other.leat $rest --allow-dir shared
done
ln -s ../../shared/limits.leat crm/sub/link.leat
using ./sub/link.leat
exits "a link out of the folder is not followed" 3 "$leat" check crm/other.leat
exits "but into an allowed one" 0 "$leat" check crm/other.leat --allow-dir shared
ln -s ../shared crm/away
using ./away/limits.leat
exits "nor is a link to a folder" 3 "$leat" check crm/other.leat
mkfifo crm/pipe.leat
using ./pipe.leat
exits "a pipe is no module" 3 timeout 5 "$leat" check crm/other.leat
ln -s loop.leat crm/loop.leat
using ./loop.leat
exits "a link to itself is none" 3 "$leat" check crm/other.leat
ln -s ../limits.leat crm/sub/alias.leat
printf 'use "./sub/alias.leat"\n' | cat - crm/route.leat >crm/other.leat
exits "two names of one file are one module" 0 "$leat" check crm/other.leat
using ./nosuch.leat
run "$leat" check crm/other.leat
has "a module that is missing" 'crm/other.leat:1:5: error: can'"'"'t read the module "./nosuch.leat": no such file' "$out$err"
lacks "is the one finding" E0201 "$out$err"
printf '\xff' >crm/bytes.leat
using ./bytes.leat
exits "a module of no text" 3 "$leat" check crm/other.leat

# ---- findings in modules
mkdir -p ring
echo 'use "./b.leat"' >ring/a.leat
printf 'use "./c.leat"\nlet b = 1\n' >ring/b.leat
printf '# c\n\nuse "./b.leat"\n' >ring/c.leat
run "$leat" check ring/a.leat
has "a ring is told with its chain" "ring/c.leat:3:5: error: modules use each other: ring/b.leat uses ring/c.leat uses ring/b.leat" "$out"
has "and who uses it" "used by ring/b.leat:1:5" "$out"
has "up to the script" "used by ring/a.leat:1:5" "$out"
run "$leat" check ring/a.leat --format json
has "in JSON too" '"file":"ring/c.leat","line":3' "$out"
has "with its users" '"used_by":[{"file":"ring/b.leat","line":1,"column":5' "$out"
run "$leat" check ring/a.leat --lang zh
has "and in Chinese" "使用者：" "$out"
printf 'use "./a.leat"\n' >ring/a.leat
exits "a script that uses itself" 3 "$leat" check ring/a.leat
has "is a ring" "ring/a.leat uses ring/a.leat" "$out"
printf 'use "std/txet"\nwhen blank(a) stop\notherwise stop\n' >std.leat
exits "a standard module that there is not" 3 "$leat" check std.leat
has "draws a suggestion" 'did you mean "std/text"?' "$out"

# ---- what is kept
cat >crm/route.leat <<'S'
use "./sub/geo.leat"
use "std/text"
lead { score: number  city: text }
pool "south" { member "ann" }
when area_of(city) == "south" and not blank(city) and city not in closed assign pool "south"
otherwise nurture "later"
S
cat >crm/sub/geo.leat <<'S'
table _areas(city) from "areas.csv"
define area_of(city) = _areas(city)
list closed from "../closed.txt"
table unused(city) from "nosuch.csv"
S
printf 'city,area\nRom,south\nBerlin,north\n' >crm/sub/areas.csv
echo Mailand >crm/closed.txt
exits "a run with modules" 0 "$leat" run crm/route.leat --db crm.db --now 2026-03-02 --limit 1
version=$(sql crm.db "select script from leat_ledger")
equal "what was taken in is kept" "./sub/geo.leat std/text.leat ./sub/areas.csv ./closed.txt" \
  "$(sql crm.db "select group_concat(name, ' ') from (select name from leat_script_files order by place)")"
run "$leat" explain --past --db crm.db 1
has "the decision is explained" 'area_of(city) is "south"' "$out"
before=$out
printf 'city,area\nRom,north\n' >crm/sub/areas.csv
echo Rom >crm/closed.txt
run "$leat" explain --past --db crm.db 1
equal "by the files of then, when they change" "$before" "$out"
exits "the changed files make another version" 0 "$leat" run crm/route.leat --db crm.db --now 2026-03-03
equal "of which there are two" 2 "$(sql crm.db "select count(distinct version) from leat_script_files")"
equal "a text that stayed is kept once" "6|8" \
  "$(sql crm.db "select (select count(*) from leat_files), (select count(*) from leat_script_files)")"
rm -r crm/sub crm/closed.txt crm/route.leat
run "$leat" explain --past --db crm.db 1
equal "when they are gone" "$before" "$out"
equal "the version is that of the ledger" 1 "$(sql crm.db "select count(*) from leat_scripts where version = '$version'")"
sql crm.db "delete from leat_script_files where name = './closed.txt'" >/dev/null
exits "a file that was lost is told" 3 "$leat" explain --past --db crm.db 1

# ---- a calendar's file, of a module
mkdir -p office
printf 'calendar "office" { hours "mon-fri 09:00-17:00"  closed from "days.csv" }\n' >office/hours.leat
printf 'date,kind,name\n2026-03-03,holiday,Foundation\n' >office/days.csv
cat >office/route.leat <<'S'
use "./hours.leat"
calendar "office"
lead { seen: time }
when age(seen) > 2 working hours archive "late"
otherwise nurture "later"
S
"$leat" init --db office.db >/dev/null
sql office.db "alter table leads add column seen text; insert into leads(seen) values ('2026-03-02T16:00:00Z')" >/dev/null
exits "a run by a calendar of a module" 0 "$leat" run office/route.leat --db office.db --now 2026-03-04T12:00:00Z
equal "its file is kept" "./hours.leat ./days.csv" \
  "$(sql office.db "select group_concat(name, ' ') from (select name from leat_script_files order by place)")"
run "$leat" explain --past --db office.db 1
has "the decision says when it was late, and past which day" \
  'needs > 2 working hours (until 2026-03-04T10:00:00Z; closed 2026-03-03 "Foundation")' "$out"
before=$out
printf 'date,kind,name\n2026-03-04,holiday,Another\n' >office/days.csv
run "$leat" explain --past --db office.db 1
equal "by the days of then, when they change" "$before" "$out"
run "$leat" explain office/route.leat --db office.db 1 --now 2026-03-04T12:00:00Z
has "while now it counts by those of now" '(until 2026-03-03T10:00:00Z)' "$out"
rm -r office
run "$leat" explain --past --db office.db 1
equal "and when they are gone" "$before" "$out"

# ---- a database of the first version
"$leat" init --db old.db >/dev/null
# Back to version 1: without the tables that later versions have added, and what they gave the outbox.
first="'leat_meta', 'leat_turns', 'leat_tags', 'leat_outbox', 'leat_runs', 'leat_scripts', 'leat_ledger', 'leat_state'"
later=$(sql old.db "select group_concat('drop table ' || name, '; ') from sqlite_schema where type = 'table' and name like 'leat_%'
  and name not in ($first)")
sql old.db "drop index leat_outbox_unsent; drop index leat_ledger_of_lead; alter table leat_outbox drop column tries;
  alter table leat_outbox drop column next_at; alter table leat_outbox drop column dead_at;
  alter table leat_outbox drop column error; $later; update leat_meta set value = 1 where key = 'version';
  alter table leads add column city text; insert into leads(city) values ('Rom')" >/dev/null
printf 'list south from "south.txt"\nlead { city: text }\nwhen city in south nurture "s"\notherwise stop\n' >old.leat
echo Rom >south.txt
exits "is read as it is" 0 "$leat" run old.leat --db old.db --dry-run
equal "and stays as it was" 1 "$(sql old.db "select value from leat_meta where key = 'version'")"
exits "its past, too" 4 "$leat" explain --past --db old.db 1
exits "and is brought up to date when it is written" 0 "$leat" run old.leat --db old.db
equal "in one go" "3|1" "$(sql old.db "select value, (select count(*) from leat_files) from leat_meta where key = 'version'")"

# ---- the repl
mkdir repl && cd repl
echo 'define double(x) = x * 2' >m.leat
run bash -c 'printf "use \"./m.leat\"\ndouble(21)\nuse \"std/text\"\nblank(\"\")\n" | "$0" repl' "$leat"
has "use is a statement of the repl" "added: use" "$out"
has "whose names are known at once" "= 42 : number" "$out"
has "those of the standard modules, too" "= true : bool" "$out"
run bash -c 'printf "use \"./nosuch.leat\"\n" | "$0" repl' "$leat"
has "one that is missing is refused" E0431 "$err"
printf 'use "./m.leat"\nwhen double(score) > 2 stop\notherwise stop\n' >s.leat
run bash -c 'printf ".load s.leat\ndouble(4)\n" | "$0" repl' "$leat"
has ".load takes its modules in" "= 8 : number" "$out"
cd ..

# ---- dump
printf 'use "std/text"\nwhen blank(a) stop\notherwise stop\n' >d.leat
run "$leat" dump d.leat --stage ast
has "the tree shows what is used" 'use 1:5 "std/text"' "$out"
lacks "not what is in it" "define" "$out"
exits "the code of a script with modules" 0 "$leat" dump d.leat --stage code

# ---- help
exits "the standard modules are listed" 0 "$leat" help std
has "each with what it is about" 'use "std/text"
      Small questions about texts.' "$out"
exits "one module" 0 "$leat" help std/text
has "shows its definitions with their comments" 'define blank(text)
  Is nothing written' "$out"
exits "a name of one" 0 "$leat" help blank
has "shows the module that has it" 'use "std/text"' "$out"
exits "what no module has" 2 "$leat" help std/nosuch
run bash -c 'printf ".help blank\n" | "$0" repl' "$leat"
has "the repl knows it, too" "define blank(text)" "$out"

# ---- layout
printf 'use   "./m.leat"   # why\n\nuse "std/text"\nwhen   blank(a) stop otherwise stop\n' >f.leat
run "$leat" fmt f.leat
equal "use has a layout" 'use "./m.leat"  # why

use "std/text"
when blank(a) stop
otherwise stop' "$out"
