# What lies in the data does no harm: terminals, spreadsheets, SQL.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
esc=$'\e'
{
  echo 'name,company,note'
  printf 'Robert"); drop table leads;--,%s]0;owned\a,%s[31mred\n' "$esc" "$esc"
  printf "'; delete from leads; --,=cmd|' /C calc'!A0,+1+1\n"
  printf 'x\xe2\x80\xaeevil,@SUM(A1),-2+3\n'
  printf '<script>alert(1)</script>,%s]8;;http://evil%s\\click,\xc2\x9b31m\n' "$esc" "$esc"
} >leads.csv
"$leat" init --db crm.db >/dev/null
exits "hostile cells are imported as they are" 0 "$leat" import leads.csv --db crm.db
lacks "the import shows no escape" "$esc" "$out$err"
cat >route.leat <<'S'
pool "p'; drop table leads; --" { member "r'; delete from leads; --" member "=2+2" }
rule "n'ame; drop table leat_ledger" when name is known
  tag "{company}"
  notify "c" "{note}"
  set note = company
  assign pool "p'; drop table leads; --" roundrobin
otherwise archive "x"
S
printf 'otherwise hold for "m" "{name} {company} {note}"\n' >shown.leat
for format in table csv tsv markdown; do
  exits "a dry run, $format" 0 "$leat" run route.leat --db crm.db --now $now --dry-run --format $format
  lacks "no escape in $format" "$esc" "$out$err"
  run "$leat" run shown.leat --db crm.db --now $now --dry-run --format $format
  has "values are in the reasons of $format" "click" "$out"
  lacks "no escape of a value in $format" "$esc" "$out"
  lacks "no bidi control of a value in $format" $'\xe2\x80\xae' "$out"
  lacks "no C1 control of a value in $format" $'\xc2\x9b' "$out"
done
run "$leat" run route.leat --db crm.db --now $now --dry-run --format csv
lacks "no cell of CSV begins a formula" ",=2+2" "$out"
exits "the run" 0 "$leat" run route.leat --db crm.db --now $now
lacks "no escape in its report" "$esc" "$out$err"
equal "all leads are still there, with odd owners" "4|2" "$(sql crm.db "select count(*), count(distinct owner) from leads")"
equal "values are written as they are" 4 "$(sql crm.db "select count(*) from leads where note = company")"
for id in 1 2 3 4; do
  exits "explain $id" 0 "$leat" explain route.leat --db crm.db $id --now $now
  lacks "no escape in the explanation of $id" "$esc" "$out$err"
  lacks "no bidi control in the explanation of $id" $'\xe2\x80\xae' "$out$err"
  lacks "no C1 control in the explanation of $id" $'\xc2\x9b' "$out$err"
done
printf 'when a == "x\xe2\x80\xaey" stop\n%s[2J\n' "$esc" >bad.leat
exits "a script with escapes" 3 "$leat" check bad.leat
lacks "shows none" "$esc" "$out$err"
printf 'leads from "leads; drop table leads" { id = id }\notherwise stop\n' >t.leat
exits "a table name is a name" 5 "$leat" run t.leat --db crm.db
run "$leat" run <(printf 'leads from "leads" where "1); delete from leads; --" { id = id owner = owner created_at = created_at }\notherwise stop\n') --db crm.db
equal "a condition is one expression" 4 "$(sql crm.db "select count(*) from leads")"
mkdir list && echo 'secret' >secret.txt
for path in /etc/passwd ../secret.txt list/../../secret.txt; do
  printf 'list l from "%s"\nwhen a in l stop\notherwise stop\n' "$path" >list/l.leat
  exits "a list is not read from $path" 3 "$leat" check list/l.leat
done
ln -s ../secret.txt list/link.txt
printf 'list l from "link.txt"\nwhen a in l stop\notherwise stop\n' >list/l.leat
exits "nor through a link out of the folder" 3 "$leat" check list/l.leat
