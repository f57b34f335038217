//! What a site gets where its configuration says nothing.

use super::facets;
use super::mapping::{MappingSpec, built_in};
use super::{Config, External, MarkdownPages, Marks, Sitemap, Theme, UrlStyle, Words};
use crate::syntax::date::DateFormat;
use crate::syntax::markdown;

/// The output folder.
pub(super) const OUTPUT: &str = "_site";
/// The folder of the site's own templates.
pub(super) const TEMPLATES: &str = "templates";
/// The folder of the site's own static files.
pub(super) const STATIC: &str = "static";
/// The language of pages.
pub(super) const LANGUAGE: &str = "en";
/// Formats of dates, in the order in which they are tried.
pub(super) const DATE_FORMATS: [&str; 2] = ["MM.DD.YYYY", "YYYY-MM-DD"];

/// What is a page.
const PAGES: [&str; 2] = ["**/*.md", "**/*.yml"];
/// Extensions of files that are copied as they are.
const ASSETS: &str = "**/*.{png,jpg,jpeg,gif,svg,webp,avif,ico,bmp,pdf,zip,txt,csv,json,xml,xlsx,docx,pptx,mp4,\
webm,mp3,wav,ogg,css,js,woff,woff2,ttf}";
/// Fragments that pages include are no pages.
const FRAGMENTS: &str = "**/includes/**";
/// Dependencies of tools, wherever they are.
const MODULES: [&str; 2] = ["**/node_modules/", "**/node_modules/**"];
/// Files that configure skilt and other tools.
const CONFIGURATION: &str = "{skilt.yml,skilt.yaml,docfx.json,package.json,package-lock.json,tsconfig.json}";

/// A configuration that only knows the name of the site's folder. It has no roots yet.
pub(super) fn config(site_name: &str) -> Config {
    Config {
        title: site_name.to_owned(),
        description: String::new(),
        base_url: None,
        language: LANGUAGE.to_owned(),
        output: OUTPUT.to_owned(),
        urls: UrlStyle::Html,
        roots: Vec::new(),
        external_roots: Vec::new(),
        markdown: markdown::Options::default(),
        facets: facets::built_in(),
        facet_defaults: Vec::new(),
        date_formats: DATE_FORMATS.iter().filter_map(|pattern| DateFormat::parse_pattern(pattern)).collect(),
        xref_maps: Vec::new(),
        xref_rules: Vec::new(),
        rules: Vec::new(),
        templates: TEMPLATES.to_owned(),
        static_files: STATIC.to_owned(),
        sitemap: Sitemap { enabled: true, ..Sitemap::default() },
        redirect_formats: Vec::new(),
        moved: Vec::new(),
        links: Vec::new(),
        footer_links: Vec::new(),
        theme: Theme::default(),
        words: Words::default(),
        marks: Marks::default(),
        git_dates: true,
        markdown_pages: MarkdownPages::All,
        footer: String::new(),
        logo: String::new(),
        favicon: String::new(),
        image: String::new(),
        frame_links: Vec::new(),
        search: true,
        external: External::default(),
        file: None,
    }
}

/// The Markdown of DocFX: its default extensions and no others (DocFX behaviour, section 1.1).
pub(super) fn docfx_markdown() -> markdown::Options {
    markdown::Options {
        footnotes: false,
        task_lists: false,
        definition_lists: false,
        math: true,
        smart_punctuation: false,
        heading_attributes: false,
        wide_rows: true,
        markdig: true,
        ..markdown::Options::default()
    }
}

/// Pages and assets of a folder that states no mappings. `src` is where they lie, relative to the folder.
pub(super) fn mappings(src: &str) -> (MappingSpec, MappingSpec) {
    let patterns = |texts: &[&str]| texts.iter().filter_map(|text| built_in(text)).collect();
    let content = MappingSpec {
        src: src.to_owned(),
        files: patterns(&PAGES),
        exclude: patterns(&[FRAGMENTS, CONFIGURATION, MODULES[0], MODULES[1]]),
        ..MappingSpec::default()
    };
    let resources = MappingSpec {
        src: src.to_owned(),
        files: patterns(&[ASSETS]),
        exclude: patterns(&[CONFIGURATION, MODULES[0], MODULES[1]]),
        ..MappingSpec::default()
    };
    (content, resources)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(spec: &MappingSpec, path: &str) -> bool {
        spec.files.iter().any(|p| p.glob.matches(path)) && !spec.exclude.iter().any(|p| p.glob.matches(path))
    }

    #[test]
    fn fragments_are_no_pages_but_their_images_are_assets() {
        let (content, resources) = mappings("");
        assert_eq!((content.files.len(), content.exclude.len()), (2, 4));
        assert!(takes(&content, "a/b.md") && takes(&content, "toc.yml") && takes(&content, "a/skilt.yml"));
        assert!(!takes(&content, "a/includes/b.md") && !takes(&content, "skilt.yml"));
        assert!(!takes(&content, "x/node_modules/y/README.md") && !takes(&content, ".github/x.md"));
        assert!(takes(&resources, "a/includes/b.PNG") && takes(&resources, "data.json"));
        assert!(!takes(&resources, "docfx.json") && !takes(&resources, "a.md"));
    }

    #[test]
    fn built_in_date_formats_are_read() {
        assert_eq!(config("x").date_formats.len(), DATE_FORMATS.len());
    }
}
