// Probes by their names. Leaves: FilterProbes. Covered by tests/plan/select_test.cpp.
#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "plan/select.h"
#include "typed/typed.h"

namespace sonde {
namespace {

// The name of one function of a wildcard's: the pattern's last part, which is in the name, is its own.
std::string NameOf(const AttachSpec& spec, const std::string& function) {
  return spec.name.substr(0, spec.name.rfind(':') + 1) + function;
}

class Filter {
 public:
  explicit Filter(const std::string& regex) : regex_(regex, std::regex::ECMAScript) {}

  // Of a probe for several functions those that match are left.
  [[nodiscard]] bool Keeps(typed::Probe& probe) const {
    const ProbeKind kind = probe.target.spec.kind;
    if (kind == ProbeKind::Begin || kind == ProbeKind::End || kind == ProbeKind::Self) return true;
    std::vector<std::string>& functions = probe.target.functions;
    if (functions.empty()) return Matches(probe.target.spec.name);
    std::erase_if(functions,
                  [&](const std::string& each) { return !Matches(NameOf(probe.target.spec, each)); });
    return !functions.empty();
  }

 private:
  [[nodiscard]] bool Matches(const std::string& name) const { return std::regex_search(name, regex_); }

  std::regex regex_;
};

}  // namespace

Status FilterProbes(const std::string& regex, typed::Program& program) {
  try {
    const Filter filter(regex);
    std::erase_if(program.probes, [&](typed::Probe& probe) { return !filter.Keeps(probe); });
    return Status::Ok();
  } catch (const std::regex_error& error) {
    return Error("Invalid --probe-filter regex '" + regex + "': " + error.what());
  }
}

}  // namespace sonde
