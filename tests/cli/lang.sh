# Messages in Simplified Chinese: every finding whole, chosen by --lang or the locale, marked by display width.
. "$(dirname "$0")/../lib/check.sh"
unset LANGUAGE LC_MESSAGES LANG LC_ALL

printf 'lead { 评分: number }\nwhen 评分 > "80" stop\notherwise stop\n' >zh.leat
zh='zh.leat:2:6: 错误: `评分` 是数字，不能与 `"80"` 比较，后者是文本 [E0213]
  2 | when 评分 > "80" stop
    |      ^^^^^^^^^^^
    = 写 80，不加引号'
run "$leat" check zh.leat --lang zh
equal "--lang zh: the finding, its mark as wide as the text, its fix" "$zh" "$out"
for place in "LC_ALL=zh_CN.UTF-8" "LC_MESSAGES=zh_CN" "LANG=zh_CN.UTF-8" "LANG=en_US.UTF-8 LANGUAGE=de:zh_CN"; do
  run env $place "$leat" check zh.leat
  equal "$place: the same" "$zh" "$out"
done
for place in "LC_ALL=C LANG=zh_CN.UTF-8" "LC_ALL=C.UTF-8 LANGUAGE=zh" "LC_ALL=en_US.UTF-8 LC_MESSAGES=zh_CN" "A=b"; do
  run env $place "$leat" check zh.leat
  has "$place: English" "can't be compared" "$out"
done
run env LANG=zh_CN.UTF-8 "$leat" check zh.leat --lang en
has "--lang goes before the locale" "can't be compared" "$out"
run "$leat" --lang zh check zh.leat
equal "--lang may stand before the command" "$zh" "$out"
exits "another language is refused" 2 "$leat" check zh.leat --lang xx
run "$leat" check zh.leat --lang zh --format json
has "JSON speaks it too" '"message":"`评分` 是数字' "$out"
has "JSON keeps its keys and codes" '"code":"E0213","severity":"error"' "$out"
has "JSON names the page" '"help":"leat help E0213"' "$out"
run "$leat" chek --lang zh
has "errors of the call, too" '未知命令 `chek`；是不是 `check`？' "$err"

# Outside of quotes, names of files and code in backquotes nothing of a finding is left in English.
words='UTF|NUL|ASCII|CSV|csv|JSON|DB|U|x|e|leat|lead|rep|pool|let|list|define|else|assign|where|within|otherwise|in|for|map|km|Jaro|Winkler|haversine|PCRE|true|false|known|missing|SQL|h|owner|status|hold|nurture|archive|member|wait|db|table|from|is|or|working'
left_in_english() { # TEXT: words of messages, without the lines of the script
  printf '%s\n' "$1" | sed -E '/^ *[0-9]+ \| /d; s/^ +\| [ ~^]*//; s/ \[[EWN][0-9]{4}\]$//; s/^[^ ]*:[0-9]+:[0-9]+: //
    s/`[^`]*`//g; s/"[^"]*"//g; s/0x[0-9a-f]+//g; s#[a-zA-Z0-9/]+\.(leat|csv)##g; s/(写法是|声明它：|在映射中加上：|声明为数字：|写明线索在哪个池排队：|写明是哪一列：|用到了它自己：)[^：]*//
    s/^看不懂这个模式：.*//; s/(看不懂这个模式|忽略大小写时使用)：.*//; s/(写作?|加上引号，写作) [^ ，]+(，|$)//' |
    grep -Eo '[A-Za-z]{2,}' | grep -vxE "$words" || true
}
for script in "$root"/tests/diag/*.leat; do
  id=$(basename "$script" .leat)
  cp "$script" . && cp -r "$root"/tests/diag/*.{txt,csv} "$root"/tests/diag/*/ . 2>/dev/null
  db=()
  if grep -q '^#! sql' "$id.leat"; then
    rm -f d.db
    "$leat" init --db d.db >/dev/null
    sed -n 's/^#! sql //p' "$id.leat" | sed 's/$/;/' | sqlite3 d.db
    db=(--db d.db)
  fi
  run "$leat" check "$id.leat" --lang zh "${db[@]}"
  case $out$err in *"[$id]"*) equal "$id is Chinese" "" "$(left_in_english "$out$err")" ;; *) fail "$id is drawn" "$out$err" ;; esac
done

# What an admin reads from the first to the last command, without a word of English that is not code, data or a name.
cat >way.leat <<'TEXT'
lead { source: text  score: number  region: text }
pool "资深销售" { member "alice" capacity 1 open  member "小王" weight 2 }
rule "热线索" when source == "demo" and score > 80
  assign pool "资深销售" where rep.team == "east" or rep.id == "小王" else wait
when region == "上海" and score / 0 > 1 tag "x"
when region != "北京" or region is missing hold for "经理" "请决定 {region}"
otherwise nurture "通讯"
TEXT
printf 'source,score,region\ndemo,90,上海\nweb,20,北京\nweb,abc,\nweb,1,上海,多余\n' >way.csv
english() { # TEXT: what is left when code, data, options and names of files are taken away
  printf '%s\n' "$1" | sed -E 's/`[^`]*`//g; s/"[^"]*"//g; s/--?[a-z-]+( [A-Z]+)?//g; s/[0-9]{4}-[0-9-]+T[0-9:.+Z]*//g
    s/(脚本) [0-9a-f]{16}/\1/g; s/[a-z_]+\.(db|csv|leat)(\.rejects\.csv)?//g; s/ when .*…//; s/where [^：]*//
    s/\b(rep\.)?(source|score|region|team|id|alice|web|demo|owner|pool|status|created_at|reps|pools|leads|pool_members|leat_|[Ll]eat|nurtured|held|text|number|bool|import|assigned|otherwise|roundrobin|missing|east|known|UTF|new|unknown|false|true)\b//g' |
    grep -Eo '[A-Za-z]{2,}' || true
}
claims_chinese() { # NAME COMMAND...
  local name=$1
  shift
  run env LANG=zh_CN.UTF-8 "$@"
  equal "$name is Chinese" "" "$(english "$out"$'\n'"$err")"
}
rm -f d.db
claims_chinese "init" "$leat" init --db d.db
claims_chinese "import" "$leat" import way.csv --db d.db
has "a rejected row says why" "第 5 行：这一行有 4 个单元格，表头有 3 个" "$out"
claims_chinese "check" "$leat" check way.leat --db d.db
has "its summary" "通过：4 条规则，1 个池，3 列" "$out"
claims_chinese "a dry run" "$leat" run way.leat --db d.db -n
has "heads of columns stand over their columns, twice as wide as their letters" \
'线索  结果        规则     池        销售  原因
1     已分配      热线索   资深销售  小王
2     培育中      第 7 行                  通讯
3     待人工决定  第 6 行                  交给 经理: 请决定' "$out"
has "what was unknown, and why" "score 不是数字" "$out"
claims_chinese "a run" "$leat" run way.leat --db d.db
claims_chinese "explain" "$leat" explain way.leat --db d.db 1 2 3
has "the trace" '第 5 行  when region == "上海" and s…  未知     region 缺失；score 不是数字' "$out"
has "why a rep was passed over" "跳过：alice（where rep.team" "$out"
claims_chinese "explain --past" "$leat" explain --past --db d.db 1 2 3
claims_chinese "a lead that is not there" "$leat" explain way.leat --db d.db 99
claims_chinese "a database that is not there" "$leat" run way.leat --db nowhere.db
claims_chinese "an option that is not there" "$leat" run --foo
claims_chinese "a number that is none" "$leat" run way.leat --db d.db --limit 0
printf '.why\n.rules\n.pools\n.lead 2\nscore > 80\nwhen score > 5 stop\n.undo\n.route\n.lead 3\n' >lines
printf '.set score\n.undo\n.load\n.nothing\n' >>lines
run sh -c "LANG=zh_CN.UTF-8 '$leat' repl way.leat --db d.db <lines"
equal "the repl is Chinese" "" "$(english "$out$err" | grep -vxE 'when|stop|set|load|undo|nothing|help|repl' || true)"
run sh -c "echo .help | LANG=zh_CN.UTF-8 '$leat' repl"
has "its help, too" "显示或选择当前线索" "$out"
for command in '' $(sed -n 's/^COMMAND(\([a-z]*\),.*/\1/p' "$root/src/cli/commands.def"); do
  run env LANG=zh_CN.UTF-8 "$leat" help $command
  lacks "help $command: no line is left in English" " the " "$out"
done
run env LANG=zh_CN.UTF-8 "$leat" run way.leat --db d.db -n --format csv
has "CSV keeps its keys" "lead,outcome,rule,pool,rep,reason" "$out"
run env LANG=zh_CN.UTF-8 "$leat" run way.leat --db d.db -n --format json
has "JSON keeps its keys and words" '"outcomes":{"assigned":' "$out"
equal "the ledger is English" "score is not a number" "$(sqlite3 d.db 'select summary from leat_runs' | grep -o 'score is not a number' | head -1)"
