// Names an address of the kernel as the kernel itself does. Leaves: an object that kernel_names.cpp loads and
// runs. Covered by tests/runtime/kernel_names_test.cpp.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "defs/kernel_names.h"

char LICENSE[] SEC("license") = "GPL";

struct KernelNameQuestion question;

SEC("syscall")
int Name(void* context) {
  (void)context;
  BPF_SNPRINTF(question.text, sizeof question.text, "%pS", (void*)question.address);
  return 0;
}
