// Finding files of the standard library. Leaves: what stdlib.h declares. Covered by the test named there.
#include "stdlib/stdlib.h"

#include "stdlib/embedded.h"

namespace sonde {
namespace {

std::string_view Find(std::string_view function, std::string_view suffix) {
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    const std::string_view name = file.name;
    if (name.ends_with(suffix) && name.substr(0, name.size() - suffix.size()) == function) return file.bytes;
  }
  return {};
}

}  // namespace

std::string_view StdlibScript(std::string_view function) {
  return Find(function, ".bt");
}

}  // namespace sonde
