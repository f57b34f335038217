#!/usr/bin/env bash
# What Lighthouse says of pages, on a phone and on a desk: performance, accessibility, best practices and findability.
# Usage: tests/bench/lighthouse.sh SITE_OUTPUT [PAGE...]; without pages, one of each template.
# Needs npx (lighthouse from the npm registry), chromium, python3 and jq. The server is on this machine and compresses
# nothing. What is below its best is listed after the table.
set -euo pipefail
output=${1:?the folder of a built site}
shift
cd "$output"
if [ $# -eq 0 ]; then
  for kind in article landing facet_index facet_value tree search 404 reference rest; do
    page=$(grep -rl --include='*.html' "<body class=\"kind-$kind[\" ]" . | sort | head -1 || true)
    if [ -n "$page" ]; then set -- "$@" "${page#./}"; fi
  done
fi
work=$(mktemp -d)
port=${PORT:-8765}
python3 -m http.server "$port" --bind 127.0.0.1 >"$work/server" 2>&1 &
server=$!
trap 'kill $server; rm -rf "$work"' EXIT
export CHROME_PATH=${CHROME_PATH:-$(command -v chromium)}
flags="--headless=new --no-sandbox --disable-dev-shm-usage --disable-background-networking --disable-component-update"
printf '| page | screen | performance | accessibility | best practices | SEO |\n|---|---|--:|--:|--:|--:|\n'
for page in "$@"; do
  for screen in phone desk; do
    preset=()
    if [ $screen = desk ]; then preset=(--preset=desktop); fi
    npx --yes lighthouse@12 "http://127.0.0.1:$port/$page" --quiet --output=json --output-path="$work/report.json" \
      --only-categories=performance,accessibility,best-practices,seo --chrome-flags="$flags" "${preset[@]}" \
      >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    jq -r --arg page "$page" --arg screen "$screen" \
      '["performance", "accessibility", "best-practices", "seo"] as $names | .categories as $c
       | "| `\($page)` | \($screen) | " + ([$names[] | $c[.].score * 100 | round | tostring] | join(" | ")) + " |"' "$work/report.json"
    jq -r --arg page "$page" --arg screen "$screen" \
      '.audits as $audits | [.categories[].auditRefs[] | select(.weight > 0) | $audits[.id]
       | select(.score != null and .score < 0.9) | "\(.id) \(.displayValue // "")"] | .[]
       | "- `\($page)` (\($screen)): \(.)"' "$work/report.json" >>"$work/below"
  done
done
echo
sort -u "$work/below" 2>/dev/null || true
