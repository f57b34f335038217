//! Which languages there are, and how each marks a region of its source.

/// A way to mark the start and the end of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// A comment that holds `<tag>` or `</tag>`: what begins the comment, and what ends it.
    Comment(&'static str, &'static str),
    /// `#region tag` and `#endregion`, which pair like brackets.
    Region,
}

const SLASHES: Marker = Marker::Comment("//", "");
const QUOTE: Marker = Marker::Comment("'", "");
const MARKUP: Marker = Marker::Comment("<!--", "-->");
const DASHES: Marker = Marker::Comment("--", "");
const HASH: Marker = Marker::Comment("#", "");
const REM: Marker = Marker::Comment("rem", "");
const PERCENT: Marker = Marker::Comment("%", "");
const SEMICOLON: Marker = Marker::Comment(";", "");
const STARS: Marker = Marker::Comment("/*", "*/");
const REGION: Marker = Marker::Region;

/// Every marker, in the order in which an unknown language tries them.
const ALL: &[Marker] = &[QUOTE, SLASHES, MARKUP, DASHES, HASH, REM, REGION, PERCENT, SEMICOLON, STARS];

struct Language {
    name: &'static str,
    aliases: &'static [&'static str],
    markers: &'static [Marker],
}

const fn language(name: &'static str, aliases: &'static [&'static str], markers: &'static [Marker]) -> Language {
    Language { name, aliases, markers }
}

/// The table of DocFX, and after it the languages that DocFX has no entry for.
const LANGUAGES: &[Language] = &[
    language("actionscript", &["as"], &[SLASHES]),
    language("arduino", &["ino"], &[SLASHES]),
    language("assembly", &["nasm", "asm"], &[SLASHES]),
    language("batchfile", &["bat", "cmd"], &[REM]),
    language("css", &[], &[STARS]),
    language("cpp", &["c", "c++", "objective-c", "obj-c", "objc", "objectivec", "h", "hpp", "cc", "m"], &[SLASHES]),
    language("csharp", &["cs"], &[SLASHES, REGION]),
    language("cuda", &["cu", "cuh"], &[SLASHES]),
    language("d", &["dlang"], &[SLASHES]),
    language("erlang", &["erl"], &[PERCENT]),
    language("fsharp", &["fs", "fsi", "fsx"], &[SLASHES]),
    language("go", &["golang"], &[SLASHES]),
    language("handlebars", &["hbs"], &[MARKUP]),
    language("haskell", &["hs"], &[DASHES]),
    language("html", &["jsp", "asp", "aspx", "ascx"], &[MARKUP]),
    language("cshtml", &["aspx-cs", "aspx-csharp"], &[SLASHES, MARKUP, REGION]),
    language("vbhtml", &["aspx-vb"], &[QUOTE, MARKUP, REGION]),
    language("java", &["gradle"], &[SLASHES]),
    language("javascript", &["js", "node", "json"], &[SLASHES]),
    language("lisp", &["lsp"], &[SEMICOLON]),
    language("lua", &[], &[DASHES]),
    language("matlab", &[], &[PERCENT]),
    language("pascal", &["pas"], &[SLASHES]),
    language("perl", &["pl"], &[HASH]),
    language("php", &[], &[SLASHES, MARKUP]),
    language("powershell", &["posh", "ps1"], &[HASH]),
    language("processing", &["pde"], &[SLASHES]),
    language("python", &["py"], &[HASH]),
    language("r", &[], &[HASH]),
    language("react", &["tsx"], &[SLASHES, MARKUP]),
    language("ruby", &["ru", "erb", "rb"], &[MARKUP, HASH]),
    language("rust", &["rs"], &[SLASHES]),
    language("scala", &[], &[SLASHES]),
    language("shell", &["sh", "bash"], &[HASH]),
    language("smalltalk", &["st"], &[SLASHES]),
    language("sql", &[], &[DASHES]),
    language("swift", &[], &[SLASHES]),
    language("typescript", &["ts"], &[SLASHES]),
    language("xaml", &[], &[MARKUP]),
    language("xml", &["xsl", "xslt", "xsd", "wsdl", "csdl", "edmx"], &[MARKUP]),
    language("vb", &["vbnet", "vbscript", "bas", "vbs", "vba"], &[QUOTE, REGION]),
    language("markdown", &["md"], &[MARKUP]),
    language("yaml", &["yml"], &[HASH]),
    language("toml", &[], &[HASH]),
    language("dockerfile", &[], &[HASH]),
    language("kotlin", &["kt", "kts"], &[SLASHES]),
    language("dart", &[], &[SLASHES]),
];

fn find(word: &str) -> Option<&'static Language> {
    let word = word.strip_prefix('.').unwrap_or(word);
    LANGUAGES.iter().find(|language| {
        language.name.eq_ignore_ascii_case(word)
            || language.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word))
    })
}

/// The markers to try for a language or a file extension, in order. Where the language is unknown, all are tried.
pub(super) fn markers(language_or_extension: &str) -> &'static [Marker] {
    find(language_or_extension).map_or(ALL, |language| language.markers)
}

/// Whether the markers of a language or file extension are known, with or without a leading dot, in any case. DocFX
/// reports `unknown-language-code` for a tag in any other language.
pub fn is_known_language(language_or_extension: &str) -> bool {
    find(language_or_extension).is_some()
}

/// The name that DocFX gives the code of a file with this extension (with or without its dot) in a `:::code` block.
/// Nothing for an extension that it does not know.
pub fn language_of_extension(extension: &str) -> Option<&'static str> {
    find(extension).map(|language| language.name)
}
