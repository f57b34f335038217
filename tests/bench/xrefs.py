#!/usr/bin/env python3
"""Accounts for every <xref> in the text of API pages: python3 tests/bench/xrefs.py FOLDER [OUTPUT]

FOLDER is searched for ManagedReference files. Each <xref> is resolved by what any of the files declares, else found
among the `references:` of its own file, else unresolved. With OUTPUT, the pages of a build, it also counts what the
pages show as unresolved. It shares no code with skilt and reads the files as text.
"""
import collections
import html
import pathlib
import re
import sys
import urllib.parse

TAG = re.compile(r'<xref\s[^>]*?href=\\?["\']([^"\'\\]+)')
ITEM = re.compile(r"^- uid: (.+)$", re.M)


def scalar(written):
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] and written[0] in "'\"":
        written = written[1:-1].replace("''", "'") if written[0] == "'" else written[1:-1]
    return written


def split(text):
    at = text.find("\nreferences:")
    return (text, "") if at < 0 else (text[:at], text[at:])


def uid_of(href):
    return urllib.parse.unquote(html.unescape(href)).split("?")[0].split("#c")[0]


def main(folder, output=None):
    files = [path for path in sorted(pathlib.Path(folder).rglob("*.yml"))]
    declared, tags = set(), []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        if not text.startswith("### YamlMime:ManagedReference"):
            continue
        items, references = split(text)
        declared.update(scalar(uid) for uid in ITEM.findall(items))
        found = [uid_of(href) for href in TAG.findall(items)]
        if found:
            own = {scalar(uid) for uid in ITEM.findall(references)}
            tags.extend((uid, uid in own) for uid in found)

    names = {uid.split("(")[0].split("``")[0] for uid in declared}
    counts, missing = collections.Counter(), collections.Counter()
    for uid, own in tags:
        if uid in declared or (uid.endswith("*") and uid[:-1] in names):
            counts["resolved"] += 1
        elif own:
            counts["own references"] += 1
        else:
            counts["unresolved"] += 1
            missing[uid] += 1
    print(f"{len(tags)} xrefs: {dict(counts)}, unresolved distinct {len(missing)}")
    for uid, count in missing.most_common(12):
        print(f"{count:6} {uid}")
    if output:
        shown = collections.Counter()
        for path in pathlib.Path(output).rglob("*.html"):
            shown.update(re.findall(r'<span class="xref">(.*?)</span>', path.read_text(encoding="utf-8")))
        print(f"pages show {sum(shown.values())} unresolved, {len(shown)} distinct")


main(*sys.argv[1:3])
