// Headers of probes as other tools have them: maps of bcc, programs of C, variables outside of blocks, words
// for times, alternatives in braces. Leaves: what header_slips.h declares. Covered by
// tests/golden/diag-syntax/slips/err.headers.* and tests/messages.
#include "parser/header_slips.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "parser/raw_text.h"

namespace sonde {
namespace {

// The settings of the config block, by name.
constexpr std::string_view kSettings[] = {
#define CONFIG(field, key, type, value, use, help) key,
#include "defs/config.def"
};

bool IsNameChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '*';
}

}  // namespace

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back()))
    text.remove_suffix(1);
  return std::string(text);
}

const ProbeTypeRow* FindType(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto* row =
      std::find_if(std::begin(kProbeTypes), std::end(kProbeTypes), [&](const ProbeTypeRow& each) {
        return lower == each.name || (!each.alias.empty() && word == each.alias);
      });
  return row == std::end(kProbeTypes) ? nullptr : row;
}

bool TakesParts(const ProbeTypeRow* row) {
  return row != nullptr && row->name != "begin" && row->name != "end";
}

uint32_t HeaderEnd(std::string_view text, uint32_t at) {
  return static_cast<uint32_t>(std::min(text.find('{', at), text.size()));
}

uint32_t CloseOf(std::string_view text, uint32_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return at;
  }
  return 0;
}

std::string Inside(std::string_view text, std::string_view behind) {
  const size_t at = text.find(behind);
  if (at == std::string_view::npos) return {};
  const size_t from = at + behind.size();
  std::string inside(text.substr(from, text.find(')', from) - from));
  std::erase(inside, '"');
  return inside;
}

// BPF_HASH(start, u32); of bcc: maps are declared nowhere.
std::optional<Slip> BccMap(std::string_view text, SourceRange point, uint32_t) {
  constexpr uint32_t kReach = 80;
  const uint32_t from = point.begin > kReach ? point.begin - kReach : 0;
  const size_t found = text.substr(from, point.end - from).rfind("BPF_");
  if (found == std::string_view::npos) return std::nullopt;
  const auto begin = from + static_cast<uint32_t>(found);
  const std::string_view kind = WordAt(text, begin);
  const uint32_t open = begin + static_cast<uint32_t>(kind.size());
  if (open >= text.size() || text[open] != '(') return std::nullopt;
  const std::string_view name = WordAt(text, open + 1);
  const uint32_t close = CloseOf(text.substr(0, std::min<size_t>(text.size(), open + 4 * kReach)), open);
  if (name.empty() || close == 0) return std::nullopt;
  return Slip{{begin, close + 1},
              "a map has no declaration",
              {"it is there with its first value: @" + std::string(name) + "[tid] = nsecs in a block"},
              {}};
}

// SEC("kprobe/vfs_read") int f(void *ctx) { of C.
std::optional<Slip> SectionOfC(std::string_view text, SourceRange point, uint32_t) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  if (!head.starts_with("SEC(")) return std::nullopt;
  std::string probe = Inside(head, "SEC(");
  if (probe.starts_with("tp/")) probe = "tracepoint" + probe.substr(2);
  std::replace(probe.begin(), probe.end(), '/', ':');
  return Slip{
      {point.begin, point.end}, "this is a program of C", {"write " + probe + " { @ = count() }"}, {}};
}

// int x = 0; global reads; max_strlen = 64; in front of the first probe.
std::optional<Slip> GlobalVariable(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  const std::string_view first = WordAt(text, point.begin);
  if (first.empty() || head.find(':') != std::string_view::npos || FindType(head) != nullptr)
    return std::nullopt;
  // `name = ` is read as that of an attach point.
  uint32_t next = SkipLayout(text, point.begin + static_cast<uint32_t>(first.size()));
  std::string_view name = first;
  if (next == at && next < text.size() && text[at] != '=' && text[at] != ';') {
    name = WordAt(text, at);
    next = SkipLayout(text, at + static_cast<uint32_t>(name.size()));
  }
  const bool second = name.data() != first.data();
  if (name.empty() || next >= text.size()) return std::nullopt;
  const bool ends = text[next] == ';';
  if (!ends && (text[next] != '=' || text.substr(next).starts_with("=="))) return std::nullopt;
  if (ends && !second) return std::nullopt;
  const auto stop = static_cast<uint32_t>(std::min(text.find_first_of(";\n{", next), text.size()));
  if (stop < text.size() && text[stop] == '{') return std::nullopt;
  const std::string value = ends ? std::string() : Trimmed(text.substr(next + 1, stop - next - 1));
  const std::string named(name);
  const SourceRange range{point.begin, stop};
  const bool setting = std::find(std::begin(kSettings), std::end(kSettings), named) != std::end(kSettings);
  if (setting) {
    const std::string block = "config = { " + named + " = " + value + " }";
    const bool semicolon = stop < text.size() && text[stop] == ';';
    return Slip{range,
                "settings stand in a block of their own",
                {"write " + block},
                {{{range.begin, semicolon ? stop + 1 : stop}, block}}};
  }
  return Slip{range,
              "there are no variables outside of blocks",
              {value.empty() ? "a map is known in all probes, and has no declaration: write @" + named +
                                   " where it is used; it begins as 0"
                             : "a map is known in all probes: begin { @" + named + " = " + value + " }"},
              {}};
}

// every 5s {, interval:10 s {
std::optional<Slip> TimerWords(std::string_view text, SourceRange point, uint32_t at) {
  const std::string_view head = text.substr(point.begin, point.end - point.begin);
  const std::string type(head.substr(0, head.find(':')));
  const bool every = head == "every" || head == "each";
  const bool sampler = type == "profile";
  if (!every && type != "interval" && !sampler) return std::nullopt;
  std::string rest(head.size() > type.size() ? head.substr(type.size() + 1) : std::string_view());
  const uint32_t end = HeaderEnd(text, at);
  for (const char c : text.substr(at, std::min<uint32_t>(end - at, 40))) {
    if (!IsBlank(c)) rest += c;
  }
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
      {"s", "s"},       {"sec", "s"}, {"secs", "s"},  {"second", "s"},
      {"seconds", "s"}, {"ms", "ms"}, {"msec", "ms"}, {"milliseconds", "ms"},
      {"us", "us"},     {"hz", "hz"}, {"Hz", "hz"},   {"Hertz", "hz"}};
  for (const auto& [seen, unit] : kUnits) {
    if (digits == 0 || rest.substr(digits) != seen) continue;
    const std::string probe =
        (sampler ? "profile:" : "interval:") + std::string(unit) + ":" + rest.substr(0, digits);
    uint32_t last = end;
    while (last > at && IsBlank(text[last - 1]))
      --last;
    return Slip{{point.begin, last},
                "the parts of a probe have colons between them, the unit first",
                {"write " + probe + " { ... }"},
                {{{point.begin, last}, probe}}};
  }
  return std::nullopt;
}

// kprobe:vfs_{read,write} { ... } of a shell: the first brace begins the block.
std::optional<Slip> BracedProbe(std::string_view text, SourceRange point, uint32_t brace, uint32_t& end) {
  constexpr uint32_t kReach = 400;
  if (point.end != brace) return std::nullopt;
  const std::string_view line = text.substr(brace + 1, kReach);
  const size_t close = line.find('}');
  const std::string_view inside = line.substr(0, std::min(close, line.size()));
  if (close == std::string_view::npos || inside.find(',') == std::string_view::npos) return std::nullopt;
  size_t last = close + 1;
  while (last < line.size() && (IsNameChar(line[last]) || line[last] == ':'))
    ++last;
  const std::string head(text.substr(point.begin, point.end - point.begin));
  const std::string tail(line.substr(close + 1, last - close - 1));
  std::string probes;
  for (std::string_view names = inside;;) {
    const size_t comma = std::min(names.find(','), names.size());
    const std::string_view name = names.substr(0, comma);
    if (name.empty() || !std::all_of(name.begin(), name.end(), IsNameChar)) return std::nullopt;
    probes += (probes.empty() ? "" : ", ") + head + std::string(name) + tail;
    if (comma == names.size()) break;
    names.remove_prefix(comma + 1);
  }
  end = brace + 1 + static_cast<uint32_t>(last);
  return Slip{{point.begin, end},
              "there are no alternatives in braces",
              {"write " + probes},
              {{{point.begin, end}, probes}}};
}

// PROBE /args.ret > 0/ @ = count()
std::optional<Slip> BareBody(std::string_view text, SourceRange open) {
  constexpr size_t kReach = 1000;
  const std::string_view rest = text.substr(open.begin, kReach);
  const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
  const size_t close = line.find("/ ", 1);
  if (close == std::string_view::npos || line.find('{') != std::string_view::npos) return std::nullopt;
  const std::string body = Trimmed(line.substr(close + 1));
  const bool statement = body.starts_with('@') || body.starts_with('$') ||
                         (!WordAt(body, 0).empty() && body.find('(') == WordAt(body, 0).size());
  if (!statement) return std::nullopt;
  const auto at = static_cast<uint32_t>(open.begin + line.find_first_not_of(" \t", close + 1));
  const SourceRange range{at, at + static_cast<uint32_t>(body.size())};
  return Slip{
      {at, at + 1},
      "expected '{'",
      {"what a probe does stands in braces: " + std::string(line.substr(0, close + 1)) + " { " + body + " }"},
      {{range, "{ " + body + " }"}}};
}

// print(7 // 2): the rest of the line is a comment.
std::optional<Slip> CommentInBlock(std::string_view text, SourceRange last) {
  constexpr size_t kReach = 400;
  const std::string_view rest = text.substr(last.end, kReach);
  const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
  const size_t slashes = line.find_first_not_of(" \t");
  if (slashes == std::string_view::npos || !line.substr(slashes).starts_with("//")) return std::nullopt;
  const size_t operand = line.find_first_not_of(" \t", slashes + 2);
  const size_t close = operand == std::string_view::npos ? operand : line.find_first_of(");,}", operand);
  if (close == std::string_view::npos) return std::nullopt;
  const std::string divisor = Trimmed(line.substr(operand, close - operand));
  if (divisor.empty() || divisor.find_first_of(" ({") != std::string::npos) return std::nullopt;
  const auto at = last.end + static_cast<uint32_t>(slashes);
  return Slip{{at, at + 2},
              "// begins a comment, which goes on to the end of the line",
              {"a division of whole numbers is written " +
               std::string(text.substr(last.begin, last.end - last.begin)) + " / " + divisor},
              {{{at, at + 2}, "/"}}};
}

}  // namespace sonde
