// BtfMembers: the fields of a struct or union, anonymous members searched through, bit-fields of both
// encodings. Covered by tests/btf/btf_test.cpp.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "btf/btf_types.h"
#include "btf/raw_btf.h"
#include "types/definitions.h"

namespace sonde {

class BtfMembers {
 public:
  BtfMembers(const RawBtf& btf, BtfTypes& types) : btf_(btf), types_(types) {}

  // `id`: a struct or union; anything else has no members.
  std::optional<StructField> Find(uint32_t id, std::string_view name);
  std::vector<StructField> All(uint32_t id);

 private:
  std::optional<StructField> Search(uint32_t id, std::string_view name, uint32_t outer_bits, int depth);
  std::optional<StructField> Describe(const btf_type& record, uint32_t index, uint32_t outer_bits);

  const RawBtf& btf_;
  BtfTypes& types_;
  uint32_t budget_ = 0;  // members that one search may still look at
};

}  // namespace sonde
