#!/usr/bin/env bash
# Times check and build of a site: tests/bench/site.sh SITE [RUNS]. Prints wall time, processor time and peak memory of
# each run. The output goes to a temporary folder. Needs GNU time and a release build of skilt.
set -euo pipefail
site=${1:?"tests/bench/site.sh SITE [RUNS]"}
runs=${2:-3}
skilt=$(dirname "$0")/../../target/release/skilt
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
time_one() {
  local name=$1
  shift
  # Problems of the site are expected (status 1); a run that cannot be made is not.
  /usr/bin/time -q -f "$name: %e s wall, %U + %S s processor, %M KB" "$skilt" "$@" --format "json=$out/report.json" --quiet || [ $? -le 1 ]
}
for _ in $(seq "$runs"); do time_one "check" check "$site"; done
for _ in $(seq "$runs"); do
  rm -rf "$out/site"
  time_one "build, cold" build "$site" -o "$out/site"
  time_one "build, nothing changed" build "$site" -o "$out/site"
done
python3 - "$out/report.json" <<'P' || true
import json, sys
print(json.load(open(sys.argv[1]))["summary"])
P
