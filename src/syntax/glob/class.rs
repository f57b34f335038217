//! Character classes: `[a-z]`, `[^a]`, `[\w]`.

use super::GlobError;

/// The members of one pair of brackets.
#[derive(Debug, Clone)]
pub(super) struct Class {
    negated: bool,
    ignore_case: bool,
    items: Vec<Item>,
}

#[derive(Debug, Clone, Copy)]
enum Item {
    Range(char, char),
    /// `\w`, `\d` or `\s`, and whether the capital form was written.
    Kind(char, bool),
}

impl Class {
    /// Reads what stands between the brackets. The rules are those of regular expressions, because DocFX hands the
    /// class to them: `^` first negates, `!` does not, `\w \d \s` and their capitals are kinds, `z-a` is an error.
    pub(super) fn parse(text: &str, ignore_case: bool) -> Result<Class, GlobError> {
        let error = || GlobError::Class(text.to_owned());
        let negated = text.len() > 1 && text.starts_with('^');
        let mut chars = text.get(usize::from(negated)..).unwrap_or_default().chars().peekable();
        let mut items = Vec::new();
        while let Some(c) = chars.next() {
            let low = match c {
                '\\' => match escape(chars.next().ok_or_else(error)?).ok_or_else(error)? {
                    Item::Range(low, _) => low,
                    kind => {
                        items.push(kind);
                        continue;
                    }
                },
                other => other,
            };
            let mut ahead = chars.clone();
            let high = match (ahead.next(), ahead.next()) {
                (Some('-'), Some('\\')) => match escape(ahead.next().ok_or_else(error)?).ok_or_else(error)? {
                    Item::Range(high, _) => high,
                    Item::Kind(..) => return Err(error()),
                },
                (Some('-'), Some(high)) => high,
                _ => {
                    items.push(Item::Range(low, low));
                    continue;
                }
            };
            if high < low {
                return Err(error());
            }
            items.push(Item::Range(low, high));
            chars = ahead;
        }
        Ok(Class { negated, ignore_case, items })
    }

    /// Whether a character belongs to the class.
    pub(super) fn contains(&self, c: char) -> bool {
        let mut found = self.has(c);
        if !found && self.ignore_case {
            found = c.to_lowercase().chain(c.to_uppercase()).any(|other| self.has(other));
        }
        found != self.negated
    }

    fn has(&self, c: char) -> bool {
        self.items.iter().any(|item| match *item {
            Item::Range(low, high) => low <= c && c <= high,
            Item::Kind(kind, capital) => {
                let inside = match kind {
                    'w' => c.is_alphanumeric() || c == '_',
                    'd' => c.is_numeric(),
                    _ => c.is_whitespace(),
                };
                inside != capital
            }
        })
    }
}

/// What a backslash and a character mean within a class; nothing for a form that is not known here (`\p`).
fn escape(c: char) -> Option<Item> {
    let single = |c| Some(Item::Range(c, c));
    match c {
        'w' | 'd' | 's' => Some(Item::Kind(c, false)),
        'W' | 'D' | 'S' => Some(Item::Kind(c.to_ascii_lowercase(), true)),
        't' => single('\t'),
        'n' => single('\n'),
        'r' => single('\r'),
        other if other.is_ascii_alphanumeric() => None,
        other => single(other),
    }
}
