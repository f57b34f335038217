//! `skilt refs`.

use super::arguments::RefsArguments;
use super::{Status, output};
use crate::base::{Place, SitePath, nearest};
use crate::build::{self, Goal, Options, Silent};
use crate::index::SiteIndex;
use crate::model::{LinkKind, Lookup, Target};
use crate::syntax::href::{decode, parse_xref};
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
    let what = arguments.what.as_str();
    let answer = by_uid(index, what).or_else(|| by_path(index, what, &options.site));
    let answer = match (answer, what.split_once('#')) {
        (None, Some((page, anchor))) => match by_path(index, page, &options.site).or_else(|| by_uid(index, page)) {
            Some(answer) => match of_anchor(index, answer, anchor) {
                Ok(answer) => Some(answer),
                Err(words) => return output::could_not_run(&words),
            },
            None => None,
        },
        (answer, _) => answer,
    };
    let Some(answer) = answer else {
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
    let here = Target::file;
    let url = card.as_ref().map(|card| card.route.clone()).unwrap_or_else(|| {
        match index.resolve(&SitePath::new("skilt.yml"), &format!("/{file}")).target {
            Target::Asset { route, .. } => route,
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

/// What is known about an anchor of a page: where it stands, and the references that name it. Fails if the page does
/// not have it.
fn of_anchor(index: &SiteIndex, page: Answer, anchor: &str) -> Result<Answer, String> {
    let file = page.file.clone();
    if !index.anchors(&file).contains(&anchor) {
        let near = nearest(anchor, index.anchors(&file));
        let help = near.map_or_else(String::new, |near| format!("; did you mean `#{near}`?"));
        return Err(format!("`{file}` has no heading or anchor `#{anchor}`{help}"));
    }
    let mut answer = Answer { uid: None, title: String::new(), declared: None, references: Vec::new(), ..page };
    for part in index.parts_of(&file) {
        let Some(outline) = index.outline(&part) else { continue };
        let heading = outline.headings.iter().find(|heading| heading.id == anchor);
        let named = outline.anchors.iter().find(|named| named.id == anchor).map(|named| named.span);
        let declared = outline.uids.iter().find(|uid| uid.anchor.as_deref() == Some(anchor)).map(|uid| uid.span);
        if let Some(span) = heading.map(|heading| heading.span).or(named).or(declared) {
            answer.title = heading.map_or_else(String::new, |heading| heading.text.clone());
            answer.declared = Some(Place { file: part, span: Some(span) });
            break;
        }
    }
    answer.url = format!("{}#{anchor}", answer.url.split('#').next().unwrap_or_default());
    answer.references = references(index, |kind, href, from| match kind {
        LinkKind::Xref | LinkKind::XrefQuiet => {
            let xref = parse_xref(href);
            let named = xref.fragment.as_deref().map(decode);
            index.uid(&xref.uid).is_some_and(|target| {
                let leads_to = named.as_deref().or(target.anchor.as_deref());
                target.file.as_ref() == Some(&file) && leads_to == Some(anchor)
            })
        }
        _ => {
            let resolved = index.resolve(from, href);
            let here = match &resolved.target {
                // In a fragment this means each page that shows it.
                Target::SamePage => *from == file || index.hosts(from).contains(&file),
                target => target.file() == Some(&file),
            };
            here && resolved.fragment.as_deref() == Some(anchor)
        }
    });
    Ok(answer)
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
