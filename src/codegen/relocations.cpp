// CO-RE constants. Leaves: Relocations, KernelPath. Covered by tests/codegen/core_test.cpp and
// tests/run/kernel-types.test.
//
// A relocated constant is a load from a global that does not exist. LLVM's BPF backend replaces the load by
// the number in the global's name and writes the relocation:
//   llvm.ANY:KIND:NUMBER$ACCESS   with attribute btf_ama and the debug type in !llvm.preserve.access.index
// The pass that makes such globals of llvm.preserve.*.access.index names them by struct and offset, so two
// members of a union would share one, and it keeps them in a static table beyond the life of their module.
// That is why they are made here.
#include "codegen/relocations.h"

#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsBPF.h>

#include "codegen/layout.h"

namespace sonde::codegen {

uint64_t KernelPath::Offset() const {
  uint64_t offset = 0;
  for (const Step& step : steps) {
    offset +=
        step.field != nullptr ? step.field->byte_offset : uint64_t{step.index} * SizeOf(*step.owner->element);
  }
  return offset;
}

std::string KernelPath::Spelled() const {
  std::string text = steps.front().owner->definition.name;
  for (const Step& step : steps)
    text += step.field != nullptr ? "." + step.field->name : "[" + std::to_string(step.index) + "]";
  return text;
}

Relocations::Root& Relocations::RootNamed(const std::string& key) {
  const size_t number = roots_.size();
  const auto [at, added] = roots_.try_emplace(key);
  if (added) at->second.number = number;
  return at->second;
}

// The local definition of the struct has only the member that is used: libbpf looks for its name.
Relocations::Root& Relocations::RootOf(const KernelPath& path) {
  std::string key = std::to_string(path.steps.front().owner->definition.origin) + " ";
  for (const auto& step : path.steps) {
    key += std::to_string(step.owner->definition.id) + ":" + step.owner->definition.name +
           (step.field != nullptr ? "." + step.field->name : "[" + std::to_string(step.index) + "]");
  }
  Root& root = RootNamed(key);
  if (root.type != nullptr) return root;
  const StructField* last = path.steps.back().field;
  llvm::DIType* type = last != nullptr && last->wide ? debug_.WideInteger() : debug_.FieldType(path.target());
  for (size_t i = path.steps.size(); i-- > 0;) {
    const auto& step = path.steps[i];
    type = step.field != nullptr ? debug_.StructWith(*step.owner, *step.field, type)
                                 : debug_.ArrayOf(type, step.owner->count, SizeOf(*step.owner->element));
  }
  root.type = type;
  root.access = "0";
  for (const auto& step : path.steps)
    root.access += ":" + std::to_string(step.index);
  return root;
}

// Keeps LLVM from computing with the constant, so that it stays one operand of one instruction.
llvm::Value* Relocations::PassThrough(llvm::IRBuilder<>& builder, llvm::Value* value) {
  llvm::Function* pass = llvm::Intrinsic::getOrInsertDeclaration(&module_, llvm::Intrinsic::bpf_passthrough,
                                                                 {value->getType(), value->getType()});
  return builder.CreateCall(pass, {builder.getInt32(++passed_), value});
}

llvm::Value* Relocations::Constant(llvm::IRBuilder<>& builder, const Root& root, Relocated what,
                                   int64_t value) {
  const bool wide = what == Relocated::ByteOffset || what == Relocated::EnumValue;
  llvm::Type* type = wide ? builder.getInt64Ty() : builder.getInt32Ty();
  const std::string name = "llvm.k" + std::to_string(root.number) + ":" +
                           std::to_string(static_cast<unsigned>(what)) + ":" + std::to_string(value) + "$" +
                           root.access;
  llvm::GlobalVariable*& global = constants_[name];
  if (global == nullptr) {
    global =
        new llvm::GlobalVariable(module_, type, false, llvm::GlobalValue::ExternalLinkage, nullptr, name);
    global->addAttribute("btf_ama");
    global->setMetadata(llvm::LLVMContext::MD_preserve_access_index, root.type);
  }
  return builder.CreateLoad(type, global);
}

void Relocations::Remember(const std::string& spelled, uint32_t location) {
  for (const auto& known : metadata_.kernel.names) {
    if (known.name == spelled) return;
  }
  metadata_.kernel.names.push_back({spelled, location});
}

llvm::Value* Relocations::Field(llvm::IRBuilder<>& builder, const KernelPath& path, Relocated what,
                                uint32_t location) {
  const StructField* field = path.steps.back().field;
  const uint32_t size = SizeOf(path.target());
  const bool bits = field != nullptr && field->bit_size != 0;
  uint64_t value = 0;
  switch (what) {
    case Relocated::ByteSize:
      value = size;
      break;
    case Relocated::LeftShift:
      value = 64 - (bits ? field->bit_offset + field->bit_size : 8 * size);
      break;
    case Relocated::RightShift:
      value = 64 - (bits ? field->bit_size : 8 * size);
      break;
    default:
      value = path.Offset();
      break;
  }
  if (!Covers(path)) return builder.getInt64(value);
  Remember(path.Spelled(), location);
  llvm::Value* constant = Constant(builder, RootOf(path), what, static_cast<int64_t>(value));
  return builder.CreateZExt(PassThrough(builder, constant), builder.getInt64Ty());
}

llvm::Value* Relocations::Address(llvm::IRBuilder<>& builder, llvm::Value* base, const KernelPath& path,
                                  uint32_t location) {
  if (!Covers(path)) {
    return builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), base, path.Offset());
  }
  Remember(path.Spelled(), location);
  llvm::Value* offset =
      Constant(builder, RootOf(path), Relocated::ByteOffset, static_cast<int64_t>(path.Offset()));
  return PassThrough(builder, builder.CreateGEP(builder.getInt8Ty(), base, {offset}));
}

llvm::Value* Relocations::TypeSize(llvm::IRBuilder<>& builder, const Type& type, uint32_t location) {
  if (type.definition.name.empty() || !relocated_.Has(type)) return builder.getInt64(type.size);
  Root& root = RootNamed("size of " + type.definition.name);
  if (root.type == nullptr) {
    root.type = debug_.FieldType(type);
    root.access = "0";
  }
  Remember(type.definition.name, location);
  llvm::Value* constant = Constant(builder, root, Relocated::TypeSize, type.size);
  return builder.CreateZExt(PassThrough(builder, constant), builder.getInt64Ty());
}

// libbpf sign-extends values of 32-bit enumerations; those of unsigned ones get their upper half cleared.
llvm::Value* Relocations::EnumValue(llvm::IRBuilder<>& builder, const Type& type, const std::string& name,
                                    int64_t value, uint32_t location) {
  if (type.definition.name.empty() || !relocated_.Has(type))
    return builder.getInt64(static_cast<uint64_t>(value));
  Root& root = RootNamed(type.definition.name + "::" + name);
  if (root.type == nullptr) {
    root.type = debug_.EnumWith(type, name, value);
    root.access = "0";
  }
  Remember(type.definition.name + "::" + name, location);
  const bool wide = value != static_cast<int32_t>(value) && value != static_cast<uint32_t>(value);
  const int64_t known = wide ? value : static_cast<int32_t>(value);
  llvm::Value* constant = PassThrough(builder, Constant(builder, root, Relocated::EnumValue, known));
  if (wide || value < 0) return constant;
  return builder.CreateAnd(constant, builder.getInt64(0xffffffff));
}

}  // namespace sonde::codegen
