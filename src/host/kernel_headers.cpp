// Finding kernel headers. Leaves: LocateKernelHeaders. Covered by tests/host/kernel_headers_test.cpp.
#include "host/kernel_headers.h"

#include <sys/stat.h>
#include <sys/utsname.h>

#include <cstdlib>

#include "base/environment.h"

namespace sonde {
namespace {

// The first of a setting's value and `folder` that is a folder.
std::string Choose(const char* name, const std::string& folder) {
  const auto is_folder = [](const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  };
  const char* value = FindSetting(name);
  if (value != nullptr && *value != '\0') return is_folder(value) ? value : "";
  return is_folder(folder) ? folder : "";
}

std::string Architecture() {
  if (const char* chosen = std::getenv("ARCH"); chosen != nullptr && *chosen != '\0') return chosen;
  utsname names{};
  const std::string machine = uname(&names) == 0 ? names.machine : "";
  if (machine == "x86_64" || (machine.size() == 4 && machine.ends_with("86"))) return "x86";
  if (machine == "aarch64") return "arm64";
  for (const char* family : {"arm", "s390", "ppc", "mips", "riscv", "loongarch", "sparc"}) {
    if (machine.starts_with(family)) return family == std::string("ppc") ? "powerpc" : family;
  }
  return machine;
}

}  // namespace

KernelHeaders LocateKernelHeaders(const std::string& release, const std::string& root) {
  const std::string modules = root + "/lib/modules/" + release;
  KernelHeaders headers{Choose("KERNEL_SOURCE", modules + "/source"),
                        Choose("KERNEL_BUILD", modules + "/build"), Architecture()};
  const char* source = FindSetting("KERNEL_SOURCE");
  const char* build = FindSetting("KERNEL_BUILD");
  if (source != nullptr && *source != '\0' && (build == nullptr || *build == '\0') &&
      !headers.source.empty()) {
    headers.build = headers.source;
  }
  if (headers.source.empty()) headers.source = headers.build;
  if (headers.build.empty()) headers.build = headers.source;
  return headers;
}

}  // namespace sonde
