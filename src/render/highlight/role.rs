//! From a grammar's scopes to the few roles that a theme colours.

use std::sync::OnceLock;

use syntect::parsing::Scope;

/// What a piece of code is to a reader. Grammars tell hundreds of scopes apart; a page needs no more than these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    Keyword,
    Text,
    Number,
    Type,
    Function,
    Comment,
    Punctuation,
    Inserted,
    Deleted,
}

impl Role {
    /// The class of the span; empty for code without a span.
    pub(super) fn class(self) -> &'static str {
        match self {
            Role::Plain => "",
            Role::Keyword => "k",
            Role::Text => "s",
            Role::Number => "n",
            Role::Type => "t",
            Role::Function => "f",
            Role::Comment => "c",
            Role::Punctuation => "p",
            Role::Inserted => "i",
            Role::Deleted => "d",
        }
    }
}

/// What one scope says about the token it surrounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Is(Role),
    /// `and` is a keyword where `&&` is punctuation: the token's text decides.
    Operator,
    /// A string, unless the scope around it says that it is a key.
    String,
    /// Says nothing: the next scope outward is asked.
    Outward,
}

/// Scope prefixes and what they mean; of several that fit, the one with most atoms counts.
const RULES: &[(&str, Rule)] = &[
    ("source", Rule::Is(Role::Plain)),
    ("text", Rule::Is(Role::Plain)),
    ("embedding", Rule::Is(Role::Plain)),
    ("meta.interpolation", Rule::Is(Role::Plain)),
    ("meta.template.expression", Rule::Is(Role::Plain)),
    ("meta.embedded", Rule::Is(Role::Plain)),
    ("comment", Rule::Is(Role::Comment)),
    ("keyword", Rule::Is(Role::Keyword)),
    ("keyword.operator", Rule::Operator),
    ("keyword.other.unit", Rule::Is(Role::Number)),
    ("storage", Rule::Is(Role::Keyword)),
    ("storage.type.numeric", Rule::Is(Role::Number)),
    ("variable.language", Rule::Is(Role::Keyword)),
    ("variable.function", Rule::Is(Role::Function)),
    ("variable.annotation", Rule::Is(Role::Type)),
    ("constant", Rule::Is(Role::Number)),
    ("string", Rule::String),
    ("entity.name", Rule::Is(Role::Type)),
    ("entity.name.function", Rule::Is(Role::Function)),
    ("entity.name.label", Rule::Is(Role::Plain)),
    ("entity.name.constant", Rule::Is(Role::Number)),
    ("entity.name.tag", Rule::Is(Role::Keyword)),
    ("entity.name.tag.yaml", Rule::Is(Role::Type)),
    ("entity.name.tag.toml", Rule::Is(Role::Type)),
    ("entity.name.section", Rule::Is(Role::Keyword)),
    ("entity.name.variable", Rule::Is(Role::Plain)),
    ("entity.other.attribute-name", Rule::Is(Role::Type)),
    ("entity.other.inherited-class", Rule::Is(Role::Type)),
    ("support", Rule::Is(Role::Type)),
    ("support.function", Rule::Is(Role::Function)),
    ("support.macro", Rule::Is(Role::Function)),
    ("support.variable", Rule::Outward),
    ("support.constant", Rule::Is(Role::Number)),
    ("punctuation", Rule::Is(Role::Punctuation)),
    ("punctuation.definition", Rule::Outward),
    ("punctuation.definition.tag", Rule::Is(Role::Punctuation)),
    ("punctuation.definition.block", Rule::Is(Role::Punctuation)),
    ("punctuation.definition.group", Rule::Is(Role::Punctuation)),
    ("punctuation.definition.generic", Rule::Is(Role::Punctuation)),
    ("markup.heading", Rule::Is(Role::Keyword)),
    ("markup.raw", Rule::Is(Role::Text)),
    ("markup.underline.link", Rule::Is(Role::Text)),
    ("markup.quote", Rule::Is(Role::Comment)),
    ("markup.inserted", Rule::Is(Role::Inserted)),
    ("markup.deleted", Rule::Is(Role::Deleted)),
    ("meta.diff.range", Rule::Is(Role::Type)),
    ("meta.diff.header", Rule::Is(Role::Keyword)),
];

struct Table {
    /// The rules by the first atom of their prefix, most atoms first: every token asks several times.
    rules: Vec<(Scope, Vec<(Scope, Rule)>)>,
    /// Scopes that make the string inside them the name of a field: the keys of JSON.
    keys: Vec<Scope>,
}

fn table() -> &'static Table {
    static CELL: OnceLock<Table> = OnceLock::new();
    CELL.get_or_init(|| {
        let scope = |text: &str| Scope::new(text).unwrap_or_default();
        let mut rules: Vec<(Scope, Vec<(Scope, Rule)>)> = Vec::new();
        for (text, rule) in RULES {
            let first = scope(text.split('.').next().unwrap_or(text));
            match rules.iter_mut().find(|(atom, _)| *atom == first) {
                Some((_, group)) => group.push((scope(text), *rule)),
                None => rules.push((first, vec![(scope(text), *rule)])),
            }
        }
        for (_, group) in &mut rules {
            group.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        }
        Table { rules, keys: vec![scope("meta.mapping.key"), scope("meta.structure.dictionary.key")] }
    })
}

/// The role of a token inside these scopes (outermost first). The innermost scope that has an opinion decides.
pub(super) fn role(scopes: &[Scope], token: &str) -> Role {
    let table = table();
    for (at, scope) in scopes.iter().enumerate().rev() {
        let group = table.rules.iter().find(|(atom, _)| atom.is_prefix_of(*scope)).map(|(_, group)| group);
        let rule = group.and_then(|group| group.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)));
        match rule.map_or(Rule::Outward, |(_, rule)| *rule) {
            Rule::Is(role) => return role,
            Rule::Operator => {
                let word = token.trim().starts_with(|sign: char| sign.is_alphabetic());
                return if word { Role::Keyword } else { Role::Punctuation };
            }
            Rule::String => {
                let around = at.checked_sub(1).and_then(|outer| scopes.get(outer));
                let key = around.is_some_and(|outer| table.keys.iter().any(|key| key.is_prefix_of(*outer)));
                return if key { Role::Type } else { Role::Text };
            }
            Rule::Outward => {}
        }
    }
    Role::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(stack: &str, token: &str) -> Role {
        let scopes: Vec<Scope> = stack.split(' ').filter_map(|text| Scope::new(text).ok()).collect();
        role(&scopes, token)
    }

    #[test]
    fn the_innermost_opinion_counts() {
        assert_eq!(of("source.cs string.quoted.double.cs", "a"), Role::Text);
        assert_eq!(of("source.cs string.quoted.double.cs punctuation.definition.string.begin.cs", "\""), Role::Text);
        assert_eq!(of("source.cs string.quoted.double.cs constant.character.escape.cs", "\\n"), Role::Number);
        assert_eq!(of("source.js string.quoted.js meta.interpolation.js source.js.embedded", "x"), Role::Plain);
        assert_eq!(of("text.plain", "x"), Role::Plain);
        assert_eq!(of("", "x"), Role::Plain);
    }

    #[test]
    fn operators_that_are_words_are_keywords() {
        assert_eq!(of("source.python keyword.operator.logical.python", "and"), Role::Keyword);
        assert_eq!(of("source.js keyword.operator.logical.js", "&&"), Role::Punctuation);
    }

    #[test]
    fn keys_of_json_are_names_of_fields() {
        assert_eq!(of("source.json meta.mapping.key.json string.quoted.double.json", "a"), Role::Type);
        assert_eq!(of("source.json meta.mapping.value.json string.quoted.double.json", "a"), Role::Text);
    }
}
