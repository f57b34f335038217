//! What files say and pages show, on files of the test's own.

use super::*;
use crate::base::SitePath;
use crate::config::Config;
use crate::kind::Source;
use crate::model::{Doc, Entries, PageCard, PageNav, Piece, Resolved, Role, Target, To, UidTarget};
use std::collections::BTreeMap;
use std::sync::Arc;

const TYPE: &str = r#"### YamlMime:ManagedReference
items:
- uid: Farm.Barn
  langs: 
  - csharp
  - vb
  children:
  - Farm.Barn.Fill(System.Int32)
  name: Barn
  fullName: Farm.Barn
  type: Class
  namespace: Farm
  assemblies:
  - Farm.Core
  so.version: 8.1
  summary: "\nHolds <b>hay</b>.\n"
  remarks: Is <xref href="System.Boolean" data-throw-if-not-resolved="false"></xref>, <xref href="Gone.Cow%601"></xref>, <xref href="Farm.Hay"></xref>
  syntax:
    content: public class Barn
    content.vb: Public Class Barn
  inheritance:
  - System.Object
  - Farm.Store{Farm.Hay}
- uid: Farm.Barn.Fill(System.Int32)
  name: Fill(Int32)
  fullName: Farm.Barn.Fill(System.Int32)
  type: Method
  overload: Farm.Barn.Fill*
  syntax:
    content: public bool Fill(int bales)
    parameters:
    - id: bales
      type: System.Int32
      description: How many
    return:
      type: System.Boolean
- uid: Farm.Barn.Fill
  name: Fill()
  fullName: Farm.Barn.Fill()
  type: Method
  overload: Farm.Barn.Fill*
references:
- uid: System.Object
  name: Object
- uid: Farm.Store{Farm.Hay}
  name: Store<Hay>
  spec.csharp:
  - uid: Farm.Store`1
    name: Store
  - name: <
  - uid: Farm.Hay
    name: Hay
  - name: '>'
- uid: System.Boolean
  name: bool
"#;

/// No configuration file at all.
struct Nothing;

impl crate::config::ConfigSource for Nothing {
    fn read(&self, _: &str) -> Option<String> {
        None
    }
    fn exists(&self, _: &str) -> bool {
        false
    }
}

fn config() -> Config {
    crate::config::load(&Nothing, "farm").0.unwrap()
}

struct Site(BTreeMap<&'static str, &'static str>);

impl Lookup for Site {
    fn resolve(&self, _: &SitePath, _: &str) -> Resolved {
        Resolved { target: Target::External, query: String::new(), fragment: None }
    }
    fn uid(&self, uid: &str) -> Option<UidTarget> {
        let name = self.0.get(uid)?;
        Some(UidTarget {
            file: None,
            href: format!("{name}.html"),
            anchor: None,
            name: (*name).to_owned(),
            full_name: None,
            internal: true,
            symbol: Some(Symbol::Class),
        })
    }
    fn members(&self, uid: &str) -> Vec<String> {
        if uid == "Farm" { vec!["Farm.Barn".to_owned(), "Farm.Hay".to_owned()] } else { Vec::new() }
    }
    fn text(&self, _: &SitePath) -> Option<Arc<str>> {
        None
    }
    fn card(&self, _: &SitePath) -> Option<PageCard> {
        Some(PageCard { route: "Farm.Barn.html".to_owned(), ..PageCard::default() })
    }
    fn nav(&self, _: &str) -> PageNav {
        PageNav::default()
    }
    fn site_facets(&self) -> crate::model::SiteFacets {
        crate::model::SiteFacets::default()
    }
}

fn read(text: &str) -> Outline {
    let config = config();
    let file = SitePath::new("api/Farm.Barn.yml");
    outline(&mut Source::new(&file, text, Role::Page, &config))
}

fn shown(text: &str, uids: &[(&'static str, &'static str)]) -> Entries {
    let config = config();
    let file = SitePath::new("api/Farm.Barn.yml");
    let outline = read(text);
    let site = Site(uids.iter().copied().collect());
    view(&Source::new(&file, text, Role::Page, &config), &outline, &site).unwrap().data
}

/// A path of names and numbers into the data.
fn at<'d>(data: &'d [(std::borrow::Cow<'static, str>, Doc)], path: &str) -> &'d Doc {
    let mut steps = path.split('.');
    let name = steps.next().unwrap();
    let mut doc = &data.iter().find(|(key, _)| key == name).unwrap().1;
    for step in steps {
        doc = match (doc, step.parse::<usize>()) {
            (Doc::List(items), Ok(at)) => &items[at],
            (map, _) => map.get(step).unwrap_or_else(|| panic!("no {step} in {map:?}")),
        };
    }
    doc
}

fn name(doc: &Doc) -> String {
    let Doc::Linked(pieces) = doc else { panic!("{doc:?}") };
    let piece = |piece: &Piece| match &piece.to {
        To::Nowhere => piece.text.clone(),
        To::Route(to) | To::Address(to) | To::Written(to) => format!("[{}]({to})", piece.text),
    };
    pieces.iter().map(piece).collect()
}

#[test]
fn a_type_declares_its_members() {
    let outline = read(TYPE);
    assert!(outline.problems.is_empty(), "{:?}", outline.problems);
    assert_eq!(outline.meta.default_title.as_deref(), Some("Class Barn"));
    assert_eq!(outline.meta.description.as_deref(), Some("Holds hay."));
    assert!(outline.meta.all.contains_key("so.version"));
    let uids: Vec<_> = outline.uids.iter().map(|d| (d.uid.as_str(), d.anchor.as_deref(), d.symbol)).collect();
    assert_eq!(uids[0], ("Farm.Barn", None, Some(Symbol::Class)));
    assert_eq!(uids[1], ("Farm.Barn.Fill(System.Int32)", Some("Farm_Barn_Fill_System_Int32_"), Some(Symbol::Method)));
    assert_eq!((outline.uids[1].span.start.line, outline.uids[1].span.start.column), (24, 8));
    assert_eq!(outline.anchors.len(), 1);
    assert_eq!(outline.anchors[0].id, "Farm_Barn_Fill_");
}

#[test]
fn a_broken_file_is_one_problem_at_its_place() {
    let outline =
        read("### YamlMime:ManagedReference\nitems:\n- uid: A\n  name: [x\n  type: Class\nreferences:\n- uid: B\n");
    assert_eq!(outline.problems.len(), 1, "{:?}", outline.problems);
    assert_eq!(outline.problems[0].code.name, "yaml-page-invalid");
    assert!(outline.problems[0].place.as_ref().unwrap().span.unwrap().start.line >= 4);
    assert_eq!(read("### YamlMime:ManagedReference\nitem: x\n").problems.len(), 1);
}

#[test]
fn a_page_shows_what_the_file_says() {
    let data = shown(TYPE, &[("Farm.Hay", "Hay"), ("System.Int32", "Int32")]);
    assert_eq!(at(&data, "item.summary"), &Doc::Markdown("Holds <b>hay</b>.".to_owned()));
    let remarks = "Is <code>bool</code>, <code>Cow</code>, <xref href=\"Farm.Hay\"></xref>";
    assert_eq!(at(&data, "item.remarks"), &Doc::Markdown(remarks.to_owned()));
    assert_eq!(name(at(&data, "item.relations.0.names.1")), "Store<[Hay](Hay.html)>");
    assert_eq!(name(at(&data, "item.relations.0.names.2")), "Barn");
    assert_eq!(at(&data, "item.syntax.1.id"), &Doc::text("vb"));
    assert_eq!(at(&data, "item.extra.so_version"), &Doc::text("8.1"));
    assert_eq!(at(&data, "groups.0.title"), &Doc::Word("methods"));
    assert_eq!(name(at(&data, "groups.0.members.0.parameters.0.type")), "[Int32](Int32.html)");
    assert_eq!(name(at(&data, "groups.0.members.0.returns.type")), "bool");
    assert_eq!(at(&data, "groups.0.members.0.overload"), &Doc::text("Farm_Barn_Fill_"));
    let Doc::Map(second) = at(&data, "groups.0.members.1") else { panic!() };
    assert!(!second.iter().any(|(key, _)| key == "overload"));
}

#[test]
fn a_namespace_lists_the_members_of_all_its_files() {
    let text = "### YamlMime:ManagedReference\nitems:\n- uid: Farm\n  children:\n  - Farm.Barn\n  name: Farm\n  type: Namespace\n";
    let outline = read(text);
    assert_eq!(outline.links.len(), 1);
    assert_eq!(outline.links[0].href, "Farm.Barn");
    let data = shown(text, &[("Farm.Barn", "Barn"), ("Farm.Hay", "Hay")]);
    assert_eq!(name(at(&data, "item.lists.0.rows.1.name")), "[Hay](Hay.html)");
}

#[test]
fn names_that_nothing_tells_of_are_taken_apart() {
    let site = Site(BTreeMap::from([("Farm.Hay", "Hay"), ("Farm.Map`2", "Map")]));
    let names = names::Names::new(&site, BTreeMap::new(), "csharp");
    assert_eq!(name(&names.of("Farm.Map{System.String,Farm.Hay[]}")), "[Map](Map.html)<String, [Hay](Hay.html)[]>");
    assert_eq!(crate::syntax::uid::short_name("A.B.Get(System.Int32,X.Y{Z.Q})"), "Get(Int32, Y<Q>)");
}

/// What can happen to a line of a file.
fn damage(lines: &mut Vec<String>, (at, kind, word): (usize, u8, String)) {
    if lines.is_empty() {
        return;
    }
    let at = at % lines.len();
    match kind % 6 {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => lines[at].push_str(&word),
        3 => lines[at] = format!("  {}", lines[at]),
        4 => lines[at] = lines[at].trim_start().to_owned(),
        _ => {
            let middle = lines[at].chars().count() / 2;
            lines[at] = lines[at].chars().take(middle).chain(word.chars()).collect();
        }
    }
}

/// Files to damage: the test's own, and a few real ones where they are here.
fn victims() -> &'static [String] {
    static VICTIMS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    VICTIMS.get_or_init(|| {
        let mut texts = vec![TYPE.to_owned()];
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
        let files = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().flatten();
        let files = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "yml"));
        let small = files.filter(|file| file.metadata().is_ok_and(|metadata| metadata.len() < 60_000));
        let read = small.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        texts.extend(read.filter(|text| text.starts_with("### YamlMime:ManagedReference")).step_by(40).take(8));
        if texts.len() == 1 {
            println!("skipped: ../shared is not here");
        }
        texts
    })
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]
    #[test]
    fn damaged_files_are_read_all_the_same(
        victim in 0..9_usize,
        blows in proptest::collection::vec((0..5000_usize, 0..6_u8, "[-a-z:'\"|>&*!{\\[\\]#% \\\\é<]{0,6}"), 1..5),
    ) {
        let texts = victims();
        let mut lines: Vec<String> = texts[victim % texts.len()].lines().map(str::to_owned).collect();
        for blow in blows {
            damage(&mut lines, blow);
        }
        let text = lines.join("\n");
        let config = config();
        let file = SitePath::new("api/Farm.Barn.yml");
        let outline = read(&text);
        let site = Site(BTreeMap::from([("Farm.Hay", "Hay")]));
        let _ = view(&Source::new(&file, &text, Role::Page, &config), &outline, &site);
    }
}
