// The structs that generated forms of access lead through (access-forms), for the C program and for scripts.
#ifndef FORMS_H
#define FORMS_H

typedef signed char form_s8;
typedef unsigned char form_u8;
typedef short form_s16;
typedef unsigned short form_u16;
typedef int form_s32;
typedef unsigned form_u32;
typedef long form_s64;
typedef unsigned long form_u64;

enum form_tone { FORM_LOW = -3, FORM_MID = 7, FORM_HIGH = 40000 };
enum form_step { FORM_ZERO, FORM_ONE, FORM_MANY = 3000000000 };

struct form_bits {
  unsigned a : 3;
  int b : 5;
  unsigned long c : 40;
  int d : 11;
  form_u8 e : 1;
  _Bool f : 1;
  long g : 61;
  unsigned h : 32;
};

struct form_pair {
  int first;
  short second;
};

struct form_leaf {
  form_s8 s8;
  form_u8 u8;
  form_s16 s16;
  form_u16 u16;
  form_s32 s32;
  form_u32 u32;
  form_s64 s64;
  form_u64 u64;
  _Bool yes;
  char letter;
  enum form_tone tone;
  enum form_step step;
  char name[6];
  char full[5];
};

struct form_node {
  int v;
  struct form_node* next;
  struct form_node** pp;
  struct form_node* two[2];
  struct form_leaf in;
  struct form_leaf arr[3];
  struct form_leaf* leaf;
  struct form_leaf* leaves[2][3];
  int grid[2][3];
  form_s16 shorts[4];
  form_u64 longs[3];
  int* ip;
  form_s8* bp;
  int (*rows)[3];
  struct form_leaf (*block)[2];
  struct form_bits bits;
  struct form_pair pair;
  struct form_pair pairs[2];
  const char* text;
  char names[2][5];
  void* opaque;
  union {
    form_u32 word;
    form_u16 halves[2];
  };
  struct {
    short x, y;
  };
  struct {
    struct form_node* inside;
    form_s64 beside;
  } nameless;
  enum form_tone tones[2];
  _Bool flags[3];
};

// Small enough to be passed in registers, with a pointer in it.
struct form_link {
  struct form_node* to;
  form_s32 weight;
  form_s16 kind;
};

#endif
