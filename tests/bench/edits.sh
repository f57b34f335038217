#!/usr/bin/env bash
# From saving a file to the news in the browser: tests/bench/edits.sh SITE [EDITS]. Serves a copy of the site, appends a
# paragraph to random pages, and prints the median and the 95th percentile of the time from the write to the event that
# tells browsers to show that very page anew, and the memory of the server before and after. Needs curl and a release
# build of skilt.
set -euo pipefail
site=$(cd "${1:?"tests/bench/edits.sh SITE [EDITS]"}" && pwd)
edits=${2:-200}
skilt=$(cd "$(dirname "$0")/../.." && pwd)/target/release/skilt
home=$(mktemp -d)
trap 'kill "${server:-0}" "${listener:-0}" 2> /dev/null || true; rm -rf "$home"' EXIT
cp -r "$site" "$home/site"
"$skilt" serve "$home/site" --port 0 --quiet 2> "$home/log" &
server=$!
until url=$(sed -n 's/^serving \(http[^ ]*\) .*/\1/p' "$home/log") && [ -n "$url" ]; do sleep 0.1; done
until [ -e "$home/site/_site/manifest.json" ] && ! [ -e "$home/site/_site/.skilt-stage" ]; do sleep 0.5; done
sleep 3
# Microseconds, without a process that would take some of them itself.
now() { echo "${EPOCHREALTIME/[.,]/}"; }
curl -sN "${url}__skilt/events" | while IFS= read -r line; do
  case $line in data:*) echo "${EPOCHREALTIME/[.,]/} $line" >> "$home/events" ;; esac
done &
listener=$!
touch "$home/events" "$home/times"
sleep 1
memory() { awk '/VmRSS/ { print $2 }' "/proc/$server/status"; }
before=$(memory)
mapfile -t pages < <(cd "$home/site" && find . -name '*.md' -not -path './_site/*' -not -path '*/includes/*' | sort | shuf --random-source=<(yes) -n "$edits")
for page in "${pages[@]}"; do
  seen=$(wc -l < "$home/events")
  # The folder and the name are enough to know the page by.
  folder=$(basename "$(dirname "$page")") name=$(basename "$page" .md)
  start=$(now)
  printf '\nOne more paragraph at %s.\n' "$start" >> "$home/site/$page"
  told=
  for _ in $(seq 1000); do
    told=$(tail -n +$((seen + 1)) "$home/events" | grep -m1 -F "$folder/$name.html\"" | cut -d' ' -f1) || true
    [ -n "$told" ] && break
    sleep 0.005
  done
  [ -n "$told" ] || { echo "no news of $page" >&2; continue; }
  echo $(((told - start) / 1000)) >> "$home/times"
  sleep 0.2
done
sort -n "$home/times" | awk -v before="$before" -v after="$(memory)" '
  { time[NR] = $1 }
  END {
    if (!NR) { print "no edit was told"; exit 1 }
    printf "%d edits: median %d ms, 95th percentile %d ms; memory %d MB before, %d MB after\n",
      NR, time[int((NR + 1) / 2)], time[int(NR * 0.95 + 0.5)], before / 1024, after / 1024
  }'
