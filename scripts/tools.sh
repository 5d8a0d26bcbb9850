#!/usr/bin/env bash
# Installs what the tests need beyond Go and Node: a PostgreSQL server, strace, Poppler and Chromium from Debian, and two S3
# servers and the linter built from source. Quick and without network when everything is there; safe to run twice at once.
set -euo pipefail

cache="${SHENPI_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/shenpi/tools}"

# The versions are named here and, for the S3 servers, in internal/testserver/tool.go; a test compares the two.
versitygw_version=v1.8.0
minio_version=v0.0.0-20260212201848-7aac2a2c5b7c
golangci_lint_version=v2.15.0

have_postgres() { compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
have_strace() { command -v strace >/dev/null; }
have_chromium() { command -v chromium >/dev/null && [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; }
have_poppler() { command -v pdftotext >/dev/null && command -v pdfsig >/dev/null; }

# debian installs the missing Debian packages, or says which ones a person with the right to do so has to install.
debian() {
  local missing=()
  have_postgres || missing+=(postgresql)
  have_strace || missing+=(strace)
  have_poppler || missing+=(poppler-utils)
  have_chromium || missing+=(chromium fontconfig fonts-wqy-microhei)
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tools: missing: ${missing[*]}; install them first, on Debian as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "tools: apt-get install ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build NAME VERSION PACKAGE puts PACKAGE@VERSION at $cache/NAME-VERSION/NAME. It is built beside that place and
# moved there whole, so that an interrupted build is never taken for a finished one.
build() {
  local name=$1 version=$2 package=$3 target="$cache/$1-$2"
  if [ -x "$target/$name" ]; then return; fi
  echo "tools: building $name $version (some minutes)"
  mkdir -p "$cache"
  local temp
  temp=$(mktemp -d "$cache/.build-$name.XXXXXX")
  # GOFLAGS is emptied because a caller's -mod or -race must not reach another project's build.
  if ! GOBIN="$temp" GOFLAGS= CGO_ENABLED=0 nice -n 10 go install -p 2 -trimpath -ldflags='-s -w' "$package@$version"; then
    rm -rf "$temp"
    echo "tools: building $name $version did not succeed" >&2
    exit 1
  fi
  # -T refuses to move into a folder that another run put there meanwhile; theirs is as good as ours.
  mv -T "$temp" "$target" 2>/dev/null || rm -rf "$temp"
  [ -x "$target/$name" ]
}

debian
build versitygw "$versitygw_version" github.com/versity/versitygw/cmd/versitygw
build minio "$minio_version" github.com/minio/minio
build golangci-lint "$golangci_lint_version" github.com/golangci/golangci-lint/v2/cmd/golangci-lint
echo "tools: ready in $cache"
