// Numbers: their texts, their bytes. Leaves: LowerStrerror, LowerSignalName, LowerSyscallName, LowerBswap.
// Covered by tests/run/number-texts.test.
#include <algorithm>
#include <bit>

#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"
#include "defs/number_texts.h"

namespace sonde::codegen {
namespace {

// Of numbers from 0 on, as many as have a text, and one more for all others.
uint32_t RowsOf(const NumberTexts& texts) {
  uint32_t most = 0;
  for (const NumberText& row : texts.rows)
    most = std::max(most, row.number);
  return most + 2;
}

// A power of two of rows of kNumberTextSize bytes each, so that a mask is all the verifier has to see.
std::string TableOf(const NumberTexts& texts) {
  std::string table;
  const uint32_t rows = RowsOf(texts);
  for (uint32_t number = 0; number < rows; ++number) {
    std::string text(TextOf(texts, number));
    text.resize(kNumberTextSize);
    table += text;
  }
  table.resize(size_t{std::bit_ceil(rows)} * kNumberTextSize);
  return table;
}

void EmitText(FunctionEmitter& f, const NumberTexts& texts, const char* name, Value* number, Value* to) {
  const uint32_t rows = RowsOf(texts);
  Value* table = f.module().data().Table(name, [&] { return TableOf(texts); });
  Value* last = f.Constant(rows - 1);
  Value* row = f.Opaque(f.ir.CreateSelect(f.ir.CreateICmpULT(number, last), number, last));
  row = f.ir.CreateAnd(row, f.Constant(std::bit_ceil(rows) - 1));
  Value* text = f.ir.CreateGEP(f.ir.getInt8Ty(), table, f.ir.CreateMul(row, f.Constant(kNumberTextSize)));
  f.Copy(to, text, kNumberTextSize);
}

}  // namespace

// What fails returns -errno.
void LowerStrerror(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  Value* number = EmitScalar(f, *node.args[0]);
  Value* negative = f.ir.CreateICmpSLT(number, f.Constant(0));
  EmitText(f, kStrerror, "sonde_errors", f.ir.CreateSelect(negative, f.ir.CreateNeg(number), number), to);
}

void LowerSignalName(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  EmitText(f, kSignalName, "sonde_signals", EmitScalar(f, *node.args[0]), to);
}

void LowerSyscallName(FunctionEmitter& f, const typed::Apply& node, Value* to, Tail /*tail*/) {
  EmitText(f, kSyscallName, "sonde_syscalls", EmitScalar(f, *node.args[0]), to);
}

Value* LowerBswap(FunctionEmitter& f, const typed::Apply& node) {
  const uint32_t bytes = SizeOf(*node.type);
  Value* number = EmitScalar(f, *node.args[0]);
  if (bytes == 1) return f.ir.CreateAnd(number, f.Constant(0xff));
  Value* part = f.ir.CreateTrunc(number, f.ir.getIntNTy(8 * bytes));
  return f.ir.CreateZExt(f.ir.CreateUnaryIntrinsic(llvm::Intrinsic::bswap, part), f.ir.getInt64Ty());
}

}  // namespace sonde::codegen
