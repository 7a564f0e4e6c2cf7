// Kernel types as C declarations. Leaves: DeclareTypes. Covered by tests/btf/declare_test.cpp.
#include "btf/declare.h"

#include <bpf/btf.h>

#include <cstdarg>
#include <cstdio>
#include <memory>
#include <set>

namespace sonde {
namespace {

void Append(void* text, const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int size = std::vsnprintf(nullptr, 0, format, arguments);
  std::string piece(size > 0 ? static_cast<size_t>(size) + 1 : 1, '\0');
  std::vsnprintf(piece.data(), piece.size(), format, again);
  va_end(again);
  piece.pop_back();
  *static_cast<std::string*>(text) += piece;
}

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
  if (btf_is_enum(&type)) {
    for (uint32_t i = 0; i < btf_vlen(&type); ++i)
      if (wanted(btf_enum(&type)[i].name_off)) return true;
  } else if (btf_is_enum64(&type)) {
    for (uint32_t i = 0; i < btf_vlen(&type); ++i)
      if (wanted(btf_enum64(&type)[i].name_off)) return true;
  }
  return false;
}

}  // namespace

std::string DeclareTypes(std::string_view bytes, const std::vector<std::string>& names) {
  const std::unique_ptr<btf, decltype(&btf__free)> types(
      btf__new(bytes.data(), static_cast<uint32_t>(bytes.size())), &btf__free);
  if (!types) return {};
  std::set<int> ids;
  std::set<std::string> others;  // may be enumerators
  for (const std::string& name : names) {
    if (const int id = FindId(*types, name); id > 0) {
      ids.insert(id);
    } else if (name.find(' ') == std::string::npos) {
      others.insert(name);
    }
  }
  const auto count = static_cast<int>(btf__type_cnt(types.get()));
  for (int id = 1; !others.empty() && id < count; ++id) {
    if (HasEnumerator(*types, *btf__type_by_id(types.get(), static_cast<uint32_t>(id)), others))
      ids.insert(id);
  }
  if (ids.empty()) return {};
  std::string text;
  const std::unique_ptr<btf_dump, decltype(&btf_dump__free)> dump(
      btf_dump__new(types.get(), Append, &text, nullptr), &btf_dump__free);
  if (!dump) return {};
  for (const int id : ids)
    btf_dump__dump_type(dump.get(), static_cast<uint32_t>(id));
  return text;
}

}  // namespace sonde
