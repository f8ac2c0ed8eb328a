#!/bin/sh
# Installs whatsapp-ai-bot from release files, without root:
#
#   sh install.sh https://downloads.example.org/whatsapp-ai-bot     # or a folder: sh install.sh ./release
#
# The address has the files that `bun run build:all` writes: one file for each platform, and SHA256SUMS.
# INSTALL_DIR chooses where the program goes; the default is ~/.local/bin.
# It downloads two files, checks one against the other, and puts one in place. Nothing else is changed.
set -eu

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

from=${1:-${RELEASES_URL:-}}
[ -n "$from" ] || fail "no address: sh install.sh https://… (or a folder with release files)"
from=${from%/}
case $from in
  https://* | http://127.0.0.1:* | http://localhost:*) ;;
  http://*) fail "$from is not encrypted: use https" ;;
esac

case $(uname -s) in
  Linux) system=linux ;;
  Darwin) system=darwin ;;
  MINGW* | MSYS* | CYGWIN*) fail "on Windows, take whatsapp-ai-bot-…-windows-x64.exe from $from; it needs no installation" ;;
  *) fail "there is no build for $(uname -s)" ;;
esac
case $(uname -m) in
  x86_64 | amd64) machine=x64 ;;
  aarch64 | arm64) machine=arm64 ;;
  *) fail "there is no build for $(uname -m)" ;;
esac
platform=$system-$machine
if [ "$system" = linux ] && ls /lib/ld-musl-* >/dev/null 2>&1; then platform=$platform-musl; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

get() {
  case $from in
    http://* | https://*)
      if command -v curl >/dev/null; then
        curl --fail --silent --show-error --location --proto-redir =https --output "$work/$1" "$from/$1"
      elif command -v wget >/dev/null; then
        wget --quiet --output-document="$work/$1" "$from/$1"
      else
        fail "neither curl nor wget is installed"
      fi
      ;;
    *) cp "$from/$1" "$work/$1" ;;
  esac || fail "$from/$1 cannot be fetched"
}

get SHA256SUMS
# Lines such as: HASH  whatsapp-ai-bot-1.2.3-linux-x64
line=$(grep -E "^[0-9a-f]{64}  whatsapp-ai-bot-[0-9][0-9A-Za-z.]*-$platform\$" "$work/SHA256SUMS" | tail -n 1) ||
  fail "$from/SHA256SUMS lists no file for $platform"
file=${line##* }
echo "Downloading $file …"
get "$file"

cd "$work"
if command -v sha256sum >/dev/null; then
  echo "$line" | sha256sum -c - >/dev/null || fail "$file does not match its checksum: nothing was installed"
elif command -v shasum >/dev/null; then
  echo "$line" | shasum -a 256 -c - >/dev/null || fail "$file does not match its checksum: nothing was installed"
else
  fail "neither sha256sum nor shasum is installed: the download cannot be verified"
fi
chmod 755 "$file"
"./$file" --version >/dev/null || fail "$file does not run on this machine: nothing was installed"

folder=${INSTALL_DIR:-$HOME/.local/bin}
mkdir -p "$folder" || fail "$folder cannot be made: set INSTALL_DIR to a folder of yours"
[ -w "$folder" ] || fail "$(id -un) may not write to $folder: set INSTALL_DIR to a folder of yours"
# Under another name first: a running program keeps its own file.
cp "$file" "$folder/.whatsapp-ai-bot.new"
mv "$folder/.whatsapp-ai-bot.new" "$folder/whatsapp-ai-bot"
echo "Installed $("$folder/whatsapp-ai-bot" --version) as $folder/whatsapp-ai-bot"
case :$PATH: in
  *:"$folder":*) run=whatsapp-ai-bot ;;
  *)
    run=$folder/whatsapp-ai-bot
    echo "$folder is not in your PATH: add it there, or use the full name."
    ;;
esac
echo "Try it without an account:  $run demo"
echo "Set it up:                  $run setup"
