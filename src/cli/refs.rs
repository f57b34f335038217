//! `skilt refs`.

use super::arguments::RefsArguments;
use super::{Status, output};
use crate::base::{Place, SitePath, nearest};
use crate::build::{self, Goal, Options, Silent};
use crate::index::SiteIndex;
use crate::model::{LinkKind, Lookup};
use crate::syntax::href::parse_xref;
use serde_json::{Value, json};
use std::path::Path;

/// What is known about a uid or file.
struct Answer {
    uid: Option<String>,
    title: String,
    url: String,
    declared: Option<Place>,
    file: SitePath,
    references: Vec<(Place, String)>,
}

pub(super) fn run(arguments: &RefsArguments) -> Status {
    let options = Options { site: arguments.site.clone(), ..Options::default() };
    let outcome = match build::run(&options, Goal::Check, &Silent) {
        Ok(outcome) => outcome,
        Err(failure) => return output::failure(&failure, &options.site),
    };
    let index = &outcome.index;
    let Some(answer) = by_uid(index, &arguments.what).or_else(|| by_path(index, &arguments.what, &options.site)) else {
        let near = nearest(&arguments.what, index.uid_candidates());
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return output::could_not_run(&format!("`{}` is neither a uid nor a file of this site{help}", arguments.what));
    };
    if arguments.format == "json" {
        println!("{}", as_json(&answer))
    } else {
        print(&answer)
    }
    Status::Clean
}

fn by_uid(index: &SiteIndex, uid: &str) -> Option<Answer> {
    let target = index.uid(uid).filter(|target| target.internal)?;
    let file = target.file?;
    let outline = index.outline(&file)?;
    let declaration = outline.uids.iter().find(|declaration| declaration.uid == uid)?;
    let whole_page = declaration.anchor.is_none();
    let references = references(index, |kind, href, from| match kind {
        LinkKind::Xref | LinkKind::XrefQuiet => parse_xref(href).uid == uid,
        _ => whole_page && index.resolve(from, href).target.file() == Some(&file),
    });
    Some(Answer {
        uid: Some(uid.to_owned()),
        title: target.name,
        url: match &target.anchor {
            Some(anchor) => format!("{}#{anchor}", target.href),
            None => target.href,
        },
        declared: Some(Place { file: file.clone(), span: Some(declaration.span) }),
        file,
        references,
    })
}

fn by_path(index: &SiteIndex, what: &str, site: &Path) -> Option<Answer> {
    let file = super::render::find(Path::new(what), site)?;
    let page = index.page(&file);
    let uid = page.and_then(|page| page.outline.uids.first()).map(|declaration| declaration.uid.clone());
    let card = index.card(&file);
    let here = crate::model::Target::file;
    let url = card.as_ref().map(|card| card.route.clone()).unwrap_or_else(|| {
        match index.resolve(&SitePath::new("skilt.yml"), &format!("/{file}")).target {
            crate::model::Target::Asset { route, .. } => route,
            _ => String::new(),
        }
    });
    let references = references(index, |kind, href, from| match kind {
        LinkKind::Xref | LinkKind::XrefQuiet => {
            index.uid(&parse_xref(href).uid).and_then(|target| target.file).as_ref() == Some(&file)
        }
        _ => here(&index.resolve(from, href).target) == Some(&file),
    });
    Some(Answer { uid, title: card.map_or_else(String::new, |card| card.title), url, declared: None, file, references })
}

/// Every reference that a test accepts, in the order of files and positions.
fn references(index: &SiteIndex, accept: impl Fn(LinkKind, &str, &SitePath) -> bool) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for outline in index.outlines() {
        for link in outline.links.iter().filter(|link| accept(link.kind, &link.href, &outline.file)) {
            found.push((Place { file: outline.file.clone(), span: Some(link.span) }, link.href.clone()));
        }
    }
    found
}

fn at(place: &Place) -> String {
    match place.span {
        Some(span) => format!("{}:{}:{}", place.file, span.start.line, span.start.column),
        None => place.file.to_string(),
    }
}

fn print(answer: &Answer) {
    if !answer.title.is_empty() {
        println!("{}", answer.title);
    }
    if let Some(uid) = &answer.uid {
        println!("  uid       {uid}");
    }
    println!("  declared  {}", answer.declared.as_ref().map_or_else(|| answer.file.to_string(), at));
    if !answer.url.is_empty() {
        println!("  address   /{}", answer.url);
    }
    match answer.references.len() {
        0 => println!("  nothing links to it"),
        1 => println!("  1 link to it"),
        n => println!("  {n} links to it"),
    }
    for (place, href) in &answer.references {
        println!("    {}  {href}", at(place));
    }
}

fn as_json(answer: &Answer) -> Value {
    let place = |place: &Place| {
        json!({
            "file": place.file,
            "line": place.span.map(|span| span.start.line),
            "column": place.span.map(|span| span.start.column),
        })
    };
    let references: Vec<Value> = answer
        .references
        .iter()
        .map(|(at, href)| {
            let mut value = place(at);
            if let Some(map) = value.as_object_mut() {
                map.insert("href".to_owned(), Value::from(href.as_str()));
            }
            value
        })
        .collect();
    json!({
        "uid": answer.uid,
        "title": answer.title,
        "url": answer.url,
        "file": answer.file,
        "declared": answer.declared.as_ref().map(place),
        "references": references,
    })
}
