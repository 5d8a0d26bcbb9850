#!/usr/bin/env bash
# Fuzzes targets, each written PACKAGE:Name, for so long each. Go before 1.27 sometimes takes the end of that time for a failure
# (go.dev/issue/75804): nothing but "context deadline exceeded", and no input written. Such a run says nothing and is done again.
#
#   scripts/fuzz.sh 30s workflow/item:FuzzParse ...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fuzz() { go test -run '^$' -fuzz "^${2#*:}\$" -fuzztime "$1" -fuzzminimizetime 10x "./${2%:*}"; }

cut_off() { [ "$(grep -A1 -- '^--- FAIL' "$1" | tail -n +2)" = "    context deadline exceeded" ]; }

time=$1
shift
said=$(mktemp)
trap 'rm -f "$said"' EXIT
for target; do
  for try in 1 2 3; do
    echo "fuzz $target"
    if fuzz "$time" "$target" 2>&1 | tee "$said"; then
      break
    elif [ "$try" = 3 ] || ! cut_off "$said"; then
      exit 1
    fi
  done
done
