// Leaves: ParseOtlpUrl, TextOf, ParseOtlpList, AddOtlpEnvironment. Covered by
// tests/serve/otlp_target_test.cpp.
#include "serve/otlp_target.h"

#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <optional>

#include "serve/access.h"

namespace sonde::serve {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kDefaultPath = "/v1/metrics";

Error NoUrl(std::string_view why) {
  return Error("--otlp: " + std::string(why)).Hint("for example --otlp http://127.0.0.1:4318");
}

bool IsVisible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

bool IsToken(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Nothing if a % has no two digits behind it.
std::optional<std::string> Unescaped(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned char byte = 0;
    const char* const digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
      return std::nullopt;
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

bool Has(const std::vector<Label>& labels, std::string_view name) {
  return std::any_of(labels.begin(), labels.end(), [&](const Label& label) { return label.name == name; });
}

// Those of `more` take the place of those with the same name.
void Merge(std::vector<Label>& labels, std::vector<Label> more, bool names_have_cases) {
  for (Label& label : more) {
    std::erase_if(labels, [&](const Label& other) {
      return names_have_cases ? other.name == label.name
                              : strcasecmp(other.name.c_str(), label.name.c_str()) == 0;
    });
    labels.push_back(std::move(label));
  }
}

Status AddList(const char* variable, std::vector<Label>& labels, bool names_have_cases) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return Status::Ok();
  auto list = ParseOtlpList(variable, text);
  if (!list) return list.TakeError();
  Merge(labels, std::move(*list), names_have_cases);
  return Status::Ok();
}

// Headers of a request that are not for others to say.
bool IsOwnHeader(const std::string& name) {
  constexpr const char* kOwn[] = {"host",       "content-type", "content-length",    "content-encoding",
                                  "connection", "expect",       "transfer-encoding", "user-agent"};
  return std::any_of(std::begin(kOwn), std::end(kOwn),
                     [&](const char* own) { return strcasecmp(own, name.c_str()) == 0; });
}

Status CheckHeaders(const std::vector<Label>& headers) {
  for (const Label& header : headers) {
    const bool sendable = std::all_of(header.text.begin(), header.text.end(), [](char c) {
      return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f);
    });
    if (!IsToken(header.name) || !sendable || IsOwnHeader(header.name))
      return Error("OTEL_EXPORTER_OTLP_HEADERS: '" + header.name + "' cannot be a header here");
  }
  return Status::Ok();
}

}  // namespace

Result<OtlpTarget> ParseOtlpUrl(std::string_view url) {
  if (url.starts_with("https://")) {
    return Error("--otlp cannot encrypt: it takes http:// only")
        .Hint(
            "send to a collector on this machine, which sends on with TLS: --otlp http://127.0.0.1:4318 "
            "(docs/fleet.md)");
  }
  if (!url.starts_with(kScheme) || !IsVisible(url)) return NoUrl("the URL begins with http://");
  std::string_view rest = url.substr(kScheme.size());
  rest = rest.substr(0, rest.find('#'));
  const size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, slash), path = rest.substr(slash);
  if (authority.find('@') != std::string_view::npos) {
    return Error("--otlp takes no name or password in the URL, which everybody on this machine can read")
        .Hint("put it into the environment: OTEL_EXPORTER_OTLP_HEADERS='authorization=Bearer%20TOKEN'");
  }
  OtlpTarget target;
  const bool bracketed = authority.starts_with('[');
  const size_t end = bracketed ? authority.find(']') : std::min(authority.rfind(':'), authority.size());
  if (end == std::string_view::npos) return NoUrl("the address has no ']'");
  target.host = bracketed ? authority.substr(1, end - 1) : authority.substr(0, end);
  const std::string_view port = authority.substr(bracketed ? end + 1 : end);
  if (target.host.empty()) return NoUrl("the URL names no host");
  if (!bracketed && target.host.find(':') != std::string::npos)
    return NoUrl("an IPv6 address stands in brackets: http://[::1]:4318");
  if (!port.empty()) {
    const char* const begin = port.data() + 1;
    const auto [stop, error] = std::from_chars(begin, port.data() + port.size(), target.port);
    if (port[0] != ':' || error != std::errc() || stop != port.data() + port.size() || target.port == 0)
      return NoUrl("the port is no number from 1 to 65535");
  }
  target.path = path.empty() || path == "/" ? std::string(kDefaultPath)
                : path.starts_with('?')     ? std::string(kDefaultPath).append(path)
                                            : std::string(path);
  return target;
}

std::string TextOf(const OtlpTarget& target) {
  return std::string(kScheme) + HostAndPort(target.host, target.port) +
         target.path.substr(0, target.path.find('?'));
}

Result<std::vector<Label>> ParseOtlpList(std::string_view variable, std::string_view text) {
  std::vector<Label> list;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    const std::string_view item = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (item.empty()) continue;
    const size_t equals = item.find('=');
    const std::string_view name = Trimmed(item.substr(0, std::min(equals, item.size())));
    const auto value =
        equals == std::string_view::npos ? std::nullopt : Unescaped(Trimmed(item.substr(equals + 1)));
    if (name.empty() || !value) {
      return Error(std::string(variable) + " is not NAME=VALUE,NAME=VALUE with other bytes as %XX")
          .Hint("for example authorization=Bearer%20TOKEN");
    }
    list.push_back({std::string(name), *value});
  }
  return list;
}

Status AddOtlpEnvironment(OtlpTarget& target) {
  for (const char* variable : {"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS"}) {
    if (Status status = AddList(variable, target.headers, false); !status) return status;
  }
  if (Status status = CheckHeaders(target.headers); !status) return status;
  if (Status status = AddList("OTEL_RESOURCE_ATTRIBUTES", target.resource, true); !status) return status;
  const char* service = std::getenv("OTEL_SERVICE_NAME");
  if (service != nullptr && *service != '\0') Merge(target.resource, {{"service.name", service}}, true);
  const std::string node = NodeName();
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty() && !Has(target.resource, name)) target.resource.push_back({name, text});
  };
  add("service.name", "sonde");
  add("host.name", node);
  // Two that trace on one machine have the same names of metrics.
  add("service.instance.id", node + ":" + std::to_string(getpid()));
  return Status::Ok();
}

}  // namespace sonde::serve
