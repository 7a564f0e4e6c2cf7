// Decoder: bytes of maps, keys and events become output values; addresses become names.
// Covered by tests/runtime/decoder_test.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bundle/metadata.h"
#include "output/value.h"
#include "runtime/late_names.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

class Decoder {
 public:
  Decoder(KernelSymbols& kernel, UserSymbols& user, const bundle::ConfigValues& config)
      : kernel_(kernel), user_(user), config_(config) {}

  // `bytes` is what the layout's offset counts from. A layout that does not fit gives the empty value.
  output::Value Decode(const bundle::Layout& layout, std::span<const std::byte> bytes) const;

  // Whose targets values may name; they outlive the decoder.
  void SetProbes(std::span<const bundle::ProbeMeta> probes) { probes_ = probes; }

  // What values name by their index; outlives the decoder.
  void SetTexts(std::span<const std::string> texts) { texts_ = texts; }

  // The wall clock less CLOCK_BOOTTIME, nanoseconds.
  void SetWallClock(uint64_t distance) { wall_clock_ = distance; }

  // Where stacks find source lines and inlined functions; outlives the decoder. Without it they have none.
  void SetLines(SourceLines* lines) { lines_ = lines; }

  // The probe traps `bytes` behind the starts of its functions (attach.h): stacks show the starts.
  void SetShift(uint32_t probe, uint32_t bytes) { shifts_[probe] = bytes; }

  // Frames and addresses that could not be named so far, each time they were shown, for the ledger.
  [[nodiscard]] uint64_t unnamed_user() const { return unnamed_user_; }
  [[nodiscard]] uint64_t unnamed_kernel() const { return unnamed_kernel_; }
  // Whether a time could not be shown since this was asked last.
  bool TakeFailedTimes() { return std::exchange(failed_times_, false); }

 private:
  using Bytes = std::span<const std::byte>;

  // One for each kind, of the `size` bytes that a layout of the kind has.
#define VALUE_KIND(id, shape, size, shown, flags, type) \
  output::shown Decode##id(const bundle::Layout& layout, Bytes bytes) const;
#include "defs/value_kinds.def"

  [[nodiscard]] output::Stack StackOf(const bundle::Layout& layout, Bytes frames, int pid,
                                      uint32_t probe) const;
  // What is known of an address; one without a name is counted.
  output::Frame KernelFrame(uint64_t address) const;
  output::Frame UserFrame(uint64_t address, ResolvedSymbol symbol) const;
  // The same with source lines, behind the functions that were inlined there. `is_call`: the address is
  // behind a call.
  void AppendUserFrames(int pid, uint64_t address, bool is_call, std::vector<output::Frame>& frames) const;
  void AppendKernelFrames(uint64_t address, bool is_call, std::vector<output::Frame>& frames) const;
  // Gives `frame` its line, and puts it behind what was inlined there.
  void AppendSourceFrames(const std::vector<SourceFrame>& sources, output::Frame frame,
                          std::vector<output::Frame>& frames) const;
  // A probe's target: its function, or the address that the script gave.
  output::Frame TargetFrame(const bundle::UserTarget& target) const;

  // Where the topmost frame of a probe's stack is meant to be.
  [[nodiscard]] uint64_t Unshifted(uint32_t probe, int pid, uint64_t address) const;

  [[nodiscard]] std::string_view TextAt(uint64_t index) const {
    return index < texts_.size() ? std::string_view(texts_[index]) : std::string_view();
  }

  std::span<const bundle::ProbeMeta> probes_;
  std::span<const std::string> texts_;
  uint64_t wall_clock_ = 0;
  std::unordered_map<uint32_t, uint32_t> shifts_;  // by probe
  KernelSymbols& kernel_;
  UserSymbols& user_;
  SourceLines* lines_ = nullptr;
  const bundle::ConfigValues& config_;
  mutable uint64_t unnamed_user_ = 0;
  mutable uint64_t unnamed_kernel_ = 0;
  mutable bool failed_times_ = false;
  mutable LateNames names_;
};

}  // namespace sonde::runtime
