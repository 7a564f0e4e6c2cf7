// What patterns become on the way to an Automaton: nodes that lead to one another by bytes or without,
// several at a time. Only for automaton.cpp, glob.cpp and regex.cpp. Covered by
// tests/base/automaton_test.cpp.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/automaton.h"

namespace sonde::patterns {

inline constexpr uint32_t kMostNodes = 4096;
inline constexpr uint32_t kNone = UINT32_MAX;

using ByteSet = std::bitset<256>;

struct Node {
  enum class Kind : uint8_t { Bytes, Split, Begin, End, Accept } kind = Kind::Accept;
  ByteSet bytes;
  uint32_t next = kNone;
  uint32_t other = kNone;  // of Split
};

inline ByteSet AnyByte() {
  return ByteSet().set().reset(0);
}

inline ByteSet OneByte(char c) {
  return ByteSet().set(static_cast<unsigned char>(c));
}

class Nodes {
 public:
  uint32_t Add(Node::Kind kind, uint32_t next = kNone, uint32_t other = kNone) {
    nodes_.push_back({kind, {}, next, other});
    return static_cast<uint32_t>(nodes_.size() - 1);
  }
  uint32_t AddBytes(const ByteSet& bytes, uint32_t next) {
    const uint32_t made = Add(Node::Kind::Bytes, next);
    nodes_[made].bytes = bytes;
    return made;
  }
  [[nodiscard]] bool full() const { return nodes_.size() > kMostNodes; }
  [[nodiscard]] const Node& operator[](uint32_t number) const { return nodes_[number]; }
  Node& operator[](uint32_t number) { return nodes_[number]; }
  [[nodiscard]] const std::vector<Node>& all() const { return nodes_; }

  // Adds `from` and what it leads to without a byte. At the end of the text End leads on, at its beginning
  // Begin.
  void Reach(uint32_t from, bool at_begin, bool at_end, std::vector<bool>& reached) const {
    std::vector<uint32_t> open = {from};
    while (!open.empty()) {
      const uint32_t at = open.back();
      open.pop_back();
      if (at == kNone || reached[at]) continue;
      reached[at] = true;
      const Node& node = nodes_[at];
      const bool through = node.kind == Node::Kind::Split || (node.kind == Node::Kind::Begin && at_begin) ||
                           (node.kind == Node::Kind::End && at_end);
      if (!through) continue;
      open.push_back(node.next);
      open.push_back(node.other);
    }
  }

 private:
  std::vector<Node> nodes_;
};

// What stands between brackets: `at`, behind the `[`, is set behind the `]`. Nothing when there is no `]`, or
// something in it that has no meaning. `glob`: `!` negates as `^` does, and `\\` stands in front of what is
// meant as it is.
std::optional<ByteSet> ParseBrackets(std::string_view text, size_t& at, bool glob);

// `anywhere`: the pattern may begin at any byte, and what follows its end does not matter.
Result<Automaton> Determine(const Nodes& nodes, uint32_t begin, bool anywhere);

}  // namespace sonde::patterns
