// Relocations: constants in BPF code that libbpf corrects at load for the running kernel (CO-RE): where a
// field lies, how many bytes and bits it has, how large a struct is, what an enumerator stands for. Types and
// members are matched by name. Covered by tests/codegen/core_test.cpp and tests/run/kernel-types.test.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <map>
#include <string>
#include <vector>

#include "bundle/metadata.h"
#include "codegen/debug_types.h"
#include "typed/relocated.h"
#include "types/definitions.h"

namespace sonde::codegen {

// What a relocated constant says; numbered as the kernel's enum bpf_core_relo_kind.
enum class Relocated : uint8_t {
  ByteOffset = 0,
  ByteSize = 1,
  LeftShift = 4,   // after reading ByteSize bytes into a word: what moves a field's top bit to bit 63
  RightShift = 5,  // and what brings its lowest bit down again
  TypeSize = 9,
  EnumValue = 11,
};

// The way from a kernel struct to something embedded in it, members and elements of arrays.
struct KernelPath {
  struct Step {
    const Type* owner;         // the struct or array
    const StructField* field;  // of a struct
    uint32_t index = 0;        // of an array
  };
  std::vector<Step> steps;

  [[nodiscard]] const Type& target() const {
    return steps.back().field != nullptr ? *steps.back().field->type : *steps.back().owner->element;
  }
  // Bytes from the start of the outermost struct where it was compiled.
  [[nodiscard]] uint64_t Offset() const;
  // "struct task_struct.sched_info.pcount": as libbpf says what it looks for.
  [[nodiscard]] std::string Spelled() const;
};

class Relocations {
 public:
  Relocations(llvm::Module& module, DebugTypes& debug, const typed::RelocatedTypes& relocated,
              bundle::Metadata& metadata)
      : module_(module), debug_(debug), relocated_(relocated), metadata_(metadata) {}

  // Whether what the path leads to is looked for at load. Nothing names an anonymous struct on another
  // kernel: what begins in one lies where it was compiled.
  [[nodiscard]] bool Covers(const KernelPath& path) const {
    return !path.steps.empty() && !path.steps.front().owner->definition.name.empty() &&
           relocated_.Has(*path.steps.front().owner);
  }

  // A fact about a field, 64 bits. `location`: where the script uses it, for the message when it is gone.
  llvm::Value* Field(llvm::IRBuilder<>& builder, const KernelPath& path, Relocated what, uint32_t location);
  // `base` (pointer) plus the path's offset.
  llvm::Value* Address(llvm::IRBuilder<>& builder, llvm::Value* base, const KernelPath& path,
                       uint32_t location);
  // Bytes of a named struct, 64 bits.
  llvm::Value* TypeSize(llvm::IRBuilder<>& builder, const Type& type, uint32_t location);
  // The value of an enumerator of a named enumeration, 64 bits.
  llvm::Value* EnumValue(llvm::IRBuilder<>& builder, const Type& type, const std::string& name, int64_t value,
                         uint32_t location);

 private:
  struct Root {
    llvm::DIType* type = nullptr;
    std::string access;  // "0:0:3": indices of members and elements in `type`
    size_t number = 0;
  };
  Root& RootOf(const KernelPath& path);
  Root& RootNamed(const std::string& key);
  llvm::Value* Constant(llvm::IRBuilder<>& builder, const Root& root, Relocated what, int64_t value);
  llvm::Value* PassThrough(llvm::IRBuilder<>& builder, llvm::Value* value);
  void Remember(const std::string& spelled, uint32_t location);

  llvm::Module& module_;
  DebugTypes& debug_;
  const typed::RelocatedTypes& relocated_;
  bundle::Metadata& metadata_;
  std::map<std::string, Root> roots_;
  std::map<std::string, llvm::GlobalVariable*> constants_;
  uint32_t passed_ = 0;
};

}  // namespace sonde::codegen
