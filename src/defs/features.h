// Feature: kernel abilities, expanded from features.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sonde {

enum class Feature : uint8_t {
#define FEATURE(id, name, lack, help) id,
#include "defs/features.def"
};

struct FeatureRow {
  Feature feature;
  std::string_view name;
  std::string_view lack;
  std::string_view help;
};

inline constexpr FeatureRow kFeatures[] = {
#define FEATURE(id, name, lack, help) {Feature::id, name, lack, help},
#include "defs/features.def"
};

constexpr const FeatureRow& RowOf(Feature feature) {
  return kFeatures[static_cast<size_t>(feature)];
}

}  // namespace sonde
