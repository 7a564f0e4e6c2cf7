# cmake -DINPUT=FILE -DOUTPUT=FILE.cpp -DFUNCTION=Name -P embed_bytes.cmake: writes a C++ source with
# `std::span<const char> sonde::Name()`, the bytes of INPUT, aligned as an ELF file has to be.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1', " bytes "${bytes}")
file(WRITE "${OUTPUT}" "// Written by the build.
#include <span>

namespace sonde {
namespace {

alignas(8) constexpr char kBytes[] = {${bytes}};

}  // namespace

std::span<const char> ${FUNCTION}();
std::span<const char> ${FUNCTION}() {
  return kBytes;
}

}  // namespace sonde
")
