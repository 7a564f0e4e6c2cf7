// Where --otlp sends, and as whom: its URL, and what OpenTelemetry's own variables say of headers and of the
// sender. Covered by tests/serve/otlp_target_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "serve/metric_walk.h"

namespace sonde::serve {

struct OtlpTarget {
  std::string host;  // without brackets
  uint16_t port = 4318;
  std::string path;             // with a query, if there is one
  std::vector<Label> headers;   // secrets may be among them
  std::vector<Label> resource;  // attributes
};

// http://HOST[:PORT][/PATH]; without a path /v1/metrics. No TLS, no names or passwords.
Result<OtlpTarget> ParseOtlpUrl(std::string_view url);

// As people read it. Nothing of a query is shown: it may hold a key.
std::string TextOf(const OtlpTarget& target);

// name=value,name=value with %XX in the values, as OTEL_EXPORTER_OTLP_HEADERS and OTEL_RESOURCE_ATTRIBUTES
// have it. `variable` is named in the error, which shows no value.
Result<std::vector<Label>> ParseOtlpList(std::string_view variable, std::string_view text);

// Fills headers and resource from OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_METRICS_HEADERS,
// OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME; what they leave out of service.name, host.name and
// service.instance.id is added.
Status AddOtlpEnvironment(OtlpTarget& target);

}  // namespace sonde::serve
