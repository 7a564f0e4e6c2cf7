// Leaves: MetricsWriter. Covered by tests/serve/metrics_test.cpp and tests/run/serve.test.
#include "serve/metrics.h"

#include <cmath>
#include <span>
#include <string_view>
#include <utility>

#include "output/text.h"

namespace sonde::serve {
namespace {

constexpr size_t kMostLines = 20000;  // of a map; the entries behind them are counted only

void AppendEscaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '\\' || (quotes && c == '"')) out += '\\';
      out += c;
    }
  }
}

// `{a="1",b="2"`, without the brace that ends it; empty if there are none.
std::string LabelsText(std::span<const Label> labels) {
  std::string text;
  for (const Label& label : labels) {
    text.append(text.empty() ? "{" : ",").append(label.name).append("=\"");
    AppendEscaped(text, label.text, true);
    text += '"';
  }
  return text;
}

std::string TextOf(const Number& number) {
  std::string text;
  if (!number.real) {
    output::AppendInteger(text, number.bits, number.is_signed);
    return text;
  }
  const double real = number.real->value;
  if (std::isnan(real)) return "NaN";
  if (std::isinf(real)) return real > 0 ? "+Inf" : "-Inf";
  output::AppendText(text, output::Value{*number.real});
  return text;
}

std::string_view WordOf(MetricType type) {
  constexpr std::string_view kWords[] = {"counter", "gauge", "summary", "histogram"};
  return kWords[static_cast<size_t>(type)];
}

class MetricsText : public MetricSink {
 public:
  void Begin(const MetricFamily& family) override {
    name_ = family.name;
    lines_ = 0;
    Head(name_, WordOf(family.type), family.help);
  }
  void Value(std::span<const Label> labels, const Number& number) override {
    Line("", LabelsText(labels), TextOf(number));
  }
  void Summary(std::span<const Label> labels, const Number& sum, uint64_t count) override {
    const std::string text = LabelsText(labels);
    Line("_sum", text, TextOf(sum));
    Line("_count", text, std::to_string(count));
  }
  void Histogram(std::span<const Label> labels, std::span<const UpTo> buckets, uint64_t total) override;
  void End() override {}
  [[nodiscard]] bool Full() const override { return lines_ >= kMostLines; }
  void LeftOut(std::string_view map, std::string_view reason, size_t count) override;
  // All of it, with what is not of maps.
  std::string Finish(uint64_t milliseconds);

 private:
  void Line(std::string_view suffix, const std::string& labels, std::string_view number);
  void Head(std::string_view name, std::string_view type, std::string_view help);

  std::string out_;
  std::string left_out_;
  std::string name_;  // of the map at hand
  size_t lines_ = 0;  // of it
};

void MetricsText::Head(std::string_view name, std::string_view type, std::string_view help) {
  out_.append("# HELP ").append(name).append(" ");
  AppendEscaped(out_, help, false);
  out_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::Line(std::string_view suffix, const std::string& labels, std::string_view number) {
  out_.append(name_).append(suffix).append(labels).append(labels.empty() ? " " : "} ");
  out_.append(number).append("\n");
  ++lines_;
}

void MetricsText::LeftOut(std::string_view map, std::string_view reason, size_t count) {
  left_out_.append(kLeftOutName).append("{map=\"");
  AppendEscaped(left_out_, map, true);
  left_out_.append("\",reason=\"").append(reason).append("\"} ").append(std::to_string(count)).append("\n");
}

void MetricsText::Histogram(std::span<const Label> labels, std::span<const UpTo> buckets, uint64_t total) {
  const std::string text = LabelsText(labels), before = text.empty() ? "{" : text + ",";
  for (const UpTo& bucket : buckets)
    Line("_bucket", before + "le=\"" + TextOf(bucket.bound) + "\"", std::to_string(bucket.total));
  Line("_bucket", before + "le=\"+Inf\"", std::to_string(total));
  Line("_count", text, std::to_string(total));
}

std::string MetricsText::Finish(uint64_t milliseconds) {
  Head(kLeftOutName, "gauge", "entries of maps that are not here");
  out_ += left_out_;
  Head(kTimeName, "gauge", "when the maps were read");
  std::string fraction = std::to_string(milliseconds % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  out_.append(kTimeName).append(" ").append(std::to_string(milliseconds / 1000));
  out_.append(".").append(fraction).append("\n");
  return std::move(out_);
}

}  // namespace

std::string MetricsWriter::Write(const output::Snapshot& snapshot) {
  MetricsText text;
  walk_.Walk(snapshot, text);
  return text.Finish(snapshot.milliseconds);
}

}  // namespace sonde::serve
