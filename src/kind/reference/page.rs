//! What a page of the API reference shows, as values for `reference.html`.

use super::file::{self, Parts};
use super::names::Names;
use super::plain::Value;
use super::prose;
use crate::model::{Doc, Lookup, Symbol};
use crate::syntax::slug::member_anchor;
use std::collections::{BTreeMap, BTreeSet};

/// The fields of an item that DocFX writes, and those of its language variants before the dot.
const KNOWN: &[&str] = &[
    "uid",
    "commentId",
    "id",
    "isEii",
    "isExtensionMethod",
    "parent",
    "children",
    "langs",
    "name",
    "nameWithType",
    "fullName",
    "type",
    "source",
    "documentation",
    "assemblies",
    "namespace",
    "summary",
    "remarks",
    "example",
    "additionalNotes",
    "syntax",
    "overridden",
    "overload",
    "exceptions",
    "seealso",
    "see",
    "inheritance",
    "derivedClasses",
    "implements",
    "inheritedMembers",
    "extensionMethods",
    "conceptual",
    "platform",
    "attributes",
    "modifiers",
];

/// Whether a field of an item belongs to the format. What does not is kept for templates.
pub(super) fn is_known(key: &str) -> bool {
    KNOWN.contains(&key) || key.split_once('.').is_some_and(|(name, _)| KNOWN.contains(&name))
}

/// Fields of an item that name types, and those that name members.
const TYPE_LISTS: &[&str] = &["inheritance", "derivedClasses", "implements", "namespace", "parent"];
const MEMBER_LISTS: &[&str] = &["inheritedMembers", "extensionMethods", "overridden", "implements"];

/// The data of a page; `None` if the file has no items.
pub(super) fn data(
    items: &[Value<'_>],
    parts: &Parts<'_>,
    route: &str,
    lookup: &dyn Lookup,
) -> Option<Vec<(String, Doc)>> {
    let (first, members) = items.split_first()?;
    let language = first.texts("langs").first().copied().unwrap_or("csharp").to_owned();
    let symbol = first.str("type").and_then(Symbol::parse);
    let uid = first.str("uid").unwrap_or("");
    let references = file::references(parts, &wanted(items, lookup));
    let names = Names { lookup, references, language: &language };
    let page = Page { names, language: &language, tabs: std::cell::Cell::new(0) };
    let mut toc = Vec::new();
    let mut item = page.item(first, symbol.is_some_and(|symbol| symbol == Symbol::Namespace));
    match symbol {
        Some(Symbol::Namespace) => {
            let mut children = lookup.members(uid);
            if children.is_empty() {
                children = first.texts("children").iter().map(|&uid| uid.to_owned()).collect();
            }
            item.push(("lists".to_owned(), page.lists(&children, route, &mut toc)));
        }
        Some(Symbol::Enum) => {
            toc.push(toc_entry(2, "fields", "Fields"));
            item.push(("fields".to_owned(), page.enum_fields(members)));
        }
        _ => {}
    }
    let kind = symbol.map_or("", Symbol::name);
    item.push(("kind".to_owned(), Doc::text(kind)));
    let is_enum = symbol == Some(Symbol::Enum);
    let members: Vec<&Value<'_>> =
        members.iter().filter(|member| !(is_enum && member.str("type") == Some("Field"))).collect();
    let groups = page.groups(&members, &mut toc);
    Some(vec![
        ("item".to_owned(), Doc::Map(item)),
        ("groups".to_owned(), groups),
        ("toc".to_owned(), Doc::List(toc)),
        // API pages have no neighbours (DocFX behaviour, section 6).
        ("prev".to_owned(), Doc::Null),
        ("next".to_owned(), Doc::Null),
    ])
}

/// The uids for which the page needs what the file says about them.
fn wanted<'v>(items: &'v [Value<'_>], lookup: &dyn Lookup) -> BTreeSet<&'v str> {
    let mut wanted = BTreeSet::new();
    let mut types = BTreeSet::new();
    for item in items {
        TYPE_LISTS.iter().for_each(|key| types.extend(item.texts(key)));
        MEMBER_LISTS.iter().for_each(|key| wanted.extend(item.texts(key)));
        types.extend(item.list("exceptions").iter().filter_map(|exception| exception.str("type")));
        types.extend(item.list("seealso").iter().filter_map(|see| see.str("linkId")));
        if let Some(syntax) = item.get("syntax") {
            types.extend(syntax.list("parameters").iter().filter_map(|parameter| parameter.str("type")));
            types.extend(syntax.get("return").and_then(|value| value.str("type")));
        }
    }
    wanted.extend(types.into_iter().filter(|uid| lookup.uid(uid).is_none()));
    wanted
}

struct Page<'a> {
    names: Names<'a>,
    language: &'a str,
    /// How many groups of tabs the page has.
    tabs: std::cell::Cell<i64>,
}

type Entries = Vec<(String, Doc)>;

impl Page<'_> {
    /// What is shown of a type or member, but for its members.
    fn item(&self, item: &Value<'_>, is_namespace: bool) -> Entries {
        let text = |key: &str| Doc::text(item.str(key).unwrap_or(""));
        let prose = |key: &str| item.str(key).map_or(Doc::Null, |text| prose::doc(text, self.language));
        let uid = item.str("uid").unwrap_or("");
        let examples = item.texts("example").into_iter().map(|text| prose::doc(text, self.language));
        let mut entries: Entries = vec![
            ("uid".to_owned(), Doc::text(uid)),
            ("anchor".to_owned(), Doc::Text(member_anchor(uid))),
            ("name".to_owned(), text("name")),
            ("full_name".to_owned(), text("fullName")),
            ("facts".to_owned(), self.facts(item)),
            ("summary".to_owned(), prose("summary")),
            ("conceptual".to_owned(), prose("conceptual")),
            ("remarks".to_owned(), prose("remarks")),
            ("examples".to_owned(), Doc::List(examples.filter(|doc| *doc != Doc::Null).collect())),
            ("relations".to_owned(), if is_namespace { Doc::List(Vec::new()) } else { self.relations(item) }),
            ("exceptions".to_owned(), self.described(item.list("exceptions"), "type")),
            ("see_also".to_owned(), self.see_also(item.list("seealso"))),
            ("extra".to_owned(), extra(item)),
        ];
        if let Some(syntax) = item.get("syntax") {
            entries.extend(self.syntax(syntax, item.str("type").unwrap_or("")));
        }
        entries
    }

    /// Facts in a word or two: where it is declared, and since when it exists.
    fn facts(&self, item: &Value<'_>) -> Doc {
        let mut facts = Vec::new();
        let mut push = |label: &str, value: Doc| {
            facts.push(Doc::map([("label", Doc::text(label)), ("value", value)]));
        };
        let plain = |text: String| Doc::List(vec![Doc::map([("text", Doc::Text(text)), ("url", Doc::Null)])]);
        let is_type = item.str("type").and_then(Symbol::parse).is_some_and(Symbol::is_type);
        if is_type {
            let uid = item.str("uid").unwrap_or("");
            let above = item.str("namespace").or_else(|| item.str("parent"));
            let above = above.or_else(|| uid.rsplit_once('.').map(|(above, _)| above));
            if let Some(above) = above {
                let name = self.names.lookup.uid(above).map_or(Doc::Null, |_| self.names.of(above));
                push("Namespace", if name == Doc::Null { plain(above.to_owned()) } else { name });
            }
            let assemblies = item.texts("assemblies");
            if !assemblies.is_empty() {
                let files: Vec<String> = assemblies.iter().map(|name| format!("{name}.dll")).collect();
                push("Assembly", plain(files.join(", ")));
            }
        }
        for (key, label) in
            [("so.version", "Version"), ("so.envir", "Environment"), ("so.intellisense", "IntelliSense")]
        {
            if let Some(text) = item.str(key) {
                push(label, plain(text.to_owned()));
            }
        }
        Doc::List(facts)
    }

    /// Lists of types and members that it has to do with.
    fn relations(&self, item: &Value<'_>) -> Doc {
        let is_type = item.str("type").and_then(Symbol::parse).is_some_and(Symbol::is_type);
        let mut relations = Vec::new();
        let mut push = |key: &str, label: &str, names: Vec<Doc>| {
            if !names.is_empty() {
                relations.push(Doc::map([
                    ("key", Doc::text(key)),
                    ("label", Doc::text(label)),
                    ("count", Doc::Number(names.len() as i64)),
                    ("names", Doc::List(names)),
                ]));
            }
        };
        let types = |key: &str| item.texts(key).into_iter().map(|uid| self.names.of(uid)).collect::<Vec<_>>();
        let members = |key: &str| item.texts(key).into_iter().map(|uid| self.names.with_type(uid)).collect::<Vec<_>>();
        let mut chain = types("inheritance");
        if !chain.is_empty() && is_type {
            chain.push(Doc::List(vec![Doc::map([
                ("text", Doc::text(item.str("name").unwrap_or(""))),
                ("url", Doc::Null),
            ])]));
        }
        push("inheritance", "Inheritance", chain);
        push("implements", "Implements", if is_type { types("implements") } else { members("implements") });
        push("derived", "Derived", types("derivedClasses"));
        push("overridden", "Overrides", members("overridden"));
        push("inherited", "Inherited members", members("inheritedMembers"));
        push("extensions", "Extension methods", members("extensionMethods"));
        Doc::List(relations)
    }

    /// Types with a description: exceptions, for example.
    fn described(&self, list: &[Value<'_>], key: &str) -> Doc {
        let rows = list.iter().filter_map(|entry| {
            let uid = entry.str(key)?;
            Some(Doc::map([("type", self.names.of(uid)), ("text", self.description(entry))]))
        });
        Doc::List(rows.collect())
    }

    fn description(&self, entry: &Value<'_>) -> Doc {
        entry.str("description").map_or(Doc::Null, |text| prose::doc(text, self.language))
    }

    fn see_also(&self, list: &[Value<'_>]) -> Doc {
        let links = list.iter().filter_map(|see| {
            let id = see.str("linkId")?;
            let alt = see.str("altText");
            if see.str("linkType") == Some("HRef") {
                let is_web = id.starts_with("https://") || id.starts_with("http://");
                let url = if is_web { Doc::text(id) } else { Doc::Href(id.to_owned()) };
                return Some(Doc::List(vec![Doc::map([("text", Doc::text(alt.unwrap_or(id))), ("url", url)])]));
            }
            Some(self.names.of(id))
        });
        Doc::List(links.collect())
    }

    /// The declaration in each language, parameters and the value.
    fn syntax(&self, syntax: &Value<'_>, kind: &str) -> Entries {
        let mut forms = Vec::new();
        for (key, content) in syntax.entries() {
            let Some(language) = key.strip_prefix("content") else { continue };
            let language = language.strip_prefix('.').unwrap_or(self.language);
            let Some(text) = content.text() else { continue };
            forms.push(Doc::map([
                ("id", Doc::text(language)),
                ("title", Doc::text(language_name(language))),
                ("code", prose::code(text, language)),
            ]));
        }
        self.tabs.set(self.tabs.get() + 1);
        let typed = |parameter: &Value<'_>| {
            Doc::map([
                ("name", Doc::text(parameter.str("id").unwrap_or(""))),
                ("type", parameter.str("type").map_or(Doc::Null, |uid| self.names.of(uid))),
                ("text", self.description(parameter)),
            ])
        };
        let list = |key: &str| Doc::List(syntax.list(key).iter().map(typed).collect());
        let returns = syntax.get("return").filter(|value| value.str("type").is_some_and(|uid| !is_nothing(uid)));
        let label = match kind {
            "Field" => "Field value",
            "Property" | "AttachedProperty" => "Property value",
            "Event" | "AttachedEvent" => "Event type",
            _ => "Returns",
        };
        vec![
            ("syntax".to_owned(), Doc::List(forms)),
            ("tabs".to_owned(), Doc::Number(self.tabs.get())),
            ("parameters".to_owned(), list("parameters")),
            ("type_parameters".to_owned(), list("typeParameters")),
            ("returns".to_owned(), returns.filter(|_| kind != "Constructor").map_or(Doc::Null, typed)),
            ("returns_label".to_owned(), Doc::text(label)),
        ]
    }

    /// The values of an enumeration, in the order of their declaration.
    fn enum_fields(&self, members: &[Value<'_>]) -> Doc {
        let fields: Vec<Doc> = members
            .iter()
            .filter(|member| member.str("type") == Some("Field"))
            .map(|field| {
                let content = field.get("syntax").and_then(|syntax| syntax.str("content")).unwrap_or("");
                let value = content.rsplit_once(" = ").map_or("", |(_, value)| value.trim());
                Doc::map([
                    ("anchor", Doc::Text(member_anchor(field.str("uid").unwrap_or("")))),
                    ("name", Doc::text(field.str("name").unwrap_or(""))),
                    ("value", Doc::text(value)),
                    ("summary", field.str("summary").map_or(Doc::Null, |text| prose::doc(text, self.language))),
                ])
            })
            .collect();
        Doc::List(fields)
    }

    /// The types of a namespace by kind, by name within a kind.
    fn lists(&self, children: &[String], route: &str, toc: &mut Vec<Doc>) -> Doc {
        let mut lists: BTreeMap<Symbol, Vec<(String, Doc)>> = BTreeMap::new();
        for uid in children {
            let target = self.names.lookup.uid(uid);
            let symbol = target.as_ref().and_then(|target| target.symbol).unwrap_or(Symbol::Class);
            let file = target.as_ref().and_then(|target| target.file.as_ref());
            let card = file.and_then(|file| self.names.lookup.card(file)).filter(|card| card.route != route);
            let name = target.as_ref().map_or_else(|| super::names::short_name(uid), |target| target.name.clone());
            let row = Doc::map([
                ("name", self.names.of(uid)),
                ("text", Doc::Text(card.map(|card| card.description).unwrap_or_default())),
            ]);
            lists.entry(symbol).or_default().push((name.to_lowercase(), row));
        }
        let lists = lists.into_iter().map(|(symbol, mut rows)| {
            rows.sort_by(|a, b| a.0.cmp(&b.0));
            let (id, title) = symbol.plural();
            toc.push(toc_entry(2, id, title));
            let count = Doc::Number(rows.len() as i64);
            let rows = Doc::List(rows.into_iter().map(|(_, row)| row).collect());
            Doc::map([("id", Doc::text(id)), ("title", Doc::text(title)), ("count", count), ("rows", rows)])
        });
        Doc::List(lists.collect())
    }

    /// The members by kind, by name within a kind; overloads keep the order of the file.
    fn groups(&self, members: &[&Value<'_>], toc: &mut Vec<Doc>) -> Doc {
        let mut groups: BTreeMap<(bool, Symbol), Vec<&Value<'_>>> = BTreeMap::new();
        for member in members {
            let symbol = member.str("type").and_then(Symbol::parse).unwrap_or(Symbol::Method);
            let is_explicit = member.str("isEii") == Some("true");
            groups.entry((is_explicit, symbol)).or_default().push(member);
        }
        let mut titled: Vec<(&str, &str, Vec<&Value<'_>>)> = Vec::new();
        for ((is_explicit, symbol), members) in groups {
            let (id, title) = if is_explicit { ("eii", "Explicit interface implementations") } else { symbol.plural() };
            match titled.iter_mut().find(|(known, ..)| *known == id) {
                Some((_, _, list)) => list.extend(members),
                None => titled.push((id, title, members)),
            }
        }
        let mut anchors: BTreeSet<String> = members.iter().map(|m| member_anchor(m.str("uid").unwrap_or(""))).collect();
        let groups = titled.into_iter().map(|(id, title, mut members)| {
            members.sort_by_cached_key(|member| base_name(member.str("name").unwrap_or("")).to_lowercase());
            toc.push(toc_entry(2, id, title));
            let drawn = members.into_iter().map(|member| {
                let name = member.str("name").unwrap_or("");
                toc.push(toc_entry(3, &member_anchor(member.str("uid").unwrap_or("")), name));
                let mut item = self.item(member, false);
                // The anchor of a group of overloads stands before its first.
                if let Some(group) = member.str("overload").map(member_anchor)
                    && anchors.insert(group.clone())
                {
                    item.push(("overload".to_owned(), Doc::Text(group)));
                }
                Doc::Map(item)
            });
            let drawn = Doc::List(drawn.collect());
            Doc::map([("id", Doc::text(id)), ("title", Doc::text(title)), ("members", drawn)])
        });
        Doc::List(groups.collect())
    }
}

fn toc_entry(level: i64, id: &str, title: &str) -> Doc {
    Doc::map([("level", Doc::Number(level)), ("id", Doc::text(id)), ("title", Doc::text(title))])
}

/// A name without its parameters.
fn base_name(name: &str) -> &str {
    name.split(['(', '<', '[']).next().unwrap_or(name)
}

/// Types that stand for no value.
fn is_nothing(uid: &str) -> bool {
    uid == "System.Void" || uid.ends_with(".Void")
}

/// The fields that the format does not know, for templates.
fn extra(item: &Value<'_>) -> Doc {
    let unknown = item.entries().iter().filter(|(key, _)| !is_known(key));
    Doc::Map(unknown.map(|(key, value)| (key.replace(['.', '-'], "_"), to_doc(value))).collect())
}

fn to_doc(value: &Value<'_>) -> Doc {
    match value {
        Value::Text(text, _) => Doc::text(text.as_ref()),
        Value::List(items) => Doc::List(items.iter().map(to_doc).collect()),
        Value::Map(entries) => Doc::Map(entries.iter().map(|(key, value)| (key.to_string(), to_doc(value))).collect()),
    }
}

/// What a language is called.
fn language_name(id: &str) -> &str {
    match id {
        "csharp" => "C#",
        "vb" => "VB",
        "crmscript" => "CRMScript",
        "fsharp" => "F#",
        "cpp" => "C++",
        "javascript" => "JavaScript",
        "typescript" => "TypeScript",
        "python" => "Python",
        "java" => "Java",
        other => other,
    }
}
