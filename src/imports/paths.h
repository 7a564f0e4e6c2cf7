// Where an import leads: kinds of files, directories, and which of them may be trusted.
// Covered by tests/imports/imports_test.cpp.
#pragma once

#include <sys/types.h>

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

// Users whose files may become part of a program that runs with privileges: root, the user that sonde runs
// as, the one who called it through sudo, and the owner of `script` (empty: none).
std::vector<uid_t> TrustedUsers(const std::filesystem::path& script);

// The file, or the directory above it (up to the root), that belongs to none of `trusted`, who could put
// something else in its place; empty if there is none.
std::filesystem::path OthersPart(const std::filesystem::path& path, const std::vector<uid_t>& trusted);

// The files that can be imported directly inside a directory, by name.
std::vector<std::filesystem::path> Supported(const std::filesystem::path& directory);

// The path that `written` leads to from `directory` (empty: the current one).
std::filesystem::path Resolve(const std::filesystem::path& directory, const std::string& written);

// A file or directory near the missing `path` that it might have meant; empty if there is none.
std::string SimilarName(const std::filesystem::path& path);

}  // namespace sonde::imports
