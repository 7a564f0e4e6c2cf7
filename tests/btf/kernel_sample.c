/* Types of a kernel that does not exist, for core_types_test.cpp: more fields and in another order than
 * programs know. */
typedef unsigned int u32;
typedef const u32 fixed;

struct inner {
  char first[3];
  fixed second;
  u32 third;
};

struct stranger {
  struct inner inner;
};

struct outer {
  long before;
  struct outer* next;
  u32 other : 5;
  u32 bits : 3;
  struct {
    union {
      u32 in_union;
      long unused;
    };
    struct stranger* far;
  };
  volatile struct inner parts[4];
};

enum color { RED, GREEN = 9, BLUE };

typedef struct {
  long unused;
  u32 member;
} nameless;

struct outer outer;
struct stranger stranger;
enum color color;
nameless thing;
