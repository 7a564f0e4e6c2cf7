// What an imported BPF object offers: global functions of its .text that have BTF, with C's types.
// Covered by tests/cimports/*, tests/golden/typed/cimports/* and tests/run/cimports.test.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "types/imported.h"

namespace sonde {

// As C writes it: "unsigned int", "struct file *".
std::string Spell(const CType& type);

// Reads the functions of `elf`, the bytes of a relocatable BPF object. Fails on what is none, and on one
// without BTF.
Result<BpfObject> ReadBpfObject(std::string path, std::string elf);

// Compiles the C source at `path` for BPF with clang (the program in SONDE_CLANG, that of sonde's LLVM, or
// one in PATH); `include_dirs` are searched for headers. Returns the bytes of the object; the error has
// clang's messages, or names the package that is missing.
Result<std::string> CompileForBpf(const std::string& path, const std::vector<std::string>& include_dirs);

// Links `main`, the programs of a script, with the objects. What lies in `main` keeps its place at the front
// of each section. Functions of the result are hidden: the verifier checks each with its callers.
Result<std::string> LinkBpfObjects(const std::string& main, const std::vector<BpfObject>& objects);

}  // namespace sonde
