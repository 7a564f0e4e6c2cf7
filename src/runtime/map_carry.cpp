// Adding and subtracting the bytes of map values. Leaves: Join, Beyond, Carry. Covered by
// tests/runtime/map_carry_test.cpp.
#include "runtime/map_carry.h"

#include <algorithm>
#include <cstring>

namespace sonde::runtime {
namespace {

using bundle::MapMeta;

constexpr size_t kWord = sizeof(uint64_t);

uint64_t Load(std::string_view bytes, size_t at, size_t size) {
  uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, std::min(size, bytes.size() - at));
  return word;
}

void Store(std::string& bytes, size_t at, size_t size, uint64_t word) {
  std::memcpy(bytes.data() + at, &word, size);
}

bool IsExtreme(const MapMeta& meta) {
  return meta.function == Aggregation::Min || meta.function == Aggregation::Max;
}

// Values that are only ever added to, so that a difference is what was added.
bool IsSum(const MapMeta& meta) {
  return meta.additive && !IsExtreme(meta);
}

// An aggregation from which programs delete: what is there may be less than what was shown.
bool IsUnclear(const MapMeta& meta) {
  return meta.function != Aggregation::None && !meta.additive && !IsExtreme(meta);
}

// Bytes of what is added at a time.
size_t Step(const MapMeta& meta) {
  return meta.function == Aggregation::None ? meta.value_size : kWord;
}

// Calls `visit(at)` for the value of each copy, behind its set word.
template <typename Visit>
void ForCopies(const MapMeta& meta, RawShape shape, size_t size, Visit visit) {
  const size_t skip = shape.set_word ? kWord : 0;
  for (size_t at = 0; at + skip + meta.value_size <= size; at += shape.stride)
    visit(at + skip);
}

bool Better(const MapMeta& meta, uint64_t a, uint64_t b) {
  if (meta.function == Aggregation::Min) std::swap(a, b);
  return meta.value.is_signed ? static_cast<int64_t>(a) > static_cast<int64_t>(b) : a > b;
}

bool IsSet(std::string_view bytes, size_t word) {
  return Load(bytes, word, kWord) != 0;
}

}  // namespace

std::string Join(const MapMeta& meta, RawShape shape, std::string_view first, std::string_view later) {
  std::string joined(later);
  ForCopies(meta, shape, std::min(first.size(), later.size()), [&](size_t value) {
    const bool later_set = !shape.set_word || IsSet(later, value - kWord);
    if (shape.set_word && IsSet(first, value - kWord)) Store(joined, value - kWord, kWord, 1);
    if (IsSum(meta)) {
      const size_t step = Step(meta);
      for (size_t at = value; at + step <= value + meta.value_size; at += step)
        Store(joined, at, step, Load(first, at, step) + Load(later, at, step));
    } else if (IsExtreme(meta)) {
      const bool take =
          IsSet(first, value + kWord) && (!IsSet(later, value + kWord) ||
                                          Better(meta, Load(first, value, kWord), Load(later, value, kWord)));
      if (take) std::memcpy(joined.data() + value, first.data() + value, meta.value_size);
    } else if (!later_set) {
      std::memcpy(joined.data() + value, first.data() + value, meta.value_size);
    }
  });
  return joined;
}

std::string Beyond(const MapMeta& meta, RawShape shape, std::string_view all, std::string_view shown) {
  std::string beyond(all.size(), '\0');
  bool any = false;
  if (IsUnclear(meta)) return {};
  ForCopies(meta, shape, all.size(), [&](size_t value) {
    const bool was_shown = value + meta.value_size <= shown.size();
    bool more = false;
    if (IsSum(meta)) {
      const size_t step = Step(meta);
      for (size_t at = value; at + step <= value + meta.value_size; at += step) {
        const uint64_t before = was_shown ? Load(shown, at, step) : 0;
        Store(beyond, at, step, Load(all, at, step) - before);
        more = more || Load(beyond, at, step) != 0;
      }
    } else {
      const std::string_view now = all.substr(value, meta.value_size);
      const bool set =
          IsExtreme(meta) ? IsSet(all, value + kWord) : !shape.set_word || IsSet(all, value - kWord);
      more = set && !(was_shown && now == shown.substr(value, meta.value_size));
      if (more) std::memcpy(beyond.data() + value, now.data(), now.size());
    }
    if (more && shape.set_word) Store(beyond, value - kWord, kWord, 1);
    any = any || more;
  });
  if (!any) beyond.clear();
  return beyond;
}

std::string_view Carry::Seen(const MapMeta& meta, RawShape shape, const std::string& key,
                             std::string_view value, std::string& buffer) const {
  const auto found = carried_.find(key);
  if (found == carried_.end()) return value;
  buffer = Join(meta, shape, found->second, value);
  return buffer;
}

void Carry::Cleared(const MapMeta& meta, RawShape shape, const RawEntries& rest, bool follows) {
  RawEntries carried;
  if (follows) {
    std::string buffer;
    for (const auto& [key, value] : rest) {
      const auto shown = shown_.find(key);
      std::string beyond = Beyond(meta, shape, Seen(meta, shape, key, value, buffer),
                                  shown == shown_.end() ? std::string_view() : shown->second);
      if (!beyond.empty()) carried.emplace(key, std::move(beyond));
    }
  }
  carried_ = std::move(carried);
  shown_.clear();
}

}  // namespace sonde::runtime
