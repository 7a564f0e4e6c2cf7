// Where type names and enumerators come from. Leaves: TypeSources. Covered by the tests named in
// type_sources.h.
#include "sema/type_sources.h"

#include "sema/literals.h"
#include "types/layout.h"

namespace sonde::sema {
namespace {

constexpr std::string_view kKernel = "kernel::";
constexpr std::string_view kProgram = "program::";

}  // namespace

// The lexer takes these two prefixes as part of a name.
TypeSources::ScopedName TypeSources::SplitScope(std::string_view written) {
  if (written.starts_with(kKernel)) return {NameScope::Kernel, std::string(written.substr(kKernel.size()))};
  if (written.starts_with(kProgram))
    return {NameScope::Program, std::string(written.substr(kProgram.size()))};
  return {NameScope::Any, std::string(written)};
}

std::vector<Definitions*> TypeSources::In(NameScope scope) {
  std::vector<Definitions*> sources;
  if (scope == NameScope::Any && context_.inference.c_definitions)
    sources.push_back(context_.inference.c_definitions.get());
  if (scope != NameScope::Kernel) {
    if (DebugInfo* program = ProgramTypes()) sources.push_back(program);
  }
  if (scope == NameScope::Program) return sources;
  if (const auto btf = context_.host.KernelBtf()) {
    const KernelSpec* kernel = nullptr;
    if (context_.instance != nullptr) kernel = std::get_if<KernelSpec>(&context_.target().spec.detail);
    if (kernel != nullptr) {
      if (Btf* module = (*btf)->Module(kernel->module)) sources.push_back(module);
    }
    sources.push_back(*btf);
  }
  return sources;
}

// What the traced program calls its types; null outside its probes. With --unsafe a target may be no ELF file
// at all; it has none then.
DebugInfo* TypeSources::ProgramTypes() {
  if (context_.instance == nullptr || context_.placeholder()) return nullptr;
  const std::string* path = ProgramOf(context_.target().spec);
  return path == nullptr ? nullptr : context_.host.DebugInfoOf(*path);
}

TypePtr TypeSources::TypeOf(Definitions& source, const std::string& name) {
  const auto [it, is_new] = context_.inference.named_types.try_emplace({&source, name});
  if (is_new) it->second = source.FindType(name);
  return it->second;
}

const std::optional<Enumerator>& TypeSources::EnumeratorOf(Definitions& source, const std::string& name) {
  const auto [it, is_new] = context_.inference.enumerators.try_emplace({&source, name});
  if (is_new) it->second = source.FindEnumerator(name);
  return it->second;
}

TypePtr TypeSources::LookUpType(std::string_view keyword, std::string_view written, SourceRange range) {
  ScopedName scoped = SplitScope(written);
  const std::string name = std::string(keyword) + scoped.name;
  for (Definitions* source : In(scoped.scope)) {
    TypePtr type = TypeOf(*source, name);
    if (!type) continue;
    if (scoped.scope == NameScope::Any && source == ProgramTypes()) {
      const TypePtr other = KernelType(name);
      if (other && !SameLayout(*type, *other)) WarnOfOther(std::string(keyword), scoped.name, range);
    }
    return type;
  }
  return nullptr;
}

TypePtr TypeSources::KernelType(const std::string& name) {
  const auto btf = context_.host.KernelBtf();
  return btf ? TypeOf(**btf, name) : nullptr;
}

ExprPtr TypeSources::FindEnumerator(const ast::Identifier& node) {
  const ScopedName scoped = SplitScope(node.name);
  for (Definitions* source : In(scoped.scope)) {
    const std::optional<Enumerator> found = EnumeratorOf(*source, scoped.name);
    if (!found) continue;
    if (scoped.scope == NameScope::Any && source == ProgramTypes()) {
      const auto btf = context_.host.KernelBtf();
      const auto other = btf ? EnumeratorOf(**btf, scoped.name) : std::nullopt;
      if (other && other->value != found->value) WarnOfOther("", scoped.name, node.range);
    }
    auto type = std::make_shared<Type>(*found->type);
    type->size = 8;
    type->is_signed = false;
    auto constant = std::make_unique<typed::Integer>(type, node.range);
    constant->bits = static_cast<uint64_t>(found->value);
    if (!type->definition.name.empty() && IsRelocatable(*type)) {
      constant->fact = std::make_shared<typed::KernelFact>(
          typed::KernelFact{typed::KernelFact::Kind::EnumValue, type, {}, scoped.name});
    }
    return constant;
  }
  return nullptr;
}

// One warning for each name: a script that means the program's everywhere need not hear it at each cast.
void TypeSources::WarnOfOther(const std::string& keyword, const std::string& name, SourceRange range) {
  if (!warned_of_.insert(keyword + name).second) return;
  context_.Report(DiagId::TypeOfProgram, range, {keyword + name, *ProgramOf(context_.target().spec)})
      .Hint("`" + keyword + std::string(kKernel) + name + "` is the kernel's, `" + keyword +
            std::string(kProgram) + name + "` the program's without this warning");
}

void TypeSources::HintAtSources(std::string_view written, Diagnostic& diagnostic) {
  const NameScope scope = SplitScope(written).scope;
  if (scope == NameScope::Program) {
    DebugInfo* program = ProgramTypes();
    if (program == nullptr) {
      diagnostic.Hint("only probes of user programs have a program: uprobe, uretprobe");
    } else if (const Status available = program->Available(); !available) {
      diagnostic.Hint(available.error().Text());
    }
    return;
  }
  const auto btf = context_.host.KernelBtf();
  if (!btf) diagnostic.Hint("kernel types need kernel BTF: " + btf.error().Text());
}

}  // namespace sonde::sema
