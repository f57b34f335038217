//! Links as they are written into a page.

use crate::base::SitePath;
use crate::model::{Lookup, Target, UidTarget};
use crate::syntax::href::{self, XrefHref};

/// The address that a link of `file` gets in the page at `route`, whose source is `page`. A link that leads nowhere
/// stays as it was written, for the checker has told its writer; in a fragment it is written anew from the page, so
/// that it still names what it named.
pub(super) fn link(lookup: &dyn Lookup, page: &SitePath, file: &SitePath, route: &str, written: &str) -> String {
    let resolved = lookup.resolve(file, written);
    match resolved.target {
        Target::Page { route: to, .. } | Target::Asset { route: to, .. } => {
            let mut out =
                if to == route && resolved.fragment.is_some() { String::new() } else { href::relative(route, &to) };
            out.push_str(&resolved.query);
            push_fragment(&mut out, resolved.fragment.as_deref());
            out
        }
        Target::Moved { to, internal: true, .. } => {
            let (to, fragment) = href::split_route(&to);
            let mut out = href::relative(route, to);
            push_fragment(&mut out, fragment.or(resolved.fragment.as_deref()));
            out
        }
        Target::Moved { to, .. } => to,
        Target::Xref(uid) => {
            let wanted = href::parse_xref(&uid);
            lookup.uid(&wanted.uid).map_or_else(|| written.to_owned(), |target| xref(&target, &wanted, route))
        }
        Target::Missing(path) | Target::Outside(path) if file != page || written.starts_with('~') => {
            dead(page, &path, &resolved.query, resolved.fragment.as_deref())
        }
        Target::LeftOut { file: left_out, .. } if file != page || written.starts_with('~') => {
            dead(page, left_out.as_str(), &resolved.query, resolved.fragment.as_deref())
        }
        _ if href::is_script(written) => "#".to_owned(),
        _ => written.to_owned(),
    }
}

/// The relative link from a page's source to a path that is no page.
fn dead(page: &SitePath, path: &str, query: &str, fragment: Option<&str>) -> String {
    let mut out = href::relative(page.as_str(), path);
    out.push_str(query);
    push_fragment(&mut out, fragment);
    out
}

/// The address of a uid's target in the page at `route`; query and fragment of the reference override the target's.
pub(super) fn xref(target: &UidTarget, wanted: &XrefHref, route: &str) -> String {
    if !target.internal {
        let mut out = if href::is_script(&target.href) { "#".to_owned() } else { target.href.clone() };
        if !wanted.query.is_empty() {
            out = format!("{}{}{}", out, if out.contains('?') { "&" } else { "?" }, wanted.query);
        }
        if let Some(fragment) = &wanted.fragment {
            out.truncate(out.find('#').unwrap_or(out.len()));
            out.push('#');
            out.push_str(fragment);
        }
        return out;
    }
    let fragment = wanted.fragment.as_deref().map(|f| href::decode(f).into_owned()).or_else(|| target.anchor.clone());
    let mut out =
        if target.href == route && fragment.is_some() { String::new() } else { href::relative(route, &target.href) };
    if !wanted.query.is_empty() {
        out.push('?');
        out.push_str(&wanted.query);
    }
    push_fragment(&mut out, fragment.as_deref());
    out
}

fn push_fragment(out: &mut String, fragment: Option<&str>) {
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(&href::encode_fragment(fragment));
    }
}

/// What a reference shows: the text it asks for, else the name of its target.
pub(super) fn xref_text(target: &UidTarget, wanted: &XrefHref) -> String {
    if let Some(text) = &wanted.text {
        return text.clone();
    }
    match wanted.display_property.as_deref() {
        Some(property) if property.eq_ignore_ascii_case("fullName") => {
            target.full_name.clone().unwrap_or_else(|| target.name.clone())
        }
        _ => target.name.clone(),
    }
}
