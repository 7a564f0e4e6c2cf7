// Opening libclang. Leaves: Libclang. Covered by tests/cdecl/libclang_test.cpp.
#include "cdecl/libclang.h"

#include <dlfcn.h>
#include <link.h>

#include <cstdlib>
#include <vector>

namespace sonde {
namespace {

#define SONDE_LIBCLANG_NAME "libclang-" SONDE_LIBCLANG_VERSION ".so"

// The plain name without a version belongs to a development package; it comes last because it may be any
// version.
std::vector<std::string> Candidates() {
  if (const char* chosen = std::getenv("SONDE_LIBCLANG")) return {chosen};
  const std::string folder = SONDE_LIBCLANG_DIR "/";
  std::vector<std::string> names;
  for (const std::string& prefix : {folder, std::string()}) {
    names.push_back(prefix + SONDE_LIBCLANG_NAME "." SONDE_LIBCLANG_VERSION);
    names.push_back(prefix + SONDE_LIBCLANG_NAME ".1");
  }
  names.push_back(folder + "libclang.so");
  return names;
}

Error Missing(const std::string& why) {
  return Error(why).Hint(
      "C definitions and #include in scripts need libclang: install the package libclang1-" +
      std::string(SONDE_LIBCLANG_VERSION) + ", or name the library in the variable SONDE_LIBCLANG");
}

Result<const Libclang*> Open() {
  void* library = nullptr;
  std::string first_reason;
  for (const std::string& name : Candidates()) {
    library = dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (library != nullptr) break;
    if (const char* reason = dlerror(); reason != nullptr && first_reason.empty()) first_reason = reason;
  }
  if (library == nullptr) return Missing(first_reason);
  static Libclang functions;
  const auto find = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    return function != nullptr;
  };
  const char* absent = nullptr;
#define SONDE_LIBCLANG_FIND(name) \
  if (!find(functions.name, "clang_" #name)) absent = "clang_" #name;
  SONDE_LIBCLANG_FUNCTIONS(SONDE_LIBCLANG_FIND)
#undef SONDE_LIBCLANG_FIND
  if (absent != nullptr) return Missing(std::string("the library found has no function ") + absent);
  if (link_map* map = nullptr; dlinfo(library, RTLD_DI_LINKMAP, &map) == 0) functions.path = map->l_name;
  return &functions;
}

}  // namespace

const Result<const Libclang*>& Libclang::Load() {
  static const Result<const Libclang*> library = Open();
  return library;
}

std::string Libclang::Text(CXString text) const {
  const char* bytes = getCString(text);
  std::string copy = bytes != nullptr ? bytes : "";
  disposeString(text);
  return copy;
}

}  // namespace sonde
