//! The word after a code fence: which language it names, by which grammar it is read, which marks it carries.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// What the first word of a fence's info string means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Language {
    /// One lower-case word for the `lang-` class, the same for all spellings of a language (`cs`, `C#` and `csharp`
    /// give `csharp`). Of an unknown language it is the word itself, with other signs than letters, digits, `+`,
    /// `-` and `.` replaced by `-`. Empty when the fence names no language.
    pub id: String,
    /// The name to show a reader, `C#` or `CRMScript`. Empty when there is nothing worth showing.
    pub label: String,
    /// The code can be run by the reader: a trailing `!`, or Microsoft's `-interactive` ending.
    pub interactive: bool,
    /// The code is an answer rather than a question: a trailing `_`.
    pub response: bool,
    /// The word names a language or one of the plain kinds (`text`, `output`, `none`). A fence without a word is known.
    pub known: bool,
}

/// Resolves the first word of an info string. Letter case, a `lang-` or `language-` start, and the trailing marks
/// `!`, `_` and `-interactive` do not change which language is found. Never fails.
pub fn language(info: &str) -> Language {
    resolve(info).0
}

/// An index into [`Grammars`].
pub(super) type GrammarId = u16;

/// One row per language that writers name in several ways, or whose name needs a better label than its grammar has.
struct Row {
    /// Lower-case spellings. The first is the id.
    words: &'static [&'static str],
    label: &'static str,
    /// The grammar's own name; empty for text that is never coloured.
    grammar: &'static str,
}

const fn row(words: &'static [&'static str], label: &'static str, grammar: &'static str) -> Row {
    Row { words, label, grammar }
}

const ROWS: &[Row] = &[
    row(&["text", "txt", "plain", "plaintext", "none", "nohighlight", "no-highlight", "raw"], "", ""),
    row(&["output", "result", "syntax"], "", ""),
    row(&["mermaid"], "Mermaid", ""),
    row(&["ebnf", "abnf", "bnf"], "EBNF", ""),
    row(&["csharp", "cs", "c#", "csx"], "C#", "C#"),
    row(&["fsharp", "fs", "f#", "fsx"], "F#", "F#"),
    row(&["vb", "vbnet", "vb.net", "visualbasic", "vbscript", "vbs", "vba", "bas"], "Visual Basic", "Visual Basic"),
    row(&["cpp", "c++", "cc", "cxx", "hpp", "h++"], "C++", "C++"),
    row(&["c", "h"], "C", "C"),
    row(&["crmscript", "ejscript", "crm-script"], "CRMScript", "CRMScript"),
    row(&["http", "https", "rest"], "HTTP", "HTTP"),
    row(&["json", "jsonc", "json5", "jsonl", "webmanifest"], "JSON", "JSON"),
    row(&["javascript", "js", "node", "ecmascript"], "JavaScript", "JavaScript"),
    row(&["jsx", "mjs", "cjs"], "JavaScript", "JavaScript (Babel)"),
    row(&["typescript", "ts", "mts", "cts"], "TypeScript", "TypeScript"),
    row(&["tsx"], "TSX", "TypeScriptReact"),
    row(&["xml", "xsl", "xslt", "xsd", "wsdl", "config", "csproj", "vbproj", "resx", "svg", "soap"], "XML", "XML"),
    row(&["xaml"], "XAML", "XML"),
    row(&["html", "htm", "xhtml"], "HTML", "HTML"),
    row(&["razor", "cshtml", "aspx", "aspx-csharp", "aspx-cs"], "Razor", "HTML"),
    row(&["css"], "CSS", "CSS"),
    row(&["bat", "batch", "dos", "cmd", "batchfile"], "Batch", "Batch File"),
    row(&["bash", "sh", "shell", "zsh", "ksh"], "Shell", "Bourne Again Shell (bash)"),
    row(&["console", "shell-session", "shellsession", "sh-session", "terminal"], "Shell", "Bourne Again Shell (bash)"),
    row(&["azurecli", "az"], "Azure CLI", "Bourne Again Shell (bash)"),
    row(&["dotnetcli"], ".NET CLI", "Bourne Again Shell (bash)"),
    row(&["powershell", "ps", "ps1", "pwsh", "posh"], "PowerShell", "PowerShell"),
    row(&["azurepowershell"], "Azure PowerShell", "PowerShell"),
    row(&["sql", "tsql", "t-sql", "mssql", "plsql", "mysql", "pgsql", "postgresql"], "SQL", "SQL"),
    row(&["yaml", "yml"], "YAML", "YAML"),
    row(&["toml"], "TOML", "TOML"),
    row(&["ini", "properties-file", "editorconfig"], "INI", "INI"),
    row(&["markdown", "md", "mdx"], "Markdown", "Markdown"),
    row(&["diff", "patch"], "Diff", "Diff"),
    row(&["python", "py", "python3"], "Python", "Python"),
    row(&["java"], "Java", "Java"),
    row(&["kotlin", "kt", "kts"], "Kotlin", "Kotlin"),
    row(&["swift"], "Swift", "Swift"),
    row(&["objectivec", "objective-c", "objc", "obj-c"], "Objective-C", "Objective-C"),
    row(&["go", "golang"], "Go", "Go"),
    row(&["rust", "rs"], "Rust", "Rust"),
    row(&["ruby", "rb"], "Ruby", "Ruby"),
    row(&["php"], "PHP", "PHP Source"),
    row(&["makefile", "make", "mk"], "Makefile", "Makefile"),
    row(&["dockerfile", "docker"], "Dockerfile", "Dockerfile"),
    row(&["graphql", "gql"], "GraphQL", "GraphQL"),
    row(&["protobuf", "proto"], "Protocol Buffers", "Protocol Buffer"),
    row(&["terraform", "tf", "hcl"], "Terraform", "Terraform"),
    row(&["latex", "tex", "math", "katex"], "LaTeX", "LaTeX"),
    row(&["r"], "R", "R"),
    row(&["vue"], "Vue", "Vue Component"),
];

/// All grammars: the project's own first, then two-face's, each set with its own numbering of contexts.
pub(super) struct Grammars {
    own: SyntaxSet,
    stock: SyntaxSet,
    /// Lower-case names and file endings of the grammars, for the languages that have no row.
    by_word: BTreeMap<String, GrammarId>,
    /// Exact names, for the rows.
    by_name: BTreeMap<String, GrammarId>,
    /// Row numbers by spelling.
    rows: BTreeMap<&'static str, usize>,
}

/// The grammars, unpacked when first asked for and then kept (about 2 ms).
pub(super) fn grammars() -> &'static Grammars {
    static CELL: OnceLock<Grammars> = OnceLock::new();
    CELL.get_or_init(|| {
        let own = syntect::dumps::from_uncompressed_data(include_bytes!("grammars.packdump")).unwrap_or_default();
        Grammars::new(own, two_face::syntax::extra_newlines())
    })
}

impl Grammars {
    fn new(own: SyntaxSet, stock: SyntaxSet) -> Self {
        let mut by_word = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        let all = || own.syntaxes().iter().chain(stock.syntaxes());
        for (syntax, id) in all().zip(0..) {
            by_name.entry(syntax.name.clone()).or_insert(id);
            if !syntax.hidden {
                by_word.entry(syntax.name.to_lowercase().replace(' ', "-")).or_insert(id);
            }
        }
        for (syntax, id) in all().zip(0..) {
            let endings = syntax.file_extensions.iter().filter(|ending| ending.len() > 1);
            for ending in endings.filter(|_| !syntax.hidden) {
                by_word.entry(ending.to_lowercase()).or_insert(id);
            }
        }
        let rows =
            ROWS.iter().enumerate().flat_map(|(at, row)| row.words.iter().map(move |word| (*word, at))).collect();
        Self { own, stock, by_word, by_name, rows }
    }

    /// The grammar and the set it belongs to.
    pub(super) fn get(&self, id: GrammarId) -> Option<(&SyntaxReference, &SyntaxSet)> {
        let at = usize::from(id);
        let own = self.own.syntaxes();
        match own.get(at) {
            Some(syntax) => Some((syntax, &self.own)),
            None => self.stock.syntaxes().get(at - own.len()).map(|syntax| (syntax, &self.stock)),
        }
    }

    /// How many grammars there are; ids count from 0.
    #[cfg(test)]
    pub(super) fn len(&self) -> GrammarId {
        (self.own.syntaxes().len() + self.stock.syntaxes().len()) as GrammarId
    }
}

/// The language of a fence's word, and the grammar that reads it, if it has one.
pub(super) fn resolve(info: &str) -> (Language, Option<GrammarId>) {
    let written = info.split([' ', '\t', ',', '{']).find(|word| !word.is_empty()).unwrap_or("");
    let (word, interactive, response) = split_marks(written);
    let lower = word.to_lowercase();
    let lower = lower.strip_prefix("language-").or(lower.strip_prefix("lang-")).unwrap_or(&lower);
    let named = |id: &str, label: &str, known| Language {
        id: id.to_owned(),
        label: label.to_owned(),
        interactive,
        response,
        known,
    };
    if lower.is_empty() {
        return (named("", "", true), None);
    }
    let grammars = grammars();
    if let Some(row) = grammars.rows.get(lower).and_then(|at| ROWS.get(*at)) {
        let id = row.words.first().copied().unwrap_or(lower);
        return (named(id, row.label, true), grammars.by_name.get(row.grammar).copied());
    }
    let id: String = lower.chars().map(class_sign).collect();
    match grammars.by_word.get(lower) {
        Some(grammar) => {
            let label = grammars.get(*grammar).map_or(word, |(syntax, _)| &syntax.name);
            (named(&id, label, true), Some(*grammar))
        }
        None => (named(&id, word, false), None),
    }
}

fn class_sign(sign: char) -> char {
    if sign.is_alphanumeric() || matches!(sign, '+' | '-' | '.') { sign } else { '-' }
}

/// Takes the trailing marks off: the word, whether it is interactive, whether it is a response.
fn split_marks(written: &str) -> (&str, bool, bool) {
    let (mut word, mut interactive, mut response) = (written, false, false);
    loop {
        if let Some(rest) = word.strip_suffix('!') {
            (word, interactive) = (rest, true);
        } else if let Some(rest) = word.strip_suffix('_') {
            (word, response) = (rest, true);
        } else {
            break;
        }
    }
    if let Some(cut) = word.len().checked_sub("-interactive".len())
        && word.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case("-interactive"))
    {
        (word, interactive) = (word.get(..cut).unwrap_or(word), true);
    }
    (word, interactive, response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(info: &str) -> (String, String, bool) {
        let found = language(info);
        (found.id, found.label, found.known)
    }

    #[test]
    fn spellings_of_a_language_share_id_and_label() {
        for word in ["csharp", "cs", "C#", "c#", "CSharp", "lang-csharp", "language-cs", "csharp title=x"] {
            assert_eq!(brief(word), ("csharp".into(), "C#".into(), true), "{word}");
        }
        for word in ["jsonc", "json5", "JSON"] {
            assert_eq!(brief(word), ("json".into(), "JSON".into(), true), "{word}");
        }
        assert_eq!(brief("SQL"), ("sql".into(), "SQL".into(), true));
        assert_eq!(brief("c++"), ("cpp".into(), "C++".into(), true));
    }

    #[test]
    fn marks_are_taken_off() {
        let request = language("http!");
        assert_eq!((request.id.as_str(), request.interactive, request.response), ("http", true, false));
        let response = language("http_");
        assert_eq!((response.id.as_str(), response.interactive, response.response), ("http", false, true));
        assert!(language("azurecli-interactive").interactive);
        assert_eq!(language("azurecli-Interactive").id, "azurecli");
        assert_eq!(language("crmscript!").label, "CRMScript");
        assert_eq!(language("!"), Language { interactive: true, known: true, ..Language::default() });
    }

    #[test]
    fn plain_kinds_are_known_and_typing_errors_are_not() {
        for word in ["text", "none", "Output", "plaintext", ""] {
            assert_eq!((resolve(word).1, resolve(word).0.known), (None, true), "{word}");
        }
        for word in ["ouput", "serilog", "cppcpp", "\u{fffd}\u{0}", "æøå-interactive"] {
            assert_eq!((resolve(word).1, resolve(word).0.known), (None, false), "{word}");
        }
        assert_eq!(brief("a<b>"), ("a-b-".into(), "a<b>".into(), false));
    }

    #[test]
    fn every_row_with_a_grammar_finds_it() {
        for row in ROWS {
            for word in row.words {
                let (found, grammar) = resolve(word);
                assert_eq!(found.label, row.label, "{word}");
                assert_eq!(grammar.is_some(), !row.grammar.is_empty(), "{word}");
            }
        }
    }

    #[test]
    fn grammars_without_a_row_are_found_by_name_and_ending() {
        assert_eq!(brief("lua"), ("lua".into(), "Lua".into(), true));
        assert_eq!(brief("nginx"), ("nginx".into(), "nginx".into(), true));
        assert_eq!(brief("scss"), ("scss".into(), "SCSS".into(), true));
    }
}
