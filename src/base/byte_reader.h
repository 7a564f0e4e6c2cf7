// ByteReader: a bounded cursor over bytes that came from outside. Whoever reads binary data of a file goes
// through it: lengths, offsets and counts are checked here, once. Covered by tests/base/byte_reader_test.cpp.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace sonde {

// Numbers are read as they lie in memory (little endian on every machine that sonde runs on). The first read
// that does not fit makes the reader fail: it and all later ones give zeroes and empty pieces, and ok() says
// so. A caller may therefore read a whole record and ask once.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  // Bytes behind the cursor; 0 after a failure.
  [[nodiscard]] uint64_t left() const { return ok_ ? bytes_.size() - at_ : 0; }
  [[nodiscard]] bool empty() const { return left() == 0; }
  // Of the cursor, from the start.
  [[nodiscard]] uint64_t offset() const { return at_; }

  // The next number or plain struct.
  template <typename T>
  T Get() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    const std::string_view piece = Take(sizeof(T));
    if (piece.size() == sizeof(T)) std::memcpy(&value, piece.data(), sizeof(T));
    return value;
  }

  // The next `size` bytes.
  std::string_view Take(uint64_t size) {
    if (!Fits(at_, size)) return Fail();
    const std::string_view piece = bytes_.substr(at_, size);
    at_ += size;
    return piece;
  }

  // `count` records of `size` bytes each.
  std::string_view TakeMany(uint64_t count, uint64_t size) {
    if (size != 0 && count > bytes_.size() / size) return Fail();
    return Take(count * size);
  }

  // A text that ends with a zero byte, without it.
  std::string_view Text() {
    const size_t end = ok_ ? bytes_.find('\0', at_) : std::string_view::npos;
    if (end == std::string_view::npos) return Fail();
    const std::string_view text = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return text;
  }

  void Skip(uint64_t size) { Take(size); }

  // Moves the cursor to `offset` from the start.
  void Seek(uint64_t offset) {
    if (!Fits(offset, 0)) {
      Fail();
    } else {
      at_ = offset;
    }
  }

  // The bytes [offset, offset + size), wherever the cursor is; it stays there. Nothing if they are not all
  // there, which is no failure of the reader.
  [[nodiscard]] std::optional<std::string_view> Piece(uint64_t offset, uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) return std::nullopt;
    return bytes_.substr(offset, size);
  }

  // The number or plain struct at `offset`, in the same way.
  template <typename T>
  [[nodiscard]] std::optional<T> At(uint64_t offset) const {
    const auto piece = Piece(offset, sizeof(T));
    if (!piece) return std::nullopt;
    return ByteReader(*piece).Get<T>();
  }

  // The text at `offset` up to its zero byte, in the same way.
  [[nodiscard]] std::optional<std::string_view> TextAt(uint64_t offset) const {
    if (offset >= bytes_.size()) return std::nullopt;
    const size_t end = bytes_.find('\0', offset);
    if (end == std::string_view::npos) return std::nullopt;
    return bytes_.substr(offset, end - offset);
  }

 private:
  [[nodiscard]] bool Fits(uint64_t offset, uint64_t size) const {
    return ok_ && offset <= bytes_.size() && size <= bytes_.size() - offset;
  }
  std::string_view Fail() {
    ok_ = false;
    return {};
  }

  std::string_view bytes_;
  uint64_t at_ = 0;
  bool ok_ = true;
};

}  // namespace sonde
