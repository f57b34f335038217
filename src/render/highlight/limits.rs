//! How much code a grammar is given. Counted in bytes, so that the same code is highlighted alike on every machine.
//!
//! Grammars are lists of backtracking regular expressions, tried again at every token. Most need time by the square of
//! a line's length once a line is nothing but one word, one gap or one repeated sign; a few do so on any line. The
//! figures here keep the 51 languages that documentation is likely to show below 20 ms for a KB, or 100 ms a block, on
//! the worst code found: 33 patterns (nested brackets, unclosed quotes, minified code, endless words), each as one line
//! of 10,000 repetitions and as blocks of many lines. Rarer grammars have the general limits, or tighter ones where a
//! rougher trial of all grammars found them slow.

use super::language::{GrammarId, grammars};

/// Blocks above this many bytes are left plain. The largest genuine block known has 1.0 MB.
pub const MAX_BLOCK: usize = 4 << 20;

/// Lines up to this many bytes are always read.
const SHORT: usize = 256;

/// Bytes that the lines above [`SHORT`] of one block may have together, in grammars that are not even ones.
const LONG_LINES_TOTAL: usize = 64 << 10;

/// Decides line by line whether a grammar reads it. A line that it does not read is plain, and the grammar goes on
/// after it as if it had not been there.
pub(super) struct Limits {
    line: usize,
    /// Time grows with the length of the line and no faster, whatever it holds.
    even: bool,
    long_lines_left: usize,
}

impl Limits {
    pub(super) fn new(grammar: GrammarId) -> Self {
        let name = grammars().get(grammar).map_or("", |(syntax, _)| &syntax.name);
        let (line, even) = match name {
            "XML" | "HTTP" | "CRMScript" | "Visual Basic" => (16 << 10, true),
            "JSON" => (4 << 10, true),
            "Markdown" | "MultiMarkdown" | "Makefile" => (512, false),
            "Scala" | "VimL" | "INI" | "log" | "syslog" | "Command Help" => (SHORT, false),
            "CFML" | "CFML Script" | "CFML Script (Tags)" | "SystemVerilog" => (SHORT / 2, false),
            "Less" | "MATLAB" | "Typst" => (SHORT / 3, false),
            _ => (1 << 10, false),
        };
        Self { line, even, long_lines_left: LONG_LINES_TOTAL }
    }

    /// Whether the next line of the block is to be read.
    pub(super) fn allow(&mut self, text: &str) -> bool {
        if text.len() > self.line {
            return false;
        }
        if self.even || text.len() <= SHORT {
            return true;
        }
        match self.long_lines_left.checked_sub(text.len()) {
            Some(left) => {
                self.long_lines_left = left;
                longest_run(text) <= SHORT
            }
            None => false,
        }
    }
}

/// Bytes of the longest stretch that is one word (letters, digits, `_`, `.`, `$`) or one sign repeated.
fn longest_run(text: &str) -> usize {
    let word = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '.' | '$');
    let (mut longest, mut start, mut before) = (0, 0, '\n');
    for (at, sign) in text.char_indices() {
        if sign != before && !(word(sign) && word(before)) {
            start = at;
        }
        before = sign;
        longest = longest.max(at + sign.len_utf8() - start);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::super::language::resolve;
    use super::*;

    fn limits(word: &str) -> Limits {
        Limits::new(resolve(word).1.unwrap_or_default())
    }

    #[test]
    fn runs_are_words_and_repeated_signs() {
        assert_eq!(longest_run(""), 0);
        assert_eq!(longest_run("ab.c((("), 4);
        assert_eq!(longest_run("a ((((("), 5);
        assert_eq!(longest_run("æø å"), 4);
    }

    #[test]
    fn an_even_grammar_reads_long_lines() {
        assert!(limits("xml").allow(&"a".repeat(16 << 10)));
        assert!(!limits("xml").allow(&"a".repeat((16 << 10) + 1)));
    }

    #[test]
    fn other_grammars_read_long_lines_without_long_runs_and_not_too_many() {
        let mut code = limits("csharp");
        assert!(!code.allow(&"a".repeat(SHORT + 1)));
        assert!(code.allow(&"a".repeat(SHORT)));
        let ordinary = "ab ".repeat(300);
        let read = (0..1000).filter(|_| code.allow(&ordinary)).count();
        assert_eq!(read, (LONG_LINES_TOTAL - SHORT - 1) / ordinary.len());
        assert!(code.allow("int a;"), "short lines are read whatever came before");
    }
}
