// Checks of an object's types. Leaves: CheckBtf. Covered by tests/btf/bpf_object_test.cpp.
#include "btf/btf_check.h"

#include <algorithm>
#include <string>
#include <vector>

namespace sonde {
namespace {

#define TRY(expression) \
  if (Status status = (expression); !status) return status

constexpr BtfKinds kSkipped = KindBit(BtfKind::Typedef) | KindBit(BtfKind::Volatile) |
                              KindBit(BtfKind::Const) | KindBit(BtfKind::Restrict) |
                              KindBit(BtfKind::TypeTag);
constexpr int kDeepest = 64;  // types within types

Status Bad(uint32_t id, std::string_view what) {
  return Error("its BTF is damaged: type " + std::to_string(id) + " " + std::string(what));
}

bool PowerOfTwo(uint32_t size, uint32_t most) {
  return size != 0 && size <= most && (size & (size - 1)) == 0;
}

class BtfChecker {
 public:
  explicit BtfChecker(const RawBtf& btf) : btf_(btf), depths_(btf.type_count(), 0) {}

  Status Check() {
    for (uint32_t id = btf_.first_id(); id < btf_.type_count(); ++id) {
      const BtfRecord record = btf_.Get(id);
      if (!btf_.HasName(record.name)) return Bad(id, "has a name outside the strings");
      TRY(CheckRecord(id, record));
    }
    for (uint32_t id = btf_.first_id(); id < btf_.type_count(); ++id) {
      if (Depth(id, 0) > kDeepest) return Bad(id, "contains itself");
    }
    return Status::Ok();
  }

 private:
  [[nodiscard]] Status Reference(uint32_t id, uint32_t to) const {
    return to < btf_.type_count() ? Status::Ok() : Bad(id, "names a type that does not exist");
  }
  [[nodiscard]] Status Kind(uint32_t id, uint32_t to, BtfKind kind) const {
    return btf_.KindOf(to) == kind ? Status::Ok() : Bad(id, "names a type of another kind");
  }

  Status CheckRecord(uint32_t id, const BtfRecord& record) const;
  Status CheckMembers(uint32_t id, const BtfRecord& record) const;
  Status CheckParts(uint32_t id, const BtfRecord& record, uint32_t words, bool types) const;
  Status CheckVariables(uint32_t id, const BtfRecord& record) const;
  int Depth(uint32_t id, int above);

  const RawBtf& btf_;
  std::vector<int> depths_;  // levels of types within a type, 0: not known yet
};

Status BtfChecker::CheckRecord(uint32_t id, const BtfRecord& record) const {
  const uint32_t word = record.size_or_type;
  switch (record.kind) {
    case BtfKind::Int:
      return PowerOfTwo(word, 16) ? Status::Ok() : Bad(id, "is an integer of an odd size");
    case BtfKind::Float:
      return word <= 16 ? Status::Ok() : Bad(id, "is a number of an odd size");
    case BtfKind::Enum:
      if (!PowerOfTwo(word, 8)) return Bad(id, "is an enumeration of an odd size");
      return CheckParts(id, record, 2, false);
    case BtfKind::Enum64:
      if (!PowerOfTwo(word, 8)) return Bad(id, "is an enumeration of an odd size");
      return CheckParts(id, record, 3, false);
    case BtfKind::Array:
      TRY(Reference(id, RawBtf::Word(record, 0)));
      return Reference(id, RawBtf::Word(record, 1));
    case BtfKind::Struct:
    case BtfKind::Union:
      return CheckMembers(id, record);
    case BtfKind::Func:
      return Kind(id, word, BtfKind::FuncProto);
    case BtfKind::FuncProto:
      TRY(Reference(id, word));
      return CheckParts(id, record, 2, true);
    case BtfKind::DataSec:
      return CheckVariables(id, record);
    case BtfKind::Ptr:
    case BtfKind::Typedef:
    case BtfKind::Volatile:
    case BtfKind::Const:
    case BtfKind::Restrict:
    case BtfKind::TypeTag:
    case BtfKind::Var:
    case BtfKind::DeclTag:
      return Reference(id, word);
    default:
      return Status::Ok();
  }
}

// Enumerators and parameters: a name and, of parameters, a type.
Status BtfChecker::CheckParts(uint32_t id, const BtfRecord& record, uint32_t words, bool types) const {
  for (uint32_t i = 0; i < record.count; ++i) {
    if (!btf_.HasName(RawBtf::Word(record, i * words)))
      return Bad(id, "has a part with a name outside the strings");
    if (types) TRY(Reference(id, RawBtf::Word(record, i * words + 1)));
  }
  return Status::Ok();
}

Status BtfChecker::CheckMembers(uint32_t id, const BtfRecord& record) const {
  for (uint32_t i = 0; i < record.count; ++i) {
    const BtfMember member = RawBtf::Member(record, i);
    if (!btf_.HasName(member.name)) return Bad(id, "has a member with a name outside the strings");
    TRY(Reference(id, member.type));
  }
  return Status::Ok();
}

Status BtfChecker::CheckVariables(uint32_t id, const BtfRecord& record) const {
  for (uint32_t i = 0; i < record.count; ++i) {
    const uint32_t variable = RawBtf::Word(record, 3 * i);
    if (btf_.KindOf(variable) != BtfKind::Var) TRY(Kind(id, variable, BtfKind::Func));
  }
  return Status::Ok();
}

// Through what is part of a type: pointers and functions may go round in circles, contents may not.
int BtfChecker::Depth(uint32_t id, int above) {
  if (id == 0 || id < btf_.first_id()) return 1;
  if (depths_[id] != 0) return above + depths_[id];
  if (above > kDeepest) return above;
  const BtfRecord record = btf_.Get(id);
  int deepest = above + 1;
  const auto into = [&](uint32_t inner) { deepest = std::max(deepest, Depth(inner, above + 1)); };
  if ((KindBit(record.kind) & kSkipped) != 0 || record.kind == BtfKind::Var) into(record.size_or_type);
  if (record.kind == BtfKind::Array) into(RawBtf::Word(record, 0));
  if (record.kind == BtfKind::Struct || record.kind == BtfKind::Union) {
    for (uint32_t i = 0; i < record.count && deepest <= kDeepest; ++i)
      into(RawBtf::Member(record, i).type);
  }
  if (deepest <= kDeepest) depths_[id] = deepest - above;
  return deepest;
}

}  // namespace

Status CheckBtf(const RawBtf& btf) {
  return BtfChecker(btf).Check();
}

}  // namespace sonde
