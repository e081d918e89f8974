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
words='UTF|NUL|ASCII|CSV|JSON|DB|U|x|e|leat|lead|rep|pool|let|list|define|else|assign|where|within|otherwise|in|for|map|km|Jaro|Winkler|haversine|PCRE|true|false|known|missing|SQL|h|owner|status|hold|nurture|archive|member|wait|db|table|from|is|or|working'
left_in_english() { # TEXT: words of messages, without the lines of the script
  printf '%s\n' "$1" | sed -E '/^ *[0-9]+ \| /d; s/^ +\| [ ~^]*//; s/ \[[EWN][0-9]{4}\]$//; s/^[^ ]*:[0-9]+:[0-9]+: //
    s/`[^`]*`//g; s/"[^"]*"//g; s/0x[0-9a-f]+//g; s/(写法是|声明它：|在映射中加上：|声明为数字：|写明线索在哪个池排队：|写明是哪一列：|用到了它自己：)[^：]*//
    s/^看不懂这个模式：.*//; s/(看不懂这个模式|忽略大小写时使用)：.*//; s/(写作?|加上引号，写作) [^ ，]+(，|$)//' |
    grep -Eo '[A-Za-z]{2,}' | grep -vxE "$words" || true
}
for script in "$root"/tests/diag/*.leat; do
  id=$(basename "$script" .leat)
  cp "$script" . && cp "$root"/tests/diag/*.{txt,csv} . 2>/dev/null
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
