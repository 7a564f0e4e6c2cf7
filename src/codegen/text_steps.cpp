// Functions that go over bytes one by one, by bpf_loop: the verifier looks at one step only. Leaves:
// LowerMemcmp, LowerMatch, LowerMatchRegex. Covered by tests/run/match.test and tests/run/stdlib.test.
#include <functional>

#include "base/automaton.h"
#include "codegen/callbacks.h"
#include "codegen/expressions.h"
#include "codegen/functions.h"
#include "codegen/program.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kBufferHeader = 4;  // bytes of a buffer's length

// A function for one step: the number of the step and the frame, whose first words are pointers, are its
// arguments. It returns 1 to end the loop.
struct Step {
  llvm::IRBuilder<> code;
  llvm::Function* function;

  Value* Pointer(uint32_t index) {
    return code.CreateLoad(code.getPtrTy(),
                           code.CreateConstGEP1_64(code.getInt64Ty(), function->getArg(1), index));
  }
  Value* ByteAt(Value* base, Value* index) {
    Value* at = code.CreateGEP(code.getInt8Ty(), base, {index});
    return code.CreateZExt(code.CreateLoad(code.getInt8Ty(), at), code.getInt64Ty());
  }
  void Return(uint64_t value) { code.CreateRet(code.getInt64(value)); }
  // Returns 1 if `condition` holds, and goes on otherwise.
  void EndIf(Value* condition) {
    Block* over = Block::Create(code.getContext(), "over", function);
    Block* on = Block::Create(code.getContext(), "on", function);
    code.CreateCondBr(condition, over, on);
    code.SetInsertPoint(over);
    Return(1);
    code.SetInsertPoint(on);
  }
};

llvm::Function* EmitStep(FunctionEmitter& f, SourceRange range, const std::function<void(Step&)>& body) {
  const std::string name =
      f.function.getName().str() + "_step" + std::to_string(f.module().functions().NextCallbackNumber());
  auto* word = f.ir.getInt64Ty();
  auto* type = llvm::FunctionType::get(word, {word, f.ir.getPtrTy()}, false);
  llvm::Function* function =
      f.module().functions().NewCallback(type, f.module().debug().Callback(name, range, 1));
  Step step{llvm::IRBuilder<>(f.module().context()), function};
  step.code.SetInsertPoint(Block::Create(f.module().context(), "entry", function));
  step.code.SetCurrentDebugLocation(f.module().debug().Location(range, function->getSubprogram()));
  body(step);
  return function;
}

// Split programs have one for all calls of the same kind: functions are few.
template <typename Key>
llvm::Function* Shared(FunctionEmitter& f, std::map<Key, llvm::Function*>& made, const Key& key,
                       SourceRange range, const std::function<void(Step&)>& body) {
  if (!f.split()) return EmitStep(f, range, body);
  llvm::Function*& function = made[key];
  if (function == nullptr) function = EmitStep(f, range, body);
  return function;
}

void Run(FunctionEmitter& f, llvm::Function* step, uint32_t steps, std::initializer_list<Value*> pointers) {
  Value* frame = f.CallFrame();
  uint32_t offset = 0;
  for (Value* pointer : pointers) {
    f.ir.CreateStore(pointer, f.At(frame, offset));
    offset += 8;
  }
  f.CallHelper(Helper::Loop, {f.ir.getInt32(steps), step, frame, LoopFlags(f)});
}

// The frame: left bytes, right bytes, the difference.
void EmitDifference(Step& step, uint32_t bytes) {
  Value* index = step.function->getArg(0);
  step.EndIf(step.code.CreateICmpUGE(index, step.code.getInt64(bytes)));
  Value* left = step.ByteAt(step.Pointer(0), index);
  Value* right = step.ByteAt(step.Pointer(1), index);
  Value* difference = step.code.CreateSub(left, right);
  step.code.CreateStore(difference, step.Pointer(2));
  step.EndIf(step.code.CreateICmpNE(difference, step.code.getInt64(0)));
  step.Return(0);
}

// ---- automatons ---------------------------------------------------------------------------------

// An automaton in read-only data: the classes of bytes, the next states as u16, by state whether a text may
// end there.
struct Table {
  static constexpr uint32_t kNext = 256;  // bytes

  const Automaton& automaton;
  llvm::GlobalVariable* bytes;

  [[nodiscard]] uint32_t accepting() const {
    return kNext + 2 * static_cast<uint32_t>(automaton.next.size());
  }
};

std::string BytesOf(const Automaton& automaton) {
  std::string bytes(automaton.classes.begin(), automaton.classes.end());
  for (const uint16_t next : automaton.next) {
    bytes += static_cast<char>(next & 0xff);
    bytes += static_cast<char>(next >> 8);
  }
  bytes.append(automaton.accepting.begin(), automaton.accepting.end());
  bytes.resize(RoundUpToWord(static_cast<uint32_t>(bytes.size())));
  return bytes;
}

// Patterns have letters that symbols have not.
std::string NameOf(const char* kind, const std::string& pattern) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string name = std::string("sonde_") + kind + "_";
  for (const char c : pattern) {
    name += kDigits[static_cast<unsigned char>(c) >> 4];
    name += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return name;
}

// The frame: the text, the state.
void EmitTransition(Step& step, const Table& table, uint32_t text_size) {
  llvm::IRBuilder<>& code = step.code;
  Value* index = step.function->getArg(0);
  step.EndIf(code.CreateICmpUGE(index, code.getInt64(text_size)));
  Value* byte = step.ByteAt(step.Pointer(0), index);
  step.EndIf(code.CreateICmpEQ(byte, code.getInt64(0)));
  Value* of_class = step.ByteAt(table.bytes, byte);
  Value* state_at = step.Pointer(1);
  Value* state = code.CreateLoad(code.getInt64Ty(), state_at);
  const auto entries = static_cast<uint32_t>(table.automaton.next.size());
  Value* entry = code.CreateAdd(code.CreateMul(state, code.getInt64(table.automaton.class_count)), of_class);
  step.EndIf(code.CreateICmpUGE(entry, code.getInt64(entries)));  // never; the verifier does not know
  Value* offset = code.CreateAdd(code.CreateShl(entry, 1), code.getInt64(Table::kNext));
  Value* next_at = code.CreateGEP(code.getInt8Ty(), table.bytes, {offset});
  Value* next =
      code.CreateZExt(code.CreateAlignedLoad(code.getInt16Ty(), next_at, llvm::Align(2)), code.getInt64Ty());
  code.CreateStore(next, state_at);
  step.EndIf(code.CreateICmpULE(next, code.getInt64(Automaton::kAlways)));
  step.Return(0);
}

Value* EmitMatch(FunctionEmitter& f, const typed::Apply& node, const char* kind, const Automaton& automaton) {
  const std::string name = NameOf(kind, typed::As<typed::String>(*node.args[1]).text);
  const Table table{automaton, f.module().data().Table(name, [&] { return BytesOf(automaton); })};
  const uint32_t text_size = SizeOf(*node.args[0]->type);
  const Mark mark = f.MarkTemporaries();
  Value* text = f.ScratchAt(f.ScratchWords(text_size));
  EmitInto(f, *node.args[0], text);
  Value* state = f.ScratchAt(f.ScratchWords(8));
  f.SetLocation(node.range);
  f.ir.CreateStore(f.Constant(automaton.start), state);
  llvm::Function* step = Shared(f, f.program.steps().match, {text_size, name}, node.range,
                                [&](Step& one) { EmitTransition(one, table, text_size); });
  Run(f, step, text_size, {text, state});
  Value* last = f.ir.CreateLoad(f.ir.getInt64Ty(), state);
  f.ReleaseTemporaries(mark);
  Value* result = f.StackSlot(8);
  f.ir.CreateStore(f.Constant(0), result);
  last = f.Opaque(last);
  f.Branch(f.ir.CreateICmpULT(last, f.Constant(automaton.states())), [&] {
    Value* at =
        f.ir.CreateGEP(f.ir.getInt8Ty(), table.bytes, {f.ir.CreateAdd(last, f.Constant(table.accepting()))});
    f.ir.CreateStore(f.ir.CreateZExt(f.ir.CreateLoad(f.ir.getInt8Ty(), at), f.ir.getInt64Ty()), result);
  });
  return f.ir.CreateLoad(f.ir.getInt64Ty(), result);
}

}  // namespace

// Both are buffers of one size, zero behind their bytes.
Value* LowerMemcmp(FunctionEmitter& f, const typed::Apply& node) {
  const uint32_t size = SizeOf(*node.args[0]->type);
  const uint32_t bytes = size - kBufferHeader;
  if (bytes == 0) return f.Constant(0);
  const Mark mark = f.MarkTemporaries();
  Value* left = f.ScratchAt(f.ScratchWords(size));
  EmitInto(f, *node.args[0], left);
  Value* right = f.ScratchAt(f.ScratchWords(size));
  EmitInto(f, *node.args[1], right);
  Value* difference = f.ScratchAt(f.ScratchWords(8));
  f.SetLocation(node.range);
  f.ir.CreateStore(f.Constant(0), difference);
  llvm::Function* step = Shared(f, f.program.steps().differ, bytes, node.range,
                                [bytes](Step& one) { EmitDifference(one, bytes); });
  Run(f, step, bytes, {f.At(left, kBufferHeader), f.At(right, kBufferHeader), difference});
  Value* result = f.ir.CreateLoad(f.ir.getInt64Ty(), difference);
  f.ReleaseTemporaries(mark);
  return result;
}

Value* LowerMatch(FunctionEmitter& f, const typed::Apply& node) {
  const auto automaton = CompileGlob(typed::As<typed::String>(*node.args[1]).text);
  assert(automaton.ok());
  return EmitMatch(f, node, "glob", *automaton);
}

Value* LowerMatchRegex(FunctionEmitter& f, const typed::Apply& node) {
  const auto automaton = CompileRegex(typed::As<typed::String>(*node.args[1]).text);
  assert(automaton.ok());
  return EmitMatch(f, node, "regex", *automaton);
}

}  // namespace sonde::codegen
