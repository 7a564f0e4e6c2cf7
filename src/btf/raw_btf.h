// RawBtf: bounds-checked access to raw BTF bytes by type id. Parse() walks the type section once and keeps
// only where each type begins; names are looked up by scanning the records, and through a hash of all names
// once several have been asked for. Covered by tests/btf/raw_btf_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

// Kinds of BTF types, numbered as in the kernel's uapi/linux/btf.h.
enum class BtfKind : uint8_t {
  Void,
  Int,
  Ptr,
  Array,
  Struct,
  Union,
  Enum,
  Fwd,
  Typedef,
  Volatile,
  Const,
  Restrict,
  Func,
  FuncProto,
  Var,
  DataSec,
  Float,
  DeclTag,
  TypeTag,
  Enum64,
};

using BtfKinds = uint32_t;  // a set: bits 1 << kind
constexpr BtfKinds KindBit(BtfKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

// One type record. `size_or_type` is a size in bytes or a type id, by kind; `extra` the bytes behind the
// record.
struct BtfRecord {
  BtfKind kind = BtfKind::Void;
  bool kind_flag = false;
  uint32_t count = 0;  // members, parameters, enumerators
  uint32_t name = 0;   // offset into the strings
  uint32_t size_or_type = 0;
  std::string_view extra;
};

struct BtfMember {
  uint32_t name = 0;
  uint32_t type = 0;
  uint32_t bit_offset = 0;  // from the start of the struct
  uint32_t bit_size = 0;    // only for bit-fields of the kind_flag encoding
};

class RawBtf {
 public:
  // `bytes` must stay valid as long as the object. With `base` they are split BTF (of a kernel module): ids
  // and string offsets go on where those of `base` end, and reach into it. `base` must outlive the object.
  static Result<RawBtf> Parse(std::string_view bytes, const RawBtf* base = nullptr);

  // Ids run from 0 (void) to type_count() - 1; those from first_id() on are the object's own.
  [[nodiscard]] uint32_t type_count() const { return first_ + static_cast<uint32_t>(starts_.size()); }
  [[nodiscard]] uint32_t first_id() const { return first_ == 0 ? 1 : first_; }
  [[nodiscard]] const RawBtf* base() const { return base_; }
  // Any id: unknown ones give void.
  [[nodiscard]] BtfRecord Get(uint32_t id) const;
  [[nodiscard]] BtfKind KindOf(uint32_t id) const;
  // Whether `offset` is that of a byte of the strings.
  [[nodiscard]] bool HasName(uint32_t offset) const {
    return offset < first_string_ ? base_->HasName(offset) : offset - first_string_ < strings_.size();
  }
  // Empty when `offset` is outside the strings.
  [[nodiscard]] std::string_view Name(uint32_t offset) const;
  [[nodiscard]] std::string_view NameOf(uint32_t id) const { return Name(Get(id).name); }

  // `index` < record.count.
  [[nodiscard]] static BtfMember Member(const BtfRecord& record, uint32_t index);
  // Word `index` behind the record; 0 when there are fewer.
  [[nodiscard]] static uint32_t Word(const BtfRecord& record, uint32_t index);

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

  [[nodiscard]] const char* Start(uint32_t id) const { return types_.data() + starts_[id - first_]; }

  const RawBtf* base_ = nullptr;
  uint32_t first_ = 0;         // id of starts_[0]
  uint32_t first_string_ = 0;  // offset of the first byte of strings_
  std::string_view types_;
  std::string_view strings_;
  std::vector<uint32_t> starts_;  // offset into types_ by id - first_
  std::vector<uint32_t> hash_;    // open addressing, type ids; empty until built
  bool hash_tried_ = false;
  std::map<std::pair<std::string, BtfKinds>, uint32_t> found_;
};

}  // namespace sonde
