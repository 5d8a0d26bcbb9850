#!/usr/bin/env bash
# Fails if `make generate` changes a file, by comparing hashes of all files before and after. It needs no repository
# and no clean one; the new files stay, ready to be looked at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

hashes() {
  find . \( -name .git -o -name node_modules -o -path ./bin -o -path ./data \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
}

before=$(hashes)
make --no-print-directory generate
if ! changed=$(diff <(echo "$before") <(hashes)); then
  echo "generated files were not up to date; now they are:" >&2
  sed -n 's/^[<>] [0-9a-f]*  //p' <<<"$changed" | sort -u >&2
  exit 1
fi
