//! Braces: `{a,b}c` becomes `ac` and `bc`.

use super::{GlobError, MAX_ALTERNATIVES};

/// One open brace: the alternatives that are finished, and the texts of the one being read, if one has begun.
#[derive(Default)]
struct Level {
    done: Vec<String>,
    current: Option<Vec<String>>,
}

impl Level {
    fn push(&mut self, c: char) {
        for text in self.open() {
            text.push(c);
        }
    }

    fn open(&mut self) -> &mut Vec<String> {
        self.current.get_or_insert_with(|| vec![String::new()])
    }

    /// A comma ends an alternative. Where none has begun, it begins an empty one that what follows adds to: so
    /// `{,b}` is `b` alone while `{b,}` is `b` and nothing. DocFX does this, and a migrated site must not gain files.
    fn comma(&mut self) {
        match self.current.take() {
            Some(texts) => self.done.extend(texts),
            None => self.current = Some(vec![String::new()]),
        }
    }

    fn close(mut self) -> Vec<String> {
        let last = self.current.unwrap_or_else(|| vec![String::new()]);
        self.done.extend(last);
        self.done
    }

    fn append(&mut self, group: &[String]) -> Result<(), GlobError> {
        let texts = self.open();
        if texts.len().saturating_mul(group.len()) > MAX_ALTERNATIVES {
            return Err(GlobError::TooManyAlternatives);
        }
        *texts = group.iter().flat_map(|end| texts.iter().map(move |start| format!("{start}{end}"))).collect();
        Ok(())
    }
}

/// The alternatives of a pattern; none when its braces do not balance. A backslash keeps the braces and commas it
/// stands before from counting; before anything else it stays for the matcher.
pub(super) fn expand(pattern: &str, escapes: bool) -> Result<Vec<String>, GlobError> {
    let mut levels = vec![Level::default()];
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let depth = levels.len();
        let Some(level) = levels.last_mut() else { return Ok(Vec::new()) };
        match c {
            '\\' if escapes => {
                let Some(escaped) = chars.next() else { break };
                if !matches!(escaped, ',' | '{' | '}') {
                    level.push('\\');
                }
                level.push(escaped);
            }
            '{' => levels.push(Level::default()),
            ',' if depth > 1 => level.comma(),
            '}' if depth == 1 => return Ok(Vec::new()),
            '}' => {
                let group = levels.pop().map(Level::close).unwrap_or_default();
                if group.len() > MAX_ALTERNATIVES {
                    return Err(GlobError::TooManyAlternatives);
                }
                if let Some(outer) = levels.last_mut() {
                    outer.append(&group)?;
                }
            }
            other => level.push(other),
        }
    }
    match levels.pop() {
        Some(root) if levels.is_empty() => Ok(root.close()),
        _ => Ok(Vec::new()),
    }
}
