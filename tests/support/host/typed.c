// Functions with parameters, for goldens about args of uprobes. make-debug compiles it.
struct leaf {
  int value;
  const char* label;
};
struct pair {
  int first;
  short second;
};
struct large {
  long numbers[4];
};
enum color { RED, GREEN = 5 };

volatile long sink;

void follow(struct leaf* leaf, const char* text, enum color color) {
  sink += leaf->value + text[0] + color;
}
void values(struct pair pair, unsigned char byte, struct large large) {
  sink += pair.first + byte + large.numbers[0];
}
void reals(double real, int whole) {
  sink += (long)real + whole;
}
void nothing(void) {
  sink++;
}
void _start(void) {}

// Names that the kernel has, too, with other contents.
struct file {
  int id;
  unsigned f_flags;
};
enum own_types { PIDTYPE_PID = 77 };

void opened(struct file* file, enum own_types type) {
  sink += file->id + type;
}
