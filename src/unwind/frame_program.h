// FrameProgram: runs the instructions of call frame information (DWARF 5, 6.4.2) and writes down a row
// wherever the rule changes. Covered by tests/unwind/call_frames_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "unwind/call_frames.h"

namespace sonde::unwind {

// What functions share: a CIE.
struct CommonInformation {
  uint64_t code_factor = 1;
  int64_t data_factor = 1;
  uint8_t encoding = 0;  // of functions' addresses
  bool has_augmentation = false;
  bool is_signal = false;
  std::string_view program;
};

// LEB128 numbers (DWARF 5, 7.6); bits beyond 64 are dropped.
uint64_t TakeUnsigned(ByteReader& reader);
int64_t TakeSigned(ByteReader& reader);

class FrameProgram {
 public:
  explicit FrameProgram(const Registers& registers) : registers_(registers) {}

  // Appends rows for [begin, end), the first at `begin`.
  void Run(const CommonInformation& common, std::string_view program, uint64_t begin, uint64_t end,
           std::vector<Row>& rows);

 private:
  // Where something of the caller is.
  struct Saved {
    enum class Kind : uint8_t { Same, AtCfa, AtExpression, Undefined, Unknown } kind = Kind::Same;
    int64_t offset = 0;
    std::string_view expression;
  };
  struct State {
    uint64_t cfa_register = 0;
    int64_t cfa_offset = 0;
    bool cfa_known = false;
    std::string_view cfa_expression;  // instead of register and offset, if not empty
    Saved frame_pointer, return_address, stack_pointer;
  };

  void Execute(std::string_view instructions);
  void One(uint8_t code, ByteReader& reader);
  void Define(uint8_t code, ByteReader& reader);
  void Keep(uint8_t code, ByteReader& reader);
  template <typename Number>
  int64_t Scaled(Number value, bool negated = false);
  void Advance(uint64_t units);
  void MoveTo(uint64_t address);
  void Save(uint64_t number, const Saved& saved);
  void Restore(uint64_t number);
  Saved* Find(State& state, uint64_t number) const;
  void Emit();

  [[nodiscard]] UnwindRule Rule() const;
  bool CfaByExpression(UnwindRule& rule) const;
  bool ReturnAddress(UnwindRule& rule) const;
  void FramePointer(UnwindRule& rule) const;

  const Registers registers_;
  const CommonInformation* common_ = nullptr;
  State state_, initial_;
  std::vector<State> remembered_;
  uint64_t address_ = 0, end_ = 0;
  bool broken_ = false;  // an instruction that is none: nothing is known from here to the end
  std::vector<Row>* rows_ = nullptr;
  size_t first_row_ = 0;
};

}  // namespace sonde::unwind
