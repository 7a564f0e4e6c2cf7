// Giving pages of code back. Leaves: ReleaseCode.
#include "cli/resident.h"

#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <vector>

namespace sonde {
namespace {

struct Pages {
  uint64_t begin = 0;  // addresses
  uint64_t end = 0;
};

// Of the program itself: what is executable.
Pages CodePages(uint64_t page) {
  Pages pages;
  const auto look = [](dl_phdr_info* info, size_t, void* result) {
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const auto& header = info->dlpi_phdr[i];
      if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
      const uint64_t begin = info->dlpi_addr + header.p_vaddr;
      *static_cast<Pages*>(result) = {begin, begin + header.p_filesz};
    }
    return 1;  // the first is the program itself
  };
  dl_iterate_phdr(look, &pages);
  // Whole pages of it: those at its ends hold other things, too.
  pages.begin = (pages.begin + page - 1) & ~(page - 1);
  pages.end &= ~(page - 1);
  return pages;
}

}  // namespace

// A page that somebody has written to, as tracers and debuggers do, is no page of the file any more and
// stays: /proc/self/pagemap says which.
void ReleaseCode() {
  constexpr uint64_t kPresent = uint64_t{1} << 63U, kSwapped = uint64_t{1} << 62U,
                     kOfFile = uint64_t{1} << 61U;
  const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const Pages code = CodePages(page);
  if (code.begin >= code.end) return;
  std::vector<uint64_t> states((code.end - code.begin) / page);
  const int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (map < 0) return;
  const auto size = static_cast<ssize_t>(states.size() * sizeof(uint64_t));
  const bool known = pread(map, states.data(), states.size() * sizeof(uint64_t),
                           static_cast<off_t>(code.begin / page * sizeof(uint64_t))) == size;
  close(map);
  if (!known) return;
  const auto stays = [&](uint64_t state) {
    return (state & kSwapped) != 0 || ((state & kPresent) != 0 && (state & kOfFile) == 0);
  };
  for (size_t i = 0; i < states.size();) {
    const size_t begin = i;
    while (i < states.size() && !stays(states[i]))
      ++i;
    if (i > begin)
      madvise(reinterpret_cast<void*>(code.begin + begin * page), (i - begin) * page, MADV_DONTNEED);
    while (i < states.size() && stays(states[i]))
      ++i;
  }
}

}  // namespace sonde
