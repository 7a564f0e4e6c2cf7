// Fields, elements, dereferencing (language.md 4.7-4.9). Leaves: Elaborate of accesses, and
// CheckDereference, CheckAddressOf. Covered by tests/golden/typed/fields/* and tests/golden/diag/access/*.
#include <algorithm>

#include "base/nearest.h"
#include "sema/advice.h"
#include "sema/families.h"
#include "sema/names.h"

namespace sonde::sema {
namespace {

// `type` as it is read from `space`: its pointers lead into the same memory, unless BTF says another, and an
// integer may be an address in it.
TypePtr ReadFrom(const TypePtr& type, AddressSpace space) {
  if (IsPointer(*type)) return WithSpace(type, type->pointer.user ? AddressSpace::User : space);
  return type->kind == TypeKind::Integer ? WithSpace(type, space) : type;
}

// What a pointer leads to: a value that is read there, or a struct or array, of which nothing is read yet.
ExprPtr Behind(Context& context, ExprPtr pointer) {
  context.WarnWithoutSpace(pointer->type->space, pointer->range);
  const TypePtr type = ReadFrom(pointer->type->element, SpaceBehind(*pointer));
  auto read = std::make_unique<typed::Dereference>(type, pointer->range);
  read->operand = std::move(pointer);
  return read;
}

// The only name that begins or ends with `word`: file for filename, dev for d_dev. Empty if there are
// several.
std::string OnlyLonger(const std::string& word, const std::vector<std::string>& names) {
  constexpr size_t kShortest = 3;
  std::string only;
  for (const std::string& name : names) {
    if (word.size() < kShortest || (!name.starts_with(word) && !name.ends_with("_" + word))) continue;
    if (!only.empty()) return {};
    only = name;
  }
  return only;
}

// Fields that are nearly called so, or share a word with the name.
void SuggestField(Diagnostic& diagnostic, const ast::Name& field, const std::vector<std::string>& names) {
  constexpr size_t kMostNames = 8;
  const Suggestion near = FindNearest(field.text, names);
  if (!near.name.empty()) diagnostic.Hint("did you mean `" + near.name + "`?");
  if (near.certain) diagnostic.Fix(field.range, near.name);
  const std::string longer = near.name.empty() ? OnlyLonger(field.text, names) : "";
  if (!longer.empty()) {
    diagnostic.Hint("did you mean `" + longer + "`?").Fix(field.range, longer);
    return;
  }
  std::vector<std::string> similar;
  for (const std::string& name : names) {
    const std::string word = field.text.substr(0, field.text.find('_'));
    const bool alike =
        names.size() <= kMostNames || (word.size() >= 3 && name.find(word) != std::string::npos);
    if (alike && similar.size() < kMostNames) similar.push_back(name);
  }
  std::string list;
  for (const std::string& name : similar)
    list += (list.empty() ? "" : ", ") + name;
  if (!list.empty() && near.name.empty())
    diagnostic.Hint((names.size() <= kMostNames ? "it has: " : "it has, among others: ") + list);
}

ExprPtr RecordElement(Context& context, SourceRange range, ExprPtr base, const ast::Name& field) {
  if (IsPointer(*base->type)) base = Behind(context, std::move(base));
  const size_t index = ElementNamed(*base->type, field.text);
  if (index == base->type->elements.size()) {
    SuggestField(context.Report(DiagId::RecordField, field.range, {field.text}), field, base->type->names);
    return Poison(range);
  }
  auto node = std::make_unique<typed::TupleElement>(base->type->elements[index], range);
  node->index = static_cast<uint32_t>(index);
  node->base = std::move(base);
  return node;
}

// An element of a tuple or a byte of a literal text; null for other types.
ExprPtr LiteralIndex(Context& context, SourceRange range, ExprPtr& base, Number index) {
  if (base->type->kind == TypeKind::Tuple && !IsRecord(*base->type)) {
    const auto& elements = base->type->elements;
    if (index.negative || index.bits >= elements.size()) {
      context.Report(DiagId::TupleIndex, range, {index.Text(), std::to_string(elements.size())})
          .Hint("they are counted from 0: the last one is ." + std::to_string(elements.size() - 1));
      return Poison(range);
    }
    auto node = std::make_unique<typed::TupleElement>(elements[index.bits], range);
    node->index = static_cast<uint32_t>(index.bits);
    node->base = std::move(base);
    return node;
  }
  if (!IsLiteralString(*base)) return nullptr;
  const std::string& text = TextOf(*base);
  if (index.negative || index.bits > text.size()) {
    return context.ReportAndPoison(DiagId::IndexOutOfBounds, range,
                                   {index.Text(), std::to_string(text.size() + 1)});
  }
  const char byte = index.bits < text.size() ? text[index.bits] : '\0';
  return MakeInteger(range, Number::OfSigned(static_cast<signed char>(byte)));
}

bool CheckBounds(Context& context, const Type& base, const typed::Expr& index, bool open) {
  const Type& type = *index.type;
  const bool literal = IsLiteralInteger(index);
  const bool negative = literal ? NumberOf(index).negative : type.is_signed && !type.flexible;
  if (!IsInteger(type) || negative) {
    context.Report(DiagId::IndexSign, index.range, {Spell(type)});
    return false;
  }
  const uint32_t count = base.kind == TypeKind::String ? base.size : base.count;
  if (base.kind != TypeKind::Pointer && !open && literal && NumberOf(index).bits >= count) {
    context.Report(DiagId::IndexOutOfBounds, index.range, {NumberOf(index).Text(), std::to_string(count)});
    return false;
  }
  return true;
}

ExprPtr MakeIndex(Context& context, SourceRange range, ExprPtr base, ExprPtr index) {
  base = AsBytes(std::move(base));
  const Type& type = *base->type;
  const bool pointer = IsPointer(type);
  const bool text = type.kind == TypeKind::String;
  if (!pointer && !text && type.kind != TypeKind::Array) {
    return context.ReportAndPoison(DiagId::NotIndexable, range, {Spell(type)});
  }
  if (!text && type.element->size == 0) {
    return context.ReportAndPoison(DiagId::UnsizedPointee, range, {Spell(type)});
  }
  // An array without a length, at the end of a struct, is as long as the script believes.
  const bool open = type.kind == TypeKind::Array && type.count == 0 && InTracedMemory(*base);
  if (!CheckBounds(context, type, *index, open)) return Poison(range);
  if (pointer) context.WarnWithoutSpace(type.space, range);
  const TypePtr element = text ? IntegerType(1, true) : ReadFrom(type.element, SpaceBehind(*base));
  auto node = std::make_unique<typed::Index>(element, range);
  node->base = std::move(base);
  node->index = ToWord(context, std::move(index));
  return node;
}

// The names of the fields, those of parts without a name included.
void AddNames(Definitions& source, const Type& structure, std::vector<std::string>& names) {
  for (const StructField& member : source.Fields(structure)) {
    if (!member.name.empty()) {
      names.push_back(member.name);
    } else if (member.type && member.type->kind == TypeKind::Struct) {
      AddNames(source, *member.type, names);
    }
  }
}

// A field of a struct that lies in this one, by its name or by what its name ends in: sk_dport, which headers
// of the kernel define as __sk_common.skc_dport.
bool SuggestInner(Diagnostic& diagnostic, Definitions& source, const Type& structure,
                  const ast::Name& field) {
  const size_t word = field.text.find('_');
  const std::string ending = word == std::string::npos ? std::string() : field.text.substr(word);
  for (const StructField& member : source.Fields(structure)) {
    if (member.name.empty() || !member.type || member.type->kind != TypeKind::Struct) continue;
    Definitions* const inside = DefinitionsOf(*member.type);
    if (inside == nullptr) continue;
    std::vector<std::string> names;
    AddNames(*inside, *member.type, names);
    const auto same = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      const size_t at = name.find('_');
      const bool ends = ending.size() > 3 && at != std::string::npos && name.substr(at) == ending;
      return name == field.text || ends;
    });
    if (same == names.end()) continue;
    const std::string path = member.name + "." + *same;
    diagnostic.Hint("it lies in a struct of its own: write " + path).Fix(field.range, path);
    return true;
  }
  return false;
}

// self->ts and this->x of DTrace.
ExprPtr ForeignBase(Context& context, const ast::FieldAccess& node, const std::string& base) {
  Diagnostic& diagnostic = context.Report(DiagId::UnknownIdentifier, node.range, {base});
  const std::string name = base == "self" ? "@" + node.field.text + "[tid]" : "$" + node.field.text;
  diagnostic.Hint(base == "self" ? "what belongs to a thread is kept in a map: write " + name
                                 : "what belongs to a block is kept in a variable: write " + name);
  diagnostic.Fix(node.range, name);
  return Poison(node.range);
}

}  // namespace

// Both spellings dereference as many levels as necessary.
ExprPtr MakeField(Context& context, SourceRange range, ExprPtr base, const ast::Name& field) {
  while (IsPointer(*base->type) && IsPointer(*base->type->element))
    base = Behind(context, std::move(base));
  // (*p).f is p->f.
  if (base->kind == typed::ExprKind::Dereference && base->type->kind == TypeKind::Struct) {
    base = std::move(static_cast<typed::Dereference&>(*base).operand);
  }
  const bool pointer = IsPointer(*base->type);
  if (IsRecord(pointer ? *base->type->element : *base->type)) {
    return RecordElement(context, range, std::move(base), field);
  }
  const TypePtr structure = pointer ? base->type->element : base->type;
  if (structure->kind != TypeKind::Struct) {
    Diagnostic& diagnostic = context.Report(DiagId::NoFields, field.range, {field.text, Spell(*base->type)});
    const std::string written = context.Text(base->range);
    if (IsInteger(*base->type) && !written.empty()) {
      const std::string known = StructBehind(context, *base);
      const std::string cast = "((" + (known.empty() ? "struct file" : known) + " *)" + written + ")";
      diagnostic.Hint(written + " is a number; if it is the address of a struct, say of which one: " + cast +
                      "->" + field.text);
      if (!known.empty()) diagnostic.Fix(base->range, cast);
    } else if (base->type->kind == TypeKind::Tuple) {
      const bool first =
          field.text == "key" || field.text == "k" || field.text == "first" || field.text == "name";
      const bool second =
          field.text == "value" || field.text == "v" || field.text == "second" || field.text == "val";
      if (first || second) diagnostic.Fix(field.range, first ? "0" : "1");
      diagnostic.Hint("the parts of a tuple have numbers: .0 to ." +
                      std::to_string(std::max<size_t>(base->type->elements.size(), 1) - 1));
    } else if (base->type->kind == TypeKind::String && !written.empty()) {
      const bool size = field.text == "len" || field.text == "length" || field.text == "size";
      diagnostic.Hint(size ? "a text has no fields; its length is strlen(" + written + ")"
                           : "a text has no fields: write " + written);
      if (size) diagnostic.Fix(range, "strlen(" + written + ")");
    }
    return Poison(range);
  }
  Definitions* const source = DefinitionsOf(*structure);
  if (source == nullptr) return UnknownStruct(context, *structure, field.range);
  auto found = source->FindField(*structure, field.text);
  if (!found) {
    Diagnostic& diagnostic =
        context.Report(DiagId::UnknownField, field.range, {Spell(*structure), field.text});
    std::vector<std::string> names;
    AddNames(*source, *structure, names);
    // A socket's address is of the kind that its family says.
    constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
        {"sin_", "sockaddr_in"}, {"sin6_", "sockaddr_in6"}, {"sun_", "sockaddr_un"}};
    for (const auto& [prefix, kind] : kKinds) {
      const std::string written = context.Text(base->range);
      if (Spell(*structure) == "struct sockaddr" && field.text.starts_with(prefix) && !written.empty())
        diagnostic.Hint("write ((struct " + std::string(kind) + " *)" + written + ")->" + field.text);
    }
    if (!SuggestInner(diagnostic, *source, *structure, field)) SuggestField(diagnostic, field, names);
    return Poison(range);
  }
  if (found->type->kind == TypeKind::None) {
    return context.NotSupported(field.range, "fields of this C type (not an integer, float or double) are");
  }
  if (!found->tag.empty()) {
    return context.ReportAndPoison(DiagId::TaggedPointer, field.range, {field.text, found->tag});
  }
  const AddressSpace space = SpaceBehind(*base);
  if (pointer) context.WarnWithoutSpace(base->type->space, range);
  // What registers of a program hold may be addresses in its memory.
  const bool registers = base->kind == typed::ExprKind::Builtin &&
                         static_cast<typed::Builtin&>(*base).id == BuiltinId::Ctx &&
                         (context.probe_type().flags & InUser) != 0;
  auto node =
      std::make_unique<typed::Field>(ReadFrom(found->type, registers ? AddressSpace::User : space), range);
  node->base = std::move(base);
  node->struct_type = structure;
  node->field = std::move(*found);
  return node;
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::FieldAccess& node) {
  if (IsArgs(*node.base)) return CheckArgument(elaborator, node.field, node.range);
  if (IsConfig(*node.base)) return CheckConfigField(elaborator, node.field, node.range);
  if (const ast::Expr& query = Plain(*node.base); query.kind == ast::ExprKind::TypeQuery) {
    const auto& info = ast::As<ast::TypeQuery>(query);
    if (info.op == ast::TypeQueryOp::Typeinfo)
      return CheckTypeinfoField(elaborator, info, node.field, node.range);
  }
  if (node.base->kind == ast::ExprKind::Identifier) {
    const std::string& name = ast::As<ast::Identifier>(*node.base).name;
    if (name == "self" || name == "this") return ForeignBase(elaborator.context, node, name);
    if (name == "arg") {
      elaborator.context.Report(DiagId::UnknownIdentifier, node.base->range, {name})
          .Hint("write args." + node.field.text)
          .Fix(node.base->range, "args");
      return Poison(node.range);
    }
  }
  ExprPtr base = elaborator.Expression(*node.base);
  if (Unresolved(base)) return base;
  return MakeField(elaborator.context, node.range, std::move(base), node.field);
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::TupleAccess& node) {
  ExprPtr base = elaborator.Expression(*node.base);
  if (Unresolved(base)) return base;
  if (base->type->kind != TypeKind::Tuple || IsRecord(*base->type)) {
    Diagnostic& diagnostic = elaborator.context.Report(DiagId::NoIndex, node.range,
                                                       {std::to_string(node.index), Spell(*base->type)});
    if (IsRecord(*base->type) && node.index < base->type->names.size()) {
      const std::string& name = base->type->names[node.index];
      diagnostic.Hint("its parts have names: write " + elaborator.context.Text(node.base->range) + "." +
                      name);
    }
    return Poison(node.range);
  }
  return LiteralIndex(elaborator.context, node.range, base, Number::Of(node.index));
}

ExprPtr Elaborate(Elaborator& elaborator, const ast::IndexAccess& node) {
  if (IsArgs(*node.base)) return CheckNumberedArgument(elaborator, node);
  ExprPtr base = elaborator.Expression(*node.base);
  ExprPtr index = elaborator.Value(*node.index);
  if (Unresolved(base)) return base;
  if (Unresolved(index)) return index;
  if (IsLiteralInteger(*index)) {
    if (ExprPtr element = LiteralIndex(elaborator.context, node.range, base, NumberOf(*index)))
      return element;
  } else if (base->type->kind == TypeKind::Tuple && !IsRecord(*base->type)) {
    return elaborator.context.ReportAndPoison(DiagId::TupleIndexLiteral, node.index->range);
  }
  return MakeIndex(elaborator.context, node.range, std::move(base), std::move(index));
}

// &$x: where the variable lies, or what it refers to. Maps have addresses for imported functions only.
ExprPtr CheckAddressOf(Elaborator& elaborator, const ast::Unary& node) {
  if (node.operand->kind != ast::ExprKind::Variable) {
    return elaborator.context.NotSupported(
        node.range, "the address of a map that is no argument of an imported function is");
  }
  ExprPtr operand = elaborator.Expression(*node.operand);
  if (Unresolved(operand)) return operand;
  if (operand->kind == typed::ExprKind::Dereference) {  // a reference
    ExprPtr reference = std::move(static_cast<typed::Dereference&>(*operand).operand);
    const TypePtr type = PointerType(reference->type->element, reference->type->space);
    return Reinterpret(std::move(reference), type);
  }
  auto type = std::make_shared<Type>(*PointerType(operand->type, AddressSpace::Kernel));
  type->pointer.kept = true;
  auto address = std::make_unique<typed::Address>(type, node.range);
  address->operand = std::move(operand);
  return address;
}

// *p; *n reads as many bytes as the integer type has.
ExprPtr CheckDereference(Elaborator& elaborator, const ast::Unary& node) {
  if (IsArgs(*node.operand)) return elaborator.Expression(*node.operand);
  ExprPtr operand = AsValue(elaborator.context, Decayed(elaborator.Expression(*node.operand)));
  if (Unresolved(operand)) return operand;
  const Type& type = *operand->type;
  if (IsPointer(type) && type.element->kind != TypeKind::Void) {
    ExprPtr value = Behind(elaborator.context, std::move(operand));
    value->range = node.range;
    return value;
  }
  if (type.kind != TypeKind::Integer) {
    return elaborator.context.ReportAndPoison(DiagId::OperatorType, node.range,
                                              {std::string(Spelling(node.op)), Spell(type)});
  }
  const AddressSpace space =
      type.space == AddressSpace::None ? elaborator.context.DefaultSpace() : type.space;
  const TypePtr pointer = PointerType(IntegerType(type.size, type.is_signed), space);
  ExprPtr value = Behind(elaborator.context, Reinterpret(std::move(operand), pointer));
  value->range = node.range;
  return Reinterpret(std::move(value), IntegerType(8, false, space));
}

}  // namespace sonde::sema
