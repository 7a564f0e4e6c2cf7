// Globs, and what stands between brackets in all patterns. Leaves: CompileGlob, ParseBrackets. Covered by
// tests/base/automaton_test.cpp.
#include <algorithm>
#include <cctype>

#include "base/automaton_nodes.h"

namespace sonde {
namespace patterns {
namespace {

struct NamedClass {
  const char* name;
  int (*has)(int);
};
constexpr NamedClass kNamedClasses[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank},
                                        {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
                                        {"lower", islower}, {"print", isprint}, {"punct", ispunct},
                                        {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};

// What stands between brackets. `at` is behind the `[`; it is set behind the `]`.
class BracketParser {
 public:
  BracketParser(std::string_view text, size_t& at, bool glob) : text_(text), at_(at), glob_(glob) {}

  // Nothing when there is no `]`, or something in it that has no meaning.
  std::optional<ByteSet> Run() {
    const bool negated = at_ < text_.size() && (text_[at_] == '^' || (glob_ && text_[at_] == '!'));
    if (negated) ++at_;
    for (bool first = true; at_ < text_.size(); first = false) {
      if (text_[at_] == ']' && !first) {
        ++at_;
        bytes_.reset(0);
        return negated ? ~bytes_ & AnyByte() : bytes_;
      }
      if (!Item()) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  bool Item() {
    if (text_.substr(at_, 2) == "[:") return Named();
    const auto low = Byte();
    if (!low) return false;
    const bool range = at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']';
    if (!range) {
      bytes_.set(*low);
      return true;
    }
    ++at_;
    const auto high = Byte();
    if (!high) return false;
    if (*low > *high && !glob_) return false;
    for (unsigned byte = *low; byte <= *high; ++byte)
      bytes_.set(byte);
    return true;
  }

  // Names of collating elements, [.x.] and [=x=], are none.
  std::optional<uint8_t> Byte() {
    if (glob_ && text_[at_] == '\\') ++at_;
    if (at_ >= text_.size() || text_.substr(at_, 2) == "[." || text_.substr(at_, 2) == "[=")
      return std::nullopt;
    return static_cast<uint8_t>(text_[at_++]);
  }

  bool Named() {
    const size_t end = text_.find(":]", at_ + 2);
    if (end == std::string_view::npos) return false;
    const std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
    const auto* row = std::find_if(std::begin(kNamedClasses), std::end(kNamedClasses),
                                   [&](const NamedClass& one) { return one.name == name; });
    if (row == std::end(kNamedClasses)) return false;
    for (int byte = 1; byte < 128; ++byte)
      if (row->has(byte) != 0) bytes_.set(static_cast<size_t>(byte));
    at_ = end + 2;
    return true;
  }

  std::string_view text_;
  size_t& at_;
  const bool glob_;
  ByteSet bytes_;
};

}  // namespace

std::optional<ByteSet> ParseBrackets(std::string_view text, size_t& at, bool glob) {
  return BracketParser(text, at, glob).Run();
}

}  // namespace patterns

using namespace patterns;  // NOLINT(google-build-using-namespace)

namespace {

// A part of a glob: bytes, once or any number of times.
struct GlobPart {
  ByteSet bytes;
  bool star = false;
};

std::vector<GlobPart> ParseGlob(std::string_view pattern) {
  std::vector<GlobPart> parts;
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at++];
    if (c == '*') {
      parts.push_back({AnyByte(), true});
    } else if (c == '?') {
      parts.push_back({AnyByte()});
    } else if (c == '[') {
      size_t end = at;
      const auto bytes = ParseBrackets(pattern, end, true);
      parts.push_back({bytes ? *bytes : OneByte('[')});
      if (bytes) at = end;
    } else if (c == '\\') {  // at the end it stands in front of the NUL, which no text has
      parts.push_back({at < pattern.size() ? OneByte(pattern[at]) : ByteSet()});
      if (at < pattern.size()) ++at;
    } else {
      parts.push_back({OneByte(c)});
    }
  }
  return parts;
}

}  // namespace

Result<Automaton> CompileGlob(std::string_view pattern) {
  Nodes nodes;
  std::vector<GlobPart> parts = ParseGlob(pattern);
  if (parts.size() > kMostNodes / 2) return Error("it is too long");
  uint32_t next = nodes.Add(Node::Kind::Accept);
  std::reverse(parts.begin(), parts.end());
  for (const GlobPart& part : parts) {
    if (!part.star) {
      next = nodes.AddBytes(part.bytes, next);
      continue;
    }
    const uint32_t choice = nodes.Add(Node::Kind::Split);
    nodes[choice].other = next;
    nodes[choice].next = nodes.AddBytes(part.bytes, choice);
    next = choice;
  }
  return Determine(nodes, next, false);
}

}  // namespace sonde
