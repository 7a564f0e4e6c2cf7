// Calls of imported C functions: they are subprograms that take words and pointers in five registers. Leaves:
// ReadImports, CheckImportedCall. Covered by the tests named in imported.h.
#include "sema/imported.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/file_watch.h"
#include "sema/families.h"
#include "sema/functions/results.h"

namespace sonde::sema {
namespace {

constexpr size_t kMostArguments = 5;  // r1 to r5

Result<std::string> ReadFile(const std::string& path) {
  FileWatch::Note(path);
  std::ifstream file(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad()) return Error(std::strerror(errno));
  return bytes;
}

void ReportImport(DiagId id, const ast::CImport& import, const Error& error, Diagnostics& diags) {
  Diagnostic& diagnostic = diags.Report(id, import.range, {import.path, error.Text()});
  for (const auto& hint : error.hints)
    diagnostic.Hint(hint);
}

// The script's type for one of C's that fits a register; null for others.
TypePtr WordType(const CType& type) {
  switch (type.kind) {
    case CType::Kind::Integer:
    case CType::Kind::Char:
    case CType::Kind::Enum:
      return type.size <= 8 ? IntegerType(type.size, type.is_signed) : nullptr;
    case CType::Kind::Bool:
      return BoolType();
    case CType::Kind::Pointer:
      return PointerType(VoidType(), AddressSpace::Kernel);
    default:
      return nullptr;
  }
}

// A pointer that C returns leads to integers of their size, or to what only a cast gives a type.
TypePtr ResultType(const CType& type) {
  if (type.kind == CType::Kind::Void) return VoidType();
  const TypePtr word = WordType(type);
  if (!word || type.kind != CType::Kind::Pointer) return word;
  const TypePtr pointee = WordType(*type.element);
  return pointee && !IsPointer(*pointee) ? PointerType(pointee, AddressSpace::Kernel) : word;
}

// Why a function cannot be called; empty if it can.
std::string Obstacle(const ImportedFunction& function) {
  const CType& type = *function.type;
  if (type.parameters.size() > kMostArguments)
    return "it has more than " + std::to_string(kMostArguments) + " parameters";
  for (const auto& parameter : type.parameters) {
    if (parameter->kind == CType::Kind::Void) return "it takes variable arguments";
    if (!WordType(*parameter)) return "it takes `" + Spell(*parameter) + "`";
  }
  if (!ResultType(*type.element)) return "it returns `" + Spell(*type.element) + "`";
  return {};
}

bool IsMapAddress(const ast::Expr& expr) {
  return expr.kind == ast::ExprKind::Unary && ast::As<ast::Unary>(expr).op == UnaryOp::AddressOf &&
         ast::As<ast::Unary>(expr).operand->kind == ast::ExprKind::Map;
}

// What is passed by address where C wants a pointer.
bool IsBytes(const Type& type) {
  return type.kind == TypeKind::String || (type.kind == TypeKind::Array && IsInteger(*type.element) &&
                                           type.element->size == 1 && type.count > 0);
}

// &@m: the BPF map. Maps without keys are no BPF maps of the script's types.
ExprPtr CheckMapAddress(Elaborator& elaborator, const ast::Unary& node) {
  uint32_t map = 0;
  if (elaborator.WholeMap(*node.operand, "&", map) == nullptr) return Poison(node.range);
  if (elaborator.context.MapAt(map).shape == Shape::Scalar)
    return elaborator.context.NotSupported(node.range, "the address of a map without keys is");
  auto address =
      std::make_unique<typed::MapAddress>(PointerType(VoidType(), AddressSpace::Kernel), node.range);
  address->map = map;
  return address;
}

// Null after an error, Unresolved while a type is not known.
ExprPtr CheckImportedArgument(Elaborator& elaborator, const ast::Expr& written, const CType& type,
                              const std::string& name) {
  const bool pointer = type.kind == CType::Kind::Pointer;
  const bool map = IsMapAddress(written);
  ExprPtr value = map ? CheckMapAddress(elaborator, ast::As<ast::Unary>(written))
                      : AsInteger(elaborator.Expression(written));
  if (Unresolved(value)) return value;
  const Type& given = *value->type;
  if (pointer && (IsPointer(given) || IsBytes(given))) return value;
  const bool number = IsInteger(given) || given.kind == TypeKind::Bool;
  if (!pointer && number) return Convert(elaborator.context, std::move(value), WordType(type));
  return elaborator.context.ReportAndPoison(DiagId::ImportedArgument, written.range,
                                            {Spell(type), name, Spell(given)});
}

}  // namespace

std::shared_ptr<const CImports> ReadImports(const ast::Program& program, const CheckOptions& options,
                                            Diagnostics& diags) {
  auto imports = std::make_shared<CImports>();
  for (const auto& import : program.c_imports) {
    if (import.kind == ast::CImport::Header) continue;
    const bool is_source = import.kind == ast::CImport::CSource;
    auto elf = is_source ? CompileForBpf(import.path, options.include_dirs) : ReadFile(import.path);
    if (!elf) {
      ReportImport(is_source ? DiagId::ImportCompile : DiagId::ImportUnreadable, import, elf.error(), diags);
      continue;
    }
    auto object = ReadBpfObject(import.path, std::move(*elf));
    if (!object) {
      ReportImport(DiagId::ImportUnreadable, import, object.error(), diags);
      continue;
    }
    imports->functions.insert(imports->functions.end(), object->functions.begin(), object->functions.end());
    imports->objects.push_back(std::move(*object));
  }
  for (const auto& function : program.functions) {
    const auto same = [&](const auto& other) { return other.name == function.name.text; };
    if (std::any_of(imports->functions.begin(), imports->functions.end(), same))
      diags.Report(DiagId::FunctionRedefined, function.name.range, {function.name.text});
  }
  return imports->objects.empty() ? nullptr : imports;
}

std::optional<CallResult> CheckImportedCall(Elaborator& elaborator, const ast::Call& node) {
  if (!elaborator.context.inference.imported) return std::nullopt;
  const auto& functions = elaborator.context.inference.imported->functions;
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [&](const auto& function) { return function.name == node.name.text; });
  if (found == functions.end()) return std::nullopt;
  const std::string obstacle = Obstacle(*found);
  if (!obstacle.empty()) {
    return Value(
        elaborator.context.ReportAndPoison(DiagId::ImportedSignature, node.range, {found->name, obstacle}));
  }
  const auto& parameters = found->type->parameters;
  const auto count = static_cast<uint32_t>(parameters.size());
  if (node.args.size() < count) {
    return Value(elaborator.context.ReportAndPoison(
        DiagId::ImportedArgumentCount, node.range,
        {found->name, std::to_string(count), std::to_string(node.args.size())}));
  }
  if (!CheckArity(elaborator, node, count, count)) return Failed(node);
  auto call = std::make_unique<typed::ImportedCall>(ResultType(*found->type->element), node.range);
  call->function = static_cast<uint32_t>(found - functions.begin());
  for (size_t i = 0; i < node.args.size(); ++i) {
    const std::string& given = found->parameters[i];
    const std::string name = given.empty() ? std::to_string(i + 1) : "`" + given + "`";
    ExprPtr value = CheckImportedArgument(elaborator, *node.args[i], *parameters[i], name);
    if (Unresolved(value)) return CallResult{Unresolvable(value->type, node.range), nullptr};
    call->args.push_back(std::move(value));
  }
  if (call->type->kind != TypeKind::Void) return Value(std::move(call));
  auto statement = std::make_unique<typed::Evaluate>(node.range);
  statement->expr = std::move(call);
  return CallResult{nullptr, std::move(statement)};
}

}  // namespace sonde::sema
