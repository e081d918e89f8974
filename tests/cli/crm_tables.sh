# Leat on a CRM's own tables: mapped columns are written, nothing else, and the schema stays.
. "$(dirname "$0")/../lib/check.sh"
now=2026-03-02T09:00:00Z
sqlite3 crm.db <<'S'
create table crm_lead (lead_id text primary key, owner_email text, created text, sales_pool text, origin text, points integer, extra text);
create table users (mail text, role text, enabled integer, region text);
insert into crm_lead values ('L-1', null, '2026-03-01', null, 'demo', 90, 'keep'), ('L-2', null, '2026-03-01', null, 'web', 10, 'keep'),
  ('L-3', 'someone@x', '2026-03-01', null, 'demo', 99, 'keep'), ('L-4', null, '2026-03-01', null, 'demo', 95, 'keep');
insert into users values ('ann@x', 'sales', 1, 'east'), ('ben@x', 'sales', 0, 'east'), ('cat@x', 'boss', 1, 'east'), ('dan@x', 'sales', 1, 'west');
S
cat >route.leat <<'S'
leads from "crm_lead" { id = lead_id  owner = owner_email  created_at = created  pool = sales_pool }
reps from "users" where "role = 'sales'" { id = mail  active = enabled }
pool "east" from reps where rep.region == "east"
when origin == "demo" and points > 80 assign pool "east" roundrobin
otherwise hold for "manager" "not hot"
S
schema() { sql crm.db "select sql from sqlite_schema where name not like 'leat\_%' escape '\\' and name not like 'sqlite%'"; }
before=$(schema)
exits "the script fits the tables" 0 "$leat" check route.leat --db crm.db
exits "the run" 0 "$leat" run route.leat --db crm.db --now $now
equal "owners: active people of the table that the condition lets in" "L-1|ann@x|east
L-2||
L-3|someone@x|
L-4|ann@x|east" "$(sql crm.db "select lead_id, owner_email, sales_pool from crm_lead order by 1")"
equal "nothing else is touched" 4 "$(sql crm.db "select count(*) from crm_lead where extra = 'keep'")"
equal "the schema of the CRM is as it was" "$before" "$(schema)"
equal "what is new is called leat_…" 0 "$(sql crm.db "select count(*) from sqlite_schema where type = 'table' and name not in ('crm_lead', 'users') and name not like 'leat\_%' escape '\\' and name not like 'sqlite%'")"
equal "the ledger names leads as the CRM does" "L-1|east|ann@x|assigned" "$(sql crm.db "select lead, pool, rep, outcome from leat_ledger where lead = 'L-1'")"
sed 's/owner_email/owner_mail/' route.leat >bad.leat
run "$leat" check bad.leat --db crm.db
has "a column that is not there is named" "owner_mail" "$out$err"
