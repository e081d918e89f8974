" Vim syntax file. Language: Leat
" Copy it to ~/.vim/syntax/leat.vim, and put into ~/.vim/ftdetect/leat.vim:
"   autocmd BufRead,BufNewFile *.leat setfiletype leat
" Made by grammar/editors from the tables of the language.
if exists("b:current_syntax")
  finish
endif
syntax case match
syntax sync minlines=50

syntax match leatStatement "\<\%(activities\|after\|always\|busy\|calendar\|class\|define\|duplicate\|events\|lead\|leads\|leaves\|let\|list\|never\|otherwise\|pool\|reps\|rule\|score\|sea\|table\|test\|timezone\|unique\|use\|when\)\>\%(\s*\%([=!]=\|[<>=:.*/?]\|\%(is\|in\|not in\|contains\|matches\|starts with\|ends with\)\>\)\)\@!"
syntax match leatAction "\<\%(archive\|assign\|hold\|notify\|nurture\|set\|stop\|tag\|task\)\>\%(\s*\%([=!]=\|[<>=:.*/?]\|\%(is\|in\|not in\|contains\|matches\|starts with\|ends with\)\>\)\)\@!"
syntax match leatClause "\<\%(absent\|activity\|ago\|at\|auto\|away\|best\|between\|by\|capacity\|cases\|catch\|claim\|claimed\|closed\|cooldown\|db\|default\|departure\|due\|each\|else\|event\|every\|expect\|extend\|for\|from\|half\|inactive\|keep\|least\|life\|like\|max\|member\|merge\|nearest\|open\|outcome\|owner\|owners\|penalty\|per\|place\|prefix\|protect\|range\|reassign\|release\|remind\|rep\|response\|route\|same\|skills\|split\|statuses\|sticky\|strategy\|tags\|to\|up\|wait\|weight\|where\|within\|without\|zone\)\>\%(\s*\%([=!]=\|[<>=:.*/?]\|\%(is\|in\|not in\|contains\|matches\|starts with\|ends with\)\>\)\)\@!"
syntax match leatClause "\<row\>\%(\s*\%([=!]=\|[:.]\)\)\@!"
syntax match leatStrategy "\<\%(best\|first\|leastloaded\|nearest\|random\|roundrobin\|weighted\)\>\%(\s*\%([=!]=\|[<>=:.*/?]\|\%(is\|in\|not in\|contains\|matches\|starts with\|ends with\)\>\)\)\@!"
syntax match leatType "\<\%(bool\|duration\|json\|nocase\|number\|text\|time\)\>\%(\s*\%([=!]=\|[<>:.]\|\%(is\|in\|not in\|contains\|matches\|starts with\|ends with\)\>\)\)\@!"
syntax match leatUnit "\<\%(day\|days\|hour\|hours\|km\|minute\|minutes\|second\|seconds\|week\|weeks\|working\)\>\%(\s*\%([=!]=\|[<>=:.*/?]\|\%(is\|in\|not in\|contains\|matches\|starts with\|ends with\)\>\)\)\@!"
syntax match leatOperator "\<\%(and\|contains\|ends\|if\|in\|is\|last\|matches\|not\|or\|starts\|then\|with\)\>"
syntax match leatConstant "\<\%(false\|known\|missing\|true\)\>"
syntax match leatFunction "\<\%(abs\|age\|bucket\|date\|digits\|distance_km\|domain\|events\|fading_events\|floor\|fold\|halfwidth\|hour\|ip_number\|last_event\|length\|lower\|max\|min\|now\|owner_by\|replace\|round\|similarity\|today\|trim\|weekday\|working\|working_add\|working_days\|working_hours\)\>\%(\s*(\)\@="
syntax match leatFunction "\<\%(now\|today\)\>"
syntax match leatSign "[-+*/=<>!?]\+\|\.\."
syntax match leatField "\<\k\+\ze\s*:"
syntax match leatField "\%([^.]\.\)\@<=\k\+"

syntax match leatNumber "\<\d[0-9_]*\%(\.\d[0-9_]*\)\=\%([km万亿]\>\|%\)\="
syntax match leatTime "\<\d\{4}-\d\d-\d\d\%(T[0-9:.]*\%(Z\|[-+]\d\d:\=\d\d\)\=\)\="
syntax match leatTime "\<\d\{1,2}:\d\d\%(:\d\d\%(\.\d\+\)\=\)\="
syntax region leatText start=+"+ skip=+\\\\\|\\"+ end=+"+ oneline contains=leatEscape,leatPart
syntax match leatEscape +\\\%([nt"\\]\|u{\x\{1,6}}\)\|{{\|}}+ contained
syntax match leatPart "{\@<!{[^{}"]\+}" contained
syntax match leatName "`[^`]*`"
syntax match leatComment "#.*$" contains=@Spell

highlight default link leatStatement Statement
highlight default link leatAction Keyword
highlight default link leatClause Keyword
highlight default link leatStrategy Special
highlight default link leatType Type
highlight default link leatUnit Number
highlight default link leatOperator Operator
highlight default link leatSign Operator
highlight default link leatConstant Constant
highlight default link leatFunction Function
highlight default link leatField Identifier
highlight default link leatName Identifier
highlight default link leatNumber Number
highlight default link leatTime Number
highlight default link leatText String
highlight default link leatEscape SpecialChar
highlight default link leatPart Special
highlight default link leatComment Comment

setlocal commentstring=#\ %s
setlocal iskeyword=@,48-57,_,128-255
let b:current_syntax = "leat"
