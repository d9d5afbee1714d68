#!/bin/sh
# Installs Enchufe: picks the archive for this machine, checks its SHA-256, and puts enchufe and enchufe-server into
# ~/.local/bin. Nothing is left behind when something fails.
#
#   curl -fsSL https://github.com/OWNER/NAME/releases/latest/download/install.sh | sh
#
#   ENCHUFE_BIN_DIR  where to put them, instead of ~/.local/bin
#   ENCHUFE_VERSION  which release, such as 0.1.0, instead of the latest
#   ENCHUFE_REPO     whose releases, as OWNER/NAME
#   ENCHUFE_URL      the folder with the archives and SHA256SUMS, instead of a release
set -eu

# A release puts the repository that it is published in here.
repository=${ENCHUFE_REPO:-@REPOSITORY@}

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

base_url() {
  if [ -n "${ENCHUFE_URL:-}" ]; then
    echo "${ENCHUFE_URL%/}"
    return
  fi
  case $repository in
    @*) fail "whose release? Set ENCHUFE_REPO to OWNER/NAME" ;;
  esac
  if [ -n "${ENCHUFE_VERSION:-}" ]; then
    echo "https://github.com/$repository/releases/download/v${ENCHUFE_VERSION#v}"
  else
    echo "https://github.com/$repository/releases/latest/download"
  fi
}

archive_name() {
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=macos ;;
    *) fail "no archive for the system $(uname -s): see the releases for what there is" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    arm64 | aarch64) machine=arm64 ;;
    *) fail "no archive for the machine $(uname -m): see the releases for what there is" ;;
  esac
  # A shell that macOS translates says that the machine is the older one.
  if [ "$system" = macos ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ]; then
    machine=arm64
  fi
  echo "enchufe-$system-$machine.tar.gz"
}

# download URL FILE
download() {
  if has curl; then
    curl -fsSL --retry 2 -o "$2" "$1" 2>/dev/null || fail "cannot download $1"
  elif has wget; then
    wget -q -O "$2" "$1" 2>/dev/null || fail "cannot download $1"
  else
    fail "curl or wget is needed to download"
  fi
}

digest() {
  if has sha256sum; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif has shasum; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  else
    fail "sha256sum or shasum is needed to check the download"
  fi
}

main() {
  has tar || fail "tar is needed to unpack the download"
  bin=${ENCHUFE_BIN_DIR:-${HOME:?}/.local/bin}
  archive=$(archive_name)
  url=$(base_url)
  work=$(mktemp -d) || fail "cannot make a temporary folder"
  trap 'rm -rf "$work"; [ -z "${staged:-}" ] || rm -f "$bin/.enchufe.$$" "$bin/.enchufe-server.$$"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM

  download "$url/SHA256SUMS" "$work/SHA256SUMS"
  wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p" "$work/SHA256SUMS")
  [ -n "$wanted" ] || fail "SHA256SUMS of $url does not name $archive"
  download "$url/$archive" "$work/$archive"
  found=$(digest "$work/$archive")
  [ "$found" = "$wanted" ] || fail "$archive is not what SHA256SUMS says: want $wanted, got $found; try again"

  tar -xzf "$work/$archive" -C "$work" 2>/dev/null || fail "$archive cannot be unpacked"
  mkdir -p "$bin" 2>/dev/null || fail "cannot make the folder $bin"
  # Beside their places first, so that each then appears whole, also where one is running.
  staged=1
  for program in enchufe enchufe-server; do
    set -- "$work"/enchufe-*/"$program"
    [ -f "$1" ] || fail "$archive has no $program"
    { cp "$1" "$bin/.$program.$$" && chmod 755 "$bin/.$program.$$"; } 2>/dev/null || fail "cannot write to $bin"
  done
  version=$("$bin/.enchufe.$$" --version 2>/dev/null) || fail "enchufe does not run on this system"
  for program in enchufe enchufe-server; do
    mv -f "$bin/.$program.$$" "$bin/$program" 2>/dev/null || fail "cannot write $bin/$program"
  done
  staged=

  echo "installed $bin/enchufe and $bin/enchufe-server: $version"
  case :$PATH: in
    *":$bin:"*) ;;
    *) echo "$bin is not on the PATH: add it, for instance with  export PATH=\"$bin:\$PATH\"" ;;
  esac
}

# All of it has been read before any of it runs, should the download of this script break off.
main
