//! `xrefmap.yml` (DocFX, xrefmap files): every uid of the site, for others to link to.

use crate::index::SiteIndex;
use crate::syntax::href;
use std::fmt::Write as _;

/// The map's text. Entries are in the order of the uids, bytewise, and say so; addresses are relative to the output.
pub fn xref_map(index: &SiteIndex) -> String {
    let mut out = String::from("### YamlMime:XRefMap\nsorted: true\n");
    if let Some(base) = &index.config.base_url {
        let _ = writeln!(out, "baseUrl: {}", quoted(&format!("{base}/")));
    }
    out.push_str("references:\n");
    for (uid, target) in index.declared_uids() {
        let mut address = href::encode_path(&target.href);
        if let Some(anchor) = &target.anchor {
            let _ = write!(address, "#{}", href::encode_fragment(anchor));
        }
        let _ = write!(out, "- uid: {}\n  name: {}\n  href: {}\n", quoted(uid), quoted(&target.name), quoted(&address));
        if let Some(full_name) = target.full_name {
            let _ = writeln!(out, "  fullName: {}", quoted(&full_name));
        }
    }
    if index.declared_uids().next().is_none() {
        out.truncate(out.len() - 1);
        out.push_str(" []\n");
    }
    out
}

/// A double-quoted scalar. JSON strings are YAML (YAML 1.2, section 1.3).
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
