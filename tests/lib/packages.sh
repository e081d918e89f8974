# What Leat is built from on Debian 12, and how to get what is missing. Sourced by examples/quickstart and tests/run.
# Each line: how to see that it is there, the package that brings it.
leat_needs="
command gcc           gcc
command cmake         cmake
command ninja         ninja-build
command pkg-config    pkg-config
command flex          flex
command bison         bison
command sqlite3       sqlite3
module  sqlite3       libsqlite3-dev
module  libedit       libedit-dev
module  jansson       libjansson-dev
module  libutf8proc   libutf8proc-dev
module  libpcre2-8    libpcre2-dev
module  libcurl       libcurl4-openssl-dev
file    /usr/share/zoneinfo/Europe/Berlin tzdata
file    /usr/include/stdio.h libc6-dev
"
leat_test_needs="
module  cmocka        libcmocka-dev
file    /usr/bin/python3 python3
file    /usr/lib/python3/dist-packages/aiosmtpd/__init__.py python3-aiosmtpd
"

# Prints the packages that are missing, one a line.
packages_missing() { # NEEDS
  local how what package
  while read -r how what package; do
    case $how in
      command) command -v "$what" >/dev/null 2>&1 || echo "$package" ;;
      module) pkg-config --exists "$what" 2>/dev/null || echo "$package" ;;
      file) [ -e "$what" ] || echo "$package" ;;
    esac
  done <<<"$1"
}

# Installs what is missing; touches nothing when all is there.
packages_install() { # NEEDS
  local missing sudo=
  missing=$(packages_missing "$1" | sort -u | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "please install: $missing" >&2
    return 1
  fi
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  echo "installing with apt: $missing"
  # shellcheck disable=SC2086
  { $sudo apt-get update -qq &&
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; } ||
    { echo "apt could not install: $missing" >&2; return 1; }
}
