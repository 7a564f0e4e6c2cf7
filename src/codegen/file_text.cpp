// printf and print of pinned iterators. The kernel makes digits (bpf_seq_printf, which knows few flags), all
// else is put around them here, so that the text is what output/format.cpp would make of the values. Leaves:
// OutputFileOf, EmitFileText. Covered by tests/run/iter-pinned.test.
#include "codegen/file_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/format_spec.h"
#include "codegen/context.h"
#include "codegen/expressions.h"
#include "codegen/layout.h"
#include "codegen/program.h"
#include "codegen/shared.h"
#include "codegen/strings.h"

namespace sonde::codegen {
namespace {

constexpr uint64_t kMostNumber = 24;  // digits, sign and base prefix

// The length of a number: of its digits, which a comparison with each power of the base finds out. As a
// global function, which the verifier looks at once, and not for every number again.
Value* CountDigits(FunctionEmitter& f, Value* number, uint32_t base) {
  llvm::Function* made =
      Shared(f, "digits" + std::to_string(base), {f.ir.getInt64Ty()}, true, [base](FunctionEmitter& inner) {
        Value* digits = inner.Constant(1);
        uint64_t power = base;
        for (bool more = true; more; more = power <= UINT64_MAX / base, power *= base) {
          Value* longer = inner.ir.CreateICmpUGE(inner.function.getArg(0), inner.Constant(power));
          digits = inner.ir.CreateAdd(digits, inner.ir.CreateZExt(longer, inner.ir.getInt64Ty()));
        }
        return digits;
      });
  return f.ir.CreateCall(made, {number});
}

// A number, taken apart.
struct Number {
  Value* magnitude = nullptr;
  Value* negative = nullptr;  // i1; null: it never is
  Value* prefixed = nullptr;  // i1: whether there is a 0x in front; null: never
  bool plus = false;          // a sign in any case
  const char* format = "%llu";
  uint32_t base = 10;
};

class FileText {
 public:
  explicit FileText(FunctionEmitter& f) : f_(f), file_(OutputFileOf(f)) {}

  void Literal(const std::string& text) { Write(f_.module().data().Text(text), text.size()); }
  void Piece(const FormatPiece& piece, const Type& type, Value* value);
  // Bytes that all of it takes at most.
  [[nodiscard]] uint64_t most() const { return most_; }

 private:
  void Write(Value* from, uint64_t bytes);
  void WriteUpTo(Value* from, Value* bytes, uint64_t most);
  void Fill(char with, Value* bytes);
  template <typename Emit>
  void Padded(const FormatPiece& piece, Value* length, const Emit& emit);
  template <typename Emit>
  void PaddedBy(const FormatPiece& piece, size_t length, const Emit& emit);
  Value* Missing(uint32_t wanted, Value* length);
  void Digits(const Number& number);
  void WriteNumber(const FormatPiece& piece, const Number& number);
  void Integer(const FormatPiece& piece, Value* value);
  void SignedInteger(const FormatPiece& piece, Value* value);
  void Address(const FormatPiece& piece, Value* value, bool always_prefixed);
  void Character(const FormatPiece& piece, Value* value);
  void Text(const FormatPiece& piece, const Type& type, Value* text);
  void AsText(const FormatPiece& piece, const Type& type, Value* value);
  Value* Word(Value* condition) { return f_.ir.CreateZExt(condition, f_.ir.getInt64Ty()); }

  FunctionEmitter& f_;
  Value* file_;
  uint64_t most_ = 0;
};

void FileText::Write(Value* from, uint64_t bytes) {
  most_ += bytes;
  f_.CallHelper(Helper::SeqWrite, {file_, from, f_.ir.getInt32(static_cast<uint32_t>(bytes))});
}

// `bytes` is not more than `most`, which the verifier wants to see.
void FileText::WriteUpTo(Value* from, Value* bytes, uint64_t most) {
  most_ += most;
  Value* length = f_.Opaque(bytes);
  f_.Branch(f_.ir.CreateICmpULE(length, f_.Constant(most)),
            [&] { f_.CallHelper(Helper::SeqWrite, {file_, from, length}); });
}

void FileText::Fill(char with, Value* bytes) {
  constexpr uint32_t kMost = typed::kMostPinnedWidth;
  WriteUpTo(f_.module().data().Text(std::string(kMost, with)), bytes, kMost);
}

// How much `length` lacks of what is wanted.
Value* FileText::Missing(uint32_t wanted, Value* length) {
  Value* all = f_.Constant(wanted);
  return f_.ir.CreateSelect(f_.ir.CreateICmpULT(length, all), f_.ir.CreateSub(all, length), f_.Constant(0));
}

// Zeroes go where spaces would, as everywhere in the language.
template <typename Emit>
void FileText::Padded(const FormatPiece& piece, Value* length, const Emit& emit) {
  if (piece.width == 0) return emit();
  const char with = piece.zero ? '0' : ' ';
  Value* fill = Missing(piece.width, length);
  if (!piece.left) Fill(with, fill);
  emit();
  if (piece.left) Fill(with, fill);
}

template <typename Emit>
void FileText::PaddedBy(const FormatPiece& piece, size_t length, const Emit& emit) {
  const std::string fill(piece.width > length ? piece.width - length : 0, piece.zero ? '0' : ' ');
  if (!piece.left && !fill.empty()) Literal(fill);
  emit();
  if (piece.left && !fill.empty()) Literal(fill);
}

void FileText::Digits(const Number& number) {
  most_ += kMostNumber;
  const Mark mark = f_.MarkTemporaries();
  Value* data = f_.Temporary(8);
  f_.ir.CreateStore(number.magnitude, data);
  const std::string format = number.format;
  f_.CallHelper(Helper::SeqPrintf,
                {file_, f_.module().data().Text(format),
                 f_.ir.getInt32(static_cast<uint32_t>(format.size()) + 1), data, f_.ir.getInt32(8)});
  f_.ReleaseTemporaries(mark);
}

void FileText::WriteNumber(const FormatPiece& piece, const Number& number) {
  const bool measured = piece.width != 0 || piece.precision > 1;
  const bool vanishes = piece.precision == 0;  // zero has no digits then
  Value* some = f_.ir.CreateICmpNE(number.magnitude, f_.Constant(0));
  Value* digits = measured ? CountDigits(f_, number.magnitude, number.base) : f_.Constant(1);
  if (vanishes) digits = f_.ir.CreateSelect(some, digits, f_.Constant(0));
  Value* zeroes = piece.precision > 1 ? Missing(static_cast<uint32_t>(piece.precision), digits) : nullptr;
  Value* length = zeroes == nullptr ? digits : f_.ir.CreateAdd(digits, zeroes);
  if (number.plus) {
    length = f_.ir.CreateAdd(length, f_.Constant(1));
  } else if (number.negative != nullptr) {
    length = f_.ir.CreateAdd(length, Word(number.negative));
  }
  if (number.prefixed != nullptr)
    length = f_.ir.CreateAdd(length, f_.ir.CreateShl(Word(number.prefixed), f_.Constant(1)));
  Padded(piece, length, [&] {
    if (number.negative != nullptr) {
      f_.Branch(
          number.negative, [&] { Literal("-"); },
          [&] {
            if (number.plus) Literal("+");
          });
    } else if (number.plus) {
      Literal("+");
    }
    if (number.prefixed != nullptr) {
      const std::string prefix = piece.conv == FormatConv::HexUpper ? "0X" : "0x";
      f_.Branch(number.prefixed, [&] { Literal(prefix); });
    }
    if (zeroes != nullptr) Fill('0', zeroes);
    if (vanishes) {
      f_.Branch(some, [&] { Digits(number); });
    } else {
      Digits(number);
    }
  });
}

void FileText::SignedInteger(const FormatPiece& piece, Value* value) {
  Number number;
  number.plus = piece.plus;
  number.negative = f_.ir.CreateICmpSLT(value, f_.Constant(0));
  number.magnitude = f_.ir.CreateSelect(number.negative, f_.ir.CreateNeg(value), value);
  WriteNumber(piece, number);
}

void FileText::Integer(const FormatPiece& piece, Value* value) {
  const Type as = *IntegerType(piece.bits / 8, piece.conv == FormatConv::Signed);
  value = f_.Narrow(value, as);
  if (as.is_signed) return SignedInteger(piece, value);
  Number number;
  number.magnitude = value;
  if (piece.conv != FormatConv::Unsigned) {
    number.base = 16;
    number.format = piece.conv == FormatConv::HexUpper ? "%llX" : "%llx";
    if (piece.alternate) number.prefixed = f_.ir.CreateICmpNE(value, f_.Constant(0));
  }
  WriteNumber(piece, number);
}

void FileText::Address(const FormatPiece& piece, Value* value, bool always_prefixed) {
  Number number;
  number.magnitude = value;
  number.base = 16;
  number.format = "%llx";
  number.prefixed = always_prefixed ? f_.ir.getTrue() : f_.ir.CreateICmpNE(value, f_.Constant(0));
  FormatPiece plain = piece;
  plain.precision = -1;
  WriteNumber(plain, number);
}

void FileText::Character(const FormatPiece& piece, Value* value) {
  const Mark mark = f_.MarkTemporaries();
  Value* byte = f_.Temporary(1);
  f_.StoreInteger(byte, value, 1);
  PaddedBy(piece, 1, [&] { Write(byte, 1); });
  f_.ReleaseTemporaries(mark);
}

// A text that fills its memory was cut, and says so.
void FileText::Text(const FormatPiece& piece, const Type& type, Value* text) {
  const uint32_t capacity = SizeOf(type);
  std::string trailer = type.whole ? "" : f_.module().program().config.str_trunc_trailer;
  uint32_t most = capacity;
  if (piece.precision >= 0) {
    const auto precision = static_cast<uint32_t>(piece.precision);
    most = std::min(most, precision);
    trailer.resize(std::min<size_t>(trailer.size(), precision - most));
  }
  Value* whole = TextLength(f_, text, capacity);
  Value* limit = f_.Constant(most);
  Value* shown = f_.ir.CreateSelect(f_.ir.CreateICmpULT(whole, limit), whole, limit);
  Value* cut = f_.ir.CreateICmpEQ(whole, f_.Constant(capacity));
  Value* length = shown;
  if (!trailer.empty()) {
    length = f_.ir.CreateAdd(shown, f_.ir.CreateSelect(cut, f_.Constant(trailer.size()), f_.Constant(0)));
  }
  Padded(piece, length, [&] {
    WriteUpTo(text, shown, most);
    if (!trailer.empty()) f_.Branch(cut, [&] { Literal(trailer); });
  });
}

// %s and print.
void FileText::AsText(const FormatPiece& piece, const Type& type, Value* value) {
  FormatPiece plain = piece;
  plain.precision = -1;
  plain.alternate = false;
  if (type.kind == TypeKind::String) return Text(piece, type, value);
  if (IsPointer(type)) return Address(plain, value, true);
  if (type.kind == TypeKind::Bool) {
    const auto word = [&](const char* text) {
      PaddedBy(plain, std::char_traits<char>::length(text), [&] { Literal(text); });
    };
    return f_.Branch(
        f_.ir.CreateICmpNE(value, f_.Constant(0)), [&] { word("true"); }, [&] { word("false"); });
  }
  if (type.is_signed) return SignedInteger(plain, value);
  Number number;
  number.magnitude = value;
  number.plus = piece.plus;
  WriteNumber(plain, number);
}

void FileText::Piece(const FormatPiece& piece, const Type& type, Value* value) {
  switch (piece.conv) {
    case FormatConv::Text:
      return AsText(piece, type, value);
    case FormatConv::Char:
      return Character(piece, value);
    case FormatConv::Pointer:
      return Address(piece, value, false);
    default:
      return Integer(piece, value);
  }
}

// All of them before anything is written, in words of scratch memory where they are many.
std::vector<Value*> EmitValues(FunctionEmitter& f, const typed::Send& stmt) {
  std::vector<Value*> values;
  for (const auto& arg : stmt.args) {
    const bool in_memory = InMemory(*arg->type);
    Value* memory = in_memory ? f.Temporary(SizeOf(*arg->type)) : f.ScratchAt(f.ScratchWords(8));
    if (in_memory) {
      EmitInto(f, *arg, memory);
    } else {
      f.ir.CreateStore(EmitScalar(f, *arg), memory);
    }
    values.push_back(memory);
  }
  return values;
}

}  // namespace

// Struct bpf_iter_meta and the context begin so for every program (include/uapi/linux/bpf.h).
Value* OutputFileOf(FunctionEmitter& f) {
  Value* meta = f.ir.CreateIntToPtr(ReadContext(f, 0, 8), f.ir.getPtrTy());
  return f.ir.CreateLoad(f.ir.getPtrTy(), meta, true);
}

void EmitFileText(FunctionEmitter& f, const typed::Send& stmt) {
  const typed::EventInfo& info = f.module().program().events[stmt.event];
  const Mark mark = f.MarkTemporaries();
  const std::vector<Value*> values = EmitValues(f, stmt);
  f.SetLocation(stmt.range);
  FileText text(f);
  size_t next = 0;
  for (const FormatPiece& piece : ParseFormat(info.kind == EventKind::Print ? "%s\n" : info.text)) {
    if (!piece.takes_argument()) {
      text.Literal(piece.text);
      continue;
    }
    const Type& type = *stmt.args[next]->type;
    Value* value = values[next++];
    text.Piece(piece, type, InMemory(type) ? value : f.ir.CreateLoad(f.ir.getInt64Ty(), value, true));
  }
  f.ReleaseTemporaries(mark);
  // How often the body of a loop or a function runs is not known.
  const bool once = f.split() == nullptr && !f.role.callback && f.loops.empty();
  f.program.Writes(once ? text.most() : ProgramEmitter::kUnbounded);
}

}  // namespace sonde::codegen
