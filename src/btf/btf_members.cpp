// Members of structs. Leaves: BtfMembers. Covered by tests/btf/btf_test.cpp.
#include "btf/btf_members.h"

#include "types/bit_fields.h"

namespace sonde {
namespace {

constexpr int kDeepestNesting = 16;
constexpr uint32_t kMembersPerSearch = 1U << 18;

bool IsRecord(BtfKind kind) {
  return kind == BtfKind::Struct || kind == BtfKind::Union;
}

}  // namespace

std::optional<StructField> BtfMembers::Find(uint32_t id, std::string_view name) {
  if (name.empty()) return std::nullopt;
  budget_ = kMembersPerSearch;
  return Search(id, name, 0, 0);
}

std::vector<StructField> BtfMembers::All(uint32_t id) {
  std::vector<StructField> fields;
  const BtfRecord record = btf_.Get(id);
  if (!IsRecord(record.kind)) return fields;
  for (uint32_t i = 0; i < record.count; ++i) {
    if (auto field = Describe(RawBtf::Member(record, i), 0)) fields.push_back(std::move(*field));
  }
  return fields;
}

std::optional<StructField> BtfMembers::Search(uint32_t id, std::string_view name, uint32_t outer_bits,
                                              int depth) {
  const BtfRecord record = btf_.Get(id);
  if (!IsRecord(record.kind) || depth > kDeepestNesting) return std::nullopt;
  for (uint32_t i = 0; i < record.count; ++i) {
    if (budget_ == 0) return std::nullopt;
    --budget_;
    const BtfMember member = RawBtf::Member(record, i);
    const std::string_view own = btf_.Name(member.name);
    if (own == name) return Describe(member, outer_bits);
    if (!own.empty()) continue;
    auto inner = Search(types_.Skip(member.type).id, name, outer_bits + member.bit_offset, depth + 1);
    if (inner) return inner;
  }
  return std::nullopt;
}

std::optional<StructField> BtfMembers::Describe(const BtfMember& member, uint32_t outer_bits) {
  StructField field;
  field.name = btf_.Name(member.name);
  field.type = types_.Convert(member.type);
  uint32_t position = outer_bits + member.bit_offset;
  uint32_t bits = member.bit_size;
  const BtfRecord target = btf_.Get(types_.Skip(member.type).id);
  if (target.kind == BtfKind::Int && bits == 0) {
    // The older encoding: the integer type itself is narrower than its bytes, or begins inside them.
    const uint32_t word = RawBtf::Word(target, 0);
    const uint32_t own_bits = word & 0xff;
    const uint32_t own_offset = (word >> 16) & 0xff;
    position += own_offset;
    if (own_offset != 0 || own_bits != target.size_or_type * 8 || position % 8 != 0) bits = own_bits;
  }
  if (bits != 0) {
    const bool valid = bits <= 64 && IsInteger(*field.type) && PlaceBits(position, bits, field);
    return valid ? std::optional(std::move(field)) : std::nullopt;
  }
  field.byte_offset = position / 8;
  field.wide = target.kind == BtfKind::Int && target.size_or_type == 16;
  if (target.kind == BtfKind::Ptr) {
    const std::string_view tag = types_.Skip(target.size_or_type).tag;
    if (tag != "rcu" && tag != "user") field.tag = tag;
  }
  return field;
}

}  // namespace sonde
