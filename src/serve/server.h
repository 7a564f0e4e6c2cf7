// Server: the page, its updates, files and /metrics over HTTP, in a thread of its own. Covered by
// tests/serve/server_test.cpp and tests/run/serve.test.
//
//   /                      the page, which asks for /NAME of the files in page/
//   /events                server-sent events: updates as update.h describes them, about one a second
//   /metrics               as metrics.h describes them
//   /maps.json|csv|folded  all maps, or that of ?map=@NAME
//
// All but the page's own scripts and styles want the token, as ?token= or "Authorization: Bearer TOKEN".
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "output/live_view.h"
#include "serve/access.h"
#include "serve/address.h"

namespace sonde::serve {

class Server {
 public:
  // Listens, and answers from then on. `title` heads the page.
  static Result<std::unique_ptr<Server>> Start(Address address, std::string title, Access access);
  // Readers get the last update if they take it within a moment.
  virtual ~Server() = default;

  // For people; with the token if it is shown.
  [[nodiscard]] virtual std::string Url() const = 0;
  // For the session.
  [[nodiscard]] virtual output::LiveView& view() = 0;
};

}  // namespace sonde::serve
