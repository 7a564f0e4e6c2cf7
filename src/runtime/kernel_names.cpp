// Names of kernel addresses. Leaves: MakeKernelNames, ParseKernelName. Covered by
// tests/runtime/kernel_names_test.cpp.
#include "runtime/kernel_names.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <charconv>
#include <span>
#include <unordered_map>

#include "defs/kernel_names.h"
#include "runtime/libbpf_log.h"
#include "runtime/mapped_globals.h"
#include "runtime/object_check.h"
#include "symbols/kernel_build_id.h"

namespace sonde {

std::span<const char> KernelNamesObject();  // written by the build

namespace runtime {
namespace {

struct ObjectCloser {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};

// The program, loaded at the first question.
class NamingProgram {
 public:
  // Nothing if it cannot be asked.
  std::optional<ResolvedSymbol> Ask(uint64_t address);

 private:
  bool Load();

  std::unique_ptr<bpf_object, ObjectCloser> object_;
  MappedGlobals globals_;
  bool tried_ = false;
  int program_ = -1;
};

bool NamingProgram::Load() {
  if (tried_) return program_ >= 0;
  tried_ = true;
  const LibbpfLog log({});
  LIBBPF_OPTS(bpf_object_open_opts, options);
  options.object_name = "sonde_names";
  const std::span<const char> bytes = KernelNamesObject();
  object_.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
  if (object_ == nullptr || bpf_object__load(object_.get()) != 0) return false;
  if (!globals_.Map(FindSection(object_.get(), ".bss"))) return false;
  program_ = bpf_program__fd(bpf_object__find_program_by_name(object_.get(), "Name"));
  return program_ >= 0;
}

std::optional<ResolvedSymbol> NamingProgram::Ask(uint64_t address) {
  if (!Load()) return std::nullopt;
  auto& question = *reinterpret_cast<KernelNameQuestion*>(globals_.bytes());
  question.address = address;
  question.text[0] = '\0';
  LIBBPF_OPTS(bpf_test_run_opts, options);
  if (bpf_prog_test_run_opts(program_, &options) != 0) return std::nullopt;
  return ParseKernelName({question.text, strnlen(question.text, sizeof question.text)});
}

class KernelNames final : public KernelSymbols {
 public:
  explicit KernelNames(std::unique_ptr<KernelSymbols> all) : all_(std::move(all)) {}

  ResolvedSymbol Resolve(uint64_t address) override;
  Result<uint64_t> AddressOf(std::string_view name) override { return all_->AddressOf(name); }
  Result<std::vector<std::vector<NamedAddress>>> AddressesOf(const std::vector<std::string>& names) override {
    return all_->AddressesOf(names);
  }

 private:
  // As kallsyms has it; nothing if it has to be asked.
  std::optional<ResolvedSymbol> Ask(uint64_t address);

  // So many cost less than all.
  static constexpr size_t kMost = 4000;

  std::unique_ptr<KernelSymbols> all_;
  NamingProgram program_;
  std::shared_ptr<const std::string> build_id_;
  std::unordered_map<uint64_t, ResolvedSymbol> known_;
};

// The __pfx_ symbols name the padding before functions, which counts as the end of the one before: a function
// that never returns may end in a call, whose return address lies there.
std::optional<ResolvedSymbol> KernelNames::Ask(uint64_t address) {
  auto named = program_.Ask(address);
  if (!named || !named->name.starts_with("__pfx_")) return named;
  const uint64_t beyond = named->offset + 1;
  auto before = program_.Ask(address - beyond);
  if (!before || before->name.empty() || before->name.starts_with("__pfx_")) return std::nullopt;
  before->offset += beyond;
  return before;
}

ResolvedSymbol KernelNames::Resolve(uint64_t address) {
  if (const auto known = known_.find(address); known != known_.end()) return known->second;
  if (known_.size() >= kMost) return all_->Resolve(address);
  auto named = Ask(address);
  if (!named) return all_->Resolve(address);
  if (known_.empty()) build_id_ = KernelBuildId();
  if (!named->name.empty() && named->module.empty()) named->build_id = build_id_;
  return known_.emplace(address, std::move(*named)).first->second;
}

}  // namespace

std::optional<ResolvedSymbol> ParseKernelName(std::string_view text) {
  ResolvedSymbol symbol;
  if (text.starts_with("0x")) return symbol;
  if (text.ends_with(']')) {
    const size_t open = text.rfind(" [");
    if (open == std::string_view::npos) return std::nullopt;
    symbol.module = text.substr(open + 2, text.size() - open - 3);
    text = text.substr(0, open);
  }
  const size_t plus = text.rfind("+0x");
  const size_t slash = text.rfind("/0x");
  if (plus == std::string_view::npos || plus == 0 || slash == std::string_view::npos || slash < plus)
    return std::nullopt;
  const std::string_view offset = text.substr(plus + 3, slash - plus - 3);
  const auto [end, error] = std::from_chars(offset.data(), offset.data() + offset.size(), symbol.offset, 16);
  if (error != std::errc() || end != offset.data() + offset.size()) return std::nullopt;
  symbol.name = text.substr(0, plus);
  return symbol;
}

std::unique_ptr<KernelSymbols> MakeKernelNames(std::unique_ptr<KernelSymbols> all) {
  return std::make_unique<KernelNames>(std::move(all));
}

}  // namespace runtime
}  // namespace sonde
