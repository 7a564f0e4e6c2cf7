// Looking up kernel symbols for programs. Leaves: FindKernelAddresses. Covered by
// tests/runtime/kernel_addresses_test.cpp.
#include "runtime/kernel_addresses.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "bundle/location.h"

namespace sonde::runtime {
namespace {

using bundle::KernelAddress;

// Between these the kernel keeps what each CPU has a copy of.
constexpr char kPerCpuBegin[] = "__per_cpu_start";
constexpr char kPerCpuEnd[] = "__per_cpu_end";

Error AtPlace(const bundle::Metadata& metadata, uint32_t location, const std::string& text) {
  const Excerpt at = bundle::ExcerptOf(metadata, metadata.locations[location]);
  return Error(PlaceText(at) + ": " + text).Hint("used in " + PlaceAndLines(at));
}

// The modules that have a symbol each, as a script names them.
std::string Choices(const std::string& symbol, const std::vector<NamedAddress>& found) {
  std::string text;
  for (const NamedAddress& one : found) {
    const std::string word = (one.module.empty() ? "vmlinux" : one.module) + ":" + symbol;
    if (text.find(word) == std::string::npos) text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

// Which of the symbols of that name is meant; a name without a module means any.
Result<uint64_t> Choose(const bundle::Metadata& metadata, const KernelAddress& wanted,
                        std::vector<NamedAddress> found) {
  const size_t colon = wanted.symbol.find(':');
  const std::string name = colon == std::string::npos ? wanted.symbol : wanted.symbol.substr(colon + 1);
  if (found.empty()) {
    return AtPlace(metadata, wanted.location, "Failed to resolve kernel symbol: " + wanted.symbol)
        .Hint("/proc/kallsyms lists those that this kernel has");
  }
  const bool one = std::all_of(found.begin(), found.end(),
                               [&](const NamedAddress& other) { return other.address == found[0].address; });
  if (one) return found[0].address;
  Error error = AtPlace(metadata, wanted.location, "several kernel symbols are called " + wanted.symbol);
  const bool several_modules = std::any_of(
      found.begin(), found.end(), [&](const NamedAddress& other) { return other.module != found[0].module; });
  if (several_modules) return std::move(error).Hint("say which: " + Choices(name, found));
  return error;
}

}  // namespace

Result<std::vector<ParameterValue>> FindKernelAddresses(const bundle::Metadata& metadata,
                                                        KernelSymbols& symbols) {
  std::vector<ParameterValue> values;
  if (metadata.kernel.addresses.empty()) return values;
  std::vector<std::string> names = {kPerCpuBegin, kPerCpuEnd};
  for (const KernelAddress& wanted : metadata.kernel.addresses)
    names.push_back(wanted.symbol);
  auto found = symbols.AddressesOf(names);
  if (!found) return found.TakeError().While("the addresses of kernel symbols");
  const bool bounded = !(*found)[0].empty() && !(*found)[1].empty();
  for (size_t i = 0; i < metadata.kernel.addresses.size(); ++i) {
    const KernelAddress& wanted = metadata.kernel.addresses[i];
    auto address = Choose(metadata, wanted, std::move((*found)[i + 2]));
    if (!address) return address.TakeError();
    const bool inside = bounded && *address >= (*found)[0][0].address && *address < (*found)[1][0].address;
    if (wanted.per_cpu && !inside) {
      return AtPlace(metadata, wanted.location, wanted.symbol + " is no per-CPU variable of the kernel")
          .Hint("kaddr() gives the addresses of others");
    }
    std::string bytes(sizeof(uint64_t), '\0');
    std::memcpy(bytes.data(), &*address, sizeof(uint64_t));
    values.push_back({wanted.offset, std::move(bytes)});
  }
  return values;
}

}  // namespace sonde::runtime
