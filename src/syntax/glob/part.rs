//! One part of a pattern, matched against one part of a path.

use super::class::Class;
use super::{GlobError, GlobOptions};

/// What a part of a pattern asks for.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// `**/`: any number of folders.
    GlobStar,
    /// A final `**`: any file below.
    GlobStarFile,
    /// Text without wildcards, and whether case is ignored, which only ASCII text can say so simply.
    Plain(String, bool),
    /// Text with wildcards.
    Wild(Wild),
    /// A part that no name can match, such as one that ends in a lone backslash.
    Never,
}

/// A sequence of tokens with what is needed to match it quickly.
#[derive(Debug, Clone)]
pub(super) struct Wild {
    tokens: Vec<Token>,
    ignore_case: bool,
    /// What a leading dot of the name needs: the pattern's own dot, or the `dot` option.
    dots: Dots,
    /// For `*` followed by plain ASCII text: that text.
    suffix: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dots {
    /// The pattern begins with a dot.
    Written,
    /// Names may begin with a dot, but are not `.` or `..`.
    Names,
    /// No name that begins with a dot.
    No,
}

#[derive(Debug, Clone)]
enum Token {
    Char(char),
    /// `?`: one character other than `/`.
    Any,
    /// `*`: any characters other than `/`.
    Star,
    Class(Class),
}

impl Part {
    /// Compiles a part, which keeps its final `/`.
    pub(super) fn new(text: &str, options: GlobOptions) -> Result<Part, GlobError> {
        let folder = text.ends_with('/');
        let name = text.strip_suffix('/').unwrap_or(text);
        if !options.no_globstar && name.len() >= 2 && name.bytes().all(|b| b == b'*') {
            return Ok(if folder { Part::GlobStar } else { Part::GlobStarFile });
        }
        let ignore_case = !options.case;
        let Some((tokens, magic)) = tokenize(text, ignore_case, !options.no_escape)? else { return Ok(Part::Never) };
        if !magic {
            let plain = unescape(text);
            if !ignore_case || plain.is_ascii() {
                return Ok(Part::Plain(plain, ignore_case));
            }
            let tokens = plain.chars().map(|c| Token::Char(fold(c))).collect();
            return Ok(Part::Wild(Wild { tokens, ignore_case, dots: Dots::Written, suffix: None }));
        }
        if tokens.is_empty() {
            return Ok(Part::Never);
        }
        let dots = match (text.starts_with('.'), options.dot) {
            (true, _) => Dots::Written,
            (false, true) => Dots::Names,
            (false, false) => Dots::No,
        };
        let suffix = plain_suffix(&tokens);
        Ok(Part::Wild(Wild { tokens, ignore_case, dots, suffix }))
    }

    /// Whether a part of a path matches. The two `**` forms depend on the other parts and say no here.
    pub(super) fn matches(&self, piece: &str) -> bool {
        match self {
            Part::Plain(text, ignore_case) => same(piece.as_bytes(), text.as_bytes(), *ignore_case),
            Part::Wild(wild) => wild.matches(piece),
            Part::GlobStar | Part::GlobStarFile | Part::Never => false,
        }
    }
}

impl Wild {
    fn matches(&self, piece: &str) -> bool {
        if piece.starts_with('.') {
            let refused = match self.dots {
                Dots::Written => false,
                Dots::Names => matches!(piece, "." | ".." | "./" | "../"),
                Dots::No => true,
            };
            if refused {
                return false;
            }
        }
        match &self.suffix {
            Some(suffix) => {
                let Some(start) = piece.len().checked_sub(suffix.len()) else { return false };
                let (stars, end) = piece.as_bytes().split_at(start);
                // A pattern without a slash is for files: the star must not take the slash of a folder.
                same(end, suffix.as_bytes(), self.ignore_case) && stars.last() != Some(&b'/')
            }
            None => self.walk(piece),
        }
    }

    /// Matches from left to right. On a mismatch only the last star can help by taking one more character: what an
    /// earlier star could take, the last one can take too. So the time is at most length times number of tokens.
    fn walk(&self, piece: &str) -> bool {
        let mut at = 0;
        let mut token = 0;
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let c = piece.get(at..).and_then(|rest| rest.chars().next());
            match (self.tokens.get(token), c) {
                (Some(Token::Star), _) => {
                    retry = Some((token + 1, at));
                    token += 1;
                    continue;
                }
                (Some(wanted), Some(c)) if self.takes(wanted, c) => {
                    at += c.len_utf8();
                    token += 1;
                    continue;
                }
                (None, None) => return true,
                _ => {}
            }
            let Some((after, from)) = retry else { return false };
            match piece.get(from..).and_then(|rest| rest.chars().next()) {
                Some(c) if c != '/' => {
                    at = from + c.len_utf8();
                    token = after;
                    retry = Some((after, at));
                }
                _ => return false,
            }
        }
    }

    fn takes(&self, token: &Token, c: char) -> bool {
        match token {
            Token::Char(wanted) => c == *wanted || (self.ignore_case && fold(c) == *wanted),
            Token::Any => c != '/',
            Token::Class(class) => class.contains(c),
            Token::Star => false,
        }
    }
}

/// The tokens of a part and whether any is a wildcard; nothing when the part ends in a lone backslash.
fn tokenize(text: &str, ignore_case: bool, escapes: bool) -> Result<Option<(Vec<Token>, bool)>, GlobError> {
    let literal = |c| Token::Char(if ignore_case { fold(c) } else { c });
    let mut tokens = Vec::new();
    let mut magic = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '\\' if escapes => {
                let Some(escaped) = rest.chars().next() else { return Ok(None) };
                rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
                tokens.push(literal(escaped));
            }
            '?' => tokens.push(Token::Any),
            '*' => tokens.push(Token::Star),
            '[' => match class_end(rest) {
                Some(end) => {
                    let inside = rest.get(..end).unwrap_or_default();
                    if !inside.is_empty() {
                        tokens.push(Token::Class(Class::parse(inside, ignore_case)?));
                    }
                    magic = true;
                    rest = rest.get(end + 1..).unwrap_or_default();
                }
                // Without its closing bracket a class is an ordinary character.
                None => tokens.push(literal('[')),
            },
            other => tokens.push(literal(other)),
        }
        magic |= matches!(tokens.last(), Some(Token::Any | Token::Star));
    }
    Ok(Some((tokens, magic)))
}

/// The first closing bracket that no backslash stands before; it closes even as the first character, so that `[]]`
/// is an empty class and a bracket.
fn class_end(text: &str) -> Option<usize> {
    let mut previous = '[';
    for (at, c) in text.char_indices() {
        if c == ']' && previous != '\\' {
            return Some(at);
        }
        previous = c;
    }
    None
}

fn plain_suffix(tokens: &[Token]) -> Option<String> {
    let (Some(Token::Star), rest) = (tokens.first(), tokens.get(1..)?) else { return None };
    let plain = |token: &Token| if let Token::Char(c) = token { Some(*c).filter(char::is_ascii) } else { None };
    rest.iter().map(plain).collect()
}

/// Removes the backslash before each character. DocFX does this for parts without wildcards whatever `noEscape` says.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    out
}

fn same(left: &[u8], right: &[u8], ignore_case: bool) -> bool {
    if ignore_case { left.eq_ignore_ascii_case(right) } else { left == right }
}

/// One character in lower case, where that is one character.
fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}
