// Service: all that is done with maps for others while a run goes on, as the command line asks for it:
// --serve and --otlp, of sonde and of what --aot wrote. Covered by tests/serve/service_test.cpp,
// tests/run/serve.test and tests/run/otlp.test.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "defs/options.h"
#include "serve/address.h"
#include "serve/exporter.h"
#include "serve/otlp_target.h"
#include "serve/server.h"
#include "serve/views.h"

namespace sonde::serve {

struct ServiceOptions {
  std::optional<Address> address;    // --serve
  std::string token_file;            // --serve-token; empty: a token is made
  std::optional<OtlpTarget> target;  // --otlp
  uint64_t push_ms = 0;              // --otlp-interval; 0: it was not given
};

// Whether the option is one of these; `text` is what it takes, which may be null. The error is of the usage.
Result<bool> ReadServiceOption(OptionId id, const char* text, ServiceOptions& options);

// Options that mean nothing without another one. The error is of the usage.
Status CheckServiceOptions(const ServiceOptions& options);

class Service {
 public:
  // `title` heads the page; `version` is sonde's.
  static Result<std::unique_ptr<Service>> Start(const ServiceOptions& options, std::string title,
                                                std::string version);

  // For the session; null: nothing of all this is wanted.
  [[nodiscard]] output::LiveView* view() { return server_ || exporter_ ? &views_ : nullptr; }
  // A line for people, of where to look; may be empty.
  [[nodiscard]] std::string Greeting() const;

 private:
  std::unique_ptr<Server> server_;
  std::unique_ptr<Exporter> exporter_;
  Views views_;
};

}  // namespace sonde::serve
