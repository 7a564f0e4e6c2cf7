# cmake -DHEADER=bpf_helper_defs.h -DOUTPUT=FILE -P helper_prototypes.cmake: a row HELPER(number, "name", "prototype") for each
# of the kernel's functions that libbpf declares for BPF programs: static TYPE (*NAME)(ARGUMENTS) = (void *) NUMBER;
file(STRINGS ${HEADER} lines REGEX "^static .*= \\(void \\*\\) [0-9]+")
set(rows "")
foreach(line IN LISTS lines)
  if(line MATCHES "^static (.*)\\(\\* ?(const )?(bpf_[a-z0-9_]+)\\)\\((.*)\\) = \\(void \\*\\) ([0-9]+)")
    string(APPEND rows "HELPER(${CMAKE_MATCH_5}, \"${CMAKE_MATCH_3}\", \"${CMAKE_MATCH_1}${CMAKE_MATCH_3}(${CMAKE_MATCH_4})\")\n")
  endif()
endforeach()
if(rows STREQUAL "")
  message(FATAL_ERROR "${HEADER} declares no helpers that this understands")
endif()
file(WRITE ${OUTPUT} "${rows}")
