//! Names of types and members as linked pieces: `List<Contact>` is `List`, `<`, `Contact`, `>`.

use super::plain::Value;
use crate::model::{Doc, Lookup, UidTarget};
use std::collections::BTreeMap;

/// A piece of a name, and what it links to.
struct Piece {
    text: String,
    target: Doc,
}

impl Piece {
    fn plain(text: impl Into<String>) -> Piece {
        Piece { text: text.into(), target: Doc::Null }
    }

    fn linked(text: impl Into<String>, target: &UidTarget) -> Piece {
        Piece { text: text.into(), target: address(target) }
    }

    fn doc(self) -> Doc {
        Doc::map([("text", Doc::Text(self.text)), ("url", self.target)])
    }
}

/// The address of a uid's target as a value.
fn address(target: &UidTarget) -> Doc {
    if !target.internal {
        return Doc::text(&target.href);
    }
    Doc::Route(match &target.anchor {
        Some(anchor) => format!("{}#{anchor}", target.href),
        None => target.href.clone(),
    })
}

/// Where names are looked up: the site first, then what the file says about them.
pub(super) struct Names<'a> {
    pub(super) lookup: &'a dyn Lookup,
    pub(super) references: BTreeMap<String, Value<'a>>,
    /// The language whose form of a name is shown, such as `csharp`.
    pub(super) language: &'a str,
}

impl Names<'_> {
    /// A type, or anything else, by its name.
    pub(super) fn of(&self, uid: &str) -> Doc {
        Doc::List(self.pieces(uid).into_iter().map(Piece::doc).collect())
    }

    fn pieces(&self, uid: &str) -> Vec<Piece> {
        if let Some(target) = self.lookup.uid(uid) {
            return vec![Piece::linked(target.name.clone(), &target)];
        }
        let Some(reference) = self.references.get(uid) else { return self.pieces_of_uid(uid) };
        let spec = reference.list(&format!("spec.{}", self.language));
        let is_spec = |key: &str| key.starts_with("spec.");
        let spec = if spec.is_empty() {
            reference.entries().iter().find(|(key, _)| is_spec(key)).map_or(&[][..], |(_, spec)| spec.items())
        } else {
            spec
        };
        if !spec.is_empty() {
            return spec.iter().map(|piece| self.spec_piece(piece)).collect();
        }
        let name = reference.str("name").map_or_else(|| short_name(uid), str::to_owned);
        vec![Piece { text: name, target: self.address_of(reference) }]
    }

    fn spec_piece(&self, piece: &Value<'_>) -> Piece {
        let text = piece.get("name").map_or("", |name| match name {
            Value::Text(text, _) => text.as_ref(),
            _ => "",
        });
        match piece.str("uid").and_then(|uid| self.lookup.uid(uid)) {
            Some(target) => Piece::linked(text, &target),
            None => Piece { text: text.to_owned(), target: self.address_of(piece) },
        }
    }

    /// What a reference leads to: the definition it is made from, or an absolute address that it states.
    fn address_of(&self, reference: &Value<'_>) -> Doc {
        if let Some(target) = reference.str("definition").and_then(|uid| self.lookup.uid(uid)) {
            return address(&target);
        }
        match reference.str("href") {
            Some(href) if href.starts_with("https://") || href.starts_with("http://") => Doc::text(href),
            _ => Doc::Null,
        }
    }

    /// A member, with the name of its type before it.
    pub(super) fn with_type(&self, uid: &str) -> Doc {
        let reference = self.references.get(uid);
        let target = self.lookup.uid(uid).map_or(Doc::Null, |target| address(&target));
        let target = match (target, reference) {
            (Doc::Null, Some(reference)) => self.address_of(reference),
            (target, _) => target,
        };
        let text = reference.and_then(|reference| reference.str("nameWithType")).map(str::to_owned);
        Doc::List(vec![Piece { text: text.unwrap_or_else(|| short_name(uid)), target }.doc()])
    }

    /// The parts of a uid, each looked up: the last resort for names that nothing tells of.
    fn pieces_of_uid(&self, uid: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = uid;
        while !rest.is_empty() {
            let length = rest.find(['{', '}', '[', ']', '(', ')', ',', '@', '*']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            if !name.is_empty() {
                // `List{T}` is made from the definition `List`1`.
                let definition = after.strip_prefix('{').map(|inner| format!("{name}`{}", arity(inner)));
                let target = self.lookup.uid(definition.as_deref().unwrap_or(name));
                pieces.push(match target {
                    Some(target) => Piece::linked(last_part(name), &target),
                    None => Piece::plain(last_part(name)),
                });
            }
            let mut chars = after.chars();
            match chars.next() {
                Some('{') => pieces.push(Piece::plain("<")),
                Some('}') => pieces.push(Piece::plain(">")),
                Some(',') => pieces.push(Piece::plain(", ")),
                Some('@') => pieces.push(Piece::plain("&")),
                Some(c) => pieces.push(Piece::plain(c)),
                None => {}
            }
            rest = chars.as_str().trim_start();
        }
        pieces
    }
}

/// How many arguments a list in braces has, of which `inner` begins behind the brace.
fn arity(inner: &str) -> usize {
    let mut depth = 0_usize;
    let mut count = 1;
    for c in inner.chars() {
        match c {
            '{' | '[' => depth += 1,
            '}' if depth == 0 => break,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}

fn last_part(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.split('`').next().unwrap_or(last).replace("#ctor", "Constructor")
}

/// The last part of a uid without namespaces, parameters likewise: `Get(Int32)` of `A.B.Get(System.Int32)`.
pub(super) fn short_name(uid: &str) -> String {
    let mut out = String::new();
    let mut rest = uid;
    loop {
        let length = rest.find(['{', '}', '[', ']', '(', ')', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        out.push_str(&last_part(name.trim()));
        let mut chars = after.chars();
        match chars.next() {
            Some('{') => out.push('<'),
            Some('}') => out.push('>'),
            Some(',') => out.push_str(", "),
            Some(c) => out.push(c),
            None => return out,
        }
        rest = chars.as_str();
    }
}
