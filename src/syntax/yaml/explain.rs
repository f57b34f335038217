//! What the parser's errors mean to the author of the file, and the way out of each.

use std::ops::Range;

use granit_parser::ErrorKind;

/// Where the parser gave up.
pub(super) struct Place<'a> {
    /// The text that was parsed.
    pub(super) text: &'a str,
    /// The byte offset of the error in the text.
    pub(super) at: usize,
    /// Where the innermost open bracket stands, if one is open.
    pub(super) open: Option<usize>,
}

impl Place<'_> {
    fn character(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// The text of the line before the error.
    fn before(&self) -> &str {
        let before = &self.text[..self.at];
        &before[before.rfind(['\n', '\r']).map_or(0, |i| i + 1)..]
    }

    /// Whether a value starts at the error: after a colon, a dash, a bracket or a comma.
    fn starts_value(&self) -> bool {
        let before = self.before();
        let trimmed = before.trim_end();
        trimmed.len() < before.len() && trimmed.ends_with([':', '-']) || trimmed.ends_with(['[', ','])
    }

    /// The first tab from the line of the error on that stands before the text of its line. The parser notices some
    /// tabs only when the value they break off is complete, and points at the start of that value.
    fn indenting_tab(&self) -> Option<Range<usize>> {
        let mut start = self.at - self.before().len();
        for line in self.text.get(start..)?.split_inclusive('\n') {
            let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
            if let Some(tab) = blanks.find('\t') {
                return Some(start + tab..start + tab + 1);
            }
            start += line.len();
        }
        None
    }

    fn one_character(&self) -> Range<usize> {
        let length = self.character().filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        self.at..self.at + length
    }
}

/// The nearest character boundary at or before an offset.
pub(super) fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The range from `start` to the end of its line, without a trailing comment and blanks.
pub(super) fn rest_of_line(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let comment = line.match_indices('#').map(|(i, _)| i).find(|&i| line[..i].ends_with([' ', '\t']));
    start..start + line[..comment.unwrap_or(line.len())].trim_end().len()
}

/// How many bytes a colon and the blanks around it take at the start of a text.
pub(super) fn colon_and_blanks(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    text.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// The message for a value in double braces.
pub(super) fn template(source: &str) -> String {
    format!("`{source}` is a template's placeholder; fill it in, or put it in quotes")
}

/// The message for an error, and the range that it concerns.
pub(super) fn explain(kind: &ErrorKind, place: &Place<'_>) -> (String, Range<usize>) {
    use ErrorKind as E;
    let here = place.one_character();
    let character = place.character().unwrap_or(' ');
    if matches!(character, '@' | '`' | '%' | ',' | ']' | '}' | '!' | '&' | '*') && place.starts_value() {
        return (format!("a value that starts with `{character}` needs quotes"), here);
    }
    let message = match kind {
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            format!("the quote `{character}` is never closed; add one at the end of the value")
        }
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowSequenceSeparator
        | E::ExpectedFlowMappingSeparator
        | E::InvalidColonPlacement => return open_bracket(kind, place),
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape | E::InvalidUnicodeEscape => {
            return bad_escape(place);
        }
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabInPlainScalar => {
            let message = "a tab indents this line; YAML wants blanks there".to_owned();
            return (message, place.indenting_tab().unwrap_or(here));
        }
        E::MappingValueNotAllowed => colon(place),
        E::SimpleKeyExpected | E::ExpectedBlockMappingKey | E::InvalidSimpleKey => no_key(place),
        E::UnexpectedCharacter { character } => format!("a key or value that starts with `{character}` needs quotes"),
        _ => other(kind, character),
    };
    (message, here)
}

fn other(kind: &ErrorKind, character: char) -> String {
    use ErrorKind as E;
    let message = match kind {
        E::TabAtBlockScalarStart => "a tab indents the lines of this text; YAML wants blanks there",
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            "text follows the closing quote; put all of the value in one pair of quotes"
        }
        E::BlockSequenceEntryNotAllowed | E::InvalidBlockEntryWhitespace | E::BlockEntryInFlowCollection => {
            "a list item cannot start here; start it on a line of its own, or quote the value"
        }
        E::ExpectedBlockSequenceEntry => "this line stands among list items but does not start with `- `",
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => {
            "only `+`, `-` or a digit can follow `|` and `>`; start the text on the next line, or quote it"
        }
        E::InvalidIndentation
        | E::InvalidBlockScalarIndent
        | E::InvalidFlowScalarIndent
        | E::InvalidQuotedScalarIndent => {
            "the indentation fits none of the lines above; line it up with its neighbours"
        }
        E::MismatchedFlowCollectionEnd { open, close } => {
            return format!("`{close}` cannot close the bracket `{open}`");
        }
        E::MisplacedFlowCollectionEnd => {
            return format!("`{character}` closes a bracket that was never opened; delete it, or quote the value");
        }
        E::MissingLowSurrogate | E::InvalidLowSurrogate | E::InvalidLowSurrogateHexEscape | E::UnpairedLowSurrogate => {
            "half of a surrogate pair stands alone in this text; write the character itself"
        }
        E::BomInsideDocument => "a byte order mark (U+FEFF) stands inside the text; delete it",
        E::CommentInterceptedScalar => "a comment line cuts this value in two; move the comment",
        E::CommentNotSeparated => "put a blank before the `#` of a comment, or quote the value",
        E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::DirectiveDisallowed
        | E::ExpectedDocumentStart
        | E::InvalidDirectiveTerminator
        | E::MissingYamlVersion => "a line that starts with `%` is a directive of YAML; put it in quotes",
        E::UndeclaredTagHandle | E::InvalidTagTerminator | E::MissingTagUri | E::UnclosedVerbatimTag => {
            "a value that starts with `!` needs quotes"
        }
        _ => "this cannot be read as YAML; put the value in quotes",
    };
    message.to_owned()
}

/// A colon where no key can be: twice on one line, or on a line that is indented by mistake.
fn colon(place: &Place<'_>) -> String {
    let before = place.before();
    let second = before.contains(": ") || before.contains(":\t");
    if second || place.starts_value() {
        "a value that contains `: ` needs quotes".to_owned()
    } else {
        "this key stands deeper than the line above, which already has a value; indent both alike, or put a blank \
         after the colon above"
            .to_owned()
    }
}

fn no_key(place: &Place<'_>) -> String {
    let before = place.before();
    if !before.trim().is_empty() {
        return "text follows the end of the value; put all of the value in quotes".to_owned();
    }
    let line = place.text.get(rest_of_line(place.text, place.at)).unwrap_or_default();
    match line.split_once(':') {
        Some((key, rest)) if !key.contains(' ') && !rest.is_empty() => {
            format!("put a blank after the colon of `{key}:`")
        }
        _ if line.starts_with('-') => "put a blank after the dash of a list item".to_owned(),
        _ => "this line has no `key: value`; indent it if it continues the line above".to_owned(),
    }
}

/// Inside brackets: the bracket that is open is the place to look at when it is never closed.
fn open_bracket(kind: &ErrorKind, place: &Place<'_>) -> (String, Range<usize>) {
    let unclosed = matches!(kind, ErrorKind::UnclosedFlowCollection { .. });
    let bracket = if unclosed { Some(place.at) } else { place.open };
    let bracket = bracket.and_then(|at| Some((at, place.text.get(at..)?.chars().next()?)));
    let Some((at, bracket)) = bracket else {
        return ("a bracket is never closed".to_owned(), place.one_character());
    };
    let close = if bracket == '[' { ']' } else { '}' };
    let same_line = !place.text[at.min(place.at)..place.at].contains(['\n', '\r']);
    let ended = place.text[place.at..].trim_start().is_empty();
    if *kind == ErrorKind::InvalidColonPlacement && same_line {
        return (format!("a value in `{bracket}{close}` that contains a colon needs quotes"), place.one_character());
    }
    if same_line && !ended && !unclosed {
        return (format!("expected `,` or `{close}` here"), place.one_character());
    }
    (format!("the bracket `{bracket}` is never closed; add `{close}`"), at..at + bracket.len_utf8())
}

/// The parser reports the opening quote; the backslash is the better place.
fn bad_escape(place: &Place<'_>) -> (String, Range<usize>) {
    let mut rest = place.text[place.at..].char_indices();
    while let Some((i, character)) = rest.next() {
        let Some((_, escaped)) = (if character == '\\' { rest.next() } else { continue }) else { break };
        if !"0abt\tnvfre \"/\\N_LPxuU\n\r".contains(escaped) {
            let range = place.at + i..place.at + i + 1 + escaped.len_utf8();
            let message =
                format!("`\\{escaped}` means nothing in double quotes; use single quotes, or double the backslash");
            return (message, range);
        }
    }
    let message = "an escape with `\\x` or `\\u` lacks its digits; use single quotes if it is text";
    (message.to_owned(), place.one_character())
}
