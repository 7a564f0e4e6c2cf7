// Kernel symbols from kallsyms, read at the first question (about 40 ms) and kept compactly: code symbols
// sorted by address, names in one string. Leaves: MakeKernelSymbols. Covered by
// tests/symbols/kernel_symbols_test.cpp.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <unordered_map>

#include "symbols/kernel_build_id.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

struct Entry {
  uint64_t address;
  uint32_t name;    // offset into names_
  uint16_t module;  // index into modules_; 0 is the core kernel
};

// A line "ffffffff81000000 T name\t[module]".
struct Line {
  uint64_t address = 0;
  char kind = 0;
  std::string_view name;
  std::string_view module;
};

// False for what is not a symbol.
bool ParseLine(std::string_view text, Line& line) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), line.address, 16);
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (error != std::errc()) return false;
  if (text.size() < 4 || text[0] != ' ' || text[2] != ' ') return false;
  line.kind = text[1];
  text.remove_prefix(3);
  line.name = text.substr(0, text.find_first_of("\t "));
  const size_t open = text.find('[');
  const size_t close = open == std::string_view::npos ? open : text.find(']', open);
  line.module =
      close == std::string_view::npos ? std::string_view() : text.substr(open + 1, close - open - 1);
  return !line.name.empty();
}

// Calls `use(line)` for each symbol of the file, with one buffer.
template <typename Use>
Status ForEachSymbol(const std::string& path, Use use) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error::FromErrno("open " + path, errno);
  std::string buffer(size_t{1} << 16, '\0');
  size_t held = 0;
  ssize_t got = 0;
  Line line;
  while ((got = read(fd, buffer.data() + held, buffer.size() - held)) > 0) {
    std::string_view text(buffer.data(), held + static_cast<size_t>(got));
    for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      if (ParseLine(text.substr(0, end), line)) use(line);
      text.remove_prefix(end + 1);
    }
    held = text.size() < buffer.size() ? text.size() : 0;  // a line longer than the buffer is dropped
    std::memmove(buffer.data(), text.data(), held);
  }
  if (ParseLine({buffer.data(), held}, line)) use(line);
  close(fd);
  return Status::Ok();
}

bool IsCode(char kind) {
  return kind == 't' || kind == 'T' || kind == 'w' || kind == 'W' || kind == 'i';
}

class Kallsyms final : public KernelSymbols {
 public:
  Kallsyms(std::string path, std::string notes) : path_(std::move(path)), notes_(std::move(notes)) {}

  ResolvedSymbol Resolve(uint64_t address) override;
  Result<uint64_t> AddressOf(std::string_view name) override;
  Result<std::vector<std::vector<NamedAddress>>> AddressesOf(const std::vector<std::string>& names) override;

 private:
  void Load();
  void Add(const Line& line);
  uint16_t ModuleNumber(std::string_view name);
  [[nodiscard]] std::string_view NameOf(const Entry& entry) const { return names_.data() + entry.name; }

  std::string path_;
  std::string notes_;
  std::shared_ptr<const std::string> build_id_;
  bool loaded_ = false;
  std::vector<Entry> entries_;  // sorted by address
  std::string names_;
  std::vector<std::string> modules_ = {""};
  std::unordered_map<std::string, uint16_t> module_numbers_;
};

uint16_t Kallsyms::ModuleNumber(std::string_view name) {
  if (name.empty() || modules_.size() >= 0xffff) return 0;
  const auto [at, fresh] =
      module_numbers_.try_emplace(std::string(name), static_cast<uint16_t>(modules_.size()));
  if (fresh) modules_.emplace_back(name);
  return at->second;
}

// The __pfx_ symbols name the padding before functions.
void Kallsyms::Add(const Line& line) {
  if (line.address == 0 || !IsCode(line.kind) || line.name.starts_with("__pfx_") ||
      names_.size() > 0x7fffffff)
    return;
  entries_.push_back({line.address, static_cast<uint32_t>(names_.size()), ModuleNumber(line.module)});
  names_.append(line.name);
  names_ += '\0';
}

void Kallsyms::Load() {
  if (loaded_) return;
  loaded_ = true;
  build_id_ = KernelBuildId(notes_);
  (void)ForEachSymbol(path_, [this](const Line& line) { Add(line); });
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.address < b.address; });
  names_.shrink_to_fit();
  entries_.shrink_to_fit();
}

ResolvedSymbol Kallsyms::Resolve(uint64_t address) {
  Load();
  auto next = std::upper_bound(entries_.begin(), entries_.end(), address,
                               [](uint64_t a, const Entry& e) { return a < e.address; });
  if (next == entries_.begin()) return {};
  // Of several names for one address the first in the file is shown.
  const Entry* found = &*std::prev(next);
  while (found != entries_.data() && (found - 1)->address == found->address)
    --found;
  constexpr uint64_t kLargestFunction = uint64_t{1} << 24;
  if (address - found->address > kLargestFunction) return {};
  return {.name = std::string(NameOf(*found)),
          .offset = address - found->address,
          .module = modules_[found->module],
          .file = {},
          .build_id = found->module == 0 ? build_id_ : nullptr};
}

// Asked for a few names, data among them: the file is read through and nothing kept.
Result<uint64_t> Kallsyms::AddressOf(std::string_view name) {
  uint64_t address = 0;
  bool any = false;
  auto read = ForEachSymbol(path_, [&](const Line& line) {
    any |= line.address != 0;
    if (address == 0 && line.name == name) address = line.address;
  });
  if (address != 0) return address;
  const std::string what = "Failed to resolve kernel symbol: " + std::string(name);
  if (!read) return read.TakeError().While(what);
  if (!any) return Error(path_ + " shows no addresses").While(what).Hint("run as root");
  return Error(what);
}

Result<std::vector<std::vector<NamedAddress>>> Kallsyms::AddressesOf(const std::vector<std::string>& names) {
  std::unordered_multimap<std::string_view, size_t> wanted;  // by name alone
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = names[i];
    wanted.emplace(name.substr(name.find(':') + 1), i);
  }
  std::vector<std::vector<NamedAddress>> found(names.size());
  bool any = false;
  const auto take = [&](const Line& line) {
    any |= line.address != 0;
    const auto [first, last] = wanted.equal_range(line.name);
    for (auto at = first; at != last; ++at) {
      const std::string_view name = names[at->second];
      const size_t colon = name.find(':');
      const std::string_view module = line.module.empty() ? "vmlinux" : line.module;
      if (colon != std::string_view::npos && name.substr(0, colon) != module) continue;
      found[at->second].push_back({line.address, std::string(line.module)});
    }
  };
  if (Status read = ForEachSymbol(path_, take); !read) return read.TakeError();
  if (!any)
    return Error(path_ + " shows no addresses").Hint("run as root, and with kernel.kptr_restrict below 2");
  return found;
}

}  // namespace

std::unique_ptr<KernelSymbols> MakeKernelSymbols(std::string kallsyms_path, std::string notes_path) {
  return std::make_unique<Kallsyms>(std::move(kallsyms_path), std::move(notes_path));
}

}  // namespace sonde
