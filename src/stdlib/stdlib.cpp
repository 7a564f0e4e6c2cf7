// Finding files of the standard library. Leaves: what stdlib.h declares. Covered by the test named there.
#include "stdlib/stdlib.h"

#include <string>

#include "stdlib/embedded.h"

namespace sonde {

std::string_view StdlibScript(std::string_view function) {
  const std::string name = std::string(function) + ".bt";
  const EmbeddedFile* file = FindFile(EmbeddedFiles(), name);
  return file == nullptr ? std::string_view() : file->bytes;
}

}  // namespace sonde
