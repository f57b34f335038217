//! The folders that pages come from: those that `skilt.yml` lists, or the site's own.

use super::docfx_json::{self, Docfx};
use super::document::{Document, Pattern, Unreadable};
use super::mapping::{self, MappingSpec, below, is_absolute, whole_folder};
use super::metadata::{self, FileMetadataSpec};
use super::{Config, ConfigSource, Root, defaults};
use crate::base::{Diagnostic, join_lexical, normalize};
use crate::syntax::glob::GlobOptions;
use crate::syntax::yaml::Node;
use serde_json::{Map, Value};

/// A root as `skilt.yml` states it.
#[derive(Debug, Default)]
struct Stated {
    name: String,
    dir: String,
    prefix: String,
    content: Option<Vec<MappingSpec>>,
    resources: Option<Vec<MappingSpec>>,
    metadata: Map<String, Value>,
    file_metadata: Vec<FileMetadataSpec>,
    edit_url: Option<String>,
    docfx: Option<bool>,
}

/// A root, resolved, with the `docfx.json` it came from.
pub(super) struct Found {
    pub(super) root: Root,
    pub(super) docfx: Option<Docfx>,
}

/// What `skilt.yml` says about roots.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    stated: Vec<Stated>,
    exclude: Vec<Pattern>,
    metadata: Map<String, Value>,
    file_metadata: Vec<FileMetadataSpec>,
    /// Names of roots that are declared and absent.
    pub(super) external: Vec<String>,
}

impl Wishes {
    /// The wishes of a site without `skilt.yml`.
    pub(super) fn plain(site_name: &str) -> Wishes {
        let own = Stated { name: site_name.to_owned(), ..Stated::default() };
        Wishes { stated: vec![own], ..Wishes::default() }
    }
}

/// Reads `roots` and the keys at the top that concern the site's own folder. That folder is a root unless `roots`
/// lists others and nothing else speaks of it.
pub(super) fn read(document: &mut Document, top: &Node, files: &dyn ConfigSource, site_name: &str) -> Wishes {
    let texts = document.texts(top, "exclude");
    let mut wishes = Wishes {
        exclude: document.patterns(&texts, GlobOptions::default()),
        file_metadata: metadata::read_list(document, top, "file_metadata"),
        ..Wishes::default()
    };
    if let Some(node) = document.map(top, "metadata") {
        metadata::merge(&mut wishes.metadata, node);
    }
    let own = Stated {
        name: site_name.to_owned(),
        content: mappings(document, top, "content"),
        resources: mappings(document, top, "resources"),
        edit_url: edit_url(document, top),
        docfx: document.flag(top, "docfx"),
        ..Stated::default()
    };
    for entry in document.maps(top, "roots") {
        if let Some(stated) = read_one(document, entry, files, site_name, &mut wishes) {
            wishes.stated.push(stated);
        }
    }
    let speaks = own.content.is_some() || own.resources.is_some() || files.exists(docfx_json::FILE);
    if let Some(stated) = wishes.stated.iter_mut().find(|stated| stated.dir.is_empty()) {
        stated.content = stated.content.take().or(own.content);
        stated.resources = stated.resources.take().or(own.resources);
        stated.edit_url = stated.edit_url.take().or(own.edit_url);
        stated.docfx = stated.docfx.or(own.docfx);
    } else if speaks || wishes.stated.is_empty() {
        wishes.stated.insert(0, own);
    }
    wishes
}

/// The mappings of a key, nothing if it is not there: an empty list states that there are none.
fn mappings(document: &mut Document, map: &Node, key: &str) -> Option<Vec<MappingSpec>> {
    map.get(key).filter(|node| !node.is_null()).map(|_| mapping::read(document, map, key))
}

fn read_one(
    document: &mut Document,
    entry: &Node,
    files: &dyn ConfigSource,
    site_name: &str,
    wishes: &mut Wishes,
) -> Option<Stated> {
    let start = entry.span.start..entry.span.start + 1;
    let place = document.text(entry, "path").or_else(|| document.text(entry, "name"));
    let Some(place) = place else {
        document.error(&start, "this root has neither `path` nor `name`", "add `path: FOLDER`");
        return None;
    };
    if is_absolute(place.text) {
        document.error(&place.span, "`path` is an absolute path", "write it relative to the site's folder");
        return None;
    }
    let dir = normalize(&place.text.replace('\\', "/"));
    let last = dir.rsplit('/').next().filter(|name| !name.is_empty() && *name != "..").unwrap_or(site_name);
    let name = document.string(entry, "name").unwrap_or_else(|| last.to_owned());
    if wishes.stated.iter().any(|other| other.name == name || other.dir == dir) {
        document.error(&place.span, format!("two roots have the name `{name}` or the same path"), "give each its own");
        return None;
    }
    let absent = !dir.is_empty() && !files.exists(&dir);
    if absent {
        if document.flag(entry, "external").unwrap_or(false) {
            wishes.external.push(name);
        } else {
            let help =
                format!("correct the path, clone the repository to that place, or add `external: true` to `{name}`");
            document.error(&place.span, format!("the folder `{}` of this root does not exist", place.text), help);
        }
        return None;
    }
    let prefix = match document.text(entry, "prefix") {
        Some(text) if normalize(text.text).starts_with("..") => {
            document.error(
                &text.span,
                "`prefix` leads out of the output folder",
                "name a folder inside the output folder",
            );
            name.clone()
        }
        Some(text) => normalize(text.text),
        None if dir.is_empty() || entry.get("prefix").is_some() => String::new(),
        None => name.clone(),
    };
    let mut metadata = Map::new();
    if let Some(node) = document.map(entry, "metadata") {
        metadata::merge(&mut metadata, node);
    }
    Some(Stated {
        name,
        dir,
        prefix,
        content: mappings(document, entry, "content"),
        resources: mappings(document, entry, "resources"),
        metadata,
        file_metadata: metadata::read_list(document, entry, "file_metadata"),
        edit_url: edit_url(document, entry),
        docfx: document.flag(entry, "docfx"),
    })
}

fn edit_url(document: &mut Document, map: &Node) -> Option<String> {
    let text = document.text(map, "edit_url")?;
    if !text.text.contains("{path}") {
        document.error(
            &text.span,
            "`edit_url` has no `{path}` in it",
            "write `{path}` where the path of the source goes",
        );
        return None;
    }
    Some(text.text.to_owned())
}

/// Reads the `docfx.json` of each root and fills in what nothing states.
pub(super) fn find(
    wishes: &Wishes,
    files: &dyn ConfigSource,
    problems: &mut Vec<Diagnostic>,
) -> Result<Vec<Found>, Unreadable> {
    wishes
        .stated
        .iter()
        .map(|stated| {
            let docfx = docfx_json::read(files, &stated.dir, problems)?;
            Ok(Found { root: resolve(stated, docfx.as_ref(), wishes, files), docfx })
        })
        .collect()
}

fn resolve(stated: &Stated, docfx: Option<&Docfx>, wishes: &Wishes, files: &dyn ConfigSource) -> Root {
    let folder = if files.exists(&join_lexical(&stated.dir, "content")) { "content" } else { "" };
    let (content, resources) = defaults::mappings(folder);
    let choose = |own: Option<&Vec<MappingSpec>>, theirs: Option<&Vec<MappingSpec>>, default: MappingSpec| {
        let specs = own.or(theirs).cloned().unwrap_or_else(|| vec![default]);
        let mut mappings: Vec<_> = specs.iter().map(|spec| spec.resolve(&stated.dir)).collect();
        for mapping in &mut mappings {
            mapping.exclude.extend(wishes.exclude.iter().map(|pattern| pattern.glob.clone()));
        }
        mappings
    };
    let (mut metadata, mut file_metadata) =
        docfx.map_or_else(Default::default, |docfx| (docfx.metadata.clone(), docfx.file_metadata.clone()));
    metadata.extend(wishes.metadata.clone());
    metadata.extend(stated.metadata.clone());
    file_metadata.extend(wishes.file_metadata.iter().chain(&stated.file_metadata).cloned());
    let theirs = docfx.filter(|docfx| !docfx.content.is_empty());
    Root {
        name: stated.name.clone(),
        dir: stated.dir.clone(),
        prefix: stated.prefix.clone(),
        content: choose(stated.content.as_ref(), theirs.map(|docfx| &docfx.content), content),
        resources: choose(stated.resources.as_ref(), theirs.map(|docfx| &docfx.resources), resources),
        metadata,
        file_metadata: file_metadata.iter().map(FileMetadataSpec::resolve).collect(),
        edit_url: stated.edit_url.clone(),
        docfx: stated.docfx.unwrap_or(docfx.is_some()),
    }
}

/// Leaves out of every mapping what no site means: the output folder, and directly in the site's folder its own
/// templates and static files and, in the repository of a Rust program, what the compiler writes. Gives the source
/// folder that the output would overwrite, if there is one.
pub(super) fn guard(config: &mut Config, files: &dyn ConfigSource) -> Option<String> {
    let mut folders = vec![config.output.clone(), config.templates.clone(), config.static_files.clone()];
    if files.exists("Cargo.toml") {
        folders.push("target".to_owned());
    }
    let mut overwritten = None;
    let mappings = config.roots.iter_mut().flat_map(|root| {
        let docfx = root.docfx;
        root.content.iter_mut().chain(&mut root.resources).map(move |mapping| (docfx, mapping))
    });
    for (docfx, mapping) in mappings {
        if mapping.src == config.output || below(&mapping.src, &config.output).is_some() {
            overwritten.get_or_insert_with(|| mapping.src.clone());
        }
        // In a DocFX repository these folders may mean something else, and its own patterns say what is taken.
        let own = if mapping.src.is_empty() && !docfx { folders.len() } else { 1 };
        for inside in folders.iter().take(own).filter_map(|folder| below(folder, &mapping.src)) {
            mapping.exclude.extend(whole_folder(inside));
        }
    }
    overwritten
}
