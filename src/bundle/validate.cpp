// Checks of a bundle's metadata, so that the runtime can trust every index, offset and size.
// Leaves: Validate. Covered by tests/bundle/bundle_test.cpp.
#include <algorithm>
#include <iterator>
#include <span>

#include "bundle/bundle.h"
#include "defs/percentiles.h"

namespace sonde::bundle {
namespace {

constexpr uint32_t kMaxValueSize = 1U << 20;  // bytes of one value, key or event
constexpr uint32_t kMaxBuckets = 65 * 32 + 2;
constexpr uint32_t kMaxBucketBits = 5;
constexpr uint32_t kMaxFrames = 1024;
constexpr uint32_t kMaxScratchSlots = 64;    // bits of the mask word
constexpr uint64_t kMaxLeaves = 1ULL << 20;  // values that one layout makes when it is decoded

#define TRY(expression) \
  if (Status status = (expression); !status) return status

Status Bad(std::string what) {
  return Error("the bundle is damaged: " + std::move(what));
}

Status CheckLayout(const Layout& layout, uint64_t enclosing, const std::string& where);

Status CheckChildren(const Layout& layout, const std::string& where) {
  for (const Layout& child : layout.children)
    TRY(CheckLayout(child, layout.size, where));
  return Status::Ok();
}

Status CheckNumber(const Layout& layout, const std::string& where) {
  if (layout.bit_size != 0) {
    if (layout.bit_size > 64 || uint64_t{layout.bit_offset} + layout.bit_size > uint64_t{layout.size} * 8 ||
        layout.size > 8) {
      return Bad(where + ": a bit-field lies outside its value");
    }
    return Status::Ok();
  }
  if (layout.size != 1 && layout.size != 2 && layout.size != 4 && layout.size != 8) {
    return Bad(where + ": a number has " + std::to_string(layout.size) + " bytes");
  }
  return Status::Ok();
}

Status CheckAtLeast(const Layout& layout, uint64_t bytes, const std::string& where) {
  if (layout.size < bytes) return Bad(where + ": a value is too small for its kind");
  return Status::Ok();
}

Status CheckElements(const Layout& layout, const std::string& where) {
  if (layout.children.size() != 1) return Bad(where + ": an array without an element type");
  if (layout.children[0].offset != 0) return Bad(where + ": an array element with an offset");
  TRY(CheckAtLeast(layout, uint64_t{layout.count} * layout.children[0].size, where));
  return layout.count == 0 ? Status::Ok() : CheckChildren(layout, where);
}

Status CheckKind(const Layout& layout, const std::string& where) {
  if (static_cast<size_t>(layout.kind) >= std::size(kValueKinds)) {
    return Bad(where + ": unknown kind of value");
  }
  const ValueKindRow& row = RowOf(layout.kind);
  switch (row.shape) {
    case ValueShape::Any:
      return Status::Ok();
    case ValueShape::Number:
      return CheckNumber(layout, where);
    case ValueShape::Float:
      if (layout.size == 4 || layout.size == 8) return Status::Ok();
      return Bad(where + ": a floating-point number has " + std::to_string(layout.size) + " bytes");
    case ValueShape::Sized:
      return CheckAtLeast(layout, row.bytes, where);
    case ValueShape::Elements:
      return CheckElements(layout, where);
    case ValueShape::Fields:
      return CheckChildren(layout, where);
    case ValueShape::Frames:
      if (layout.count > kMaxFrames) return Bad(where + ": a stack with too many frames");
      return CheckAtLeast(layout, row.bytes + 8ULL * layout.count, where);
  }
  return Status::Ok();
}

Status CheckLayout(const Layout& layout, uint64_t enclosing, const std::string& where) {
  if (uint64_t{layout.offset} + layout.size > enclosing)
    return Bad(where + ": a value lies outside its place");
  if (static_cast<size_t>(layout.stack_mode) >= std::size(kStackModes))
    return Bad(where + ": unknown stack mode");
  return CheckKind(layout, where);
}

// Values that decoding makes of a layout: elements of arrays multiply, and those without a size cost nothing
// in bytes. Stops counting beyond the limit.
uint64_t Leaves(const Layout& layout) {
  uint64_t leaves = 1;
  for (const Layout& child : layout.children) {
    if (leaves > kMaxLeaves) break;
    leaves += Leaves(child);
  }
  if (layout.kind == ValueKind::Array) leaves = 1 + leaves * layout.count;
  return std::min(leaves, kMaxLeaves + 1);
}

// A whole key, value or argument, which lies in a place of `enclosing` bytes.
Status CheckWhole(const Layout& layout, uint64_t enclosing, const std::string& where) {
  TRY(CheckLayout(layout, enclosing, where));
  return Leaves(layout) > kMaxLeaves ? Bad(where + ": a value has too many parts") : Status::Ok();
}

Status CheckBuckets(const MapMeta& map) {
  const Buckets& buckets = map.buckets;
  if (buckets.kind != KindOf(map.function)) return Bad(map.name + ": function and buckets do not agree");
  if (buckets.kind == Buckets::Kind::Log && buckets.bits > kMaxBucketBits) {
    return Bad(map.name + ": hist bits beyond " + std::to_string(kMaxBucketBits));
  }
  if (buckets.kind == Buckets::Kind::Linear && (buckets.step < 1 || buckets.max < buckets.min)) {
    return Bad(map.name + ": bad lhist bounds");
  }
  const bool time = buckets.kind == Buckets::Kind::Time;
  if (time && (buckets.step < 1 || buckets.max < 1 || buckets.max > kMostIntervals ||
               buckets.bits > static_cast<uint32_t>(Buckets::Merge::Sum))) {
    return Bad(map.name + ": bad tseries bounds");
  }
  if (buckets.Count() > kMaxBuckets) return Bad(map.name + ": too many buckets");
  return Status::Ok();
}

Status CheckMap(const MapMeta& map) {
  if (map.name.empty() || map.name[0] != '@') return Bad("a map without a name");
  if (map.storage > MapStorage::FrontedHash) return Bad(map.name + ": unknown storage");
  if (static_cast<size_t>(map.function) >= std::size(kAggregations))
    return Bad(map.name + ": unknown function");
  const bool keyed = map.storage == MapStorage::Hash || map.storage == MapStorage::PerCpuHash ||
                     map.storage == MapStorage::FrontedHash;
  if (keyed != map.has_keys) return Bad(map.name + ": storage and keys do not agree");
  if ((map.storage == MapStorage::Global) != map.bpf_name.empty()) {
    return Bad(map.name + ": storage and BPF map name do not agree");
  }
  const bool aggregation = map.storage == MapStorage::PerCpuScalar || map.storage == MapStorage::PerCpuHash ||
                           map.storage == MapStorage::FrontedHash;
  if (aggregation != (map.function != Aggregation::None))
    return Bad(map.name + ": storage and function do not agree");
  if (keyed) TRY(CheckWhole(map.key, kMaxValueSize, map.name));
  if (keyed && (map.key.offset != 0 || map.key.size == 0)) return Bad(map.name + ": bad key");
  if (map.value_size == 0 || map.value_size > kMaxValueSize) return Bad(map.name + ": bad value size");
  TRY(CheckBuckets(map));
  if (map.function == Aggregation::None) return CheckWhole(map.value, map.value_size, map.name);
  if (map.value_size != 8 * AggregationWords(map.function, map.buckets))
    return Bad(map.name + ": a size that is not its aggregation's");
  return Status::Ok();
}

Status CheckTargets(const ProbeMeta& probe) {
  const TargetSort sort = RowOf(probe.kind).target;
  if (probe.targets.empty() != (sort == TargetSort::None)) {
    return Bad(probe.name + (probe.targets.empty() ? ": nothing to attach to" : ": is attached to nothing"));
  }
  for (const AttachTarget& target : probe.targets) {
    if (SortOf(target) != sort) return Bad(probe.name + ": a target that is not its kind's");
    const auto* objects = std::get_if<ObjectTarget>(&target);
    if (objects != nullptr && !objects->pin.empty() && objects->pin.front() != '/')
      return Bad(probe.name + ": a pin that is no absolute path");
  }
  return Status::Ok();
}

Status CheckProbe(const ProbeMeta& probe) {
  if (probe.program.empty()) return Bad("a probe without a program");
  if (static_cast<size_t>(probe.kind) >= std::size(kProbeTypes))
    return Bad(probe.name + ": unknown probe type");
  if (static_cast<size_t>(probe.means) >= std::size(kMeans)) return Bad(probe.name + ": unknown means");
  const Way* way = FindWay(probe.kind, probe.means);
  if (way == nullptr || !May(*way, probe.multi)) return Bad(probe.name + ": means that are not its kind's");
  constexpr uint32_t kKnown = (uint32_t{1} << std::size(kFeatures)) - 1;
  if ((probe.needed_features & ~kKnown) != 0) return Bad(probe.name + ": needs an unknown feature");
  const bool waits = way->program == ProgramType::Kprobe && (RowOf(probe.kind).flags & InUser) != 0;
  if (probe.sleep > Sleep::WouldHoldLocks) return Bad(probe.name + ": an unknown way to read memory");
  if (probe.sleep != Sleep::NoNeed && !waits)
    return Bad(probe.name + ": no program of its kind waits for memory");
  if ((probe.sleep == Sleep::Possible) != (probe.sleep_word != 0))
    return Bad(probe.name + ": nothing says whether it may wait for memory");
  TRY(CheckTargets(probe));
  const bool timed = (RowOf(probe.kind).flags & Timed) != 0;
  if (timed && probe.period == 0 && probe.frequency == 0) return Bad(probe.name + ": no period");
  return Status::Ok();
}

Status CheckArming(const ProbeMeta& probe, size_t probes) {
  for (const AttachTarget& target : probe.targets) {
    const auto* memory = std::get_if<MemoryTarget>(&target);
    if (memory != nullptr && memory->armed_by >= static_cast<int64_t>(probes))
      return Bad(probe.name + ": is armed by a probe that does not exist");
  }
  return Status::Ok();
}

// Of print(@m, getopt("top", 5)).
Status CheckCounts(const EventMeta& event, std::span<const ParameterMeta> parameters) {
  for (const int32_t parameter : {event.top_parameter, event.divisor_parameter}) {
    if (parameter < 0) continue;
    const auto index = static_cast<size_t>(parameter);
    const bool number = index < parameters.size() && parameters[index].kind == ParameterKind::Unsigned;
    if (!number || event.kind != EventKind::PrintMap)
      return Bad("an event counts by a parameter that is no number");
  }
  return Status::Ok();
}

Status CheckEvent(const EventMeta& event, std::span<const MapMeta> maps) {
  constexpr auto kLast = EventKind::SpanEnd;
  if (event.kind > kLast) return Bad("an event of unknown kind");
  if (event.size < sizeof(EventHeader) || event.size > kMaxValueSize) return Bad("an event of bad size");
  const bool on_map = event.kind == EventKind::PrintMap || event.kind == EventKind::ClearMap ||
                      event.kind == EventKind::ZeroMap;
  if (on_map && (event.map < 0 || static_cast<size_t>(event.map) >= maps.size())) {
    return Bad("an event names a map that does not exist");
  }
  for (const uint32_t percentile : event.percentiles) {
    if (percentile > kWholePercentile) return Bad("a percentile above 100");
  }
  for (const uint32_t joined : event.joined) {
    if (!on_map || joined >= maps.size()) return Bad("an event joins maps that do not exist");
    if (!maps[static_cast<size_t>(event.map)].has_keys || !maps[joined].has_keys) {
      return Bad("an event joins maps without keys");
    }
  }
  if (event.kind == EventKind::Print && event.args.size() != 1) return Bad("print without one value");
  if (event.kind == EventKind::Exit && event.size < sizeof(EventHeader) + 8)
    return Bad("exit without a code");
  if (event.kind == EventKind::Join && event.size < sizeof(EventHeader) + kJoinedStrings * kJoinedSize)
    return Bad("join without its strings");
  for (size_t i = 0; i < event.maps.size(); ++i) {
    const bool behind = i == 0 || event.maps[i].place > event.maps[i - 1].place;
    if (!behind || event.maps[i].place >= event.args.size() + event.maps.size())
      return Bad("a map at no place of a format");
    if (event.maps[i].map >= maps.size()) return Bad("a format with a map that does not exist");
  }
  if (event.kind == EventKind::Packet && (event.size != sizeof(PacketHeader) || event.text.empty()))
    return Bad("a packet without a file");
  if (event.kind == EventKind::Watch && event.size < sizeof(EventHeader) + 16)
    return Bad("watch without process and address");
  if (event.kind == EventKind::Unwatch && event.size < sizeof(EventHeader) + 8)
    return Bad("unwatch without an address");
  if (event.kind == EventKind::SpanBegin && event.args.size() != 5 && event.args.size() != 6)
    return Bad("a span without a name");
  if (event.kind == EventKind::SpanEnd && event.args.size() != 4) return Bad("the end of a span of no id");
  for (const Layout& arg : event.args)
    TRY(CheckWhole(arg, event.size - sizeof(EventHeader), "an event"));
  return Status::Ok();
}

Status CheckParameter(const ParameterMeta& parameter) {
  if (parameter.kind > ParameterKind::Text) return Bad("--" + parameter.name + ": unknown kind");
  const bool number = parameter.kind != ParameterKind::Text;
  if (number ? parameter.size != 8 : parameter.size == 0 || parameter.size > kMaxValueSize) {
    return Bad("--" + parameter.name + ": bad size");
  }
  if (parameter.offset < sizeof(ReadOnlyData)) return Bad("--" + parameter.name + ": bad offset");
  return Status::Ok();
}

Status CheckKernelAddress(const KernelAddress& address, const Metadata& metadata) {
  if (address.location >= metadata.locations.size()) return Bad("a kernel symbol without a location");
  if (address.offset < sizeof(ReadOnlyData)) return Bad(address.symbol + ": bad offset");
  return Status::Ok();
}

Status CheckFamily(const FamilyMeta& family, const Metadata& metadata) {
  if (family.root > FamilyRoot::Parameter) return Bad("a family of processes of unknown kind");
  if (family.location >= metadata.locations.size()) return Bad("a family of processes without a location");
  if (family.root != FamilyRoot::Parameter) return Status::Ok();
  const bool known = family.parameter < metadata.parameters.size();
  if (known && metadata.parameters[family.parameter].kind != ParameterKind::Text) return Status::Ok();
  return Bad("a family of processes of no number");
}

Status CheckFamilies(const Metadata& metadata) {
  if (metadata.families.size() > kMostFamilies - kFirstFamilyOfScript)
    return Bad("too many families of processes");
  for (const FamilyMeta& family : metadata.families)
    TRY(CheckFamily(family, metadata));
  return Status::Ok();
}

size_t CountOf(const Metadata& metadata, LedgerSubject subject) {
  switch (subject) {
    case LedgerSubject::Probe:
      return metadata.probes.size();
    case LedgerSubject::Map:
      return metadata.maps.size();
    case LedgerSubject::Location:
      break;
  }
  return metadata.locations.size();
}

Status CheckLedger(const Metadata& metadata) {
  for (const LedgerRow& row : metadata.ledger) {
    const bool known = static_cast<size_t>(row.kind) < std::size(kLedgerKinds);
    if (!known || row.subject >= CountOf(metadata, RowOf(row.kind).subject))
      return Bad("a ledger row without a subject");
  }
  return Status::Ok();
}

}  // namespace

Status Validate(const Metadata& metadata) {
  if (metadata.version != kBundleVersion) {
    return Error("the metadata has version " + std::to_string(metadata.version) + ", expected " +
                 std::to_string(kBundleVersion));
  }
  for (const ProbeMeta& probe : metadata.probes)
    TRY(CheckProbe(probe));
  for (const ProbeMeta& probe : metadata.probes)
    TRY(CheckArming(probe, metadata.probes.size()));
  for (const MapMeta& map : metadata.maps)
    TRY(CheckMap(map));
  for (const EventMeta& event : metadata.events) {
    TRY(CheckEvent(event, metadata.maps));
    TRY(CheckCounts(event, metadata.parameters));
  }
  for (const KernelName& name : metadata.kernel.names) {
    if (name.location >= metadata.locations.size()) return Bad("a kernel name without a location");
  }
  for (const KernelLayout& layout : metadata.kernel.layouts) {
    if (layout.location >= metadata.locations.size()) return Bad("a kernel struct without a location");
  }
  for (const KernelAddress& address : metadata.kernel.addresses)
    TRY(CheckKernelAddress(address, metadata));
  for (const ParameterMeta& parameter : metadata.parameters)
    TRY(CheckParameter(parameter));
  TRY(CheckFamilies(metadata));
  TRY(CheckLedger(metadata));
  if (metadata.scratch.slots > kMaxScratchSlots || metadata.scratch.size > kMaxValueSize * 4) {
    return Bad("scratch memory beyond its limit");
  }
  if ((metadata.scratch.size == 0) != (metadata.scratch.slots == 0)) return Bad("scratch size and slots");
  return Status::Ok();
}

}  // namespace sonde::bundle
