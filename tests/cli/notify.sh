# leat notify: messages reach real receivers on loopback, each at least once, in order, and no secret is ever shown.
. "$(dirname "$0")/../lib/check.sh"
receivers=()
trap 'kill "${receivers[@]}" 2>/dev/null || true; rm -rf "$scratch"' EXIT
receiver() { # KIND LOG [PLAN]: sets $port
  mkfifo ".port.$2"
  /usr/bin/python3 "$root/tests/lib/receiver.py" "$@" >".port.$2" 2>"$2.err" &
  receivers+=($!)
  read -r port <".port.$2"
}
now=2026-03-02T09:00:00Z
cat >route.leat <<'S'
lead { source: text }
rule "demo" when source == "demo" {
  notify "group" "new: {source} <&> 上海"
  archive "x"
}
otherwise stop
S
database() { # LEADS: as many messages in the outbox
  rm -f crm.db*
  "$leat" init --db crm.db >/dev/null
  { echo id,source; seq -f '%.0f,demo' "$1"; } >leads.csv
  "$leat" import leads.csv --db crm.db --key id -q
  "$leat" run route.leat --db crm.db --now $now -q
}
channel() { # LINES: channels.conf with a channel "group"
  { echo "[group]"; printf '%s\n' "$@"; } >channels.conf
  chmod 600 channels.conf
}
notify() { run "$leat" notify --db crm.db --channels channels.conf --now "${at:-$now}" --format csv "$@"; }
bodies() { jq -r "${2:-.body}" "$1"; }

receiver http ok.log
ok=$port

# ---- forms
database 1
channel "type = slack" "url = http://127.0.0.1:$ok/services/T0/SECRET"
notify
equal "slack: sent" "channel,type,sent,failed,given up,waiting,dead,why
group,slack,1,0,0,0,0," "$out"
equal "slack: exit 0" 0 "$code"
equal "slack: its markup is escaped" '{"text":"new: demo &lt;&amp;&gt; 上海"}' "$(bodies ok.log)"
equal "slack: the address" "/services/T0/SECRET" "$(bodies ok.log .path)"
notify
equal "nothing is sent twice" 1 "$(wc -l <ok.log)"
equal "the outbox knows when" "2026-03-02T09:00:0" "$(sql crm.db 'SELECT substr(sent_at, 1, 18) FROM leat_outbox')"

printf '200 {"errcode":0,"errmsg":"ok"}\n' >plan
receiver http robot.log plan
robot=$port
database 1
channel "type = wecom" "url = http://127.0.0.1:$robot/cgi-bin/webhook/send?key=K"
notify
equal "wecom: sent" "group,wecom,1,0,0,0,0," "$(tail -1 <<<"$out")"
equal "wecom: its form" '{"msgtype":"text","text":{"content":"new: demo <&> 上海"}}' "$(bodies robot.log)"

: >robot.log
database 1
channel "type = dingtalk" "url = http://127.0.0.1:$robot/robot/send?access_token=T" "secret = SECabc"
notify
equal "dingtalk: sent" "group,dingtalk,1,0,0,0,0," "$(tail -1 <<<"$out")"
stamp=$(bodies robot.log .path | sed -n 's/.*timestamp=\([0-9]*\).*/\1/p')
sign=$(printf '%s\nSECabc' "$stamp" | openssl dgst -sha256 -hmac SECabc -binary | base64 | jq -sRr 'rtrimstr("\n") | @uri')
equal "dingtalk: signed as it wants it" "/robot/send?access_token=T&timestamp=$stamp&sign=$sign" "$(bodies robot.log .path)"

printf '200 {"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}\n' >plan
receiver http feishu.log plan
database 1
channel "type = feishu" "url = http://127.0.0.1:$port/open-apis/bot/v2/hook/H" "secret = s3"
notify
equal "feishu: sent" "group,feishu,1,0,0,0,0," "$(tail -1 <<<"$out")"
stamp=$(bodies feishu.log '.body | fromjson | .timestamp')
sign=$(printf '' | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(printf '%s\ns3' "$stamp" | od -An -tx1 | tr -d ' \n')" \
  -binary | base64)
equal "feishu: signed as it wants it" "$sign" "$(bodies feishu.log '.body | fromjson | .sign')"
equal "feishu: its form" '{"text":"new: demo <&> 上海"}' "$(bodies feishu.log '.body | fromjson | .content | tojson')"

: >ok.log
database 1
channel "type = webhook" "url = http://127.0.0.1:$ok/hook" "secret = whsec_$(printf key | base64)"
notify
equal "webhook: sent" "group,webhook,1,0,0,0,0," "$(tail -1 <<<"$out")"
equal "webhook: its form" \
  '{"format":1,"kind":"notify","channel":"group","lead":"1","text":"new: demo <&> 上海","rule":"demo","at":"2026-03-02T09:00:00Z","due":null}' \
  "$(bodies ok.log '.body | fromjson | del(.id) | tojson')"
id=$(bodies ok.log '.headers["webhook-id"]')
equal "webhook: the key is in the body, too" "$id" "$(bodies ok.log '.body | fromjson | .id')"
equal "webhook: Idempotency-Key" "\"$id\"" "$(bodies ok.log '.headers["idempotency-key"]')"
stamp=$(bodies ok.log '.headers["webhook-timestamp"]')
sign=$(printf '%s.%s.%s' "$id" "$stamp" "$(bodies ok.log)" | openssl dgst -sha256 -hmac key -binary | base64)
equal "webhook: signed as in Standard Webhooks" "v1,$sign" "$(bodies ok.log '.headers["webhook-signature"]')"

receiver smtp mail.log
mail=$port
database 1
channel "type = mail" "server = smtp://127.0.0.1:$mail" "from = leat@example.com" \
  "to = desk@example.com, boss@example.com" "subject = 线索 {lead}: a new lead that somebody at the desk ought to call today"
notify
equal "mail: sent" "group,mail,1,0,0,0,0," "$(tail -1 <<<"$out")"
equal "mail: to all of them" '["desk@example.com","boss@example.com"]' "$(bodies mail.log '.to | tojson')"
cat >read.py <<'P'
import email, email.policy, json, sys
m = email.message_from_string(json.loads(open("mail.log").readline())["mail"], policy=email.policy.default)
print(m["Subject"]); print(m["From"]); print(m["Date"]); print(m.get_content().strip()); print(m.defects, m["Subject"].defects)
P
equal "mail: a mail reader reads it" "线索 1: a new lead that somebody at the desk ought to call today
leat@example.com
Mon, 02 Mar 2026 09:00:00 +0000
new: demo <&> 上海
[] ()" "$(/usr/bin/python3 read.py)"
database 1
channel "type = mail" "server = smtp://127.0.0.1:$mail" "from = leat@example.com" "to = nobody@example.com"
notify
equal "mail: a receiver who is not there: given up at once" "group,mail,0,0,1,0,1,the other side answered 550" \
  "$(tail -1 <<<"$out")"
database 1
channel "type = mail" "server = smtp://127.0.0.1:$mail" "from = leat@example.com" "to = later@example.com"
notify
equal "mail: put off: it waits" "group,mail,0,1,0,1,0,the other side answered 451" "$(tail -1 <<<"$out")"
database 1
channel "type = mail" "server = smtp://127.0.0.1:$mail" "from = a@b.cn" "to = c@d.cn" "user = u" "password = geheim"
notify
has "mail: no password without TLS" "group,mail,0,1,0,1,0," "$out"
equal "mail: and nothing arrived" 1 "$(wc -l <mail.log)"

database 2
channel "type = command" "command = cat >>heard; echo >>heard"
notify
equal "command: sent" "group,command,2,0,0,0,0," "$(tail -1 <<<"$out")"
equal "command: JSON on its standard input" "1 2" "$(jq -r .lead heard | xargs)"
for case in "65 0,0,1,0,1" "1 0,1,0,1,0" "78 0,1,0,1,0"; do
  database 1
  channel "type = command" "command = exit ${case% *}"
  notify
  equal "command: exit ${case% *}" "group,command,${case#* },the command ended with exit code ${case% *}" "$(tail -1 <<<"$out")"
done
database 1
channel "type = command" "timeout = 1" "command = sleep 50 & sleep 50"
notify
equal "command: one that does not end is ended" "group,command,0,1,0,1,0,the command did not end in time" \
  "$(tail -1 <<<"$out")"
channel "type = command" "command = exit 0"
at=2026-03-02T09:05:00Z notify
equal "a program that reads nothing is no trouble" "group,command,1,0,0,0,0," "$(tail -1 <<<"$out")"

# ---- what goes wrong
printf '503 busy\n200 ok\n' >plan
receiver http later.log plan
database 1
channel "type = webhook" "url = http://127.0.0.1:$port/x"
notify
equal "503: it waits" "group,webhook,0,1,0,1,0,the other side answered 503" "$(tail -1 <<<"$out")"
equal "which is exit 1" 1 "$code"
at=2026-03-02T09:00:30Z notify
equal "not before its time" "group,webhook,0,0,0,1,0," "$(tail -1 <<<"$out")"
at=2026-03-02T09:02:00Z notify
equal "then it is sent" "group,webhook,1,0,0,0,0," "$(tail -1 <<<"$out")"
equal "with the same key" 1 "$(bodies later.log '.headers["webhook-id"]' | sort -u | wc -l)"

printf '429 slow down retry=600\n200 ok\n' >plan
receiver http slow.log plan
database 1
channel "type = slack" "url = http://127.0.0.1:$port/x"
notify
at=2026-03-02T09:09:00Z notify
equal "Retry-After is heeded" 1 "$(wc -l <slow.log)"
at=2026-03-02T09:11:00Z notify
equal "and then over" "group,slack,1,0,0,0,0," "$(tail -1 <<<"$out")"

printf 'die\n200 ok\n' >plan
receiver http dying.log plan
database 2
channel "type = slack" "url = http://127.0.0.1:$port/x"
notify
equal "a receiver that dies in the middle: the message waits, the other lead's goes" "group,slack,1,1,0,1,0" \
  "$(tail -1 <<<"$out" | cut -d, -f1-7)"
at=2026-03-02T09:02:00Z notify
equal "and comes later" "group,slack,1,0,0,0,0," "$(tail -1 <<<"$out")"

printf 'hang\n' >plan
receiver http hanging.log plan
database 5
channel "type = slack" "url = http://127.0.0.1:$port/x" "timeout = 1"
notify
equal "one that hangs: three tries, then the channel rests" "group,slack,0,3,0,5,0" "$(tail -1 <<<"$out" | cut -d, -f1-7)"

database 3
channel "type = slack" "url = http://127.0.0.1:1/SECRET"
notify
has "nobody there: one try for all, which costs the messages none" "group,slack,0,1,0,3,0," "$out"
equal "no try is counted" 0 "$(sql crm.db 'SELECT max(tries) FROM leat_outbox')"
at=2026-03-02T09:00:10Z notify
has "and the channel rests" "not before 2026-03-02T09:01:0" "$out"
channel "type = slack" "url = http://127.0.0.1:$ok/x"
at=2026-03-02T09:02:00Z notify
equal "then all are sent" "group,slack,3,0,0,0,0," "$(tail -1 <<<"$out")"

printf '400 bad\n' >plan
receiver http bad.log plan
database 2
channel "type = slack" "url = http://127.0.0.1:$port/x"
notify
equal "refused: given up" "group,slack,0,0,2,0,2,the other side answered 400" "$(tail -1 <<<"$out")"
run "$leat" notify --db crm.db --dead --format csv
equal "and listed" "2,group,2|1,group,1" "$(tail -n +2 <<<"$out" | cut -d, -f1-3 | paste -sd'|')"
exits "one may be tried again" 0 "$leat" notify --db crm.db --retry 1
channel "type = slack" "url = http://127.0.0.1:$ok/x"
notify
equal "and is sent then" "group,slack,1,0,0,0,1," "$(tail -1 <<<"$out")"
exits "a message that is not dead" 4 "$leat" notify --db crm.db --retry 1
exits "all" 0 "$leat" notify --db crm.db --retry all
exits "neither an id nor all" 2 "$leat" notify --db crm.db --retry some

printf '302 moved\n' >plan
receiver http moved.log plan
database 1
channel "type = slack" "url = http://127.0.0.1:$port/x"
notify
equal "no redirection is followed" 1 "$(wc -l <moved.log)"

printf '500 x\n' >plan
receiver http never.log plan
database 1
channel "type = slack" "url = http://127.0.0.1:$port/x"
for day in $(seq 1 12); do at=2026-04-$(printf %02d "$day") notify; done
equal "after twelve tries it is given up" "group,slack,0,0,1,0,1,the other side answered 500" "$(tail -1 <<<"$out")"
equal "not before" 12 "$(wc -l <never.log)"

# ---- order, tasks, two at once, kill -9
cat >order.leat <<'S'
lead { source: text }
when source == "demo" {
  notify "group" "first"
  notify "group" "second"
  task "call" due 2 hours
  archive "x"
}
otherwise stop
S
printf '500 x\n200 ok\n' >plan
receiver http order.log plan
rm -f crm.db*
"$leat" init --db crm.db >/dev/null
printf 'id,source\n1,demo\n2,demo\n' >leads.csv
"$leat" import leads.csv --db crm.db --key id -q
"$leat" run order.leat --db crm.db --now $now -q
channel "type = slack" "url = http://127.0.0.1:$port/x"
notify
equal "what waits holds back what is behind it, of its lead alone" "500 first|200 first|200 second" \
  "$(jq -r '(.answer | split(" ")[0]) + " " + (.body | fromjson | .text)' order.log | paste -sd'|')"
has "a channel that the file lacks is named" "tasks,,0,0,0,2,0,there is no such channel in the file" "$out"
printf '[tasks]\ntype = command\ncommand = cat >>tasks; echo >>tasks\n' >channels.conf
notify --channel tasks
equal "tasks have a channel of their own" "call 2026-03-02T11:00:00Z" "$(head -1 tasks | jq -r '.text + " " + .due')"

database 40
channel "type = command" "command = cat >>both; echo >>both"
for i in 1 2 3; do "$leat" notify --db crm.db --channels channels.conf --now $now -q & done 2>/dev/null
wait $(jobs -p | tail -3) || true
notify
equal "three at once: each message once" 40 "$(jq -r .id both | sort | uniq -c | awk '$1 == 1' | wc -l)"
database 5
channel "type = command" "command = cat >>killed; echo >>killed; kill -9 \$PPID"
run "$leat" notify --db crm.db --channels channels.conf --now $now
channel "type = command" "command = cat >>killed; echo >>killed"
notify
has "killed: the channel is kept for a while" "being delivered by another process" "$out"
equal "which is exit 75" 75 "$code"
at=2026-03-02T09:10:00Z notify
equal "then all is sent; the one in hand twice, with the same id" "1 1 1 1 2" \
  "$(jq -r .id killed | sort | uniq -c | awk '{print $1}' | sort | xargs)"

# ---- the file of channels
wrong() { # NAME EXPECTED LINES...
  local name=$1 expected=$2
  shift 2
  channel "$@"
  notify
  has "$name" "$expected" "$err"
  equal "$name: exit 2" 2 "$code"
}
wrong "no type" 'channels.conf:1: channel `group` needs `type = slack`' "url = https://x"
wrong "an unknown type" 'channels.conf:2: there is no type `slak`; did you mean `slack`?' "type = slak"
wrong "an unknown setting" 'channels.conf:3: there is no setting `ulr`; did you mean `url`?' "type = slack" "ulr = x"
wrong "what is needed" 'channel `group` needs `url`' "type = slack"
wrong "what means nothing" '`server` means nothing for a channel of type `slack`' "type = slack" "url = https://x" "server = smtp://y"
wrong "no address" '`url` must begin with https:// or http://' "type = slack" "url = ftp://x"
wrong "no e-mail address" '`a b@c` is no e-mail address' "type = mail" "server = smtp://x" "from = a b@c" "to = a@b"
wrong "twice" '`url` is set twice' "type = slack" "url = https://x" "url = https://y"
wrong "a channel twice" 'channel `group` stands on line 1 already' "type = slack" "url = https://x" "[group]"
wrong "a time-out" '`timeout` is a whole number of seconds from 1 to 300, not `0`' "type = slack" "timeout = 0"
wrong "no such variable" 'the environment has no variable `NOT_THERE`' "type = slack" "url = env:NOT_THERE"
wrong "no setting at all" "channels.conf:2: a line is" "hello"
printf 'type = slack\n' >channels.conf
notify
has "before the first channel" "stands before the first" "$err"
echo "https://127.0.0.1:1/SECRET" >secret
chmod 644 secret
wrong "a secret that others may read" 'others may read `secret`; say `chmod 600 secret`' "type = slack" "url = file:secret"
chmod 600 secret
database 1
channel "type = slack" "url = file:secret"
notify
equal "one that they may not" 1 "$code"
channel "type = slack" "url = https://127.0.0.1:1/SECRET"
chmod 644 channels.conf
notify
has "a secret in a file that others may read" "is a secret, and others may read this file" "$err"
equal "is refused" 2 "$code"
channel "type = slack" "url = env:SLACK_URL"
chmod 644 channels.conf
export SLACK_URL=http://127.0.0.1:1/SECRET
database 1
notify
notify --lang zh
lacks "no secret is printed" SECRET "$out$err$("$leat" notify --db crm.db --waiting)$(sql crm.db .dump)"
rm -f channels.conf
run "$leat" notify --db crm.db
has "no file of channels" "notify needs --channels FILE" "$err"
