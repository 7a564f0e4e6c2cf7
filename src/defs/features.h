// Feature: kernel abilities, expanded from features.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

enum class Feature : uint8_t {
#define FEATURE(id, name, help) id,
#include "defs/features.def"
};

struct FeatureRow {
  Feature feature;
  std::string_view name;
  std::string_view help;
};

inline constexpr FeatureRow kFeatures[] = {
#define FEATURE(id, name, help) {Feature::id, name, help},
#include "defs/features.def"
};

}  // namespace sonde
