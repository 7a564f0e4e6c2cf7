// Archives of cereal over bytes in memory, without the streams (and locales) that cereal's own ones need: the
// runner is to stay small. Numbers are stored as they are: sonde runs on little-endian machines only. Covered
// by tests/bundle/bundle_test.cpp.
#pragma once

// cereal includes <iostream> and uses nothing of it; what that defines, to open the standard streams, takes
// all locales of libstdc++ into the runner. Its guard (of libstdc++; others ignore it) keeps it out.
#define _GLIBCXX_IOSTREAM 1  // NOLINT
#include <cereal/cereal.hpp>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace sonde::bundle {

class MemoryOutput : public cereal::OutputArchive<MemoryOutput, cereal::AllowEmptyClassElision> {
 public:
  explicit MemoryOutput(std::string& bytes) : OutputArchive(this), bytes_(bytes) {}
  void Save(const void* data, size_t size) { bytes_.append(static_cast<const char*>(data), size); }

 private:
  std::string& bytes_;
};

// Throws cereal::Exception where the bytes end too early.
class MemoryInput : public cereal::InputArchive<MemoryInput, cereal::AllowEmptyClassElision> {
 public:
  explicit MemoryInput(std::string_view bytes) : InputArchive(this), bytes_(bytes) {}
  void Load(void* data, size_t size) {
    if (size > bytes_.size()) throw cereal::Exception("it ends too early");
    std::memcpy(data, bytes_.data(), size);
    bytes_.remove_prefix(size);
  }

 private:
  std::string_view bytes_;
};

// What cereal looks for by these names.
template <typename T>
  requires std::is_arithmetic_v<T>
void CEREAL_SAVE_FUNCTION_NAME(MemoryOutput& out, const T& number) {
  out.Save(&number, sizeof(number));
}
template <typename T>
  requires std::is_arithmetic_v<T>
void CEREAL_LOAD_FUNCTION_NAME(MemoryInput& in, T& number) {
  in.Load(&number, sizeof(number));
}
template <typename T>
void CEREAL_SAVE_FUNCTION_NAME(MemoryOutput& out, const cereal::BinaryData<T>& data) {
  out.Save(data.data, static_cast<size_t>(data.size));
}
template <typename T>
void CEREAL_LOAD_FUNCTION_NAME(MemoryInput& in, cereal::BinaryData<T>& data) {
  in.Load(data.data, static_cast<size_t>(data.size));
}

}  // namespace sonde::bundle
