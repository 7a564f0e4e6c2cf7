// Names of numbers in C, by the headers that this program was compiled with. Leaves: FindCConstant,
// NearCConstant. Covered by tests/golden/diag/names/*.
#include "sema/c_constants.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <csignal>
#include <cstring>
#include <vector>

#include "base/nearest.h"

namespace sonde::sema {
namespace {

struct Named {
  std::string_view name;
  int64_t value;
};

constexpr Named kNamed[] = {
#define C_CONSTANT(name) {#name, name},
#include "defs/c_constants.def"
};

constexpr int kMostErrors = 134;

}  // namespace

std::optional<CConstant> FindCConstant(std::string_view name) {
  for (const Named& each : kNamed) {
    if (each.name == name) return CConstant{each.value, false};
  }
  for (int number = 1; name.starts_with('E') && number < kMostErrors; ++number) {
    const char* const error = strerrorname_np(number);
    if (error != nullptr && error == name) return CConstant{number, true};
  }
  for (int number = 1; name.starts_with("SIG") && number < NSIG; ++number) {
    const char* const signal = sigabbrev_np(number);
    if (signal != nullptr && signal == name.substr(3)) return CConstant{number, false};
  }
  return std::nullopt;
}

std::string NearCConstant(std::string_view name) {
  if (name.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos) return {};
  std::vector<std::string> names;
  for (const Named& each : kNamed)
    names.emplace_back(each.name);
  for (int number = 1; number < kMostErrors; ++number) {
    if (const char* const error = strerrorname_np(number)) names.emplace_back(error);
  }
  for (int number = 1; number < NSIG; ++number) {
    if (const char* const signal = sigabbrev_np(number)) names.push_back(std::string("SIG") + signal);
  }
  return Nearest(name, names);
}

}  // namespace sonde::sema
