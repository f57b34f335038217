//! The scalars of YAML that `plain` reads, each on one line or, folded, on several.

use std::borrow::Cow;

/// A plain scalar on one line (YAML 1.2.2, section 7.3.3).
pub(super) fn plain(written: &str) -> Option<Cow<'_, str>> {
    let bytes = written.as_bytes();
    let first_is_free = match bytes[0] {
        b'-' => bytes.len() > 1 && bytes[1] != b' ',
        b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@'
        | b'`' | b'\t' => false,
        _ => true,
    };
    if !first_is_free || written.ends_with([':', '\t']) || written == "---" {
        return None;
    }
    if written == "null" || written == "~" {
        return Some(Cow::Borrowed(""));
    }
    let ambiguous = |pair: &[u8]| matches!(pair, [b':', b' ' | b'\t'] | [b' ' | b'\t', b'#']);
    (!bytes.windows(2).any(ambiguous)).then_some(Cow::Borrowed(written))
}

pub(super) fn single_quoted(written: &str) -> Option<Cow<'_, str>> {
    let inner = written.get(1..written.len().checked_sub(1)?)?;
    if !written.ends_with('\'') || written.len() < 2 {
        return None;
    }
    if !inner.contains('\'') {
        return Some(Cow::Borrowed(inner));
    }
    let halves = inner.replace("''", "");
    (!halves.contains('\'')).then(|| Cow::Owned(inner.replace("''", "'")))
}

/// A double-quoted scalar on one line with its escapes (YAML 1.2.2, section 5.7).
pub(super) fn double_quoted(written: &str) -> Option<Cow<'_, str>> {
    let inner = written.get(1..)?;
    let stop = memchr::memchr2(b'"', b'\\', inner.as_bytes())?;
    if inner.as_bytes()[stop] == b'"' {
        return (stop + 1 == inner.len()).then(|| Cow::Borrowed(&inner[..stop]));
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    loop {
        let stop = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
        text.push_str(&rest[..stop]);
        if rest.as_bytes()[stop] == b'"' {
            return (stop + 1 == rest.len()).then_some(Cow::Owned(text));
        }
        let escape = rest[stop + 1..].chars().next()?;
        rest = &rest[stop + 1 + escape.len_utf8()..];
        let digits = match escape {
            'n' => return_to(&mut text, '\n'),
            't' => return_to(&mut text, '\t'),
            'r' => return_to(&mut text, '\r'),
            '"' | '\\' | '/' | ' ' => return_to(&mut text, escape),
            '0' => return_to(&mut text, '\0'),
            'a' => return_to(&mut text, '\u{7}'),
            'b' => return_to(&mut text, '\u{8}'),
            'e' => return_to(&mut text, '\u{1b}'),
            'f' => return_to(&mut text, '\u{c}'),
            'v' => return_to(&mut text, '\u{b}'),
            'N' => return_to(&mut text, '\u{85}'),
            '_' => return_to(&mut text, '\u{a0}'),
            'L' => return_to(&mut text, '\u{2028}'),
            'P' => return_to(&mut text, '\u{2029}'),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return None,
        };
        if digits > 0 {
            let code = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
            text.push(char::from_u32(code)?);
            rest = &rest[digits..];
        }
    }
}

/// Adds a character that an escape stands for; no digits follow it.
fn return_to(text: &mut String, c: char) -> usize {
    text.push(c);
    0
}

/// Folds the lines of a `>` scalar (YAML 1.2.2, section 8.1.3): a line break becomes a space, but not beside lines
/// that are indented further, and blank lines stay line breaks.
pub(super) fn fold(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut blank = 0;
    let mut before: Option<bool> = None;
    for line in lines {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        let is_deeper = line.starts_with([' ', '\t']);
        let breaks = match before {
            None => blank,
            Some(was_deeper) if was_deeper || is_deeper => blank + 1,
            Some(_) => blank,
        };
        if breaks == 0 && before.is_some() {
            out.push(' ');
        }
        out.extend(std::iter::repeat_n('\n', breaks));
        out.push_str(line);
        before = Some(is_deeper);
        blank = 0;
    }
    out
}
