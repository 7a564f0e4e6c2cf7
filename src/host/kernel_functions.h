// KernelFunctionList: names of traceable kernel functions with their modules, from the text of
// available_filter_functions or a list of names. Covered by tests/host/kernel_functions_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/host_view.h"

namespace sonde {

// Functions never to be matched by a wildcard: they hang the machine, or are clones that mean nothing to a
// user (language.md 7.2).
bool IsDangerousFunction(std::string_view name);

class KernelFunctionList {
 public:
  KernelFunctionList() = default;
  // Lines "name" or "name [module]"; anything behind is ignored.
  explicit KernelFunctionList(std::string text);

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] bool Contains(std::string_view name) const;
  [[nodiscard]] bool HasModule(std::string_view module) const;
  // As HostView::MatchKernelFunctions; "vmlinux" as module means the core kernel.
  [[nodiscard]] std::vector<KernelFunction> Match(std::string_view module, std::string_view function) const;
  // As HostView::RepeatedKernelFunctions.
  [[nodiscard]] std::vector<std::string> Repeated() const;
  // Leaves out `names` from now on.
  void Remove(const std::vector<std::string>& names);

 private:
  struct Entry {
    std::string_view name;
    std::string_view module;
  };

  std::unique_ptr<const std::string> text_;  // what the entries point into
  std::vector<Entry> entries_;
};

}  // namespace sonde
