// Choosing and copying types for relocations. How they are resolved, which says what has to be there, is told
// in libbpf's relo_core.c. Leaves: TypesForRelocations. Covered by tests/btf/core_types_test.cpp.
#include "btf/core_types.h"

#include <linux/bpf.h>

#include <bitset>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/byte_reader.h"
#include "btf/bpf_elf.h"
#include "btf/btf_ext.h"

namespace sonde {
namespace {

// What stands behind ___ is for whoever reads the program.
std::string_view EssentialName(std::string_view name) {
  const size_t flavor = name.rfind("___");
  return flavor == std::string_view::npos || flavor == 0 ? name : name.substr(0, flavor);
}

// Behind typedefs and qualifiers. 0: there are too many to be true.
uint32_t Unwrapped(const RawBtf& btf, uint32_t id) {
  constexpr int kMost = 64;
  for (int steps = 0; steps < kMost; ++steps) {
    const btf_type& type = btf.Get(id);
    if (!btf_is_mod(&type) && !btf_is_typedef(&type)) return id;
    id = type.type;
  }
  return 0;
}

// The names that relocations speak of.
class Wanted {
 public:
  explicit Wanted(const RawBtf& local) : local_(local) {}

  // False: only all types will do.
  bool Add(const CoreRelocation& relocation);
  // All relocations of the part of .BTF.ext.
  bool AddAll(std::string_view part);

  [[nodiscard]] bool empty() const { return roots_.empty(); }
  [[nodiscard]] size_t size() const { return roots_.size(); }
  [[nodiscard]] bool IsMember(std::string_view name) const { return members_.contains(name); }
  // Null: no such type is wanted.
  [[nodiscard]] const std::string_view* FindRoot(std::string_view name, uint32_t kind) const;
  // Whether a root's name may begin so: most names need no closer look.
  [[nodiscard]] bool MayBegin(char first) const { return first_.test(static_cast<unsigned char>(first)); }

 private:
  bool AddRoot(uint32_t id);
  bool AddPath(uint32_t id, std::string_view access);

  const RawBtf& local_;
  std::unordered_multimap<std::string_view, BtfKinds> roots_;
  std::unordered_set<std::string_view> members_;
  std::bitset<256> first_;
};

bool Wanted::AddRoot(uint32_t id) {
  constexpr BtfKinds kEnums = KindBit(BTF_KIND_ENUM) | KindBit(BTF_KIND_ENUM64);
  const std::string_view name = EssentialName(local_.NameOf(id));
  if (name.empty()) return false;
  const BtfKinds kind = KindBit(local_.KindOf(id));
  const BtfKinds kinds = (kind & kEnums) != 0 ? kEnums : kind;
  const auto [begin, end] = roots_.equal_range(name);
  for (auto known = begin; known != end; ++known) {
    if (known->second == kinds) return true;
  }
  roots_.emplace(name, kinds);
  first_.set(static_cast<unsigned char>(name[0]));
  return true;
}

// "0:1:2": an index from where the pointer points, then members and elements.
bool Wanted::AddPath(uint32_t id, std::string_view access) {
  access.remove_prefix(std::min(access.find(':'), access.size()));
  while (!access.empty()) {
    access.remove_prefix(1);
    uint32_t index = 0;
    const auto parsed = std::from_chars(access.data(), access.data() + access.size(), index);
    if (parsed.ec != std::errc()) return false;
    access.remove_prefix(static_cast<size_t>(parsed.ptr - access.data()));
    const btf_type& type = local_.Get(Unwrapped(local_, id));
    if (btf_is_array(&type)) {
      id = btf_array(&type)->type;
    } else if (btf_is_composite(&type) && index < btf_vlen(&type)) {
      members_.insert(local_.Name(btf_members(&type)[index].name_off));
      id = btf_members(&type)[index].type;
    } else {
      return false;
    }
  }
  return true;
}

bool Wanted::Add(const CoreRelocation& relocation) {
  const uint32_t id = relocation.type;
  const btf_type& type = local_.Get(Unwrapped(local_, id));
  switch (relocation.kind) {
    case BPF_CORE_FIELD_BYTE_OFFSET:
    case BPF_CORE_FIELD_BYTE_SIZE:
    case BPF_CORE_FIELD_EXISTS:
    case BPF_CORE_FIELD_SIGNED:
    case BPF_CORE_FIELD_LSHIFT_U64:
    case BPF_CORE_FIELD_RSHIFT_U64:
      return AddRoot(id) && AddPath(id, local_.Name(relocation.access));
    case BPF_CORE_TYPE_ID_LOCAL:
      return true;
    case BPF_CORE_TYPE_EXISTS:
    case BPF_CORE_TYPE_SIZE:  // of functions more would be compared
      return (btf_is_composite(&type) || btf_is_any_enum(&type) || btf_is_int(&type)) && AddRoot(id);
    case BPF_CORE_ENUMVAL_EXISTS:
    case BPF_CORE_ENUMVAL_VALUE:
      return btf_is_any_enum(&type) && AddRoot(id);
    default:
      return false;
  }
}

bool Wanted::AddAll(std::string_view part) {
  return ForEachRecord<CoreRelocation>(
      part, [this](uint32_t /*section*/, const CoreRelocation& relocation) { return Add(relocation); });
}

const std::string_view* Wanted::FindRoot(std::string_view name, uint32_t kind) const {
  const auto [begin, end] = roots_.equal_range(name);
  for (auto root = begin; root != end; ++root) {
    if ((root->second & KindBit(kind)) != 0) return &root->first;
  }
  return nullptr;
}

// BTF that is being written.
class Copier {
 public:
  Copier(const RawBtf& from, const Wanted& wanted) : from_(from), wanted_(wanted) {}

  // Its number in the copy. Of structs only members that are wanted; pointers lead nowhere, since no
  // relocation follows one.
  uint32_t Copy(uint32_t id);
  // Nothing if types contain themselves.
  [[nodiscard]] std::optional<std::string> Bytes() const;

 private:
  using Words = std::vector<uint32_t>;
  static constexpr uint32_t kUnderWay = UINT32_MAX;

  uint32_t Name(uint32_t offset);
  uint32_t Put(const btf_type& type, uint32_t count, uint32_t size_or_type, const Words& behind);
  uint32_t CopyNew(const btf_type& type);
  uint32_t CopyStruct(const btf_type& type);
  uint32_t CopyEnum(const btf_type& type);

  const RawBtf& from_;
  const Wanted& wanted_;
  std::unordered_map<uint32_t, uint32_t> copies_;
  std::unordered_map<std::string_view, uint32_t> names_;
  Words types_;
  std::string strings_ = std::string(1, '\0');
  uint32_t last_ = 0;
  bool contradicts_ = false;
};

uint32_t Copier::Name(uint32_t offset) {
  const std::string_view name = from_.Name(offset);
  if (name.empty()) return 0;
  const auto [known, added] = names_.try_emplace(name, static_cast<uint32_t>(strings_.size()));
  if (added) strings_.append(name).push_back('\0');
  return known->second;
}

uint32_t Copier::Put(const btf_type& type, uint32_t count, uint32_t size_or_type, const Words& behind) {
  const uint32_t info = (uint32_t{btf_kflag(&type)} << 31) | (uint32_t{btf_kind(&type)} << 24) | count;
  types_.insert(types_.end(), {Name(type.name_off), info, size_or_type});
  types_.insert(types_.end(), behind.begin(), behind.end());
  return ++last_;
}

uint32_t Copier::CopyStruct(const btf_type& type) {
  Words members;
  uint32_t count = 0;
  for (uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const btf_member& member = btf_members(&type)[i];
    const std::string_view name = from_.Name(member.name_off);
    if (!name.empty() && !wanted_.IsMember(name)) continue;
    members.insert(members.end(), {Name(member.name_off), Copy(member.type), member.offset});
    ++count;
  }
  return Put(type, count, type.size, members);
}

uint32_t Copier::CopyEnum(const btf_type& type) {
  Words enumerators;
  for (uint32_t i = 0; i < btf_vlen(&type); ++i) {
    enumerators.push_back(Name(EnumeratorName(type, i)));
    if (btf_is_enum64(&type)) {
      enumerators.insert(enumerators.end(), {btf_enum64(&type)[i].val_lo32, btf_enum64(&type)[i].val_hi32});
    } else {
      enumerators.push_back(static_cast<uint32_t>(btf_enum(&type)[i].val));
    }
  }
  return Put(type, btf_vlen(&type), type.size, enumerators);
}

uint32_t Copier::CopyNew(const btf_type& type) {
  switch (btf_kind(&type)) {
    case BTF_KIND_INT:
      return Put(type, 0, type.size, {*reinterpret_cast<const uint32_t*>(&type + 1)});
    case BTF_KIND_FLOAT:
    case BTF_KIND_FWD:
      return Put(type, 0, type.size, {});
    case BTF_KIND_PTR:
      return Put(type, 0, 0, {});
    case BTF_KIND_ARRAY: {
      const struct btf_array array = *btf_array(&type);
      const uint32_t element = Copy(array.type), index = Copy(array.index_type);
      return Put(type, 0, 0, {element, index, array.nelems});
    }
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return CopyStruct(type);
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      return CopyEnum(type);
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_CONST:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_TYPE_TAG:
      return Put(type, 0, Copy(type.type), {});
    default:
      return 0;  // functions and variables: no value has such a type
  }
}

uint32_t Copier::Copy(uint32_t id) {
  if (id == 0) return 0;
  const auto [known, added] = copies_.try_emplace(id, kUnderWay);
  if (!added) {
    contradicts_ = contradicts_ || known->second == kUnderWay;
    return known->second;
  }
  const uint32_t copy = CopyNew(from_.Get(id));
  copies_[id] = copy;
  return copy;
}

std::optional<std::string> Copier::Bytes() const {
  if (contradicts_) return std::nullopt;
  const auto types = static_cast<uint32_t>(types_.size() * sizeof(uint32_t));
  btf_header header{};
  header.magic = BTF_MAGIC;
  header.version = BTF_VERSION;
  header.hdr_len = sizeof(header);
  header.type_len = types;
  header.str_off = types;
  header.str_len = static_cast<uint32_t>(strings_.size());
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
  bytes.append(reinterpret_cast<const char*>(types_.data()), types);
  return bytes + strings_;
}

// Copies each type that is wanted, all of a name. False if one of them is missing.
bool CopyRoots(const RawBtf& kernel, const Wanted& wanted, Copier& copier) {
  constexpr BtfKinds kKinds = KindBit(BTF_KIND_STRUCT) | KindBit(BTF_KIND_UNION) | KindBit(BTF_KIND_ENUM) |
                              KindBit(BTF_KIND_ENUM64) | KindBit(BTF_KIND_TYPEDEF) | KindBit(BTF_KIND_INT);
  std::unordered_set<const std::string_view*> seen;
  for (uint32_t id = kernel.first_id(); id < kernel.type_count(); ++id) {
    const btf_type& type = kernel.Get(id);
    const uint32_t kind = btf_kind(&type);
    if ((KindBit(kind) & kKinds) == 0) continue;
    const std::string_view name = kernel.Name(type.name_off);
    if (name.empty() || !wanted.MayBegin(name[0])) continue;
    const std::string_view* root = wanted.FindRoot(name, kind);
    if (root == nullptr) continue;
    copier.Copy(id);
    seen.insert(root);
  }
  return seen.size() == wanted.size();
}

}  // namespace

std::string TypesForRelocations(std::string_view elf, const std::function<const RawBtf*()>& kernel) {
  const auto object = ReadBpfElf(elf);
  if (!object) return {};
  const BpfSection* types = object->Find(".BTF");
  const BpfSection* more = object->Find(".BTF.ext");
  if (types == nullptr || more == nullptr) return {};
  const auto local = RawBtf::Parse(types->bytes);
  const auto parts = ReadBtfExt(more->bytes);
  if (!local || !parts) return {};
  Wanted wanted(*local);
  if (!wanted.AddAll(parts->relocations) || wanted.empty()) return {};
  const RawBtf* types_of_kernel = kernel();
  if (types_of_kernel == nullptr) return {};
  Copier copier(*types_of_kernel, wanted);
  if (!CopyRoots(*types_of_kernel, wanted, copier)) return {};
  return copier.Bytes().value_or(std::string());
}

}  // namespace sonde
