#!/usr/bin/env bash
# skilt beside other generators: tests/bench/peers.sh FOLDER [ROUNDS]. Takes every Markdown page below a folder, writes
# the same bodies in the form of each generator with an equally plain template, and builds them in turn. Those of hugo,
# zola and mdbook that are on the PATH take part. Prints processor time, wall time and peak memory, and the ratio of
# skilt to each with its spread. Needs python3 and a release build of skilt; no generator keeps anything between runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export SKILT=${SKILT:-$here/../../target/release/skilt}
exec python3 "$here/peers.py" "${1:?"tests/bench/peers.sh FOLDER [ROUNDS]"}" "${2:-3}"
