// Where type names and enumerators of a script come from. In a probe of a user program: the script's C text,
// the program's debug information, the kernel; in all others: C text, the kernel's module that the probe
// names, the kernel. `struct kernel::x` and `struct program::x` name one of them. Leaves: Checker's
// LookUpType and FindEnumerator. Covered by tests/sema/type_sources_test.cpp and tests/run/type-sources.test.
#include "sema/checker.h"
#include "types/layout.h"

namespace sonde::sema {
namespace {

struct ScopedName {
  NameScope scope = NameScope::Any;
  std::string name;
};

constexpr std::string_view kKernel = "kernel::";
constexpr std::string_view kProgram = "program::";

// The lexer takes these two prefixes as part of a name.
ScopedName SplitScope(std::string_view written) {
  if (written.starts_with(kKernel)) return {NameScope::Kernel, std::string(written.substr(kKernel.size()))};
  if (written.starts_with(kProgram))
    return {NameScope::Program, std::string(written.substr(kProgram.size()))};
  return {NameScope::Any, std::string(written)};
}

}  // namespace

std::vector<Definitions*> Checker::TypeSources(NameScope scope) {
  std::vector<Definitions*> sources;
  if (scope == NameScope::Any && inference_.c_definitions) sources.push_back(inference_.c_definitions.get());
  if (scope != NameScope::Kernel) {
    if (DebugInfo* program = ProgramTypes()) sources.push_back(program);
  }
  if (scope == NameScope::Program) return sources;
  if (const auto btf = host_.KernelBtf()) {
    if (probe_ != nullptr && (RowOf(probe_->target.spec.kind).flags & InKernel) != 0) {
      if (Btf* module = (*btf)->Module(probe_->target.spec.module)) sources.push_back(module);
    }
    sources.push_back(*btf);
  }
  return sources;
}

// What the traced program calls its types; null outside its probes. With --unsafe a target may be no ELF file
// at all; it has none then.
DebugInfo* Checker::ProgramTypes() {
  if (copy_ == nullptr || placeholder() || (probe_type().flags & InUser) == 0) return nullptr;
  return host_.DebugInfoOf(target().spec.module);
}

TypePtr Checker::TypeOf(Definitions& source, const std::string& name) {
  const auto [it, is_new] = inference_.named_types.try_emplace({&source, name});
  if (is_new) it->second = source.FindType(name);
  return it->second;
}

const std::optional<Enumerator>& Checker::EnumeratorOf(Definitions& source, const std::string& name) {
  const auto [it, is_new] = inference_.enumerators.try_emplace({&source, name});
  if (is_new) it->second = source.FindEnumerator(name);
  return it->second;
}

// Null when no source has it. `keyword`: "struct " and the like, or empty; `written` may name its scope.
TypePtr Checker::LookUpType(std::string_view keyword, std::string_view written, SourceRange range) {
  ScopedName scoped = SplitScope(written);
  const std::string name = std::string(keyword) + scoped.name;
  for (Definitions* source : TypeSources(scoped.scope)) {
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

// The kernel's own, whatever the probe is in; null if it has none.
TypePtr Checker::KernelType(const std::string& name) {
  const auto btf = host_.KernelBtf();
  return btf ? TypeOf(**btf, name) : nullptr;
}

// Null when no source has it. An enumerator is an unsigned word of its enumeration.
ExprPtr Checker::FindEnumerator(const ast::Identifier& node) {
  const ScopedName scoped = SplitScope(node.name);
  for (Definitions* source : TypeSources(scoped.scope)) {
    const std::optional<Enumerator> found = EnumeratorOf(*source, scoped.name);
    if (!found) continue;
    if (scoped.scope == NameScope::Any && source == ProgramTypes()) {
      const auto btf = host_.KernelBtf();
      const auto other = btf ? EnumeratorOf(**btf, scoped.name) : std::nullopt;
      if (other && other->value != found->value) WarnOfOther("", scoped.name, node.range);
    }
    auto type = std::make_shared<Type>(*found->type);
    type->size = 8;
    type->is_signed = false;
    auto constant = std::make_unique<typed::Integer>(type, node.range);
    constant->bits = static_cast<uint64_t>(found->value);
    if (!type->name.empty() && IsRelocatable(*type)) {
      constant->fact = std::make_shared<typed::KernelFact>(
          typed::KernelFact{typed::KernelFact::Kind::EnumValue, type, {}, scoped.name});
    }
    return constant;
  }
  return nullptr;
}

// One warning for each name: a script that means the program's everywhere need not hear it at each cast.
void Checker::WarnOfOther(const std::string& keyword, const std::string& name, SourceRange range) {
  if (!warned_of_other_.insert(keyword + name).second) return;
  Report(DiagId::TypeOfProgram, range, {keyword + name, target().spec.module})
      .Hint("`" + keyword + std::string(kKernel) + name + "` is the kernel's, `" + keyword +
            std::string(kProgram) + name + "` the program's without this warning");
}

// For a name that no source has: which source would have had to.
void Checker::HintAtSources(std::string_view written, Diagnostic& diagnostic) {
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
  const auto btf = host_.KernelBtf();
  if (!btf) diagnostic.Hint("kernel types need kernel BTF: " + btf.error().Text());
}

}  // namespace sonde::sema
