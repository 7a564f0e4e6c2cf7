// Carry: what programs added to a map after it was printed and before it was cleared in the same breath
// (`print(@); clear(@)`). It belongs to what is printed next. Covered by tests/runtime/map_carry_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

#include "bundle/metadata.h"

namespace sonde::runtime {

// Values by key, both as bytes: values as the map stores them, all CPUs; the key of a scalar is empty.
using RawEntries = std::unordered_map<std::string, std::string>;

// How the value of an entry lies: `stride` bytes for each CPU (one for maps that are not per CPU), with a u64
// before each that says whether it is set, for scalars.
struct RawShape {
  size_t stride = 0;
  bool set_word = false;
};

// `first` and `later` of one key in one: sums, extremes; of a value that is assigned the later one.
std::string Join(const bundle::MapMeta& meta, RawShape shape, std::string_view first, std::string_view later);

// What `all` holds beyond `shown`: Join(shown, Beyond(all, shown)) is `all`. Empty: nothing.
std::string Beyond(const bundle::MapMeta& meta, RawShape shape, std::string_view all, std::string_view shown);

// What is carried of one map.
class Carry {
 public:
  [[nodiscard]] bool empty() const { return carried_.empty(); }
  // The value of `key` as people should see it, given the one in the map: `value` itself, or `buffer` filled.
  std::string_view Seen(const bundle::MapMeta& meta, RawShape shape, const std::string& key,
                        std::string_view value, std::string& buffer) const;
  [[nodiscard]] const RawEntries& entries() const { return carried_; }

  // `key` was shown with this value (with what is carried).
  void Show(const std::string& key, std::string_view value) { shown_[key] = value; }
  // Nothing that was shown so far is followed by a clearing any more.
  void ForgetShown() { shown_.clear(); }
  // The map was cleared, and held `rest` in the end. `follows`: right after it was shown, so that what was
  // not shown is carried; otherwise everything is forgotten.
  void Cleared(const bundle::MapMeta& meta, RawShape shape, const RawEntries& rest, bool follows);
  // As after an entry that is there and holds nothing.
  void KeepEmpty(const std::string& key, std::string_view value) { carried_.try_emplace(key, value); }

 private:
  RawEntries carried_, shown_;
};

}  // namespace sonde::runtime
