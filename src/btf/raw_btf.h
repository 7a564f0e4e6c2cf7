// RawBtf: bounds-checked access to raw BTF bytes by type id. Parse() walks the type section once and keeps
// only where each type begins; names are looked up by scanning the records, and through a hash of all names
// once several have been asked for. Records are libbpf's: what bpf/btf.h reads of one (btf_members(),
// btf_enum64_value() ...) lies within the bytes, once its kind has been looked at.
// Covered by tests/btf/raw_btf_test.cpp.
#pragma once

#include <bpf/btf.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

using BtfKinds = uint32_t;  // a set: bits 1 << BTF_KIND_...
constexpr BtfKinds KindBit(uint32_t kind) {
  return 1U << kind;
}

// `index`: of an enumerator of an enumeration of either width, below its btf_vlen().
inline uint32_t EnumeratorName(const btf_type& type, uint32_t index) {
  return btf_is_enum64(&type) ? btf_enum64(&type)[index].name_off : btf_enum(&type)[index].name_off;
}
inline int64_t EnumeratorValue(const btf_type& type, uint32_t index) {
  if (btf_is_enum64(&type)) return static_cast<int64_t>(btf_enum64_value(&btf_enum64(&type)[index]));
  const int32_t value = btf_enum(&type)[index].val;
  return btf_kflag(&type) ? int64_t{value} : int64_t{static_cast<uint32_t>(value)};
}

class RawBtf {
 public:
  // `bytes` must stay valid as long as the object. With `base` they are split BTF (of a kernel module): ids
  // and string offsets go on where those of `base` end, and reach into it. `base` must outlive the object.
  static Result<RawBtf> Parse(std::string_view bytes, const RawBtf* base = nullptr);

  // Ids run from 0 (void) to type_count() - 1; those from first_id() on are the object's own.
  [[nodiscard]] uint32_t type_count() const { return first_ + static_cast<uint32_t>(starts_.size()); }
  [[nodiscard]] uint32_t first_id() const { return first_ == 0 ? 1 : first_; }
  [[nodiscard]] const RawBtf* base() const { return base_; }
  // Any id: unknown ones give void (BTF_KIND_UNKN), behind which nothing lies.
  [[nodiscard]] const btf_type& Get(uint32_t id) const;
  [[nodiscard]] uint32_t KindOf(uint32_t id) const { return btf_kind(&Get(id)); }
  // Whether `offset` is that of a byte of the strings.
  [[nodiscard]] bool HasName(uint32_t offset) const {
    return offset < first_string_ ? base_->HasName(offset) : offset - first_string_ < strings_.size();
  }
  // Empty when `offset` is outside the strings.
  [[nodiscard]] std::string_view Name(uint32_t offset) const;
  [[nodiscard]] std::string_view NameOf(uint32_t id) const { return Name(Get(id).name_off); }

  // The first own type with that name and one of the kinds; 0 if there is none.
  uint32_t Find(std::string_view name, BtfKinds kinds);
  // The next one behind `id`; 0 if there is none.
  [[nodiscard]] uint32_t FindAfter(uint32_t id, std::string_view name, BtfKinds kinds) const {
    return Scan(name, kinds, id + 1);
  }

 private:
  uint32_t Scan(std::string_view name, BtfKinds kinds, uint32_t from) const;
  uint32_t LookUp(std::string_view name, BtfKinds kinds) const;
  void BuildHash();

  // Of an own type.
  [[nodiscard]] const btf_type& Own(uint32_t id) const {
    return *reinterpret_cast<const btf_type*>(types_.data() + starts_[id - first_]);
  }

  const RawBtf* base_ = nullptr;
  uint32_t first_ = 0;         // id of starts_[0]
  uint32_t first_string_ = 0;  // offset of the first byte of strings_
  std::string_view types_;     // aligned as records need it
  std::string_view strings_;
  std::vector<uint32_t> aligned_;  // a copy of the types, where the bytes have them elsewhere
  std::vector<uint32_t> starts_;   // offset into types_ by id - first_
  std::vector<uint32_t> hash_;     // open addressing, type ids; empty until built
  bool hash_tried_ = false;
  std::map<std::pair<std::string, BtfKinds>, uint32_t> found_;
};

}  // namespace sonde
