// MacroSizes: how many tokens the macros of a text expand to, found without expanding them: what doubles
// thirty times would take the front end minutes and all memory. Covered by tests/cdecl/macro_sizes_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sonde {

class MacroSizes {
 public:
  static constexpr uint64_t kLargest = 4U << 20;  // counting stops here

  // `line` is a directive behind its #; one that defines no macro is ignored.
  void Define(std::string_view line);
  // The name that a directive defines; empty if it defines none.
  static std::string_view NameIn(std::string_view line);

  // The tokens that the macro becomes, its arguments taken as one token each; at most kLargest + 1.
  uint64_t SizeOf(const std::string& name);
  // The same of a text without directives.
  uint64_t SizeOfText(std::string_view text);

 private:
  using Tokens = std::vector<std::string_view>;

  // An expansion grows with its arguments: `factor` is how often it repeats the one it repeats most.
  struct Growth {
    uint64_t fixed = 1;
    uint64_t factor = 1;
  };
  struct Macro {
    bool is_function = false;
    std::vector<std::string> parameters;
    std::string replacement;
    bool known = false;
    Growth growth;  // until it is known that of a macro within itself, which is not replaced
  };
  // A part of a text: its own tokens, how often it names each parameter, and the factor of the worst function
  // that it names without calling it: what surrounds it may do that.
  struct Part {
    uint64_t fixed = 0;
    std::vector<uint64_t> uses;
    uint64_t called_later = 1;
  };

  const Growth& GrowthOf(Macro& macro);
  Part Measure(const Tokens& tokens, size_t& at, const std::vector<std::string>& parameters);
  void AddCall(Macro& macro, const Tokens& tokens, size_t& at, const std::vector<std::string>& parameters,
               Part& part);
  static Tokens Split(std::string_view text);

  std::unordered_map<std::string, Macro> macros_;
  int depth_ = 0;
};

}  // namespace sonde
