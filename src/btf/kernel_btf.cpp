// The kernel's types and those of its modules as one: a module's are opened when the kernel does not have a
// name, or when a probe names the module. Leaves: Btf::WithModules. Covered by tests/btf/split_btf_test.cpp.
#include <dirent.h>

#include <algorithm>
#include <map>

#include "btf/btf.h"

namespace sonde {
namespace {

class KernelBtf final : public Btf {
 public:
  KernelBtf(std::unique_ptr<Btf> kernel, std::string directory)
      : kernel_(std::move(kernel)), directory_(std::move(directory)) {}

  TypePtr FindType(std::string_view name) override {
    return First([name](Btf& btf) { return btf.FindType(name); });
  }
  std::optional<Enumerator> FindEnumerator(std::string_view name) override {
    return First([name](Btf& btf) { return btf.FindEnumerator(name); });
  }
  std::vector<std::string> EnumeratorNames(std::string_view beginning) override {
    return kernel_->EnumeratorNames(beginning);
  }
  std::optional<BtfFunction> FindFunction(std::string_view name) override {
    return First([name](Btf& btf) { return btf.FindFunction(name); });
  }
  std::optional<BtfFunction> FindFunctionIn(std::string_view module, std::string_view name) override {
    Btf* btf = module == kCoreModule ? kernel_.get() : Module(module);
    return btf != nullptr ? btf->FindFunction(name) : std::nullopt;
  }
  std::vector<std::string> ModulesOf(std::string_view function) override;
  std::optional<BtfFunction> FindRawTracepoint(std::string_view name) override {
    return First([name](Btf& btf) { return btf.FindRawTracepoint(name); });
  }
  std::optional<BtfFunction> FindIterator(std::string_view name) override {
    return kernel_->FindIterator(name);
  }
  std::optional<BtfVariable> FindVariable(std::string_view name) override {
    return First([name](Btf& btf) { return btf.FindVariable(name); });
  }
  // Types name the object that defines them, never this one.
  std::optional<StructField> FindField(const Type& type, std::string_view name) override {
    return kernel_->FindField(type, name);
  }
  std::vector<StructField> Fields(const Type& type) override { return kernel_->Fields(type); }
  std::vector<std::string> FunctionNames() override { return kernel_->FunctionNames(); }
  std::vector<std::string> RawTracepointNames() override { return kernel_->RawTracepointNames(); }
  std::vector<std::string> IteratorNames() override { return kernel_->IteratorNames(); }
  std::string DeclareInC(const std::vector<std::string>& names) override {
    return kernel_->DeclareInC(names);
  }
  std::vector<Definition> MatchDefinitions(std::string_view pattern, bool with_text) override;
  Btf* Module(std::string_view name) override;

 private:
  template <typename Search>
  auto First(Search search) -> decltype(search(std::declval<Btf&>())) {
    auto found = search(*kernel_);
    if (found) return found;
    for (const std::string& name : ModuleNames()) {
      Btf* module = Module(name);
      if (module == nullptr) continue;
      found = search(*module);
      if (found) return found;
    }
    return found;
  }
  const std::vector<std::string>& ModuleNames();

  std::unique_ptr<Btf> kernel_;
  std::string directory_;
  std::optional<std::vector<std::string>> names_;
  std::map<std::string, std::unique_ptr<Btf>, std::less<>> modules_;  // null: none, or damaged
};

const std::vector<std::string>& KernelBtf::ModuleNames() {
  if (names_) return *names_;
  names_.emplace();
  DIR* directory = opendir(directory_.c_str());
  if (directory == nullptr) return *names_;
  while (const dirent* entry = readdir(directory)) {
    const std::string name = entry->d_name;
    if (!name.starts_with('.') && name != kCoreModule) names_->push_back(name);
  }
  closedir(directory);
  std::sort(names_->begin(), names_->end());
  return *names_;
}

std::vector<Btf::Definition> KernelBtf::MatchDefinitions(std::string_view pattern, bool with_text) {
  std::vector<Definition> found = kernel_->MatchDefinitions(pattern, with_text);
  for (const std::string& name : ModuleNames()) {
    Btf* module = Module(name);
    if (module == nullptr) continue;
    for (Definition& definition : module->MatchDefinitions(pattern, with_text)) {
      definition.module = name;
      found.push_back(std::move(definition));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return found;
}

std::vector<std::string> KernelBtf::ModulesOf(std::string_view function) {
  std::vector<std::string> found = kernel_->ModulesOf(function);
  for (const std::string& name : ModuleNames()) {
    if (FindFunctionIn(name, function)) found.push_back(name);
  }
  return found;
}

Btf* KernelBtf::Module(std::string_view name) {
  if (name.empty() || name == kCoreModule || name.find('/') != std::string_view::npos) return nullptr;
  const auto known = modules_.find(name);
  if (known != modules_.end()) return known->second.get();
  auto module = LoadModule(directory_, std::string(name), *kernel_);
  return modules_.emplace(name, module ? std::move(*module) : nullptr).first->second.get();
}

}  // namespace

std::unique_ptr<Btf> Btf::WithModules(std::unique_ptr<Btf> kernel, std::string directory) {
  return std::make_unique<KernelBtf>(std::move(kernel), std::move(directory));
}

}  // namespace sonde
