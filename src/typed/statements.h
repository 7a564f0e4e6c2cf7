// Statements of the typed program. Built by src/sema, read by src/codegen and dump.h. Covered by
// tests/golden/typed/*.
#pragma once

#include <vector>

#include "defs/operators.h"
#include "typed/node.h"

namespace sonde::typed {

struct Evaluate : Stmt {  // value dropped
  SONDE_TYPED_STMT(Evaluate)
  ExprPtr expr;
  SONDE_TYPED_PARTS(expr)
};
// `value` null: set to zero (let $x; reached again in a loop).
struct AssignVariable : Stmt {
  SONDE_TYPED_STMT(AssignVariable)
  uint32_t slot = 0;
  ExprPtr value;
  SONDE_TYPED_PARTS(value)
};
// @m[key] = value, both already of the map's types.
struct AssignMap : Stmt {
  SONDE_TYPED_STMT(AssignMap)
  uint32_t map = 0;
  ExprPtr key;
  ExprPtr value;
  SONDE_TYPED_PARTS(key, value)
};
// @m[key] op= operand on an integer map: the key is evaluated once. Result is converted to the value type.
// `operand` is a 64-bit integer; is_signed says how / % >> work.
struct UpdateMap : Stmt {
  SONDE_TYPED_STMT(UpdateMap)
  uint32_t map = 0;
  ExprPtr key;
  BinaryOp op = BinaryOp::Add;
  ExprPtr operand;
  bool is_signed = true;
  SONDE_TYPED_PARTS(key, operand)
};
// @m[key] = count() and the like; operand (64-bit integer) is null for count.
struct Aggregate : Stmt {
  SONDE_TYPED_STMT(Aggregate)
  uint32_t map = 0;
  ExprPtr key;
  ExprPtr operand;
  SONDE_TYPED_PARTS(key, operand)
};
// An asynchronous request to user space: Program::events[event] with the values in `args`.
// Exit also leaves the probe.
struct Send : Stmt {
  SONDE_TYPED_STMT(Send)
  uint32_t event = 0;
  std::vector<ExprPtr> args;
  SONDE_TYPED_PARTS(args)
};
struct If : Stmt {
  SONDE_TYPED_STMT(If)
  ExprPtr condition;  // Bool
  Block then;
  Block otherwise;
  SONDE_TYPED_PARTS(condition, then, otherwise)
};
struct While : Stmt {
  SONDE_TYPED_STMT(While)
  ExprPtr condition;  // Bool
  Block body;
  SONDE_TYPED_PARTS(condition, body)
};
// The body `count` times in a row (unroll). break and continue mean an enclosing While.
struct Repeat : Stmt {
  SONDE_TYPED_STMT(Repeat)
  uint32_t count = 1;
  Block body;
  SONDE_TYPED_PARTS(body)
};
// for $v : begin..end. Both ends are 64-bit integers, evaluated once, begin first; `slot` is $v.
struct ForRange : Stmt {
  SONDE_TYPED_STMT(ForRange)
  uint32_t slot = 0;
  ExprPtr begin;
  ExprPtr end;
  Block body;
  SONDE_TYPED_PARTS(begin, end, body)
};
// for $v : @map. `slot` is a Tuple of the map's key type and its value type (a castable aggregation as a
// 64-bit integer of its sign).
struct ForMap : Stmt {
  SONDE_TYPED_STMT(ForMap)
  uint32_t slot = 0;
  uint32_t map = 0;
  Block body;
  SONDE_TYPED_PARTS(body)
};
struct Jump : Stmt {
  SONDE_TYPED_STMT(Jump)
  JumpKind jump = JumpKind::Return;
  ExprPtr value;                 // of return: a 64-bit integer, or null
  bool leaves_function = false;  // return in a function: the value is in its result variable
  SONDE_TYPED_PARTS(value)
};

}  // namespace sonde::typed
