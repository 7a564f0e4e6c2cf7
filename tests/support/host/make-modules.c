// Makes modules/NAME: type information of kernel modules, split over the file btf. Run by make-btf.
#include <bpf/btf.h>
#include <stdio.h>

// int NAME(struct file *file)
static void AddFunction(struct btf* module, const struct btf* base, const char* name) {
  const int number = btf__find_by_name_kind(base, "int", BTF_KIND_INT);
  const int file = btf__add_ptr(module, btf__find_by_name_kind(base, "file", BTF_KIND_STRUCT));
  const int prototype = btf__add_func_proto(module, number);
  btf__add_func_param(module, "file", file);
  btf__add_func(module, name, BTF_FUNC_STATIC, prototype);
}

static int Write(struct btf* base, const char* path, const char* const* functions) {
  struct btf* module = btf__new_empty_split(base);
  for (; *functions != NULL; ++functions)
    AddFunction(module, base, *functions);
  __u32 size = 0;
  const void* bytes = btf__raw_data(module, &size);
  FILE* file = fopen(path, "wb");
  if (bytes == NULL || file == NULL || fwrite(bytes, size, 1, file) != 1) return 1;
  return fclose(file);
}

int main(void) {
  struct btf* base = btf__parse_raw("btf");
  if (base == NULL) return 1;
  const char* const xfs[] = {"xfs_file_open", "start_transaction", NULL};
  const char* const btrfs[] = {"start_transaction", NULL};
  return Write(base, "modules/xfs", xfs) | Write(base, "modules/btrfs", btrfs);
}
