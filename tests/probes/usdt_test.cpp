// Tests of src/probes/usdt.cpp: targets, namespaces, names, places, arguments, listings.
#include "probes/usdt.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class UsdtTest : public ProbeTest {
 protected:
  UsdtSpec One(const std::string& text) {
    const auto probes = Expanded(text);
    EXPECT_EQ(probes.size(), 1U) << messages_;
    return probes.empty() ? UsdtSpec() : probes[0].spec.As<UsdtSpec>();
  }
};

TEST_F(UsdtTest, ByTargetNamespaceAndName) {
  EXPECT_THAT(Names("usdt:/usr/bin/app:app:request"), ElementsAre("usdt:/usr/bin/app:app:request"));
  EXPECT_THAT(Names("U:./app:app:request"), ElementsAre("usdt:./app:app:request"));
  EXPECT_THAT(Names("usdt:app:done"), ElementsAre("usdt:/usr/bin/app:app:done"));
  EXPECT_THAT(Names("usdt:app::done"), ElementsAre("usdt:/usr/bin/app:app:done"));
  EXPECT_THAT(Names("usdt:\"app\":\"app\":\"done\""), ElementsAre("usdt:/usr/bin/app:app:done"));
  EXPECT_THAT(Names("usdt:libdemo:open"), ElementsAre("usdt:/usr/lib/libdemo.so.1:demo:open"));
  EXPECT_EQ(One("usdt:./app:done").path, "/usr/bin/app");
}

TEST_F(UsdtTest, WithoutANamespaceAnyWillDo) {
  EXPECT_THAT(Names("usdt:app:request"),
              ElementsAre("usdt:/usr/bin/app:app:request", "usdt:/usr/bin/app:other:request"));
}

TEST_F(UsdtTest, WildcardsEverywhere) {
  EXPECT_THAT(Names("usdt:app:*"),
              ElementsAre("usdt:/usr/bin/app:app:done", "usdt:/usr/bin/app:app:request",
                          "usdt:/usr/bin/app:app:value", "usdt:/usr/bin/app:other:request"));
  EXPECT_THAT(Names("usdt:app:o*:*"), ElementsAre("usdt:/usr/bin/app:other:request"));
  EXPECT_THAT(Names("usdt:/usr/*/*:*o*"),
              ElementsAre("usdt:/usr/bin/app:app:done", "usdt:/usr/lib/libdemo.so.1:demo:open"));
  EXPECT_THAT(Names("usdt:*:demo:*"), ElementsAre("usdt:/usr/lib/libdemo.so.1:demo:open"));
  EXPECT_THAT(Names("usdt:app:zzz*"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for usdt app:zzz*.");
}

// A program for each probe, which serves all its places.
TEST_F(UsdtTest, PlacesOfOneProbe) {
  const auto probes = Expanded("usdt:app:app:*");
  ASSERT_EQ(probes.size(), 3U);
  EXPECT_FALSE(probes[0].multi);
  EXPECT_TRUE(probes[1].multi);
  const auto& places = probes[1].spec.As<UsdtSpec>().places;
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0].address, 0x401140U);
  EXPECT_EQ(places[0].semaphore, 0x404010U);
  EXPECT_EQ(places[1].arguments, "-4@$7 8@table+8(,%rax,8) 1@%bl");
}

TEST_F(UsdtTest, WithAProcessTheTargetMayBeLeftOut) {
  EXPECT_EQ(Parse("usdt:x"), "usdt probe type requires 2 or 3 arguments, found 1");
  EXPECT_EQ(Parse("usdt::app:x"), "the usdt probe has an empty target");
  context_.pids = {1};
  EXPECT_EQ(Parse("usdt:done"), "usdt:*:done");
  EXPECT_THAT(Names("usdt:done"), ElementsAre("usdt:/usr/bin/app:app:done"));
  EXPECT_THAT(Names("usdt::app:done"), ElementsAre("usdt:/usr/bin/app:app:done"));
  EXPECT_THAT(Names("usdt::open"), ElementsAre("usdt:/usr/lib/libdemo.so.1:demo:open"));
  EXPECT_THAT(Names("usdt:app:done"), ElementsAre("usdt:/usr/bin/app:app:done"));
}

TEST_F(UsdtTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("usdt:a:b:c:d"), "usdt probe type requires 2 or 3 arguments, found 4");
  EXPECT_EQ(Parse("usdt:app:"), "the usdt probe has an empty name");
  EXPECT_THAT(Names("usdt:/no/such:x"), IsEmpty());
  EXPECT_EQ(messages_, "usdt target file '/no/such' does not exist or is not executable");
  EXPECT_THAT(Names("usdt:./app:reqest"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for usdt ./app:reqest.");
  EXPECT_THAT(hints_,
              ElementsAre("did you mean usdt:./app:app:request?", "did you mean usdt:./app:other:request?"));
  EXPECT_THAT(Names("usdt:./app:ap:done"), IsEmpty());
  EXPECT_THAT(hints_, ElementsAre("did you mean usdt:./app:app:done?"));
  EXPECT_THAT(Names("usdt:typed:x"), IsEmpty());
  EXPECT_THAT(hints_, ElementsAre("/usr/bin/typed has no USDT probes"));
  context_.missing = ProbeContext::Missing::Ignore;
  EXPECT_THAT(Names("usdt:app:nothing"), IsEmpty());
  EXPECT_EQ(messages_, "");
}

TEST_F(UsdtTest, Arguments) {
  const UsdtSpec request = One("usdt:app:app:request");
  const auto argument = [&](size_t place, uint32_t number) {
    auto operand = ArgumentOfMarker(request, request.places.at(place), number, *host_);
    EXPECT_TRUE(operand.ok());
    return operand ? *operand : Operand();
  };
  EXPECT_EQ(argument(0, 0).kind, Operand::Kind::Register);
  EXPECT_EQ(argument(0, 1).kind, Operand::Kind::Memory);
  EXPECT_EQ(argument(0, 2), Operand());  // it has two: the third is 0
  EXPECT_EQ(argument(1, 0).number, 7U);
  EXPECT_EQ(argument(1, 1).number, 0x404048U);
  EXPECT_EQ(argument(1, 1).symbol_address, 0x404040U);
  const UsdtSpec value = One("usdt:app:value");
  const auto missing = ArgumentOfMarker(value, value.places.at(0), 3, *host_);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().Text(), "the file has no symbol missing");
}

TEST_F(UsdtTest, Listings) {
  EXPECT_THAT(ListProbes("usdt:./app:*", false, context_),
              ElementsAre("usdt:./app:app:done", "usdt:./app:app:request", "usdt:./app:app:value",
                          "usdt:./app:other:request"));
  EXPECT_THAT(ListProbes("usdt:./app", false, context_).size(), 4U);
  EXPECT_THAT(ListProbes("usdt:*", false, context_).size(), 5U);
  EXPECT_THAT(
      ListProbes("usdt:./app:app:*", true, context_),
      ElementsAre("usdt:./app:app:done", "usdt:./app:app:request", "    int32 arg0", "    uint64 arg1",
                  "    uint8 arg2", "usdt:./app:app:value", "    ? (it is a floating-point number) arg0",
                  "    uint32 arg1", "    int16 arg2", "    uint64 arg3", "    uint8 arg4"));
  EXPECT_THAT(ListProbes("usdt:/no/such:*", false, context_), IsEmpty());
  context_.pids = {1};
  EXPECT_THAT(ListProbes("usdt:*", false, context_).size(), 5U);
  EXPECT_THAT(ListProbes("usdt:*:demo:*", false, context_),
              ElementsAre("usdt:/usr/lib/libdemo.so.1:demo:open"));
}

TEST_F(UsdtTest, AWildcardInTheTypeFindsThem) {
  const auto texts = ExpandProbeType("*:/usr/bin/app:request", context_);
  EXPECT_THAT(texts, ::testing::Contains("usdt:/usr/bin/app:request"));
}

// A file may claim any number of places.
TEST_F(UsdtTest, TooManyPlaces) {
  namespace fs = std::filesystem;
  std::string folder = (fs::temp_directory_path() / "sonde-usdt-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  for (const char* kind : {"binaries", "markers"})
    fs::create_directories(fs::path(folder) / kind / "bin");
  std::ofstream(folder + "/binaries/bin/crowd") << "main 0x1000 16 0x1000\n";
  std::ofstream markers(folder + "/markers/bin/crowd");
  for (int place = 0; place < 5000; ++place)
    markers << "a here " << 0x1000 + place << " 0 4@$" << place << "\n";
  markers.close();
  const auto host = MakeFakeHost(folder);
  context_.host = host.get();
  EXPECT_THAT(Names("usdt:/bin/crowd:here"), IsEmpty());
  EXPECT_THAT(messages_, HasSubstr("usdt:/bin/crowd:a:here has 5000 places, more than 4096"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace sonde
