//! The one table of keys of `skilt.yml`. The loader checks names against it; the reference page and the file that
//! `skilt init` writes are made from it.

/// A key of `skilt.yml`.
#[derive(Debug)]
pub struct Key {
    /// Where it stands: `roots[].name` is the key `name` of an entry of the list `roots`; `*` is any word.
    pub path: &'static str,
    /// What its value is, in words.
    pub kind: &'static str,
    /// What holds without it, in words or as written; empty if nothing does.
    pub default: &'static str,
    /// What it does, in one or two sentences of Markdown.
    pub doc: &'static str,
    /// How it looks in a file, from the first column, if one value says more than the rest of the row.
    pub example: Option<&'static str>,
}

impl Key {
    /// Whether it stands at the top of the file.
    pub fn is_top(&self) -> bool {
        !self.path.contains(['.', '['])
    }
}

macro_rules! keys {
    ($($path:literal $kind:literal = $default:literal, $doc:literal $(, $example:literal)?;)*) => {
        /// Every key, in the order of the reference page.
        pub static KEYS: &[Key] = &[$(Key {
            path: $path,
            kind: $kind,
            default: $default,
            doc: $doc,
            example: keys!(@example $($example)?),
        }),*];
    };
    (@example) => { None };
    (@example $example:literal) => { Some($example) };
}

/// Places that hold the same keys as another place.
pub(super) const SAME: &[(&str, &str)] = &[
    ("resources[]", "content[]"),
    ("footer_links[]", "links[]"),
    ("roots[].content[]", "content[]"),
    ("roots[].resources[]", "content[]"),
    ("roots[].metadata", "metadata"),
    ("roots[].file_metadata[]", "file_metadata[]"),
];

keys! {
    "title" "text" = "the name of the folder", "The name of the site. Every page shows it in its header.", "title: Signpost handbook";
    "description" "text" = "", "One sentence about the site, for search engines and link previews.", "description: How to build and run Signpost.";
    "base_url" "address" = "", "The absolute address of the published site. The sitemap, canonical links and link previews need it.", "base_url: https://docs.example.com";
    "language" "language tag" = "en", "The language of pages that do not state one, as a tag such as `en` or `nb-NO`.", "language: en";
    "output" "folder" = "_site", "Where the site is written, relative to this file. The option `-o` overrides it.", "output: _site";
    "urls" "`html` or `pretty`" = "html", "How addresses look: `html` turns `a/b.md` into `a/b.html`, `pretty` into `a/b/`.", "urls: html";
    "docfx" "boolean" = "true beside a docfx.json", "Whether pages follow the conventions of DocFX. It decides which Markdown extensions are on by default, and what a link to a file outside the site means.", "docfx: false";

    "edit_url" "address with `{path}`" = "", "Where a page of the site's own folder can be edited. `{path}` becomes the path of its source.", "edit_url: https://github.com/example/docs/edit/main/{path}";

    "content" "list of mappings or patterns" = "`**/*.md` and `**/*.yml` in `content`, or in the site's folder if there is no such folder; without `includes` folders", "Which files are pages. Patterns are those of DocFX: `**` stands for any number of folders, letter case does not matter, and names that start with a dot only match a pattern that has the dot.", "content:\n  - files: [\"**/*.md\", \"**/*.yml\"]\n    exclude: [\"**/includes/**\", \"drafts/**\"]\n    src: articles\n    dest: docs";
    "content[].files" "pattern or list of patterns" = "", "The files that are taken, relative to `src`.";
    "content[].exclude" "pattern or list of patterns" = "", "The files that are left out again, relative to `src`.";
    "content[].src" "folder" = "", "The folder that the patterns and the output paths are relative to.";
    "content[].dest" "folder" = "", "The folder of the output.";
    "content[].case" "boolean" = "false", "Whether letter case matters in the patterns.";
    "content[].dot" "boolean" = "false", "Whether wildcards match names that start with a dot.";
    "resources" "list of mappings or patterns" = "images, documents, media, scripts and style sheets, by extension", "Which files are copied as they are. Entries have the keys of `content`.", "resources:\n  - files: [\"**/*.png\", \"**/*.svg\"]";
    "exclude" "pattern or list of patterns" = "", "Files that no mapping takes, relative to the `src` of each. The output folder is always left out.", "exclude: [\"**/drafts/**\"]";

    "roots" "list" = "the site's own folder", "Folders that pages come from, when there is more than one: usually one for each repository. A folder with a `docfx.json` is read as that file says, unless the entry states otherwise. Pages of one root link into another by its name, as they do between checkouts that lie side by side.", "roots:\n  - path: .\n    prefix: \"\"\n  - name: api\n    path: api\n    prefix: reference\n    edit_url: https://github.com/example/api/edit/main/{path}\n  - name: samples\n    external: true";
    "roots[].name" "text" = "the last part of `path`", "The name of the checkout, which links from other roots use.";
    "roots[].path" "folder" = "the name", "Where it lies, relative to this file: `.` for the site itself, `crmscript`, or `../crmscript`.";
    "roots[].prefix" "folder" = "the name; nothing for the site itself", "The folder of its output.";
    "roots[].content" "list of mappings or patterns" = "what its docfx.json says, else the default of `content`", "Which of its files are pages. Entries have the keys of `content`.";
    "roots[].resources" "list of mappings or patterns" = "what its docfx.json says, else the default of `resources`", "Which of its files are copied. Entries have the keys of `content`.";
    "roots[].metadata" "mapping" = "", "Front matter for its pages that do not have the key; stronger than `metadata`.";
    "roots[].file_metadata" "list" = "", "Front matter by pattern for its pages; stronger than `file_metadata`.";
    "roots[].edit_url" "address with `{path}`" = "", "Where a page can be edited. `{path}` becomes the path of its source relative to the root.";
    "roots[].docfx" "boolean" = "true with a docfx.json", "Whether its pages follow the conventions of DocFX.";
    "roots[].external" "boolean" = "false", "Whether it may be absent. Links into an absent root are counted, not reported one by one.";

    "markdown" "mapping" = "", "Which Markdown extensions are on. Tables always are. In brackets: the default where `docfx` is true.", "markdown:\n  math: true\n  smart_punctuation: true\n  alerts:\n    TODO: alert alert-secondary";
    "markdown.footnotes" "boolean" = "true (false)", "Footnotes: `[^1]`.";
    "markdown.task_lists" "boolean" = "true (false)", "Task lists: `- [ ]`.";
    "markdown.definition_lists" "boolean" = "false (false)", "Terms, each with a line `: definition` below.";
    "markdown.math" "boolean" = "false (true)", "Formulas: `$x$` and `$$x$$`.";
    "markdown.smart_punctuation" "boolean" = "false (false)", "Typographic quotes and dashes.";
    "markdown.super_and_subscript" "boolean" = "false (false)", "`x^2^` and `H~2~O`.";
    "markdown.strikethrough" "boolean" = "true (true)", "`~~x~~`.";
    "markdown.inserted" "boolean" = "false (false)", "`++x++`.";
    "markdown.marked" "boolean" = "false (false)", "`==x==`.";
    "markdown.custom_containers" "boolean" = "false (false)", "`::: name` and what follows up to a line of as many colons is an element of that class.";
    "markdown.wide_rows" "boolean" = "false (true)", "Whether a row of a table may have more cells than the header, which then gets empty ones; otherwise they are dropped.";
    "markdown.markdig" "boolean" = "false (true)", "Whether the rules of DocFX's parser hold where others write differently: blanks inside the dollars of a formula, boxes of tasks anywhere in an item, quotes that stay straight where they do not pair.";
    "markdown.heading_attributes" "boolean" = "true (false)", "Ids and classes behind headings: `{#id .class}`.";
    "markdown.hard_breaks" "boolean" = "false (false)", "Whether every line end in a paragraph breaks the line.";
    "markdown.autolinks" "boolean" = "true (true)", "Whether bare addresses become links.";
    "markdown.emoji" "boolean" = "true (true)", "Emoji by name: `:smile:`.";
    "markdown.alerts" "mapping" = "", "Kinds of alerts beyond `NOTE`, `TIP`, `IMPORTANT`, `CAUTION` and `WARNING`.";
    "markdown.alerts.*" "text" = "", "The CSS classes of the alert of that name.";

    "facets" "list" = "`environment`, `client` and `topic`", "What readers narrow the site by. An entry with the name of a built-in facet changes what it states and keeps the rest.", "facets:\n  - name: environment\n    values:\n      - onsite\n      - value: online\n        title: Online\n        description: Hosted for you.\n        synonyms: [cloud]\n  - name: audience\n    title: Audience\n    keys: [audience]\n    index: topics\n    values: [person, settings, api]";
    "facets[].name" "word" = "", "The name in this file and in addresses.";
    "facets[].title" "text" = "the name", "The heading that readers see.";
    "facets[].keys" "list of keys" = "the name", "The keys of front matter that it is read from, strongest first. An empty list takes a built-in facet away.";
    "facets[].index" "`platforms`, `topics` or `none`" = "none", "The index pages that list its values.";
    "facets[].values" "list of words or mappings" = "", "The vocabulary, in the order of the index. Once it is stated, any other value is reported.";
    "facets[].values[].value" "word" = "", "The value; letter case does not matter.";
    "facets[].values[].title" "text" = "the value", "What readers see.";
    "facets[].values[].description" "text" = "", "One sentence for the index page.";
    "facets[].values[].synonyms" "list of words" = "", "Other words for the same value.";
    "facet_defaults" "list" = "", "Values of facets for pages that do not state their own; the last match wins.", "facet_defaults:\n  - files: docs/api/**\n    topic: reference\n    environment: [onsite, online]";
    "facet_defaults[].files" "pattern or list of patterns" = "", "The pages, relative to this file.";
    "facet_defaults[].*" "word or list of words" = "", "The values of the facet of that name.";

    "date_formats" "list of formats" = "MM.DD.YYYY, YYYY-MM-DD", "How dates in front matter are written, in the order in which the formats are tried.", "date_formats: [\"MM.DD.YYYY\", \"YYYY-MM-DD\"]";
    "git_dates" "boolean" = "true", "Whether git tells when a page was last changed that does not say it itself: the day of its last commit. A clone without its whole history gives no dates.", "git_dates: false";
    "metadata" "mapping" = "", "Front matter for pages of all roots that do not have the key.", "metadata:\n  author: The docs team";
    "metadata.*" "any" = "", "The value of the key of that name.";
    "file_metadata" "list" = "", "Front matter by pattern, stronger than `metadata`; of one key the last match wins.", "file_metadata:\n  - files: \"guides/**\"\n    audience: person";
    "file_metadata[].files" "pattern or list of patterns" = "", "The pages, relative to their root.";
    "file_metadata[].*" "any" = "", "The value of the key of that name.";

    "xref_maps" "list of files" = "", "Xref maps of other sites, relative to this file; YAML or JSON, also gzipped. The first that has a uid wins, and uids of this site always do.", "xref_maps: [maps/dotnet.yml.gz]";
    "xref_rules" "list" = "", "Addresses of uids that neither this site nor a map declares, by how they begin: nothing is fetched, and every such uid counts as declared.", "xref_rules:\n  - prefix: System.\n    url: https://learn.microsoft.com/dotnet/api/{uid}";
    "xref_rules[].prefix" "text" = "", "What the uids begin with. The first rule that fits wins.";
    "xref_rules[].url" "address with `{uid}`" = "", "The address. `{uid}` becomes the uid in lower case without parameters, with `-` for `` ` `` and `#`, as in the addresses of .NET's documentation.";
    "rules" "mapping, or list" = "", "Severities of diagnostics: `off`, `info`, `suggestion`, `warning` or `error`. As a mapping, each key is a code; a list also limits them to files, and the last match wins.", "rules:\n  - code: page-orphan\n    files: drafts/**\n    severity: off";
    "rules.*" "severity" = "", "The severity of the diagnostics of that code.";
    "rules[].code" "diagnostic code" = "", "The code, or DocFX's name for it.";
    "rules[].files" "pattern or list of patterns" = "all files", "The files, relative to this file.";
    "rules[].severity" "severity" = "", "The severity of the diagnostics of that code in those files.";

    "external" "mapping" = "", "How `skilt check --external` asks other sites whether links to them hold. Patterns are addresses with `*` for any characters; without `://` they are matched from the host on, and without `/` they are a host.", "external:\n  deny: [\"https://www.linkedin.com/*\", \"*.internal.example.com\"]\n  allow_private: [wiki.example.com, 10.1.0.0/16]\n  anchors: true";
    "external.allow" "pattern or list of patterns" = "all", "The addresses that are asked; no others are.";
    "external.deny" "pattern or list of patterns" = "none", "Addresses that are never asked.";
    "external.allow_private" "list of hosts, addresses and networks" = "none", "Private places that may be asked all the same: names of hosts, IP addresses and networks such as `10.1.0.0/16`.";
    "external.anchors" "boolean" = "false", "Whether the fragments of links are looked for in the pages of other sites.";
    "external.timeout" "seconds" = "20", "How long one request may take.";
    "external.deadline" "seconds" = "600", "How long the whole run may ask. What is left then is reported once for each host, and asked first the next time.";
    "external.retries" "number" = "2", "How often a request is repeated that met too many requests, trouble of the server or silence.";
    "external.concurrency" "number" = "16", "How many requests may be on their way at once.";
    "external.per_host" "number" = "2", "How many of them to one host.";
    "external.delay" "milliseconds" = "250", "The least time between two requests to one host.";
    "external.cache_days" "number" = "7", "For how many days an address that holds is not asked again. 0 switches the cache off.";

    "templates" "folder" = "templates", "The site's own templates. Each overrides the built-in template of the same name.", "templates: templates";
    "static" "folder" = "static", "Files that are copied to the output as they are. Each overrides the built-in file of the same name.", "static: static";
    "search" "boolean" = "true", "Whether the search index is written.", "search: true";
    "logo" "path" = "", "The logo in the header: the path of its source, or relative to the output.", "logo: images/logo.svg";
    "favicon" "path" = "the signpost, in the accent", "The icon of the site, as browsers show it beside the title: the path of its source, or relative to the output.", "favicon: images/icon.svg";
    "image" "path" = "", "The picture that other sites show beside a link to a page of this one (`og:image`): the path of its source, or relative to the output. It needs `base_url`.", "image: images/share.png";
    "footer" "HTML" = "", "What stands at the end of every page.", "footer: \"© Example Ltd\"";
    "links" "list" = "", "Links in the header.", "links:\n  - title: Support\n    href: https://example.com/support";
    "links[].title" "text" = "", "The text of the link.";
    "links[].href" "address or path" = "", "Where it leads: an address, or the path of a page relative to this file.";
    "footer_links" "list" = "", "Links in the footer. Entries have the keys of `links`.", "footer_links:\n  - title: Privacy\n    href: https://example.com/privacy";
    "theme" "mapping" = "", "What changes in the built-in theme. Colours are checked: text under a contrast of 4.5:1 is refused, under 7:1 warned about.", "theme:\n  accent: \"#5b1a8e\"\n  fonts:\n    title: Georgia, serif";
    "theme.accent" "colour, or mapping" = "pine green", "The colour of links and of what is chosen: `#rrggbb`. Alone it is that of light pages, and dark pages get a lighter one made from it.";
    "theme.accent.light" "colour" = "that of the theme", "The accent of light pages.";
    "theme.accent.dark" "colour" = "one made from `light`", "The accent of dark pages.";
    "theme.fonts" "mapping" = "", "Fonts, each a list of names as in CSS. Font files go into `static` with a style sheet of your own.";
    "theme.fonts.text" "list of fonts" = "fonts of the system", "The font of text.";
    "theme.fonts.title" "list of fonts" = "a serif of the system", "The font of page titles.";
    "theme.fonts.code" "list of fonts" = "a monospace of the system", "The font of code.";
    "words" "mapping" = "", "Words of the theme that the site says otherwise, or in another language: by language tag. Pages take the words of their `language`.", "words:\n  en:\n    edit_page: Improve this page\n  fr:\n    search: Rechercher";
    "words.*" "mapping" = "the words that are built in for it", "The words of that language, by key.";
    "markdown_pages" "`all`, `articles` or `false`" = "all", "Which pages also lie beside themselves as Markdown (`a/b.html.md`), for copying and for programs that read Markdown, with `llms.txt` as their list: `all` (or `true`), all but those of an API reference, or none.", "markdown_pages: false";
    "sitemap" "boolean, or mapping" = "true", "Whether `sitemap.xml` is written, and what it says. It needs `base_url`.", "sitemap:\n  changefreq: weekly\n  priority: \"0.5\"\n  overrides:\n    - files: \"api/**\"\n      priority: \"0.3\"";
    "sitemap.changefreq" "`always`, `hourly`, `daily`, `weekly`, `monthly`, `yearly` or `never`" = "", "How often pages change.";
    "sitemap.priority" "number from 0 to 1" = "", "How important pages are within the site.";
    "sitemap.overrides" "list" = "", "Other values for some pages; the last match wins.";
    "sitemap.overrides[].files" "pattern or list of patterns" = "", "The pages, relative to this file.";
    "sitemap.overrides[].changefreq" "as above" = "", "How often they change.";
    "sitemap.overrides[].priority" "as above" = "", "How important they are.";
    "redirects" "list" = "", "Extra forms in which redirects are written for a host, besides a page each: `netlify` (`_redirects`), `nginx` (a map) and `web.config` (IIS).", "redirects: [netlify]";
}

/// The row of a path.
pub(super) fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// The names that may stand directly below a path (`""` for the top), `*` included.
pub(super) fn names(prefix: &str) -> impl Iterator<Item = &'static str> {
    let prefix = SAME.iter().find(|(place, _)| *place == prefix).map_or(prefix, |(_, same)| same).to_owned();
    KEYS.iter().filter_map(move |key| {
        let rest = if prefix.is_empty() { key.path } else { key.path.strip_prefix(&prefix)?.strip_prefix('.')? };
        (!rest.contains(['.', '['])).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_parent_and_words() {
        for key in KEYS {
            assert!(!key.doc.is_empty() && key.doc.ends_with('.'), "{}", key.path);
            assert_eq!(KEYS.iter().filter(|other| other.path == key.path).count(), 1, "{}", key.path);
            assert_eq!(key.is_top(), key.example.is_some(), "{}", key.path);
            if let Some((parent, _)) = key.path.rsplit_once('.') {
                assert!(find(parent.trim_end_matches("[]")).is_some(), "{}", key.path);
            }
        }
    }

    #[test]
    fn places_share_their_names() {
        assert_eq!(names("roots[].content[]").collect::<Vec<_>>(), ["files", "exclude", "src", "dest", "case", "dot"]);
        assert!(names("").any(|name| name == "title"));
    }
}
