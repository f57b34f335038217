#!/usr/bin/env bash
# What a reader downloads: compressed bytes by type of page, and the largest files of the search index.
# Usage: tests/bench/bytes.sh SITE_OUTPUT [PAGE...]; without pages, one of each template.
set -euo pipefail
output=${1:?the folder of a built site}
shift
gz() { gzip -9c "$@" | wc -c; }
# The page without what its writer wrote: what is inside the article's text is left out.
frame() { perl -0pe 's/(<div class="prose[^"]*">).*(<\/div>\s*<\/article>)/$1$2/s' "$1" | gzip -9c | wc -c; }
if [ $# -eq 0 ]; then
  cd "$output"
  for kind in article landing facet_index facet_value tree search 404 reference; do
    page=$(grep -rl --include='*.html' "<body class=\"kind-$kind" . | sort | head -1 || true)
    if [ -n "$page" ]; then set -- "$@" "${page#./}"; fi
  done
else
  cd "$output"
fi
printf '| page | HTML | without its text | CSS | JavaScript on load |\n|---|--:|--:|--:|--:|\n'
for page in "$@"; do
  folder=$(dirname "$page")
  css=0 js=0
  for file in $(grep -o '<link rel="stylesheet" href="[^"]*"' "$page" | cut -d'"' -f4); do
    css=$((css + $(gz "$( [[ $file == /* ]] && echo ".$file" || echo "$folder/$file" )")))
  done
  for file in $(grep -o '<script[^>]* src="[^"]*"' "$page" | sed 's/.*src="//;s/"//'); do
    js=$((js + $(gz "$( [[ $file == /* ]] && echo ".$file" || echo "$folder/$file" )")))
  done
  printf '| `%s` | %d | %d | %d | %d |\n' "$page" "$(gz "$page")" "$(frame "$page")" "$css" "$js"
done
if [ -d assets/search ]; then
  printf '\n| search | bytes |\n|---|--:|\n| `search.js` and `search.css` | %d |\n| `index.json` | %d |\n' \
    "$(($(gz assets/search.js) + $(gz assets/search.css)))" "$(gz assets/search/index.json)"
  largest=$(find assets/search -type f | while read -r file; do echo "$(gz "$file")"; done | sort -n | tail -1)
  printf '| the largest file | %d |\n| files | %d |\n' "$largest" "$(find assets/search -type f | wc -l)"
fi
