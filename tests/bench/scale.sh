#!/usr/bin/env bash
# How time and memory grow with the site: tests/bench/scale.sh PAGES... Makes a site of so many small pages in a
# temporary folder for each number, and prints wall time, processor time and peak memory of a check, a cold build and a
# build in which nothing changed. With PLOT=FILE.svg it draws them, with TABLE=FILE.tsv it keeps the numbers; SEARCH=false
# leaves the search index out. Needs GNU time, python3 for the plot, and a release build of skilt. A million pages need
# about 45 GB of disk and 15 GB of memory.
set -euo pipefail
[ $# -gt 0 ] || { echo "tests/bench/scale.sh PAGES..." >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
skilt=${SKILT:-$here/../../target/release/skilt}
home=$(mktemp -d)
table=${TABLE:-$home/table.tsv}
: > "$table"
trap 'rm -rf "$home"' EXIT
make_site() {
  mkdir -p "$2"
  printf 'title: Scale\nsearch: %s\n' "${SEARCH:-true}" > "$2/skilt.yml"
  seq 0 99 $(($1 - 1)) | sed "s|.*|$2/f&|" | xargs mkdir -p 2> /dev/null
  awk -v pages="$1" -v site="$2" 'BEGIN {
    for (n = 0; n < pages; n++) {
      folder = n - n % 99
      file = site "/f" folder "/p" n ".md"
      next_page = (n + 1) % pages
      next_folder = next_page - next_page % 99
      topic = n % 3 == 0 ? "howto" : "concept"
      printf "---\nuid: page-%d\ntitle: Page %d\nso.topic: %s\nso.client: %s\n---\n\n", n, n, topic, n % 2 ? "web" : "win" > file
      printf "# Page %d\n\nSome words about thing %d and thing %d.\n\n", n, n % 977, n % 31 > file
      printf "See [the next](../f%d/p%d.md#more) and <xref:page-%d>.\n\n## More\n\n- one\n- two\n", next_folder, next_page, (n * 7) % pages > file
      close(file)
    }
  }'
}
for pages in "$@"; do
  site=$home/site-$pages
  make_site "$pages" "$site"
  time_one() {
    local name=$1
    shift
    # Problems of the site are status 1; a run that cannot be made is not passed over.
    /usr/bin/time -q -a -o "$table" -f "$pages\t$name\t%e\t%U\t%S\t%M" "$skilt" "$@" --quiet > /dev/null 2>&1 || [ $? -le 1 ]
    tail -n 1 "$table" | awk -F'\t' '{ printf "%d pages, %s: %s s wall, %s + %s s processor, %d KB\n", $1, $2, $3, $4, $5, $6 }'
  }
  time_one check check "$site"
  time_one "build, cold" build "$site"
  time_one "build, nothing changed" build "$site"
  rm -rf "$site"
  [ -z "${PLOT:-}" ] || python3 "$here/scale.py" "$table" > "$PLOT"
done
