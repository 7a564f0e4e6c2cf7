// The life of a session, from load to the last line, on a made-up machine. Needs no rights.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <thread>

#include "defs/formats.h"
#include "fake_machine.h"
#include "output/text.h"
#include "runtime/run_output.h"
#include "runtime/session.h"
#include "runtime/signals.h"
#include "sample.h"

namespace sonde::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

enum ProbeNumber : uint32_t { kBegin, kFirst, kSecond, kUser, kEnd };
enum EventNumber : uint32_t { kPrintf, kExit, kPrintMap, kClearMap };
enum MapNumber : uint32_t { kScalar, kKeyed };
constexpr uint32_t kScalarAt = sizeof(ControlData), kGenerationAt = 64;  // bytes into the globals

bundle::EventMeta Event(EventKind kind, uint32_t payload) {
  bundle::EventMeta event;
  event.kind = kind;
  event.size = static_cast<uint32_t>(sizeof(EventHeader)) + payload;
  return event;
}

void AddTwoMaps(bundle::Metadata& meta) {
  bundle::MapMeta scalar;
  scalar.name = "@z";
  scalar.offset = kScalarAt;
  scalar.value = Number(0, 8);
  scalar.value_size = 8;
  bundle::MapMeta keyed;
  keyed.name = "@a";
  keyed.bpf_name = "map_a";
  keyed.storage = bundle::MapStorage::Hash;
  keyed.has_keys = true;
  keyed.key = Number(0, 8);
  keyed.value = Number(0, 8);
  keyed.value_size = 8;
  keyed.max_entries = 10;
  keyed.generation = kGenerationAt;
  keyed.additive = true;
  meta.maps = {scalar, keyed};
}

bundle::Bundle MakeBundle() {
  bundle::Bundle bundle;
  bundle::Metadata& meta = bundle.metadata;
  meta.source_name = "stdin";
  meta.probes = {Probe(ProbeKind::Begin, "begin", "begin_0"), Probe(ProbeKind::Kprobe, "kprobe:first", "p1"),
                 Probe(ProbeKind::Tracepoint, "tracepoint:a:second", "p2"),
                 Probe(ProbeKind::Uprobe, "uprobe:/bin/x:user", "p3"), Probe(ProbeKind::End, "end", "end_0")};
  AddTwoMaps(meta);
  meta.events = {Event(EventKind::Printf, 8), Event(EventKind::Exit, 8), Event(EventKind::PrintMap, 0),
                 Event(EventKind::ClearMap, 0)};
  meta.events[kPrintf].text = "%d\n";
  meta.events[kPrintf].args = {Number(0, 8)};
  meta.events[kPrintMap].map = meta.events[kClearMap].map = kKeyed;
  meta.ledger = {{bundle::LedgerKind::ProbeHits, kFirst},
                 {bundle::LedgerKind::EventsLost, kFirst},
                 {bundle::LedgerKind::UpdateFailed, kKeyed},
                 {bundle::LedgerKind::DivideByZero, 0}};
  bundle::Location place;
  place.line = 1;
  place.column = 3;
  place.end_column = 6;
  place.source_line = "1 / 0";
  meta.locations = {place};
  return bundle;
}

class FakeSessionTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/sonde-session-XXXXXX";
    close(mkstemp(path));
    file_ = options_.output.request.path = path;
    options_.ready_lines.clear();
  }
  void TearDown() override { unlink(file_.c_str()); }

  // The exit code; 255 if the session failed, with its error in `error_`.
  int Run() {
    testing::internal::CaptureStderr();
    auto code = runtime::Run(bundle_, machine_, options_);
    messages_ = testing::internal::GetCapturedStderr();
    if (!code) error_ = code.error().Text();
    return code ? *code : 255;
  }
  [[nodiscard]] std::string Output() const {
    std::ifstream file(file_);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The first probe fires for the first time `rounds` looks at the events after the start.
  void OnRound(int round, std::function<void()> action) {
    machine_.on_drain = [this, round, action = std::move(action)] {
      if (++round_ == round) action();
    };
  }
  void ExitAtOnce(uint64_t code = 0) {
    OnRound(1, [this, code] { machine_.Send(kExit, kFirst, {code}); });
  }
  // An entry of the keyed map, of its first generation.
  void Count(uint64_t key, uint64_t value, uint64_t generation = 0) {
    std::string stored(reinterpret_cast<const char*>(&key), sizeof(key));
    stored.append(reinterpret_cast<const char*>(&generation), sizeof(generation));
    machine_.Map(kKeyed).entries[stored].assign(reinterpret_cast<const char*>(&value), sizeof(value));
  }

  bundle::Bundle bundle_ = MakeBundle();
  FakeMachine machine_;
  SessionOptions options_;
  std::string file_, messages_, error_;
  int round_ = 0;
};

TEST_F(FakeSessionTest, RunsFromBeginToEnd) {
  machine_.programs[kBegin] = [this] {
    machine_.Send(kPrintf, kBegin, {1});
    return Status::Ok();
  };
  machine_.programs[kEnd] = [this] {
    machine_.Send(kPrintf, kEnd, {3});
    return Status::Ok();
  };
  OnRound(2, [this] {
    machine_.Send(kPrintf, kFirst, {2});
    machine_.Send(kExit, kFirst, {7});
  });
  EXPECT_EQ(Run(), 7);
  EXPECT_EQ(Output(), "1\n2\n3\n\n\n");
  EXPECT_EQ(messages_, "Attached 5 probes\n");
  // A tracepoint fires in order of attaching; kprobes and uprobes in reverse order.
  EXPECT_THAT(machine_.journal,
              ElementsAre("load", "run begin", "attach begin", "attach tracepoint:a:second", "attach end",
                          "attach uprobe:/bin/x:user", "attach kprobe:first", "detach", "wait", "run end"));
}

TEST_F(FakeSessionTest, TimersBeginWhenAllElseIsAttached) {
  bundle_.metadata.probes[kFirst] = Probe(ProbeKind::Interval, "interval:s:1", "p1");
  bundle_.metadata.probes[kSecond] = Probe(ProbeKind::Profile, "profile:hz:99", "p2");
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(machine_.journal,
              ElementsAre("load", "run begin", "attach begin", "attach end", "attach uprobe:/bin/x:user",
                          "attach interval:s:1", "attach profile:hz:99", "detach", "wait", "run end"));
}

TEST_F(FakeSessionTest, WatchpointsOnArgumentsAreArmedByEvents) {
  const auto watch = static_cast<uint32_t>(bundle_.metadata.events.size());
  bundle_.metadata.events.push_back(Event(EventKind::Watch, 16));
  bundle_.metadata.events.push_back(Event(EventKind::Unwatch, 8));
  bundle_.metadata.probes[kFirst] = Probe(ProbeKind::Watchpoint, "watchpoint:f+arg0:8:w", "p1");
  bundle_.metadata.probes[kFirst].targets = {bundle::MemoryTarget{0, 8, "w", kUser}};
  OnRound(1, [this, watch] {
    machine_.Send(watch, kUser, {12, 0x2000});
    machine_.Send(watch, kUser, {12, 8});
    machine_.Send(watch, kUser, {12, 16});
    machine_.Send(watch + 1, kSecond, {0x2000});
    machine_.Send(kExit, kSecond, {0});
  });
  EXPECT_EQ(Run(), 0);
  for (const char* done :
       {"watch uprobe:/bin/x:user 12 8192", "watch uprobe:/bin/x:user 12 8", "unwatch 8192"})
    EXPECT_THAT(machine_.journal, testing::Contains(done));
  EXPECT_THAT(messages_,
              HasSubstr("watchpoint:f+arg0:8:w cannot watch no room; further ones are only counted"));
  EXPECT_THAT(messages_, HasSubstr("ledger: watchpoint:f+arg0:8:w: 2 addresses_not_watched"));
}

TEST_F(FakeSessionTest, ExitDropsWhatIsBehindIt) {
  OnRound(1, [this] {
    machine_.Send(kExit, kFirst, {300});
    machine_.Send(kPrintf, kFirst, {2});
  });
  EXPECT_EQ(Run(), 300 & 0xff);
  EXPECT_EQ(Output(), "\n\n");
}

// The ring buffer had no room for the record of exit(): what it was full of is shown.
TEST_F(FakeSessionTest, ExitWithoutItsRecord) {
  OnRound(3, [this] {
    machine_.Word(offsetof(ControlData, exit)) = 2 * 7 + 1;
    machine_.Send(kPrintf, kFirst, {2});
  });
  EXPECT_EQ(Run(), 7);
  EXPECT_EQ(Output(), "2\n\n\n");
}

// The word is set before the record is sent.
TEST_F(FakeSessionTest, ExitBeforeItsRecord) {
  OnRound(3, [this] {
    machine_.Word(offsetof(ControlData, exit)) = 2 * 7 + 1;
    machine_.Send(kPrintf, kFirst, {2});
    machine_.on_drain = [this] {
      machine_.Send(kPrintf, kFirst, {3});
      machine_.Send(kExit, kFirst, {7});
      machine_.Send(kPrintf, kFirst, {4});
      machine_.on_drain = nullptr;
    };
  });
  EXPECT_EQ(Run(), 7);
  EXPECT_EQ(Output(), "2\n3\n\n\n");
}

TEST_F(FakeSessionTest, SignalsRunSelfProbes) {
  bundle_.metadata.probes[kFirst].kind = ProbeKind::Self;
  int runs = 0;
  machine_.programs[kFirst] = [this, &runs] {
    if (++runs < 2) {
      kill(getpid(), SIGUSR1);
    } else {
      machine_.Send(kExit, kFirst, {7});
    }
    return Status::Ok();
  };
  OnRound(2, [] { kill(getpid(), SIGUSR1); });
  EXPECT_EQ(Run(), 7);
  EXPECT_EQ(runs, 2);
}

TEST_F(FakeSessionTest, SelfProbesAloneKeepTheRunGoing) {
  bundle_.metadata.probes = {Probe(ProbeKind::Begin, "begin", "b"), Probe(ProbeKind::Self, "self:x", "s")};
  bundle_.metadata.ledger.clear();
  OnRound(5, [] { kill(getpid(), SIGINT); });
  EXPECT_EQ(Run(), 0);
  EXPECT_GE(round_, 5);
}

TEST_F(FakeSessionTest, NothingButBeginAndEndEndsByItself) {
  bundle_.metadata.probes = {Probe(ProbeKind::Begin, "begin", "b"), Probe(ProbeKind::End, "end", "e")};
  bundle_.metadata.ledger.clear();
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(machine_.journal,
              ElementsAre("load", "run begin", "attach begin", "attach end", "detach", "wait", "run end"));
}

TEST_F(FakeSessionTest, IteratorsAreReadToTheirEndWithTheEventsBetween) {
  auto& probes = bundle_.metadata.probes;
  probes.resize(kFirst + 1);
  probes[kFirst].kind = ProbeKind::Iter;
  probes[kFirst].targets = {bundle::ObjectTarget{"task"}};
  uint64_t objects = 0;
  machine_.read_objects = [&]() -> Result<bool> {
    EXPECT_TRUE(machine_.records.empty()) << "the ring buffer would fill";
    if (objects == 2) {
      ++objects;
      return Error("one iterator cannot be read");
    }
    if (objects == 4) return false;
    machine_.Send(kPrintf, kFirst, {++objects});
    return true;
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "1\n2\n4\n\n\n");
  EXPECT_THAT(messages_, HasSubstr("one iterator cannot be read"));
}

TEST_F(FakeSessionTest, PinsAreMadeWhenAllIsAttached) {
  auto& probes = bundle_.metadata.probes;
  probes.resize(kFirst + 1);
  probes[kFirst].kind = ProbeKind::Iter;
  probes[kFirst].targets = {bundle::ObjectTarget{"task", "/sys/fs/bpf/tasks"}};
  machine_.make_pins = [this]() -> Result<std::vector<std::string>> {
    machine_.journal.emplace_back("pin");
    return std::vector<std::string>{"/sys/fs/bpf/tasks"};
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(messages_, HasSubstr("Program pinned to /sys/fs/bpf/tasks\n"));
  const auto& journal = machine_.journal;
  EXPECT_LT(std::find(journal.begin(), journal.end(), "attach " + probes[kFirst].name),
            std::find(journal.begin(), journal.end(), "pin"));
  machine_.make_pins = []() -> Result<std::vector<std::string>> { return Error("no room for a pin"); };
  EXPECT_NE(Run(), 0);
}

TEST_F(FakeSessionTest, SignalEndsTheRunAndShowsWhatCame) {
  OnRound(2, [this] {
    machine_.Send(kPrintf, kFirst, {5});
    kill(getpid(), SIGINT);
  });
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "5\n\n\n");
  EXPECT_EQ(machine_.journal.back(), "run end");
}

TEST_F(FakeSessionTest, SignalWhileAttaching) {
  machine_.attach = [](size_t) {
    kill(getpid(), SIGTERM);
    return Attached{1, "magic"};
  };
  EXPECT_EQ(Run(), 255);
  EXPECT_EQ(error_, "interrupted while attaching");
}

TEST_F(FakeSessionTest, ChildRunsOnceProbesAreAttachedAndEndsTheRun) {
  auto child = Child::Start("sh -c 'exit 3'");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  options_.child = child->get();
  options_.verbose = true;
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(machine_.loaded.child_pid, (*child)->pid());
  EXPECT_THAT(messages_, HasSubstr("Child exited with code: 3\n"));
}

TEST_F(FakeSessionTest, ChildIsAskedToEndWithTheRun) {
  auto child = Child::Start("sleep 1000");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  options_.child = child->get();
  options_.verbose = true;
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(messages_, HasSubstr("Child terminated by signal: 15\n"));
}

TEST_F(FakeSessionTest, LastProcessEndsTheRun) {
  auto child = Child::Start("true");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  options_.targets.pids = {(*child)->pid()};
  OnRound(2, [&] { (*child)->Release(); });
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(machine_.loaded.pids, options_.targets.pids);
}

TEST_F(FakeSessionTest, WhatAProcessHasStartedIsWaitedFor) {
  auto child = Child::Start("true");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  options_.targets.pids = {(*child)->pid()};
  options_.targets.follow = true;
  OnRound(1, [&] {
    (*child)->Release();
    pollfd wait{(*child)->pidfd(), POLLIN, 0};
    EXPECT_EQ(poll(&wait, 1, 60000), 1);
    EXPECT_EQ((*child)->Reap(), "Child exited with code: 0");
  });
  machine_.not_followed = 7;
  int round = 0;
  machine_.on_drain = [&, first = machine_.on_drain] {
    first();
    if (++round == 5) machine_.Send(kPrintf, kFirst, {1});
    machine_.followed_have_ended = round > 8;
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_TRUE(machine_.loaded.follow);
  EXPECT_GT(round, 8);
  EXPECT_THAT(Output(), HasSubstr("1\n"));
  EXPECT_THAT(messages_, HasSubstr("tasks_not_followed"));
}

TEST_F(FakeSessionTest, ProbeThatCannotBeAttached) {
  machine_.attach = [](size_t probe) -> Result<Attached> {
    if (probe == kSecond) return Error("no such event").Hint("look with -l");
    return Attached{1, "magic"};
  };
  EXPECT_EQ(Run(), 255);
  EXPECT_EQ(error_,
            "Unable to attach probe: tracepoint:a:second. If this is expected, set the 'missing_probes' "
            "config variable to 'warn'.");
  EXPECT_EQ(messages_, "ERROR: tracepoint:a:second: no such event\nHINT: look with -l\n");

  bundle_.metadata.config.missing_probes = "warn";
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(messages_,
            "WARNING: Unable to attach probe: tracepoint:a:second. Skipping.\n"
            "HINT: tracepoint:a:second: no such event\nAttached 4 probes\n");

  bundle_.metadata.config.missing_probes = "ignore";
  round_ = 0;
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(messages_, "Attached 4 probes\n");
}

TEST_F(FakeSessionTest, SomeTargetsOfAProbeMissing) {
  bundle_.metadata.config.missing_probes = "warn";
  machine_.attach = [](size_t probe) -> Result<Attached> {
    Attached attached{2, "magic"};
    if (probe == kFirst) {
      attached.missing.push_back({"kprobe:f", Error("inlined")});
      attached.warnings.emplace_back("f is f.cold in this kernel");
    }
    return attached;
  };
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(messages_,
            "WARNING: f is f.cold in this kernel\nWARNING: Unable to attach probe: kprobe:f. Skipping.\n"
            "HINT: kprobe:f: inlined\n"
            "Attached 10 probes\n");
}

TEST_F(FakeSessionTest, NothingAttached) {
  bundle_.metadata.config.missing_probes = "ignore";
  machine_.attach = [](size_t) -> Result<Attached> { return Error("no"); };
  EXPECT_EQ(Run(), 255);
  EXPECT_EQ(error_, "Attachment failed for all probes.");
}

TEST_F(FakeSessionTest, LoadFailureLeavesTheOutputFileAlone) {
  std::ofstream(file_) << "from before\n";
  machine_.load_status = Error("too large");
  EXPECT_EQ(Run(), 255);
  EXPECT_EQ(error_, "too large");
  EXPECT_EQ(Output(), "from before\n");
  EXPECT_THAT(machine_.journal, ElementsAre("load"));
}

TEST_F(FakeSessionTest, LaterRunReplacesTheOutputFile) {
  std::ofstream(file_) << "from before\n";
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "\n\n");
}

TEST_F(FakeSessionTest, FailingBeginAndEnd) {
  machine_.programs[kEnd] = [] { return Error("no memory"); };
  ExitAtOnce(4);
  EXPECT_EQ(Run(), 255);
  EXPECT_EQ(error_, "Failed to run the end probe: no memory");
  EXPECT_EQ(Output(), "\n\n") << "maps are shown all the same";
  machine_.programs[kBegin] = [] { return Error("no memory"); };
  EXPECT_EQ(Run(), 255);
  EXPECT_EQ(error_, "Failed to run the begin probe: no memory");
}

TEST_F(FakeSessionTest, RefusedBeforeAnythingHappens) {
  machine_.may_trace = Error("not you");
  EXPECT_EQ(Run(), 1);
  EXPECT_EQ(messages_, "ERROR: not you\n");
  machine_.may_trace = Status::Ok();
  bundle_.metadata.config.max_probes = 4;
  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(messages_, HasSubstr("Can't attach to 5 probes"));
  bundle_.metadata.config.max_probes = 5;
  options_.targets.pids = {0x3fffff};
  EXPECT_EQ(Run(), 1);
  options_.targets.pids.clear();
  options_.output.request.format = "xml";
  EXPECT_EQ(Run(), 1);
  options_.output.request.format = "text";
  options_.output.buffering = "some";
  EXPECT_EQ(Run(), 1);
  options_.output.buffering = "line";
  options_.parameters = {"--unknown"};
  EXPECT_EQ(Run(), 1);
  options_.parameters.clear();
  options_.output.request.path = "/nonexistent/file";
  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(messages_, HasSubstr("Failed to open output file: \"/nonexistent/file\""));
  EXPECT_THAT(machine_.journal, ElementsAre());
}

TEST_F(FakeSessionTest, NoProbes) {
  bundle_.metadata.probes.clear();
  testing::internal::CaptureStdout();
  EXPECT_EQ(Run(), 1);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "No probes to attach\n");
}

TEST_F(FakeSessionTest, ReadyLinesGoToStandardOutput) {
  options_.ready_lines = {"READY"};
  ExitAtOnce();
  testing::internal::CaptureStdout();
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "READY\n");
}

TEST_F(FakeSessionTest, DryRunEndsOnceAttached) {
  std::ofstream(file_) << "from before\n";
  options_.dry_run = true;
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(machine_.journal.back(), "detach");
  EXPECT_EQ(Output(), "from before\n");
}

TEST_F(FakeSessionTest, CaveatIsAWarning) {
  machine_.caveat = "this machine is old";
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(messages_, HasSubstr("WARNING: this machine is old\n"));
  options_.warnings.shown = false;
  round_ = 0;
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(messages_, Not(HasSubstr("old")));
}

TEST_F(FakeSessionTest, LostEventsAreSaidWhenTheyAreLostAndAtTheEnd) {
  machine_.programs[kEnd] = [this] {
    machine_.ledger = {10, 5, 0, 0};
    return Status::Ok();
  };
  machine_.attach = [this](size_t probe) {
    if (probe == kFirst) machine_.ledger = {1, 1, 0, 0};
    return Attached{1, "magic"};
  };
  auto child = Child::Start("sleep 1000");
  ASSERT_TRUE(child.ok()) << child.error().Text();
  options_.child = child->get();
  machine_.on_drain = [&] {
    ++round_;
    if (round_ == 2) machine_.ledger = {10, 3, 0, 0};
    if (round_ == 4) (*child)->Terminate();
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(messages_,
            "Attached 5 probes\nLost 1 events\nLost 2 events\nLost 2 events\n"
            "WARNING: Total lost event count: 5\nledger: kprobe:first: 5 events_lost\n");
}

TEST_F(FakeSessionTest, LedgerAtTheEnd) {
  machine_.ledger = {10, 0, 2, 1};
  machine_.misses = {0, 4};
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(messages_, HasSubstr("WARNING: Map full; can't update element."));
  EXPECT_THAT(messages_, HasSubstr("map: @a, times: 2\n"));
  EXPECT_THAT(messages_, HasSubstr("stdin:1:3-6: WARNING: Divide or modulo by 0 detected."));
  EXPECT_THAT(messages_, HasSubstr("1 / 0\n  ~~~\n"));
  EXPECT_THAT(messages_, HasSubstr("ledger: kprobe:first: 4 missed_by_kernel\n"));
  EXPECT_THAT(messages_, Not(HasSubstr(" hits")));

  options_.output.request.format = "json";
  options_.verbose = true;
  round_ = 0;
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(Output(), HasSubstr("{\"kind\": \"hits\", \"subject\": \"kprobe:first\", \"count\": 10}"));
  EXPECT_THAT(Output(), HasSubstr("{\"type\": \"runtime_error\", \"msg\": \"Divide or modulo by 0"));

  options_.output.request.format = "text";
  options_.verbose = false;
  options_.warnings.shown = false;
  round_ = 0;
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(messages_, "Attached 5 probes\nledger: kprobe:first: 4 missed_by_kernel\n");
}

// What took most comes first; a program without a row is measured with another probe.
TEST_F(FakeSessionTest, CostsAtTheEnd) {
  machine_.ledger = {10, 7, 0, 0};
  machine_.misses = {0, 4};
  machine_.costs = {RunCost{1, 50, false}, RunCost{10, 1000, true}, std::nullopt};
  options_.end.stats = true;
  options_.quiet = true;
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_TRUE(machine_.loaded.measured);
  const size_t table = messages_.find("stats: traced for ");
  ASSERT_NE(table, std::string::npos) << messages_;
  EXPECT_THAT(messages_.substr(table), HasSubstr("  10     100  0.001"));
  EXPECT_THAT(messages_.substr(table),
              HasSubstr("       4     7  kprobe:first and its returns\n   1      50"));
  EXPECT_THAT(messages_, HasSubstr("  11      95  0.001"));
}

TEST_F(FakeSessionTest, MapsAreShownInOrderOfTheirNames) {
  machine_.on_load = [this] {
    machine_.Word(kScalarAt) = 1;  // set
    machine_.Word(kScalarAt + 8) = 42;
    Count(8, 20);
    Count(9, 10);
  };
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "\n\n@a[9]: 10\n@a[8]: 20\n@z: 42\n");
  bundle_.metadata.config.print_maps_on_exit = false;
  round_ = 0;
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "\n\n");
}

TEST_F(FakeSessionTest, EveryFormatTakesARun) {
  machine_.on_load = [this] { Count(8, 20); };
  OnRound(1, [this] {
    machine_.Send(kPrintf, kFirst, {5});
    machine_.Send(kPrintMap, kFirst);
    machine_.Send(kExit, kFirst, {3});
  });
  for (const FormatRow& row : kFormats) {
    options_.output.request.format = row.name;
    round_ = 0;
    EXPECT_EQ(Run(), 3) << row.name;
  }
}

// The clock of the machine goes on by a second with each look at the events.
TEST_F(FakeSessionTest, MapsAreShownWhenTheTimerSaysSo) {
  options_.snapshot_every_ns = 2000000000;
  machine_.on_load = [this] { Count(8, 1); };
  machine_.on_drain = [this] {
    Count(8, static_cast<uint64_t>(++round_));
    if (round_ == 6) machine_.Send(kExit, kFirst, {0});
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "@a[8]: 3\n@a[8]: 5\n\n\n@a[8]: 7\n");
}

// Somebody looks from the third second on: then, a second later, and at the end.
class FromTheThirdLook : public output::LiveView {
 public:
  bool Wanted() override { return ++asked_ >= 3; }
  void BeginSnapshot(bool last) override { seen_ += last ? "last:" : "live:"; }
  void SnapshotMap(const output::MapData& map) override {
    if (map.name != "@a" || map.entries.empty()) return;
    const auto& value = std::get<output::Value>(map.entries[0].value);
    output::AppendText(seen_, value);
  }
  void EndSnapshot() override { seen_ += ' '; }
  [[nodiscard]] const std::string& seen() const { return seen_; }

 private:
  int asked_ = 0;
  std::string seen_;
};

TEST_F(FakeSessionTest, MapsAreReadWhileSomebodyLooks) {
  FromTheThirdLook live;
  options_.live.page = &live;
  machine_.on_load = [this] { Count(8, 1); };
  machine_.on_drain = [this] {
    Count(8, static_cast<uint64_t>(++round_));
    if (round_ == 4) machine_.Send(kExit, kFirst, {0});
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(live.seen(), "live:3 last:5 ");
  EXPECT_EQ(Output(), "\n\n@a[8]: 5\n");
}

// Sends on what it is given, of which some gets lost.
class Forwarder : public output::LiveView {
 public:
  std::string seen, problem = "nobody takes it";
  bool Wanted() override { return false; }
  void BeginSnapshot(bool last) override { seen += last ? "last," : "live,"; }
  void SnapshotMap(const output::MapData& map) override { seen += map.name; }
  void EndSnapshot() override {}
  void Settle(const std::function<bool()>& give_up) override { seen += give_up() ? "!" : "."; }
  std::string TakeProblem() override { return std::exchange(problem, ""); }
  std::vector<output::LedgerLine> Losses() override { return {{"points_not_sent", "there", 3}}; }
  std::string Report() override { return "took 4"; }
};

TEST_F(FakeSessionTest, WhatIsSentOnMayGetLost) {
  Forwarder live;
  options_.live.page = &live;
  options_.verbose = true;
  options_.end.strict = true;
  machine_.on_drain = [this] { machine_.Send(kExit, kFirst, {0}); };
  EXPECT_EQ(Run(), kIncomplete);
  EXPECT_TRUE(live.seen.starts_with("last,@a") && live.seen.ends_with(".")) << live.seen;
  EXPECT_THAT(messages_, HasSubstr("WARNING: nobody takes it\n"));
  EXPECT_THAT(messages_, HasSubstr("took 4\n"));
  EXPECT_THAT(messages_, HasSubstr("ledger: there: 3 points_not_sent\n"));
}

// What the terminal would have got goes to the view while it is there, and comes on the terminal afterwards.
class Watcher : public output::TerminalView {
 public:
  bool Wanted() override { return begun_; }
  void BeginSnapshot(bool last) override { seen_ += last ? "last " : "look "; }
  void SnapshotMap(const output::MapData& map) override {
    if (map.name == "@a") sizes_.push_back(map.entries.size());
  }
  void Begin(const output::LiveRun& run) override {
    begun_ = true;
    probes_ = run.probes;
  }
  void End() override { begun_ = false; }
  void Text(std::string_view text) override { text_ += text; }
  void Lost(uint64_t events) override { lost_ = events; }
  bool EndAsked() override { return end || failed; }
  bool Failed() override { return failed; }
  void MapCleared(const std::string& name) override { seen_ += "cleared " + name + " "; }
  std::vector<std::string> TakeClears() override { return std::exchange(clears, {}); }

  bool end = false, failed = false;
  std::vector<std::string> clears;
  std::string seen_;
  bool begun_ = false;
  uint64_t probes_ = 0, lost_ = 0;
  std::string text_;
  std::vector<size_t> sizes_;
};

class TerminalOfSession : public FakeSessionTest {
 protected:
  void SetUp() override {
    FakeSessionTest::SetUp();
    unlink(file_.c_str());
    ASSERT_EQ(openpty(&master_, &slave_, nullptr, nullptr, nullptr), 0);
    options_.output.request.path = ttyname(slave_);
    options_.output.request.format = "text";
    options_.live.screen = &watcher_;
  }
  void TearDown() override {
    close(slave_);
    close(master_);
  }
  // What is on the terminal now.
  std::string Shown() const {
    std::string all;
    pollfd wait{master_, POLLIN, 0};
    char bytes[4096];
    while (poll(&wait, 1, 100) == 1) {
      const ssize_t got = read(master_, bytes, sizeof(bytes));
      if (got <= 0) break;
      all.append(bytes, static_cast<size_t>(got));
    }
    return all;
  }

  Watcher watcher_;
  int master_ = -1, slave_ = -1;
};

TEST_F(TerminalOfSession, WhatIsPrintedComesAfterwards) {
  machine_.on_drain = [this] {
    if (++round_ == 1) machine_.Send(kPrintf, kFirst, {42});
    if (round_ == 3) {
      EXPECT_EQ(watcher_.text_, "42\n");
      EXPECT_EQ(Shown(), "");
      watcher_.end = true;
    }
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_FALSE(watcher_.begun_);
  EXPECT_EQ(watcher_.probes_, 5u);
  EXPECT_THAT(Shown(), testing::StartsWith("42\r\n"));
}

TEST_F(TerminalOfSession, ATerminalThatCannotBeDrawnOnIsAnError) {
  machine_.on_drain = [this] {
    if (++round_ == 1) machine_.Send(kPrintf, kFirst, {42});
    watcher_.failed = round_ == 3;
  };
  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(messages_, HasSubstr("ERROR: --live: the terminal could not be drawn on"));
  EXPECT_THAT(Shown(), HasSubstr("42\r\n"));
}

// A terminal that takes nothing for a while gets all of it; of one that takes nothing at all it is said.
TEST(RunOutputTest, WhatTheTerminalDoesNotTakeIsCounted) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const int kept = dup(STDOUT_FILENO);
  dup2(ends[1], STDOUT_FILENO);
  testing::internal::CaptureStderr();
  const std::string text(size_t{1} << 20, 'x');
  OutputOptions options;
  options.request.path = "/dev/null";
  RunOutput slow(options), stuck(options);
  ASSERT_TRUE(slow.Open());
  ASSERT_TRUE(stuck.Open());
  size_t taken = 0;
  {
    Signals signals;
    slow.HearSignals(&signals);
    std::thread reader([&] {
      usleep(900000);
      std::string part(65536, ' ');
      while (taken < text.size()) {
        const ssize_t got = read(ends[0], part.data(), part.size());
        if (got <= 0) return;
        taken += static_cast<size_t>(got);
      }
    });
    slow.ToTerminal(text);
    reader.join();
    slow.HearSignals(nullptr);
  }
  EXPECT_EQ(taken, text.size());
  EXPECT_EQ(slow.lost_records(), 0u);
  EXPECT_TRUE(slow.Close());
  stuck.ToTerminal(text);
  EXPECT_EQ(stuck.lost_records(), 1u);
  EXPECT_FALSE(stuck.Close());
  dup2(kept, STDOUT_FILENO);
  for (const int fd : {kept, ends[0], ends[1]})
    close(fd);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("ERROR: Failed to write standard output: its reader"));
}

// In order with the looks; the screen has ended when the last one is taken.
TEST_F(TerminalOfSession, TheViewIsToldWhatTheScriptClears) {
  machine_.on_load = [this] { Count(8, 1); };
  machine_.on_drain = [this] {
    if (++round_ == 2) machine_.Send(kClearMap, kFirst, {});
    watcher_.end = round_ == 5;
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(watcher_.seen_, testing::StartsWith("look "));
  EXPECT_THAT(watcher_.seen_, HasSubstr("cleared @a look "));
  EXPECT_THAT(watcher_.seen_, Not(HasSubstr("last")));
}

// Without generations: programs stand still while the map is emptied, and go on.
TEST_F(TerminalOfSession, ProgramsStandStillWhileMapsAreEmptied) {
  bundle_.metadata.maps[kKeyed].generation = 0;
  const auto stop = [this] { return reinterpret_cast<const ControlData*>(machine_.globals())->stop; };
  machine_.on_load = [this] {
    const uint64_t key = 8, value = 1;
    machine_.Map(kKeyed).entries[std::string(reinterpret_cast<const char*>(&key), sizeof key)].assign(
        reinterpret_cast<const char*>(&value), sizeof value);
  };
  std::vector<uint64_t> waits;
  machine_.on_wait = [&] { waits.push_back(stop()); };
  machine_.on_drain = [&] {
    if (++round_ == 1) watcher_.clears = {"@a"};
    if (round_ == 3) {
      EXPECT_EQ(stop(), 0U);
      watcher_.end = true;
    }
  };
  EXPECT_EQ(Run(), 0);
  ASSERT_FALSE(waits.empty());
  EXPECT_EQ(waits[0], 1U);
  EXPECT_TRUE(machine_.Map(kKeyed).entries.empty());
  EXPECT_THAT(messages_, HasSubstr("ledger: @a: 1 pauses_to_clear\n"));
}

TEST_F(TerminalOfSession, MapsAreEmptiedAndReadAtOnce) {
  machine_.on_load = [this] { Count(8, 1); };
  machine_.on_drain = [this] {
    if (++round_ == 1) watcher_.clears = {"@a", "@nothing"};
    if (round_ == 3) watcher_.end = true;
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(watcher_.sizes_, testing::Contains(0u));
  EXPECT_THAT(Shown(), Not(HasSubstr("@a")));
}

TEST_F(FakeSessionTest, MapThatCannotBeReadIsAnError) {
  machine_.on_load = [this] {
    machine_.Map(kKeyed).readable = false;
    machine_.Word(kScalarAt) = 1;
  };
  OnRound(1, [this] {
    machine_.Send(kPrintMap, kFirst);
    machine_.Send(kClearMap, kFirst);
    machine_.Send(kExit, kFirst, {0});
  });
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "\n\n@z: 0\n");
  EXPECT_EQ(messages_,
            "Attached 5 probes\nERROR: reading a broken map\nERROR: reading a broken map\n"
            "ERROR: reading a broken map\n");
}

// What programs count between print(@a) and clear(@a) of one run belongs to what is printed next.
TEST_F(FakeSessionTest, ClearingLosesNothing) {
  machine_.on_load = [this] { Count(8, 20); };
  machine_.on_wait = [this] {
    if (machine_.journal.size() > 0 && round_ == 1) Count(8, 23);  // by a program that was under way
  };
  OnRound(1, [this] {
    machine_.Send(kPrintMap, kFirst);
    machine_.Send(kClearMap, kFirst);
    machine_.Send(kPrintMap, kFirst);
    kill(getpid(), SIGINT);
  });
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "@a[8]: 20\n@a[8]: 3\n\n\n@a[8]: 3\n");
}

// The records of one run may be looked at in two rounds.
TEST_F(FakeSessionTest, ClearingLosesNothingBetweenRounds) {
  machine_.on_load = [this] { Count(8, 20); };
  machine_.on_drain = [this] {
    ++round_;
    if (round_ == 1) machine_.Send(kPrintMap, kFirst);
    if (round_ == 2) Count(8, 25);
    if (round_ == 2) machine_.Send(kClearMap, kFirst);
    if (round_ == 3) machine_.Send(kPrintMap, kFirst);
    if (round_ == 4) kill(getpid(), SIGINT);
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "@a[8]: 20\n@a[8]: 5\n\n\n@a[8]: 5\n");
}

// A while after the print somebody clears alone.
TEST_F(FakeSessionTest, ClearingMuchLaterForgets) {
  machine_.on_load = [this] { Count(8, 20); };
  machine_.on_drain = [this] {
    ++round_;
    if (round_ == 1) machine_.Send(kPrintMap, kFirst);
    if (round_ == 8) Count(8, 25);
    if (round_ == 8) machine_.Send(kClearMap, kFirst);
    if (round_ == 9) machine_.Send(kPrintMap, kFirst);
    if (round_ == 10) kill(getpid(), SIGINT);
  };
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "@a[8]: 20\n\n\n");
}

// A program sends the next record before the one at hand has been handled.
TEST_F(FakeSessionTest, RecordsThatNeverEndDoNotHideASignal) {
  constexpr int kManyClears = 5000, kSignalAfter = 20, kSoon = 100;
  int clears = 0;
  machine_.on_wait = [this, &clears] {
    if (std::count(machine_.journal.begin(), machine_.journal.end(), "detach") > 0) return;
    if (clears == kManyClears) return;
    if (++clears == kSignalAfter) kill(getpid(), SIGINT);
    machine_.Send(kClearMap, kFirst);
  };
  OnRound(1, [this] { machine_.Send(kClearMap, kFirst); });
  EXPECT_EQ(Run(), 0);
  EXPECT_GE(clears, kSignalAfter);
  EXPECT_LT(clears, kSoon);
}

TEST_F(FakeSessionTest, OutputThatCannotBeWritten) {
  options_.output.request.path = "/dev/full";
  OnRound(1, [this] { machine_.Send(kPrintf, kFirst, {1}); });
  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(messages_,
              HasSubstr("ERROR: Failed to write the output: No space left on device. Lost 1 record "
                        "(2 bytes).\n"));
  EXPECT_THAT(messages_, HasSubstr("ledger: output: 1 records_not_written\n"));
  EXPECT_EQ(machine_.journal.back(), "run end");
}

TEST_F(FakeSessionTest, ForeignRecordsAreCounted) {
  OnRound(1, [this] {
    machine_.Send(99, kFirst);
    machine_.Send(kPrintf, 99, {1});
    machine_.Send(kPrintf, kFirst, {1, 2});
    machine_.records.emplace_back("x");
    machine_.Send(kExit, kFirst, {0});
  });
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "\n\n");
  EXPECT_THAT(messages_, HasSubstr("ERROR: 4 events were not shown: they are not as the bundle's metadata"));
}

TEST_F(FakeSessionTest, TheMachineNamesItsEnumerators) {
  bundle::Layout& argument = bundle_.metadata.events[kPrintf].args[0];
  argument.kind = ValueKind::Enum;
  argument.kernel_enum = "enum color";
  argument.enumerators = {{1, "RED"}};
  bundle_.metadata.events[kPrintf].text = "%s\n";
  machine_.localize = [](bundle::Metadata& metadata) {
    metadata.events[kPrintf].args[0].enumerators = {{1, "BLUE"}};
  };
  OnRound(1, [this] {
    machine_.Send(kPrintf, kFirst, {1});
    machine_.Send(kExit, kFirst, {0});
  });
  EXPECT_EQ(Run(), 0);
  EXPECT_EQ(Output(), "BLUE\n\n\n");
}

TEST_F(FakeSessionTest, VerboseSaysWhatIsAttachedHow) {
  options_.verbose = true;
  bundle_.metadata.probes[kFirst].multi = true;
  bundle_.metadata.probes[kFirst].pattern = "kprobe:f*";
  bundle_.metadata.probes[kFirst].targets = {bundle::UserTarget{.function = "first"}};
  machine_.on_load = [this] { machine_.loaded.log("checked 5 programs\n"); };
  ExitAtOnce();
  EXPECT_EQ(Run(), 0);
  EXPECT_THAT(messages_, HasSubstr("checked 5 programs\nAttaching 'begin' probe\n"));
  EXPECT_THAT(messages_,
              HasSubstr("Trying to attach probe: kprobe:f*\nAttaching to 1 functions\n first\n"
                        "kprobe:first by magic: it never fails\nAttached kprobe:first: 1 by magic\n"));
}

}  // namespace
}  // namespace sonde::runtime
