// Structs, arrays and tuples as a whole: their layout, where they lie, references to them, their values
// (language.md 3.11, 3.12). Leaves: the functions of composites.h. Covered by tests/golden/typed/composites/*
// and tests/golden/diag/composites/*.
#include "sema/composites.h"

#include "sema/convert.h"
#include "sema/literals.h"

namespace sonde::sema {
namespace {

// A bit-field's storage may be rounded up beyond the end of its struct: begin earlier then.
TypeMember Placed(const StructField& field, TypePtr type, uint32_t struct_size) {
  TypeMember member{field.name, std::move(type), field.byte_offset, field.bit_offset, field.bit_size};
  const uint64_t end = uint64_t{member.offset} + member.type->size;
  if (field.bit_size != 0 && end > struct_size && end - struct_size <= member.offset) {
    const auto excess = static_cast<uint32_t>(end - struct_size);
    member.offset -= excess;
    member.bit_offset += 8 * excess;
  }
  return member;
}

constexpr uint32_t kMostValues = 4096;  // in one tuple: more than any map or event holds

// The values in a tuple's elements, those of tuples within included; it stops counting beyond the limit.
uint32_t CountValues(const std::vector<TypePtr>& types) {
  uint32_t count = 0;
  for (const auto& type : types) {
    count += type->kind == TypeKind::Tuple ? CountValues(type->elements) : 1;
    if (count > kMostValues) break;
  }
  return count;
}

}  // namespace

bool InTracedMemory(const typed::Expr& expr) {
  if (IsPointer(*expr.type)) return true;
  switch (expr.kind) {
    case typed::ExprKind::Dereference:
      return true;
    case typed::ExprKind::ContextField: {  // what registers hold is gone when it would be read
      const Place::Kind kind = typed::As<typed::ContextField>(expr).argument.place.kind;
      return kind != Place::Kind::Registers && kind != Place::Kind::Constant;
    }
    case typed::ExprKind::Field:
      return InTracedMemory(*typed::As<typed::Field>(expr).base);
    case typed::ExprKind::Index:
      return InTracedMemory(*typed::As<typed::Index>(expr).base);
    default:
      return false;
  }
}

// The type with the fields of all structs in it; asked of their source once.
TypePtr WithMembers(Context& context, const TypePtr& type) {
  if (type->kind == TypeKind::Array) {
    const TypePtr element = WithMembers(context, type->element);
    return element == type->element ? type : ArrayType(element, type->count);
  }
  if (type->kind != TypeKind::Struct || !type->definition.members.empty()) return type;
  Definitions* const source = DefinitionsOf(*type);
  if (source == nullptr) return type;
  const auto key = std::make_pair(type->definition.origin, type->definition.id);
  if (const auto known = context.inference.structs.find(key); known != context.inference.structs.end()) {
    return known->second;
  }
  auto complete = std::make_shared<Type>(*type);
  for (const StructField& field : source->Fields(*type)) {
    // What the language has no type for is there all the same, without a value.
    const bool known = field.type->kind != TypeKind::None && field.type->kind != TypeKind::Void;
    const TypePtr member = known ? WithMembers(context, field.type) : NoneType();
    if (!field.name.empty()) complete->definition.members.push_back(Placed(field, member, type->size));
    if (!field.name.empty() || member->kind != TypeKind::Struct) continue;
    for (TypeMember inner : member->definition.members) {  // of an anonymous struct or union
      inner.offset += field.byte_offset;
      complete->definition.members.push_back(std::move(inner));
    }
  }
  context.inference.structs.emplace(key, complete);
  return complete;
}

// What a variable keeps of a value: of a struct or array in traced memory its address, else a copy.
ExprPtr AsReference(Context& context, ExprPtr value) {
  if (Unresolved(value) || !IsComposite(*value->type) || !InTracedMemory(*value)) {
    return AsValue(context, std::move(value));
  }
  value->type = WithMembers(context, value->type);
  const TypePtr type = ReferenceType(value->type, SpaceBehind(*value));
  if (value->kind == typed::ExprKind::Dereference) {
    return Reinterpret(std::move(static_cast<typed::Dereference&>(*value).operand), type);
  }
  auto address = std::make_unique<typed::Address>(type, value->range);
  address->operand = std::move(value);
  return address;
}

// A reference reads as what it refers to; other values stay.
ExprPtr ResolveReference(ExprPtr value) {
  if (!IsPointer(*value->type) || !value->type->pointer.reference) return value;
  auto read = std::make_unique<typed::Dereference>(value->type->element, value->range);
  read->operand = std::move(value);
  return read;
}

// An array of characters that meets a text of more than that many bytes ends where it ends.
ExprPtr WithNul(ExprPtr text, uint64_t other) {
  const Type& type = *text->type;
  if (!type.whole || other <= type.size) return text;
  return Reinterpret(std::move(text), StringType(type.size + 1));
}

// An array of characters in memory as the bytes that it has: text ends at a NUL, they do not.
ExprPtr AsBytes(ExprPtr expr) {
  switch (expr->kind) {
    case typed::ExprKind::Field:
    case typed::ExprKind::Index:
    case typed::ExprKind::Dereference:
    case typed::ExprKind::ContextField:
      if (!expr->type->whole) return expr;
      expr->type = ArrayType(IntegerType(1, true), expr->type->size);
      return expr;
    default:
      return expr;
  }
}

// A chain of fields and elements leads where the pointer at its beginning does, or the composite value that
// it is a part of: a copy remembers where it was taken.
AddressSpace SpaceBehind(const typed::Expr& expr) {
  const typed::Expr* at = &expr;
  while (!IsPointer(*at->type)) {
    if (at->kind == typed::ExprKind::Field) {
      at = typed::As<typed::Field>(*at).base.get();
    } else if (at->kind == typed::ExprKind::Index) {
      at = typed::As<typed::Index>(*at).base.get();
    } else if (at->kind == typed::ExprKind::Dereference) {
      at = typed::As<typed::Dereference>(*at).operand.get();
    } else if (at->kind == typed::ExprKind::ContextField) {
      // Registers and stack of a traced program, or a record of the kernel.
      const bool user = typed::As<typed::ContextField>(*at).argument.place.OfProgram();
      return user ? AddressSpace::User : AddressSpace::Kernel;
    } else {
      return at->type->space;
    }
  }
  return at->type->pointer.kept ? at->type->element->space : at->type->space;
}

// An array in traced memory where C wants a pointer: that to its first element.
ExprPtr Decayed(ExprPtr expr) {
  if (Unresolved(expr) || expr->type->kind != TypeKind::Array || !InTracedMemory(*expr)) return expr;
  auto address =
      std::make_unique<typed::Address>(PointerType(expr->type->element, SpaceBehind(*expr)), expr->range);
  address->operand = std::move(expr);
  return address;
}

// Only maps have aggregations as values.
ExprPtr AsInteger(ExprPtr expr) {
  if (IsCastable(*expr->type)) expr->type = IntegerType(8, expr->type->is_signed);
  return expr;
}

// Structs and arrays are copied: their layout must be known.
ExprPtr AsValue(Context& context, ExprPtr expr) {
  expr = AsInteger(std::move(expr));
  if (Unresolved(expr) || !IsComposite(*expr->type)) return expr;
  if (expr->type->size == 0) {
    return context.ReportAndPoison(DiagId::UnsizedValue, expr->range, {Spell(*expr->type)});
  }
  expr->type = WithSpace(WithMembers(context, expr->type), SpaceBehind(*expr));
  return expr;
}

// With names it is a record.
ExprPtr MakeTuple(Context& context, SourceRange range, std::vector<ExprPtr> elements,
                  std::vector<std::string> names) {
  if (elements.empty()) return Unresolvable(NoneType(), range);
  std::vector<TypePtr> types;
  TypePtr unresolved;
  for (const auto& element : elements) {
    const TypeKind kind = element->type->kind;
    if (Unresolved(element)) {
      if (unresolved != ErrorType()) unresolved = element->type;
    } else if (kind == TypeKind::Aggregate || kind == TypeKind::None || kind == TypeKind::Void) {
      context.Report(DiagId::TupleElement, element->range,
                     {Spell(*element->type), names.empty() ? "tuple" : "record"});
      unresolved = ErrorType();
    }
    types.push_back(element->type);
  }
  if (unresolved) return Unresolvable(unresolved, range);
  if (CountValues(types) > kMostValues) {
    return context.ReportAndPoison(DiagId::TupleTooLarge, range,
                                   {names.empty() ? "tuple" : "record", std::to_string(kMostValues)});
  }
  TypePtr type = names.empty() ? TupleType(std::move(types)) : RecordType(std::move(names), std::move(types));
  auto node = std::make_unique<typed::Tuple>(std::move(type), range);
  node->elements = std::move(elements);
  return node;
}

}  // namespace sonde::sema
