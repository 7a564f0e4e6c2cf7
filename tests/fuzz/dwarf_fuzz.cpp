// Fuzzes src/dwarf: whatever the bytes of an ELF file are, questions about its debug information end, in time
// and without a fault. Mutates programs of tests/dwarf/build-samples:
//   dwarf_fuzz [--seconds N] [--seed S] [--runs N] PROGRAM...
// With SONDE_LIBFUZZER it is a target of libFuzzer instead, with the same mutations among others.
// A run's input follows from its seed alone, which is in `dwarf_fuzz.seed` while it runs: --seed S --runs 1
// repeats it. Exits with a signal on a fault, and on a run of more than 20 seconds. A short run is the test
// `dwarf_fuzz`.
#include <sys/mman.h>
#include <unistd.h>

#include <elf.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "dwarf/dwarf.h"
#include "memory_input.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

constexpr int kDeepest = 4;

void LookInto(DebugInfo& info, const TypePtr& type, int depth, int& left) {
  if (!type || depth > kDeepest || --left < 0) return;
  if (type->element) LookInto(info, type->element, depth + 1, left);
  if (type->kind != TypeKind::Struct || DefinitionsOf(*type) == nullptr) return;
  for (const StructField& field : info.Fields(*type)) {
    (void)info.FindField(*type, field.name);
    LookInto(info, field.type, depth + 1, left);
  }
}

void Ask(const std::string& path) {
  const auto info = MakeDwarf(path);
  if (!info->Available()) return;
  int left = 2000;
  for (const char* name : {"struct node", "struct outer", "union either", "enum color", "struct Circle",
                           "struct t1", "struct t45", "uint8_t", "int", "struct no_such"}) {
    LookInto(*info, info->FindType(name), 0, left);
  }
  (void)info->FindEnumerator("GREEN");
  (void)info->FindEnumerator("NO_SUCH");
  for (const char* file : {"args.c", "shapes.cpp", "types.c", "no.c"}) {
    for (const uint32_t line : {1U, 71U, 75U, 91U, 57U}) {
      (void)info->PlacesOf(file, line, 0);
    }
  }
  (void)info->InlinedAt("only_inlined", 10);
  const auto functions = ReadElfFunctions(path);
  if (!functions) return;
  for (const auto& function : *functions) {
    const auto described = info->FunctionAt(function.address, function.name);
    if (!described) continue;
    for (const auto& parameter : described->parameters) {
      LookInto(*info, parameter.type, 0, left);
      for (const auto& part : parameter.place.parts) {
        if (part.size == 0 || part.size > 8 || part.number > 31) __builtin_trap();
      }
    }
  }
}

[[maybe_unused]] constexpr unsigned kLongestRun = 20;  // seconds

// Parts of the file that are in no segment: debug information, mostly, and the section headers. The file may
// have been mutated before: what lies outside of it is no part.
std::vector<std::pair<size_t, size_t>> Targets(const std::string& bytes) {
  std::vector<std::pair<size_t, size_t>> targets;
  Elf64_Ehdr elf{};
  if (bytes.size() < sizeof(elf)) return {{0, bytes.size()}};
  std::memcpy(&elf, bytes.data(), sizeof(elf));
  for (size_t i = 0; i < elf.e_shnum; ++i) {
    Elf64_Shdr section{};
    const size_t at = elf.e_shoff + i * sizeof(section);
    if (at < elf.e_shoff || bytes.size() < sizeof(section) || at > bytes.size() - sizeof(section)) break;
    std::memcpy(&section, bytes.data() + at, sizeof(section));
    if ((section.sh_flags & SHF_ALLOC) != 0 || section.sh_type == SHT_NOBITS || section.sh_size == 0)
      continue;
    if (section.sh_offset < bytes.size() && section.sh_size <= bytes.size() - section.sh_offset) {
      targets.emplace_back(section.sh_offset, section.sh_size);
    }
  }
  if (elf.e_shoff < bytes.size()) targets.emplace_back(elf.e_shoff, bytes.size() - elf.e_shoff);
  if (targets.empty()) targets.emplace_back(0, bytes.size());
  return targets;
}

void Mutate(std::string& bytes, std::mt19937_64& random) {
  const auto below = [&](size_t limit) { return limit == 0 ? 0 : random() % limit; };
  if (bytes.empty()) return;
  const auto targets = Targets(bytes);
  const size_t count = 1 + below(below(8) == 0 ? 64 : 6);
  for (size_t i = 0; i < count; ++i) {
    const auto [start, size] = targets[below(targets.size())];
    const size_t at = start + below(size);
    const size_t left = bytes.size() - at;
    switch (below(7)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(random());
        break;
      case 2:
        bytes[at] = static_cast<char>(below(2) == 0 ? 0xff : 0);
        break;
      case 3: {  // a small number, an offset of the same section, or a huge one
        const uint32_t values[] = {static_cast<uint32_t>(below(16)), static_cast<uint32_t>(below(size)),
                                   static_cast<uint32_t>(random()), 0xffffffffU, 0x7fffffffU};
        const uint32_t value = values[below(std::size(values))];
        std::memcpy(bytes.data() + at, &value, std::min(left, sizeof(value)));
        break;
      }
      case 4: {  // a piece of the file in another place
        const size_t from = start + below(size);
        const size_t length = std::min({below(32) + 1, left, bytes.size() - from});
        std::memmove(bytes.data() + at, bytes.data() + from, length);
        break;
      }
      case 5:
        std::memset(bytes.data() + at, static_cast<int>(random() & 0xff), std::min(left, below(16) + 1));
        break;
      default:
        if (below(20) == 0) bytes.resize(at);
        break;
    }
    if (bytes.size() <= start) return;
    if (bytes.size() < start + size) return;
  }
}

#ifndef SONDE_LIBFUZZER
int Run(const std::vector<std::string>& seeds, uint64_t seed, uint64_t runs, unsigned seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  const int file = memfd_create("fuzz", MFD_CLOEXEC);
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  uint64_t done = 0;
  for (; done < runs && std::chrono::steady_clock::now() < end; ++done, ++seed) {
    std::mt19937_64 random(seed);
    std::string bytes = seeds[random() % seeds.size()];
    if (seed >= seeds.size()) Mutate(bytes, random);
    std::ofstream("dwarf_fuzz.seed") << seed << '\n';
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes.data(), bytes.size(), 0) < 0) return 1;
    alarm(kLongestRun);
    Ask(path);
    alarm(0);
  }
  std::remove("dwarf_fuzz.seed");
  std::printf("dwarf_fuzz: %llu runs, no fault\n", static_cast<unsigned long long>(done));
  return 0;
}

#endif

}  // namespace

#ifndef SONDE_LIBFUZZER
int FuzzMain(int argc, char** argv) {
  std::vector<std::string> seeds;
  uint64_t seed = 0;
  uint64_t runs = UINT64_MAX;
  unsigned seconds = 10;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const uint64_t value = i + 1 < argc ? std::strtoull(argv[i + 1], nullptr, 10) : 0;
    if (word == "--seconds") {
      seconds = static_cast<unsigned>(value);
    } else if (word == "--seed") {
      seed = value;
    } else if (word == "--runs") {
      runs = value;
    } else {
      std::ifstream file(word, std::ios::binary);
      seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      if (seeds.back().empty()) return std::fprintf(stderr, "cannot read %s\n", argv[i]), 1;
      continue;
    }
    ++i;
  }
  if (seeds.empty()) return std::fprintf(stderr, "usage: dwarf_fuzz [--seconds N] PROGRAM...\n"), 1;
  return Run(seeds, seed, runs, seconds);
}
#endif

}  // namespace sonde

#ifdef SONDE_LIBFUZZER
// Half of the inputs are mutated with knowledge of sections, half in libFuzzer's ways.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most) __attribute__((weak));
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  if (seed % 2 == 0 && LLVMFuzzerMutate != nullptr) return LLVMFuzzerMutate(data, size, most);
  std::string bytes(reinterpret_cast<const char*>(data), size);
  std::mt19937_64 random(seed);
  sonde::Mutate(bytes, random);
  const size_t length = std::min(bytes.size(), most);
  std::memcpy(data, bytes.data(), length);
  return length;
}
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static sonde::MemoryInput input;
  sonde::Ask(input.Set(data, size));
  return 0;
}
#else
int main(int argc, char** argv) {
  return sonde::FuzzMain(argc, argv);
}
#endif
