// make_sample_tool RUNNER OUTPUT [UPROBE-FILE FUNCTION]: an executable with the sample bundle.
#include <cstdio>

#include "sample.h"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string runner(std::istreambuf_iterator<char>(file), {});
  auto bundle = sonde::runtime::SampleBundle(argc > 3 ? argv[3] : "", argc > 4 ? argv[4] : "");
  if (argc <= 3) {  // libbpf loads the program all the same, nothing is attached
    sonde::bundle::As<sonde::bundle::UserTarget>(bundle.metadata.probes[4].targets[0]).path = "/bin/true";
    bundle.metadata.config.missing_probes = "ignore";
  }
  auto status = sonde::bundle::WriteExecutable(argv[2], runner, bundle);
  if (!status) fprintf(stderr, "%s\n", status.error().Text().c_str());
  return status ? 0 : 1;
}
