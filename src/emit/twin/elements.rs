//! What elements are to the Markdown of a page.

use crate::emit::html::Tag;

/// Whether an element is left out with all that is in it.
pub(super) fn is_left_out(tag: &Tag<'_>) -> bool {
    !tag.is_void()
        && (tag.is_furniture()
            || tag.has_class(&["code-head", "anchor"])
            || tag.get("role").as_deref() == Some("tablist"))
}

/// Whether elements of this name stand in a line of text.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "i"
            | "em"
            | "strong"
            | "code"
            | "span"
            | "sub"
            | "sup"
            | "kbd"
            | "mark"
            | "del"
            | "s"
            | "ins"
            | "u"
            | "small"
            | "abbr"
            | "cite"
            | "q"
            | "samp"
            | "var"
            | "time"
            | "label"
            | "math"
            | "bdo"
            | "bdi"
            | "wbr"
            | "img"
            | "br"
            | "input"
    )
}
