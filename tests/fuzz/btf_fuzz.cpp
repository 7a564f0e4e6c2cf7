// btf_fuzz: feeds damaged BTF to src/btf and asks it about everything: types, fields, enumerators, functions,
// variables, also as the split BTF of a module over a sound base. It must answer or refuse, never crash.
//   btf_fuzz SECONDS SEED FILE...   mutates the files' bytes
// With SONDE_LIBFUZZER it is a target of libFuzzer instead; the sound base is that of tests/support/host.
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

#include "btf/btf.h"
#ifdef SONDE_LIBFUZZER
#include "support/test_dir.h"
#endif

namespace {

using sonde::Btf;
using sonde::TypeKind;

std::string base_bytes;

struct Totals {
  uint64_t inputs = 0, accepted = 0, types = 0, fields = 0, functions = 0;
};
Totals totals;

void Ask(Btf& btf) {
  for (const char* name : {"struct task_struct", "task_struct", "union u", "enum e", "u32", "char", "",
                           "struct list_head", "atomic_t", "size_t", "struct path"}) {
    const sonde::TypePtr type = btf.FindType(name);
    if (!type) continue;
    ++totals.types;
    Spell(*type);
    if (type->kind != TypeKind::Struct) continue;
    for (const sonde::StructField& field : DefinitionsOf(*type)->Fields(*type)) {
      ++totals.fields;
      DefinitionsOf(*type)->FindField(*type, field.name);
      Spell(*field.type);
      if (field.type->kind == TypeKind::Struct) DefinitionsOf(*field.type)->Fields(*field.type);
    }
    DefinitionsOf(*type)->FindField(*type, "pid");
    DefinitionsOf(*type)->FindField(*type, "no such field");
    IsRelocatable(*type);
  }
  btf.FindEnumerator("E_TWO");
  btf.FindVariable("runqueues");
  btf.FindRawTracepoint("sched_switch");
  btf.RawTracepointNames();
  for (const char* pattern : {"struct *s*", "union *", "enum *"})
    btf.MatchDefinitions(pattern, true);
  btf.DeclareInC({"struct task_struct", "u32", "E_TWO"});
  size_t asked = 0;
  for (const std::string& name : btf.FunctionNames()) {
    if (++asked > 32) break;
    if (btf.FindFunction(name)) ++totals.functions;
  }
}

void Try(const std::string& bytes) {
  ++totals.inputs;
  if (auto btf = Btf::FromBytes(bytes)) {
    ++totals.accepted;
    Ask(**btf);
    // The damaged one as a base, and as a module over the sound one.
    if (auto module = Btf::FromBytes(base_bytes, btf->get())) Ask(**module);
  }
  auto base = Btf::FromBytes(base_bytes);
  if (!base) return;
  if (auto module = Btf::FromBytes(bytes, base->get())) Ask(**module);
}

std::string ReadFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

#ifndef SONDE_LIBFUZZER
// A piece of real BTF that is whole again: the first bytes of its types and all strings that fit.
std::string Cut(const std::string& whole, uint32_t type_bytes, uint32_t string_bytes) {
  uint32_t header[6];
  if (whole.size() < sizeof header) return whole;
  std::memcpy(header, whole.data(), sizeof header);
  type_bytes = std::min(type_bytes & ~3U, header[3]);
  string_bytes = std::min(string_bytes, header[5]);
  if (uint64_t{header[1]} + header[4] + header[5] > whole.size()) return whole;
  const std::string types = whole.substr(header[1] + header[2], type_bytes);
  std::string strings = whole.substr(header[1] + header[4], string_bytes);
  if (!strings.empty()) strings.back() = '\0';
  const uint32_t cut[6] = {header[0], sizeof cut, 0, type_bytes, type_bytes, string_bytes};
  return std::string(reinterpret_cast<const char*>(cut), sizeof cut) + types + strings;
}

void Mutate(std::string& bytes, std::mt19937_64& random) {
  const auto below = [&](size_t n) { return n == 0 ? 0 : random() % n; };
  for (size_t rounds = 1 + below(6); rounds > 0 && !bytes.empty(); --rounds) {
    const size_t at = below(4) == 0 ? below(std::min<size_t>(bytes.size(), 64)) : below(bytes.size());
    switch (below(6)) {
      case 0:
        bytes[at] ^= static_cast<char>(1U << below(8));
        break;
      case 1:
        bytes[at] = static_cast<char>(random());
        break;
      case 2: {  // a word with an interesting value
        const uint32_t values[] = {0,
                                   1,
                                   2,
                                   0x7fffffff,
                                   0x80000000,
                                   0xffffffff,
                                   0xffff,
                                   static_cast<uint32_t>(bytes.size()),
                                   static_cast<uint32_t>(below(64)),
                                   static_cast<uint32_t>(below(65536)) << 16};
        const uint32_t value = values[below(std::size(values))];
        if (bytes.size() >= 4) std::memcpy(&bytes[std::min(at & ~size_t{3}, bytes.size() - 4)], &value, 4);
        break;
      }
      case 3:
        bytes.resize(below(bytes.size() + 1));
        break;
      case 4:  // a record becomes another kind
        if ((at & ~size_t{3}) + 4 <= bytes.size())
          bytes[(at & ~size_t{3}) + 3] = static_cast<char>(below(32) | (below(2) << 7));
        break;
      default: {  // a word from elsewhere
        if (bytes.size() < 8) break;
        const size_t from = below(bytes.size() / 4) * 4;
        if (from + 4 <= bytes.size() && (at & ~size_t{3}) + 4 <= bytes.size()) {
          std::memmove(&bytes[at & ~size_t{3}], &bytes[from], 4);
        }
        break;
      }
    }
  }
}

#endif

}  // namespace

#ifdef SONDE_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (base_bytes.empty()) base_bytes = ReadFile(SONDE_TEST_DIR "/support/host/btf");
  Try(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

#else
int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: btf_fuzz SECONDS SEED FILE...\n");
    return 2;
  }
  const double seconds = std::atof(argv[1]);
  std::mt19937_64 random(std::strtoull(argv[2], nullptr, 0));
  std::vector<std::string> corpus;
  for (int i = 3; i < argc; ++i) {
    const std::string whole = ReadFile(argv[i]);
    if (whole.empty()) return std::fprintf(stderr, "btf_fuzz: cannot read %s\n", argv[i]), 2;
    if (whole.size() < 16384) corpus.push_back(whole);
    for (const uint32_t bytes : {64U, 600U, 4000U, 20000U})
      corpus.push_back(Cut(whole, bytes, bytes * 2));
  }
  base_bytes = corpus.front();
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (const std::string& input : corpus)
    Try(input);
  while (std::chrono::steady_clock::now() < end) {
    std::string input = corpus[random() % corpus.size()];
    Mutate(input, random);
    Try(input);
  }
  std::printf("inputs %llu, accepted %llu, types %llu, fields %llu, functions %llu\n",
              static_cast<unsigned long long>(totals.inputs),
              static_cast<unsigned long long>(totals.accepted), static_cast<unsigned long long>(totals.types),
              static_cast<unsigned long long>(totals.fields),
              static_cast<unsigned long long>(totals.functions));
  return totals.fields > 0 && totals.accepted > 0 ? 0 : 1;
}
#endif
