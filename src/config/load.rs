//! From the files of a site to its configuration.

use super::docfx_json::{self, Docfx};
use super::document::{Document, Unreadable};
use super::mapping::whole_folder;
use super::roots::{self, Wishes};
use super::{Config, Marks, Rule, defaults, facets, markdown_options, names, redirections, skilt_yml};
use crate::base::{Diagnostic, SitePath, codes, join_lexical};
use crate::syntax::yaml::Node;
use serde_json::Value;

/// The files that a configuration is read from. Configuration itself does not touch the file system.
pub trait ConfigSource {
    /// The text of a file, relative to the site (it may start with `..`); nothing if it cannot be read.
    fn read(&self, path: &str) -> Option<String>;
    /// Whether there is a file or folder of this path, relative to the site.
    fn exists(&self, path: &str) -> bool;
}

/// The names of the site's own configuration, strongest first.
const FILES: [&str; 2] = ["skilt.yml", "skilt.yaml"];

/// Reads what a site wants: from `skilt.yml` and `docfx.json`, where the former adds and overrides, or from neither.
/// `site_name` is the name of its folder.
///
/// Gives no configuration if a file is there and cannot be understood at all; the diagnostics say why. Otherwise
/// everything that is wrong is replaced by its default and reported, with the severity that the configuration's own
/// rules give it.
pub fn load(files: &dyn ConfigSource, site_name: &str) -> (Option<Config>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let config = read(files, site_name, &mut problems).ok();
    if let Some(config) = &config {
        for problem in &mut problems {
            let file = problem.place.as_ref().map(|place| &place.file);
            problem.severity = config.stated_severity(problem.code, file).unwrap_or(problem.severity);
        }
    }
    problems.sort_by(Diagnostic::order);
    (config, problems)
}

fn read(files: &dyn ConfigSource, site_name: &str, problems: &mut Vec<Diagnostic>) -> Result<Config, Unreadable> {
    let Some(path) = FILES.into_iter().find(|path| files.exists(path)) else {
        return build(None, files, site_name, problems);
    };
    let Some(text) = files.read(path) else {
        problems.push(Document::unreadable(path));
        return Err(Unreadable);
    };
    let (mut document, node) = Document::parse(path, text);
    let config = node.and_then(|top| {
        names::check(&mut document, &top, "");
        build(Some((&mut document, &top)), files, site_name, problems)
    });
    problems.append(&mut document.problems);
    config
}

fn build(
    own: Option<(&mut Document, &Node)>,
    files: &dyn ConfigSource,
    site_name: &str,
    problems: &mut Vec<Diagnostic>,
) -> Result<Config, Unreadable> {
    let mut config = defaults::config(site_name);
    let (mut document, top) = own.unzip();
    let wishes = match (document.as_mut(), top) {
        (Some(document), Some(top)) => roots::read(document, top, files, site_name),
        _ => Wishes::plain(site_name),
    };
    let found = roots::find(&wishes, files, problems)?;
    if found.iter().any(|found| found.root.docfx) {
        config.markdown = defaults::docfx_markdown();
    }
    // Roots of one site share their Markdown: that of the first, and what the others have beyond it.
    if let Some(docfx) = found.iter().find_map(|found| found.docfx.as_ref()) {
        config.markdown = docfx.markdown.clone();
    }
    for found in &found {
        let Some(docfx) = &found.docfx else { continue };
        apply_shared(&mut config, docfx, &found.root.dir);
        if found.root.dir.is_empty() {
            config.file = Some(SitePath::new(docfx_json::FILE));
            apply_site(&mut config, docfx);
        }
    }
    config.roots = found.into_iter().map(|found| found.root).collect();
    config.moved = redirections::read(files, &config.roots, problems);
    config.external_roots = wishes.external;
    if let (Some(document), Some(top)) = (document, top) {
        config.file = Some(document.file.clone());
        skilt_yml::apply(document, top, &mut config);
    }
    config.words.site.clone_from(&config.language);
    config.marks = Marks::of(&config.facets);
    facets::speak(&mut config.facets, &config.words);
    guard(&mut config, files, problems);
    Ok(config)
}

/// What the `docfx.json` of any root says about the site.
fn apply_shared(config: &mut Config, docfx: &Docfx, dir: &str) {
    config.xref_maps.extend(docfx.xref_maps.iter().map(|path| join_lexical(dir, path)));
    markdown_options::unite(&mut config.markdown, &docfx.markdown);
    let folder = if dir.is_empty() { None } else { whole_folder(dir).pop() };
    config.rules.extend(docfx.rules.iter().map(|rule| Rule { files: folder.clone(), ..rule.rule() }));
}

/// What only the `docfx.json` of the site's own folder can say.
fn apply_site(config: &mut Config, docfx: &Docfx) {
    let text = |key: &str| {
        docfx
            .metadata
            .get(key)
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    if let Some(output) = &docfx.output {
        config.output = output.clone();
    }
    if let Some(sitemap) = &docfx.sitemap {
        config.sitemap = sitemap.resolve();
    }
    config.base_url = docfx.base_url.clone();
    config.title = text("_appTitle").unwrap_or_else(|| config.title.clone());
    config.footer = text("_appFooter").unwrap_or_default();
    config.logo = text("_appLogoPath").unwrap_or_default();
    config.favicon = text("_appFaviconPath").unwrap_or_default();
    config.language = text("_lang").unwrap_or_else(|| config.language.clone());
    config.search = match docfx.metadata.get("_enableSearch") {
        Some(Value::Bool(on)) => *on,
        Some(Value::String(word)) => !word.trim().eq_ignore_ascii_case("false"),
        _ => true,
    };
}

/// Keeps the output out of the sources and the sources out of the output.
fn guard(config: &mut Config, files: &dyn ConfigSource, problems: &mut Vec<Diagnostic>) {
    let written = config.output.clone();
    let mut refused = None;
    if written.is_empty() || written.ends_with("..") {
        refused = Some("the output folder is a folder that the site lies in".to_owned());
        config.output = defaults::OUTPUT.to_owned();
    }
    if let Some(source) = roots::guard(config, files) {
        refused = Some(format!("the output folder `{written}` holds the sources in `{source}`"));
        config.output = defaults::OUTPUT.to_owned();
        roots::guard(config, files);
    }
    if let (Some(message), Some(file)) = (refused, &config.file) {
        let help = format!("choose a folder of its own; until then it is `{}`", defaults::OUTPUT);
        problems.push(Diagnostic::new(&codes::CONFIG_INVALID, message).in_file(file).help(help));
    }
}
