# Sourced by the scripts beside it: finds the repository, and what a build needs of Debian.
# The caller runs under `set -eu`. Everything said here goes to stderr.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd -- "$root"

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "$@"
    exit 1
}

need_swift() {
    command -v swift >/dev/null 2>&1 ||
        die "setup: no swift on the PATH. Install Swift 6.2 or later: https://www.swift.org/install/linux/"
}

# One file or command of each package proves it, so that a copy from elsewhere counts too.
has_package() {
    case $1 in
    libcurl4-openssl-dev) has_file /usr/include/*/curl/curl.h /usr/include/curl/curl.h ;;
    libsqlite3-dev) has_file /usr/include/sqlite3.h ;;
    tzdata) has_file /usr/share/zoneinfo/Asia/Shanghai ;;
    ca-certificates) has_file /etc/ssl/certs/ca-certificates.crt ;;
    git) command -v git >/dev/null 2>&1 ;;
    systemd) command -v systemd-analyze >/dev/null 2>&1 ;;
    python3-yaml) python3 -c 'import yaml, zoneinfo' >/dev/null 2>&1 ;;
    *) die "setup: no test for package $1" ;;
    esac
}

has_file() {
    for candidate in "$@"; do
        if [ -e "$candidate" ]; then return 0; fi
    done
    return 1
}

# Runs its arguments as root; fails where that would ask for a password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" -eq 0 ]; then return 0; fi
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null
}

# A fresh image has no package lists; a stale one may name versions that are gone.
install_package() {
    if ! apt-cache show "$1" >/dev/null 2>&1; then
        say "setup: reading the package lists (apt-get update)"
        as_root apt-get update -qq >/dev/null 2>&1 || return 1
    fi
    say "setup: installing $1"
    apt_install "$1" || {
        as_root apt-get update -qq >/dev/null 2>&1 && apt_install "$1"
    }
}

apt_install() {
    as_root apt-get -o DPkg::Lock::Timeout=120 install -qq --yes --no-install-recommends "$1" </dev/null >/dev/null 2>&1
}

# What the build and the program itself cannot do without.
setup_build() {
    need_swift
    missing=
    for package in git libcurl4-openssl-dev libsqlite3-dev tzdata ca-certificates; do
        has_package "$package" || missing="$missing $package"
    done
    if [ -z "$missing" ]; then return 0; fi
    may_install ||
        die "setup: missing:$missing. As root, run: apt-get install$missing"
    for package in $missing; do
        install_package "$package" ||
            die "setup: could not install $package. As root, run: apt-get update && apt-get install$missing"
    done
}

# What some tests need; without it those tests are skipped.
setup_test() {
    setup_build
    may_have systemd || say "setup: no systemd-analyze (package systemd): the check of systemd/nudged.service is skipped"
    may_have python3-yaml || say "setup: no YAML for Python (package python3-yaml): the checker in Python is skipped"
}

# Installs a package where that can be done without asking.
may_have() {
    if has_package "$1"; then return 0; fi
    may_install && install_package "$1"
}
