// Btf over the bytes of a file or of memory. Leaves: Btf's makers, but WithModules.
// Covered by tests/btf/btf_test.cpp.
#include "btf/btf.h"
#include "base/environment.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <unordered_map>

#include "base/wildcard.h"
#include "btf/btf_bytes.h"
#include "btf/btf_members.h"
#include "btf/btf_text.h"
#include "btf/btf_types.h"
#include "btf/declare.h"
#include "btf/library.h"
#include "btf/raw_btf.h"

namespace sonde {
namespace {

constexpr BtfKinds kStructs = KindBit(BTF_KIND_STRUCT);
constexpr BtfKinds kUnions = KindBit(BTF_KIND_UNION);
constexpr BtfKinds kEnums = KindBit(BTF_KIND_ENUM) | KindBit(BTF_KIND_ENUM64);
constexpr BtfKinds kNamed = KindBit(BTF_KIND_TYPEDEF) | KindBit(BTF_KIND_INT) | KindBit(BTF_KIND_FLOAT);
constexpr std::string_view kTracePrefix = "btf_trace_";
constexpr std::string_view kIteratorStruct = "bpf_iter__", kIteratorFunction = "bpf_iter_";
constexpr std::string_view kPerCpuSection = ".data..percpu";
constexpr char kDirectory[] = "/sys/kernel/btf";

class IndexedBtf final : public Btf {
 public:
  IndexedBtf(std::unique_ptr<BtfBytes> bytes, RawBtf raw, IndexedBtf* base)
      : bytes_(std::move(bytes)),
        raw_(std::move(raw)),
        types_(raw_, *this, base != nullptr ? &base->types_ : nullptr),
        members_(raw_, types_),
        base_(base) {}

  TypePtr FindType(std::string_view name) override;
  std::optional<Enumerator> FindEnumerator(std::string_view name) override;
  std::vector<std::string> EnumeratorNames(std::string_view beginning) override;
  std::optional<StructField> FindField(const Type& type, std::string_view name) override {
    return members_.Find(DefinitionOf(type), name);
  }
  std::vector<StructField> Fields(const Type& type) override { return members_.All(DefinitionOf(type)); }
  std::optional<BtfFunction> FindFunction(std::string_view name) override;
  std::optional<BtfFunction> FindRawTracepoint(std::string_view name) override;
  std::optional<BtfFunction> FindIterator(std::string_view name) override;
  std::optional<BtfVariable> FindVariable(std::string_view name) override;
  bool IsShadowed(const Type& type) override;
  [[nodiscard]] const RawBtf& raw() const { return raw_; }
  std::vector<Definition> MatchDefinitions(std::string_view pattern, bool with_text) override;
  std::vector<std::string> FunctionNames() override { return Names(BTF_KIND_FUNC, {}); }
  std::vector<std::string> RawTracepointNames() override { return Names(BTF_KIND_TYPEDEF, kTracePrefix); }
  std::vector<std::string> IteratorNames() override;
  std::string DeclareInC(const std::vector<std::string>& names) override {
    const btf* types = Library();
    return types != nullptr ? DeclareTypes(*types, names) : std::string();
  }

 private:
  uint32_t DefinitionOf(const Type& type);
  [[nodiscard]] bool HasRival(const Type& type) const;
  btf* Library();
  void AddTexts(std::vector<Definition>& definitions, const std::vector<uint32_t>& ids);
  BtfFunction Describe(std::string_view name, uint32_t prototype, uint32_t skipped);
  void AddMembers(const btf_type& record, bool outermost, std::vector<BtfParameter>& to);
  [[nodiscard]] std::vector<std::string> Names(uint32_t kind, std::string_view prefix) const;

  std::unique_ptr<BtfBytes> bytes_;
  RawBtf raw_;
  BtfTypes types_;
  BtfMembers members_;
  IndexedBtf* base_;
  std::map<std::string, bool> shadowed_;  // by name
  std::optional<Result<BtfHandle>> library_;
};

// The kinds that a keyword stands for, and the name behind it.
std::pair<BtfKinds, std::string_view> SplitKeyword(std::string_view name) {
  if (name.starts_with("struct ")) return {kStructs, name.substr(7)};
  if (name.starts_with("union ")) return {kUnions, name.substr(6)};
  if (name.starts_with("enum ")) return {kEnums, name.substr(5)};
  return {0, name};
}

TypePtr IndexedBtf::FindType(std::string_view name) {
  const auto find = [&](std::string_view bare, BtfKinds kinds) {
    const uint32_t id = raw_.Find(bare, kinds);
    return id != 0 ? types_.Convert(id) : nullptr;
  };
  if (const auto [kinds, bare] = SplitKeyword(name); kinds != 0) return find(bare, kinds);
  TypePtr type = find(name, kNamed);
  return type ? type : find(name, kStructs | kUnions | kEnums);
}

// One pass over all enumerations: a script names few enumerators, and a table of all would cost more.
std::optional<Enumerator> IndexedBtf::FindEnumerator(std::string_view name) {
  for (uint32_t id = raw_.first_id(); id < raw_.type_count(); ++id) {
    if ((KindBit(raw_.KindOf(id)) & kEnums) == 0) continue;
    const btf_type& record = raw_.Get(id);
    for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
      if (raw_.Name(EnumeratorName(record, i)) != name) continue;
      TypePtr type = types_.Convert(id);
      return Enumerator{type, type->definition.enumerators[i].first};
    }
  }
  return std::nullopt;
}

// The id of the struct that `type` names. A forward declaration stands for the definition of its name.
uint32_t IndexedBtf::DefinitionOf(const Type& type) {
  if (type.kind != TypeKind::Struct) return 0;
  const btf_type& record = raw_.Get(type.definition.id);
  if (!btf_is_fwd(&record)) return type.definition.id;
  const std::string_view name = raw_.Name(record.name_off);
  const BtfKinds kinds = btf_kflag(&record) ? kUnions : kStructs;
  const uint32_t own = raw_.Find(name, kinds);
  return own != 0 || base_ == nullptr ? own : base_->raw_.Find(name, kinds);
}

bool IndexedBtf::IsShadowed(const Type& type) {
  if (type.definition.name.find(' ') == std::string::npos) return false;
  const auto [at, added] = shadowed_.try_emplace(type.definition.name);
  if (added) {
    at->second = (base_ != nullptr && base_->FindType(type.definition.name) != nullptr) ||
                 (type.kind == TypeKind::Struct && HasRival(type));
  }
  return at->second;
}

// Whether another struct has the name but not the layout: libbpf refuses a name that means two offsets.
bool IndexedBtf::HasRival(const Type& type) const {
  const BtfKinds kinds = type.definition.name.starts_with("union ") ? kUnions : kStructs;
  const std::string name = type.definition.name.substr(type.definition.name.find(' ') + 1);
  const uint32_t first = raw_.FindAfter(raw_.first_id() - 1, name, kinds);
  const btf_type& known = raw_.Get(first);
  for (uint32_t id = first; (id = raw_.FindAfter(id, name, kinds)) != 0;) {
    const btf_type& other = raw_.Get(id);
    if (other.size != known.size || btf_vlen(&other) != btf_vlen(&known)) return true;
    for (uint32_t i = 0; i < btf_vlen(&known); ++i) {
      const bool same = btf_members(&known)[i].name_off == btf_members(&other)[i].name_off &&
                        btf_member_bit_offset(&known, i) == btf_member_bit_offset(&other, i) &&
                        btf_member_bitfield_size(&known, i) == btf_member_bitfield_size(&other, i);
      if (!same) return true;
    }
  }
  return false;
}

std::optional<BtfVariable> IndexedBtf::FindVariable(std::string_view name) {
  const uint32_t id = raw_.Find(name, KindBit(BTF_KIND_VAR));
  if (id == 0) return std::nullopt;
  BtfVariable variable{std::string(name), types_.Convert(raw_.Get(id).type)};
  for (uint32_t section = raw_.first_id(); section < raw_.type_count(); ++section) {
    if (raw_.KindOf(section) != BTF_KIND_DATASEC) continue;
    const btf_type& record = raw_.Get(section);
    for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
      if (btf_var_secinfos(&record)[i].type != id) continue;
      variable.per_cpu = raw_.Name(record.name_off) == kPerCpuSection;
      variable.offset = btf_var_secinfos(&record)[i].offset;
      return variable;
    }
  }
  return variable;
}

std::optional<BtfFunction> IndexedBtf::FindFunction(std::string_view name) {
  const uint32_t id = raw_.Find(name, KindBit(BTF_KIND_FUNC));
  if (id == 0) return std::nullopt;
  const uint32_t prototype = raw_.Get(id).type;
  if (raw_.KindOf(prototype) != BTF_KIND_FUNC_PROTO) return std::nullopt;
  BtfFunction function = Describe(name, prototype, 0);
  function.id = id;
  return function;
}

// The typedef gives the types; the names of the arguments stand only at the functions made for it.
std::optional<BtfFunction> IndexedBtf::FindRawTracepoint(std::string_view name) {
  const std::string text(name);
  const uint32_t id = raw_.Find(std::string(kTracePrefix) + text, KindBit(BTF_KIND_TYPEDEF));
  const btf_type& pointer = raw_.Get(types_.Skip(id).id);
  const uint32_t prototype = types_.Skip(pointer.type).id;
  if (!btf_is_ptr(&pointer) || raw_.KindOf(prototype) != BTF_KIND_FUNC_PROTO) return std::nullopt;
  BtfFunction traced = Describe(name, prototype, 1);
  traced.id = id;
  for (const char* prefix : {"__probestub_", "__traceiter_", "__bpf_trace_"}) {
    const auto named = FindFunction(prefix + text);
    if (!named || named->parameters.size() != traced.parameters.size() + 1) continue;
    for (size_t i = 0; i < traced.parameters.size(); ++i) {
      if (traced.parameters[i].name.empty()) traced.parameters[i].name = named->parameters[i + 1].name;
    }
    break;
  }
  for (size_t i = 0; i < traced.parameters.size(); ++i) {
    if (traced.parameters[i].name.empty()) traced.parameters[i].name = "arg" + std::to_string(i);
  }
  return traced;
}

std::vector<std::string> IndexedBtf::IteratorNames() {
  std::vector<std::string> names = Names(BTF_KIND_STRUCT, kIteratorStruct);
  std::erase_if(names, [this](const std::string& name) {
    return raw_.Find(std::string(kIteratorFunction) + name, KindBit(BTF_KIND_FUNC)) == 0;
  });
  return names;
}

std::optional<BtfFunction> IndexedBtf::FindIterator(std::string_view name) {
  const uint32_t context = raw_.Find(std::string(kIteratorStruct).append(name), KindBit(BTF_KIND_STRUCT));
  const uint32_t function = raw_.Find(std::string(kIteratorFunction).append(name), KindBit(BTF_KIND_FUNC));
  if (context == 0 || function == 0) return std::nullopt;
  BtfFunction iterator{std::string(name), {}, nullptr, {}};
  AddMembers(raw_.Get(context), true, iterator.parameters);
  std::erase_if(iterator.parameters, [](const BtfParameter& member) { return member.name == "meta"; });
  return iterator;
}

// Pointers are members of anonymous unions, which make them eight bytes for every program.
void IndexedBtf::AddMembers(const btf_type& record, bool outermost, std::vector<BtfParameter>& to) {
  for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
    const btf_member& member = btf_members(&record)[i];
    const std::string_view name = raw_.Name(member.name_off);
    const btf_type& inner = raw_.Get(types_.Skip(member.type).id);
    if (!name.empty()) {
      to.push_back({std::string(name), types_.Convert(member.type), types_.Declare(member.type)});
    } else if (outermost && btf_is_composite(&inner)) {
      AddMembers(inner, false, to);
    }
  }
}

// The `...` of a variadic function is not a parameter.
BtfFunction IndexedBtf::Describe(std::string_view name, uint32_t prototype, uint32_t skipped) {
  const btf_type& record = raw_.Get(prototype);
  BtfFunction function;
  function.name = name;
  function.result = types_.Convert(record.type);
  function.c_result = types_.Declare(record.type);
  for (uint32_t i = skipped; i < btf_vlen(&record); ++i) {
    const uint32_t type = btf_params(&record)[i].type;
    function.variadic = type == 0;
    if (type == 0) continue;
    const std::string_view own = raw_.Name(btf_params(&record)[i].name_off);
    function.parameters.push_back({std::string(own), types_.Convert(type), types_.Declare(type)});
  }
  return function;
}

std::vector<std::string> IndexedBtf::EnumeratorNames(std::string_view beginning) {
  std::vector<std::string> names;
  for (uint32_t id = raw_.first_id(); id < raw_.type_count(); ++id) {
    const btf_type& type = raw_.Get(id);
    if (!btf_is_any_enum(&type)) continue;
    for (uint32_t i = 0; i < btf_vlen(&type); ++i) {
      const std::string_view name = raw_.Name(EnumeratorName(type, i));
      if (name.starts_with(beginning)) names.emplace_back(name);
    }
  }
  return names;
}

std::vector<Btf::Definition> IndexedBtf::MatchDefinitions(std::string_view pattern, bool with_text) {
  const auto [kinds, bare] = SplitKeyword(pattern);
  const std::string keyword(pattern.substr(0, pattern.size() - bare.size()));
  std::vector<Definition> found;
  std::vector<uint32_t> ids;
  for (uint32_t id = raw_.first_id(); id < raw_.type_count(); ++id) {
    if ((KindBit(raw_.KindOf(id)) & kinds) == 0) continue;
    const std::string_view name = raw_.NameOf(id);
    if (name.empty() || !WildcardMatch(bare, name)) continue;
    found.push_back({keyword + std::string(name), "vmlinux", ""});
    ids.push_back(id);
  }
  if (with_text && !found.empty()) AddTexts(found, ids);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return found;
}

void IndexedBtf::AddTexts(std::vector<Definition>& definitions, const std::vector<uint32_t>& ids) {
  std::unordered_map<std::string_view, int> counts;
  for (const Definition& definition : definitions)
    ++counts[definition.name];
  const btf* types = Library();
  if (types == nullptr) {
    for (Definition& definition : definitions)
      definition.text = definition.name + " { /* " + library_->error().Text() + " */ };";
    return;
  }
  BtfText text(*types);
  for (size_t i = 0; i < definitions.size(); ++i)
    definitions[i].text = text.Define(ids[i], definitions[i].name, counts[definitions[i].name] == 1);
}

// Null: the bytes are not sound enough for libbpf.
btf* IndexedBtf::Library() {
  if (!library_) {
    btf* base = base_ != nullptr ? base_->Library() : nullptr;
    library_ = base_ != nullptr && base == nullptr ? Result<BtfHandle>(base_->library_->error())
                                                   : OpenInLibrary(bytes_->view(), raw_, base);
  }
  return library_->ok() ? (*library_)->get() : nullptr;
}

std::vector<std::string> IndexedBtf::Names(uint32_t kind, std::string_view prefix) const {
  std::vector<std::string> names;
  for (uint32_t id = raw_.first_id(); id < raw_.type_count(); ++id) {
    if (raw_.KindOf(id) != kind) continue;
    const std::string_view name = raw_.NameOf(id);
    if (name.starts_with(prefix)) names.emplace_back(name.substr(prefix.size()));
  }
  return names;
}

Result<std::unique_ptr<Btf>> Open(std::unique_ptr<BtfBytes> bytes, IndexedBtf* base = nullptr) {
  auto raw = RawBtf::Parse(bytes->view(), base != nullptr ? &base->raw() : nullptr);
  if (!raw) return raw.TakeError();
  return std::unique_ptr<Btf>(std::make_unique<IndexedBtf>(std::move(bytes), std::move(*raw), base));
}

}  // namespace

std::vector<std::string> Btf::ModulesOf(std::string_view function) {
  return FindFunction(function) ? std::vector{std::string(kCoreModule)} : std::vector<std::string>();
}

Result<std::unique_ptr<Btf>> Btf::LoadKernel() {
  const char* chosen = FindSetting("BTF");
  return chosen != nullptr && *chosen != '\0' ? LoadFile(chosen) : LoadRunningKernel();
}

Result<std::unique_ptr<Btf>> Btf::LoadRunningKernel() {
  auto kernel = LoadFile(std::string(kDirectory) + "/vmlinux");
  if (!kernel) return kernel;
  return WithModules(std::move(*kernel), kDirectory);
}

Result<std::unique_ptr<Btf>> Btf::LoadFile(const std::string& path) {
  auto bytes = BtfBytes::Read(path);
  if (!bytes) return bytes.TakeError().While("cannot read kernel type information");
  auto btf = Open(std::move(*bytes));
  if (!btf) return btf.TakeError().While("cannot use the kernel type information in " + path);
  return btf;
}

Result<std::unique_ptr<Btf>> Btf::LoadModule(const std::string& directory, const std::string& name,
                                             Btf& base) {
  const std::string path = directory + "/" + name;
  auto bytes = BtfBytes::Read(path);
  if (!bytes) return bytes.TakeError().While("cannot read the type information of module " + name);
  auto btf = Open(std::move(*bytes), dynamic_cast<IndexedBtf*>(&base));
  if (!btf) return btf.TakeError().While("cannot use the type information in " + path);
  return btf;
}

Result<std::unique_ptr<Btf>> Btf::FromBytes(std::string bytes, Btf* base) {
  return Open(std::make_unique<BtfBytes>(std::move(bytes)), dynamic_cast<IndexedBtf*>(base));
}

}  // namespace sonde
