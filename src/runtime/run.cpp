// A session from its beginning to its end. Leaves: Run, ReadyLinesFromEnvironment. Covered by
// tests/runtime/session_test.cpp and tests/run/cli.test.
#include <cstdlib>
#include <memory>
#include <utility>

#include "runtime/kernel_machine.h"
#include "runtime/report.h"
#include "runtime/session.h"

namespace sonde::runtime {

std::vector<std::string> ReadyLinesFromEnvironment() {
  std::vector<std::string> lines;
  if (const char* text = std::getenv("SONDE_NOTIFY_READY")) lines.emplace_back(text);
  constexpr char kOldName[] = "__BPFTRACE_NOTIFY_PROBES_ATTACHED";
  if (std::getenv(kOldName) != nullptr) lines.emplace_back(kOldName);
  return lines;
}

Result<int> Run(bundle::Bundle bundle, Machine& machine, SessionOptions options) {
  auto session = Session::Create(std::move(bundle), machine, std::move(options));
  if (!session) {
    PrintError(session.error());
    return 1;
  }
  return (*session)->Run();
}

Result<int> Run(bundle::Bundle bundle, HostView& host, SessionOptions options) {
  const std::unique_ptr<Machine> machine = MakeKernelMachine(host);
  return Run(std::move(bundle), *machine, std::move(options));
}

}  // namespace sonde::runtime
