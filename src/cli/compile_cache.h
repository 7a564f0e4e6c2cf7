// CompileCache: what was compiled before from the same script, with the same options, by the same sonde, as
// long as the host answers everything that was asked as it did (docs/design/cache.md). Covered by
// tests/cache/* and tests/run/cache.test.
#pragma once

#include <optional>
#include <string>

#include "cache/entry.h"
#include "cli/options.h"
#include "cli/pipeline.h"
#include "host/host_view.h"
#include "imports/imports.h"

namespace sonde {

// Whether what is made is only run. Dumps, files and measurements want the compiler.
bool MayCache(const Options& options);

class CompileCache {
 public:
  // `script`: with all that it imports. `said`: what loading it had to say, as it will be shown.
  CompileCache(const LoadedScript& script, const cache::Message& said, const Options& options);

  [[nodiscard]] std::optional<cache::Entry> Find(HostView& host) const;
  // Keeps what was compiled, if `recording` stands for all that it rests on.
  void Keep(const CompileOutcome& outcome, const Recording& recording) const;

 private:
  void Say(const std::string& text) const;

  std::optional<Digest> key_;  // none: this sonde does not know which it is
  bool verbose_;
};

}  // namespace sonde
