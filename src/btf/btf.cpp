// Btf over the bytes of a file or of memory. Leaves: Btf::LoadKernel, Btf::FromBytes.
// Covered by tests/btf/btf_test.cpp.
#include "btf/btf.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/wildcard.h"
#include "btf/btf_members.h"
#include "btf/btf_text.h"
#include "btf/btf_types.h"
#include "btf/raw_btf.h"

namespace sonde {
namespace {

constexpr BtfKinds kStructs = KindBit(BtfKind::Struct);
constexpr BtfKinds kUnions = KindBit(BtfKind::Union);
constexpr BtfKinds kEnums = KindBit(BtfKind::Enum) | KindBit(BtfKind::Enum64);
constexpr BtfKinds kNamed = KindBit(BtfKind::Typedef) | KindBit(BtfKind::Int) | KindBit(BtfKind::Float);
constexpr std::string_view kTracePrefix = "btf_trace_";

// The data behind a Btf: read into memory, or mapped.
class Bytes {
 public:
  explicit Bytes(std::string text) : text_(std::move(text)) {}
  Bytes(void* map, size_t size) : map_(map), size_(size) {}
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  ~Bytes() {
    if (map_ != nullptr) munmap(map_, size_);
  }
  [[nodiscard]] std::string_view view() const {
    return map_ != nullptr ? std::string_view(static_cast<const char*>(map_), size_)
                           : std::string_view(text_);
  }

 private:
  std::string text_;
  void* map_ = nullptr;
  size_t size_ = 0;
};

class IndexedBtf final : public Btf {
 public:
  IndexedBtf(std::unique_ptr<Bytes> bytes, RawBtf raw)
      : bytes_(std::move(bytes)), raw_(std::move(raw)), types_(raw_, *this), members_(raw_, types_) {}

  TypePtr FindType(std::string_view name) override;
  std::optional<Enumerator> FindEnumerator(std::string_view name) override;
  std::optional<StructField> FindField(const Type& type, std::string_view name) override {
    return members_.Find(DefinitionOf(type), name);
  }
  std::vector<StructField> Fields(const Type& type) override { return members_.All(DefinitionOf(type)); }
  std::optional<BtfFunction> FindFunction(std::string_view name) override;
  std::optional<BtfFunction> FindRawTracepoint(std::string_view name) override;
  std::vector<Definition> MatchDefinitions(std::string_view pattern, bool with_text) override;
  std::vector<std::string> FunctionNames() override { return Names(BtfKind::Func, {}); }
  std::vector<std::string> RawTracepointNames() override { return Names(BtfKind::Typedef, kTracePrefix); }

 private:
  uint32_t DefinitionOf(const Type& type);
  BtfFunction Describe(std::string_view name, uint32_t prototype, uint32_t skipped);
  [[nodiscard]] std::vector<std::string> Names(BtfKind kind, std::string_view prefix) const;

  std::unique_ptr<Bytes> bytes_;
  RawBtf raw_;
  BtfTypes types_;
  BtfMembers members_;
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
  for (uint32_t id = 1; id < raw_.type_count(); ++id) {
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
  return raw_.Find(raw_.Name(record.name), record.kind_flag ? kUnions : kStructs);
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
  for (uint32_t id = 1; id < raw_.type_count(); ++id) {
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
  for (uint32_t id = 1; id < raw_.type_count(); ++id) {
    if (raw_.KindOf(id) != kind) continue;
    const std::string_view name = raw_.NameOf(id);
    if (name.starts_with(prefix)) names.emplace_back(name.substr(prefix.size()));
  }
  return names;
}

// Kernels before 6.16 or so refuse to map the file; then it is read.
Result<std::unique_ptr<Bytes>> ReadWhole(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error::FromErrno("open " + path, errno);
  struct stat info{};
  fstat(fd, &info);
  const auto size = static_cast<size_t>(info.st_size);
  void* map = size > 0 ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
  if (map != MAP_FAILED) {
    close(fd);
    return std::make_unique<Bytes>(map, size);
  }
  std::string text(size + 1, '\0');
  size_t filled = 0;
  ssize_t got = 0;
  while ((got = read(fd, text.data() + filled, text.size() - filled)) > 0) {
    filled += static_cast<size_t>(got);
    if (filled == text.size()) text.resize(text.size() * 2);
  }
  const int error = errno;
  close(fd);
  if (got < 0) return Error::FromErrno("read " + path, error);
  text.resize(filled);
  return std::make_unique<Bytes>(std::move(text));
}

Result<std::unique_ptr<Btf>> Open(std::unique_ptr<Bytes> bytes) {
  auto raw = RawBtf::Parse(bytes->view());
  if (!raw) return raw.TakeError();
  return std::unique_ptr<Btf>(std::make_unique<IndexedBtf>(std::move(bytes), std::move(*raw)));
}

}  // namespace

Result<std::unique_ptr<Btf>> Btf::LoadKernel() {
  const char* chosen = std::getenv("BPFTRACE_BTF");
  const std::string path = chosen != nullptr && *chosen != '\0' ? chosen : "/sys/kernel/btf/vmlinux";
  auto bytes = ReadWhole(path);
  if (!bytes) return bytes.TakeError().While("cannot read kernel type information");
  auto btf = Open(std::move(*bytes));
  if (!btf) return btf.TakeError().While("cannot use the kernel type information in " + path);
  return btf;
}

Result<std::unique_ptr<Btf>> Btf::FromBytes(std::string bytes) {
  return Open(std::make_unique<Bytes>(std::move(bytes)));
}

}  // namespace sonde
