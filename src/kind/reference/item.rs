//! What is shown of one type or member, its own members aside, as values for `reference.html`. What an item does not
//! say has no value: pages have thousands of them.

use super::names::Names;
use super::plain::Value;
use super::prose;
use crate::model::{Doc, Entries, Piece, Symbol, To};
use crate::syntax::slug::member_anchor;

/// Fields of other tools that pages show as facts, with the keys of their words.
const FACTS: &[(&str, &str)] = &[
    ("platform", "platform"),
    ("so.version", "version"),
    ("so.envir", "environment"),
    ("so.intellisense", "intellisense"),
];

/// Whether a field of an item belongs to the format: DocFX writes it, itself or as the variant of a language behind a
/// dot. What does not is kept for templates.
pub(super) fn is_known(key: &str) -> bool {
    matches!(
        key.split('.').next().unwrap_or(key),
        "uid"
            | "commentId"
            | "id"
            | "isEii"
            | "isExtensionMethod"
            | "parent"
            | "children"
            | "langs"
            | "name"
            | "nameWithType"
            | "fullName"
            | "type"
            | "source"
            | "documentation"
            | "assemblies"
            | "namespace"
            | "summary"
            | "remarks"
            | "example"
            | "additionalNotes"
            | "syntax"
            | "overridden"
            | "overload"
            | "exceptions"
            | "seealso"
            | "see"
            | "inheritance"
            | "derivedClasses"
            | "implements"
            | "inheritedMembers"
            | "extensionMethods"
            | "conceptual"
            | "platform"
            | "attributes"
            | "modifiers"
    )
}

/// Makes values of items.
pub(super) struct Items<'a> {
    pub(super) names: Names<'a>,
    pub(super) language: &'a str,
}

impl Items<'_> {
    /// What is shown of a type or member.
    pub(super) fn item(&self, item: &Value<'_>, symbol: Option<Symbol>) -> Entries {
        let uid = item.str("uid").unwrap_or("");
        let mut entries = Entries::new();
        let mut push = |name: &'static str, doc: Doc| {
            if !is_empty(&doc) {
                entries.push((name.into(), doc));
            }
        };
        let prose = |key: &str| item.str(key).map_or(Doc::Null, |text| prose::doc(text, &self.names));
        push("uid", Doc::text(uid));
        push("anchor", Doc::Text(member_anchor(uid)));
        // As a name in pieces, since a long one may be broken where these are.
        push("name", item.str("name").map_or(Doc::Null, |name| Doc::Linked(vec![Piece::plain(name)])));
        push("full_name", Doc::text(item.str("fullName").unwrap_or("")));
        push("facts", self.facts(item, symbol));
        push("source_url", source_url(item).map_or(Doc::Null, Doc::Text));
        push("summary", prose("summary"));
        push("conceptual", prose("conceptual"));
        push("remarks", prose("remarks"));
        let examples = item.texts("example").into_iter().map(|text| prose::doc(text, &self.names));
        push("examples", Doc::List(examples.filter(|doc| *doc != Doc::Null).collect()));
        push("notes", self.notes(item));
        if symbol != Some(Symbol::Namespace) {
            push("relations", self.relations(item, symbol.is_some_and(Symbol::is_type)));
        }
        push("exceptions", self.exceptions(item.list("exceptions")));
        push("see_also", self.see_also(item.list("seealso")));
        push("extra", extra(item));
        if let Some(syntax) = item.get("syntax") {
            self.syntax(syntax, item.str("type").unwrap_or(""), &mut push);
        }
        entries
    }

    /// Facts in a word or two: where it is declared, and since when it exists.
    fn facts(&self, item: &Value<'_>, symbol: Option<Symbol>) -> Doc {
        let mut facts = Vec::new();
        let mut push = |label: &'static str, value: Doc| {
            facts.push(Doc::map([("label", Doc::Word(label)), ("value", value)]));
        };
        let plain = |text: &str| Doc::Linked(vec![Piece::plain(text)]);
        if symbol.is_some_and(Symbol::is_type) {
            let uid = item.str("uid").unwrap_or("");
            let above = item.str("namespace").or_else(|| item.str("parent"));
            let above = above.or_else(|| uid.rsplit_once('.').map(|(above, _)| above));
            if let Some(above) = above {
                let is_known = self.names.lookup.uid(above).is_some();
                push("namespace", if is_known { self.names.of(above) } else { plain(above) });
            }
            let assemblies = item.texts("assemblies");
            if !assemblies.is_empty() {
                let files: Vec<String> = assemblies.iter().map(|name| format!("{name}.dll")).collect();
                push("assembly", plain(&files.join(", ")));
            }
        }
        for (key, label) in FACTS {
            let words = item.texts(key).join(", ");
            if !words.is_empty() {
                push(label, plain(&words));
            }
        }
        Doc::List(facts)
    }

    /// What callers, implementers and inheritors are told (DocFX, `additionalNotes`).
    fn notes(&self, item: &Value<'_>) -> Doc {
        let Some(notes) = item.get("additionalNotes") else { return Doc::Null };
        let titles =
            [("caller", "caller_notes"), ("implementer", "implementer_notes"), ("inheritor", "inheritor_notes")];
        let notes = titles.iter().filter_map(|(key, title)| {
            let text = prose::doc(notes.str(key)?, &self.names);
            Some(Doc::map([("title", Doc::Word(title)), ("text", text)]))
        });
        Doc::List(notes.collect())
    }

    /// Lists of types and members that it has to do with.
    fn relations(&self, item: &Value<'_>, is_type: bool) -> Doc {
        let mut relations = Vec::new();
        let mut push = |key: &'static str, count: usize, names: Vec<Doc>| {
            if !names.is_empty() {
                relations.push(Doc::map([
                    ("key", Doc::text(key)),
                    ("label", Doc::Word(key)),
                    ("count", Doc::Number(count as i64)),
                    ("names", Doc::List(names)),
                ]));
            }
        };
        let mut list = |key: &'static str, names: Vec<Doc>| push(key, names.len(), names);
        let types = |key: &str| item.texts(key).into_iter().map(|uid| self.names.of(uid)).collect::<Vec<_>>();
        let members = |key: &str| {
            let members = item.texts(key).into_iter().map(|uid| Doc::Linked(vec![self.names.with_type(uid)]));
            members.collect::<Vec<_>>()
        };
        let mut chain = types("inheritance");
        if !chain.is_empty() && is_type {
            chain.push(Doc::Linked(vec![Piece::plain(item.str("name").unwrap_or(""))]));
        }
        list("inheritance", chain);
        list("implements", if is_type { types("implements") } else { members("implements") });
        list("derived", types("derivedClasses"));
        list("overridden", members("overridden"));
        let inherited = item.texts("inheritedMembers");
        push("inherited", inherited.len(), self.names.by_type(&inherited));
        let extensions = item.texts("extensionMethods");
        push("extensions", extensions.len(), self.names.by_type(&extensions));
        let attributes: Vec<Doc> = item
            .list("attributes")
            .iter()
            .filter_map(|attribute| Some(self.names.of(attribute.str("type")?)))
            .collect();
        push("attributes", attributes.len(), attributes);
        Doc::List(relations)
    }

    fn exceptions(&self, list: &[Value<'_>]) -> Doc {
        let rows = list.iter().filter_map(|entry| {
            let uid = entry.str("type")?;
            Some(self.row([("type", self.names.of(uid))], entry))
        });
        Doc::List(rows.collect())
    }

    /// A row of a list, with a description if it has one.
    fn row<const N: usize>(&self, cells: [(&'static str, Doc); N], entry: &Value<'_>) -> Doc {
        let text = entry.str("description").map_or(Doc::Null, |text| prose::doc(text, &self.names));
        let cells = cells.into_iter().chain([("text", text)]).filter(|(_, doc)| !is_empty(doc));
        Doc::Map(cells.map(|(name, doc)| (name.into(), doc)).collect())
    }

    fn see_also(&self, list: &[Value<'_>]) -> Doc {
        let links = list.iter().filter_map(|see| {
            let id = see.str("linkId")?;
            if see.str("linkType") != Some("HRef") {
                return Some(self.names.of(id));
            }
            let is_web = id.starts_with("https://") || id.starts_with("http://");
            let to = if is_web { To::Address(id.to_owned()) } else { To::Written(id.to_owned()) };
            Some(Doc::Linked(vec![Piece { text: see.str("altText").unwrap_or(id).to_owned(), to }]))
        });
        Doc::List(links.collect())
    }

    /// The declaration in each language, parameters and the value.
    fn syntax(&self, syntax: &Value<'_>, kind: &str, push: &mut dyn FnMut(&'static str, Doc)) {
        let mut forms = Vec::new();
        for (key, content) in syntax.entries() {
            let Some(language) = key.strip_prefix("content") else { continue };
            let language = language.strip_prefix('.').unwrap_or(self.language);
            let Some(text) = content.text() else { continue };
            forms.push(Doc::map([
                ("id", Doc::text(language)),
                ("title", Doc::text(language_name(language))),
                ("code", Doc::Signature { language: language.to_owned(), text: text.trim().to_owned() }),
            ]));
        }
        push("syntax", Doc::List(forms));
        let typed = |parameter: &Value<'_>| {
            let name = parameter.str("id").map_or(Doc::Null, Doc::text);
            let of_type = parameter.str("type").map_or(Doc::Null, |uid| self.names.of(uid));
            self.row([("name", name), ("type", of_type)], parameter)
        };
        let list = |key: &str| Doc::List(syntax.list(key).iter().map(typed).collect());
        push("type_parameters", list("typeParameters"));
        push("parameters", list("parameters"));
        let returns = syntax.get("return").filter(|value| value.str("type").is_some_and(|uid| !is_nothing(uid)));
        if let Some(returns) = returns.filter(|_| kind != "Constructor") {
            push("returns", typed(returns));
            let label = match kind {
                "Field" => "field_value",
                "Property" | "AttachedProperty" => "property_value",
                "Event" | "AttachedEvent" => "event_type",
                _ => "returns",
            };
            push("returns_label", Doc::Word(label));
        }
    }
}

/// Whether a value is not worth a name in the template's context.
fn is_empty(doc: &Doc) -> bool {
    match doc {
        Doc::Null => true,
        Doc::Text(text) => text.is_empty(),
        Doc::List(items) => items.is_empty(),
        Doc::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Where the code is to be seen, if the file names a remote repository (DocFX, `source.remote`).
fn source_url(item: &Value<'_>) -> Option<String> {
    let source = item.get("source")?;
    let remote = source.get("remote")?;
    let repo = remote.str("repo")?.trim_end_matches('/');
    let (path, branch) = (remote.str("path")?, remote.str("branch")?);
    let repo = match repo.strip_prefix("git@").and_then(|rest| rest.split_once(':')) {
        Some((host, path)) => format!("https://{host}/{path}"),
        None => repo.to_owned(),
    };
    let repo = repo.strip_suffix(".git").unwrap_or(&repo);
    if !(repo.starts_with("https://") || repo.starts_with("http://")) {
        return None;
    }
    // Lines count from 0 in the file.
    let line = source.str("startLine").and_then(|line| line.parse::<u64>().ok()).map(|line| line.saturating_add(1));
    let path = crate::syntax::href::encode_path(path.trim_start_matches('/'));
    if repo.contains("dev.azure.com") || repo.contains(".visualstudio.com") {
        let line = line.map_or_else(String::new, |line| format!("&line={line}"));
        return Some(format!("{repo}?path=/{path}&version=GB{branch}{line}"));
    }
    let line = line.map_or_else(String::new, |line| format!("#L{line}"));
    Some(format!("{repo}/blob/{branch}/{path}{line}"))
}

/// Types that stand for no value.
fn is_nothing(uid: &str) -> bool {
    uid == "System.Void" || uid.ends_with(".Void")
}

/// The fields that the format does not know, for templates.
fn extra(item: &Value<'_>) -> Doc {
    let unknown = item.entries().iter().filter(|(key, _)| !is_known(key));
    Doc::Map(unknown.map(|(key, value)| (key.replace(['.', '-'], "_").into(), to_doc(value))).collect())
}

fn to_doc(value: &Value<'_>) -> Doc {
    match value {
        Value::Text(text, _) => Doc::text(text.as_ref()),
        Value::List(items) => Doc::List(items.iter().map(to_doc).collect()),
        Value::Map(entries) => {
            Doc::Map(entries.iter().map(|(key, value)| (key.to_string().into(), to_doc(value))).collect())
        }
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
