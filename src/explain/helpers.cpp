// The table is made of bpf_helper_defs.h by cmake/helper_prototypes.cmake. Leaves: HelperName,
// HelperPrototype.
#include "explain/helpers.h"

#include <algorithm>
#include <iterator>

namespace sonde::explain {
namespace {

struct Row {
  int32_t number;
  std::string_view name;
  std::string_view prototype;
};

constexpr Row kRows[] = {
#define HELPER(number, name, prototype) {number, name, prototype},
#include "explain/helper_prototypes.inc"
#undef HELPER
};

const Row* Find(int32_t number) {
  const auto* row =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.number == number; });
  return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

std::string_view HelperName(int32_t number) {
  const Row* row = Find(number);
  return row == nullptr ? std::string_view() : row->name;
}

std::string_view HelperPrototype(int32_t number) {
  const Row* row = Find(number);
  return row == nullptr ? std::string_view() : row->prototype;
}

}  // namespace sonde::explain
