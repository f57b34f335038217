"""The work of peers.sh: makes the sites, runs the generators in turn, prints the tables."""

import json
import os
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time

FRAME = '<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title></head><body>\n{body}\n</body></html>\n'


def normal(text):
    """A page as (title, body) without what only one of the generators understands."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    head = ""
    if text.startswith("---\n") and "\n---" in text[3:]:
        head, _, text = text[4:].partition("\n---")
        text = text.partition("\n")[2]
    title = re.search(r"^title:\s*['\"]?(.+?)['\"]?\s*$", head, re.M) or re.search(r"^#\s+(.+)$", text, re.M)
    text = re.sub(r"\[!(?:include|code|video)[^\[\]\n]*\[([^\]\n]*)\]\([^)\n]*\)\]?", r"\1", text, flags=re.I)
    text = re.sub(r"\[([^\]\n]*)\]\(xref:[^)\n]*\)", r"\1", text)
    text = re.sub(r"<xref:([^>\s]*)>", r"\1", text)
    text = re.sub(r"^(#+ )\[([^\]\n]*)\]\(#tabs?/[^)\n]*\)", r"\1\2", text, flags=re.M)
    text = re.sub(r"^\s*:::.*$", "", text, flags=re.M)
    text = re.sub(r"(?<=[(/])index\.md", "overview-page.md", text)
    # What calls a function or a macro in one of them is text here.
    text = text.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")
    return (title.group(1).strip() if title else "Untitled"), text


def pages(folder):
    """All pages by a path that every generator takes as it is."""
    found = {}
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in ("includes", "node_modules") and name[0] not in "._")
        for name in sorted(files):
            if name.endswith(".md"):
                path = os.path.relpath(os.path.join(at, name), folder)
                path = re.sub(r"(^|/)_?index\.md$", r"\1overview-page.md", path)
                path = re.sub(r"[^A-Za-z0-9/.-]", "-", path[:-3]).replace(".", "-").lower()
                with open(os.path.join(at, name), encoding="utf-8", errors="replace") as file:
                    found.setdefault(path, normal(file.read()))
    return found


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def make(name, site, found):
    """Writes the site of one generator; gives the command that builds it and the folder of the output."""
    if name.startswith("skilt"):
        for path, (title, body) in found.items():
            write(f"{site}/content/{path}.md", f"---\ntitle: {quoted(title)}\n---\n{body}")
        plain = name == "skilt plain"
        extra = "search: false\nmarkdown_pages: false\ngit_dates: false\n" if plain else ""
        write(f"{site}/skilt.yml", f"title: Peers\nbase_url: https://example.com\n{extra}")
        if plain:
            # The blocks that the built-in templates of other pages fill.
            blocks = "".join(f"{{% block {name} %}}{{% endblock {name} %}}" for name in ("head", "lead", "aside", "main", "foot"))
            frame = FRAME.format(title="{{ page.title }}", body=blocks)
            write(f"{site}/templates/layout.html", frame)
            body = '{% extends "layout.html" %}{% block main %}{{ body | safe }}{% endblock main %}\n'
            write(f"{site}/templates/article.html", body)
        return [os.environ["SKILT"], "build", site, "--quiet", "--format", f"json={site}/report.json"], f"{site}/_site"
    if name == "hugo":
        for path, (title, body) in found.items():
            write(f"{site}/content/{path}.md", f"---\ntitle: {quoted(title)}\n---\n{body}")
        kinds = ", ".join(quoted(kind) for kind in ("home", "section", "taxonomy", "term", "rss", "sitemap", "robotstxt", "404"))
        write(
            f"{site}/hugo.toml",
            f'baseURL = "https://example.com/"\ntitle = "Peers"\ndisableKinds = [{kinds}]\n'
            "[markup.goldmark.renderer]\nunsafe = true\n[markup.highlight]\nnoClasses = false\n",
        )
        write(f"{site}/layouts/_default/single.html", FRAME.format(title="{{ .Title }}", body="{{ .Content }}"))
        return ["hugo", "--source", site, "--quiet"], f"{site}/public"
    if name == "zola":
        for path, (title, body) in found.items():
            write(f"{site}/content/{path}.md", f"+++\ntitle = {quoted(title)}\n+++\n{body}")
        write(
            f"{site}/config.toml",
            'base_url = "https://example.com"\ntitle = "Peers"\ncompile_sass = false\nbuild_search_index = false\n'
            "generate_sitemap = false\ngenerate_robots_txt = false\n"
            '[markdown.highlighting]\nstyle = "class"\ntheme = "github-light"\nerror_on_missing_language = false\n',
        )
        write(f"{site}/templates/page.html", FRAME.format(title="{{ page.title }}", body="{{ page.content | safe }}"))
        for other in ("index", "section"):
            write(f"{site}/templates/{other}.html", FRAME.format(title="Peers", body=""))
        return ["zola", "--root", site, "build", "--force"], f"{site}/public"
    write(f"{site}/book.toml", '[book]\ntitle = "Peers"\n[output.html.print]\nenable = false\n[output.html.search]\nenable = false\n')
    for path, (_, body) in found.items():
        write(f"{site}/src/{path}.md", body)
    entries = "".join(f"- [{re.sub(r'[][<>`*_]', '', title)}]({path}.md)\n" for path, (title, _) in found.items())
    write(f"{site}/src/SUMMARY.md", f"# Summary\n\n{entries}")
    write(f"{site}/theme/index.hbs", FRAME.format(title="{{ title }}", body="{{{ content }}}"))
    return ["mdbook", "build", site], f"{site}/book"


def run(command, output, site):
    """Builds from nothing: (processor seconds, wall seconds, megabytes)."""
    for old in (output, f"{site}/.skilt", f"{site}/resources"):
        shutil.rmtree(old, ignore_errors=True)
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        with open(f"{site}/log", "w") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.execvp(command[0], command)
    _, status, used = os.wait4(child, 0)
    wall = time.monotonic() - begun
    # Problems of the pages are status 1 of skilt; a build that fails makes no pages.
    made = sum(name.endswith(".html") for _, _, names in os.walk(output) for name in names)
    if made == 0:
        sys.exit(f"{command[0]} fails with {os.waitstatus_to_exitcode(status)}:\n{open(f'{site}/log').read()[-2000:]}")
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, made


def spread(values, form="{:.2f}"):
    return f"{form.format(statistics.median(values))} ({form.format(min(values))} to {form.format(max(values))})"


def main(folder, rounds):
    found = pages(folder)
    size = sum(len(body.encode()) for _, body in found.values())
    print(f"{len(found)} pages, {size / 1e6:.0f} MB; other programs may run beside these: load {os.getloadavg()[0]:.1f}", flush=True)
    peers = [name for name in ("hugo", "zola", "mdbook") if shutil.which(name)]
    for name in ("hugo", "zola", "mdbook"):
        if name not in peers:
            print(f"{name} is not on the PATH")
    names = ["skilt", "skilt plain", *peers]
    with tempfile.TemporaryDirectory() as home:
        sites = {name: f"{home}/{name.replace(' ', '-')}" for name in names}
        commands = {name: make(name, site, found) for name, site in sites.items()}
        taken = {name: [] for name in names}
        ratios = {}
        for _ in range(rounds):
            now = {}
            for name in names:
                now[name] = run(*commands[name], sites[name])
                taken[name].append(now[name])
                cpu, wall, memory, made = now[name]
                print(f"  {name}: {cpu:.1f} s processor, {wall:.1f} s wall, {memory:.0f} MB, {made} files of HTML", flush=True)
            for peer in peers:
                for own in ("skilt", "skilt plain"):
                    pair = [mine / theirs for mine, theirs in zip(now[own][:3], now[peer][:3])]
                    ratios.setdefault((own, peer), []).append(pair)
    print("\n| generator | processor time, s | wall time, s | peak memory, MB |\n|---|--:|--:|--:|")
    for name in names:
        cpu, wall, memory, _ = zip(*taken[name])
        print(f"| {name} | {spread(cpu, '{:.1f}')} | {spread(wall, '{:.1f}')} | {spread(memory, '{:.0f}')} |")
    print("\n| ratio | processor time | wall time | peak memory |\n|---|--:|--:|--:|")
    for (own, peer), pairs in ratios.items():
        cpu, wall, memory = zip(*pairs)
        print(f"| {own} to {peer} | {spread(cpu)} | {spread(wall)} | {spread(memory)} |")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(sys.argv[1], int(sys.argv[2]))
