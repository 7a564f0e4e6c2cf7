# Programs for the kernel of our own, as bytes in a generated source. Types (BTF) are for libbpf; DWARF and paths of this
# machine are for nobody.
find_program(SONDE_BPF_CLANG NAMES clang-${LLVM_VERSION_MAJOR} clang REQUIRED)
find_program(SONDE_BPF_STRIP NAMES llvm-strip-${LLVM_VERSION_MAJOR} llvm-strip HINTS ${LLVM_TOOLS_BINARY_DIR} REQUIRED)

# sonde_bpf_object(NAME.bpf.c Function variable headers...): `variable` becomes the path of a source that has
# `std::span<const char> sonde::Function()`, the object's bytes.
function(sonde_bpf_object source function variable)
  get_filename_component(name ${source} NAME_WE)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  set(embedded ${CMAKE_CURRENT_BINARY_DIR}/${name}_object.cpp)
  add_custom_command(OUTPUT ${embedded}
    COMMAND ${SONDE_BPF_CLANG} -target bpf -mcpu=v3 -g -O2 -fno-addrsig -Wall -Werror -I/usr/include/${CMAKE_LIBRARY_ARCHITECTURE}
      -I${CMAKE_SOURCE_DIR}/src -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
      -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
    COMMAND ${SONDE_BPF_STRIP} -g ${object}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${object} -DOUTPUT=${embedded} -DFUNCTION=${function}
      -P ${CMAKE_SOURCE_DIR}/cmake/embed_bytes.cmake
    DEPENDS ${source} ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed_bytes.cmake)
  set(${variable} ${embedded} PARENT_SCOPE)
endfunction()
