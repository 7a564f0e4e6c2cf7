// Where an import leads: kinds of files, directories, and which of them may be trusted.
// Covered by tests/imports/imports_test.cpp.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sonde::imports {

enum class FileKind : uint8_t { Script, Header, CSource, Object };

// By the end of the name; empty for files that cannot be imported.
std::optional<FileKind> KindOf(const std::filesystem::path& path);

// Whether everyone may change the file or directory at `path`, or put another one in its place. The directory
// counts in which the name stands, and the one it really lies in.
bool IsWritableByEveryone(const std::filesystem::path& path);

// The files that can be imported directly inside a directory, by name.
std::vector<std::filesystem::path> Supported(const std::filesystem::path& directory);

// The path that `written` leads to from `directory` (empty: the current one).
std::filesystem::path Resolve(const std::filesystem::path& directory, const std::string& written);

// A file or directory near the missing `path` that it might have meant; empty if there is none.
std::string SimilarName(const std::filesystem::path& path);

}  // namespace sonde::imports
