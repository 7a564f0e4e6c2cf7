// What the tests of src/probes share: parsing and expanding attach points on the made-up host.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "host/fake_host.h"
#include "probes/attach_point.h"
#include "support/test_dir.h"

namespace sonde {

class ProbeTest : public ::testing::Test {
 protected:
  ProbeTest() { context_.host = host_.get(); }

  // The normalised name, or the messages, one per line.
  std::string Parse(const std::string& text) {
    const auto spec = ParseSpec(text);
    return spec && messages_.empty() ? spec->name : messages_;
  }
  std::optional<AttachSpec> ParseSpec(const std::string& text) {
    Diagnostics diags;
    auto spec = ParseAttachPoint(text, {0, static_cast<uint32_t>(text.size())}, context_, diags);
    Collect(diags);
    return spec;
  }
  // Names of the probes, or the messages.
  std::vector<std::string> Names(const std::string& text, bool one_each = false) {
    std::vector<std::string> names;
    for (const auto& probe : Expanded(text, one_each))
      names.push_back(probe.spec.name);
    return names;
  }
  std::vector<ExpandedProbe> Expanded(const std::string& text, bool one_each = false) {
    const auto spec = ParseSpec(text);
    if (!spec) return {};
    Diagnostics diags;
    auto probes = Expand(*spec, one_each, context_, diags);
    Collect(diags);
    return probes;
  }
  void Collect(const Diagnostics& diags) {
    messages_.clear();
    hints_.clear();
    ranges_.clear();
    for (const auto& each : diags.all()) {
      messages_ += (messages_.empty() ? "" : "\n") + each.message;
      hints_.insert(hints_.end(), each.hints.begin(), each.hints.end());
      ranges_.push_back(each.range);
    }
  }

  std::unique_ptr<HostView> host_ = MakeFakeHost(SONDE_TEST_DIR "/support/host");
  ProbeContext context_;
  std::string messages_;
  std::vector<std::string> hints_;
  std::vector<SourceRange> ranges_;
};

}  // namespace sonde
