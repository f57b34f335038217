//! The one table of diagnostic codes.
//!
//! A code is a stable word. Help texts, `skilt explain`, severities in the configuration, the pages in
//! `content/reference/diagnostics/` and the tests all read this table.

use super::Severity;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// One row of the table: a kind of problem that skilt can report.
#[derive(Debug)]
pub struct Code {
    /// The stable word that reports and configurations use.
    pub name: &'static str,
    /// The severity it has where the configuration says nothing.
    pub severity: Severity,
    /// One line that says what is wrong, without a place.
    pub summary: &'static str,
    /// Names that DocFX has for the same problem, accepted in `rules`.
    pub aliases: &'static [&'static str],
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// A code is kept by its name.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name)
    }
}

impl<'de> Deserialize<'de> for &'static Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(from)?;
        Code::find(&name).ok_or_else(|| D::Error::custom(format!("no code is called {name}")))
    }
}

impl Code {
    /// The row whose name or DocFX alias is `name`; letter case does not matter.
    pub fn find(name: &str) -> Option<&'static Code> {
        CODES.iter().copied().find(|code| {
            code.name.eq_ignore_ascii_case(name) || code.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
        })
    }
}

macro_rules! table {
    ($($id:ident $name:literal $severity:ident $summary:literal [$($alias:literal),*])*) => {
        /// Each row under the name that Rust code uses.
        pub mod codes {
            use super::{Code, Severity};
            $(
                #[doc = $summary]
                pub static $id: Code = Code {
                    name: $name,
                    severity: Severity::$severity,
                    summary: $summary,
                    aliases: &[$($alias),*],
                };
            )*
        }

        /// Every code, in the order of the reference pages.
        pub static CODES: &[&Code] = &[$(&codes::$id),*];
    };
}

table! {
    FRONT_MATTER_INVALID "front-matter-invalid" Error "The front matter cannot be read." ["invalid-yaml-header", "InvalidYamlHeader"]
    FRONT_MATTER_DUPLICATE_KEY "front-matter-duplicate-key" Error "A key stands twice in the front matter." []
    FRONT_MATTER_DATE_INVALID "front-matter-date-invalid" Warning "A date in the front matter does not exist or has another format." []
    FRONT_MATTER_VALUE_INVALID "front-matter-value-invalid" Warning "A key of the front matter has a value it cannot have." []
    FRONT_MATTER_PLACEHOLDER "front-matter-placeholder" Suggestion "A value of the front matter is still the template's placeholder." []
    FACET_VALUE_UNKNOWN "facet-value-unknown" Warning "A facet has a value that its vocabulary does not know." []
    UID_DUPLICATE "uid-duplicate" Warning "Two pages declare the same uid." ["DuplicateUids", "UidFoundInMultipleArticles"]
    UID_UNRESOLVED "uid-unresolved" Warning "A reference names a uid that nothing declares." ["UidNotFound", "InternalUidNotFound"]
    LINK_FILE_MISSING "link-file-missing" Warning "A link leads to a file that is not part of the site." ["InvalidFileLink", "InvalidHref"]
    LINK_CASE_MISMATCH "link-case-mismatch" Warning "A link has other upper and lower case letters than the file." []
    LINK_ANCHOR_MISSING "link-anchor-missing" Warning "A link leads to a heading or anchor that the page does not have." ["InvalidBookmark"]
    LINK_LABEL_UNDEFINED "link-label-undefined" Warning "A reference link uses a label that the page never defines." []
    LINK_OUTSIDE_SITE "link-outside-site" Warning "A link climbs out of the site into a folder that is not declared as a root." ["InvalidRelativePath"]
    LINK_STALE_EXTENSION "link-stale-extension" Warning "A link names the page by an extension that its source does not have." []
    LINK_TO_REDIRECT "link-to-redirect" Info "A link leads to an address that only redirects." []
    EXTERNAL_LINK_BROKEN "external-link-broken" Warning "A link leads to an address of another site that is not there." []
    EXTERNAL_LINK_REDIRECTED "external-link-redirected" Suggestion "A link leads to an address of another site that has moved for good." []
    EXTERNAL_LINK_UNKNOWN "external-link-unknown" Info "Whether a link to another site holds could not be found out." []
    EXTERNAL_LINK_BLOCKED "external-link-blocked" Info "A link leads into a private network and was not asked." []
    LINK_NOT_A_LINK "link-not-a-link" Warning "Something is written like a link and is printed as text." []
    ANCHOR_DUPLICATE "anchor-duplicate" Info "Two elements of one page have the same id." []
    IMAGE_MISSING "image-missing" Warning "An image is not part of the site." []
    INCLUDE_MISSING "include-missing" Warning "An included file does not exist." ["include-not-found", "InvalidInclude"]
    INCLUDE_CYCLE "include-cycle" Error "Files include each other in a circle." ["circular-reference"]
    INCLUDE_TOO_LARGE "include-too-large" Error "Includes expand to more text than one page may hold." []
    SNIPPET_MISSING "snippet-missing" Warning "The file of a code snippet does not exist." ["codesnippet-not-found", "invalid-code", "InvalidCodeSnippet"]
    SNIPPET_TAG_MISSING "snippet-tag-missing" Error "The tag of a code snippet is not in its file." ["tag-not-found"]
    SNIPPET_RANGE_OUTSIDE "snippet-range-outside" Error "The lines of a code snippet reach past the end of its file." []
    DIRECTIVE_INVALID "directive-invalid" Warning "A block directive is malformed and printed as text." ["invalid-note-section", "invalid-row", "invalid-nested-column", "invalid-moniker-range", "invalid-zone", "invalid-image", "invalid-video", "invalid-form"]
    TABS_INVALID "tabs-invalid" Warning "A group of tabs contradicts itself." ["invalid-tab-group", "InvalidTabGroup", "NoVisibleTab", "DuplicateTabId", "DifferentTabIdSet"]
    TOC_TARGET_MISSING "toc-target-missing" Warning "A table of contents names a file that is not part of the site." ["InvalidTocLink", "InvalidTocFile", "InvalidTocInclude"]
    TOC_UID_UNRESOLVED "toc-uid-unresolved" Warning "A table of contents names a uid that nothing declares." []
    TOC_INVALID "toc-invalid" Warning "A table of contents cannot be read as one." ["InvalidMarkdownToc", "EmptyTocItemNode", "EmptyTocItemName", "CircularTocInclusion", "UnsupportedTocHrefType", "TopicHrefNotset"]
    YAML_PAGE_INVALID "yaml-page-invalid" Error "A YAML page cannot be read." ["InvalidYamlFile", "ViolateSchema", "InvalidInputFile", "MissingYamlMime", "UnknownContentType", "UnknownContentTypeForTemplate"]
    REST_INVALID "rest-invalid" Error "A description of a REST API cannot be read or lacks what it must have." ["InvalidOpenApi"]
    PAGE_ORPHAN "page-orphan" Info "No table of contents and no page leads to this page." []
    PAGE_NOT_IN_TOC "page-not-in-toc" Info "Pages link to this page, but no table of contents leads to it." []
    PAGE_UNREADABLE "page-unreadable" Error "A file of the site cannot be read as text." ["InvalidMarkdown"]
    OUTPUT_COLLISION "output-collision" Error "Two sources would be written to the same address." ["DuplicateOutputFiles"]
    REDIRECT_LOOP "redirect-loop" Error "Redirects lead back to where they start." []
    REDIRECT_CHAIN "redirect-chain" Suggestion "A redirect leads to another redirect." []
    REDIRECT_TARGET_MISSING "redirect-target-missing" Warning "A redirect leads to a page that does not exist." []
    REDIRECT_SHADOWS_PAGE "redirect-shadows-page" Error "A redirect starts at the address of a page that exists." []
    PUBLISHED_ADDRESS_LOST "published-address-lost" Error "An address that was published is gone, and no redirect leads on." []
    ASSET_UNUSED "asset-unused" Suggestion "Nothing refers to this image or include." []
    IGNORE_UNUSED "ignore-unused" Warning "An ignore comment silences nothing." []
    BASELINE_STALE "baseline-stale" Suggestion "The baseline names a problem that is gone." []
    XREF_MAP_INVALID "xref-map-invalid" Warning "An xref map cannot be read." []
    FILE_SKIPPED "file-skipped" Info "A file was left out of the site." ["EmptyInputFiles", "EmptyInputContents"]
    CACHE_UNUSABLE "cache-unusable" Info "A file of the cache is damaged and was not used." []
    GIT_SHALLOW "git-shallow" Info "Git has only a part of the history, so pages show no day of their last change." []
    CODE_NOT_HIGHLIGHTED "code-not-highlighted" Info "A code block is too large or too slow to highlight and is printed plain." []
    TEMPLATE_ERROR "template-error" Error "A template cannot be read or fails on a page." ["ApplyTemplatePreprocessorError", "ApplyTemplateRendererError"]
    CONFIG_INVALID "config-invalid" Error "The configuration has a key or value that skilt does not understand." []
    CONFIG_UNSUPPORTED "config-unsupported" Info "The configuration has a key of DocFX that skilt leaves out on purpose." []
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_words() {
        let mut seen = std::collections::BTreeSet::new();
        for code in CODES {
            assert!(code.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", code.name);
            for name in std::iter::once(&code.name).chain(code.aliases) {
                assert!(seen.insert(name.to_ascii_lowercase()), "{name} stands twice");
            }
        }
    }

    #[test]
    fn docfx_names_find_the_row() {
        assert_eq!(Code::find("invalidfilelink").map(|c| c.name), Some("link-file-missing"));
        assert!(Code::find("nonsense").is_none());
    }
}
