// Names of the kernel's page allocation flags. Leaves: AppendGfpFlags. Covered by
// tests/output/format_test.cpp.
#include "output/format.h"

namespace sonde::output {
namespace {

constexpr uint64_t Bit(unsigned number) {
  return uint64_t{1} << number;
}

constexpr uint64_t kDma = Bit(0), kHighmem = Bit(1), kDma32 = Bit(2), kMovable = Bit(3), kHigh = Bit(5),
                   kIo = Bit(6), kFs = Bit(7), kZero = Bit(8), kDirectReclaim = Bit(10),
                   kKswapdReclaim = Bit(11), kWrite = Bit(12), kNowarn = Bit(13), kRetryMayfail = Bit(14),
                   kNofail = Bit(15), kNoretry = Bit(16), kMemalloc = Bit(17), kComp = Bit(18),
                   kNomemalloc = Bit(19), kHardwall = Bit(20), kThisnode = Bit(21), kAccount = Bit(22),
                   kZerotags = Bit(23), kSkipZero = Bit(24), kSkipKasan = Bit(25), kNoObjExt = Bit(26);
constexpr uint64_t kReclaim = kDirectReclaim | kKswapdReclaim;
constexpr uint64_t kKernel = kReclaim | kIo | kFs;
constexpr uint64_t kUser = kKernel | kHardwall;
constexpr uint64_t kHighuser = kUser | kHighmem;
constexpr uint64_t kHighuserMovable = kHighuser | kMovable | kSkipKasan;
constexpr uint64_t kTranshugeLight = (kHighuserMovable | kComp | kNomemalloc | kNowarn) & ~kReclaim;

struct GfpName {
  uint64_t bits;
  const char* name;
};

// In the order names are tried: a mask is split into the first names that fit.
constexpr GfpName kNames[] = {
    {kTranshugeLight | kDirectReclaim, "GFP_TRANSHUGE"},
    {kTranshugeLight, "GFP_TRANSHUGE_LIGHT"},
    {kHighuserMovable, "GFP_HIGHUSER_MOVABLE"},
    {kHighuser, "GFP_HIGHUSER"},
    {kUser, "GFP_USER"},
    {kKernel | kAccount, "GFP_KERNEL_ACCOUNT"},
    {kKernel, "GFP_KERNEL"},
    {kReclaim | kIo, "GFP_NOFS"},
    {kHigh | kKswapdReclaim, "GFP_ATOMIC"},
    {kReclaim, "GFP_NOIO"},
    {kKswapdReclaim | kNowarn, "GFP_NOWAIT"},
    {kDma, "GFP_DMA"},
    {kHighmem, "__GFP_HIGHMEM"},
    {kDma32, "GFP_DMA32"},
    {kHigh, "__GFP_HIGH"},
    {kIo, "__GFP_IO"},
    {kFs, "__GFP_FS"},
    {kZero, "__GFP_ZERO"},
    {kDirectReclaim, "__GFP_DIRECT_RECLAIM"},
    {kKswapdReclaim, "__GFP_KSWAPD_RECLAIM"},
    {kWrite, "__GFP_WRITE"},
    {kNowarn, "__GFP_NOWARN"},
    {kRetryMayfail, "__GFP_RETRY_MAYFAIL"},
    {kNofail, "__GFP_NOFAIL"},
    {kNoretry, "__GFP_NORETRY"},
    {kMemalloc, "__GFP_MEMALLOC"},
    {kComp, "__GFP_COMP"},
    {kNomemalloc, "__GFP_NOMEMALLOC"},
    {kHardwall, "__GFP_HARDWALL"},
    {kThisnode, "__GFP_THISNODE"},
    {kAccount, "__GFP_ACCOUNT"},
    {kZerotags, "__GFP_ZEROTAGS"},
    {kSkipZero, "__GFP_SKIP_ZERO"},
    {kSkipKasan, "__GFP_SKIP_KASAN"},
    {kNoObjExt, "__GFP_NO_OBJ_EXT"},
};

}  // namespace

void AppendGfpFlags(std::string& out, uint64_t flags) {
  if (flags == 0) {
    out += '0';
    return;
  }
  const char* before = "";
  for (const GfpName& row : kNames) {
    if ((flags & row.bits) != row.bits) continue;
    flags &= ~row.bits;
    out += before;
    out += row.name;
    before = "|";
  }
  if (flags != 0) {
    out += before;
    out += "0x";
    AppendHex(out, flags);
  }
}

}  // namespace sonde::output
