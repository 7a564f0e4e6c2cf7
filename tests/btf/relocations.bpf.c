/* Programs with CO-RE relocations for core_types_test.cpp, which takes kernel_sample.c for the kernel. WHOLE:
 * what can be answered with all types only. */
#define RELOCATED __attribute__((preserve_access_index))

typedef unsigned int u32;

struct inner___here {
  u32 second;
} RELOCATED;

enum color { RED, GREEN = 7 };

struct outer___here {
  struct inner___here parts[2];
  struct outer___here* next;
  union {
    u32 in_union;
  };
  u32 bits : 3;
} RELOCATED;

typedef struct RELOCATED {
  u32 member;
} nameless;

struct only_in_a_module {
  u32 field;
} RELOCATED;

__attribute__((section("socket"), used)) int program(struct outer___here* outer) {
  u32 sum = outer->parts[1].second + outer->next->in_union;
  sum += ((nameless*)outer)->member;
  sum += __builtin_preserve_field_info(outer->bits, 0);
  sum += (u32)__builtin_preserve_enum_value(*(enum color*)GREEN, 1);
  sum += __builtin_preserve_type_info(*(struct inner___here*)0, 1);
#if WHOLE == 1
  sum += ((struct only_in_a_module*)outer)->field;
#elif WHOLE == 2
  sum += __builtin_btf_type_id(*(struct outer___here*)0, 1);
#endif
  return (int)sum;
}
