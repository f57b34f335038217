//! Characters that YAML forbids, such as a stray delete character out of a code generator.

use std::borrow::Cow;

use super::{MAX_PROBLEMS, Problem, ProblemKind};

/// Whether YAML permits a character (`c-printable`, YAML 1.2 section 5.1).
fn is_printable(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}')
        || matches!(character, '\t' | '\n' | '\r' | '\u{85}')
}

/// The text with a blank in place of each forbidden character, and a problem for each. One such character
/// would otherwise stop the parser and hide the rest of the file. All byte offsets stay the same.
pub(super) fn clean(text: &str, base: usize) -> (Cow<'_, str>, Vec<Problem>) {
    if text.chars().all(is_printable) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut clean = String::with_capacity(text.len());
    let mut problems = Vec::new();
    for (at, character) in text.char_indices() {
        if is_printable(character) {
            clean.push(character);
            continue;
        }
        let length = character.len_utf8();
        clean.push(match length {
            1 => ' ',
            2 => '\u{a0}',
            _ => '\u{fffd}',
        });
        if problems.len() < MAX_PROBLEMS {
            let message = format!("the control character U+{:04X} is read as a blank; delete it", u32::from(character));
            problems.push(Problem::new(ProblemKind::Unprintable, message, base + at..base + at + length));
        }
    }
    (Cow::Owned(clean), problems)
}
