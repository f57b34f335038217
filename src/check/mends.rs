//! Destinations as they should be written: in the style of their writer, with as few changed bytes as possible.

use crate::base::{ByHand, Mend, SitePath, Span, join_lexical};
use crate::index::SiteIndex;
use crate::model::{Link, Lookup};
use crate::syntax::href::{self, Href, HrefKind};
use crate::syntax::written::Written;

/// A link to `file` as it would be written in `from`, in the style of the link that stands there.
pub(super) fn rewritten(index: &SiteIndex, from: &SitePath, written: &str, file: &SitePath) -> String {
    let link = Href::split(written);
    format!("{}{}", path_to(index, from, link.path, file), link.tail())
}

/// The correction that makes a link lead to `file`; nothing if it does already. Fails where it is not certain that
/// exactly the right bytes would be replaced, or that the new link leads where it should.
pub(super) fn mend(index: &SiteIndex, from: &SitePath, link: &Link, file: &SitePath) -> Result<Option<Mend>, ByHand> {
    let path = Href::split(&link.href).path;
    let replacement = path_to(index, from, path, file);
    if path.is_empty() || replacement == path {
        return Ok(None);
    }
    let new = format!("{replacement}{}", Href::split(&link.href).tail());
    let target = index.resolve(from, &new).target;
    let leads_there = target.file() == Some(file) && target.written_wrong().is_none();
    // A plain value of YAML may not start with `%`.
    let starts_badly = replacement.starts_with('%') && !path.starts_with('%');
    if !leads_there || starts_badly {
        return Err(ByHand);
    }
    replace_path(link, path, &replacement).map(Some).ok_or(ByHand)
}

/// The path of a link replaced in the notation in which it is written. `None` where that cannot be told.
fn replace_path(link: &Link, path: &str, replacement: &str) -> Option<Mend> {
    let source = if link.written.is_empty() { &link.href } else { &link.written };
    if (link.bytes.end - link.bytes.start) as usize != source.len() {
        return None;
    }
    let (range, replacement) = Written::read(source, &link.href)?.replace(path.len(), replacement)?;
    let (before, written) = (source.get(..range.start)?, source.get(range.clone())?);
    let start = link.span.start.after(before);
    Some(Mend {
        bytes: link.bytes.start + range.start as u32..link.bytes.start + range.end as u32,
        span: Span { start, end: start.after(written) },
        written: written.to_owned(),
        replacement,
    })
}

/// The path alone.
fn path_to(index: &SiteIndex, from: &SitePath, written: &str, file: &SitePath) -> String {
    let (prefix, rest) = match href::classify(written) {
        HrefKind::FromRoot(link) => (&written[..written.len() - link.path.len()], link.path),
        HrefKind::FromHost(_) => written.split_at(1),
        _ => ("", written),
    };
    let bases = if prefix.is_empty() { vec![from.folder().to_owned()] } else { tops(index, from) };
    let same = bases.iter().find_map(|base| same_shape(base, rest, file));
    if let Some(path) = same {
        return format!("{prefix}{path}");
    }
    // From the top of the documentation set, where the writer counts from there and the file lies below it.
    let below = |base: &String| Some(file.as_str().strip_prefix(base.as_str())?.trim_start_matches('/').to_owned());
    if let Some(path) = bases.iter().filter(|_| !prefix.is_empty()).find_map(below) {
        return format!("{prefix}{}", encode(&path, written));
    }
    let path = encode(&href::decode(&href::relative(from.as_str(), file.as_str())), written);
    if rest.starts_with("./") && !path.starts_with('.') { format!("./{path}") } else { path }
}

/// The folders that a path from the top of the documentation set may start in, the likeliest first.
fn tops(index: &SiteIndex, from: &SitePath) -> Vec<String> {
    let Some(root) = index.config.root_of(from.as_str()).and_then(|at| index.config.roots.get(at)) else {
        return vec![String::new()];
    };
    let mut tops = vec![root.dir.clone()];
    tops.extend(root.content.iter().map(|mapping| mapping.src.clone()));
    tops.dedup();
    tops
}

/// The written path with only those segments replaced that differ from the file's: `../A/b.md` becomes `../a/b.md`,
/// also where a shorter way leads there. `None` if the two differ in more than letter case and extension.
fn same_shape(base: &str, written: &str, file: &SitePath) -> Option<String> {
    let segments: Vec<&str> = written.split_inclusive(['/', '\\']).collect();
    let goal: Vec<&str> = file.as_str().split('/').collect();
    // For each segment of the joined path: its name, and which written segment it comes from.
    let mut joined: Vec<(String, Option<usize>)> =
        base.split('/').filter(|name| !name.is_empty()).map(|name| (name.to_owned(), None)).collect();
    for (at, segment) in segments.iter().enumerate() {
        let name = href::decode(segment.trim_end_matches(['/', '\\']));
        match &*name {
            "" | "." => {}
            ".." if joined.last().is_some_and(|(name, _)| name != "..") => {
                joined.pop();
            }
            _ => joined.push((name.into_owned(), Some(at))),
        }
    }
    // A link to a folder leads to a file in it.
    let is_folder = joined.len() + 1 == goal.len();
    if joined.len() != goal.len() && !is_folder {
        return None;
    }
    let mut out: Vec<String> = segments.iter().map(|segment| (*segment).to_owned()).collect();
    for (place, ((name, at), goal_name)) in joined.iter().zip(&goal).enumerate() {
        if name == goal_name {
            continue;
        }
        let is_last = place + 1 == goal.len();
        let equal = name.to_lowercase() == goal_name.to_lowercase() || is_last && stem(name) == stem(goal_name);
        let segment = segments.get((*at)?).filter(|_| equal)?;
        let bare = segment.trim_end_matches(['/', '\\']);
        *out.get_mut((*at)?)? = format!("{}{}", encode(goal_name, written), &segment[bare.len()..]);
    }
    Some(out.concat())
}

/// A name in lower case without an extension that pages have.
fn stem(name: &str) -> String {
    let name = name.to_lowercase();
    match name.rsplit_once('.') {
        Some((stem, "html" | "htm" | "md" | "yml" | "yaml")) => stem.to_owned(),
        _ => name,
    }
}

/// Percent-encodes a decoded path the way its writer does: letters and what the writer left as it is stay, everything
/// that could end a destination in Markdown, HTML or YAML is encoded.
fn encode(path: &str, written: &str) -> String {
    let encodes_letters = written.contains('%') && written.is_ascii();
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        let plain = c.is_ascii_alphanumeric()
            || matches!(c, '-' | '.' | '_' | '~' | '/')
            || !c.is_ascii() && c.is_alphanumeric() && !encodes_letters
            || c != '%' && c != '\\' && !c.is_control() && written.contains(c);
        if plain {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// The file that an address of the published site was or is made of, if a redirect says which page took its place.
pub(super) fn redirected(index: &SiteIndex, path: &str) -> Option<(SitePath, String)> {
    if index.redirects.is_empty() {
        return None;
    }
    let stem = match path.rsplit_once('.') {
        Some((stem, "html" | "htm" | "md" | "yml" | "yaml")) => stem,
        _ => path,
    };
    // The path as a source gives the address it had; else the path may be the address itself.
    let placed = ["md", "yml"].iter().find_map(|extension| {
        let output = index.config.place(&SitePath::new(&format!("{stem}.{extension}")))?.output;
        output.rsplit_once('.').map(|(stem, _)| stem.to_owned())
    });
    let candidates = [placed.as_deref(), Some(stem)];
    let routes =
        candidates.into_iter().flatten().flat_map(|stem| [format!("{stem}.html"), join_lexical(stem, "index.html")]);
    routes.into_iter().find_map(|address| match &index.redirect_at(&address)?.to {
        crate::index::RedirectTarget::Page { route, fragment, .. } => {
            Some((index.at_route(route)?.clone(), fragment.clone()))
        }
        crate::index::RedirectTarget::Address(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_shape_of_the_path() {
        let shape = |base, written, file: &str| same_shape(base, written, &file.into());
        assert_eq!(shape("a", "../A/./B.md", "a/b.md").as_deref(), Some("../a/./b.md"));
        assert_eq!(shape("a/b", "..\\C\\x.md", "a/c/X.md").as_deref(), Some("..\\c\\X.md"));
        assert_eq!(shape("", "a%20B/c.md", "A b/c.md").as_deref(), Some("A%20b/c.md"));
        assert_eq!(shape("", "<a B>.md", "A b.md"), None);
        assert_eq!(shape("", "A B.md", "a b.md").as_deref(), Some("a b.md"));
        assert_eq!(shape("", "Folder/", "folder/index.md").as_deref(), Some("folder/"));
        assert_eq!(shape("a", "x.html", "a/x.md").as_deref(), Some("x.md"));
        assert_eq!(shape("a", "x", "a/X.yml").as_deref(), Some("X.yml"));
        assert_eq!(shape("a", "x.html", "a/y.md"), None);
        assert_eq!(shape("a", "x.png", "a/x.md"), None);
    }

    #[test]
    fn encodes_as_the_writer_does() {
        assert_eq!(encode("ø (1)/a b.md", "æ.md"), "ø%20%281%29/a%20b.md");
        assert_eq!(encode("ø.md", "%C3%A6.md"), "%C3%B8.md");
        assert_eq!(encode("a b, c&d'e\".md", "x y.md"), "a b%2C%20c%26d%27e%22.md".replace("%20", " "));
        assert_eq!(encode("100%.md", "50%25.md"), "100%25.md");
    }
}
