// MetadataBuilder: the metadata of a bundle while its programs are emitted. A place in the script, a word of
// the ledger and the layout of a struct are each there once, whoever asks for them. Covered by
// tests/codegen/*.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/source.h"
#include "bundle/metadata.h"
#include "typed/relocated.h"

namespace sonde::codegen {

class MetadataBuilder {
 public:
  // `source`: the script, `relocated`: the types of its program that are the kernel's; both outlive this.
  MetadataBuilder(const Source& source, const typed::RelocatedTypes& relocated)
      : source_(source), relocated_(relocated) {}

  // What has been built so far. Locations and rows of the ledger are added by the methods below only.
  [[nodiscard]] bundle::Metadata& built() { return built_; }

  // The index of the location of `range`. `blocks`: the blocks with a value around it, outermost first. What
  // lies outside of one comes from a macro, whose call stands there; what stands in a call itself, as an
  // argument, has nothing to do with those below it.
  uint32_t LocationIndex(SourceRange range, const std::vector<SourceRange>& blocks = {});
  // The location of `range`; valid until the next one is made.
  const bundle::Location& LocationAt(SourceRange range, const std::vector<SourceRange>& blocks = {}) {
    return built_.locations[LocationIndex(range, blocks)];
  }

  // The word of the ledger that counts `kind` for `subject`; made at first use.
  uint32_t LedgerWord(bundle::LedgerKind kind, uint32_t subject);
  // Whether places in the script have to share counters: what a CPU has of a map is limited.
  [[nodiscard]] bool LedgerIsFull() const { return built_.ledger.size() >= kLedgerWords; }

  // The index of a text that values name.
  uint32_t TextIndex(const std::string& text);

  // Notes that the bytes of a struct or of an array of structs are used as they lie; for the kernel's, the
  // layout is compared at load.
  void UseLayout(const Type& type, SourceRange range);

 private:
  // The kernel gives a per-CPU value 32 KiB at most (PCPU_MIN_UNIT_SIZE). The rest is for probes and maps.
  static constexpr size_t kLedgerWords = 2048;

  [[nodiscard]] bundle::Location Describe(SourceRange range) const;

  const Source& source_;
  const typed::RelocatedTypes& relocated_;
  bundle::Metadata built_;
  std::map<std::pair<int, uint32_t>, uint32_t> ledger_words_;   // by kind and subject
  std::map<std::vector<uint32_t>, uint32_t> location_indices_;  // by range and the calls that led there
};

}  // namespace sonde::codegen
