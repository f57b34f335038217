//! Floor 2: `skilt.yml` and `docfx.json` into one typed [`Config`].
//!
//! Everything that a later phase needs to know about a site's wishes is in here, already resolved: globs are
//! compiled, paths are relative to the site, defaults are filled in. No later phase looks at a configuration file.

mod colour;
mod defaults;
mod docfx_json;
mod docfx_names;
mod document;
mod external;
mod facet;
mod facets;
mod from_docfx;
mod keys;
mod load;
mod mapping;
mod markdown_options;
mod marks;
mod metadata;
mod names;
mod place;
mod redirections;
mod reference;
mod roots;
mod rules;
mod scaffold;
mod sitemap;
mod skilt_yml;
mod theme;
mod words;

#[cfg(test)]
mod tests;

pub use colour::Colour;
pub use external::{External, UrlPattern};
pub use facet::{Facet, FacetDefault, FacetIndex, FacetValue};
pub use from_docfx::from_docfx;
pub use keys::{KEYS, Key};
pub use load::{ConfigSource, load};
pub use marks::{MARK_COLOURS, Mark, Marks};
pub use place::{Part, Placement};
pub use redirections::MovedSource;
pub use reference::reference_markdown;
pub use scaffold::scaffold;
pub use theme::{ACCENT, GROUNDS, Theme};
pub use words::{Word, Words};

use crate::base::{Code, Severity, SitePath, Span};
use crate::syntax::date::DateFormat;
use crate::syntax::glob::Glob;
use crate::syntax::markdown;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a site wants.
#[derive(Debug, Clone)]
pub struct Config {
    /// The name of the site, shown in the header of every page.
    pub title: String,
    /// One sentence about the site.
    pub description: String,
    /// The absolute address of the site without a `/` at its end, for canonical links and the sitemap.
    pub base_url: Option<String>,
    /// The language of pages that do not state one (BCP 47).
    pub language: String,
    /// The output folder, relative to the site.
    pub output: String,
    /// How addresses of pages look.
    pub urls: UrlStyle,
    /// The folders that pages and assets come from; at least one.
    pub roots: Vec<Root>,
    /// Names of checkouts that links may lead into although they are not here.
    pub external_roots: Vec<String>,
    /// Which Markdown extensions are on.
    pub markdown: markdown::Options,
    /// The facets, in the order pages show them.
    pub facets: Vec<Facet>,
    /// Facet values for pages that do not state their own; the last match wins.
    pub facet_defaults: Vec<FacetDefault>,
    /// Formats of the dates in `date`, `so.date` and their like.
    pub date_formats: Vec<DateFormat>,
    /// External xref maps, relative to the site, in order of precedence.
    pub xref_maps: Vec<String>,
    /// Addresses of uids that nothing declares, by how they begin; the first that fits wins.
    pub xref_rules: Vec<XrefRule>,
    /// Severities that differ from the table's; the last match wins.
    pub rules: Vec<Rule>,
    /// The site's own templates, relative to the site; they override the built-in ones of the same name.
    pub templates: String,
    /// The site's own static files, relative to the site; copied to the output and overriding built-in ones.
    pub static_files: String,
    /// Whether `sitemap.xml` is written, and how.
    pub sitemap: Sitemap,
    /// Extra forms in which redirects are written, besides a page each.
    pub redirect_formats: Vec<RedirectFormat>,
    /// Sources that are gone, with where their pages are now.
    pub moved: Vec<MovedSource>,
    /// Links in the header.
    pub links: Vec<HeaderLink>,
    /// Links in the footer.
    pub footer_links: Vec<HeaderLink>,
    /// What the site changes in the theme.
    pub theme: Theme,
    /// The words of the theme.
    pub words: Words,
    /// How values of facets are shown at a glance.
    pub marks: Marks,
    /// Whether git is asked when pages that do not say it were last changed.
    pub git_dates: bool,
    /// Which pages lie beside themselves as Markdown too.
    pub markdown_pages: MarkdownPages,
    /// HTML of the footer.
    pub footer: String,
    /// The logo, as the path of its source or relative to the output; empty without one.
    pub logo: String,
    /// The icon of the site, likewise; empty for that of the theme.
    pub favicon: String,
    /// The picture that other sites show beside a link to a page, likewise; empty without one.
    pub image: String,
    /// What `skilt.yml` links to for header, footer, logo and icon, with its places.
    pub frame_links: Vec<FrameLink>,
    /// Whether the search index is written.
    pub search: bool,
    /// How links to other sites are checked.
    pub external: External,
    /// The file that the configuration came from, for problems that concern it.
    pub file: Option<SitePath>,
}

/// Where uids lead that begin with a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XrefRule {
    /// The prefix.
    pub prefix: String,
    /// The address, with `{uid}` in it.
    pub url: String,
}

/// How addresses of pages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UrlStyle {
    /// `a/b.md` becomes `a/b.html`, as DocFX has it.
    #[default]
    Html,
    /// `a/b.md` becomes `a/b/`.
    Pretty,
}

/// Which pages lie beside themselves as Markdown too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MarkdownPages {
    /// None.
    None,
    /// All but those of an API reference, which are made from data and are many.
    Articles,
    /// All.
    #[default]
    All,
}

impl MarkdownPages {
    /// Whether a page has one: `is_reference` says what it is.
    pub fn has(self, is_reference: bool) -> bool {
        self == MarkdownPages::All || (self == MarkdownPages::Articles && !is_reference)
    }
}

/// A folder that pages and assets come from: usually one repository.
#[derive(Debug, Clone)]
pub struct Root {
    /// The name of its checkout, which links from other roots use.
    pub name: String,
    /// Where it lies, relative to the site: `""` for the site itself, `crmscript`, or `../crmscript`.
    pub dir: String,
    /// Where its output goes, relative to the output folder, without `/` at its end.
    pub prefix: String,
    /// Which files are pages.
    pub content: Vec<Mapping>,
    /// Which files are assets.
    pub resources: Vec<Mapping>,
    /// Metadata of every page, weaker than front matter.
    pub metadata: Map<String, Value>,
    /// Metadata by glob (relative to `dir`), stronger than `metadata`; of one key the last match wins.
    pub file_metadata: Vec<FileMetadata>,
    /// Where a page can be edited: an address with `{path}` in it.
    pub edit_url: Option<String>,
    /// Whether front matter and file layout follow DocFX, which decides what a missing file link means.
    pub docfx: bool,
}

/// Files that belong together: where they are and where their output goes.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The folder that globs and output paths are relative to, relative to the site.
    pub src: String,
    /// The folder of the output, relative to the root's prefix.
    pub dest: String,
    /// What is taken.
    pub files: Vec<Glob>,
    /// What is left out again.
    pub exclude: Vec<Glob>,
}

/// One value for one key of metadata, for the files of a glob.
#[derive(Debug, Clone)]
pub struct FileMetadata {
    /// The key.
    pub key: String,
    /// The files, relative to the root.
    pub files: Glob,
    /// The value.
    pub value: Value,
}

/// A severity for a code, for all files or those of a glob.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The code.
    pub code: &'static Code,
    /// The files, relative to the site; `None` means all.
    pub files: Option<Glob>,
    /// The severity.
    pub severity: Severity,
}

/// What `sitemap.xml` says.
#[derive(Debug, Clone, Default)]
pub struct Sitemap {
    /// Whether it is written; it needs a base address.
    pub enabled: bool,
    /// `changefreq` of every page, if stated.
    pub changefreq: Option<String>,
    /// `priority` of every page, if stated.
    pub priority: Option<String>,
    /// Other values by glob of source paths; the last match wins.
    pub overrides: Vec<(Glob, BTreeMap<String, String>)>,
}

/// A form in which redirects are written for a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectFormat {
    /// `_redirects` (Netlify, Cloudflare Pages).
    Netlify,
    /// `redirects.map` for nginx's `map`.
    Nginx,
    /// `web.config` for IIS.
    WebConfig,
}

/// A link in the header or footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLink {
    /// Its text.
    pub title: String,
    /// Its address: absolute, or a source path or output path relative to the site.
    pub href: String,
}

/// A path or address that a key of the configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameLink {
    /// As written.
    pub href: String,
    /// The file that it stands in.
    pub file: SitePath,
    /// Where it stands.
    pub span: Span,
    /// The same in bytes of the file.
    pub bytes: std::ops::Range<u32>,
    /// Whether it is a picture.
    pub is_image: bool,
}

impl Config {
    /// The severity of a code in a file: that of the last rule which matches, else that of the table.
    pub fn severity(&self, code: &'static Code, file: Option<&SitePath>) -> Severity {
        self.stated_severity(code, file).unwrap_or(code.severity)
    }

    /// The severity that a rule gives to a code in a file, if there is such a rule. Diagnostics whose severity
    /// differs from case to case keep their own where this is nothing.
    pub fn stated_severity(&self, code: &'static Code, file: Option<&SitePath>) -> Option<Severity> {
        let matches =
            |files: Option<&Glob>| files.is_none_or(|glob| file.is_some_and(|file| glob.matches(file.as_str())));
        self.rules.iter().rev().find(|rule| rule.code == code && matches(rule.files.as_ref())).map(|rule| rule.severity)
    }
}
