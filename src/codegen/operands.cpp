// Arguments of static probes and addresses of symbols. Leaves: FetchArguments. Covered by
// tests/golden/codegen/usdt/* and tests/run/usdt-values.test.
#include "codegen/operands.h"

#include <algorithm>
#include <iterator>

#include "codegen/context.h"
#include "codegen/program.h"
#include "codegen/reads.h"
#include "codegen/registers.h"

namespace sonde::codegen {
namespace {

constexpr uint64_t kLow32 = 0xffffffffU;

// The low bytes of a word as an integer of that size, extended.
Value* Narrow(FunctionEmitter& f, Value* word, uint32_t bytes, bool is_signed) {
  return f.Narrow(word, *IntegerType(bytes, is_signed));
}

Value* EmitRegister(FunctionEmitter& f, const OperandRegister& reg, uint32_t bytes, bool is_signed) {
  Value* word = LoadWord(f, kDwarfOffsets[reg.number % std::size(kDwarfOffsets)]);
  if (reg.shift != 0) word = f.ir.CreateLShr(word, reg.shift);
  return Narrow(f, word, std::min<uint32_t>(bytes, reg.bytes), is_signed);
}

// How far the file is loaded from where its own addresses say: the program stands at `place`.
Value* EmitLoadDistance(FunctionEmitter& f, const MarkerPlace& place) {
  return f.ir.CreateSub(LoadWord(f, kInstructionPointerOffset), f.Constant(place.address));
}

constexpr uint64_t kSmallestPage = 4096;  // bytes; files are mapped by pages

// The same by what a symbol's operand says. The function's entry is known at its return, too. The breakpoint
// may be behind the entry by an instruction that nothing needs (uprobe_sites.cpp of the runtime), which whole
// pages do not show.
Value* EmitSymbolAddress(FunctionEmitter& f, const Operand& operand) {
  const bool at_return = (f.row().flags & AtReturn) != 0;
  Value* stands =
      at_return ? f.CallHelper(Helper::FuncIp, {f.handles.context}) : LoadWord(f, kInstructionPointerOffset);
  Value* distance = f.ir.CreateSub(stands, f.Constant(operand.place));
  distance = f.ir.CreateAnd(distance, f.Constant(~(kSmallestPage - 1)));
  return f.ir.CreateAdd(distance, f.Constant(operand.number));
}

Value* OperandAddress(FunctionEmitter& f, const Operand& operand, const MarkerPlace& place) {
  Value* address = f.Constant(operand.number);
  if (operand.relative) address = f.ir.CreateAdd(EmitLoadDistance(f, place), address);
  if (operand.base) {
    address = f.ir.CreateAdd(EmitRegister(f, *operand.base, 8, operand.base->is_signed), address);
  }
  if (operand.index) {
    Value* index = EmitRegister(f, *operand.index, 8, operand.index->is_signed);
    address = f.ir.CreateAdd(address, f.ir.CreateShl(index, operand.scale));
  }
  return operand.address_size == 4 ? f.ir.CreateAnd(address, f.Constant(kLow32)) : address;
}

Value* EmitOperand(FunctionEmitter& f, const Operand& operand, const MarkerPlace& place, SourceRange range) {
  switch (operand.kind) {
    case Operand::Kind::Constant:
      return Narrow(f, f.Constant(operand.number), operand.size, operand.is_signed);
    case Operand::Kind::Register:
      return EmitRegister(f, *operand.base, operand.size, operand.is_signed);
    case Operand::Kind::Address:
      return EmitSymbolAddress(f, operand);
    case Operand::Kind::Memory:
      break;
  }
  const Mark mark = f.MarkTemporaries();
  Value* buffer = f.Temporary(8);
  ReadMemory(f, buffer, operand.size, OperandAddress(f, operand, place), AddressSpace::User, range);
  Value* value = f.LoadInteger(buffer, *IntegerType(operand.size, operand.is_signed));
  f.ReleaseTemporaries(mark);
  return value;
}

// Places with the same code.
class Variants {
 public:
  explicit Variants(const typed::Probe& probe) : probe_(probe), places_(PlacesOf(probe)) {
    for (size_t place = 0; place < places_.size(); ++place)
      Add(place);
  }

  [[nodiscard]] const std::vector<std::vector<size_t>>& all() const { return variants_; }
  [[nodiscard]] const MarkerPlace& PlaceOf(const std::vector<size_t>& variant) const {
    return places_[variant.front()];
  }

 private:
  // A uprobe has one, whose address only its operands know.
  static std::vector<MarkerPlace> PlacesOf(const typed::Probe& probe) {
    const auto* usdt = std::get_if<UsdtSpec>(&probe.target.spec.detail);
    return usdt != nullptr ? usdt->places : std::vector<MarkerPlace>(1);
  }

  [[nodiscard]] bool Same(size_t a, size_t b) const {
    return std::all_of(probe_.fetched.begin(), probe_.fetched.end(), [&](const typed::Fetch& fetch) {
      const bool moved = fetch.from[a].relative && places_[a].address != places_[b].address;
      return fetch.from[a] == fetch.from[b] && !moved;
    });
  }

  void Add(size_t place) {
    const auto found = std::find_if(variants_.begin(), variants_.end(),
                                    [&](const auto& variant) { return Same(variant.front(), place); });
    if (found != variants_.end()) {
      found->push_back(place);
    } else {
      variants_.push_back({place});
    }
  }

  const typed::Probe& probe_;
  std::vector<MarkerPlace> places_;
  std::vector<std::vector<size_t>> variants_;  // numbers of places
};

void FetchAt(FunctionEmitter& f, size_t number, const MarkerPlace& place) {
  for (const typed::Fetch& fetch : f.probe().fetched) {
    f.SetLocation(fetch.range);
    f.ir.CreateStore(EmitOperand(f, fetch.from[number], place, fetch.range), f.VariableAt(fetch.slot));
  }
}

void Clear(FunctionEmitter& f) {
  for (const typed::Fetch& fetch : f.probe().fetched)
    f.ir.CreateStore(f.Constant(0), f.VariableAt(fetch.slot));
}

}  // namespace

// Which place it is tells the cookie: the number of the probe's target (bundle::kTargetOfProbe).
void FetchArguments(FunctionEmitter& f) {
  if (f.probe().fetched.empty()) return;
  const Variants variants(f.probe());
  if (variants.all().size() == 1) return FetchAt(f, 0, variants.PlaceOf(variants.all().front()));
  Value* cookie = f.CallHelper(Helper::AttachCookie, {f.handles.context});
  Block* nowhere = f.NewBlock("no_place");
  Block* fetched = f.NewBlock("fetched");
  auto* choose = f.ir.CreateSwitch(cookie, nowhere);
  for (const auto& variant : variants.all()) {
    Block* block = f.NewBlock("place");
    for (const size_t place : variant)
      choose->addCase(f.Constant(bundle::kTargetOfProbe + place), block);
    f.ir.SetInsertPoint(block);
    FetchAt(f, variant.front(), variants.PlaceOf(variant));
    f.ir.CreateBr(fetched);
  }
  f.ir.SetInsertPoint(nowhere);
  Clear(f);
  f.ir.CreateBr(fetched);
  f.ir.SetInsertPoint(fetched);
}

}  // namespace sonde::codegen
