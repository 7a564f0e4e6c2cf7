# What `cmake --install` puts where, and the Debian package that CPack makes of the same (scripts/package). Covered by tests/install.
include(GNUInstallDirs)

set(SONDE_DOC_DIR ${CMAKE_INSTALL_DATADIR}/doc/sonde)

# --aot looks for the runner beside sonde; both find everything else by themselves, wherever they are.
install(TARGETS sonde sonde-run RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Tools are scripts that run as commands.
file(GLOB SONDE_TOOLS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/*.bt)
file(GLOB SONDE_EXAMPLES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/examples/*.txt)
install(PROGRAMS ${SONDE_TOOLS} DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${SONDE_EXAMPLES} DESTINATION ${SONDE_DOC_DIR}/examples)
install(FILES packaging/systemd/sonde@.service DESTINATION lib/systemd/system)
install(DIRECTORY packaging/kubernetes DESTINATION ${SONDE_DOC_DIR})
install(FILES README.md CHANGELOG.md DESTINATION ${SONDE_DOC_DIR})
install(FILES LICENSE DESTINATION ${SONDE_DOC_DIR} RENAME copyright)
install(DIRECTORY docs/ DESTINATION ${SONDE_DOC_DIR} FILES_MATCHING PATTERN "*.md" PATTERN design EXCLUDE)

# Completions are what the program itself prints. Not of a sanitizer build: it is never installed.
if(NOT SONDE_SANITIZE)
  set(SONDE_COMPLETIONS_DIR ${CMAKE_BINARY_DIR}/completions)
  foreach(shell bash zsh fish)
    list(APPEND completions ${SONDE_COMPLETIONS_DIR}/${shell})
    add_custom_command(OUTPUT ${SONDE_COMPLETIONS_DIR}/${shell}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${SONDE_COMPLETIONS_DIR}
      COMMAND sonde --completion ${shell} > ${SONDE_COMPLETIONS_DIR}/${shell} DEPENDS sonde)
  endforeach()
  add_custom_target(completions ALL DEPENDS ${completions})
  install(FILES ${SONDE_COMPLETIONS_DIR}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME sonde)
  install(FILES ${SONDE_COMPLETIONS_DIR}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _sonde)
  install(FILES ${SONDE_COMPLETIONS_DIR}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME sonde.fish)
endif()

# Manual pages, all in one run: starting asciidoctor is what takes the time. Pages of tools are in section 8sonde, since another package may
# have a page of the same name; `man NAME.bt` finds it.
find_program(ASCIIDOCTOR_PROGRAM asciidoctor)
if(ASCIIDOCTOR_PROGRAM)
  set(SONDE_MAN_DIR ${CMAKE_BINARY_DIR}/man)
  file(GLOB SONDE_PAGES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/man/*.adoc)
  add_custom_command(OUTPUT ${SONDE_MAN_DIR}/.made
    COMMAND ${CMAKE_SOURCE_DIR}/scripts/lib/man-pages ${ASCIIDOCTOR_PROGRAM} ${SONDE_MAN_DIR} ${SONDE_TOOLS}
    DEPENDS ${SONDE_PAGES} ${SONDE_TOOLS} ${SONDE_EXAMPLES} scripts/lib/man-pages scripts/tool-man scripts/lib/tools.py)
  add_custom_target(man-pages ALL DEPENDS ${SONDE_MAN_DIR}/.made)
  install(DIRECTORY ${SONDE_MAN_DIR}/man7 ${SONDE_MAN_DIR}/man8 DESTINATION ${CMAKE_INSTALL_MANDIR})
endif()

set(CPACK_PACKAGE_NAME sonde)
set(CPACK_PACKAGE_VENDOR "the authors of sonde")
set(CPACK_PACKAGE_CONTACT "the authors of sonde")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "trace the kernel and programs with a line of text")
set(CPACK_PACKAGE_DESCRIPTION "sonde turns a line of text into a BPF program, loads it into the running kernel, and prints maps,
histograms and stacks. Its language is that of bpftrace. The package has tools that are ready to use besides: *.bt.")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# What the programs link. What they only open when it is needed, for C in scripts (and the compiler's own headers) and probes inside of functions, is recommended; what a few scripts
# need (imported C sources, headers of the C library), suggested.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libclang1-${LLVM_VERSION_MAJOR}, libclang-common-${LLVM_VERSION_MAJOR}-dev, libcapstone4")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "clang-${LLVM_VERSION_MAJOR}, libc6-dev, libdebuginfod1")
include(CPack)
