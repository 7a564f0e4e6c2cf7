// LedgerKind and its table, expanded from ledger.def, which explains the columns. Covered by
// tests/runtime/ledger_test.cpp and tests/bundle/bundle_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sonde {

enum class LedgerKind : uint8_t {
#define LEDGER_KIND(id, subject, name, problem, helper, code) id,
#include "defs/ledger.def"
};

inline constexpr int kNoCode = 1;  // helpers that fail return 0 or less

enum class LedgerSubject : uint8_t { Probe, Map, Location };

struct LedgerKindRow {
  const char* id;
  LedgerSubject subject;
  const char* name;
  const char* problem;  // null: none
  const char* helper;
  int code;
};

inline constexpr LedgerKindRow kLedgerKinds[] = {
#define LEDGER_KIND(id, subject, name, problem, helper, code) \
  {#id, LedgerSubject::subject, name, problem, helper, code},
#include "defs/ledger.def"
};

// `kind` is one of the rows'.
constexpr const LedgerKindRow& RowOf(LedgerKind kind) {
  return kLedgerKinds[static_cast<size_t>(kind)];
}

}  // namespace sonde
