// Decoding code up to a place. Leaves: FindInstruction, FindInstructionInFile, FindInstructionInKernel,
// HashCode, HashCodeInFile.
// Covered by tests/host/instructions_test.cpp.
#include "host/instructions.h"

#include <capstone/capstone.h>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace sonde {
namespace {

constexpr uint64_t kLongestInstruction = 15;  // bytes, on x86; others are shorter
constexpr uint64_t kMostCode = 64UL << 20;    // bytes that are decoded for one question
constexpr const char* kLibraries[] = {"libcapstone.so.4", "libcapstone.so.5", "libcapstone.so"};

struct Capstone {
  decltype(&cs_open) open = nullptr;
  decltype(&cs_close) close = nullptr;
  decltype(&cs_malloc) make = nullptr;
  decltype(&cs_free) free = nullptr;
  decltype(&cs_disasm_iter) next = nullptr;
};

Error NoDisassembler(const std::string& why) {
  return Error("the disassembler cannot be opened: " + why).Hint("install the package libcapstone4");
}

Result<Capstone> OpenCapstone() {
  void* library = nullptr;
  std::string why;
  for (const char* name : kLibraries) {
    library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (library != nullptr) break;
    if (const char* reason = dlerror(); reason != nullptr && why.empty()) why = reason;
  }
  if (library == nullptr) return NoDisassembler(why);
  Capstone capstone;
  const auto find = [library](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    return function != nullptr;
  };
  const bool all = find(capstone.open, "cs_open") && find(capstone.close, "cs_close") &&
                   find(capstone.make, "cs_malloc") && find(capstone.free, "cs_free") &&
                   find(capstone.next, "cs_disasm_iter");
  if (!all) return NoDisassembler("the library lacks functions that are needed");
  return capstone;
}

const Result<Capstone>& TheCapstone() {
  static const Result<Capstone> capstone = OpenCapstone();
  return capstone;
}

// A file's descriptor, closed at the end. -1: not opened.
class File {
 public:
  // A FIFO or a device under that name must not make sonde wait.
  explicit File(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool regular() const {
    struct stat info{};
    return fd_ >= 0 && fstat(fd_, &info) == 0 && S_ISREG(info.st_mode);
  }
  // Fewer bytes where the file ends.
  [[nodiscard]] std::string Read(uint64_t offset, uint64_t size) const {
    std::string bytes(size, '\0');
    size_t done = 0;
    while (done < size) {
      const ssize_t n = pread(fd_, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
      if (n <= 0) break;
      done += static_cast<size_t>(n);
    }
    bytes.resize(done);
    return bytes;
  }

 private:
  int fd_;
};

Result<Machine> MachineOf(const File& file, const std::string& path) {
  const std::string head = file.Read(0, EI_NIDENT + 4);
  if (head.size() < EI_NIDENT + 4 || !head.starts_with(ELFMAG)) return Error(path + " is not an ELF file");
  uint16_t machine = 0;
  std::memcpy(&machine, head.data() + EI_NIDENT + 2, sizeof machine);
  if (machine == EM_X86_64) return Machine::X86_64;
  if (machine == EM_386) return Machine::X86_32;
  if (machine == EM_AARCH64) return Machine::Arm64;
  return Error(path + " is for a machine whose instructions are not known (" + std::to_string(machine) + ")");
}

Result<InstructionSpan> Decode(const Capstone& capstone, csh handle, std::string_view code, uint64_t offset) {
  cs_insn* instruction = capstone.make(handle);
  if (instruction == nullptr) return Error("the disassembler has no memory");
  const auto* at = reinterpret_cast<const uint8_t*>(code.data());
  size_t left = code.size();
  uint64_t next = 0;
  uint64_t begin = 0;
  bool known = true;
  while (known && next <= offset) {
    begin = next;
    known = capstone.next(handle, &at, &left, &next, instruction);
  }
  capstone.free(instruction, 1);
  // The instruction at the place itself need not be known: what counts is that one begins there.
  if (!known && begin == offset && begin < code.size()) return InstructionSpan{begin, begin + 1, 0};
  if (known) return InstructionSpan{begin, next, 0};
  return Error("the bytes at +" + std::to_string(begin) + " are no instruction that the disassembler knows");
}

// The segment of /proc/kcore that holds the address.
Result<uint64_t> OffsetInKcore(const File& core, uint64_t address) {
  Elf64_Ehdr header{};
  const std::string head = core.Read(0, sizeof header);
  if (head.size() < sizeof header) return Error("/proc/kcore cannot be read");
  std::memcpy(&header, head.data(), sizeof header);
  const std::string table = core.Read(header.e_phoff, uint64_t{header.e_phnum} * sizeof(Elf64_Phdr));
  for (size_t at = 0; at + sizeof(Elf64_Phdr) <= table.size(); at += sizeof(Elf64_Phdr)) {
    Elf64_Phdr segment{};
    std::memcpy(&segment, table.data() + at, sizeof segment);
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
    if (address - segment.p_vaddr < segment.p_filesz) return segment.p_offset + (address - segment.p_vaddr);
  }
  return Error("/proc/kcore does not hold the function");
}

}  // namespace

Result<InstructionSpan> FindInstruction(Machine machine, std::string_view code, uint64_t offset) {
  if (offset >= code.size()) return Error("the file ends before the place");
  if (machine == Machine::Arm64)
    return InstructionSpan{offset & ~uint64_t{3}, (offset & ~uint64_t{3}) + 4, 0};
  const Result<Capstone>& capstone = TheCapstone();
  if (!capstone) return capstone.error();
  csh handle = 0;
  const cs_mode mode = machine == Machine::X86_64 ? CS_MODE_64 : CS_MODE_32;
  if (capstone->open(CS_ARCH_X86, mode, &handle) != CS_ERR_OK) {
    return NoDisassembler("it does not know this machine");
  }
  auto span = Decode(*capstone, handle, code, offset);
  capstone->close(&handle);
  return span;
}

// FNV-1a
uint64_t HashCode(std::string_view code) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : code)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

Result<uint64_t> HashCodeInFile(const std::string& path, uint64_t file_offset, uint64_t size) {
  const File file(path);
  if (!file.regular() || size > kMostCode) return Error(path + " cannot be read");
  const std::string code = file.Read(file_offset, size);
  if (code.size() != size) return Error(path + " ends before the place");
  return HashCode(code);
}

Result<InstructionSpan> FindInstructionInFile(const std::string& path, const UserFunction& function,
                                              uint64_t offset) {
  const File file(path);
  if (!file.regular()) return Error(path + " cannot be read");
  auto machine = MachineOf(file, path);
  if (!machine) return machine.TakeError();
  if (offset > kMostCode) return Error("the place is too far behind the function's start to be checked");
  const std::string code = file.Read(function.file_offset, offset + kLongestInstruction);
  auto span = FindInstruction(*machine, code, offset);
  if (span) span->code_hash = HashCode(std::string_view(code).substr(0, offset));
  return span;
}

Result<InstructionSpan> FindInstructionInKernel(uint64_t address, uint64_t offset) {
  constexpr uint64_t kMostKernelCode = 1UL << 20;
  constexpr char kBreakpoint = '\xcc';
  if (offset > kMostKernelCode) return Error("the place is too far behind the function's start");
  const File core("/proc/kcore");
  auto at = OffsetInKcore(core, address);
  if (!at) return at.TakeError();
  const std::string code = core.Read(*at, offset + kLongestInstruction);
#if defined(__aarch64__)
  return FindInstruction(Machine::Arm64, code, offset);
#else
  // A probe that is already there hides the instruction's first byte.
  if (code.substr(0, offset).find(kBreakpoint) != std::string::npos) {
    return Error("the function's code is changed by other probes");
  }
  return FindInstruction(Machine::X86_64, code, offset);
#endif
}

}  // namespace sonde
