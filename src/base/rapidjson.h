// What sonde uses of RapidJSON. Version 1.1.0 adds to null pointers while its stack is empty, which does no
// harm but stops a program that is built with the sanitizer of undefined behaviour. Covered by
// tests/base/json_stream_test.cpp.
#pragma once

#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/memorystream.h>
#include <rapidjson/writer.h>
#ifdef __clang__
#pragma clang attribute pop
#endif
