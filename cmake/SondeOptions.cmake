# Compiler and linker settings shared by every target, and the helper that declares a library.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# lld makes the smaller and faster starting binary (docs/design/startup.md); GNU ld is the fallback.
find_program(LLD_PROGRAM NAMES ld.lld HINTS /usr/lib/llvm-22/bin)
if(LLD_PROGRAM)
  get_filename_component(LLD_FOLDER ${LLD_PROGRAM} DIRECTORY)
  add_link_options(-fuse-ld=lld -B${LLD_FOLDER})
endif()

add_library(sonde_options INTERFACE)
target_compile_options(sonde_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Werror -ffunction-sections -fdata-sections)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # The first: std::stable_sort of GCC 12's library uses what that library deprecates. The others: structs of the
  # kernel's interface without names, and what libbpf's macro for options expands to.
  target_compile_options(sonde_options INTERFACE -Wno-deprecated-declarations -Wno-nested-anon-types
    -Wno-c99-extensions -Wno-missing-designated-field-initializers -Wno-gnu-statement-expression)
else()
  # -Wno-restrict: GCC 12 warns wrongly about "literal" + std::string (its bug 105651).
  target_compile_options(sonde_options INTERFACE -Wno-restrict)
endif()
target_include_directories(sonde_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_link_options(sonde_options INTERFACE -Wl,--gc-sections)

# Both programs run as root beside programs of others (docs/security.md). What this costs at start-up was measured:
# docs/design/startup.md.
if(NOT SONDE_SANITIZE)
  target_compile_options(sonde_options INTERFACE -fstack-protector-strong
    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
  target_link_options(sonde_options INTERFACE -Wl,-z,now -Wl,-z,relro)
endif()

if(SONDE_SANITIZE)
  target_compile_options(sonde_options INTERFACE -fsanitize=address,undefined
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sonde_options INTERFACE -fsanitize=address,undefined)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(sonde_options INTERFACE -fsanitize=fuzzer-no-link)  # tests/fuzz
  endif()
endif()

# Where several sources are compiled as one (CMAKE_UNITY_BUILD, docs/design/layout.md), those named ALONE are not:
# their helpers have names that others have too.
function(sonde_compile_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# sonde_library(name SOURCES a.cpp ... USES base ...): the library sonde_<name> of src/<name>.
function(sonde_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;ALONE;USES;LINK" ${ARGN})
  add_library(sonde_${name} STATIC ${ARG_SOURCES} ${ARG_ALONE})
  sonde_compile_alone(${ARG_ALONE})
  target_link_libraries(sonde_${name} PUBLIC sonde_options)
  foreach(used ${ARG_USES})
    target_link_libraries(sonde_${name} PUBLIC sonde_${used})
  endforeach()
  target_link_libraries(sonde_${name} PRIVATE ${ARG_LINK})
endfunction()

# sonde_header_library(name USES ...): a folder without translation units.
function(sonde_header_library name)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  add_library(sonde_${name} INTERFACE)
  target_link_libraries(sonde_${name} INTERFACE sonde_options)
  foreach(used ${ARG_USES})
    target_link_libraries(sonde_${name} INTERFACE sonde_${used})
  endforeach()
endfunction()
