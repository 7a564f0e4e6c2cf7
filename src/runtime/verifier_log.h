// VerifierLog: what the kernel's verifier is asked to say about the programs of one load, and its verdict.
// Covered by tests/runtime/loader_test.cpp.
#pragma once

#include <bpf/libbpf.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sonde::runtime {

class VerifierLog {
 public:
  // How much the verifier is to say. Its whole log is written instruction by instruction, which takes several
  // times as long as checking does, and no program but a refused one needs it: the first attempt asks for its
  // last sentence alone.
  // Kept: everything of every program, whatever becomes of the load.
  enum class Detail : uint8_t { Verdict, Everything, Kept };

  explicit VerifierLog(Detail detail) : detail_(detail) {}

  // Before the load: has the kernel say it about `program` too. A Verdict is written here; libbpf makes room
  // for Everything, and prints what it gets.
  void AskFor(bpf_program* program);
  // After a load that failed: the Verdict; empty if the kernel said nothing.
  [[nodiscard]] std::string_view verdict() const;
  // Of what was Kept, each program's name and log; those that were not loaded have none.
  void ForEachKept(const std::function<void(std::string_view name, std::string_view log)>& use) const;

 private:
  Detail detail_;
  std::vector<char> buffer_;
  struct Kept {
    std::string name;
    std::vector<char> log;
  };
  std::vector<Kept> kept_;
};

}  // namespace sonde::runtime
