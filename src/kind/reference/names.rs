//! Names of types and members as linked pieces: `List<Contact>` is `List`, `<`, `Contact`, `>`.

use super::plain::Value;
use crate::model::{Doc, Lookup, Piece, To, UidTarget};
use crate::syntax::uid::{arity, last_part, short_name};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

fn linked(text: impl Into<String>, target: &UidTarget) -> Piece {
    Piece { text: text.into(), to: address(target) }
}

/// The address of a uid's target.
fn address(target: &UidTarget) -> To {
    if !target.internal {
        return To::Address(target.href.clone());
    }
    To::Route(match &target.anchor {
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
    known: RefCell<HashMap<String, Vec<Piece>>>,
}

impl<'a> Names<'a> {
    /// Names as a page in this language shows them.
    pub(super) fn new(lookup: &'a dyn Lookup, references: BTreeMap<String, Value<'a>>, language: &'a str) -> Self {
        Names { lookup, references, language, known: RefCell::default() }
    }

    /// A type, or anything else, by its name.
    pub(super) fn of(&self, uid: &str) -> Doc {
        if let Some(pieces) = self.known.borrow().get(uid) {
            return Doc::Linked(pieces.clone());
        }
        let pieces = self.pieces(uid);
        self.known.borrow_mut().insert(uid.to_owned(), pieces.clone());
        Doc::Linked(pieces)
    }

    /// HTML for a reference in text that nothing declares: the name that the file gives it, or its own, as code.
    /// `None` if something declares it.
    pub(super) fn unresolved(&self, uid: &str) -> Option<String> {
        if self.lookup.uid(uid).is_some() {
            return None;
        }
        let piece = self.member(uid);
        // The name stands in Markdown.
        let text = html_escape::encode_text(&piece.text).replace('_', "&#95;").replace('*', "&#42;");
        let text = text.replace('`', "&#96;").replace('[', "&#91;");
        Some(match piece.to {
            To::Address(address) => {
                format!("<a href=\"{}\">{text}</a>", html_escape::encode_double_quoted_attribute(&address))
            }
            _ => format!("<code>{text}</code>"),
        })
    }

    fn pieces(&self, uid: &str) -> Vec<Piece> {
        if let Some(target) = self.lookup.uid(uid) {
            return vec![linked(target.name.clone(), &target)];
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
        vec![Piece { text: name, to: self.address_of(reference) }]
    }

    fn spec_piece(&self, piece: &Value<'_>) -> Piece {
        let text = piece.get("name").map_or("", |name| match name {
            Value::Text(text, _) => text.as_ref(),
            _ => "",
        });
        match piece.str("uid").and_then(|uid| self.lookup.uid(uid)) {
            Some(target) => linked(text, &target),
            None => Piece { text: text.to_owned(), to: self.address_of(piece) },
        }
    }

    /// What a reference leads to: the definition it is made from, or an absolute address that it states.
    fn address_of(&self, reference: &Value<'_>) -> To {
        if let Some(target) = reference.str("definition").and_then(|uid| self.lookup.uid(uid)) {
            return address(&target);
        }
        match reference.str("href") {
            Some(href) if href.starts_with("https://") || href.starts_with("http://") => To::Address(href.to_owned()),
            _ => To::Nowhere,
        }
    }

    /// A member with the name of its type before it.
    pub(super) fn with_type(&self, uid: &str) -> Piece {
        let piece = self.member(uid);
        let text = match owner(uid) {
            Some(owner) => format!("{}.{}", last_part(owner), piece.text),
            None => piece.text,
        };
        Piece { text, to: piece.to }
    }

    /// A member by its own name.
    fn member(&self, uid: &str) -> Piece {
        if let Some(target) = self.lookup.uid(uid) {
            return linked(target.name.clone(), &target);
        }
        let Some(reference) = self.references.get(uid) else { return Piece::plain(short_name(uid)) };
        let text = reference.str("name").map_or_else(|| short_name(uid), str::to_owned);
        Piece { text, to: self.address_of(reference) }
    }

    /// Members by the types that declare them, in the order in which these come first: for each type its name, a colon
    /// and the names of its members without their parameters. Overloads are one name.
    pub(super) fn by_type(&self, uids: &[&str]) -> Vec<Doc> {
        let mut types: Vec<(&str, Vec<Piece>)> = Vec::new();
        for uid in uids {
            let owner = owner(uid).unwrap_or("");
            let mut piece = self.member(uid);
            piece.text.truncate(piece.text.find('(').unwrap_or(piece.text.len()));
            match types.iter_mut().rev().find(|(known, _)| *known == owner) {
                Some((_, members)) if members.iter().any(|known| known.text == piece.text) => {}
                Some((_, members)) => members.push(piece),
                None => types.push((owner, vec![piece])),
            }
        }
        let line = |(owner, members): (&str, Vec<Piece>)| {
            let mut line = if owner.is_empty() { Vec::new() } else { self.pieces(owner) };
            let mut separator = if line.is_empty() { "" } else { ": " };
            for member in members {
                line.push(Piece::plain(separator));
                line.push(member);
                separator = " · ";
            }
            Doc::Linked(line)
        };
        types.into_iter().map(line).collect()
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
                    Some(target) => linked(last_part(name), &target),
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

/// The uid of what declares a member: everything before its own name.
fn owner(uid: &str) -> Option<&str> {
    let name = &uid[..uid.find('(').unwrap_or(uid.len())];
    Some(&name[..name.rfind('.')?])
}
