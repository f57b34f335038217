//! The glob dialect of `docfx.json` (DocFX behaviour, section 5 "Glob dialect").
//!
//! A pattern is expanded to alternatives, each alternative is split at `/`, and the parts are matched against the
//! parts of a path from the last to the first. A part of a path keeps its `/`, so `a/` (a folder) differs from `a`.
//! Matching takes time proportional to parts of the path times parts of the pattern; nothing is exponential.

mod class;
mod expand;
mod part;
#[cfg(test)]
mod tests;

use part::Part;
use std::borrow::Cow;
use std::fmt;

/// More alternatives than this in one pattern are refused: no hand-written pattern needs them.
pub const MAX_ALTERNATIVES: usize = 1000;

/// More parts than this in one alternative are refused: the rows of the matcher are bit sets of this width.
pub const MAX_PARTS: usize = 60;

/// The switches of a file mapping in `docfx.json`; all off is the default dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GlobOptions {
    /// `case`: letters match only in their own case. The default ignores case on every platform.
    pub case: bool,
    /// `dot`: wildcards match names that begin with a dot.
    pub dot: bool,
    /// `noNegate`: a leading `!` is an ordinary character.
    pub no_negate: bool,
    /// `noExpand`: braces are ordinary characters.
    pub no_expand: bool,
    /// `noEscape`: a backslash is an ordinary character.
    pub no_escape: bool,
    /// `noGlobStar`: `**` means what `*` means.
    pub no_globstar: bool,
}

/// Why a pattern cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GlobError {
    /// The braces of the pattern make more than [`MAX_ALTERNATIVES`] alternatives.
    TooManyAlternatives,
    /// An alternative has more than [`MAX_PARTS`] parts.
    TooManyParts,
    /// A character class cannot be read; the text is the class as written.
    Class(String),
}

impl fmt::Display for GlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GlobError::TooManyAlternatives => {
                write!(f, "the braces of this pattern make more than {MAX_ALTERNATIVES} alternatives")
            }
            GlobError::TooManyParts => write!(f, "this pattern has more than {MAX_PARTS} parts"),
            GlobError::Class(text) => write!(f, "the character class `[{text}]` cannot be read"),
        }
    }
}

impl std::error::Error for GlobError {}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Glob {
    alternatives: Vec<Alternative>,
    negate: bool,
    dot: bool,
}

impl Glob {
    /// Compiles a pattern. Fails on too many alternatives or parts and on an unreadable character class.
    /// Unbalanced braces do not fail: such a pattern matches nothing, see [`Glob::is_empty`].
    pub fn new(pattern: &str, options: GlobOptions) -> Result<Glob, GlobError> {
        let mut rest = pattern;
        let mut negate = false;
        if !options.no_negate {
            rest = pattern.trim_start_matches('!');
            negate = (pattern.len() - rest.len()) % 2 == 1;
        }
        let texts = if options.no_expand { vec![rest.to_owned()] } else { expand::expand(rest, !options.no_escape)? };
        let alternatives = texts.iter().map(|text| compile(text, options)).collect::<Result<Vec<_>, _>>()?;
        Ok(Glob { alternatives, negate, dot: options.dot })
    }

    /// True when the braces of the pattern do not balance, so that no path matches (or, negated, every path does).
    pub fn is_empty(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// True when the pattern begins with an odd number of `!`.
    pub fn is_negated(&self) -> bool {
        self.negate
    }

    /// Whether a path matches: relative, parts separated by `/` (or `\`), a folder written with a final `/`.
    pub fn matches(&self, path: &str) -> bool {
        self.negate ^ self.matches_any(&normal(path), false)
    }

    /// Whether a file somewhere below a folder can match, so that a walk knows which folders to skip. The folder may
    /// be written with or without its final `/`; the empty text is the root. A negated pattern says yes to every
    /// folder: what it leaves out says nothing about what it lets in.
    pub fn may_match_below(&self, folder: &str) -> bool {
        if self.negate || folder.trim_end_matches(['/', '\\']).is_empty() {
            return true;
        }
        let mut path = normal(folder);
        if !path.ends_with('/') {
            path.to_mut().push('/');
        }
        self.matches_any(&path, true)
    }

    fn matches_any(&self, path: &str, partial: bool) -> bool {
        self.alternatives.iter().any(|alternative| alternative.matches(path, self.dot, partial))
    }
}

/// Turns backslashes into slashes. A final backslash does not make a folder.
fn normal(path: &str) -> Cow<'_, str> {
    if path.contains('\\') { Cow::Owned(path.trim_end_matches('\\').replace('\\', "/")) } else { Cow::Borrowed(path) }
}

fn compile(text: &str, options: GlobOptions) -> Result<Alternative, GlobError> {
    let mut parts = Vec::new();
    for piece in pieces(text) {
        let rest = piece.trim_start_matches('*');
        let stars = piece.len() - rest.len();
        if stars >= 2 && !rest.is_empty() && rest != "/" {
            // `**.md` is short for `**/*.md`.
            parts.push(Part::new("**/", options)?);
            parts.push(Part::new(&format!("*{rest}"), options)?);
        } else {
            parts.push(Part::new(piece, options)?);
        }
        if parts.len() > MAX_PARTS {
            return Err(GlobError::TooManyParts);
        }
    }
    parts.reverse();
    Ok(Alternative::new(parts))
}

/// The non-empty parts between slashes, each with the slash that follows it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('/').filter(|piece| *piece != "/")
}

/// The parts of one alternative, last first, with the sets of positions that the matcher asks for. Bit `j + 1` of a
/// set stands for the part at `j`.
#[derive(Debug, Clone)]
struct Alternative {
    parts: Vec<Part>,
    folders: u64,
    files: u64,
}

impl Alternative {
    fn new(parts: Vec<Part>) -> Alternative {
        let set = |wanted: fn(&Part) -> bool| {
            let bits = parts.iter().enumerate().filter(|(_, part)| wanted(part)).map(|(j, _)| 2u64 << j);
            bits.fold(0, |set, bit| set | bit)
        };
        let folders = set(|part| matches!(part, Part::GlobStar));
        let files = set(|part| matches!(part, Part::GlobStarFile));
        Alternative { parts, folders, files }
    }

    /// Matches the parts of a path, last first. Bit `j` of a row says that the parts of the path seen so far match the
    /// last `j` parts of the pattern. In a partial match the path is a folder, and any number of the last parts of the
    /// pattern may be left for what is below it.
    fn matches(&self, path: &str, dot: bool, partial: bool) -> bool {
        if self.is_elsewhere(path) {
            return false;
        }
        let all = (2u64 << self.parts.len()) - 1;
        let mut row = if partial { all } else { self.pass_folders(1) };
        let mut rest = path;
        while let Some(last) = rest.len().checked_sub(1) {
            let before = rest.as_bytes().get(..last).unwrap_or_default();
            let start = before.iter().rposition(|b| *b == b'/').map_or(0, |slash| slash + 1);
            let (head, piece) = rest.split_at(start);
            rest = head;
            if piece == "/" {
                continue;
            }
            row = self.step(row, piece, dot) & all;
            if row == 0 {
                return false;
            }
        }
        row >> self.parts.len() & 1 == 1
    }

    /// Whether the first part of the pattern is a name that the path does not begin with: the common way to fail.
    fn is_elsewhere(&self, path: &str) -> bool {
        let Some(part @ Part::Plain(text, _)) = self.parts.last() else { return false };
        path.get(..text.len()).is_some_and(|start| !path.starts_with('/') && !part.matches(start))
    }

    fn step(&self, row: u64, piece: &str, dot: bool) -> u64 {
        let hidden = piece.starts_with('.') && (!dot || piece == "." || piece == "..");
        let shifted = row << 1;
        let mut next = 0;
        if !hidden {
            next = match piece.ends_with('/') {
                true => ((row | shifted) & self.folders) | (row & self.files),
                false => (row | shifted) & self.files,
            };
        }
        let mut named = shifted & !self.folders & !self.files;
        while named != 0 {
            let bit = named & named.wrapping_neg();
            named ^= bit;
            let part = self.parts.get((bit.trailing_zeros() as usize).wrapping_sub(1));
            if part.is_some_and(|part| part.matches(piece)) {
                next |= bit;
            }
        }
        if hidden { next } else { self.pass_folders(next) }
    }

    /// `**/` may stand for no folder at all.
    fn pass_folders(&self, mut row: u64) -> u64 {
        loop {
            let more = row | (row << 1 & self.folders);
            if more == row {
                return row;
            }
            row = more;
        }
    }
}
