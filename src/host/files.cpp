// Reading text files. Leaves: ReadTextFile, MayRead, SplitWords. Covered by tests/host/tracefs_test.cpp.
#include "host/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sonde {

bool MayRead(const std::string& path) {
  return faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) == 0;
}

Result<std::string> ReadTextFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error::FromErrno("open " + path, errno);
  std::string text;
  size_t filled = 0;
  ssize_t got = 0;
  do {
    filled += static_cast<size_t>(got);
    if (text.size() - filled < 4096) text.resize(text.size() * 2 + 16384);
    got = read(fd, text.data() + filled, text.size() - filled);
  } while (got > 0);
  const int error = errno;
  close(fd);
  if (got < 0) return Error::FromErrno("read " + path, error);
  text.resize(filled);
  return text;
}

std::vector<std::string_view> SplitWords(std::string_view line) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBlanks = " \t\r";
  for (size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const size_t end = line.find_first_of(kBlanks, at);
    words.push_back(line.substr(at, end - at));
    at = end == std::string_view::npos ? end : line.find_first_not_of(kBlanks, end);
  }
  return words;
}

}  // namespace sonde
