// Checks of an object's types. Leaves: CheckBtf. Covered by tests/btf/bpf_object_test.cpp.
#include "btf/btf_check.h"

#include <algorithm>
#include <string>
#include <vector>

namespace sonde {
namespace {

#define TRY(expression) \
  if (Status status = (expression); !status) return status

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
      const btf_type& record = btf_.Get(id);
      if (!btf_.HasName(record.name_off)) return Bad(id, "has a name outside the strings");
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
  [[nodiscard]] Status Kind(uint32_t id, uint32_t to, uint32_t kind) const {
    return btf_.KindOf(to) == kind ? Status::Ok() : Bad(id, "names a type of another kind");
  }

  Status CheckRecord(uint32_t id, const btf_type& record) const;
  Status CheckMembers(uint32_t id, const btf_type& record) const;
  Status CheckEnumerators(uint32_t id, const btf_type& record) const;
  Status CheckParameters(uint32_t id, const btf_type& record) const;
  Status CheckVariables(uint32_t id, const btf_type& record) const;
  int Depth(uint32_t id, int above);

  const RawBtf& btf_;
  std::vector<int> depths_;  // levels of types within a type, 0: not known yet
};

Status BtfChecker::CheckRecord(uint32_t id, const btf_type& record) const {
  const uint32_t word = record.type;  // or its size, by kind
  switch (btf_kind(&record)) {
    case BTF_KIND_INT:
      return PowerOfTwo(word, 16) ? Status::Ok() : Bad(id, "is an integer of an odd size");
    case BTF_KIND_FLOAT:
      return word <= 16 ? Status::Ok() : Bad(id, "is a number of an odd size");
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      if (!PowerOfTwo(word, 8)) return Bad(id, "is an enumeration of an odd size");
      return CheckEnumerators(id, record);
    case BTF_KIND_ARRAY:
      TRY(Reference(id, btf_array(&record)->type));
      return Reference(id, btf_array(&record)->index_type);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return CheckMembers(id, record);
    case BTF_KIND_FUNC:
      return Kind(id, word, BTF_KIND_FUNC_PROTO);
    case BTF_KIND_FUNC_PROTO:
      TRY(Reference(id, word));
      return CheckParameters(id, record);
    case BTF_KIND_DATASEC:
      return CheckVariables(id, record);
    case BTF_KIND_PTR:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_TYPE_TAG:
    case BTF_KIND_VAR:
    case BTF_KIND_DECL_TAG:
      return Reference(id, word);
    default:
      return Status::Ok();
  }
}

Status BtfChecker::CheckEnumerators(uint32_t id, const btf_type& record) const {
  for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
    if (!btf_.HasName(EnumeratorName(record, i)))
      return Bad(id, "has an enumerator with a name outside the strings");
  }
  return Status::Ok();
}

Status BtfChecker::CheckParameters(uint32_t id, const btf_type& record) const {
  for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
    const btf_param& parameter = btf_params(&record)[i];
    if (!btf_.HasName(parameter.name_off)) return Bad(id, "has a parameter with a name outside the strings");
    TRY(Reference(id, parameter.type));
  }
  return Status::Ok();
}

Status BtfChecker::CheckMembers(uint32_t id, const btf_type& record) const {
  for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
    const btf_member& member = btf_members(&record)[i];
    if (!btf_.HasName(member.name_off)) return Bad(id, "has a member with a name outside the strings");
    TRY(Reference(id, member.type));
  }
  return Status::Ok();
}

Status BtfChecker::CheckVariables(uint32_t id, const btf_type& record) const {
  for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
    const uint32_t variable = btf_var_secinfos(&record)[i].type;
    if (btf_.KindOf(variable) != BTF_KIND_VAR) TRY(Kind(id, variable, BTF_KIND_FUNC));
  }
  return Status::Ok();
}

// Through what is part of a type: pointers and functions may go round in circles, contents may not.
int BtfChecker::Depth(uint32_t id, int above) {
  if (id == 0 || id < btf_.first_id()) return 1;
  if (depths_[id] != 0) return above + depths_[id];
  if (above > kDeepest) return above;
  const btf_type& record = btf_.Get(id);
  int deepest = above + 1;
  const auto into = [&](uint32_t inner) { deepest = std::max(deepest, Depth(inner, above + 1)); };
  if (btf_is_typedef(&record) || btf_is_mod(&record) || btf_is_var(&record)) into(record.type);
  if (btf_is_array(&record)) into(btf_array(&record)->type);
  if (btf_is_composite(&record)) {
    for (uint32_t i = 0; i < btf_vlen(&record) && deepest <= kDeepest; ++i)
      into(btf_members(&record)[i].type);
  }
  if (deepest <= kDeepest) depths_[id] = deepest - above;
  return deepest;
}

}  // namespace

Status CheckBtf(const RawBtf& btf) {
  return BtfChecker(btf).Check();
}

}  // namespace sonde
