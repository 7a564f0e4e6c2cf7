// Fuzz target: text that the kernel and other programs write: format files of tracepoints, lists of events
// and functions, mappings of a process, perf maps. The first byte selects the reader.
#include "host/kernel_functions.h"
#include "host/tracefs.h"
#include "symbols/perf_map.h"
#include "symbols/process_maps.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] & 3) {
    case 0: {
      (void)ParseTracepointFormat(text);
      break;
    }
    case 1: {
      MatchEventLines(text, "s*", "*a*");
      const KernelFunctionList functions{std::string(text)};
      (void)functions.Match("*", "vfs_*");
      (void)functions.Match("vmlinux", "*a*b");
      (void)functions.Contains("vfs_read");
      break;
    }
    case 2: {
      std::vector<Mapping> mappings;
      for (Mapping& mapping : ParseMappings(text)) {
        FindMapping(mappings, mapping.start);
        InsertMapping(mappings, std::move(mapping));
      }
      break;
    }
    default: {
      PerfMap map(0x7ffffff0, -1);
      map.Parse(text);
      map.Resolve(0x1000);
      break;
    }
  }
  return 0;
}
