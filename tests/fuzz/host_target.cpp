// Fuzz target: recorded hosts. The input is a list of files, each after a line `=== NAME`, as FakeHost reads
// them from its folder; everything is then asked of the host, also by the checker of a script.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "base/diagnostics.h"
#include "host/fake_host.h"
#include "host/files.h"
#include "imports/imports.h"
#include "sema/check.h"
#include "typed/dump.h"

namespace {

using namespace sonde;

// The only names that a file of the recording can have here.
constexpr const char* kNames[] = {
    "functions",          "rawtracepoints",   "features",         "btf",
    "tracepoints/cat/ev", "binaries/bin/app", "release",          "tracepoints/cat/ev2",
    "debug/bin/app",      "markers/bin/app",  "variables/bin/app"};

constexpr char kScript[] =
    "tracepoint:cat:ev { print(args); @[args.a] = count(); } "
    "rawtracepoint:sched_* { @r[probe] = count(); } kprobe:vfs_* { @k = arg0; } "
    "uprobe:/bin/app:ma* { @u = arg0; } usdt:/bin/app:* { @m[arg0] = arg9; } begin { $t = (struct "
    "task_struct*)curtask; print($t->comm); }";

std::string MakeFolder() {
  char folder[] = "/tmp/sonde-fuzz-host-XXXXXX";
  if (mkdtemp(folder) == nullptr) abort();
  for (const char* name : {"/tracepoints", "/tracepoints/cat", "/binaries", "/binaries/bin", "/debug",
                           "/debug/bin", "/markers", "/markers/bin", "/variables", "/variables/bin"})
    mkdir((std::string(folder) + name).c_str(), 0700);
  return folder;
}

void WriteFiles(const std::string& folder, std::string_view input) {
  for (const char* name : kNames)
    unlink((folder + "/" + name).c_str());
  while (!input.empty()) {
    const size_t line = input.find("=== ");
    if (line == std::string_view::npos) return;
    input.remove_prefix(line + 4);
    const size_t end = input.find('\n');
    if (end == std::string_view::npos) return;
    const std::string_view wanted = input.substr(0, end);
    input.remove_prefix(end + 1);
    const std::string_view body = input.substr(0, input.find("\n=== "));
    for (const char* name : kNames) {
      if (wanted == name) std::ofstream(folder + "/" + name, std::ios::binary) << body;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::string folder = MakeFolder();
  WriteFiles(folder, {reinterpret_cast<const char*>(data), size});
  const auto host = MakeFakeHost(folder);
  (void)host->Tracepoint("cat", "ev");
  host->MatchTracepoints("*", "*");
  host->MatchRawTracepoints("*");
  host->MatchKernelFunctions("*", "*");
  (void)host->MatchUserFunctions("/bin/app", "*");
  (void)host->UserFileOffset("/bin/app", 0x1000);
  (void)host->KernelBtf();
  Diagnostics diags;
  const auto [source, program] = LoadProgram({"fuzz", kScript}, "", diags);
  const typed::Program typed = Check(program, source, *host, {}, diags);
  if (!diags.has_errors()) Dump(typed);
  return 0;
}
