// The build id of the running kernel. Covered by tests/symbols/kernel_symbols_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sonde {

// The build id in the bytes of ELF notes, lower-case hex; empty if there is none.
std::string BuildIdInNotes(std::string_view notes);

// That of the kernel whose notes are in the file; null: not known.
std::shared_ptr<const std::string> KernelBuildId(const std::string& notes_path = "/sys/kernel/notes");

}  // namespace sonde
