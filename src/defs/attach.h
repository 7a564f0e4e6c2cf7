// Means and the ways to attach each kind of probe, expanded from attach.def. Covered by
// tests/plan/choose_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "defs/features.h"
#include "defs/probe_types.h"

namespace sonde {

// The kernel's BPF program type a probe is loaded as.
enum class ProgramType : uint8_t { RawTracepoint, PerfEvent, Tracepoint, Kprobe, Tracing };

// What the program's context pointer is.
enum class ContextKind : uint8_t {
  None,
  PerfEventData,
  TracepointRecord,
  RawArguments,
  Registers,
  Object,
  Trampoline,
  TypedArguments,  // as RawArguments; the verifier knows the types of pointers
};

enum class Means : uint8_t {
#define MEANS(id, attach_type, descriptors, how) id,
#include "defs/attach.def"
};

enum class DescriptorUse : uint8_t { Nothing, One, PerCpu, PerTarget, PerFile };

struct MeansRow {
  Means means;
  uint32_t attach_type;
  DescriptorUse descriptors;
  std::string_view how;
};

inline constexpr MeansRow kMeans[] = {
#define MEANS(id, attach_type, descriptors, how) {Means::id, attach_type, DescriptorUse::descriptors, how},
#include "defs/attach.def"
};

constexpr const MeansRow& RowOf(Means means) {
  return kMeans[static_cast<size_t>(means)];
}

// How many functions one program of a way may be for.
enum class Serves : uint8_t { One, Several, Any };

struct Way {
  ProbeKind probe;
  Means means;
  ProgramType program;
  ContextKind context;
  std::optional<Feature> feature;  // the kernel must have it
  Serves serves;
  std::string_view why;
};

namespace ways {
inline constexpr std::optional<Feature> Nothing = std::nullopt;
#define FEATURE(id, name, lack, help) inline constexpr std::optional<Feature> id = Feature::id;
#include "defs/features.def"
}  // namespace ways

// Of one kind of probe the cheapest first.
inline constexpr Way kWays[] = {
#define ATTACH(probe, means, program, context, feature, serves, why)                          \
  {ProbeKind::probe, Means::means, ProgramType::program, ContextKind::context, ways::feature, \
   Serves::serves,   why},
#include "defs/attach.def"
};

// Whether a program of this way may be for one function, or for `several`.
constexpr bool May(const Way& way, bool several) {
  return way.serves == Serves::Any || (way.serves == Serves::Several) == several;
}

// Whether a way gives a probe on registers the function's parameters instead: only for programs that can do
// with those (src/plan/substitute.h).
constexpr bool IsSubstitute(const Way& way) {
  return way.context == ContextKind::Trampoline && (RowOf(way.probe).flags & HasParameters) == 0;
}

// The row of a kind and a means; null if there is none.
constexpr const Way* FindWay(ProbeKind probe, Means means) {
  for (const Way& way : kWays) {
    if (way.probe == probe && way.means == means) return &way;
  }
  return nullptr;
}

// A set of features as one number.
constexpr uint32_t BitOf(Feature feature) {
  return uint32_t{1} << static_cast<uint32_t>(feature);
}

}  // namespace sonde
