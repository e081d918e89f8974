# Writes OUT, a C file that holds the files of STDLIB, the list LIST with `;` for each (see stdlib.h).
# The assembler takes the bytes in, so that large data costs the compiler nothing.
set(data "")
set(names "")
set(table "")
set(i 0)
foreach(path IN LISTS FILES)
  file(RELATIVE_PATH name ${STDLIB} ${path})
  string(APPEND data "__asm__(\".pushsection .rodata\\n.balign 16\\nleat_std_${i}:\\n.incbin \\\"${path}\\\"\\n\"
        \"leat_std_end_${i}:\\n.byte 0\\n.popsection\\n\");\n")
  string(APPEND names "extern const char leat_std_${i}[], leat_std_end_${i}[];\n")
  string(APPEND table "  {\"std/${name}\", leat_std_${i}, leat_std_end_${i}},\n")
  math(EXPR i "${i} + 1")
endforeach()
file(WRITE ${OUT} "#include \"check/stdlib.h\"

${data}
${names}
static const StdFile files[] = {
${table}  {0},
};

const StdFile *std_files(size_t *count_out) {
  *count_out = sizeof files / sizeof *files - 1;
  return files;
}
")
