// Decoder: bytes of maps, keys and events become output values; addresses become names.
// Covered by tests/runtime/decoder_test.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bundle/metadata.h"
#include "output/value.h"
#include "symbols/symbols.h"

namespace sonde::runtime {

class Decoder {
 public:
  Decoder(KernelSymbols& kernel, UserSymbols& user, const bundle::ConfigValues& config)
      : kernel_(kernel), user_(user), config_(config) {}

  // `bytes` is what the layout's offset counts from. A layout that does not fit gives the empty value.
  output::Value Decode(const bundle::Layout& layout, std::span<const std::byte> bytes) const;

  // Frames that could not be named so far, for the ledger.
  [[nodiscard]] uint64_t unresolved() const { return unresolved_; }

 private:
  output::Value DecodeNumber(const bundle::Layout& layout, std::span<const std::byte> bytes) const;
  output::Value DecodeString(std::span<const std::byte> bytes) const;
  output::Value DecodeArray(const bundle::Layout& layout, std::span<const std::byte> bytes) const;
  output::Value DecodeStack(const bundle::Layout& layout, std::span<const std::byte> bytes) const;
  std::string Frame(const ResolvedSymbol& symbol, uint64_t address, bundle::StackMode mode, bool user) const;
  output::Value NameOf(const ResolvedSymbol& symbol, uint64_t address) const;

  KernelSymbols& kernel_;
  UserSymbols& user_;
  const bundle::ConfigValues& config_;
  mutable uint64_t unresolved_ = 0;
};

}  // namespace sonde::runtime
