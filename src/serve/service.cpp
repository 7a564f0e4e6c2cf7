// Leaves: ReadServiceOption, Service. Covered by tests/serve/service_test.cpp, tests/run/serve.test and
// tests/run/otlp.test.
#include "serve/service.h"

#include <utility>

#include "base/amount.h"
#include "serve/access.h"

namespace sonde::serve {
namespace {

constexpr uint64_t kMs = 1'000'000;  // ns
constexpr uint64_t kUsualPushMs = 10'000;

template <typename T, typename Place>
Result<bool> Take(Result<T> result, Place& place) {
  if (!result) return result.TakeError();
  place = std::move(*result);
  return true;
}

Result<uint64_t> ParseInterval(const std::string& text) {
  const auto ns = ParseTime(text);
  // The session reads maps once a second at the most.
  if (!ns || *ns < 1000 * kMs) {
    return Error("--otlp-interval does not take '" + text + "'")
        .Hint("it is a second or more: --otlp-interval 10s, 1m");
  }
  return *ns / kMs;
}

}  // namespace

Result<bool> ReadServiceOption(OptionId id, const char* text, ServiceOptions& options) {
  const std::string word = text == nullptr ? "" : text;
  switch (id) {
    case OptionId::Serve:
      return Take(ParseAddress(word), options.address);
    case OptionId::ServeToken:
      options.token_file = word;
      return true;
    case OptionId::Otlp:
      return Take(ParseOtlpUrl(word), options.target);
    case OptionId::OtlpInterval:
      return Take(ParseInterval(word), options.push_ms);
    default:
      return false;
  }
}

Status CheckServiceOptions(const ServiceOptions& options) {
  if (!options.token_file.empty() && !options.address) return Error("--serve-token needs --serve");
  if (options.push_ms != 0 && !options.target) return Error("--otlp-interval needs --otlp");
  return Status::Ok();
}

Result<std::unique_ptr<Service>> Service::Start(const ServiceOptions& options, std::string title,
                                                std::string version) {
  auto service = std::make_unique<Service>();
  if (options.address) {
    auto token = options.token_file.empty() ? MakeToken() : ReadToken(options.token_file);
    if (!token) return token.TakeError();
    const Access access{std::move(*token), options.token_file.empty()};
    auto server = Server::Start(*options.address, std::move(title), access);
    if (!server) return server.TakeError();
    service->server_ = std::move(*server);
    service->views_.Add(service->server_->view());
  }
  if (options.target) {
    OtlpTarget target = *options.target;
    if (Status status = AddOtlpEnvironment(target); !status) return status.TakeError();
    auto exporter = Exporter::Start(std::move(target), std::move(version),
                                    options.push_ms == 0 ? kUsualPushMs : options.push_ms);
    if (!exporter) return exporter.TakeError();
    service->exporter_ = std::move(*exporter);
    service->views_.Add(*service->exporter_);
  }
  return service;
}

std::string Service::Greeting() const {
  return server_ == nullptr ? "" : "Serving at " + server_->Url() + "\n";
}

}  // namespace sonde::serve
