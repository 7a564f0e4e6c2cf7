// BTF in libbpf's hands: it prints definitions. It believes what it is given, so the bytes are looked through
// first. Covered by tests/btf/library_test.cpp.
#pragma once

#include <bpf/btf.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "btf/raw_btf.h"

namespace sonde {

struct BtfFree {
  void operator()(btf* types) const { btf__free(types); }
};
using BtfHandle = std::unique_ptr<btf, BtfFree>;

// libbpf's view of `bytes`, which are those of `raw`; `base` is that of the base of split BTF. An error if
// libbpf could run into trouble with them. Reads all of them: for what prints, not for start-up.
Result<BtfHandle> OpenInLibrary(std::string_view bytes, const RawBtf& raw, btf* base);

// Prints types as C. Each type is printed once in the life of a dump, in front of the first that needs it.
class BtfDump {
 public:
  // `types` must outlive the dump.
  explicit BtfDump(const btf& types);
  // The type, and all that it needs and was not printed yet; every definition ends with ";\n\n". Empty when
  // it was printed before.
  std::string Print(uint32_t id);

 private:
  struct Free {
    void operator()(btf_dump* dump) const { btf_dump__free(dump); }
  };
  std::string text_;  // what libbpf has printed since Print() began
  std::unique_ptr<btf_dump, Free> dump_;
};

}  // namespace sonde
