//! Reading a `docfx.json` (DocFX behaviour, section 5).

use super::ConfigSource;
use super::document::{Document, Unreadable};
use super::mapping::{self, MappingSpec, is_absolute};
use super::metadata::{self, FileMetadataSpec};
use super::rules::{self, RuleSpec};
use super::sitemap::{self, SitemapSpec};
use super::{docfx_names, markdown_options, skilt_yml};
use crate::base::{Diagnostic, join_lexical, nearest, normalize};
use crate::syntax::markdown;
use crate::syntax::yaml::Node;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the file.
pub(super) const FILE: &str = "docfx.json";

/// What a `docfx.json` says about its folder. Paths are relative to that folder.
#[derive(Debug, Clone)]
pub(super) struct Docfx {
    pub(super) content: Vec<MappingSpec>,
    pub(super) resources: Vec<MappingSpec>,
    pub(super) metadata: Map<String, Value>,
    pub(super) file_metadata: Vec<FileMetadataSpec>,
    pub(super) output: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) xref_maps: Vec<String>,
    pub(super) rules: Vec<RuleSpec>,
    pub(super) sitemap: Option<SitemapSpec>,
    pub(super) markdown: markdown::Options,
}

/// Reads the file of a folder, if it has one. Fails if the file is there and cannot be understood.
pub(super) fn read(
    files: &dyn ConfigSource,
    dir: &str,
    problems: &mut Vec<Diagnostic>,
) -> Result<Option<Docfx>, Unreadable> {
    let path = join_lexical(dir, FILE);
    if !files.exists(&path) {
        return Ok(None);
    }
    let Some(text) = files.read(&path) else {
        problems.push(Document::unreadable(&path));
        return Err(Unreadable);
    };
    let (mut document, node) = Document::parse(&path, text);
    let docfx = node.and_then(|top| read_top(&mut document, &top, files, dir));
    problems.append(&mut document.problems);
    docfx.map(Some)
}

fn read_top(document: &mut Document, top: &Node, files: &dyn ConfigSource, dir: &str) -> Result<Docfx, Unreadable> {
    let Some(build) = top.get_ci("build").filter(|node| node.as_map().is_some()) else {
        let (range, message) = match top.get_ci("build") {
            Some(node) => (node.span.start..node.span.start + 1, "`build` is not a mapping"),
            None => (top.span.start..top.span.start + 1, "there is no `build`, which says what the site consists of"),
        };
        let near = nearest("build", top.entries().iter().map(|entry| entry.key.as_str()));
        let help = near.map_or_else(
            || "add `\"build\": { \"content\": [ { \"files\": [\"**/*.{md,yml}\"] } ] }`".to_owned(),
            |near| format!("rename `{near}` to `build`"),
        );
        document.error(&range, message, help);
        return Err(Unreadable);
    };
    docfx_names::check(document, top);
    let mut docfx = Docfx {
        content: mapping::read(document, build, "content"),
        resources: mapping::read(document, build, "resource"),
        metadata: Map::new(),
        file_metadata: Vec::new(),
        output: output(document, build),
        base_url: base_url(document, build),
        xref_maps: xref_maps(document, build),
        rules: rules::read(document, top),
        sitemap: sitemap::read(document, build),
        markdown: markdown_options::read_docfx(document, build),
    };
    docfx.rules.extend(rules::read(document, build));
    if docfx.content.is_empty() {
        let range = build.span.start..build.span.start + 1;
        let help = "add `content`; until then skilt takes the pages that it takes from any folder";
        document.warning(&range, "`build` has no `content`, from which DocFX would build nothing", help);
    }
    groups(document, build, &mut docfx);
    read_metadata(document, build, files, dir, &mut docfx);
    Ok(docfx)
}

/// The address of the site, which DocFX knows for the sitemap only.
fn base_url(document: &mut Document, build: &Node) -> Option<String> {
    let text = build.get_ci("sitemap").and_then(|node| document.text(node, "baseUrl"))?;
    skilt_yml::base_url(document, &text)
}

/// The output folder: `dest` below `output`, each optional.
fn output(document: &mut Document, build: &Node) -> Option<String> {
    let mut folder = None;
    for key in ["output", "dest"] {
        let Some(text) = document.text(build, key) else { continue };
        if is_absolute(text.text) {
            document.error(
                &text.span,
                format!("`{key}` is an absolute path"),
                "write it relative to docfx.json, or use the option `-o`",
            );
            continue;
        }
        folder = Some(join_lexical(folder.as_deref().unwrap_or(""), &text.text.replace('\\', "/")));
    }
    folder
}

/// Xref maps that lie on this machine; addresses are reported, for a build never downloads.
fn xref_maps(document: &mut Document, build: &Node) -> Vec<String> {
    let mut maps = Vec::new();
    for text in document.texts(build, "xref") {
        let lower = text.text.to_ascii_lowercase();
        if lower.starts_with("http:") || lower.starts_with("https:") {
            document.unsupported(
                &text.span,
                format!("the xref map `{}` is not read: skilt never downloads during a build", text.text),
                "download it once, commit it, and write its path here",
            );
        } else {
            maps.push(text.text.strip_prefix("file:").unwrap_or(text.text).to_owned());
        }
    }
    maps
}

/// Puts the mappings of a group into the folder of that group. Groups that take pages from several folders to one
/// are versions of these pages, which Microsoft Learn tells apart by a query; here each has a folder of its name.
fn groups(document: &mut Document, build: &Node, docfx: &mut Docfx) {
    let groups = document.map(build, "groups");
    let mut folders: BTreeMap<String, String> = BTreeMap::new();
    for name in docfx.content.iter().chain(&docfx.resources).filter_map(|spec| spec.group.as_ref()) {
        let dest = groups.and_then(|groups| groups.get(name)).and_then(|group| document.string(group, "dest"));
        folders.extend(dest.map(|dest| (name.clone(), dest)));
    }
    let versions: BTreeSet<String> =
        versions(&docfx.content).into_iter().filter(|name| !folders.contains_key(name)).collect();
    if let Some(entry) = build.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case("content"))
        && !versions.is_empty()
    {
        let names: Vec<_> = versions.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("the groups {} are at the same addresses", names.join(", "));
        let help = "nothing has to change: each has its pages in a folder of its name, or in its `dest` below `groups`";
        document.unsupported(&entry.key_span, message, help);
        folders.extend(versions.into_iter().map(|name| (name.clone(), normalize(&name.replace('\\', "/")))));
    }
    for spec in docfx.content.iter_mut().chain(&mut docfx.resources) {
        if let Some(folder) = spec.group.as_ref().and_then(|name| folders.get(name)) {
            spec.dest = join_lexical(folder, &spec.dest);
        }
    }
}

/// The groups that share a folder of the output with another group, each taking its pages from elsewhere.
fn versions(content: &[MappingSpec]) -> BTreeSet<String> {
    let mut by_dest: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for spec in content {
        if let Some(group) = &spec.group {
            by_dest.entry(&spec.dest).or_default().entry(&spec.src).or_insert(group);
        }
    }
    let names = |by_src: BTreeMap<&str, &str>| by_src.into_values().map(str::to_owned).collect::<BTreeSet<_>>();
    by_dest.into_values().map(names).filter(|names| names.len() > 1).flatten().collect()
}

/// Metadata, weakest first: `globalMetadata`, its files in order; likewise by pattern.
fn read_metadata(document: &mut Document, build: &Node, files: &dyn ConfigSource, dir: &str, docfx: &mut Docfx) {
    if let Some(node) = document.map(build, "globalMetadata") {
        metadata::merge(&mut docfx.metadata, node);
    }
    each_file(document, build, "globalMetadataFiles", files, dir, |_, node| {
        metadata::merge(&mut docfx.metadata, unwrap(node, "globalMetadata"));
    });
    if let Some(node) = document.map(build, "fileMetadata") {
        docfx.file_metadata.extend(metadata::read_by_key(document, node));
    }
    each_file(document, build, "fileMetadataFiles", files, dir, |document, node| {
        docfx.file_metadata.extend(metadata::read_by_key(document, unwrap(node, "fileMetadata")));
    });
}

/// Some metadata files repeat the name of the key around their content.
fn unwrap<'a>(node: &'a Node, key: &str) -> &'a Node {
    node.get_ci(key).filter(|inner| inner.as_map().is_some() && node.entries().len() == 1).unwrap_or(node)
}

fn each_file(
    document: &mut Document,
    build: &Node,
    key: &str,
    files: &dyn ConfigSource,
    dir: &str,
    mut take: impl FnMut(&mut Document, &Node),
) {
    for text in document.texts(build, key) {
        let path = join_lexical(dir, text.text);
        let Some(content) = files.read(&path) else {
            document.error(
                &text.span,
                format!("the metadata file `{}` does not exist", text.text),
                "correct the path, which is relative to docfx.json",
            );
            continue;
        };
        let (mut inner, node) = Document::parse(&path, content);
        if let Ok(node) = node {
            take(&mut inner, &node);
        }
        document.problems.append(&mut inner.problems);
    }
}
