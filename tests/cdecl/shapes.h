// Structs of many shapes, read by the C front end and compiled into the test as C++: both must agree about
// every size, offset and bit. Standard types only, so that no header is needed.
#ifndef SHAPES_H
#define SHAPES_H

typedef unsigned char u8_t;
typedef unsigned short u16_t;
typedef unsigned int u32_t;
typedef unsigned long long u64_t;

struct plain {
  char c;
  short s;
  int i;
  long l;
  long long ll;
  unsigned char uc;
  unsigned short us;
  unsigned int ui;
  unsigned long ul;
  unsigned long long ull;
  signed char sc;
  float f;
  double d;
  long double ld;
};

struct gaps {
  char a;
  long b;
  char c;
  int d;
  char e;
  short f;
  char g;
};

struct __attribute__((packed)) tight {
  char a;
  long b;
  char c;
  int d;
  short e;
};

struct __attribute__((aligned(64))) lined {
  int a;
  char b;
};

struct inner_aligned {
  char a;
  int b __attribute__((aligned(16)));
  char c;
  struct lined d;
  char e;
};

struct __attribute__((packed, aligned(4))) packed_aligned {
  char a;
  int b;
  char c;
};

struct arrays {
  int one[3];
  int two[2][3];
  short three[2][3][4];
  char text[16];
  unsigned char bytes[5];
  long* pointers[4];
  struct gaps records[2];
  u64_t typed[7];
};

struct pointers {
  void* v;
  char* text;
  const char* const fixed;
  int (*function)(int, char*);
  void (*handlers[3])(struct pointers*);
  struct pointers* next;
  struct pointers** doubled;
  int (*row)[4];
  struct unknown* opaque;
};

struct unnamed {
  int before;
  union {
    int number;
    struct {
      short low;
      short high;
    };
    char raw[12];
  };
  struct {
    long deep;
    union {
      char first;
      double second;
    };
  };
  int after;
};

struct holder {
  struct part {
    int x;
    int y;
  } named, more[3];
  union {
    int i;
    float f;
  } choice;
  struct {
    char z;
    long w;
  } untagged;
};

union mixed {
  char c;
  int i[3];
  double d;
  struct gaps g;
};

struct tail {
  int count;
  char pad;
  struct gaps rest[];
};

struct text_tail {
  short count;
  char text[];
};

struct empty_tail {
  long a;
  int none[0];
};

enum small { SMALL_A, SMALL_B = 7, SMALL_C };
enum negative { NEGATIVE = -5, POSITIVE = 5 };
enum large { LARGE = 0x123456789ULL };
enum __attribute__((packed)) byte_sized { BYTE_A, BYTE_B };

struct enums {
  char a;
  enum small s;
  enum negative n;
  enum large l;
  enum byte_sized b;
  char c;
};

struct flags {
  unsigned a : 1;
  unsigned b : 3;
  unsigned c : 12;
  unsigned d : 20;
  int e : 5;
  unsigned char f : 4;
  unsigned char g : 4;
  unsigned long long h : 40;
  unsigned long long i : 24;
  unsigned : 0;
  short j : 9;
  unsigned whole : 32;
};

struct __attribute__((packed)) packed_flags {
  unsigned char head;
  unsigned a : 3;
  unsigned b : 14;
  unsigned long long c : 41;
  unsigned d : 6;
  int tail;
};

struct flags_in_union {
  union {
    struct {
      unsigned version : 4;
      unsigned length : 4;
      unsigned rest : 24;
    };
    u32_t word;
  };
  unsigned behind : 2;
};

struct wide {
  char a;
  __int128 i;
  unsigned __int128 u;
  volatile int v;
  const short k;
  bool b;
};

typedef struct {
  int a;
  u16_t b;
} nameless_t;

typedef struct gaps gaps_t;
typedef gaps_t gaps_again_t;
typedef int triple_t[3];

struct typedefs {
  char a;
  nameless_t n;
  gaps_again_t g;
  triple_t t;
  u8_t u;
};

#endif
