//! The kinds of faults, and how each is planted.

use super::site::{Link, Site};

/// A fault that was planted.
pub(crate) struct Planted {
    /// What was done.
    pub(crate) kind: &'static str,
    /// The code that must be reported.
    pub(crate) code: &'static str,
    /// Where it may be reported: file and, if it has one, line.
    pub(crate) places: Vec<(String, Option<u64>)>,
}

/// Plants a fault; the number makes names of its own. Nothing, if the place that chance chose does not suit.
type Plant = fn(&mut Site, usize) -> Option<Planted>;

/// All kinds. They take turns.
pub(crate) const FAULTS: &[(&str, Plant)] = &[
    ("link to a page that is not there", |site, n| edit_link(site, n, "link-file-missing", false, gone)),
    ("image that is not there", |site, n| edit_link(site, n, "image-missing", true, gone)),
    ("letter case of a file name", |site, n| edit_link(site, n, "link-case-mismatch", false, other_case)),
    ("letter case of an image", |site, n| edit_link(site, n, "link-case-mismatch", true, other_case)),
    (".html instead of .md", |site, n| {
        edit_link(site, n, "link-stale-extension", false, |path, _| {
            path.strip_suffix(".md").map(|stem| format!("{stem}.html"))
        })
    }),
    ("anchor on another page", |site, n| {
        edit_link(site, n, "link-anchor-missing", false, |path, n| {
            path.ends_with(".md").then(|| format!("{path}#no-such-part-{n}"))
        })
    }),
    ("anchor on the same page", |site, n| insert(site, n, "link-anchor-missing", &format!("[x](#no-such-part-{n})"))),
    ("label that is not defined", |site, n| {
        insert(site, n, "link-label-undefined", &format!("See [this][no-label-{n}]."))
    }),
    ("definition of a label with a dead file", |site, n| {
        insert_at(site, "link-file-missing", &format!("See [this][label-{n}].\n\n[label-{n}]: gone-{n}.md"), 2)
    }),
    ("link in raw HTML", |site, n| insert(site, n, "link-file-missing", &format!("<a href=\"gone-{n}.md\">x</a>"))),
    ("image in raw HTML", |site, n| insert(site, n, "image-missing", &format!("<img src='gone-{n}.png' alt=x>"))),
    ("link out of all roots", |site, n| {
        let up = "../".repeat(30);
        insert(site, n, "link-outside-site", &format!("[x]({up}elsewhere-{n}/a.md)"))
    }),
    ("xref in angle brackets", |site, n| insert(site, n, "uid-unresolved", &format!("<xref:no.such.uid.{n}>"))),
    ("xref as a link", |site, n| insert(site, n, "uid-unresolved", &format!("[x](xref:no.such.uid.{n})"))),
    ("include that is not there", |site, n| {
        insert(site, n, "include-missing", &format!("[!include[x](includes/gone-{n}.md)]"))
    }),
    ("snippet that is not there", |site, n| {
        insert(site, n, "snippet-missing", &format!("[!code-csharp[x](gone-{n}.cs)]"))
    }),
    ("tag that a snippet lacks", |site, n| snippet(site, n, "snippet-tag-missing", "#gone")),
    ("lines past the end of a snippet", |site, n| snippet(site, n, "snippet-range-outside", "?range=2-99")),
    ("includes in a circle", circle),
    ("dead link in a fragment", dead_in_fragment),
    ("page that others link to, deleted", deleted),
    ("uid of another page", same_uid),
    ("key twice in front matter", |site, _| {
        front_matter(site, "front-matter-duplicate-key", |lines| {
            let title = lines.iter().find(|line| line.starts_with("title:"))?.clone();
            lines.push(title);
            Some(lines.len())
        })
    }),
    ("front matter that is no YAML", |site, n| {
        front_matter(site, "front-matter-invalid", |lines| {
            lines.push(format!("broken{n}: [a, b"));
            None
        })
    }),
    ("date that does not exist", |site, _| {
        front_matter(site, "front-matter-date-invalid", |lines| replace_key(lines, &["so.date", "date"], "02.30.2024"))
    }),
    ("misspelt value of a facet", |site, _| {
        front_matter(site, "facet-value-unknown", |lines| replace_key(lines, &["so.topic", "topic"], "howtto"))
    }),
    ("title that is a list", |site, _| {
        front_matter(site, "front-matter-value-invalid", |lines| replace_key(lines, &["title"], "[a, b]"))
    }),
    ("file in a toc that is not there", |site, n| {
        toc(site, "toc-target-missing", |line| {
            let (start, path) = line.split_once("href: ")?;
            let path = path.trim();
            (path.ends_with(".md") && !path.contains(['"', '\'']))
                .then(|| format!("{start}href: gone-{n}-{}", path.replace('/', "-")))
        })
    }),
    ("uid in a toc that nothing declares", |site, n| {
        toc_end(site, "toc-uid-unresolved", &format!("- name: X\n  uid: no.such.uid.{n}\n"), 1)
    }),
    ("entry of a toc without anything", |site, _| toc_end(site, "toc-invalid", "-\n", 0)),
    ("landing page that is no YAML", |site, n| {
        let name = beside(site, &format!("planted-{n}.yml"));
        new_file(site, "yaml-page-invalid", &name, b"### YamlMime:SubCategory\ntitle: X\nsummary: one: two\n", Some(3))
    }),
    ("dead link of a landing page", landing),
    ("redirects in a circle", |site, n| redirects(site, n, "redirect-loop", &["planted-b", "planted-a"])),
    ("redirect to a redirect", |site, n| redirects(site, n, "redirect-chain", &["planted-b", "planted-c", ""])),
    ("redirect to nothing", |site, n| redirects(site, n, "redirect-target-missing", &["planted-gone"])),
    ("redirect from an address that is a page", shadow),
    ("page that nothing leads to", |site, n| {
        let name = beside(site, &format!("planted-{n}.md"));
        new_file(site, "page-orphan", &name, b"---\ntitle: X\n---\n\n# X\n", None)
    }),
    ("image that nothing shows", |site, n| {
        let name = beside(site, &format!("planted-{n}.png"));
        new_file(site, "asset-unused", &name, b"x", None)
    }),
    ("text that is not UTF-8", |site, n| {
        let name = beside(site, &format!("planted-{n}.md"));
        new_file(site, "page-unreadable", &name, b"---\ntitle: X\n---\n\n# X\n\nsm\xf8r\n", Some(7))
    }),
    ("two sources of one address", |site, n| {
        let name = beside(site, &format!("planted-{n}.md"));
        let other = name.replace(".md", ".yml");
        site.write(&other, b"### YamlMime:SubCategory\ntitle: X\n");
        let mut fault = new_file(site, "output-collision", &name, b"---\ntitle: X\n---\n\n# X\n", None)?;
        fault.places.push((other, None));
        Some(fault)
    }),
    ("comment that silences nothing", |site, _| {
        insert_at(site, "ignore-unused", "<!-- skilt-ignore image-missing: planted -->\n\nText.", 0)
    }),
    ("row without a column", |site, _| insert_at(site, "directive-invalid", ":::row:::\n\ntext", 0)),
    ("two tabs of one name", |site, n| {
        let tabs = format!("## [A](#tab/t{n})\n\na\n\n## [B](#tab/t{n})\n\nb\n\n***");
        insert_at(site, "tabs-invalid", &tabs, 0)
    }),
    ("one id twice", |site, n| {
        insert_at(site, "anchor-duplicate", &format!("<a id=\"twice-{n}\"></a>\n\n<a id=\"twice-{n}\"></a>"), 2)
    }),
    ("link to a page that only redirects", to_redirect),
];

/// Where text can stand: what goes around a paragraph, and on which of its lines the text is.
const CONTEXTS: &[(&str, u64)] = &[
    ("{}", 0),
    ("Some words before it, {} and some behind.", 0),
    ("- first\n- {}", 1),
    ("1. first\n\n   - inner {}", 2),
    ("> quoted {}", 0),
    ("> [!TIP]\n> {}", 1),
    ("| a | b |\n|---|---|\n| x | {} |", 2),
    ("**bold {} bold**", 0),
    ("A line\nand another with {}\nand a third.", 1),
];

/// Puts a paragraph into a random page. Block syntax stands alone, everything else in any surroundings.
fn insert(site: &mut Site, n: usize, code: &'static str, text: &str) -> Option<Planted> {
    let is_block = text.starts_with(['>', '<']) && !text.starts_with("<xref") && !text.starts_with("<a ")
        || text.starts_with("[!code");
    let choice = site.random(CONTEXTS.len());
    let (around, line) = if is_block { CONTEXTS[0] } else { CONTEXTS[(choice + n) % CONTEXTS.len()] };
    insert_at(site, code, &around.replace("{}", text), line)
}

fn insert_at(site: &mut Site, code: &'static str, text: &str, line: u64) -> Option<Planted> {
    let page = site.page();
    let (after, at) = site.gap(&page)?;
    let mut content = site.read(&page);
    content.insert_str(at, &format!("{text}\n\n"));
    site.write(&page, content.as_bytes());
    Some(planted(code, page, after + 1 + line))
}

fn planted(code: &'static str, file: String, line: u64) -> Planted {
    Planted { kind: "", code, places: vec![(file, Some(line))] }
}

fn new_file(site: &mut Site, code: &'static str, name: &str, text: &[u8], line: Option<u64>) -> Option<Planted> {
    site.write(name, text);
    Some(Planted { kind: "", code, places: vec![(name.to_owned(), line)] })
}

/// A name in the folder of a random page.
fn beside(site: &mut Site, name: &str) -> String {
    let page = site.page();
    super::site::join(&page, name)
}

/// Rewrites the destination of a link that holds.
fn edit_link(
    site: &mut Site,
    n: usize,
    code: &'static str,
    image: bool,
    edit: fn(&str, usize) -> Option<String>,
) -> Option<Planted> {
    let wanted = |link: &Link| if image { link.image } else { link.target.ends_with(".md") };
    let link = site.link(wanted)?;
    let mut text = site.read(&link.file);
    let edited = edit(text.get(link.at.clone())?, n)?;
    text.replace_range(link.at.clone(), &edited);
    site.write(&link.file, text.as_bytes());
    // Were it deleted, this fault would be another one.
    site.keep(&link.target);
    Some(planted(code, link.file, link.line))
}

fn gone(path: &str, n: usize) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    Some(format!("{stem}-gone-{n}.{extension}"))
}

/// The same path with one letter of the file name in the other case.
fn other_case(path: &str, _: usize) -> Option<String> {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let at = path[name..].find(|c: char| c.is_ascii_lowercase())? + name;
    let mut out = path.to_owned();
    out.replace_range(at..=at, &path[at..=at].to_ascii_uppercase());
    Some(out)
}

fn snippet(site: &mut Site, n: usize, code: &'static str, tail: &str) -> Option<Planted> {
    let page = site.page();
    let (after, at) = site.gap(&page)?;
    let name = format!("planted-{n}.cs");
    site.write(&super::site::join(&page, &name), b"int a;\nint b;\nint c;\n");
    let mut content = site.read(&page);
    content.insert_str(at, &format!("[!code-csharp[x]({name}{tail})]\n\n"));
    site.write(&page, content.as_bytes());
    Some(planted(code, page, after + 1))
}

fn circle(site: &mut Site, n: usize) -> Option<Planted> {
    let page = site.page();
    let (_, at) = site.gap(&page)?;
    let (a, b) = (format!("includes/planted-{n}-a.md"), format!("includes/planted-{n}-b.md"));
    let (at_a, at_b) = (super::site::join(&page, &a), super::site::join(&page, &b));
    site.write(&at_a, format!("[!include[x](planted-{n}-b.md)]\n").as_bytes());
    site.write(&at_b, format!("[!include[x](planted-{n}-a.md)]\n").as_bytes());
    let mut content = site.read(&page);
    content.insert_str(at, &format!("[!include[x]({a})]\n\n"));
    site.write(&page, content.as_bytes());
    Some(Planted { kind: "", code: "include-cycle", places: vec![(at_a, Some(1)), (at_b, Some(1))] })
}

/// A dead link in a new fragment that a page includes.
fn dead_in_fragment(site: &mut Site, n: usize) -> Option<Planted> {
    let page = site.page();
    let (_, at) = site.gap(&page)?;
    let name = format!("includes/planted-{n}.md");
    let file = super::site::join(&page, &name);
    site.write(&file, format!("A fragment\nwith [a link](gone-{n}.md).\n").as_bytes());
    let mut content = site.read(&page);
    content.insert_str(at, &format!("[!include[x]({name})]\n\n"));
    site.write(&page, content.as_bytes());
    Some(planted("link-file-missing", file, 2))
}

/// A page is deleted; the page that links to it must be told.
fn deleted(site: &mut Site, _: usize) -> Option<Planted> {
    let link = site.link(|link| !link.image && link.target.ends_with(".md"))?;
    if link.target == link.file || site.is_kept(&link.target) || site.read(&link.target).is_empty() {
        return None;
    }
    site.delete(&link.target);
    let text = site.read(&link.file);
    site.write(&link.file, text.as_bytes());
    Some(planted("link-file-missing", link.file, link.line))
}

fn same_uid(site: &mut Site, n: usize) -> Option<Planted> {
    let page = site.page();
    let text = site.read(&page);
    let uid = text.lines().take(20).find_map(|line| line.strip_prefix("uid:"))?.trim().to_owned();
    let copy = super::site::join(&page, &format!("planted-{n}.md"));
    site.write(&copy, format!("---\nuid: {uid}\ntitle: X\n---\n\n# X\n").as_bytes());
    site.write(&page, text.as_bytes());
    Some(Planted { kind: "", code: "uid-duplicate", places: vec![(copy, Some(2)), (page, None)] })
}

/// Changes the lines of a page's front matter. `edit` says which line must be reported, counted from 1 without the
/// opening `---`; nothing for any.
fn front_matter(
    site: &mut Site,
    code: &'static str,
    edit: impl Fn(&mut Vec<String>) -> Option<usize>,
) -> Option<Planted> {
    let page = site.page();
    let text = site.read(&page);
    let rest = text.strip_prefix("---\n")?;
    let (head, body) = rest.split_once("\n---\n")?;
    let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
    let before = lines.clone();
    let line = edit(&mut lines);
    if lines == before {
        return None;
    }
    site.write(&page, format!("---\n{}\n---\n{body}", lines.join("\n")).as_bytes());
    Some(Planted { kind: "", code, places: vec![(page, line.map(|line| line as u64 + 1))] })
}

fn replace_key(lines: &mut [String], keys: &[&str], value: &str) -> Option<usize> {
    let at = lines.iter().position(|line| keys.iter().any(|key| line.starts_with(&format!("{key}:"))))?;
    let key = lines[at].split(':').next()?.to_owned();
    lines[at] = format!("{key}: {value}");
    Some(at + 1)
}

fn is_toc(name: &str) -> bool {
    name.ends_with("/toc.yml") && !name.contains("api-reference")
}

/// Rewrites one line of a toc.
fn toc(site: &mut Site, code: &'static str, edit: impl Fn(&str) -> Option<String>) -> Option<Planted> {
    let file = site.file(is_toc)?;
    let text = site.read(&file);
    let lines: Vec<&str> = text.split('\n').collect();
    let fitting: Vec<usize> = (0..lines.len()).filter(|at| edit(lines[*at]).is_some()).collect();
    let at = *fitting.get(site.random(fitting.len()))?;
    let edited = edit(lines[at])?;
    let out: Vec<&str> = lines.iter().enumerate().map(|(n, line)| if n == at { &edited } else { *line }).collect();
    site.write(&file, out.join("\n").as_bytes());
    Some(planted(code, file, at as u64 + 1))
}

/// Adds entries at the end of a toc that is a plain list.
fn toc_end(site: &mut Site, code: &'static str, entry: &str, line: u64) -> Option<Planted> {
    let file = site.file(is_toc)?;
    let text = site.read(&file);
    let newline = if text.contains('\r') { "\r\n" } else { "\n" };
    if !(text.starts_with("- ") || text.strip_prefix("items:").is_some_and(|rest| rest.trim_start().starts_with("- ")))
    {
        return None;
    }
    let indent = " ".repeat(text.lines().find_map(|line| line.find("- ")).unwrap_or(0));
    let text = format!("{}{newline}", text.trim_end());
    let lines = text.lines().count() as u64;
    let entry: String = entry.lines().map(|line| format!("{indent}{line}{newline}")).collect();
    site.write(&file, format!("{text}{entry}").as_bytes());
    Some(planted(code, file, lines + 1 + line))
}

/// The target of a landing page's link.
fn landing(site: &mut Site, n: usize) -> Option<Planted> {
    let file = site.file(|name| name.ends_with("index.yml") && !name.contains("api-reference"))?;
    let text = site.read(&file);
    if !text.starts_with("### YamlMime:") {
        return None;
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let fits = |line: &str| {
        let line = line.trim();
        ["url: ", "href: "].iter().any(|key| line.trim_start_matches("- ").starts_with(key)) && line.ends_with(".md")
    };
    let fitting: Vec<usize> = (0..lines.len()).filter(|at| fits(lines[*at])).collect();
    let at = *fitting.get(site.random(fitting.len()))?;
    let edited = lines[at].trim_end().replace(".md", &format!("-gone-{n}.md"));
    let out: Vec<&str> = lines.iter().enumerate().map(|(n, line)| if n == at { &edited } else { *line }).collect();
    site.write(&file, out.join("\n").as_bytes());
    Some(planted("link-file-missing", file, at as u64 + 1))
}

/// Pages that redirect to each other by these names: the first is `planted-a`. An empty name is a plain page.
fn redirects(site: &mut Site, n: usize, code: &'static str, to: &[&str]) -> Option<Planted> {
    let page = site.page();
    let mut places = Vec::new();
    for (number, to) in to.iter().enumerate() {
        let letter = char::from(b'a' + number as u8);
        let file = super::site::join(&page, &format!("planted-{letter}-{n}.md"));
        let text = if to.is_empty() {
            "---\ntitle: X\n---\n\n# X\n".to_owned()
        } else {
            format!("---\nredirect_url: {to}-{n}.md\n---\n")
        };
        site.write(&file, text.as_bytes());
        places.push((file, Some(2)));
    }
    Some(Planted { kind: "", code, places })
}

fn shadow(site: &mut Site, _: usize) -> Option<Planted> {
    let (page, other) = (site.page(), site.page());
    let text = site.read(&page);
    let route = other.strip_suffix(".md")?;
    if !text.starts_with("---\n") {
        return None;
    }
    let text = text.replacen("---\n", &format!("---\nredirect_from: /{route}.html\n"), 1);
    site.write(&page, text.as_bytes());
    Some(planted("redirect-shadows-page", page, 2))
}

fn to_redirect(site: &mut Site, n: usize) -> Option<Planted> {
    let page = site.page();
    let (after, at) = site.gap(&page)?;
    let name = format!("planted-{n}.md");
    site.write(&super::site::join(&page, &name), b"---\nredirect_url: https://example.com/\n---\n");
    let mut content = site.read(&page);
    content.insert_str(at, &format!("[x]({name})\n\n"));
    site.write(&page, content.as_bytes());
    Some(planted("link-to-redirect", page, after + 1))
}
