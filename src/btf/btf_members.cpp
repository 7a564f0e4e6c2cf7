// Members of structs. Leaves: BtfMembers. Covered by tests/btf/btf_test.cpp.
#include "btf/btf_members.h"

#include "types/bit_fields.h"

namespace sonde {
namespace {

constexpr int kDeepestNesting = 16;
constexpr uint32_t kMembersPerSearch = 1U << 18;

}  // namespace

std::optional<StructField> BtfMembers::Find(uint32_t id, std::string_view name) {
  if (name.empty()) return std::nullopt;
  budget_ = kMembersPerSearch;
  return Search(id, name, 0, 0);
}

std::vector<StructField> BtfMembers::All(uint32_t id) {
  std::vector<StructField> fields;
  const btf_type& record = btf_.Get(id);
  if (!btf_is_composite(&record)) return fields;
  for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
    if (auto field = Describe(record, i, 0)) fields.push_back(std::move(*field));
  }
  return fields;
}

std::optional<StructField> BtfMembers::Search(uint32_t id, std::string_view name, uint32_t outer_bits,
                                              int depth) {
  const btf_type& record = btf_.Get(id);
  if (!btf_is_composite(&record) || depth > kDeepestNesting) return std::nullopt;
  for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
    if (budget_ == 0) return std::nullopt;
    --budget_;
    const btf_member& member = btf_members(&record)[i];
    const std::string_view own = btf_.Name(member.name_off);
    if (own == name) return Describe(record, i, outer_bits);
    if (!own.empty()) continue;
    auto inner =
        Search(types_.Skip(member.type).id, name, outer_bits + btf_member_bit_offset(&record, i), depth + 1);
    if (inner) return inner;
  }
  return std::nullopt;
}

std::optional<StructField> BtfMembers::Describe(const btf_type& record, uint32_t index, uint32_t outer_bits) {
  const btf_member& member = btf_members(&record)[index];
  StructField field;
  field.name = btf_.Name(member.name_off);
  field.type = types_.Convert(member.type);
  uint32_t position = outer_bits + btf_member_bit_offset(&record, index);
  uint32_t bits = btf_member_bitfield_size(&record, index);
  const btf_type& target = btf_.Get(types_.Skip(member.type).id);
  if (btf_is_int(&target) && bits == 0) {
    // The older encoding: the integer type itself is narrower than its bytes, or begins inside them.
    const uint32_t own_bits = btf_int_bits(&target);
    const uint32_t own_offset = btf_int_offset(&target);
    position += own_offset;
    if (own_offset != 0 || own_bits != target.size * 8 || position % 8 != 0) bits = own_bits;
  }
  if (bits != 0) {
    const bool valid = bits <= 64 && IsInteger(*field.type) && PlaceBits(position, bits, field);
    return valid ? std::optional(std::move(field)) : std::nullopt;
  }
  field.byte_offset = position / 8;
  field.wide = btf_is_int(&target) && target.size == 16;
  if (btf_is_ptr(&target)) {
    const std::string_view tag = types_.Skip(target.type).tag;
    if (tag != "rcu" && tag != "user") field.tag = tag;
  }
  return field;
}

}  // namespace sonde
