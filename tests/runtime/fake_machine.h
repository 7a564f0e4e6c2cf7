// FakeMachine: a machine whose programs, maps, events and counters are what a test says, and a journal of
// what a session asked of it. Needs no rights.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/machine.h"

namespace sonde::runtime {

class FakeMap : public MapStore {
 public:
  explicit FakeMap(StoredMap shape) : shape_(shape) {}
  [[nodiscard]] const StoredMap& shape() const override { return shape_; }
  Status ForEach(const EntryHandler& handle) const override {
    if (!readable) return Error("reading a broken map");
    for (const auto& [key, value] : entries)
      handle(std::as_bytes(std::span(key)), std::as_bytes(std::span(value)));
    return Status::Ok();
  }
  Status Read(std::string_view key, std::string& value) const override {
    const auto found = entries.find(std::string(key));
    if (found == entries.end()) return Error("no such entry");
    value = found->second;
    return Status::Ok();
  }
  Status Write(std::string_view key, std::string_view value) override {
    entries[std::string(key)] = value;
    return Status::Ok();
  }
  void Insert(std::string_view key, std::string_view value) override {
    entries.try_emplace(std::string(key), value);
  }
  void Delete(std::string_view key) override { entries.erase(std::string(key)); }
  void Take(std::string_view key, std::string& value) override {
    if (Read(key, value)) Delete(key);
  }

  std::map<std::string, std::string> entries;
  bool readable = true;

 private:
  StoredMap shape_;
};

class FakeMachine : public Machine, public EventSource {
 public:
  [[nodiscard]] Status MayTrace() const override { return may_trace; }
  [[nodiscard]] std::string Caveat() const override { return caveat; }
  void Localize(bundle::Metadata& metadata) const override {
    if (localize) localize(metadata);
  }

  Status Load(const bundle::Bundle& bundle, const RunRequest& request) override {
    journal.emplace_back("load");
    loaded = request;
    names_.clear();
    if (!load_status) return load_status;
    for (const bundle::ProbeMeta& probe : bundle.metadata.probes)
      names_.push_back(probe.name);
    maps_.resize(bundle.metadata.maps.size());
    for (size_t i = 0; i < maps_.size(); ++i) {
      const bundle::MapMeta& meta = bundle.metadata.maps[i];
      if (meta.storage == bundle::MapStorage::Global) continue;
      maps_[i] = std::make_unique<FakeMap>(StoredMap{meta.StoredKeySize(), meta.value_size, meta.max_entries,
                                                     meta.value_size, meta.value_size});
    }
    if (on_load) on_load();
    return Status::Ok();
  }
  Status RunOnce(size_t probe) override {
    journal.push_back("run " + names_[probe]);
    const auto found = programs.find(probe);
    return found == programs.end() ? Status::Ok() : found->second();
  }
  Result<TimedRun> RunTimed(size_t probe, uint64_t times) override {
    journal.push_back("run " + names_[probe] + " " + std::to_string(times) + "x");
    return run_timed(probe, times);
  }
  [[nodiscard]] std::string Plan(size_t) const override { return "magic: it never fails"; }
  Result<Attached> Attach(size_t probe) override {
    journal.push_back("attach " + names_[probe]);
    if (attach) return attach(probe);
    return Attached{1, "magic"};
  }
  Result<std::vector<std::string>> MakePins() override {
    return make_pins ? make_pins() : std::vector<std::string>();
  }
  Result<bool> ReadObjects() override { return read_objects ? read_objects() : false; }
  void Detach() override { journal.emplace_back("detach"); }
  void WaitForPrograms() override {
    journal.emplace_back("wait");
    if (on_wait) on_wait();
  }

  Status ArmWatch(size_t probe, uint64_t process, uint64_t address) override {
    journal.push_back("watch " + names_[probe] + " " + std::to_string(process) + " " +
                      std::to_string(address));
    if (address < 0x1000) ++not_watched;
    return address < 0x1000 ? Status(Error("no room")) : Status::Ok();
  }
  void EndWatch(uint64_t address) override { journal.push_back("unwatch " + std::to_string(address)); }
  [[nodiscard]] uint64_t NotWatched(size_t /*probe*/) const override { return not_watched; }

  [[nodiscard]] MapStore* map(size_t map) override { return maps_[map].get(); }
  [[nodiscard]] FakeMap& Map(size_t map) { return *maps_[map]; }
  [[nodiscard]] std::byte* globals() override { return reinterpret_cast<std::byte*>(globals_.data()); }
  [[nodiscard]] uint64_t& Word(size_t offset) { return globals_[offset / sizeof(uint64_t)]; }
  [[nodiscard]] EventSource* events() override { return this; }
  [[nodiscard]] std::vector<uint64_t> ReadLedger() const override { return ledger; }
  [[nodiscard]] uint64_t Misses(size_t probe) const override {
    return probe < misses.size() ? misses[probe] : 0;
  }
  [[nodiscard]] std::optional<RunCost> CostOf(size_t probe) const override {
    return probe < costs.size() ? costs[probe] : std::nullopt;
  }
  [[nodiscard]] bool FollowedHaveEnded() const override { return followed_have_ended; }
  [[nodiscard]] std::optional<uint64_t> NotFollowed() const override { return not_followed; }
  // Every look at it is a second later than the last, so that what happens now and then always does.
  [[nodiscard]] uint64_t Now() const override { return now_ += 1000000000; }

  Drained Drain(size_t most, const RecordHandler& handle) override {
    if (on_drain) on_drain();
    Drained drained;
    while (!records.empty() && drained.taken < most && drained.goes_on) {
      const std::string record = std::move(records.front());
      records.pop_front();
      ++drained.taken;
      drained.goes_on = handle(std::as_bytes(std::span(record)));
    }
    return drained;
  }
  void Discard() override { records.clear(); }
  bool BeginWait() override { return records.empty(); }
  void EndWait() override {}
  [[nodiscard]] int wake_fd() const override { return -1; }

  // A record as a program of `probe` sends it; `words` are its payload.
  void Send(uint32_t event, uint32_t probe, const std::vector<uint64_t>& words = {}) {
    const EventHeader header{event, probe};
    std::string record(reinterpret_cast<const char*>(&header), sizeof(header));
    record.append(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(uint64_t));
    records.push_back(std::move(record));
  }

  // What tests set.
  Status may_trace, load_status;
  std::string caveat;
  std::function<void(bundle::Metadata&)> localize;
  std::function<void()> on_load, on_wait, on_drain;
  std::function<Result<bool>()> read_objects;
  std::function<Result<std::vector<std::string>>()> make_pins;
  std::function<Result<TimedRun>(size_t probe, uint64_t times)> run_timed;
  std::map<size_t, std::function<Status()>> programs;  // by probe: what RunOnce does
  std::function<Result<Attached>(size_t)> attach;
  std::vector<uint64_t> ledger, misses;
  std::vector<std::optional<RunCost>> costs;  // by probe
  bool followed_have_ended = false;
  std::optional<uint64_t> not_followed;
  uint64_t not_watched = 0;
  std::deque<std::string> records;
  // What they look at.
  std::vector<std::string> journal;
  RunRequest loaded;

 private:
  std::vector<std::string> names_;  // of probes
  std::vector<std::unique_ptr<FakeMap>> maps_;
  std::vector<uint64_t> globals_ = std::vector<uint64_t>(512);
  mutable uint64_t now_ = 0;
};

}  // namespace sonde::runtime
