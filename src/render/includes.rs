//! Included files, drawn where they are included.

use super::body::Body;
use crate::base::SitePath;
use crate::model::limits::{INCLUDE_BUDGET, INCLUDE_DEPTH, include_cost};
use crate::syntax::{front_matter, markdown};
use std::borrow::Cow;

impl Body<'_> {
    pub(super) fn include(&mut self, from: &SitePath, include: &markdown::Include<'_>, inline: bool) {
        let target = self.lookup.resolve(from, &include.path).target;
        let found = target.file().cloned().and_then(|file| Some((self.lookup.text(&file)?, file)));
        let (text, file) = match found {
            Some((text, file)) if !self.chain.contains(&file) && self.chain.len() <= INCLUDE_DEPTH => (text, file),
            // What is not there, or would go round in a circle, is shown as it is written (DocFX, includes).
            _ => {
                self.text(&format!("[!include[{}]({})]", include.title, include.path));
                if !inline {
                    self.out.push('\n');
                }
                return;
            }
        };
        self.included = self.included.saturating_add(include_cost(text.len()));
        // The checks have reported what goes too far.
        if self.included > INCLUDE_BUDGET {
            self.text(&format!("[!include[{}]({})]", include.title, include.path));
            return;
        }
        let (head, _) = front_matter::split(&text);
        let body = &text[head.body..];
        if inline { self.line(&file, body) } else { self.blocks(&file, body, None) }
    }
}

/// A fragment that stands within a line: what would begin a block is escaped, since only inline content is read there
/// (DocFX, inline includes).
pub(super) fn as_one_line(text: &str) -> Cow<'_, str> {
    let begins_block = |line: &str| {
        let line = line.trim_start();
        line.starts_with('#')
            || line.starts_with('>')
            || line.starts_with("```")
            || line.starts_with("~~~")
            || ["- ", "* ", "+ ", "---", "***", "___", "==="].iter().any(|mark| line.starts_with(mark))
    };
    if !text.lines().any(begins_block) {
        return Cow::Borrowed(text.trim());
    }
    let lines: Vec<String> = text
        .trim()
        .lines()
        .map(|line| if begins_block(line) { format!("\\{}", line.trim_start()) } else { line.to_owned() })
        .collect();
    Cow::Owned(lines.join("\n"))
}
