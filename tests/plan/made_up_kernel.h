// A kernel that has just the features a test says.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "host/fake_host.h"

namespace sonde::test {

class Kernel {
 public:
  explicit Kernel(const std::vector<Feature>& features) {
    std::string path = std::filesystem::temp_directory_path() / "sonde-plan-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) std::abort();
    folder_ = path;
    {
      std::ofstream file(folder_ / "features");
      for (const Feature feature : features)
        file << RowOf(feature).name << "\n";
    }
    host_ = MakeFakeHost(path);
  }
  ~Kernel() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  HostView& host() { return *host_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<HostView> host_;
};

}  // namespace sonde::test
