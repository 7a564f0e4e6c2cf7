// OptionRow: the options of the command line, expanded from options.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sonde {

enum class OptionId : uint8_t {
#define OPTION(id, letter, name, argument, help) id,
#define RUNNER(id, help)
#include "defs/options.def"
};

struct OptionRow {
  OptionId id;
  char letter;
  std::string_view name;      // without the dashes
  std::string_view argument;  // empty: it takes none
  std::string_view help;
};

inline constexpr OptionRow kOptions[] = {
#define OPTION(id, letter, name, argument, help) {OptionId::id, letter, name, argument, help},
#define RUNNER(id, help)
#include "defs/options.def"
};

// An option that sonde-run has as well.
struct RunnerOption {
  OptionId id;
  std::string_view help;  // empty: that of its row
};

inline constexpr RunnerOption kRunnerOptions[] = {
#define OPTION(id, letter, name, argument, help)
#define RUNNER(id, help) {OptionId::id, help},
#include "defs/options.def"
};

constexpr const OptionRow& RowOf(OptionId option) {
  return kOptions[static_cast<size_t>(option)];
}

// Whether the option may stand without what it takes.
constexpr bool MayStandAlone(const OptionRow& row) {
  return row.argument.starts_with('[');
}

}  // namespace sonde
