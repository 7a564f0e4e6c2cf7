// Tests of src/base/nearest.cpp: a hint is given only for what a typing error explains.
#include "base/nearest.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(Nearest, FindsTypingErrors) {
  EXPECT_EQ(Nearest("vfs_raed", {"vfs_open", "vfs_read", "vfs_readv"}), "vfs_read");
  EXPECT_EQ(Nearest("vsf_read", {"vfs_open", "vfs_read"}), "vfs_read");
  EXPECT_EQ(Nearest("sched_swich", {"sched_switch"}), "sched_switch");
  EXPECT_EQ(Nearest("wrok", {"main", "work"}), "work");
  EXPECT_EQ(Nearest("urpobe", {"kprobe", "uprobe"}), "uprobe");
  EXPECT_EQ(Nearest("page-fautls", {"page-faults"}), "page-faults");
  EXPECT_EQ(Nearest("tcp_retransmitt_skb", {"tcp_retransmit_skb"}), "tcp_retransmit_skb");
}

TEST(Nearest, FindsOtherSeparatorsAndCase) {
  EXPECT_EQ(Nearest("blk_account_io_done", {"blk_account_io_start", "__blk_account_io_done"}),
            "__blk_account_io_done");
  EXPECT_EQ(Nearest("VFS_Read", {"vfs_read"}), "vfs_read");
  EXPECT_EQ(Nearest("vfsread", {"vfs_read"}), "vfs_read");
}

TEST(Nearest, SaysNothingWhereAPersonWouldNotAgree) {
  EXPECT_EQ(Nearest("icmp_match", {"dmi_match"}), "");
  EXPECT_EQ(Nearest("tcp_sendmsg", {"udp_sendmsg", "dccp_sendmsg"}), "");
  EXPECT_EQ(Nearest("ipv4_rcv", {"ipv6_rcv"}), "");
  EXPECT_EQ(Nearest("xfs_read", {"vfs_read", "nfs_read"}), "");
  EXPECT_EQ(Nearest("kfree", {"vfree"}), "");
  EXPECT_EQ(Nearest("read", {"head", "rear"}), "");
  EXPECT_EQ(Nearest("tcp_v4_connect", {"tcp_v6_connect"}), "");
  EXPECT_EQ(Nearest("open", {"openat2", "vfs_open"}), "");
  EXPECT_EQ(Nearest("no_such_function", {"do_such_function"}), "");
  EXPECT_EQ(Nearest("xyz", {"vfs_open", "vfs_read"}), "");
  EXPECT_EQ(Nearest("", {"a", "_"}), "");
  EXPECT_EQ(Nearest("*", {"_", ""}), "");
}

TEST(Nearest, TakesTheNearest) {
  EXPECT_EQ(Nearest("printfilename", {"printfilenames", "printfilename_"}), "printfilename_");
}

}  // namespace
}  // namespace sonde
