// The .bss and .rodata of a bundle's programs. Leaves: GlobalData. Covered by tests/codegen/*.
#include "codegen/global_data.h"

#include <llvm/IR/DerivedTypes.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "codegen/layout.h"

namespace sonde::codegen {
namespace {

constexpr char kTextSection[] = ".rodata.text";

uint32_t RoundToWords(uint32_t bytes) {
  return (bytes + 7) & ~7U;
}

bundle::ParameterKind ParameterKindOf(const Type& type) {
  if (type.kind == TypeKind::String) return bundle::ParameterKind::Text;
  if (type.kind == TypeKind::Bool) return bundle::ParameterKind::Bool;
  return type.is_signed ? bundle::ParameterKind::Signed : bundle::ParameterKind::Unsigned;
}

// The bytes that a parameter has where the command line does not set it: a word, of a string its capacity.
std::string DefaultOf(const typed::ParameterInfo& info) {
  std::string value(sizeof info.bits, '\0');
  if (info.type->kind == TypeKind::String) {
    value = info.text;
    value.resize(RoundToWords(SizeOf(*info.type)));
  } else {
    std::memcpy(value.data(), &info.bits, sizeof info.bits);
  }
  return value;
}

bundle::ParameterMeta DescribeParameter(const typed::ParameterInfo& info, uint32_t offset) {
  bundle::ParameterMeta meta;
  meta.name = info.name;
  meta.description = info.description;
  meta.offset = offset;
  meta.kind = ParameterKindOf(*info.type);
  meta.size = meta.kind == bundle::ParameterKind::Text ? SizeOf(*info.type) : sizeof info.bits;
  return meta;
}

}  // namespace

uint32_t GlobalData::Reserve(uint32_t bytes) {
  return std::exchange(writable_size_, writable_size_ + bytes);
}

void GlobalData::NeedZeroes(uint32_t bytes) {
  zeroes_ = std::max(zeroes_, RoundToWords(bytes));
}

llvm::GlobalVariable* GlobalData::NewGlobal(llvm::Constant& initial, const char* name, const char* section) {
  const bool read_only = std::string_view(section).starts_with(".rodata");
  auto* global = new llvm::GlobalVariable(module_, initial.getType(), read_only,
                                          llvm::GlobalValue::ExternalLinkage, &initial, name);
  global->setSection(section);
  global->setAlignment(llvm::Align(8));
  const auto bytes = static_cast<uint32_t>(initial.getType()->getArrayNumElements());
  debug_.DescribeGlobal(*global, debug_.Words(RoundToWords(bytes) / 8));
  return global;
}

void GlobalData::Emit(const std::vector<typed::ParameterInfo>& parameters, bundle::Metadata& metadata) {
  auto* type = llvm::ArrayType::get(llvm::Type::getInt8Ty(module_.getContext()), writable_size_);
  writable_ = NewGlobal(*llvm::Constant::getNullValue(type), "sonde_data", ".bss");
  std::string constants(sizeof(ReadOnlyData), '\0');
  for (const auto& info : parameters) {
    parameter_offsets_.push_back(static_cast<uint32_t>(constants.size()));
    metadata.parameters.push_back(DescribeParameter(info, parameter_offsets_.back()));
    constants += DefaultOf(info);
  }
  zeroes_offset_ = static_cast<uint32_t>(constants.size());
  words_offset_ = zeroes_offset_ + zeroes_;
  constants.resize(words_offset_ + size_t{8} * words_);
  read_only_ = NewGlobal(*llvm::ConstantDataArray::getString(module_.getContext(), constants, false),
                         "sonde_constants", ".rodata");
}

llvm::GlobalVariable* GlobalData::Table(const std::string& name, const std::function<std::string()>& bytes) {
  if (auto* made = module_.getNamedGlobal(name)) return made;
  return NewGlobal(*llvm::ConstantDataArray::getString(module_.getContext(), bytes(), false), name.c_str(),
                   ".rodata");
}

llvm::Constant* GlobalData::ReadOnlyField(uint32_t offset) const {
  auto& context = module_.getContext();
  return llvm::ConstantExpr::getGetElementPtr(
      llvm::Type::getInt8Ty(context), read_only_,
      llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), offset));
}

llvm::GlobalVariable* GlobalData::Text(const std::string& bytes) {
  llvm::GlobalVariable*& text = texts_[bytes];
  if (text != nullptr) return text;
  std::string padded = bytes;
  padded.resize(RoundToWords(static_cast<uint32_t>(bytes.size()) + 1));
  const std::string name = "sonde_text" + std::to_string(texts_.size());
  return text = NewGlobal(*llvm::ConstantDataArray::getString(module_.getContext(), padded, false),
                          name.c_str(), kTextSection);
}

llvm::Constant* GlobalData::Zeroes() const {
  return ReadOnlyField(zeroes_offset_);
}

llvm::Constant* GlobalData::ParameterField(uint32_t parameter) const {
  return ReadOnlyField(parameter_offsets_[parameter]);
}

}  // namespace sonde::codegen
