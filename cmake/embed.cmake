# cmake -DOUTPUT=FILE.cpp -DHEADER=FOLDER/embedded.h -DNAMESPACE=NAME [-DSHORTEN=ON] -P embed.cmake -- FILE...: writes the files as
# arrays of a C++ source. The header declares EmbeddedFile, a name and bytes, and EmbeddedFiles(), a span of them. SHORTEN: texts
# without the blanks that lines begin with, and without lines that are comments (// ...).
set(arrays "")
set(table "")
set(index 0)
set(is_file FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(number RANGE ${last})
  set(argument "${CMAKE_ARGV${number}}")
  if(is_file)
    if(SHORTEN)
      file(READ "${argument}" text)
      string(REGEX REPLACE "\n +" "\n" text "\n${text}")
      string(REGEX REPLACE "\n//[^\n]*" "" text "${text}")
      string(REGEX REPLACE "^\n" "" text "${text}")
      string(HEX "${text}" bytes)
    else()
      file(READ "${argument}" bytes HEX)
    endif()
    string(LENGTH "${bytes}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "(..)" "'\\\\x\\1', " bytes "${bytes}")
    get_filename_component(name "${argument}" NAME)
    string(APPEND arrays "constexpr char kFile${index}[] = {${bytes}'\\0'};\n")
    string(APPEND table "    {\"${name}\", {kFile${index}, ${size}}},\n")
    math(EXPR index "${index} + 1")
  elseif(argument STREQUAL "--")
    set(is_file TRUE)
  endif()
endforeach()
file(WRITE "${OUTPUT}" "// Written by the build.
#include \"${HEADER}\"

namespace ${NAMESPACE} {
namespace {

${arrays}
constexpr EmbeddedFile kFiles[] = {
${table}};

}  // namespace

std::span<const EmbeddedFile> EmbeddedFiles() {
  return kFiles;
}

}  // namespace ${NAMESPACE}
")
