// The config block. Leaves: ResolveConfig. Covered by tests/golden/typed/config/* and
// tests/golden/diag/config/*.
#include "sema/config.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string_view>

#include "base/nearest.h"
#include "sema/fold.h"

namespace sonde::sema {
namespace {

struct KeyPair {
  std::string_view key;
  std::string_view other;
};
constexpr KeyPair kRenamed[] = {
    {"strlen", "max_strlen"},
    {"map_keys_max", "max_map_keys"},
    {"no_cpp_demangle", "cpp_demangle"},
    {"cat_bytes_max", "max_cat_bytes"},
};
constexpr std::string_view kWithoutEffect[] = {"symbol_source",  "max_type_res_iterations",
                                               "unstable_addr",  "unstable_import",
                                               "unstable_macro", "unstable_map_decl"};
constexpr std::string_view kEnvironmentOnly[] = {"btf", "kernel_build", "kernel_source", "vmlinux"};
// Gates of features that are stable here: nothing to set.
constexpr std::string_view kStable[] = {"unstable_dw_ustack"};

// Settings that take one of a few words.
struct Choice {
  std::string_view key;
  std::string_view value;
};
constexpr Choice kChoices[] = {
    {"missing_probes", "ignore"},
    {"missing_probes", "warn"},
    {"missing_probes", "error"},
    {"stack_mode", "bpftrace"},
    {"stack_mode", "raw"},
    {"stack_mode", "perf"},
    {"stack_mode", "build_id"},
    {"cache_user_symbols", "PER_PID"},
    {"cache_user_symbols", "PER_PROGRAM"},
    {"cache_user_symbols", "NONE"},
    {"unstable_typeinfo", "enable"},
    {"unstable_typeinfo", "warn"},
    {"unstable_typeinfo", "error"},
    {"unstable_import_statement", "enable"},
    {"unstable_import_statement", "warn"},
    {"unstable_import_statement", "error"},
    {"unstable_tseries", "enable"},
    {"unstable_tseries", "warn"},
    {"unstable_tseries", "error"},
    {"unstable_dw_ustack", "enable"},
    {"unstable_dw_ustack", "warn"},
    {"unstable_dw_ustack", "error"},
    {"license", "GPL"},
    {"license", "GPL v2"},
    {"license", "GPL and additional rights"},
    {"license", "Dual BSD/GPL"},
    {"license", "Dual MIT/GPL"},
    {"license", "Dual MPL/GPL"},
};
constexpr std::string_view kSymbolCache = "cache_user_symbols";  // its values are matched in any case
constexpr std::string_view kUnstable = "unstable_";
constexpr std::string_view kLicense = "license";
constexpr std::string_view kPrefix = "bpftrace_";

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

template <typename Range>
bool Contains(const Range& range, std::string_view name) {
  return std::find(std::begin(range), std::end(range), name) != std::end(range);
}

std::optional<bool> ParseBool(std::string_view text) {
  static constexpr std::string_view kYes[] = {"1", "true", "yes", "on"};
  static constexpr std::string_view kNo[] = {"0", "false", "no", "off"};
  const std::string word = Lower(text);
  if (Contains(kYes, word)) return true;
  if (Contains(kNo, word)) return false;
  const auto number = ParseNumber(text);
  if (!number) return std::nullopt;
  return number->bits != 0;
}

// "a, b, and c"; `last` stands before the last word.
std::string Enumerate(const std::vector<std::string>& words, const std::string& last) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? last : ", ") + words[i];
  return text;
}

class Reader {
 public:
  Reader(typed::Config& config, Diagnostics& diags) : config_(config), diags_(diags) {}

  void Set(std::string_view written_key, const std::string& text, SourceRange key_range, SourceRange range,
           const std::string& variable = "") {
    variable_ = variable;
    const bool environment = !variable.empty();
    std::string key = Lower(written_key);
    if (key.starts_with(kPrefix)) key.erase(0, kPrefix.size());
    for (const auto& renamed : kRenamed) {
      if (renamed.key != key) continue;
      Diagnostic& diagnostic = Report(DiagId::ConfigRenamed, key_range, {key, std::string(renamed.other)});
      if (!environment) diagnostic.Fix(key_range, std::string(renamed.other));
      key = renamed.other;
      break;
    }
    if (Contains(kWithoutEffect, key)) {
      Report(DiagId::ConfigNoEffect, key_range, {key});
    } else if (Contains(kEnvironmentOnly, key)) {
      if (!environment) {
        std::string name = "BPFTRACE_" + key;
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return std::toupper(c); });
        Report(DiagId::ConfigEnvironmentOnly, key_range, {key})
            .Hint("set it before the command: " + name + "=" + text + " sonde ...");
      }
    } else if (Contains(kStable, key)) {
      std::string unused;
      Read(unused, key, text, range);
    } else if (!Assign(key, text, range) && !environment) {
      // Other programs and other versions have variables of their own.
      Diagnostic& diagnostic = Report(DiagId::ConfigUnknown, key_range, {key});
      const Suggestion near = FindNearest(key, Keys());
      if (near.certain) diagnostic.Hint("did you mean `" + near.name + "`?").Fix(key_range, near.name);
      if (!near.certain) diagnostic.Hint("`sonde -h config` lists what there is");
    }
  }

 private:
  static std::vector<std::string> Keys() {
    return {
#define CONFIG(field, name, type, value, use, help) name,
#include "defs/config.def"
    };
  }

  Diagnostic& Report(DiagId id, SourceRange range, std::vector<std::string> args) {
    Diagnostic& diagnostic = diags_.Report(id, range, std::move(args));
    if (variable_.empty()) return diagnostic;
    return diagnostic.Hint("set by the environment variable " + variable_);
  }

  bool Assign(const std::string& key, const std::string& text, SourceRange range) {
#define CONFIG(field, name, type, value, use, help) \
  if (key == name) {                                \
    Read(config_.field, key, text, range);          \
    return true;                                    \
  }
#include "defs/config.def"
    return false;
  }

  void Read(uint64_t& field, const std::string& key, const std::string& text, SourceRange range) {
    const auto number = ParseNumber(text);
    const auto word = number ? std::nullopt : ParseBool(text);
    const bool entries = &field == &config_.max_map_keys;
    if (number && entries && number->bits > UINT32_MAX) {
      Report(DiagId::ConfigNumber, range, {key, text})
          .Hint("a BPF map has at most " + std::to_string(UINT32_MAX) + " entries");
    } else if (word) {
      field = *word ? 1 : 0;
    } else if (number && !number->negative) {
      field = number->bits;
    } else {
      Report(DiagId::ConfigNumber, range, {key, text});
    }
  }

  void Read(bool& field, const std::string& key, const std::string& text, SourceRange range) {
    const auto value = ParseBool(text);
    if (!value) {
      Report(DiagId::ConfigBool, range, {key}).Hint("it was given '" + text + "'");
      return;
    }
    field = *value;
  }

  void Read(std::string& field, const std::string& key, const std::string& text, SourceRange range) {
    bool limited = false;
    std::vector<std::string> valid;
    const bool any_case = key == kSymbolCache;
    for (const auto& choice : kChoices) {
      if (choice.key != key) continue;
      limited = true;
      valid.emplace_back(choice.value);
      if (choice.value == text || (any_case && Lower(choice.value) == Lower(text))) {
        field = choice.value;
        return;
      }
    }
    if (!limited) {
      field = text;
      return;
    }
    if (any_case && ReadCacheNumber(field, text)) return;
    if (const auto enabled = ParseBool(text); enabled && key.starts_with(kUnstable)) {
      field = *enabled ? "enable" : "error";
      return;
    }
    if (key == kLicense) {
      Report(DiagId::ConfigLicense, range, {text, Enumerate(valid, ", ")});
      return;
    }
    const std::string what = key.starts_with(kUnstable) ? "unstable config" : key;
    Report(DiagId::ConfigValue, range, {key, what, Enumerate(valid, ", and ")})
        .Hint("it was given '" + text + "'" + Meant(text, valid));
  }

  static std::string Meant(const std::string& text, const std::vector<std::string>& valid) {
    const std::string near = Nearest(text, valid);
    return near.empty() ? "" : ": did you mean " + near + "?";
  }

  // cache_user_symbols was a switch once.
  static bool ReadCacheNumber(std::string& field, const std::string& text) {
    const auto value = ParseNumber(text);
    if (!value || value->bits > 1) return false;
    field = value->bits == 1 ? "PER_PROGRAM" : "NONE";
    return true;
  }

  typed::Config& config_;
  Diagnostics& diags_;
  std::string variable_;  // of the environment; empty: the setting stands in the script
};

}  // namespace

typed::Config ResolveConfig(const ast::Program& program, const CheckOptions& options, Diagnostics& diags) {
  typed::Config config;
  Reader reader(config, diags);
  for (const auto& entry : program.config) {
    const bool word = entry.kind == ast::ConfigEntry::String || entry.kind == ast::ConfigEntry::Word;
    reader.Set(entry.key.text, word ? entry.text : std::to_string(entry.number), entry.key.range,
               entry.range);
  }
  for (const Setting& setting : options.environment) {
    reader.Set(setting.key, setting.text, kOutsideScript, kOutsideScript, setting.variable);
  }
  return config;
}

}  // namespace sonde::sema
