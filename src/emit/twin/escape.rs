//! Text as Markdown that means the same.

use crate::emit::html::Tag;

/// Words with blanks collapsed and signs that would be markup escaped.
pub(super) fn push_words(line: &mut String, text: &str) {
    let mut before = line.chars().next_back();
    let mut rest = text;
    loop {
        let (plain, behind) = rest.split_at(rest.bytes().position(|byte| !is_plain(byte)).unwrap_or(rest.len()));
        line.push_str(plain);
        before = plain.chars().next_back().or(before);
        let mut signs = behind.chars();
        let Some(c) = signs.next() else { return };
        rest = signs.as_str();
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
            '_' => !(word(before) && word(rest.chars().next())),
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

/// Whether a byte is a character that means itself wherever it stands.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b',' | b':' | b';' | b'/' | b'(' | b'"' | b'\'' | b'=' | b'?')
}

/// The language of a code element, by its class, or of a declaration, by its attribute.
pub(super) fn language_of(tag: &Tag<'_>) -> String {
    let class = tag.get("class").unwrap_or_default();
    let language = class.split(' ').find_map(|class| class.strip_prefix("lang-")).map(str::to_owned);
    language.or_else(|| Some(tag.get("data-lang")?.into_owned())).unwrap_or_default()
}

/// Code in a line, between as many backticks as it needs.
pub(super) fn fenced_inline(code: &str) -> String {
    let run = longest_run(code);
    let fence = "`".repeat(if run == 0 { 1 } else { run + 1 });
    if run > 0 { format!("{fence} {code} {fence}") } else { format!("{fence}{code}{fence}") }
}

/// The longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    match memchr::memchr(b'`', text.as_bytes()) {
        Some(first) => text[first..].split(|c| c != '`').map(str::len).max().unwrap_or(0),
        None => 0,
    }
}
