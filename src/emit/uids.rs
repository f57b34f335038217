//! Permanent addresses: `/uid/UID` answers for every uid, however the page moves. In-product help opens pages so.

use crate::index::SiteIndex;
use crate::syntax::href;
use std::collections::BTreeMap;

/// Whether a uid can be the name of a folder on every file system, and of an address without escapes.
pub fn is_safe_name(uid: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+');
    !uid.is_empty()
        && uid.len() <= 200
        && uid.chars().all(allowed)
        && !uid.starts_with('.')
        && !uid.ends_with('.')
        && uid != "lookup"
}

/// The lookup that the page for missing addresses asks: 256 files, each a map from uids to addresses relative to the
/// output folder. Files of a small site are small; those that would be empty are left out.
pub fn uid_lookup(index: &SiteIndex) -> Vec<(String, String)> {
    let mut shards: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for (uid, target) in index.declared_uids() {
        let mut address = href::encode_path(&target.href);
        if let Some(anchor) = &target.anchor {
            address.push('#');
            address.push_str(&href::encode_fragment(anchor));
        }
        let line = format!("{}:{}", json(uid), json(&address));
        shards.entry(shard(uid)).or_default().push(line);
    }
    shards
        .into_iter()
        .map(|(shard, lines)| (format!("uid/lookup/{shard:02x}.json"), format!("{{\n{}\n}}\n", lines.join(",\n"))))
        .collect()
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// The low byte of the 32-bit FNV-1a hash of the uid in UTF-8; `static/uid.js` computes the same.
fn shard(uid: &str) -> u8 {
    let hash = uid.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_those_of_fnv_1a() {
        // Published test values of the hash: "" is 811c9dc5, "a" is e40c292c, "foobar" is bf9cf968.
        assert_eq!((shard(""), shard("a"), shard("foobar")), (0xc5, 0x2c, 0x68));
    }

    #[test]
    fn names_are_safe_everywhere() {
        assert!(is_safe_name("into-to-superoffice-apis") && is_safe_name("CRMScript.Global.String"));
        for uid in ["", "a b", "a/b", "..", "x.", "a:b", "lookup"] {
            assert!(!is_safe_name(uid), "{uid}");
        }
    }
}
