# Shared by the commands in scripts/: where the checkout is, how to speak, what to install, how to build.
# Source it; it defines root, say, die, need_packages and build_preset.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() { echo "sonde: $*" >&2; }
die() { say "$*"; exit 1; }

# LOG: show the part that explains a failure: from ninja's first FAILED, else the end.
show_log() {
  say "from $1:"
  if grep -q '^FAILED:' "$1"; then
    sed -n '/^FAILED:/,$p' "$1" | grep -v '^\[[0-9]*/[0-9]*\]' | head -n 60
  else
    tail -n 40 "$1"
  fi | cut -c 1-400 | sed 's/^/  | /' >&2
}

# --- packages: what Debian 12 calls them -----------------------------------------------------------

# What scripts/run waits for: no compiler but clang, nothing that only tests need.
packages_build=(
  libstdc++-12-dev cmake ninja-build ccache bison flex libfl-dev pkg-config
  llvm-22-dev clang-22 lld-22 libclang-22-dev
  libbpf-dev libelf-dev libdw-dev libiberty-dev libcapstone-dev zlib1g-dev libzstd-dev libevent-dev libncurses-dev
  libcereal-dev rapidjson-dev)
packages_test=(
  python3-pexpect python3-pyte   # a terminal for --live
  locales   # to make some that are not UTF-8
  prometheus   # scrapes what --serve serves
  strace systemd   # what the unit lets through
  golang-go python3-protobuf   # read profiles
  g++ libclang-rt-22-dev libgtest-dev libgmock-dev
  python3-minimal python3 python3-yaml clang-format-22 clang-tidy-22 universal-ctags bpftool)
packages_manual=(asciidoctor man-db python3-minimal)   # of packaging and of tests, not of building
packages_package=(dpkg-dev file)
# The browser that opens what -f flamegraph draws, and what drives it.
packages_pictures=(chromium chromium-driver python3-selenium)
packages_bare=(debootstrap)
packages_guest=(qemu-system-x86 busybox-static cpio kmod xz-utils zstd)   # kernels: scripts/lib/guest-kernel

# What tests of tools trace, or make their loads with; of servers the programs, without running services.
packages_tools=(
  curl e2fsprogs iproute2 openssl xfsprogs
  postgresql-15 mariadb-server-core mariadb-client-core)

# need_packages GROUP...: install what is missing of the groups. One dpkg-query (10 ms) when nothing is.
need_packages() {
  command -v dpkg-query > /dev/null || return 0   # not Debian: the configure step names what it lacks
  local group wanted=() missing=()
  for group; do
    local -n list=packages_$group
    wanted+=("${list[@]}")
    unset -n list
  done
  mapfile -t missing < <(
    comm -23 <(printf '%s\n' "${wanted[@]}" | LC_ALL=C sort -u) \
      <(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "${wanted[@]}" 2> /dev/null |
        sed -n 's/^.i  *//p' | LC_ALL=C sort -u))
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "not root, and these packages are missing: ${missing[*]}"

  local log=$root/build/install.log
  mkdir -p "$root/build"
  say "installing ${#missing[@]} package$([ ${#missing[@]} = 1 ] || echo s) (log: $log)"
  # Another package manager may be at work (unattended upgrades): wait for its lock.
  # Not every file needs to be on the disk before the next one: who loses power installs again.
  local apt=(apt-get -q -o DPkg::Lock::Timeout=600 -o DPkg::Options::=--force-unsafe-io)
  export DEBIAN_FRONTEND=noninteractive
  if ! { "${apt[@]}" update &&
         "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1 < /dev/null; then
    show_log "$log"
    die "could not install: ${missing[*]}"
  fi
}

# --- building ------------------------------------------------------------------------------------------

# build_preset PRESET [TARGET...]: configure if needed and build into build/PRESET, with the tests if no targets are
# named. Says so only when it takes a while; callers that come at the same time take turns.
build_preset() {
  local preset=$1
  local dir=$root/build/$preset
  local log=$dir/build.log
  local tests=
  shift
  mkdir -p "$dir"
  exec 9> "$dir/.lock"
  flock 9
  if [ $# = 0 ]; then
    grep -q '^SONDE_TESTS:BOOL=ON$' "$dir/CMakeCache.txt" 2> /dev/null || tests=ON
  elif [ ! -f "$dir/build.ninja" ]; then
    tests=OFF
  fi
  if [ -n "$tests" ]; then
    say "configuring the $preset build"
    # The preset file is found from the working directory, hence the subshell.
    if ! (cd "$root" && cmake --preset "$preset" -DSONDE_TESTS=$tests) > "$log" 2>&1 9>&-; then
      show_log "$log"
      rm -f "$dir/build.ninja" "$dir/CMakeCache.txt"   # half a configuration must not look like one
      die "configuring the $preset build failed"
    fi
  fi
  ninja -C "$dir" "$@" > "$log" 2>&1 < /dev/null 9>&- &
  local build=$! timer status
  sleep 0.7 9>&- &
  timer=$!
  wait -n "$build" "$timer" || true
  if kill -0 "$build" 2> /dev/null; then
    say "building (log: $log)"
  else
    kill "$timer" 2> /dev/null || true
  fi
  wait "$build" && status=0 || status=$?
  wait "$timer" 2> /dev/null || true
  exec 9>&-
  if [ "$status" != 0 ]; then
    show_log "$log"
    die "the $preset build failed"
  fi
}
