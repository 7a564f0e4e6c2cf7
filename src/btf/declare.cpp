// Kernel types as C declarations. Leaves: DeclareTypes. Covered by tests/btf/declare_test.cpp.
#include "btf/declare.h"

#include <set>

#include "btf/raw_btf.h"

namespace sonde {
namespace {

// The ids of what `name` means: a tagged type, a typedef; 0 for none.
int FindId(const btf& types, const std::string& name) {
  const auto find = [&](size_t skipped, std::initializer_list<uint32_t> kinds) {
    for (const uint32_t kind : kinds) {
      const int id = btf__find_by_name_kind(&types, name.c_str() + skipped, kind);
      if (id > 0) return id;
    }
    return 0;
  };
  if (name.starts_with("struct ")) return find(7, {BTF_KIND_STRUCT});
  if (name.starts_with("union ")) return find(6, {BTF_KIND_UNION});
  if (name.starts_with("enum ")) return find(5, {BTF_KIND_ENUM, BTF_KIND_ENUM64});
  return find(0, {BTF_KIND_TYPEDEF});
}

bool HasEnumerator(const btf& types, const btf_type& type, const std::set<std::string>& names) {
  const auto wanted = [&](uint32_t offset) {
    const char* name = btf__name_by_offset(&types, offset);
    return name != nullptr && names.contains(name);
  };
  for (uint32_t i = 0; btf_is_any_enum(&type) && i < btf_vlen(&type); ++i)
    if (wanted(EnumeratorName(type, i))) return true;
  return false;
}

}  // namespace

std::string DeclareTypes(const btf& types, const std::vector<std::string>& names) {
  std::set<int> ids;
  std::set<std::string> others;  // may be enumerators
  for (const std::string& name : names) {
    if (const int id = FindId(types, name); id > 0) {
      ids.insert(id);
    } else if (name.find(' ') == std::string::npos) {
      others.insert(name);
    }
  }
  const auto count = static_cast<int>(btf__type_cnt(&types));
  for (int id = 1; !others.empty() && id < count; ++id) {
    if (HasEnumerator(types, *btf__type_by_id(&types, static_cast<uint32_t>(id)), others)) ids.insert(id);
  }
  if (ids.empty()) return {};
  std::string text;
  BtfDump dump(types);
  for (const int id : ids)
    text += dump.Print(static_cast<uint32_t>(id));
  return text;
}

}  // namespace sonde
