// Writer of Chrome's trace events, which Perfetto opens: spans, counters of maps, what is printed as marks.
// Leaves: MakeTraceWriter. Covered by tests/output/trace_writer_test.cpp and tests/run/spans.test.
#include <algorithm>
#include <map>
#include <optional>
#include <queue>
#include <utility>

#include "base/clock.h"
#include "base/json_stream.h"
#include "output/formats.h"
#include "output/histogram.h"
#include "output/sink.h"
#include "output/text.h"

namespace sonde::output {
namespace {

// Events that wait until no earlier one can come: those of several CPUs come a little out of order.
constexpr size_t kMostWaiting = 4096;
constexpr size_t kMostRows = 65536;
constexpr size_t kMostOfMap = 50;  // entries of a map that become counters

// The clock of spans.
uint64_t Now() {
  return ClockNs(CLOCK_BOOTTIME);
}

// One object of the list. Other members stand before its time.
class TraceEvent {
 public:
  TraceEvent(std::string_view phase, std::string_view name, uint64_t pid, uint64_t tid) {
    json_.StartObject();
    Member("name", name);
    Member("ph", phase);
    Member("pid", pid);
    Member("tid", tid);
  }
  TraceEvent(const TraceEvent&) = delete;  // one part refers to another
  TraceEvent& operator=(const TraceEvent&) = delete;
  ~TraceEvent() = default;
  void Member(std::string_view name, std::string_view text) {
    json_.Key(name);
    json_.String(text);
  }
  void Member(std::string_view name, uint64_t number) {
    json_.Key(name);
    json_.Integer(number, false);
  }
  JsonStream& json() { return json_; }
  // Microseconds, with the nanoseconds behind the point.
  std::string Take(uint64_t when) {
    const std::string part = std::to_string(1000 + when % 1000).substr(1);
    return text_ + ", \"ts\": " + std::to_string(when / 1000) + "." + part + "}";
  }

 private:
  std::string text_;
  JsonStream json_{text_};
};

// A number of a map as a counter has it; nothing for what is none.
std::optional<double> CounterOf(const EntryValue& value) {
  if (const auto* statistics = std::get_if<Statistics>(&value)) {
    const uint64_t average = statistics->Average();
    return statistics->is_signed ? static_cast<double>(static_cast<int64_t>(average))
                                 : static_cast<double>(average);
  }
  if (const auto* histogram = std::get_if<Histogram>(&value))
    return static_cast<double>(HistogramTotal(*histogram));
  const auto* plain = std::get_if<Value>(&value);
  if (plain == nullptr) return std::nullopt;
  if (const auto* number = std::get_if<Int64>(&plain->data)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<Uint64>(&plain->data)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<Float>(&plain->data)) return number->value;
  return std::nullopt;
}

class TraceWriter : public Sink {
 public:
  TraceWriter(Stream& out, const std::string& title);

  void Printf(const Formatter& format, std::span<const Value> values) override {
    std::string text;
    format.Append(text, values);
    Mark(text);
  }
  void Text(EventKind /*kind*/, std::string_view text) override { Mark(text); }
  void Print(const Value& value) override {
    std::string text;
    AppendText(text, value);
    Mark(text);
  }
  void SpanBegin(const Span& span) override { Add(span, true, span.begin); }
  void SpanEnd(const Span& span) override { Add(span, false, span.end); }
  void PrintMap(const MapData& map, const PrintOptions& /*options*/) override { Counters(map); }
  void PrintMaps(std::span<const MapData> maps, const PrintOptions& /*options*/) override {
    for (const MapData& map : maps)
      Counters(map);
  }
  void BeginSnapshot(bool last) override { last_ = last; }
  void SnapshotMap(const MapData& map) override { Counters(map); }
  void EndSnapshot() override {
    if (!last_) return;
    WriteUntil(0);
    out_.Append("\n]\n");
  }
  void BeginTests(size_t /*count*/) override {}
  void BeginTest(const std::string& /*name*/) override {}
  void EndTest(const TestResult& /*result*/) override {}
  void EndTests(std::span<const TestResult> /*results*/) override {}
  void Benchmarks(std::span<const BenchmarkResult> /*results*/) override {}
  [[nodiscard]] std::string Summary() const override {
    std::string notes;
    if (left_out_)
      notes = "NOTE: trace: of a map the last " + std::to_string(kMostOfMap) + " entries are counters.";
    if (rows_left_out_) {
      notes += (notes.empty() ? "" : "\n") + std::string("NOTE: trace: spans have ") +
               std::to_string(kMostRows) + " rows at most; later ones are shown without.";
    }
    return notes;
  }

 private:
  // A line of its own in the time line, of one name and id.
  struct Row {
    uint64_t number = 0;  // from 1, as a thread's of process 0, whose thread 0 has marks and counters
    uint64_t last = 0;    // time of the last mark
  };
  void Add(const Span& span, bool begins, uint64_t when);
  void AddToRow(const Span& span, bool begins, uint64_t when);
  bool HasRow(const Span& span);
  Row& RowOf(const Span& span, uint64_t when);
  void Mark(std::string_view text);
  void Counters(const MapData& map);
  void Wait(TraceEvent& event, uint64_t when);
  void WriteUntil(size_t left);

  struct Waiting {
    uint64_t when;
    uint64_t number;  // in the order of their coming
    std::string json;
    bool operator>(const Waiting& other) const {
      return when != other.when ? when > other.when : number > other.number;
    }
  };

  Stream& out_;
  std::string head_;  // what has to stand before the first event
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  std::map<std::pair<std::string, uint64_t>, Row> rows_;  // by name and id
  uint64_t count_ = 0;
  bool last_ = false;
  bool left_out_ = false, rows_left_out_ = false;
};

// A list, which readers also take if its end is missing because the run was killed.
TraceWriter::TraceWriter(Stream& out, const std::string& title) : out_(out) {
  TraceEvent event("M", "process_name", 0, 0);
  event.json().Key("args");
  event.json().StartObject();
  event.Member("name", title.empty() ? "sonde" : "sonde: " + title);
  event.json().EndObject();
  head_ = "[\n" + event.Take(Now());
}

void TraceWriter::Wait(TraceEvent& event, uint64_t when) {
  waiting_.push({when, count_++, event.Take(when)});
  WriteUntil(kMostWaiting);
}

void TraceWriter::WriteUntil(size_t left) {
  if (waiting_.size() > left || left == 0) out_.buffer() += std::exchange(head_, {});
  for (; waiting_.size() > left; waiting_.pop())
    out_.Append(",\n" + waiting_.top().json);
}

// Of those of one id, each is within the one before it.
void TraceWriter::Add(const Span& span, bool begins, uint64_t when) {
  if (!span.row.empty() && HasRow(span)) return AddToRow(span, begins, when);
  const std::string_view phase = begins ? "b" : "e";
  std::string id = "0x";
  AppendHex(id, span.id);
  TraceEvent event(phase, span.name, span.pid, span.tid);
  event.Member("cat", "span");
  event.Member("id", id);
  Wait(event, when);
}

// Those that came too late for a row of their own are shown as spans without one.
bool TraceWriter::HasRow(const Span& span) {
  if (rows_.size() < kMostRows || rows_.contains({span.row, span.id})) return true;
  return !(rows_left_out_ = true);
}

// The row of a name and an id, with its name and place for viewers when it is there first.
TraceWriter::Row& TraceWriter::RowOf(const Span& span, uint64_t when) {
  constexpr uint64_t kHighestPlace = INT32_MAX;
  const auto [at, added] = rows_.try_emplace({span.row, span.id});
  Row& row = at->second;
  if (!added) return row;
  row.number = rows_.size();
  TraceEvent name("M", "thread_name", 0, row.number);
  name.json().Key("args");
  name.json().StartObject();
  name.Member("name", span.row + " " + std::to_string(span.id));
  name.json().EndObject();
  Wait(name, when);
  if (span.id > kHighestPlace) return row;
  TraceEvent place("M", "thread_sort_index", 0, row.number);
  place.json().Key("args");
  place.json().StartObject();
  place.Member("sort_index", span.id);
  place.json().EndObject();
  Wait(place, when);
  return row;
}

// Viewers take an end for that of what began last in the row: none comes before a mark that was made earlier,
// though clocks of CPUs may differ.
void TraceWriter::AddToRow(const Span& span, bool begins, uint64_t when) {
  Row& row = RowOf(span, when);
  row.last = std::max(row.last, when);
  TraceEvent event(begins ? "B" : "E", span.name, 0, row.number);
  event.Member("cat", "span");
  Wait(event, row.last);
}

void TraceWriter::Mark(std::string_view text) {
  while (text.ends_with('\n'))
    text.remove_suffix(1);
  TraceEvent event("i", text, 0, 0);
  event.Member("s", "g");
  Wait(event, Now());
}

// Those with the highest values stand last.
void TraceWriter::Counters(const MapData& map) {
  const size_t count = map.entries.size();
  left_out_ |= count > kMostOfMap;
  TraceEvent event("C", map.name, 0, 0);
  JsonStream& json = event.json();
  json.Key("args");
  json.StartObject();
  bool any = false;
  for (size_t i = count > kMostOfMap ? count - kMostOfMap : 0; i < count; ++i) {
    const std::optional<double> number = CounterOf(map.entries[i].value);
    if (!number) continue;
    any = true;
    std::string key;
    if (map.keyed) AppendKey(key, map.entries[i].key);
    json.Key(map.keyed ? key : "value");
    json.Float(*number, false);
  }
  json.EndObject();
  if (any) Wait(event, Now());
}

}  // namespace

std::unique_ptr<Sink> MakeTraceWriter(Stream& out, const WriterOptions& options) {
  return std::make_unique<TraceWriter>(out, options.title);
}

}  // namespace sonde::output
