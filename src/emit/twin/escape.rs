//! Text as Markdown that means the same.

use crate::emit::html::Tag;

/// Words with blanks collapsed and signs that would be markup escaped.
pub(super) fn push_words(line: &mut String, text: &str) {
    let mut before = line.chars().next_back();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_whitespace() && c != '\u{a0}' {
            if before.is_some_and(|c| !c.is_whitespace()) {
                line.push(' ');
            }
            before = Some(' ');
            continue;
        }
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '*' | '`' | '[' | ']' | '<' => true,
            '_' => !(word(before) && word(rest.peek().copied())),
            '#' | '-' | '+' | '>' => line.trim_start().is_empty(),
            '.' | ')' => {
                let number = line.trim_start();
                !number.is_empty() && number.len() < 10 && number.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        if special {
            line.push('\\');
        }
        line.push(c);
        before = Some(c);
    }
}

/// The language of a code element, by its class.
pub(super) fn language_of(tag: &Tag<'_>) -> String {
    let class = tag.get("class").unwrap_or_default();
    class.split(' ').find_map(|class| class.strip_prefix("lang-")).unwrap_or("").to_owned()
}

/// Code in a line, between as many backticks as it needs.
pub(super) fn fenced_inline(code: &str) -> String {
    let run = longest_run(code);
    let fence = "`".repeat(if run == 0 { 1 } else { run + 1 });
    if run > 0 { format!("{fence} {code} {fence}") } else { format!("{fence}{code}{fence}") }
}

/// The longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Whether elements of this name stand in a line of text.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "i"
            | "em"
            | "strong"
            | "code"
            | "span"
            | "sub"
            | "sup"
            | "kbd"
            | "mark"
            | "del"
            | "s"
            | "ins"
            | "u"
            | "small"
            | "abbr"
            | "cite"
            | "q"
            | "samp"
            | "var"
            | "time"
            | "label"
            | "math"
            | "bdo"
            | "bdi"
            | "wbr"
            | "img"
            | "br"
            | "input"
    )
}
