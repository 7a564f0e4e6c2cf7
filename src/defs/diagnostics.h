// The enum of diagnostic ids, expanded from diagnostics.def, and the table's names.
#pragma once

#include <cstdint>

namespace sonde {

enum class Severity : uint8_t { Error, Warning };

enum class DiagId : uint16_t {
#define DIAG(id, severity, format) id,
#include "defs/diagnostics.def"
};

// The id as written in the table, for golden tests named after it.
const char* DiagName(DiagId id);

}  // namespace sonde
