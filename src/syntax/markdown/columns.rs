//! Columns of `:::row:::` that are indented.

use std::borrow::Cow;

/// Moves the indentation inside `:::row:::` blocks to the end of the line before, so that columns written with an
/// indentation of four or more are not code. Every character keeps its byte offset. Fenced code inside columns keeps
/// its own indentation relative to the fence.
pub(super) fn straighten(text: &str) -> Cow<'_, str> {
    if !text.contains(":::row") {
        return Cow::Borrowed(text);
    }
    let mut out = text.as_bytes().to_vec();
    let mut in_row = false;
    let mut at = 0;
    let mut common = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - trimmed.len();
        let directive = trimmed.starts_with(":::");
        if trimmed.starts_with(":::row:::") {
            in_row = true;
        }
        if in_row {
            if directive {
                common = usize::MAX;
            } else if !trimmed.trim().is_empty() {
                common = common.min(indent);
            }
            let cut = if directive || trimmed.trim().is_empty() { indent } else { indent.min(common) };
            if cut > 0 && at > 0 {
                move_to_line_before(&mut out, at, cut);
            }
        }
        if trimmed.starts_with(":::row-end") {
            in_row = false;
        }
        at += line.len();
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Turns `\n` + `cut` blanks into `cut` blanks + `\n`. The hard break that this makes is told by the source.
fn move_to_line_before(out: &mut [u8], at: usize, cut: usize) {
    let line_end = if at >= 2 && out[at - 2] == b'\r' { 2 } else { 1 };
    let start = at - line_end;
    let ending: Vec<u8> = out[start..at].to_vec();
    out[start..start + cut].fill(b' ');
    out[start + cut..start + cut + line_end].copy_from_slice(&ending);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_offsets() {
        let text = ":::row:::\n    :::column:::\n        Text.\n          - x\n    :::column-end:::\n:::row-end:::\n";
        let straight = straighten(text);
        assert_eq!(straight.len(), text.len());
        assert_eq!(straight.find("Text."), text.find("Text."));
        assert!(straight.contains("\nText.        \n  - x"), "{straight:?}");
    }
}
