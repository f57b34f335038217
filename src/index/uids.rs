//! Uids: what this site declares, and what external maps add.

use super::Page;
use crate::base::{Diagnostic, Digest, Map, Place, codes, hash_of};
use crate::config::XrefRule;
use crate::model::{Declaration, LinkKind, Symbol, UidTarget};
use crate::syntax::slug::member_anchor;
use crate::syntax::uid;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An external xref map.
#[derive(Debug, Default)]
pub struct XrefMap {
    /// The digest of its text.
    pub digest: Digest,
    /// Its entries, by uid.
    pub entries: Map<String, XrefMapEntry>,
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
    /// The page and the declaration of each uid, by their places, in the order of the uids.
    declared: Vec<(usize, usize)>,
    /// The same by the hash of the uid. Uids of one reference begin alike, so that comparing them is slow.
    by_hash: Map<u64, (usize, usize)>,
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
        let places = pages.iter().enumerate();
        let mut all: Vec<(usize, usize)> =
            places.flat_map(|(p, page)| (0..page.outline.uids.len()).map(move |d| (p, d))).collect();
        all.par_sort_unstable_by_key(|&(p, d)| (name(pages, (p, d)), p, d));
        let mut declared = Vec::with_capacity(all.len());
        let mut parts = BTreeMap::new();
        for same in all.chunk_by(|a, b| name(pages, *a) == name(pages, *b)) {
            let [first, others @ ..] = same else { continue };
            declared.push(*first);
            if others.is_empty() {
                continue;
            }
            let uid = name(pages, *first);
            let symbol = |&(p, d): &(usize, usize)| pages[p].outline.uids[d].symbol;
            if same.iter().all(|at| symbol(at).is_some_and(Symbol::is_mergeable)) {
                parts.insert(uid.to_owned(), others.iter().map(|(p, _)| *p).collect());
            } else if same.iter().all(|at| symbol(at).is_some()) {
                // Assemblies share types, and the tool that reads them writes a page each time: nobody can mend that.
            } else {
                problems.push(duplicate(uid, *first, others, pages));
            }
        }
        let by_hash = declared.iter().map(|at| (hash_of(name(pages, *at)), *at)).collect();
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
        let &at = self.by_hash.get(&hash_of(uid))?;
        if name(pages, at) == uid {
            return Some(at);
        }
        // Another uid has the same hash.
        let place = self.declared.binary_search_by(|at| name(pages, *at).cmp(uid)).ok()?;
        self.declared.get(place).copied()
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
        let group = uid.strip_suffix('*')?;
        let follows = |rest: &str| rest.is_empty() || rest.starts_with(['(', '`']);
        let from = self.declared.partition_point(|at| name(pages, *at) < group);
        let mut below = self.declared[from..].iter().map_while(|at| Some((name(pages, *at).strip_prefix(group)?, *at)));
        let (_, at) = below.find(|(rest, _)| follows(rest))?;
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
        let Some((first, d)) = self.declaration(uid, pages) else { return Vec::new() };
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

    pub(super) fn declared<'a>(&'a self, pages: &'a [Page]) -> impl Iterator<Item = (&'a str, UidTarget)> {
        self.declared.iter().filter_map(|at| Some((name(pages, *at), target(*at, pages)?)))
    }

    pub(super) fn of_pages<'a>(&'a self, pages: &'a [Page]) -> impl Iterator<Item = (&'a Declaration, &'a Page)> {
        let declared = self.declared.iter().filter_map(|&(p, d)| {
            let page = pages.get(p)?;
            Some((page.outline.uids.get(d)?, page))
        });
        declared.filter(|(declaration, _)| declaration.anchor.is_none())
    }

    pub(super) fn names<'a>(&'a self, pages: &'a [Page]) -> impl Iterator<Item = &'a str> {
        self.declared.iter().map(|at| name(pages, *at))
    }
}

/// The uid of a declaration; there is none at a place where no declaration is.
fn name(pages: &[Page], (p, d): (usize, usize)) -> &str {
    pages.get(p).and_then(|page| page.outline.uids.get(d)).map_or("", |declaration| &declaration.uid)
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
