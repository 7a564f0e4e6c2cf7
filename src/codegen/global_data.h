// GlobalData: the two sections of global data that all programs share. The writable one (.bss) has
// ControlData first, then what maps reserve; the read-only one (.rodata) has ReadOnlyData first, then the
// parameters with their defaults, then zeroes, then words of programs that can wait for memory. Sections are
// made by Emit; sizes are final from there on. Covered by tests/codegen/*.
#pragma once

#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bundle/metadata.h"
#include "codegen/debug_types.h"
#include "defs/events.h"
#include "typed/typed.h"

namespace sonde::codegen {

class GlobalData {
 public:
  // All outlive this.
  GlobalData(llvm::Module& module, DebugTypes& debug) : module_(module), debug_(debug) {}

  // Before Emit: room for `bytes` of writable data, a multiple of eight. Returns their offset into .bss.
  uint32_t Reserve(uint32_t bytes);
  // Before Emit: has Zeroes lead to `bytes` zero bytes at least.
  void NeedZeroes(uint32_t bytes);
  // Before Emit: a word of the read-only data, 0 until the runtime says otherwise. Returns its number.
  uint32_t ReserveWord() { return words_++; }
  // Makes both sections, and describes the parameters of the script in `metadata`.
  void Emit(const std::vector<typed::ParameterInfo>& parameters, bundle::Metadata& metadata);

  // After Emit: the writable data, of which programs use parts by offset.
  [[nodiscard]] llvm::GlobalVariable* writable() const { return writable_; }
  // After Emit: pointer constants into the read-only data.
  [[nodiscard]] llvm::Constant* ReadOnlyField(uint32_t offset) const;
  [[nodiscard]] llvm::Constant* ParameterField(uint32_t parameter) const;
  [[nodiscard]] llvm::Constant* Zeroes() const;
  // Constant bytes of that name behind the rest of the read-only data, made at the first call; a multiple of
  // eight.
  llvm::GlobalVariable* Table(const std::string& name, const std::function<std::string()>& bytes);
  // After Emit: bytes into the read-only data.
  [[nodiscard]] uint32_t WordOffset(uint32_t number) const { return words_offset_ + 8 * number; }
  // Bytes in a read-only section of their own, which ends in zeroes.
  [[nodiscard]] llvm::GlobalVariable* Text(const std::string& bytes);

 private:
  llvm::GlobalVariable* NewGlobal(llvm::Constant& initial, const char* name, const char* section);

  llvm::Module& module_;
  DebugTypes& debug_;
  uint32_t writable_size_ = sizeof(ControlData);  // bytes
  uint32_t zeroes_ = 0;                           // bytes
  uint32_t zeroes_offset_ = 0;                    // into the read-only data
  uint32_t words_ = 0;                            // how many
  uint32_t words_offset_ = 0;                     // into the read-only data
  std::vector<uint32_t> parameter_offsets_;       // into the same
  std::map<std::string, llvm::GlobalVariable*> texts_;
  llvm::GlobalVariable* writable_ = nullptr;
  llvm::GlobalVariable* read_only_ = nullptr;
};

}  // namespace sonde::codegen
