# leat import: encodings, odd files, keys; nothing is lost silently.
. "$(dirname "$0")/../lib/check.sh"
count() { sql crm.db "select count(*) from leads"; }
fresh() { rm -f crm.db*; "$leat" init --db crm.db >/dev/null; }

printf '\xef\xbb\xbfname,城市,"odd ""header""",,name\r\n"Ann, B.",上海,"two\nlines",x,y\r\nBob,北京,,z,\r\n' >a.csv
fresh
exits "quotes, newlines in cells, BOM, CR LF" 0 "$leat" import a.csv --db crm.db
equal "all rows are there" 2 "$(count)"
equal "a cell keeps its newline" "two
lines" "$(sql crm.db "select \"odd \"\"header\"\"\" from leads where name = 'Ann, B.'")"
equal "Chinese headers and values are kept" "上海" "$(sql crm.db "select 城市 from leads where name = 'Ann, B.'")"
has "blank and doubled headers get names" "name" "$out"
iconv -f UTF-8 -t GB18030 <<<'公司,城市
海风科技,上海
西湖软件,杭州
金陵制造,南京' >gb.csv
fresh
exits "GB18030 is recognised" 0 "$leat" import gb.csv --db crm.db
equal "and read right" "杭州" "$(sql crm.db "select 城市 from leads where 公司 = '西湖软件'")"
for encoding in UTF-16LE UTF-16BE; do
  { [ $encoding = UTF-16LE ] && printf '\xff\xfe' || printf '\xfe\xff'; printf 'name,score\nZoë,5\n' | iconv -f UTF-8 -t $encoding; } >w.csv
  fresh
  exits "$encoding is recognised" 0 "$leat" import w.csv --db crm.db
  equal "$encoding is read right" "Zoë|5" "$(sql crm.db "select name, score from leads")"
done
printf 'name,score\nA,1\nB\nC,3,4\nD,4\n' >ragged.csv
fresh
exits "rows with too few or too many cells are rejected" 4 "$leat" import ragged.csv --db crm.db
equal "the others are in" 2 "$(count)"
equal "the rejected stand beside the file, below their header" "name,score
B
C,3,4" "$(cat ragged.csv.rejects.csv)"
fresh
exits "--keep-ragged keeps what loses nothing" 4 "$leat" import ragged.csv --db crm.db --keep-ragged
equal "but not a value that has no column" "A|1
B|
D|4" "$(sql crm.db "select name, score from leads order by rowid")"
fresh
run "$leat" import ragged.csv --db crm.db --format json
equal "read = imported + updated + unchanged + rejected" "4=2+0+0+2" "$(sqlite3 :memory: "with r(j) as (select '$(sed "s/'/''/g" <<<"$out")')
  select json_extract(j, '\$.read') || '=' || json_extract(j, '\$.imported') || '+' || json_extract(j, '\$.updated') || '+' ||
  json_extract(j, '\$.unchanged') || '+' || json_extract(j, '\$.rejected') from r")"
printf 'email,score\na@x,1\nb@x,2\n' >k.csv
fresh
exits "with a key" 0 "$leat" import k.csv --db crm.db --key email
exits "the same file again" 0 "$leat" import k.csv --db crm.db --key email
equal "does not double the leads" 2 "$(count)"
printf 'email,score\na@x,9\nc@x,3\n' >k2.csv
"$leat" import k2.csv --db crm.db --key email --update >/dev/null
equal "--update takes what changed" "9|3" "$(sql crm.db "select (select score from leads where email = 'a@x'), count(*) from leads")"
exits "a key that is no column" 4 "$leat" import k.csv --db crm.db --key nosuch
fresh
printf '{"name":"Ann","score":3,"tags":["a"]}\n{"name":"Bob","score":null}\n{broken\n' >l.jsonl
exits "JSON lines; a broken line is rejected" 4 "$leat" import l.jsonl --db crm.db
equal "the whole lines are in" 2 "$(count)"
fresh
run bash -c 'printf "name;score\nAnn;3,5\nBob;4\n" | "$0" import - --db crm.db' "$leat"
equal "from standard input, semicolons" 0 "$code"
equal "and it is all there" 2 "$(count)"
fresh
printf 'id,phone,when\n7,007,2026-03-02\n9,008,2026-03-03\n' >t.csv
printf 'sep=;\r\nname;asked_at\r\nA;1767225600\r\nB;2026\r\nC;2026-01-01 00:00\r\n' >sep.csv
fresh
exits "a first line that names the separator, Unix times in a column of times" 0 "$leat" import sep.csv --db crm.db --type asked_at=time
equal "are taken so; what is none is counted and kept" "A|1767225600
B|2026
C|2026-01-01 00:00" "$(sql crm.db "select name, asked_at from leads order by rowid")"
exits "forced types" 0 "$leat" import t.csv --db crm.db --type phone=text
equal "leading zeros stay" "007" "$(sql crm.db "select phone from leads where id = 7")"
exits "an encoding that there is not" 4 "$leat" import t.csv --db crm.db --encoding klingon
has "is called so" 'there is no encoding `klingon`' "$err"
printf '{"v":1\0,"x":5}\n{"v":2}\n' >nul.jsonl
exits "a NUL character in a JSON line" 4 "$leat" import nul.jsonl --db crm.db
has "is not taken for a blank" "a NUL byte stands in it" "$out"
exits "an empty file" 4 "$leat" import /dev/null --db crm.db
exits "a file that is not there" 2 "$leat" import nosuch.csv --db crm.db
exits "import makes the database when it is not there" 0 "$leat" import k.csv --db new.db
printf 'a,b\n5\n6,7\n' >itself.csv
exits "rejects never take the place of the file itself" 4 "$leat" import itself.csv --db itself.db --rejects itself.csv
equal "which stays" "a,b 5 6,7" "$(xargs <itself.csv)"
