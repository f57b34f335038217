//! Severities by code, in the forms of `skilt.yml` and `docfx.json`.

use super::Rule;
use super::document::{Document, Pattern};
use crate::base::{CODES, Code, Severity, nearest};
use crate::syntax::glob::GlobOptions;
use crate::syntax::yaml::{Node, Text, Value};

/// A rule with its pattern as written.
#[derive(Debug, Clone)]
pub(super) struct RuleSpec {
    pub(super) code: &'static Code,
    pub(super) files: Option<Pattern>,
    pub(super) severity: Severity,
}

impl RuleSpec {
    pub(super) fn rule(&self) -> Rule {
        Rule {
            code: self.code,
            files: self.files.as_ref().map(|pattern| pattern.glob.clone()),
            severity: self.severity,
        }
    }
}

/// Names of DocFX for problems that skilt does not have (DocFX behaviour, section 7): accepted and without effect.
const WITHOUT_EFFECT: &[&str] = &[
    "unknown-language-code",
    "not-notebook-content",
    "multiple-tags-with-same-name",
    "FileNamesMaxLengthExceeded",
    "InvalidOverwriteDocument",
    "OverwriteDocumentMergeError",
    "InvalidMarkdownFragments",
    "InvalidYamlCodeBlockLanguage",
    "ReferencedXrefPropertyNotString",
    "FailedToLoadAnalyzer",
    "FailedToResolveAnalyzer",
    "FatalError",
    "TooManyWarnings",
    "InvalidInlineCodeSnippet",
    "MissingNewLineBelowSectionHeader",
    "InvalidOPaths",
    "DuplicateOPaths",
    "UnknownUriTemplatePipeline",
    "InvalidTagParametersConfig",
    "InvalidTaggedPropertyType",
    "InvalidPropertyFormat",
    "InvalidCref",
    "InvalidXmlComment",
    "CodeNotFound",
    "InvalidAssemblyReference",
];

/// Reads `rules`: a mapping of codes to severities, or a list of entries.
pub(super) fn read(document: &mut Document, map: &Node) -> Vec<RuleSpec> {
    let Some(node) = map.get_ci("rules").filter(|node| !node.is_null()) else { return Vec::new() };
    match &node.value {
        Value::Map(rules) => rules
            .entries
            .iter()
            .filter_map(|entry| {
                let code = code(document, &Text { text: &entry.key, span: entry.key_span.clone() });
                let severity = severity(document, &entry.value);
                Some(RuleSpec { code: code?, files: None, severity: severity? })
            })
            .collect(),
        Value::List(items) => items.iter().flat_map(|item| entry(document, item)).collect(),
        Value::Scalar(_) => {
            document.wrong(node, "rules", "a mapping or a list");
            Vec::new()
        }
    }
}

fn entry(document: &mut Document, item: &Node) -> Vec<RuleSpec> {
    let name = document.text(item, "code");
    let level = item.get("severity");
    let (Some(name), Some(level)) = (name, level) else {
        let range = item.span.start..item.span.start + 1;
        document.error(
            &range,
            "a rule needs `code` and `severity`",
            "add both, as in `code: page-orphan` and `severity: off`",
        );
        return Vec::new();
    };
    let (Some(code), Some(severity)) = (code(document, &name), severity(document, level)) else { return Vec::new() };
    let texts = document.texts(item, "files");
    if texts.is_empty() {
        return vec![RuleSpec { code, files: None, severity }];
    }
    let patterns = document.patterns(&texts, GlobOptions::default());
    patterns.into_iter().map(|pattern| RuleSpec { code, files: Some(pattern), severity }).collect()
}

fn code(document: &mut Document, name: &Text<'_>) -> Option<&'static Code> {
    let code = Code::find(name.text);
    if code.is_none() && !WITHOUT_EFFECT.iter().any(|word| word.eq_ignore_ascii_case(name.text)) {
        let words = CODES.iter().flat_map(|code| std::iter::once(code.name).chain(code.aliases.iter().copied()));
        let help = match nearest(name.text, words) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`skilt explain` lists the codes".to_owned(),
        };
        document.warning(&name.span, format!("there is no diagnostic `{}`", name.text), help);
    }
    code
}

fn severity(document: &mut Document, node: &Node) -> Option<Severity> {
    let word = node.trimmed();
    // YAML readers of other tools take `off` for false, hence people write either.
    let severity = word.as_ref().and_then(|word| match word.text {
        "false" => Some(Severity::Off),
        text => Severity::parse(text),
    });
    if severity.is_none() {
        let written = word.map_or("this", |word| word.text);
        document.error(
            &node.span,
            format!("`{written}` is no severity"),
            "write `off`, `info`, `suggestion`, `warning` or `error`",
        );
    }
    severity
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_and_names_of_docfx() {
        let yaml =
            "rules:\n  InvalidFileLink: error\n  invalidcref: warning\n  page-orfan: off\n  uid-duplicate: loud\n";
        let (mut document, node) = Document::parse("skilt.yml", yaml.to_owned());
        let rules = read(&mut document, &node.expect("readable"));
        assert_eq!(rules.len(), 1);
        assert_eq!((rules[0].code.name, rules[0].severity), ("link-file-missing", Severity::Error));
        let problems: Vec<_> =
            document.problems.iter().map(|p| (p.message.as_str(), p.help.as_deref().unwrap_or(""))).collect();
        assert_eq!(
            problems,
            [
                ("there is no diagnostic `page-orfan`", "did you mean `page-orphan`?"),
                ("`loud` is no severity", "write `off`, `info`, `suggestion`, `warning` or `error`"),
            ]
        );
    }

    #[test]
    fn a_list_limits_rules_to_files() {
        let yaml = "rules:\n  - {code: page-orphan, files: [a/**, b/**], severity: false}\n  - code: x\n";
        let (mut document, node) = Document::parse("skilt.yml", yaml.to_owned());
        assert_eq!(read(&mut document, &node.expect("readable")).len(), 2);
        assert_eq!(document.problems.len(), 1);
    }
}
