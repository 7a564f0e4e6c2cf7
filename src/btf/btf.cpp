// Btf over the bytes of a file or of memory. Leaves: Btf's makers, but WithModules.
// Covered by tests/btf/btf_test.cpp.
#include "btf/btf.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/wildcard.h"
#include "btf/btf_bytes.h"
#include "btf/btf_members.h"
#include "btf/btf_text.h"
#include "btf/btf_types.h"
#include "btf/declare.h"
#include "btf/raw_btf.h"

namespace sonde {
namespace {

constexpr BtfKinds kStructs = KindBit(BtfKind::Struct);
constexpr BtfKinds kUnions = KindBit(BtfKind::Union);
constexpr BtfKinds kEnums = KindBit(BtfKind::Enum) | KindBit(BtfKind::Enum64);
constexpr BtfKinds kNamed = KindBit(BtfKind::Typedef) | KindBit(BtfKind::Int) | KindBit(BtfKind::Float);
constexpr std::string_view kTracePrefix = "btf_trace_";
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
  std::optional<StructField> FindField(const Type& type, std::string_view name) override {
    return members_.Find(DefinitionOf(type), name);
  }
  std::vector<StructField> Fields(const Type& type) override { return members_.All(DefinitionOf(type)); }
  std::optional<BtfFunction> FindFunction(std::string_view name) override;
  std::optional<BtfFunction> FindRawTracepoint(std::string_view name) override;
  std::optional<BtfVariable> FindVariable(std::string_view name) override;
  bool IsShadowed(const Type& type) override;
  [[nodiscard]] const RawBtf& raw() const { return raw_; }
  std::vector<Definition> MatchDefinitions(std::string_view pattern, bool with_text) override;
  std::vector<std::string> FunctionNames() override { return Names(BtfKind::Func, {}); }
  std::vector<std::string> RawTracepointNames() override { return Names(BtfKind::Typedef, kTracePrefix); }
  std::string DeclareInC(const std::vector<std::string>& names) override {
    return DeclareTypes(bytes_->view(), names);
  }

 private:
  uint32_t DefinitionOf(const Type& type);
  [[nodiscard]] bool HasRival(const Type& type) const;
  BtfFunction Describe(std::string_view name, uint32_t prototype, uint32_t skipped);
  [[nodiscard]] std::vector<std::string> Names(BtfKind kind, std::string_view prefix) const;

  std::unique_ptr<BtfBytes> bytes_;
  RawBtf raw_;
  BtfTypes types_;
  BtfMembers members_;
  IndexedBtf* base_;
  std::map<std::string, bool> shadowed_;  // by name
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
    const BtfRecord record = raw_.Get(id);
    const uint32_t words = record.kind == BtfKind::Enum64 ? 3 : 2;
    for (uint32_t i = 0; i < record.count; ++i) {
      if (raw_.Name(RawBtf::Word(record, i * words)) != name) continue;
      TypePtr type = types_.Convert(id);
      return Enumerator{type, type->enumerators[i].first};
    }
  }
  return std::nullopt;
}

// The id of the struct that `type` names. A forward declaration stands for the definition of its name.
uint32_t IndexedBtf::DefinitionOf(const Type& type) {
  if (type.kind != TypeKind::Struct) return 0;
  const BtfRecord record = raw_.Get(type.id);
  if (record.kind != BtfKind::Fwd) return type.id;
  const std::string_view name = raw_.Name(record.name);
  const BtfKinds kinds = record.kind_flag ? kUnions : kStructs;
  const uint32_t own = raw_.Find(name, kinds);
  return own != 0 || base_ == nullptr ? own : base_->raw_.Find(name, kinds);
}

bool IndexedBtf::IsShadowed(const Type& type) {
  if (type.name.find(' ') == std::string::npos) return false;
  const auto [at, added] = shadowed_.try_emplace(type.name);
  if (added) {
    at->second = (base_ != nullptr && base_->FindType(type.name) != nullptr) ||
                 (type.kind == TypeKind::Struct && HasRival(type));
  }
  return at->second;
}

// Whether another struct has the name but not the layout: libbpf refuses a name that means two offsets.
bool IndexedBtf::HasRival(const Type& type) const {
  const BtfKinds kinds = type.name.starts_with("union ") ? kUnions : kStructs;
  const std::string name = type.name.substr(type.name.find(' ') + 1);
  const uint32_t first = raw_.FindAfter(raw_.first_id() - 1, name, kinds);
  const BtfRecord known = raw_.Get(first);
  for (uint32_t id = first; (id = raw_.FindAfter(id, name, kinds)) != 0;) {
    const BtfRecord other = raw_.Get(id);
    if (other.size_or_type != known.size_or_type || other.count != known.count) return true;
    for (uint32_t i = 0; i < known.count; ++i) {
      const BtfMember a = RawBtf::Member(known, i), b = RawBtf::Member(other, i);
      if (a.name != b.name || a.bit_offset != b.bit_offset || a.bit_size != b.bit_size) return true;
    }
  }
  return false;
}

std::optional<BtfVariable> IndexedBtf::FindVariable(std::string_view name) {
  const uint32_t id = raw_.Find(name, KindBit(BtfKind::Var));
  if (id == 0) return std::nullopt;
  BtfVariable variable{std::string(name), types_.Convert(raw_.Get(id).size_or_type)};
  for (uint32_t section = raw_.first_id(); section < raw_.type_count(); ++section) {
    if (raw_.KindOf(section) != BtfKind::DataSec) continue;
    const BtfRecord record = raw_.Get(section);
    for (uint32_t i = 0; i < record.count; ++i) {
      if (RawBtf::Word(record, 3 * i) != id) continue;
      variable.per_cpu = raw_.Name(record.name) == kPerCpuSection;
      variable.offset = RawBtf::Word(record, 3 * i + 1);
      return variable;
    }
  }
  return variable;
}

std::optional<BtfFunction> IndexedBtf::FindFunction(std::string_view name) {
  const uint32_t id = raw_.Find(name, KindBit(BtfKind::Func));
  if (id == 0) return std::nullopt;
  const uint32_t prototype = raw_.Get(id).size_or_type;
  if (raw_.KindOf(prototype) != BtfKind::FuncProto) return std::nullopt;
  return Describe(name, prototype, 0);
}

// The typedef gives the types; the names of the arguments stand only at the functions made for it.
std::optional<BtfFunction> IndexedBtf::FindRawTracepoint(std::string_view name) {
  const std::string text(name);
  const uint32_t id = raw_.Find(std::string(kTracePrefix) + text, KindBit(BtfKind::Typedef));
  const BtfRecord pointer = raw_.Get(types_.Skip(id).id);
  const uint32_t prototype = types_.Skip(pointer.size_or_type).id;
  if (pointer.kind != BtfKind::Ptr || raw_.KindOf(prototype) != BtfKind::FuncProto) return std::nullopt;
  BtfFunction traced = Describe(name, prototype, 1);
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

// The `...` of a variadic function is not a parameter.
BtfFunction IndexedBtf::Describe(std::string_view name, uint32_t prototype, uint32_t skipped) {
  const BtfRecord record = raw_.Get(prototype);
  BtfFunction function{
      std::string(name), {}, types_.Convert(record.size_or_type), types_.Declare(record.size_or_type)};
  for (uint32_t i = skipped; i < record.count; ++i) {
    const uint32_t type = RawBtf::Word(record, i * 2 + 1);
    if (type == 0) continue;
    const std::string_view own = raw_.Name(RawBtf::Word(record, i * 2));
    function.parameters.push_back({std::string(own), types_.Convert(type), types_.Declare(type)});
  }
  return function;
}

std::vector<Btf::Definition> IndexedBtf::MatchDefinitions(std::string_view pattern, bool with_text) {
  const auto [kinds, bare] = SplitKeyword(pattern);
  const std::string keyword(pattern.substr(0, pattern.size() - bare.size()));
  BtfText text(raw_);
  std::vector<Definition> found;
  for (uint32_t id = raw_.first_id(); id < raw_.type_count(); ++id) {
    if ((KindBit(raw_.KindOf(id)) & kinds) == 0) continue;
    const std::string_view name = raw_.NameOf(id);
    if (name.empty() || !WildcardMatch(bare, name)) continue;
    found.push_back({keyword + std::string(name), "vmlinux", with_text ? text.Define(id) : ""});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return found;
}

std::vector<std::string> IndexedBtf::Names(BtfKind kind, std::string_view prefix) const {
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

Result<std::unique_ptr<Btf>> Btf::LoadKernel() {
  const char* chosen = std::getenv("BPFTRACE_BTF");
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
