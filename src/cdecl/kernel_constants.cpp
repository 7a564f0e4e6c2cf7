// The constants of kernel headers that are not there. Leaves: KernelConstants, IsKernelHeader.
// Covered by tests/cdecl/kernel_constants_test.cpp.
#include "cdecl/kernel_constants.h"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cctype>

namespace sonde {
namespace {

constexpr std::string_view kFolders[] = {
    "linux/", "net/", "asm/", "asm-generic/", "uapi/", "trace/", "scsi/",  "crypto/",   "rdma/",
    "sound/", "drm/", "kvm/", "xen/",         "acpi/", "media/", "video/", "keys/",     "memory/",
    "misc/",  "ras/", "soc/", "target/",      "cxl/",  "ufs/",   "vdso/",  "generated/"};

// The user-space interface. Each header by itself: one that is missing or does not go with the others costs
// only its own constants.
constexpr std::string_view kInterface =
    "#include <errno.h>\n"
    "#include <fcntl.h>\n"
    "#include <signal.h>\n"
    "#include <sys/socket.h>\n"
    "#include <sys/stat.h>\n"
    "#if __has_include(<linux/stat.h>)\n#include <linux/stat.h>\n#endif\n"
    "#if __has_include(<linux/sched.h>)\n#include <linux/sched.h>\n#endif\n"
    "#if __has_include(<linux/fs.h>)\n#include <linux/fs.h>\n#endif\n"
    "#if __has_include(<linux/magic.h>)\n#include <linux/magic.h>\n#endif\n"
    "#if __has_include(<linux/if_ether.h>)\n#include <linux/if_ether.h>\n#endif\n"
    "#if __has_include(<linux/if_arp.h>)\n#include <linux/if_arp.h>\n#endif\n"
    "#if __has_include(<linux/icmp.h>)\n#include <linux/icmp.h>\n#endif\n"
    "#if __has_include(<linux/tcp.h>)\n#include <linux/tcp.h>\n#endif\n"
    "#if __has_include(<linux/netlink.h>)\n#include <linux/netlink.h>\n#endif\n"
    "#if __has_include(<linux/capability.h>)\n#include <linux/capability.h>\n#endif\n"
    "#if __has_include(<linux/futex.h>)\n#include <linux/futex.h>\n#endif\n"
    "#if __has_include(<linux/major.h>)\n#include <linux/major.h>\n#endif\n"
    "#if __has_include(<linux/limits.h>)\n#include <linux/limits.h>\n#endif\n"
    "#if __has_include(<linux/prctl.h>)\n#include <linux/prctl.h>\n#endif\n"
    "#if __has_include(<linux/mman.h>)\n#include <linux/mman.h>\n#endif\n";

// What lies outside of it and is the same from 6.1 to 6.18 on x86-64 and arm64. In front of each group: where
// it stands in the kernel's sources.
constexpr std::string_view kInternal =
    // linux/kdev_t.h
    "#define MINORBITS 20\n"
    "#define MINORMASK ((1U << 20) - 1)\n"
    // linux/blk_types.h, linux/blkdev.h
    "#define SECTOR_SHIFT 9\n"
    "#define SECTOR_SIZE 512\n"
    "#define REQ_OP_BITS 8\n"
    "#define REQ_OP_MASK 255\n"
    // vdso/time64.h, linux/time64.h
    "#define MSEC_PER_SEC 1000\n"
    "#define USEC_PER_MSEC 1000\n"
    "#define NSEC_PER_USEC 1000\n"
    "#define NSEC_PER_MSEC 1000000\n"
    "#define USEC_PER_SEC 1000000\n"
    "#define NSEC_PER_SEC 1000000000\n"
    "#define FSEC_PER_SEC 1000000000000000\n"
    // asm-generic/param.h: what user space sees of ticks
    "#define USER_HZ 100\n"
    // linux/sched.h: task states
    "#define TASK_RUNNING 0\n"
    "#define TASK_INTERRUPTIBLE 1\n"
    "#define TASK_UNINTERRUPTIBLE 2\n"
    "#define __TASK_STOPPED 4\n"
    "#define __TASK_TRACED 8\n"
    "#define EXIT_DEAD 16\n"
    "#define EXIT_ZOMBIE 32\n"
    "#define TASK_PARKED 64\n"
    "#define TASK_DEAD 128\n"
    "#define TASK_WAKEKILL 256\n"
    "#define TASK_WAKING 512\n"
    "#define TASK_NOLOAD 1024\n"
    "#define TASK_NEW 2048\n"
    // linux/sched.h: process flags
    "#define PF_IDLE 0x00000002\n"
    "#define PF_EXITING 0x00000004\n"
    "#define PF_IO_WORKER 0x00000010\n"
    "#define PF_WQ_WORKER 0x00000020\n"
    "#define PF_FORKNOEXEC 0x00000040\n"
    "#define PF_MCE_PROCESS 0x00000080\n"
    "#define PF_SUPERPRIV 0x00000100\n"
    "#define PF_DUMPCORE 0x00000200\n"
    "#define PF_SIGNALED 0x00000400\n"
    "#define PF_MEMALLOC 0x00000800\n"
    "#define PF_NPROC_EXCEEDED 0x00001000\n"
    "#define PF_USED_MATH 0x00002000\n"
    "#define PF_NOFREEZE 0x00008000\n"
    "#define PF_KSWAPD 0x00020000\n"
    "#define PF_KTHREAD 0x00200000\n"
    "#define PF_RANDOMIZE 0x00400000\n"
    // linux/fs.h
    "#define FMODE_READ 0x1\n"
    "#define FMODE_WRITE 0x2\n"
    "#define FMODE_LSEEK 0x4\n"
    "#define FMODE_PREAD 0x8\n"
    "#define FMODE_PWRITE 0x10\n"
    "#define FMODE_EXEC 0x20\n"
    // linux/mm.h
    "#define VM_NONE 0x00000000\n"
    "#define VM_READ 0x00000001\n"
    "#define VM_WRITE 0x00000002\n"
    "#define VM_EXEC 0x00000004\n"
    "#define VM_SHARED 0x00000008\n"
    "#define VM_GROWSDOWN 0x00000100\n"
    "#define VM_LOCKED 0x00002000\n"
    "#define VM_IO 0x00004000\n"
    // linux/err.h
    "#define MAX_ERRNO 4095\n"
    // linux/errno.h: seen inside the kernel only
    "#define ERESTARTSYS 512\n"
    "#define ERESTARTNOINTR 513\n"
    "#define ERESTARTNOHAND 514\n"
    "#define ENOIOCTLCMD 515\n"
    "#define ERESTART_RESTARTBLOCK 516\n"
    "#define EPROBE_DEFER 517\n"
    "#define ENOTSUPP 524\n"
    // linux/gfp_types.h
    "#define __GFP_RECLAIM (___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM)\n"
    "#define __GFP_IO ___GFP_IO\n"
    "#define __GFP_FS ___GFP_FS\n"
    "#define __GFP_ZERO ___GFP_ZERO\n"
    "#define __GFP_HIGH ___GFP_HIGH\n"
    "#define __GFP_NOWARN ___GFP_NOWARN\n"
    "#define __GFP_NORETRY ___GFP_NORETRY\n"
    "#define __GFP_NOFAIL ___GFP_NOFAIL\n"
    "#define __GFP_DIRECT_RECLAIM ___GFP_DIRECT_RECLAIM\n"
    "#define __GFP_KSWAPD_RECLAIM ___GFP_KSWAPD_RECLAIM\n"
    "#define __GFP_HARDWALL ___GFP_HARDWALL\n"
    "#define __GFP_MOVABLE ___GFP_MOVABLE\n"
    "#define GFP_KERNEL (___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM | ___GFP_IO | ___GFP_FS)\n"
    "#define GFP_NOIO (___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM)\n"
    "#define GFP_NOFS (___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM | ___GFP_IO)\n"
    "#define GFP_USER (___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM | ___GFP_IO | ___GFP_FS | "
    "___GFP_HARDWALL)\n";

// linux/gfp_types.h of 6.10 and later: the bits are enumerators of the kernel.
constexpr std::string_view kMovingGfp =
    "#define ___GFP_HIGH (1 << ___GFP_HIGH_BIT)\n"
    "#define ___GFP_IO (1 << ___GFP_IO_BIT)\n"
    "#define ___GFP_FS (1 << ___GFP_FS_BIT)\n"
    "#define ___GFP_ZERO (1 << ___GFP_ZERO_BIT)\n"
    "#define ___GFP_MOVABLE (1 << ___GFP_MOVABLE_BIT)\n"
    "#define ___GFP_DIRECT_RECLAIM (1 << ___GFP_DIRECT_RECLAIM_BIT)\n"
    "#define ___GFP_KSWAPD_RECLAIM (1 << ___GFP_KSWAPD_RECLAIM_BIT)\n"
    "#define ___GFP_NOWARN (1 << ___GFP_NOWARN_BIT)\n"
    "#define ___GFP_NOFAIL (1 << ___GFP_NOFAIL_BIT)\n"
    "#define ___GFP_NORETRY (1 << ___GFP_NORETRY_BIT)\n"
    "#define ___GFP_HARDWALL (1 << ___GFP_HARDWALL_BIT)\n"
    "#define GFP_ATOMIC (___GFP_HIGH | ___GFP_KSWAPD_RECLAIM)\n";

// The same of 6.1 to 6.9. GFP_ATOMIC is left out: its bits changed in between.
constexpr std::string_view kFixedGfp =
    "#define ___GFP_MOVABLE 0x08\n"
    "#define ___GFP_HIGH 0x20\n"
    "#define ___GFP_IO 0x40\n"
    "#define ___GFP_FS 0x80\n"
    "#define ___GFP_ZERO 0x100\n"
    "#define ___GFP_DIRECT_RECLAIM 0x400\n"
    "#define ___GFP_KSWAPD_RECLAIM 0x800\n"
    "#define ___GFP_NOWARN 0x2000\n"
    "#define ___GFP_NOFAIL 0x8000\n"
    "#define ___GFP_NORETRY 0x10000\n"
    "#define ___GFP_HARDWALL 0x100000\n";

// asm/page.h. Pages are as large as on this machine.
std::string PageRows() {
  const auto size = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return "#define PAGE_SHIFT " + std::to_string(std::countr_zero(size)) + "\n#define PAGE_SIZE " +
         std::to_string(size) + "\n#define PAGE_MASK (~" + std::to_string(size - 1) + ")\n";
}

// AF_INET, __GFP_IO: no lower-case letter and at least two others.
bool LooksConstant(std::string_view name) {
  const auto lower = [](char c) { return std::islower(static_cast<unsigned char>(c)) != 0; };
  const auto upper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  return std::none_of(name.begin(), name.end(), lower) && std::count_if(name.begin(), name.end(), upper) >= 2;
}

// A row counts where no header has the name.
std::string Guarded(std::string_view rows) {
  constexpr std::string_view kDefine = "#define ";
  std::string text;
  while (!rows.empty()) {
    const std::string_view row = rows.substr(0, rows.find('\n') + 1);
    const std::string_view name = row.substr(kDefine.size(), row.find(' ', kDefine.size()) - kDefine.size());
    text.append("#ifndef ").append(name).append("\n").append(row).append("#endif\n");
    rows.remove_prefix(row.size());
  }
  return text;
}

}  // namespace

bool IsKernelHeader(std::string_view name) {
  if (name.find("..") != std::string_view::npos) return false;
  return std::any_of(std::begin(kFolders), std::end(kFolders),
                     [name](std::string_view folder) { return name.starts_with(folder); });
}

struct KernelConstants::Parsed {
  // Types of the headers are of no interest, only macros.
  class None final : public Definitions {
   public:
    TypePtr FindType(std::string_view /*name*/) override { return nullptr; }
    std::optional<Enumerator> FindEnumerator(std::string_view /*name*/) override { return std::nullopt; }
    std::optional<StructField> FindField(const Type& /*type*/, std::string_view /*name*/) override {
      return std::nullopt;
    }
    std::vector<StructField> Fields(const Type& /*type*/) override { return {}; }
  };

  Parsed(const Libclang& clang, const std::string& text)
      : unit(clang, "/sonde/kernel_constants.c", text, {}, {"-x", "c", "-std=gnu11", "-D_GNU_SOURCE", "-w"}),
        types(unit, none, none, nullptr, ""),
        macros(unit, types, {}, 0, nullptr, {}) {}

  None none;
  ClangUnit unit;
  CTypes types;
  CMacros macros;
};

KernelConstants::KernelConstants(const Libclang& clang, bool gfp_bits_move)
    : clang_(clang), gfp_bits_move_(gfp_bits_move) {}
KernelConstants::~KernelConstants() = default;

std::optional<CMacro> KernelConstants::Find(std::string_view name) {
  if (!LooksConstant(name)) return std::nullopt;
  if (parsed_ == nullptr) {
    parsed_ =
        std::make_unique<Parsed>(clang_, std::string(kInterface) + Guarded(kInternal) + Guarded(PageRows()) +
                                             Guarded(gfp_bits_move_ ? kMovingGfp : kFixedGfp));
  }
  return parsed_->unit.ok() ? parsed_->macros.Find(name) : std::nullopt;
}

}  // namespace sonde
