# Writes OUT: the files LEADS and SCRIPT as byte arrays (see samples.h).
function(bytes_of path out)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  set(${out} "${hex}" PARENT_SCOPE)
endfunction()

bytes_of(${LEADS} leads)
bytes_of(${SCRIPT} script)
file(WRITE ${OUT} "#include \"cli/samples.h\"

static const unsigned char leads[] = {
${leads}
};
static const unsigned char script[] = {
${script}
};

Str sample_leads(void) { return (Str){(const char *)leads, sizeof leads}; }
Str sample_script(void) { return (Str){(const char *)script, sizeof script}; }
")
