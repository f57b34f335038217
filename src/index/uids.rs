//! Uids: what this site declares, and what external maps add.

use super::Page;
use crate::base::{Diagnostic, Digest, Place, codes};
use crate::config::XrefRule;
use crate::model::{LinkKind, Symbol, UidTarget};
use crate::syntax::slug::member_anchor;
use crate::syntax::uid;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// An external xref map.
#[derive(Debug, Default)]
pub struct XrefMap {
    /// The digest of its text.
    pub digest: Digest,
    /// Its entries, by uid.
    pub entries: HashMap<String, XrefMapEntry>,
}

/// An entry of an external xref map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XrefMapEntry {
    /// The address, made absolute with the map's base address where it has one.
    pub href: String,
    /// The name shown in links.
    pub name: String,
    /// The full name.
    pub full_name: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct UidTable {
    /// For each uid the page and the declaration, by their places.
    declared: BTreeMap<String, (usize, usize)>,
    /// The same by the hash of the uid. Uids of one reference begin alike, so that comparing them is slow.
    by_hash: HashMap<u64, (usize, usize)>,
    /// The further pages of namespaces that several files describe.
    parts: BTreeMap<String, Vec<usize>>,
    maps: Vec<Arc<XrefMap>>,
    rules: Vec<XrefRule>,
}

impl UidTable {
    /// Collects the uids of the pages, which come in the order of their paths: of two pages with the same uid the
    /// one with the smaller path wins (DocFX, duplicate uids). Parts of one namespace in several files are no
    /// duplicates, but merged.
    pub(super) fn build(
        pages: &[Page],
        maps: Vec<Arc<XrefMap>>,
        rules: Vec<XrefRule>,
        problems: &mut Vec<Diagnostic>,
    ) -> UidTable {
        let mut declared: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut duplicates: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (p, page) in pages.iter().enumerate() {
            for (d, declaration) in page.outline.uids.iter().enumerate() {
                if declared.contains_key(&declaration.uid) {
                    duplicates.entry(declaration.uid.clone()).or_default().push((p, d));
                } else {
                    declared.insert(declaration.uid.clone(), (p, d));
                }
            }
        }
        let mut parts = BTreeMap::new();
        for (uid, others) in duplicates {
            let Some(&first) = declared.get(&uid) else { continue };
            let symbol = |&(p, d): &(usize, usize)| pages[p].outline.uids[d].symbol;
            let mut all = std::iter::once(&first).chain(&others);
            if all.clone().all(|at| symbol(at).is_some_and(Symbol::is_mergeable)) {
                parts.insert(uid, others.into_iter().map(|(p, _)| p).collect());
            } else if all.all(|at| symbol(at).is_some()) {
                // Assemblies share types, and the tool that reads them writes a page each time: nobody can mend that.
            } else {
                problems.push(duplicate(&uid, first, &others, pages));
            }
        }
        let by_hash = declared.iter().map(|(uid, at)| (hash(uid), *at)).collect();
        UidTable { declared, by_hash, parts, maps, rules }
    }

    pub(super) fn find(&self, uid: &str, pages: &[Page]) -> Option<UidTarget> {
        if let Some(at) = self.declaration(uid, pages) {
            return target(at, pages);
        }
        if let Some(target) = self.overloads(uid, pages) {
            return Some(target);
        }
        let Some(entry) = self.maps.iter().find_map(|map| map.entries.get(uid)) else { return self.by_rule(uid) };
        Some(UidTarget {
            file: None,
            href: entry.href.clone(),
            anchor: None,
            name: entry.name.clone(),
            full_name: entry.full_name.clone(),
            internal: false,
            symbol: None,
        })
    }

    fn declaration(&self, uid: &str, pages: &[Page]) -> Option<(usize, usize)> {
        let &(p, d) = self.by_hash.get(&hash(uid))?;
        if pages.get(p).and_then(|page| page.outline.uids.get(d)).is_some_and(|declared| declared.uid == uid) {
            return Some((p, d));
        }
        // Another uid has the same hash.
        self.declared.get(uid).copied()
    }

    /// What the configuration's rules make of a uid that nothing declares. Arrays and generic types with their
    /// arguments are no names of anything; their parts are.
    fn by_rule(&self, uid: &str) -> Option<UidTarget> {
        let rule = self.rules.iter().find(|rule| uid.starts_with(&rule.prefix)).filter(|_| uid::is_declared(uid))?;
        Some(UidTarget {
            file: None,
            href: rule.url.replace("{uid}", &crate::syntax::href::encode_path(&uid::in_address(uid))),
            anchor: None,
            name: uid::short_name(uid),
            full_name: Some(uid.to_owned()),
            internal: false,
            symbol: None,
        })
    }

    /// `A.B.Get*` stands for all overloads of `A.B.Get`: they are found through the first of them.
    fn overloads(&self, uid: &str, pages: &[Page]) -> Option<UidTarget> {
        let name = uid.strip_suffix('*')?;
        let follows = |rest: &str| rest.is_empty() || rest.starts_with(['(', '`']);
        let candidates = self.declared.range(name.to_owned()..).take_while(|(declared, _)| declared.starts_with(name));
        let (_, &at) = candidates.into_iter().find(|(declared, _)| follows(&declared[name.len()..]))?;
        let mut target = target(at, pages)?;
        target.symbol?;
        target.name.truncate(target.name.find('(').unwrap_or(target.name.len()));
        let group = member_anchor(uid);
        if pages.get(at.0)?.outline.anchors.iter().any(|anchor| anchor.id == group) {
            target.anchor = Some(group);
        }
        target.full_name = None;
        Some(target)
    }

    /// The uids that a namespace lists: the references that the files of its parts make.
    pub(super) fn members(&self, uid: &str, pages: &[Page]) -> Vec<String> {
        let Some(&(first, d)) = self.declared.get(uid) else { return Vec::new() };
        let is_namespace =
            pages.get(first).and_then(|page| page.outline.uids.get(d)?.symbol).is_some_and(Symbol::is_mergeable);
        if !is_namespace {
            return Vec::new();
        }
        let others = self.parts.get(uid).map_or(&[][..], Vec::as_slice);
        let links = std::iter::once(&first).chain(others).filter_map(|&page| pages.get(page));
        let links = links.flat_map(|page| &page.outline.links).filter(|link| link.kind == LinkKind::XrefQuiet);
        links.map(|link| link.href.clone()).collect::<BTreeSet<String>>().into_iter().collect()
    }

    pub(super) fn declared(&self, pages: &[Page]) -> Vec<(&str, UidTarget)> {
        self.declared.iter().filter_map(|(uid, at)| Some((uid.as_str(), target(*at, pages)?))).collect()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.declared.keys().map(String::as_str)
    }
}

fn hash(uid: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    uid.hash(&mut hasher);
    hasher.finish()
}

fn target((p, d): (usize, usize), pages: &[Page]) -> Option<UidTarget> {
    let page = pages.get(p)?;
    let declaration = page.outline.uids.get(d)?;
    Some(UidTarget {
        file: Some(page.file.clone()),
        href: page.route.clone(),
        anchor: declaration.anchor.clone(),
        name: declaration.name.clone().unwrap_or_else(|| page.title.clone()),
        full_name: declaration.full_name.clone(),
        internal: true,
        symbol: declaration.symbol,
    })
}

/// One problem for one uid, however many pages declare it: at the second, with the others beside it.
fn duplicate(uid: &str, first: (usize, usize), others: &[(usize, usize)], pages: &[Page]) -> Diagnostic {
    let place = |(p, d): (usize, usize)| {
        let page = &pages[p];
        Place { file: page.file.clone(), span: page.outline.uids.get(d).map(|declaration| declaration.span) }
    };
    let mut diagnostic =
        Diagnostic::new(&codes::UID_DUPLICATE, format!("the uid `{uid}` is declared by {} pages", others.len() + 1))
            .help("give every page a uid of its own; references lead to the page with the first path")
            .related("first declared here; references lead to this page", place(first));
    for (n, &other) in others.iter().enumerate() {
        if n == 0 {
            diagnostic.place = Some(place(other));
        } else {
            diagnostic = diagnostic.related("declared here as well", place(other));
        }
    }
    diagnostic
}
