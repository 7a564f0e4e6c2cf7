// Shared accesses to maps. Leaves: CallShared, KeyArgument, MayPoint. Covered by
// tests/codegen/pieces_test.cpp and tests/run/large.test.
#include "codegen/shared_access.h"

#include "codegen/elements.h"
#include "codegen/expressions.h"
#include "codegen/program.h"
#include "codegen/shared.h"

namespace sonde::codegen {

using typed::As;
using typed::ExprKind;

// Whether the verifier may take the value for a pointer, which a global function cannot be given. What comes
// out of memory is none, but the address of what lies there is one: a text can be converted to a pointer.
bool MayPoint(const typed::Expr* expr) {
  if (expr == nullptr) return false;
  switch (expr->kind) {
    case ExprKind::Apply:  // symbols are addresses
      return RowOf(As<typed::Apply>(*expr).function).code != FunctionCode::Word;
    case ExprKind::Builtin:
      return expr->type->kind == TypeKind::Pointer;
    case ExprKind::Integer:
    case ExprKind::Variable:
    case ExprKind::ContextField:
    case ExprKind::Increment:
    case ExprKind::Parameter:
    case ExprKind::MapRead:
    case ExprKind::FoundValue:
    case ExprKind::MapFind:
    case ExprKind::Call:
      return InMemory(*expr->type);
    case ExprKind::Field:
      return expr->type->kind != TypeKind::Integer;
    case ExprKind::Unary:
      return MayPoint(As<typed::Unary>(*expr).operand.get());
    case ExprKind::Convert:
      return MayPoint(As<typed::Convert>(*expr).operand.get());
    case ExprKind::Binary: {
      const auto& node = As<typed::Binary>(*expr);
      return MayPoint(node.left.get()) || MayPoint(node.right.get());
    }
    case ExprKind::Ternary: {
      const auto& node = As<typed::Ternary>(*expr);
      return MayPoint(node.then.get()) || MayPoint(node.otherwise.get()) || MayPoint(node.value.get());
    }
    case ExprKind::IfValue: {
      const auto& node = As<typed::IfValue>(*expr);
      return MayPoint(node.then.value.get()) || MayPoint(node.otherwise.value.get());
    }
    default:
      return true;
  }
}

SharedKey KeyArgument(FunctionEmitter& f, uint32_t map, const typed::Expr* key) {
  if (key == nullptr) return {};
  if (InMemory(*f.module().program().maps[map].key)) return {EmitKey(f, map, key), true};
  return {EmitScalar(f, *key), MayPoint(key)};
}

// A key in a register is stored by the function itself. `name` must tell apart whatever `body` depends on
// beside the map.
Value* CallShared(FunctionEmitter& f, const std::string& name, uint32_t map, const SharedKey& key,
                  const typed::Expr* source, Value* operand, const ElementBody& body) {
  const bool local = key.may_point || MayPoint(source);
  std::vector<llvm::Type*> types;
  std::vector<Value*> args;
  for (Value* arg : {key.value, operand}) {
    if (arg == nullptr) continue;
    types.push_back(arg->getType());
    args.push_back(arg);
  }
  const std::string full_name = name + std::to_string(map) + (local ? "_local" : "");
  llvm::Function* made = Shared(f, full_name, types, !local, [&](FunctionEmitter& inner) {
    Value* memory = nullptr;
    if (key.value == nullptr) {
      memory = EmitKey(inner, map, nullptr);
    } else if (key.value->getType()->isPointerTy()) {
      memory = inner.function.getArg(0);
    } else {
      memory = inner.Temporary(inner.module().maps().StoredKeySize(map));
      inner.StoreInteger(memory, inner.function.getArg(0), SizeOf(*inner.module().program().maps[map].key));
      FinishKey(inner, map, memory);
    }
    return body(inner, memory,
                operand == nullptr ? nullptr : inner.function.getArg(static_cast<unsigned>(args.size() - 1)));
  });
  return f.ir.CreateCall(made, args);
}

}  // namespace sonde::codegen
