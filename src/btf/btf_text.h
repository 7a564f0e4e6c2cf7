// BtfText: kernel types as C source, for people to read. Covered by tests/btf/btf_text_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "btf/raw_btf.h"

namespace sonde {

class BtfText {
 public:
  explicit BtfText(const RawBtf& btf) : btf_(btf) {}

  // The definition of a struct, union or enumeration, "struct list_head {\n\tstruct list_head *next;\n...};"
  // without a newline at its end. Members of nameless structs are written out where they stand, named types
  // only named.
  std::string Define(uint32_t id);

 private:
  std::string Body(uint32_t id, int level);
  std::string Members(const BtfRecord& record, int level);
  std::string Enumerators(const BtfRecord& record, int level);
  // `name` declared as something of the type: "int (*name)[4]".
  std::string Declare(uint32_t id, std::string name, int level, int depth = 0);
  std::string BaseName(uint32_t id, int level);
  std::string Parameters(const BtfRecord& prototype, int level, int depth);
  struct Alignment {
    uint32_t bytes = 1;
    bool packed = false;  // a struct whose members do not lie where their alignment wants them
  };
  Alignment AlignmentOf(uint32_t id, int depth);
  Alignment AlignmentOfMembers(const BtfRecord& record, int depth);

  const RawBtf& btf_;
  uint32_t budget_ = 0;  // members that one definition may still show: broken data nests without end
  std::unordered_map<uint32_t, Alignment> alignments_;  // of structs and unions
};

}  // namespace sonde
