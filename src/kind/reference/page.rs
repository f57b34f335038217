//! What a page of the API reference shows, as values for `reference.html`.

use super::file::{self, Parts};
use super::item::Items;
use super::names::Names;
use super::plain::Value;
use super::prose;
use crate::model::{Doc, Entries, Lookup, Symbol};
use crate::syntax::slug::member_anchor;
use crate::syntax::uid::short_name;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Fields of an item that name types or members.
const LISTS: &[&str] = &[
    "inheritance",
    "derivedClasses",
    "implements",
    "namespace",
    "parent",
    "inheritedMembers",
    "extensionMethods",
    "overridden",
];

/// The data of a page; `None` if the file has no items.
pub(super) fn data(items: &[Value<'_>], parts: &Parts<'_>, route: &str, lookup: &dyn Lookup) -> Option<Entries> {
    let (first, members) = items.split_first()?;
    let language = first.texts("langs").first().copied().unwrap_or("csharp").to_owned();
    let symbol = first.str("type").and_then(Symbol::parse);
    let references = file::references(parts, &wanted(items, lookup));
    let names = Names::new(lookup, references, &language);
    let page = Items { names, language: &language };
    let mut toc = Vec::new();
    let mut item = page.item(first, symbol);
    match symbol {
        Some(Symbol::Namespace) => {
            let mut children = lookup.members(first.str("uid").unwrap_or(""));
            if children.is_empty() {
                children = first.texts("children").iter().map(|&uid| uid.to_owned()).collect();
            }
            item.push(("lists".into(), lists(&page.names, &children, route, &mut toc)));
        }
        Some(Symbol::Enum) => {
            toc.push(toc_entry(2, "fields", Doc::Word("fields")));
            let says = |member: &Value<'_>| member.str("summary").or(member.str("remarks")).is_some();
            item.push(("fields_say".into(), Doc::Bool(members.iter().any(says))));
            item.push(("fields".into(), enum_fields(members, &page.names)));
        }
        _ => {}
    }
    item.push(("kind".into(), symbol.map_or(Doc::Null, |symbol| Doc::Word(symbol.word()))));
    let is_enum = symbol == Some(Symbol::Enum);
    let members: Vec<&Value<'_>> =
        members.iter().filter(|member| !(is_enum && member.str("type") == Some("Field"))).collect();
    let groups = groups(&page, &members, &mut toc);
    Some(vec![
        ("item".into(), Doc::Map(item)),
        ("groups".into(), groups),
        ("toc".into(), Doc::List(toc)),
        // API pages have no neighbours (DocFX behaviour, section 6).
        ("prev".into(), Doc::Null),
        ("next".into(), Doc::Null),
    ])
}

/// The uids for which the page needs what the file says about them.
fn wanted<'v>(items: &'v [Value<'_>], lookup: &dyn Lookup) -> BTreeSet<Cow<'v, str>> {
    let mut wanted = BTreeSet::new();
    for item in items {
        LISTS.iter().for_each(|key| wanted.extend(item.texts(key).into_iter().map(Cow::Borrowed)));
        for (list, key) in [("exceptions", "type"), ("seealso", "linkId"), ("attributes", "type")] {
            wanted.extend(item.list(list).iter().filter_map(|entry| entry.str(key)).map(Cow::Borrowed));
        }
        if let Some(syntax) = item.get("syntax") {
            for list in ["parameters", "typeParameters"] {
                wanted
                    .extend(syntax.list(list).iter().filter_map(|parameter| parameter.str("type")).map(Cow::Borrowed));
            }
            wanted.extend(syntax.get("return").and_then(|value| value.str("type")).map(Cow::Borrowed));
        }
        mentioned(item, &mut wanted);
    }
    wanted.retain(|uid| lookup.uid(uid).is_none());
    wanted
}

/// The uids that texts refer to, wherever in an item they are.
fn mentioned<'v>(value: &Value<'_>, wanted: &mut BTreeSet<Cow<'v, str>>) {
    match value {
        Value::Text(text, _) if text.contains("<xref") => wanted.extend(prose::uids(text).map(Cow::Owned)),
        Value::Text(..) => {}
        Value::List(items) => items.iter().for_each(|item| mentioned(item, wanted)),
        Value::Map(entries) => entries.iter().for_each(|(_, value)| mentioned(value, wanted)),
    }
}

/// The values of an enumeration, in the order of their declaration.
fn enum_fields(members: &[Value<'_>], names: &Names<'_>) -> Doc {
    let fields = members.iter().filter(|member| member.str("type") == Some("Field")).map(|field| {
        let content = field.get("syntax").and_then(|syntax| syntax.str("content")).unwrap_or("");
        let value = content.rsplit_once(" = ").map_or("", |(_, value)| value.trim());
        let prose = |key: &str| field.str(key).map_or(Doc::Null, |text| prose::doc(text, names));
        Doc::map([
            ("anchor", Doc::Text(member_anchor(field.str("uid").unwrap_or("")))),
            ("name", Doc::text(field.str("name").unwrap_or(""))),
            ("value", Doc::text(value)),
            ("summary", prose("summary")),
            ("remarks", prose("remarks")),
        ])
    });
    Doc::List(fields.collect())
}

/// The types of a namespace by kind, by name within a kind.
fn lists(names: &Names<'_>, children: &[String], route: &str, toc: &mut Vec<Doc>) -> Doc {
    let mut lists: BTreeMap<Symbol, Vec<(String, Doc)>> = BTreeMap::new();
    for uid in children {
        let target = names.lookup.uid(uid);
        let symbol = target.as_ref().and_then(|target| target.symbol).unwrap_or(Symbol::Class);
        let file = target.as_ref().and_then(|target| target.file.as_ref());
        let card = file.and_then(|file| names.lookup.card(file)).filter(|card| card.route != route);
        let name = target.as_ref().map_or_else(|| short_name(uid), |target| target.name.clone());
        let row = Doc::map([
            ("name", names.of(uid)),
            ("text", Doc::Text(card.map(|card| card.description).unwrap_or_default())),
        ]);
        lists.entry(symbol).or_default().push((name.to_lowercase(), row));
    }
    let lists = lists.into_iter().map(|(symbol, mut rows)| {
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let id = symbol.plural();
        toc.push(toc_entry(2, id, Doc::Word(id)));
        let count = Doc::Number(rows.len() as i64);
        let rows = Doc::List(rows.into_iter().map(|(_, row)| row).collect());
        Doc::map([("id", Doc::text(id)), ("title", Doc::Word(id)), ("count", count), ("rows", rows)])
    });
    Doc::List(lists.collect())
}

/// The members by kind, by name within a kind; overloads keep the order of the file.
fn groups(page: &Items<'_>, members: &[&Value<'_>], toc: &mut Vec<Doc>) -> Doc {
    let mut groups: BTreeMap<(bool, Symbol), Vec<&Value<'_>>> = BTreeMap::new();
    for member in members {
        let symbol = member.str("type").and_then(Symbol::parse).unwrap_or(Symbol::Method);
        let is_explicit = member.str("isEii") == Some("true");
        groups.entry((is_explicit, symbol)).or_default().push(member);
    }
    let mut titled: Vec<(&'static str, Vec<&Value<'_>>)> = Vec::new();
    for ((is_explicit, symbol), members) in groups {
        let id = if is_explicit { "eii" } else { symbol.plural() };
        match titled.iter_mut().find(|(known, _)| *known == id) {
            Some((_, list)) => list.extend(members),
            None => titled.push((id, members)),
        }
    }
    let mut anchors: BTreeSet<String> = members.iter().map(|m| member_anchor(m.str("uid").unwrap_or(""))).collect();
    let groups = titled.into_iter().map(|(id, mut members)| {
        members.sort_by_cached_key(|member| base_name(member.str("name").unwrap_or("")).to_lowercase());
        toc.push(toc_entry(2, id, Doc::Word(id)));
        let mut listed = "";
        let drawn = members.into_iter().map(|member| {
            let symbol = member.str("type").and_then(Symbol::parse);
            let mut item = page.item(member, symbol);
            // The anchor of a group of overloads stands before its first.
            let group = member.str("overload").map(member_anchor).filter(|group| anchors.insert(group.clone()));
            // At the side overloads are one name.
            let name = base_name(member.str("name").unwrap_or(""));
            if name != listed {
                listed = name;
                let own = || member_anchor(member.str("uid").unwrap_or(""));
                toc.push(toc_entry(3, &group.clone().unwrap_or_else(own), Doc::text(name)));
            }
            if let Some(group) = group {
                item.push(("overload".into(), Doc::Text(group)));
            }
            Doc::Map(item)
        });
        let drawn = Doc::List(drawn.collect());
        Doc::map([("id", Doc::text(id)), ("title", Doc::Word(id)), ("members", drawn)])
    });
    Doc::List(groups.collect())
}

fn toc_entry(level: i64, id: &str, title: Doc) -> Doc {
    Doc::map([("level", Doc::Number(level)), ("id", Doc::text(id)), ("title", title)])
}

/// A name without its parameters, those of its type included.
fn base_name(name: &str) -> &str {
    let name = name.split(['(', '[']).next().unwrap_or(name);
    if name.ends_with('>') { name.split('<').next().unwrap_or(name) } else { name }
}
