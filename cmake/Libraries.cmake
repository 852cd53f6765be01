# The libraries of other people, each behind one adapter file (docs/decisions/0003-libraries.md).
#
# Static where Debian has the static library: the dynamic linker would otherwise take as long to start the
# program as the program takes to scan a small log.

# wmiscope_library(NAME HEADER header STEM name): the target lib::NAME.
function(wmiscope_library name)
  cmake_parse_arguments(LIB "" "HEADER;STEM" "" ${ARGN})
  find_path(WMISCOPE_${name}_INCLUDE ${LIB_HEADER} REQUIRED)
  find_library(WMISCOPE_${name}_LIBRARY NAMES lib${LIB_STEM}.a ${LIB_STEM} REQUIRED)
  add_library(lib::${name} UNKNOWN IMPORTED)
  set_target_properties(lib::${name} PROPERTIES
    IMPORTED_LOCATION ${WMISCOPE_${name}_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${WMISCOPE_${name}_INCLUDE})
endfunction()

find_package(fmt REQUIRED)  # headers only: src/base/format.cc compiles it in
wmiscope_library(isal HEADER isa-l/crc.h STEM isal)
wmiscope_library(nettle HEADER nettle/sha2.h STEM nettle)
wmiscope_library(re2 HEADER re2/re2.h STEM re2)
wmiscope_library(yaml HEADER yaml-cpp/yaml.h STEM yaml-cpp)
target_link_libraries(lib::re2 INTERFACE Threads::Threads)

# Of libarchive only what src/input/archive calls is linked, and of its own libraries what that needs.
wmiscope_library(zlib HEADER zlib.h STEM z)
wmiscope_library(bzip2 HEADER bzlib.h STEM bz2)
wmiscope_library(lzma HEADER lzma.h STEM lzma)
wmiscope_library(zstd HEADER zstd.h STEM zstd)
wmiscope_library(archive HEADER archive.h STEM archive)
target_link_libraries(lib::archive INTERFACE lib::nettle lib::zlib lib::bzip2 lib::lzma lib::zstd)
