# cmake -DOUTPUT=FILE.cpp -P embed.cmake -- FILE...: writes the files as arrays of a C++ source, for embedded.h.
set(arrays "")
set(table "")
set(index 0)
set(is_file FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(number RANGE ${last})
  set(argument "${CMAKE_ARGV${number}}")
  if(is_file)
    file(READ "${argument}" bytes HEX)
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
#include \"stdlib/embedded.h\"

namespace sonde {
namespace {

${arrays}
constexpr EmbeddedFile kFiles[] = {
${table}};

}  // namespace

std::span<const EmbeddedFile> EmbeddedFiles() {
  return kFiles;
}

}  // namespace sonde
")
