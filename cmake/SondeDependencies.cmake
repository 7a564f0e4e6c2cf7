# Everything sonde takes from the system, found once.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBBPF REQUIRED IMPORTED_TARGET libbpf>=1.1)
pkg_check_modules(LIBELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(LIBDW REQUIRED IMPORTED_TARGET libdw)
# The demangler that can be stopped (base/demangle.cpp); an archive only.
find_library(LIBIBERTY libiberty.a REQUIRED)
find_path(LIBIBERTY_INCLUDE_DIR libiberty/demangle.h REQUIRED)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
# Its header only: the library is opened when instructions are to be decoded.
pkg_check_modules(CAPSTONE REQUIRED capstone)
# Serves pages; archives, so that a start that serves none opens nothing.
find_library(LIBEVENT_CORE_ARCHIVE libevent_core.a REQUIRED)
find_library(LIBEVENT_EXTRA_ARCHIVE libevent_extra.a REQUIRED)
# Draws on terminals; archives, likewise.
find_library(NCURSES_ARCHIVE libncursesw.a REQUIRED)
find_library(TINFO_ARCHIVE libtinfo.a REQUIRED)
find_package(cereal REQUIRED)
find_package(RapidJSON REQUIRED)
find_package(BISON 3.8 REQUIRED)
find_package(FLEX 2.6 REQUIRED)
if(SONDE_TESTS)
  find_package(GTest REQUIRED)
endif()

# LLVM 22 is what is measured and tested; 19 and later have the interfaces that codegen uses.
if(NOT LLVM_DIR)
  foreach(version 22 21 20 19)
    if(EXISTS /usr/lib/llvm-${version}/lib/cmake/llvm)
      set(LLVM_DIR /usr/lib/llvm-${version}/lib/cmake/llvm)
      break()
    endif()
  endforeach()
endif()
find_package(LLVM REQUIRED CONFIG)
if(LLVM_VERSION_MAJOR LESS 19)
  message(FATAL_ERROR "sonde needs LLVM 19 or later, found ${LLVM_VERSION}")
endif()

# Debian's LLVMSupport names z3 and libxml2 for parts that sonde never pulls in; linking them would
# cost start-up time.
get_target_property(support_libraries LLVMSupport INTERFACE_LINK_LIBRARIES)
list(FILTER support_libraries EXCLUDE REGEX "z3|Z3|xml2|LibXml2|LibEdit|CURL")
set_target_properties(LLVMSupport PROPERTIES INTERFACE_LINK_LIBRARIES "${support_libraries}")
