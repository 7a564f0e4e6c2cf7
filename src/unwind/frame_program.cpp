// Instructions of call frame information. Leaves: FrameProgram.
#include "unwind/frame_program.h"

#include <dwarf.h>

#include <limits>

namespace sonde::unwind {
namespace {

constexpr size_t kMostRemembered = 64;
constexpr uint8_t kMain = 0xc0, kOperand = 0x3f;  // of an instruction with a number in it

// An expression "register + offset", or "what is there + added": DW_OP_bregN offset [DW_OP_deref
// [DW_OP_plus_uconst added]].
struct SimpleExpression {
  uint8_t number = 0;
  int64_t offset = 0;
  bool loaded = false;
  int64_t added = 0;
};

bool Fits(int64_t offset) {
  return offset >= std::numeric_limits<int32_t>::min() && offset <= std::numeric_limits<int32_t>::max();
}

std::optional<SimpleExpression> AsSimple(std::string_view bytes) {
  ByteReader reader(bytes);
  SimpleExpression simple;
  const auto code = reader.Get<uint8_t>();
  if (code < DW_OP_breg0 || code > DW_OP_breg31) return std::nullopt;
  simple.number = code - DW_OP_breg0;
  simple.offset = TakeSigned(reader);
  if (!reader.empty()) {
    if (reader.Get<uint8_t>() != DW_OP_deref) return std::nullopt;
    simple.loaded = true;
  }
  if (!reader.empty()) {
    if (reader.Get<uint8_t>() != DW_OP_plus_uconst) return std::nullopt;
    simple.added = static_cast<int64_t>(TakeUnsigned(reader));
  }
  if (!reader.ok() || !reader.empty() || !Fits(simple.offset) || !Fits(simple.added)) return std::nullopt;
  return simple;
}

// What linkers write for their tables of jumps: rsp + 8, and 8 more once the entry has pushed, from a certain
// byte of its 16 on. The byte; nothing if it is something else.
std::optional<uint8_t> AsPlt(std::string_view bytes) {
  constexpr uint8_t kShape[] = {DW_OP_breg7, 8,        DW_OP_breg16, 0,         DW_OP_lit15, DW_OP_and,
                                DW_OP_lit11, DW_OP_ge, DW_OP_lit3,   DW_OP_shl, DW_OP_plus};
  constexpr size_t kAt = 6;
  if (bytes.size() != sizeof(kShape)) return std::nullopt;
  for (size_t i = 0; i < sizeof(kShape); ++i) {
    if (i != kAt && static_cast<uint8_t>(bytes[i]) != kShape[i]) return std::nullopt;
  }
  const auto least = static_cast<uint8_t>(bytes[kAt]);
  if (least < DW_OP_lit0 || least > DW_OP_lit15) return std::nullopt;
  return least - DW_OP_lit0;
}

}  // namespace

uint64_t TakeUnsigned(ByteReader& reader) {
  uint64_t value = 0;
  for (unsigned shift = 0; reader.ok(); shift += 7) {
    const auto byte = reader.Get<uint8_t>();
    if (shift < 64) value |= uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80U) == 0) break;
  }
  return value;
}

int64_t TakeSigned(ByteReader& reader) {
  uint64_t value = 0;
  unsigned shift = 0;
  uint8_t byte = 0x80;
  while (reader.ok() && (byte & 0x80U) != 0) {
    byte = reader.Get<uint8_t>();
    if (shift < 64) value |= uint64_t{byte & 0x7fU} << shift;
    shift += 7;
  }
  if (shift < 64 && (byte & 0x40U) != 0) value |= ~uint64_t{0} << shift;
  return static_cast<int64_t>(value);
}

void FrameProgram::Run(const CommonInformation& common, std::string_view program, uint64_t begin,
                       uint64_t end, std::vector<Row>& rows) {
  common_ = &common;
  rows_ = &rows;
  first_row_ = rows.size();
  address_ = begin;
  end_ = end;
  state_ = {};
  remembered_.clear();
  broken_ = false;
  Execute(common.program);
  initial_ = state_;
  Execute(program);
  Emit();
}

void FrameProgram::Execute(std::string_view instructions) {
  ByteReader reader(instructions);
  while (!broken_ && !reader.empty()) {
    const auto code = reader.Get<uint8_t>();
    One(code, reader);
    if (!reader.ok()) broken_ = true;
  }
}

void FrameProgram::One(uint8_t code, ByteReader& reader) {
  const uint8_t operand = code & kOperand;
  switch (code & kMain) {
    case DW_CFA_advance_loc:
      return Advance(operand);
    case DW_CFA_offset:
      return Save(operand, {Saved::Kind::AtCfa, Scaled(TakeUnsigned(reader)), {}});
    case DW_CFA_restore:
      return Restore(operand);
    default:
      break;
  }
  switch (code) {
    case DW_CFA_nop:
      return;
    case DW_CFA_set_loc:
      return MoveTo(reader.Get<uint64_t>());
    case DW_CFA_advance_loc1:
      return Advance(reader.Get<uint8_t>());
    case DW_CFA_advance_loc2:
      return Advance(reader.Get<uint16_t>());
    case DW_CFA_advance_loc4:
      return Advance(reader.Get<uint32_t>());
    case DW_CFA_remember_state:
      broken_ = remembered_.size() >= kMostRemembered;
      return remembered_.push_back(state_);
    case DW_CFA_restore_state:
      if (remembered_.empty()) {
        broken_ = true;
        return;
      }
      state_ = remembered_.back();
      return remembered_.pop_back();
    case DW_CFA_GNU_args_size:
      TakeUnsigned(reader);
      return;
    case DW_CFA_GNU_window_save:
      return;  // arm64: the return address is signed from here on
    case DW_CFA_def_cfa:
    case DW_CFA_def_cfa_sf:
    case DW_CFA_def_cfa_register:
    case DW_CFA_def_cfa_offset:
    case DW_CFA_def_cfa_offset_sf:
    case DW_CFA_def_cfa_expression:
      return Define(code, reader);
    default:
      return Keep(code, reader);
  }
}

void FrameProgram::Define(uint8_t code, ByteReader& reader) {
  if (code == DW_CFA_def_cfa_expression) {
    state_.cfa_expression = reader.Take(TakeUnsigned(reader));
    state_.cfa_known = true;
    return;
  }
  const bool number = code == DW_CFA_def_cfa || code == DW_CFA_def_cfa_sf || code == DW_CFA_def_cfa_register;
  if (number) {
    state_.cfa_register = TakeUnsigned(reader);
    state_.cfa_expression = {};
    state_.cfa_known = true;
  }
  if (code == DW_CFA_def_cfa || code == DW_CFA_def_cfa_offset) {
    state_.cfa_offset = static_cast<int64_t>(TakeUnsigned(reader));
  } else if (code != DW_CFA_def_cfa_register) {
    state_.cfa_offset = Scaled(TakeSigned(reader));
  }
}

void FrameProgram::Keep(uint8_t code, ByteReader& reader) {
  const uint64_t number = TakeUnsigned(reader);
  switch (code) {
    case DW_CFA_offset_extended:
      return Save(number, {Saved::Kind::AtCfa, Scaled(TakeUnsigned(reader)), {}});
    case DW_CFA_offset_extended_sf:
      return Save(number, {Saved::Kind::AtCfa, Scaled(TakeSigned(reader)), {}});
    case DW_CFA_GNU_negative_offset_extended:
      return Save(number, {Saved::Kind::AtCfa, Scaled(TakeUnsigned(reader), true), {}});
    case DW_CFA_restore_extended:
      return Restore(number);
    case DW_CFA_undefined:
      return Save(number, {Saved::Kind::Undefined, 0, {}});
    case DW_CFA_same_value:
      return Save(number, {});
    case DW_CFA_expression:
      return Save(number, {Saved::Kind::AtExpression, 0, reader.Take(TakeUnsigned(reader))});
    case DW_CFA_register:
    case DW_CFA_val_offset:
      TakeUnsigned(reader);
      return Save(number, {Saved::Kind::Unknown, 0, {}});
    case DW_CFA_val_offset_sf:
      TakeSigned(reader);
      return Save(number, {Saved::Kind::Unknown, 0, {}});
    case DW_CFA_val_expression:
      reader.Skip(TakeUnsigned(reader));
      return Save(number, {Saved::Kind::Unknown, 0, {}});
    default:
      broken_ = true;
  }
}

// An offset in units of the common information's factor; one beyond 64 bits is none that a program has.
template <typename Number>
int64_t FrameProgram::Scaled(Number value, bool negated) {
  int64_t offset = 0;
  if (__builtin_mul_overflow(value, common_->data_factor, &offset) ||
      (negated && __builtin_sub_overflow(int64_t{0}, offset, &offset))) {
    broken_ = true;
  }
  return offset;
}

void FrameProgram::Advance(uint64_t units) {
  MoveTo(address_ + units * common_->code_factor);
}

// Backwards is nowhere: what follows counts from where we are.
void FrameProgram::MoveTo(uint64_t address) {
  if (address <= address_) return;
  Emit();
  address_ = address;
}

void FrameProgram::Save(uint64_t number, const Saved& saved) {
  if (Saved* place = Find(state_, number)) *place = saved;
}

void FrameProgram::Restore(uint64_t number) {
  Saved* place = Find(state_, number);
  if (place != nullptr) *place = *Find(initial_, number);
}

FrameProgram::Saved* FrameProgram::Find(State& state, uint64_t number) const {
  if (number == registers_.frame_pointer) return &state.frame_pointer;
  if (number == registers_.return_address) return &state.return_address;
  if (number == registers_.stack_pointer) return &state.stack_pointer;
  return nullptr;
}

void FrameProgram::Emit() {
  if (address_ >= end_) return;
  Row row{address_, broken_ ? UnwindRule{} : Rule()};
  if (rows_->size() > first_row_) {
    if (rows_->back().address == row.address) {
      rows_->back() = row;
      return;
    }
    if (Equal(rows_->back().rule, row.rule)) return;
  }
  rows_->push_back(row);
}

UnwindRule FrameProgram::Rule() const {
  UnwindRule rule{};
  if (!state_.cfa_known) return {};
  if (state_.return_address.kind == Saved::Kind::Undefined) {
    rule.cfa = UNWIND_CFA_END;
    return rule;
  }
  if (!state_.cfa_expression.empty()) {
    if (!CfaByExpression(rule)) return {};
  } else {
    if (state_.cfa_register > 31 || !Fits(state_.cfa_offset)) return {};
    rule.cfa = UNWIND_CFA_REGISTER;
    rule.cfa_register = static_cast<uint8_t>(state_.cfa_register);
    rule.cfa_offset = static_cast<int32_t>(state_.cfa_offset);
  }
  if (!ReturnAddress(rule)) return {};
  FramePointer(rule);
  if (common_->is_signal) rule.cfa |= UNWIND_SIGNAL;
  return rule;
}

bool FrameProgram::CfaByExpression(UnwindRule& rule) const {
  if (const auto least = AsPlt(state_.cfa_expression)) {
    rule.cfa = UNWIND_CFA_PLT;
    rule.cfa_register = *least;
    return true;
  }
  const auto simple = AsSimple(state_.cfa_expression);
  if (!simple) return false;
  rule.cfa = simple->loaded ? UNWIND_CFA_LOADED : UNWIND_CFA_REGISTER;
  rule.cfa_register = simple->number;
  rule.cfa_offset = static_cast<int32_t>(simple->offset);
  rule.cfa_added = static_cast<int32_t>(simple->added);
  return true;
}

bool FrameProgram::ReturnAddress(UnwindRule& rule) const {
  const Saved& saved = state_.return_address;
  if (saved.kind == Saved::Kind::AtCfa && Fits(saved.offset)) {
    rule.ra = UNWIND_AT_CFA;
    rule.ra_offset = static_cast<int32_t>(saved.offset);
    return true;
  }
  if (saved.kind == Saved::Kind::AtExpression) {
    const auto simple = AsSimple(saved.expression);
    if (!simple || simple->loaded || simple->number != rule.cfa_register) return false;
    rule.ra = UNWIND_AT_REGISTER;
    rule.ra_offset = static_cast<int32_t>(simple->offset);
    return true;
  }
  // A link register.
  rule.ra = UNWIND_SAME;
  return saved.kind == Saved::Kind::Same && registers_.return_address != kX86Registers.return_address;
}

void FrameProgram::FramePointer(UnwindRule& rule) const {
  const Saved& saved = state_.frame_pointer;
  rule.fp = UNWIND_LOST;
  if (saved.kind == Saved::Kind::Same) {
    rule.fp = UNWIND_SAME;
  } else if (saved.kind == Saved::Kind::AtCfa && Fits(saved.offset)) {
    rule.fp = UNWIND_AT_CFA;
    rule.fp_offset = static_cast<int32_t>(saved.offset);
  } else if (saved.kind == Saved::Kind::AtExpression) {
    const auto simple = AsSimple(saved.expression);
    if (!simple || simple->loaded) return;
    // Relative to the frame pointer itself, where the CFA was saved relative to it, too.
    if (simple->number != rule.cfa_register) return;
    rule.fp = UNWIND_AT_REGISTER;
    rule.fp_offset = static_cast<int32_t>(simple->offset);
  }
}

}  // namespace sonde::unwind
