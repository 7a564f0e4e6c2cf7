// Libclang: the functions of libclang's C interface that sonde uses, looked up in a library that is opened
// when the first script has C text. A script without C never pays for it, and runs where there is none.
// Covered by tests/cdecl/libclang_test.cpp.
#pragma once

#include <clang-c/Index.h>

#include <string>

#include "base/result.h"

// F(name) for each function clang_NAME.
#define SONDE_LIBCLANG_FUNCTIONS(F) \
  F(createIndex)                    \
  F(disposeIndex)                   \
  F(parseTranslationUnit2)          \
  F(disposeTranslationUnit)         \
  F(getTranslationUnitCursor)       \
  F(getNumDiagnostics)              \
  F(getDiagnostic)                  \
  F(disposeDiagnostic)              \
  F(getDiagnosticSeverity)          \
  F(getDiagnosticLocation)          \
  F(getDiagnosticSpelling)          \
  F(getChildDiagnostics)            \
  F(getNumDiagnosticsInSet)         \
  F(getDiagnosticInSet)             \
  F(getSpellingLocation)            \
  F(getExpansionLocation)           \
  F(getFile)                        \
  F(getInclusions)                  \
  F(getFileName)                    \
  F(getFileContents)                \
  F(getCString)                     \
  F(disposeString)                  \
  F(visitChildren)                  \
  F(getCursorKind)                  \
  F(getCursorSpelling)              \
  F(getCursorLocation)              \
  F(getCursorExtent)                \
  F(getCursorReferenced)            \
  F(getCursorType)                  \
  F(hashCursor)                     \
  F(equalCursors)                   \
  F(isCursorDefinition)             \
  F(Cursor_isMacroFunctionLike)     \
  F(Cursor_getOffsetOfField)        \
  F(Cursor_isBitField)              \
  F(getFieldDeclBitWidth)           \
  F(getEnumDeclIntegerType)         \
  F(getEnumConstantDeclValue)       \
  F(getTypedefDeclUnderlyingType)   \
  F(getTypeDeclaration)             \
  F(getTypeSpelling)                \
  F(getCanonicalType)               \
  F(getUnqualifiedType)             \
  F(getPointeeType)                 \
  F(getArrayElementType)            \
  F(getArraySize)                   \
  F(Type_getSizeOf)                 \
  F(Type_getValueType)              \
  F(Type_visitFields)               \
  F(tokenize)                       \
  F(disposeTokens)                  \
  F(getTokenKind)                   \
  F(getTokenSpelling)               \
  F(Cursor_Evaluate)                \
  F(EvalResult_getKind)             \
  F(EvalResult_isUnsignedInt)       \
  F(EvalResult_getAsUnsigned)       \
  F(EvalResult_getAsLongLong)       \
  F(EvalResult_getAsDouble)         \
  F(EvalResult_getAsStr)            \
  F(EvalResult_dispose)

namespace sonde {

struct Libclang {
  std::string path;  // of the library
#define SONDE_LIBCLANG_MEMBER(name) decltype(&::clang_##name) name = nullptr;
  SONDE_LIBCLANG_FUNCTIONS(SONDE_LIBCLANG_MEMBER)
#undef SONDE_LIBCLANG_MEMBER

  // Opens the library once per process: the file that SONDE_LIBCLANG names, else that of the LLVM sonde was
  // built with, else what the loader finds. An error says what was tried and which package has it.
  static const Result<const Libclang*>& Load();

  // The text of a CXString, which is disposed of.
  [[nodiscard]] std::string Text(CXString text) const;
};

}  // namespace sonde
