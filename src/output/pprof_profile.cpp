// Tables of a pprof profile, and their encoding. Leaves: PprofProfile. Covered by
// tests/output/pprof_writer_test.cpp and tests/run/pprof.test.
#include "output/pprof_profile.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/utf8.h"
#include "output/histogram.h"
#include "output/pictures/units.h"
#include "output/protobuf.h"
#include "output/text.h"

namespace sonde::output {
namespace {

constexpr std::string_view kKernel = "[kernel.kallsyms]";  // as others call it

// What the numbers of a map are, in the words of this format.
std::string_view LongUnitOf(const MapData& map) {
  constexpr std::string_view kCount = "count";
  constexpr std::pair<std::string_view, std::string_view> kUnits[] = {{"ns", "nanoseconds"},
                                                                      {"us", "microseconds"},
                                                                      {"ms", "milliseconds"},
                                                                      {"s", "seconds"},
                                                                      {"bytes", "bytes"}};
  const std::string unit = UnitOf(map, kCount);
  for (const auto& [word, name] : kUnits) {
    if (unit == word) return name;
  }
  return kCount;
}

std::string NameOf(const MapData& map) {
  return map.name.size() > 1 ? map.name.substr(1) : "samples";
}

std::optional<uint64_t> NumberOf(const Value& value) {
  if (const auto* number = std::get_if<Float>(&value.data)) {
    const bool fits = std::abs(number->value) < 9e18;
    return fits ? std::optional(static_cast<uint64_t>(std::llround(number->value))) : std::nullopt;
  }
  const bool is_number =
      std::holds_alternative<Int64>(value.data) || std::holds_alternative<Uint64>(value.data);
  return is_number ? IntegerBits(value) : std::nullopt;
}

// The numbers of an entry, as many as ValueTypes has names; none if it is no number.
std::vector<uint64_t> NumbersOf(const EntryValue& value) {
  if (const auto* statistics = std::get_if<Statistics>(&value)) return {statistics->count, statistics->total};
  if (const auto* histogram = std::get_if<Histogram>(&value)) return {HistogramTotal(*histogram)};
  const auto* single = std::get_if<Value>(&value);
  const std::optional<uint64_t> number = single != nullptr ? NumberOf(*single) : std::nullopt;
  return number ? std::vector{*number} : std::vector<uint64_t>();
}

// As the rows of folded stacks have them (stacks.h): user code calls the kernel's, and what follows the first
// two in a key is called by these.
std::vector<const Stack*> LeavesFirst(std::vector<const Stack*> stacks) {
  for (size_t i = 0; i + 1 < stacks.size(); ++i) {
    if (stacks[i]->space == stacks[i + 1]->space) continue;
    if (stacks[i]->space == AddressSpace::Kernel) std::swap(stacks[i], stacks[i + 1]);
    ++i;
  }
  std::reverse(stacks.begin(), stacks.end());
  return stacks;
}

}  // namespace

uint64_t PprofProfile::String(std::string_view text) {
  std::string valid;
  AppendUtf8(valid, text);
  const auto [at, fresh] = string_numbers_.try_emplace(std::move(valid), strings_.size());
  if (fresh) strings_.push_back(at->first);
  return at->second;
}

uint64_t PprofProfile::FunctionOf(const Frame& frame) {
  const Function function{String(frame.symbol), String(frame.file)};
  const auto [at, fresh] =
      function_numbers_.try_emplace({function.name, function.file}, functions_.size() + 1);
  if (fresh) functions_.push_back(function);
  return at->second;
}

// 0 where nothing is known of what an address lies in.
uint64_t PprofProfile::MappingOf(const Frame& frame) {
  const bool core_kernel = frame.space == AddressSpace::Kernel && frame.module.empty();
  if (frame.module.empty() && !core_kernel) return 0;
  const uint64_t file = String(core_kernel ? kKernel : std::string_view(frame.module));
  const uint64_t build_id = frame.build_id != nullptr ? String(*frame.build_id) : 0;
  const auto [at, fresh] = mapping_numbers_.try_emplace({file, build_id}, mappings_.size() + 1);
  if (fresh) mappings_.push_back({.file = file, .build_id = build_id, .of_file = frame.file_address != 0});
  return at->second;
}

// `first` is the innermost of `count` frames at one address, all but the last inlined.
uint64_t PprofProfile::LocationOf(const Frame* first, size_t count) {
  const Frame& outer = first[count - 1];
  const uint64_t address = outer.file_address != 0 ? outer.file_address : outer.address;
  known_.assign(reinterpret_cast<const char*>(&address), sizeof(address));
  for (size_t i = 0; i < count; ++i) {
    known_ += first[i].symbol + '\0' + first[i].file;
    known_.append(reinterpret_cast<const char*>(&first[i].line), sizeof(first[i].line));
  }
  known_ += outer.module;
  if (outer.build_id != nullptr) known_ += *outer.build_id;
  const auto [at, fresh] = location_numbers_.try_emplace(known_, locations_.size() + 1);
  if (!fresh) return at->second;
  Location location{.mapping = MappingOf(outer), .address = address, .lines = {}};
  Mapping unknown;
  Mapping& mapping = location.mapping == 0 ? unknown : mappings_[location.mapping - 1];
  mapping.begin = std::min(mapping.begin, mapping.of_file ? 0 : address);
  mapping.end = std::max(mapping.end, address);
  mapping.has_inlined |= count > 1;
  for (size_t i = 0; i < count; ++i) {
    if (first[i].symbol.empty()) continue;
    mapping.has_functions = true;
    mapping.has_files |= !first[i].file.empty();
    mapping.has_lines |= first[i].line != 0;
    location.lines.push_back({FunctionOf(first[i]), first[i].line});
  }
  locations_.push_back(std::move(location));
  return at->second;
}

void PprofProfile::AddStack(const Stack& stack, std::vector<uint64_t>& locations) {
  const std::vector<Frame>& frames = stack.frames;
  for (size_t begin = 0; begin < frames.size();) {
    size_t end = begin + 1;
    while (frames[end - 1].inlined && end < frames.size() && frames[end].address == frames[begin].address)
      ++end;
    locations.push_back(LocationOf(&frames[begin], end - begin));
    begin = end;
  }
}

void PprofProfile::AddLabel(const std::string& name, const Value& value, Sample& sample) {
  Label label{.key = String(name)};
  if (const std::optional<uint64_t> number = NumberOf(value)) {
    label.number = *number;
  } else {
    std::string text;
    AppendText(text, value);
    label.text = String(text);
  }
  sample.labels.push_back(label);
}

void PprofProfile::Split(const std::string& name, const Value& key, Sample& sample,
                         std::vector<const Stack*>& stacks) {
  if (const auto* stack = std::get_if<Stack>(&key.data)) {
    stacks.push_back(stack);
  } else if (const auto* tuple = std::get_if<Tuple>(&key.data)) {
    for (size_t i = 0; i < tuple->elements.size(); ++i)
      Split(name + "." + std::to_string(i), tuple->elements[i], sample, stacks);
  } else if (const auto* record = std::get_if<Record>(&key.data)) {
    for (const auto& [field, part] : record->fields)
      Split(field, part, sample, stacks);
  } else {
    AddLabel(name, key, sample);
  }
}

bool PprofProfile::Set(const MapData& map) {
  if (map.function != Aggregation::None && !RowOf(map.function).adds_up) return false;
  MapSamples added;
  for (const MapEntry& entry : map.entries) {
    Sample sample{.locations = {}, .labels = {}, .values = NumbersOf(entry.value)};
    if (sample.values.empty()) return false;
    std::vector<const Stack*> stacks;
    Split("key", entry.key, sample, stacks);
    if (stacks.empty()) return false;
    for (const Stack* stack : LeavesFirst(std::move(stacks)))
      AddStack(*stack, sample.locations);
    added.samples.push_back(std::move(sample));
  }
  const std::string name = NameOf(map);
  if (!added.samples.empty() && added.samples[0].values.size() > 1) {
    added.types = {{name + "_count", "count"}, {name, std::string(LongUnitOf(map))}};
  } else {
    added.types = {{name, std::string(LongUnitOf(map))}};
  }
  if (!added.samples.empty()) maps_[map.name] = std::move(added);
  return true;
}

// Fields of Profile and of the messages in it, by their numbers in profile.proto.
std::string PprofProfile::Encode(const About& about) {
  ProtoMessage profile, message, inner;
  size_t all_types = 0;
  for (const auto& [name, map] : maps_) {
    for (const Type& type : map.types) {
      message.Clear();
      message.Number(1, String(type.name));
      message.Number(2, String(type.unit));
      profile.Message(1, message);
      ++all_types;
    }
  }
  size_t first_type = 0;
  std::vector<uint64_t> values(all_types);
  for (const auto& [name, map] : maps_) {
    for (const Sample& sample : map.samples) {
      std::fill(values.begin(), values.end(), 0);
      std::copy(sample.values.begin(), sample.values.end(),
                values.begin() + static_cast<std::ptrdiff_t>(first_type));
      message.Clear();
      message.Packed(1, sample.locations);
      message.Packed(2, values);
      for (const Label& label : sample.labels) {
        inner.Clear();
        inner.Number(1, label.key);
        inner.Number(2, label.text);
        inner.Number(3, label.number);
        message.Message(3, inner);
      }
      profile.Message(2, message);
    }
    first_type += map.types.size();
  }
  for (size_t i = 0; i < mappings_.size(); ++i) {
    const Mapping& mapping = mappings_[i];
    message.Clear();
    message.Number(1, i + 1);
    message.Number(2, mapping.begin);
    message.Number(3, mapping.end == UINT64_MAX ? mapping.end : mapping.end + 1);
    message.Number(5, mapping.file);
    message.Number(6, mapping.build_id);
    message.Number(7, mapping.has_functions ? 1 : 0);
    message.Number(8, mapping.has_files ? 1 : 0);
    message.Number(9, mapping.has_lines ? 1 : 0);
    message.Number(10, mapping.has_inlined ? 1 : 0);
    profile.Message(3, message);
  }
  for (size_t i = 0; i < locations_.size(); ++i) {
    message.Clear();
    message.Number(1, i + 1);
    message.Number(2, locations_[i].mapping);
    message.Number(3, locations_[i].address);
    for (const Line& line : locations_[i].lines) {
      inner.Clear();
      inner.Number(1, line.function);
      inner.Number(2, line.line);
      message.Message(4, inner);
    }
    profile.Message(4, message);
  }
  for (size_t i = 0; i < functions_.size(); ++i) {
    message.Clear();
    message.Number(1, i + 1);
    message.Number(2, functions_[i].name);
    message.Number(3, functions_[i].name);
    message.Number(4, functions_[i].file);
    profile.Message(5, message);
  }
  const uint64_t comment = String(about.comment);
  for (const std::string& text : strings_)
    profile.Element(6, text);
  profile.Number(9, static_cast<uint64_t>(about.begin));
  profile.Number(10, static_cast<uint64_t>(about.duration));
  profile.Number(13, comment);
  return profile.bytes();
}

}  // namespace sonde::output
