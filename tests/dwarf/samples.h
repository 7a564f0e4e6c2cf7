// The sample programs of tests/dwarf/build-samples, and running one for its output.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "dwarf/dwarf.h"
#include "symbols/symbols.h"

namespace sonde::test {

inline std::string Sample(const std::string& form, const std::string& name) {
  return std::string(SONDE_SAMPLES) + "/" + form + "/" + name;
}

inline std::vector<std::string> Forms() {
  std::vector<std::string> forms;
  std::ifstream file(std::string(SONDE_SAMPLES) + "/forms");
  for (std::string form; std::getline(file, form);)
    forms.push_back(form);
  return forms;
}

inline std::vector<std::string> OutputLines(const std::string& command) {
  std::vector<std::string> lines;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 512> line{};
  while (pipe && fgets(line.data(), line.size(), pipe.get()) != nullptr) {
    lines.emplace_back(line.data());
    if (!lines.back().empty() && lines.back().back() == '\n') lines.back().pop_back();
  }
  return lines;
}

// The symbol whose name is, or contains, `name`.
inline ElfFunction SymbolOf(const std::string& path, const std::string& name) {
  const auto functions = ReadElfFunctions(path);
  if (!functions) return {};
  for (const auto& function : *functions) {
    if (function.name == name) return function;
  }
  for (const auto& function : *functions) {
    if (function.name.find(name) != std::string::npos) return function;
  }
  return {};
}

inline Result<DebugFunction> FunctionIn(DebugInfo& info, const std::string& path, const std::string& name) {
  const ElfFunction symbol = SymbolOf(path, name);
  return info.FunctionAt(symbol.address, symbol.name);
}

// "5" or "4,1" for registers, "7+16" for memory, "-" for neither.
inline std::string Spell(const Place& place) {
  switch (place.kind) {
    case Place::Kind::Memory:
      return std::to_string(place.base) + "+" + std::to_string(place.displacement);
    case Place::Kind::Registers:
      break;
    default:
      return "-";
  }
  std::string text;
  for (const auto& part : place.parts)
    text += (text.empty() ? "" : ",") + std::to_string(part.number);
  return text;
}

// "name:place" of each parameter.
inline std::string Places(const DebugFunction& function) {
  std::string text;
  for (const auto& parameter : function.parameters)
    text += (text.empty() ? "" : " ") + parameter.name + ":" + Spell(parameter.place);
  return text;
}

}  // namespace sonde::test
