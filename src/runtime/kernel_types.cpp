// Kernel types that are missing or laid out differently. Leaves: ExplainMissingType, CheckKernelLayouts,
// UseRunningEnumerators.
// Covered by tests/runtime/kernel_types_test.cpp and tests/run/kernel-types.test.
#include "runtime/kernel_types.h"

#include <string>
#include <vector>

#include "bundle/location.h"

namespace sonde::runtime {
namespace {

constexpr std::string_view kFailure = "failed to resolve CO-RE relocation <";
constexpr char kAdvice[] =
    "the kernel that runs differs from the one whose types the program was compiled with; compile it here, "
    "or "
    "elsewhere with --kernel-btf and this kernel's /sys/kernel/btf/vmlinux";

std::string Quoted(std::string_view text) {
  return "`" + std::string(text) + "`";
}

// "struct task_struct.mm" of: failed to resolve CO-RE relocation <byte_off> [7] struct task_struct.mm (0:0
// ...
std::string_view UnresolvedName(std::string_view log) {
  const size_t at = log.find(kFailure);
  if (at == std::string_view::npos) return {};
  log.remove_prefix(at);
  log = log.substr(0, log.find('\n'));
  const size_t begin = log.find("] ");
  if (begin == std::string_view::npos) return {};
  log.remove_prefix(begin + 2);
  return log.substr(0, std::min(log.find(" ("), log.find(" = ")));
}

const bundle::KernelName* FindName(const bundle::Metadata& metadata, std::string_view name) {
  for (const auto& known : metadata.kernel.names) {
    if (known.name == name || known.name == name.substr(name.find(' ') + 1)) return &known;
  }
  return nullptr;
}

// The message begins like a diagnostic of the compiler, and the line follows.
Error AtPlace(const bundle::Metadata& metadata, uint32_t location, const std::string& text) {
  const Excerpt at = bundle::ExcerptOf(metadata, metadata.locations[location]);
  return Error(PlaceText(at) + ": " + text).Hint("used in " + PlaceAndLines(at));
}

struct NamedField {
  TypePtr owner;
  std::string name;
};

// Where a dotted path ends in a struct that has no such field. Nothing if all is there.
std::optional<NamedField> FirstMissing(TypePtr type, std::string_view path) {
  while (!path.empty()) {
    if (path.front() == '.') path.remove_prefix(1);
    if (path.front() == '[') {  // an element of an array
      if (type->kind != TypeKind::Array && type->kind != TypeKind::String) return std::nullopt;
      path.remove_prefix(std::min(path.find(']'), path.size() - 1) + 1);
      type = type->element;
      if (!type) return std::nullopt;
      continue;
    }
    const std::string name(path.substr(0, path.find_first_of(".[")));
    Definitions* const source = type->kind == TypeKind::Struct ? DefinitionsOf(*type) : nullptr;
    if (source == nullptr) return std::nullopt;
    const auto field = source->FindField(*type, name);
    if (!field) return NamedField{type, name};
    type = field->type;
    path.remove_prefix(name.size());
  }
  return std::nullopt;
}

// What exactly is missing of "struct task_struct.mm.owner" or "enum pid_type::PIDTYPE_PID".
std::string Missing(std::string_view name, Btf* running) {
  if (const size_t colons = name.find("::"); colons != std::string_view::npos) {
    const std::string type(name.substr(0, colons));
    const bool known = running != nullptr && running->FindType(type) != nullptr;
    if (running != nullptr && !known) return "this kernel has no " + Quoted(type);
    return "this kernel's " + Quoted(type) + " has no enumerator " + Quoted(name.substr(colons + 2));
  }
  const size_t end = name.find_first_of(".[");
  const std::string type(name.substr(0, end));
  const std::string_view path = end == std::string_view::npos ? std::string_view() : name.substr(end);
  if (running != nullptr) {
    const TypePtr root = running->FindType(type);
    if (!root) return "this kernel has no " + Quoted(type);
    const auto missing = FirstMissing(root, path);
    if (!missing && !path.empty()) {
      return "the field " + Quoted(path.substr(1)) + " of " + Quoted(type) +
             " is of another kind on this kernel";
    }
    if (missing && !missing->owner->definition.name.empty()) {
      return "this kernel's " + Quoted(missing->owner->definition.name) + " has no field " +
             Quoted(missing->name);
    }
  }
  if (path.empty()) return "this kernel has no " + Quoted(type);
  return "this kernel's " + Quoted(type) + " has no field " + Quoted(path.substr(1));
}

// Offset of a dotted member; nothing if there is none of this size. Both in bits.
std::optional<uint32_t> OffsetOf(TypePtr type, std::string_view path, uint32_t size) {
  uint32_t offset = 0;
  uint32_t bits = 0;
  while (true) {
    const std::string name(path.substr(0, path.find('.')));
    Definitions* const source = type->kind == TypeKind::Struct ? DefinitionsOf(*type) : nullptr;
    if (source == nullptr) return std::nullopt;
    const auto field = source->FindField(*type, name);
    if (!field) return std::nullopt;
    offset += 8 * field->byte_offset + field->bit_offset;
    type = field->type;
    bits = field->bit_size != 0 ? field->bit_size : 8 * type->size;
    if (name.size() == path.size()) break;
    path.remove_prefix(name.size() + 1);
  }
  return bits == size ? std::optional(offset) : std::nullopt;
}

// The layouts of enumerations of the kernel in `layout`.
void Collect(bundle::Layout& layout, std::vector<bundle::Layout*>& found) {
  if (!layout.kernel_enum.empty()) found.push_back(&layout);
  for (bundle::Layout& child : layout.children)
    Collect(child, found);
}

}  // namespace

void UseRunningEnumerators(bundle::Metadata& metadata) {
  std::vector<bundle::Layout*> found;
  for (auto& map : metadata.maps) {
    Collect(map.key, found);
    Collect(map.value, found);
  }
  for (auto& event : metadata.events) {
    for (auto& argument : event.args)
      Collect(argument, found);
  }
  if (found.empty()) return;
  auto btf = Btf::LoadRunningKernel();
  if (!btf) return;
  for (bundle::Layout* layout : found) {
    const TypePtr type = (*btf)->FindType(layout->kernel_enum);
    if (type) layout->enumerators = type->definition.enumerators;
  }
}

std::optional<Error> ExplainMissingType(const bundle::Metadata& metadata, std::string_view log,
                                        Btf* running) {
  const std::string_view name = UnresolvedName(log);
  if (name.empty()) return std::nullopt;
  const bundle::KernelName* known = FindName(metadata, name);
  const std::string text = Missing(name, running);
  Error error = known != nullptr ? AtPlace(metadata, known->location, text) : Error(text);
  return std::move(error).Hint(kAdvice);
}

TaskLayout FindTaskLayout(Btf* running) {
  const TypePtr task = running != nullptr ? running->FindType("struct task_struct") : nullptr;
  const TypePtr owner = running != nullptr ? running->FindType("struct cred") : nullptr;
  if (!task || !owner) return {};
  bool known = true;
  const auto at = [&](const TypePtr& type, std::string_view path, uint32_t bytes) -> uint64_t {
    const auto offset = OffsetOf(type, path, 8 * bytes);
    known = known && offset && *offset % 8 == 0;
    return offset.value_or(0) / 8;
  };
  TaskLayout layout{};
  layout.tgid = at(task, "tgid", 4);
  layout.pid = at(task, "pid", 4);
  layout.comm = at(task, "comm", 16);
  layout.cred = at(task, "cred", 8);
  layout.uid = at(owner, "uid.val", 4);
  layout.gid = at(owner, "gid.val", 4);
  return known ? layout : TaskLayout{};
}

Status CheckKernelLayouts(const bundle::Metadata& metadata, Btf* running) {
  if (running == nullptr) return Status::Ok();
  for (const auto& layout : metadata.kernel.layouts) {
    const std::string whole = ", and the script uses it as a whole";
    const TypePtr type = running->FindType(layout.type);
    if (!type) {
      return AtPlace(metadata, layout.location, "this kernel has no " + Quoted(layout.type)).Hint(kAdvice);
    }
    for (const auto& member : layout.members) {
      const auto offset = OffsetOf(type, member.name, member.size);
      if (offset == member.offset) continue;
      return AtPlace(metadata, layout.location,
                     Quoted(layout.type) + " is laid out differently on this kernel (" + Quoted(member.name) +
                         ")" + whole)
          .Hint("read the fields one by one: each is then looked up on the kernel that runs")
          .Hint(kAdvice);
    }
    if (type->size == layout.size) continue;
    return AtPlace(metadata, layout.location,
                   Quoted(layout.type) + " has " + std::to_string(type->size) +
                       " bytes on this kernel instead of " + std::to_string(layout.size) + whole)
        .Hint("read the fields one by one: each is then looked up on the kernel that runs")
        .Hint(kAdvice);
  }
  return Status::Ok();
}

}  // namespace sonde::runtime
