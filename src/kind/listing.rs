//! Pages that no file stands behind: indexes of facets, whole trees, redirects, the page for addresses that are not
//! there.

use crate::config::{Config, Facet};
use crate::model::{Body, Doc, Entries, FacetEntry, FacetPage, Lookup, NavNode, PageCard, View};
use std::borrow::Cow;
use std::collections::BTreeMap;

fn view(template: &str, route: &str, title: &str, data: Entries) -> View {
    View {
        template: template.to_owned(),
        route: route.to_owned(),
        file: None,
        title: title.to_owned(),
        description: String::new(),
        language: String::new(),
        noindex: false,
        layout: String::new(),
        body: Body::None,
        data,
    }
}

/// A word of the theme in the language of the site.
fn word<'a>(config: &'a Config, key: &str) -> &'a str {
    config.words.text(&config.language, key)
}

fn entry(name: &'static str, value: Doc) -> (Cow<'static, str>, Doc) {
    (name.into(), value)
}

/// The page for addresses that are not there.
pub fn error_page(config: &Config) -> View {
    let mut view = view("404.html", "404.html", word(config, "not_found"), Vec::new());
    view.description = word(config, "lost_title").to_owned();
    view.noindex = true;
    view
}

/// The page of search results. `tree` is the page of the whole navigation, empty without one.
pub fn search_view(config: &Config, tree: &str) -> View {
    let tree = if tree.is_empty() { Doc::text("") } else { Doc::Route(tree.to_owned()) };
    let mut view = view("search.html", "search.html", word(config, "search"), vec![entry("tree", tree)]);
    view.description = word(config, "search_site").to_owned();
    view.noindex = true;
    view
}

/// The front page of a site that has written none: its contents, its platforms and its topics.
pub fn home_view(config: &Config, trees: &[(&str, &[NavNode])], indexes: &[FacetPage]) -> View {
    let mut cells: Vec<Doc> = match trees {
        [(_, nodes)] => nodes
            .iter()
            .filter(|node| !node.children.is_empty())
            .map(|node| cell(config, &node.title, &node.children))
            .collect(),
        many => many.iter().map(|(title, nodes)| cell(config, title, nodes)).collect(),
    };
    if let [(_, nodes)] = trees {
        let leaves: Vec<NavNode> = nodes.iter().filter(|node| node.children.is_empty()).cloned().collect();
        if !leaves.is_empty() {
            cells.insert(0, cell(config, word(config, "pages_nav"), &leaves));
        }
    }
    let browse: Vec<Doc> = indexes.iter().filter_map(|page| browse_cell(config, page)).collect();
    let mut doc = vec![
        entry("shape", Doc::text("hub")),
        entry("title", Doc::text(&config.title)),
        entry("summary", Doc::text(&config.description)),
        entry("conceptualContent", band(word(config, "contents"), cells)),
    ];
    if !browse.is_empty() {
        doc.push(entry(
            "additionalContent",
            Doc::map([("sections", Doc::List(vec![band(word(config, "find_yours"), browse)]))]),
        ));
    }
    let mut view = view("landing.html", "index.html", &config.title, vec![entry("doc", Doc::Map(doc))]);
    view.description = config.description.clone();
    view.layout = "landing".to_owned();
    view
}

fn band(title: &str, items: Vec<Doc>) -> Doc {
    Doc::map([("title", Doc::text(title)), ("items", Doc::List(items))])
}

/// How many links a cell of the front page shows.
const CELL_LINKS: usize = 10;

fn cell(config: &Config, title: &str, nodes: &[NavNode]) -> Doc {
    let links = nodes.iter().filter_map(|node| {
        let (page, url) = first_link(node)?;
        let applies = Doc::Text(node_applies(page, config));
        Some(Doc::map([("text", Doc::text(&node.title)), ("url", url), ("applies", applies)]))
    });
    Doc::map([("title", Doc::text(title)), ("links", Doc::List(links.take(CELL_LINKS).collect()))])
}

/// The node, or the first below it, that has an address, and the address.
fn first_link(node: &NavNode) -> Option<(&NavNode, Doc)> {
    let mut at = node;
    loop {
        if let Some(address) = &at.external {
            return Some((at, Doc::text(address)));
        }
        if let Some(route) = &at.route {
            return Some((at, Doc::Route(route.clone())));
        }
        at = at.children.first()?;
    }
}

fn browse_cell(config: &Config, page: &FacetPage) -> Option<Doc> {
    let FacetPage::Index { sections, folder, .. } = page else { return None };
    let mut links = Vec::new();
    for (facet, values) in sections {
        let facet = config.facets.get(*facet)?;
        links.extend(values.iter().map(|entry| {
            let title = format!("{} ({})", value_title(facet, &entry.value), entry.pages);
            Doc::map([("text", Doc::Text(title)), ("url", Doc::Route(entry.route.clone()))])
        }));
    }
    (!links.is_empty()).then(|| Doc::map([("title", Doc::Word(folder)), ("links", Doc::List(links))]))
}

/// A page that sends readers on.
pub fn redirect_view(config: &Config, from: &str, target: Doc, title: &str) -> View {
    let data = vec![entry("target", target), entry("target_title", Doc::text(title))];
    let mut view = view("redirect.html", from, if title.is_empty() { word(config, "moved") } else { title }, data);
    view.noindex = true;
    view
}

/// A whole tree of the navigation.
pub fn tree_view(route: &str, nodes: &[NavNode], config: &Config) -> View {
    let title = config.words.with(&config.language, "contents_of", "title", &config.title);
    let items = nodes.iter().map(|node| tree_node(node, config)).collect();
    let mut view = view("tree.html", route, &title, vec![entry("items", Doc::List(items))]);
    view.description.clone_from(&config.description);
    view
}

/// Where the page of a node applies, as attributes for the style sheet.
fn node_applies(node: &NavNode, config: &Config) -> String {
    config.marks.attributes(node.applies.iter().map(|(facet, value)| (*facet, value.as_str())))
}

fn tree_node(node: &NavNode, config: &Config) -> Doc {
    let url = match (&node.external, &node.route) {
        (Some(address), _) => Doc::text(address),
        (None, Some(route)) => Doc::Route(route.clone()),
        (None, None) => Doc::text(""),
    };
    Doc::map([
        ("title", Doc::text(&node.title)),
        ("url", url),
        ("expanded", Doc::Bool(node.expanded)),
        ("applies", Doc::Text(node_applies(node, config))),
        ("marks", Doc::text("")),
        ("children", Doc::List(node.children.iter().map(|child| tree_node(child, config)).collect())),
    ])
}

/// An index page of facets.
pub fn facet_view(page: &FacetPage, config: &Config, lookup: &dyn Lookup) -> View {
    match page {
        FacetPage::Index { route, folder, sections } => {
            let intro = if *folder == "platforms" { "platforms_intro" } else { "topics_intro" };
            let sections = sections.iter().filter_map(|(facet, values)| section(config, *facet, values)).collect();
            let data = vec![
                entry("title", Doc::Word(folder)),
                entry("intro", Doc::Word(intro)),
                entry("sections", Doc::List(sections)),
            ];
            let mut view = view("facet_index.html", route, word(config, folder), data);
            word(config, intro).clone_into(&mut view.description);
            view
        }
        FacetPage::Value { route, facet, value, grouped_by, groups, shared } => {
            let Some(of) = config.facets.get(*facet) else { return view("facet_value.html", route, value, Vec::new()) };
            let title = value_title(of, value);
            let mut data = value_data(config, of, value, &title);
            let page_doc = |card: &PageCard| page_doc(config, card, *shared);
            data.extend(group_data(config, *grouped_by, groups, lookup, &of.name, &page_doc));
            let mut view = view("facet_value.html", route, &title, data);
            view.description = config.words.with(&config.language, "all_about", "title", &title);
            view
        }
    }
}

fn section(config: &Config, facet: usize, values: &[FacetEntry]) -> Option<Doc> {
    let facet = config.facets.get(facet)?;
    let at = config.facets.iter().position(|known| known.name == facet.name).unwrap_or(usize::MAX);
    let values = values.iter().map(|FacetEntry { value, route, pages }| {
        let mark = config.marks.mark(at, value, &value_title(facet, value));
        Doc::map([
            ("value", Doc::text(value)),
            ("key", Doc::text(mark.key)),
            ("letters", Doc::text(mark.letters)),
            ("title", Doc::Text(value_title(facet, value))),
            ("url", Doc::Route(route.clone())),
            ("count", Doc::Number(*pages as i64)),
            ("description", Doc::Text(facet.find(value).map_or_else(String::new, |v| v.description.clone()))),
        ])
    });
    Some(Doc::map([
        ("name", Doc::text(&facet.name)),
        ("title", Doc::text(&facet.title)),
        ("values", Doc::List(values.collect())),
    ]))
}

fn value_data(config: &Config, facet: &Facet, value: &str, title: &str) -> Entries {
    let description = facet.find(value).map_or_else(String::new, |known| known.description.clone());
    let at = config.facets.iter().position(|known| known.name == facet.name).unwrap_or(usize::MAX);
    let mark = config.marks.mark(at, value, title);
    vec![
        entry("facet", Doc::map([("name", Doc::text(&facet.name)), ("title", Doc::text(&facet.title))])),
        entry(
            "value",
            Doc::map([
                ("value", Doc::text(value)),
                ("key", Doc::text(mark.key)),
                ("letters", Doc::text(mark.letters)),
                ("title", Doc::text(title)),
                ("description", Doc::Text(description)),
            ]),
        ),
    ]
}

fn group_data(
    config: &Config,
    grouped_by: usize,
    groups: &[(Option<FacetEntry>, Vec<crate::base::SitePath>)],
    lookup: &dyn Lookup,
    own_facet: &str,
    page_doc: &dyn Fn(&PageCard) -> Doc,
) -> Entries {
    let by = config.facets.get(grouped_by);
    let mut counted: BTreeMap<crate::base::SitePath, PageCard> = BTreeMap::new();
    let drawn: Vec<Doc> = groups
        .iter()
        .map(|(value, files)| {
            let pages: Vec<Doc> = files
                .iter()
                .filter_map(|file| {
                    let card = counted.entry(file.clone()).or_insert_with(|| lookup.card(file).unwrap_or_default());
                    (!card.route.is_empty()).then(|| page_doc(card))
                })
                .collect();
            let (title, url) = match (value, by) {
                (Some(entry), Some(facet)) => (value_title(facet, &entry.value), Doc::Route(entry.route.clone())),
                _ => (word(config, "other_pages").to_owned(), Doc::text("")),
            };
            Doc::map([
                ("value", Doc::text(value.as_ref().map_or("", |entry| &entry.value))),
                ("title", Doc::Text(title)),
                ("url", url),
                ("count", Doc::Number(pages.len() as i64)),
                ("pages", Doc::List(pages)),
            ])
        })
        .collect();
    vec![
        entry("count", Doc::Number(counted.len() as i64)),
        entry("groups", Doc::List(drawn)),
        entry("filters", Doc::List(filters(config, own_facet, counted.values()))),
    ]
}

/// An entry of a list. Its folders, less those that all pages share, tell it from others of the same title.
fn page_doc(config: &Config, card: &PageCard, shared: usize) -> Doc {
    let mut by_facet: Vec<(String, Vec<Doc>)> = Vec::new();
    for (facet, value, title, _) in &card.facets {
        let at = config.facets.iter().position(|known| known.name == *facet).unwrap_or(usize::MAX);
        let mark = config.marks.mark(at, value, title);
        let value = Doc::map([
            ("value", Doc::text(value)),
            ("key", Doc::text(mark.key)),
            ("letters", Doc::text(mark.letters)),
            ("title", Doc::text(title)),
        ]);
        match by_facet.iter_mut().find(|(name, _)| name == facet) {
            Some((_, values)) => values.push(value),
            None => by_facet.push((facet.clone(), vec![value])),
        }
    }
    let facets = by_facet
        .into_iter()
        .map(|(name, values)| Doc::map([("name", Doc::Text(name)), ("values", Doc::List(values))]))
        .collect();
    let folder = card.route.rsplit_once('/').map_or("", |(folder, _)| folder);
    let section: Vec<&str> = folder.split('/').skip(shared).collect();
    Doc::map([
        ("title", Doc::text(&card.title)),
        ("url", Doc::Route(card.route.clone())),
        ("description", Doc::text(&card.description)),
        ("language", Doc::text(if card.language == config.language { "" } else { &card.language })),
        ("section", Doc::Text(section.join(" › "))),
        ("applies", Doc::Text(super::applies(config, card))),
        ("facets", Doc::List(facets)),
    ])
}

/// The other facets that the listed pages differ in, with the number of pages for each value.
fn filters<'a>(config: &Config, own: &str, cards: impl Iterator<Item = &'a PageCard>) -> Vec<Doc> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for card in cards {
        for (facet, value, _, _) in &card.facets {
            *counts.entry((facet, value)).or_default() += 1;
        }
    }
    let facets = config.facets.iter().filter(|facet| facet.name != own);
    facets
        .filter_map(|facet| {
            let name = facet.name.as_str();
            let mut values: Vec<(&&str, &usize)> = counts
                .range((name, "")..)
                .take_while(|((of, _), _)| *of == name)
                .map(|((_, value), count)| (value, count))
                .collect();
            values.sort_by_key(|(value, _)| facet.place(value));
            let values: Vec<Doc> = values
                .into_iter()
                .map(|(value, count)| {
                    let at = config.facets.iter().position(|known| known.name == name).unwrap_or(usize::MAX);
                    let mark = config.marks.mark(at, value, &value_title(facet, value));
                    Doc::map([
                        ("value", Doc::text(*value)),
                        ("key", Doc::text(mark.key)),
                        ("letters", Doc::text(mark.letters)),
                        ("title", Doc::Text(value_title(facet, value))),
                        ("count", Doc::Number(*count as i64)),
                    ])
                })
                .collect();
            (values.len() > 1).then(|| {
                Doc::map([("name", Doc::text(name)), ("title", Doc::text(&facet.title)), ("values", Doc::List(values))])
            })
        })
        .collect()
}

fn value_title(facet: &Facet, value: &str) -> String {
    match facet.find(value) {
        Some(known) if !known.title.is_empty() => known.title.clone(),
        _ => {
            let text = value.replace(['-', '_'], " ");
            let mut chars = text.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        }
    }
}
