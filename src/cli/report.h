// ReportError: an Error for people, with its hints, on standard error.
#pragma once

#include <cstdio>

#include "base/result.h"

namespace sonde {

inline void ReportError(const Error& error) {
  std::fprintf(stderr, "ERROR: %s\n", error.Text().c_str());
  for (const auto& hint : error.hints) std::fprintf(stderr, "HINT: %s\n", hint.c_str());
}

}  // namespace sonde
