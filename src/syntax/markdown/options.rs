//! Which extensions of CommonMark are on.

use pulldown_cmark::Options as CmarkOptions;
use std::collections::BTreeMap;

/// Which extensions are on. CommonMark, GFM tables and strikethrough always are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `[^1]` footnotes.
    pub footnotes: bool,
    /// `- [ ]` task lists.
    pub task_lists: bool,
    /// Terms and `: definitions`.
    pub definition_lists: bool,
    /// `$x$` and `$$x$$`.
    pub math: bool,
    /// Quotes and dashes become typographic.
    pub smart_punctuation: bool,
    /// `~~x~~`.
    pub strikethrough: bool,
    /// `^x^` and `~x~`.
    pub super_and_subscript: bool,
    /// `++x++`.
    pub inserted: bool,
    /// `==x==`.
    pub marked: bool,
    /// `::: name` and what follows it up to a line of as many colons is an element of that class.
    pub custom_containers: bool,
    /// `{#id .class}` behind headings.
    pub heading_attributes: bool,
    /// Every line end breaks the line.
    pub hard_breaks: bool,
    /// Bare `http://` and `www.` addresses become links.
    pub autolinks: bool,
    /// `:smile:` becomes the character.
    pub emoji: bool,
    /// A row of a table may have more cells than its header, which then gets empty ones.
    pub wide_rows: bool,
    /// Markdig's rules, which DocFX has, where they differ from those of GFM and Pandoc: blanks inside the dollars of
    /// a formula, boxes of tasks anywhere in an item, no `~x~`, straight quotes where they do not pair.
    pub markdig: bool,
    /// How headings get their ids.
    pub heading_ids: HeadingIds,
    /// How large players of media are.
    pub media: Media,
    /// Kinds of alerts beyond the five of DocFX: upper-case word to CSS classes.
    pub alerts: BTreeMap<String, String>,
}

/// How headings get their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeadingIds {
    /// GitHub's way, which is DocFX's default.
    #[default]
    GitHub,
    /// Markdig's own way, with the letters of all scripts.
    Markdig,
    /// Markdig's own way, with the letters of ASCII only.
    MarkdigAscii,
}

/// The players that images of videos and sounds become (Markdig, media links).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// In pixels.
    pub width: String,
    /// In pixels.
    pub height: String,
    /// Whether they have buttons.
    pub controls: bool,
    /// CSS classes, `""` for none.
    pub class: String,
}

impl Default for Media {
    fn default() -> Self {
        Media { width: "500".to_owned(), height: "281".to_owned(), controls: true, class: String::new() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            footnotes: true,
            task_lists: true,
            definition_lists: false,
            math: false,
            smart_punctuation: false,
            strikethrough: true,
            super_and_subscript: false,
            inserted: false,
            marked: false,
            custom_containers: false,
            heading_attributes: true,
            hard_breaks: false,
            autolinks: true,
            emoji: true,
            wide_rows: false,
            markdig: false,
            heading_ids: HeadingIds::default(),
            media: Media::default(),
            alerts: BTreeMap::new(),
        }
    }
}

impl Options {
    pub(super) fn cmark(&self) -> CmarkOptions {
        let mut options = CmarkOptions::ENABLE_TABLES;
        let switches = [
            (self.footnotes, CmarkOptions::ENABLE_FOOTNOTES),
            (self.task_lists, CmarkOptions::ENABLE_TASKLISTS),
            (self.definition_lists, CmarkOptions::ENABLE_DEFINITION_LIST),
            (self.math && !self.markdig, CmarkOptions::ENABLE_MATH),
            (self.smart_punctuation && !self.markdig, CmarkOptions::ENABLE_SMART_PUNCTUATION),
            (self.strikethrough, CmarkOptions::ENABLE_STRIKETHROUGH),
            (self.super_and_subscript && !self.markdig, CmarkOptions::ENABLE_SUPERSCRIPT),
            // A single `~` then never strikes through. By Markdig's rules it may stand within a word, so it is put back
            // as text for `extras` to find.
            (self.super_and_subscript || self.markdig, CmarkOptions::ENABLE_SUBSCRIPT),
            (self.heading_attributes, CmarkOptions::ENABLE_HEADING_ATTRIBUTES),
        ];
        for (on, option) in switches {
            options.set(option, on);
        }
        options
    }
}
