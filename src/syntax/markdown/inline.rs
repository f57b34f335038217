//! What hides in plain text: bare addresses, `@uid` references and emoji. Autolinks of the form `<xref:uid>` become
//! references as well.

use super::{Event, Link, Options, Spanned, Xref, XrefForm};
use pulldown_cmark::{Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Refines the events: text outside links, images and code is searched.
pub(super) fn refine<'a>(source: &'a str, events: Vec<Spanned<'a>>, options: &Options) -> Vec<Spanned<'a>> {
    let mut out: Vec<Spanned<'a>> = Vec::with_capacity(events.len());
    let mut run: Vec<Spanned<'a>> = Vec::new();
    let mut shut = 0_usize;
    let mut skip_autolink_end = false;
    // Whether the innermost container is an item of a list.
    let mut containers: Vec<bool> = Vec::new();
    let mut events = events.into_iter().peekable();
    while let Some(spanned) = events.next() {
        match spanned.event {
            Event::Text(_) if shut == 0 => {
                let contiguous = run.last().is_none_or(|last| last.range.end == spanned.range.start);
                if !contiguous {
                    flush(source, &mut run, &mut out, options, containers.last() == Some(&true));
                }
                run.push(spanned);
                continue;
            }
            _ => flush(source, &mut run, &mut out, options, containers.last() == Some(&true)),
        }
        match &spanned.event {
            Event::Start(Tag::Item) => containers.push(true),
            Event::Start(Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionListDefinition)
            | Event::Open(_) => containers.push(false),
            Event::End(
                TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition,
            )
            | Event::Close(_) => drop(containers.pop()),
            Event::Start(Tag::CodeBlock(_)) | Event::Image(_) => shut += 1,
            Event::End(TagEnd::CodeBlock) | Event::ImageEnd => shut = shut.saturating_sub(1),
            Event::Link(link) if link.auto => {
                if let Some(xref) = autolink_xref(source, link, &spanned.range) {
                    // The text of the autolink and its end go with it.
                    let range = spanned.range.clone();
                    out.push(Spanned { event: Event::Xref(xref), range });
                    while events.next_if(|next| !matches!(next.event, Event::LinkEnd)).is_some() {}
                    skip_autolink_end = true;
                    continue;
                }
                shut += 1;
            }
            Event::Link(_) => shut += 1,
            Event::LinkEnd if skip_autolink_end => {
                skip_autolink_end = false;
                continue;
            }
            Event::LinkEnd => shut = shut.saturating_sub(1),
            Event::Html(html) if shut == 0 => {
                if let Some((mut xref, length)) = quoted_xref(source, html, &spanned.range) {
                    xref.raw = &source[spanned.range.start..spanned.range.start + length];
                    out.push(Spanned { event: Event::Xref(xref), range: spanned.range });
                    continue;
                }
            }
            _ => {}
        }
        out.push(spanned);
    }
    flush(source, &mut run, &mut out, options, false);
    out
}

/// `<xref:uid>` as CommonMark's autolink.
fn autolink_xref<'a>(source: &'a str, link: &Link<'a>, range: &Range<usize>) -> Option<Xref<'a>> {
    let head = link.href.get(..5)?;
    if !head.eq_ignore_ascii_case("xref:") {
        return None;
    }
    let raw = source.get(range.clone())?;
    let href = raw.get(6..raw.len().checked_sub(1)?)?;
    Some(Xref {
        href: Cow::Borrowed(href.trim_matches(['\'', '"'])),
        href_range: range.start + 6..range.end - 1,
        raw,
        form: XrefForm::Autolink,
    })
}

/// `<xref:'uid with blanks'>`, which CommonMark takes for neither a link nor a tag, stays text; this reads it when a
/// tag-like form came through as HTML.
fn quoted_xref<'a>(source: &'a str, html: &str, range: &Range<usize>) -> Option<(Xref<'a>, usize)> {
    if !html.get(..6)?.eq_ignore_ascii_case("<xref:") {
        return None;
    }
    angle_xref(source, range.start)
}

/// How far, in bytes, the end of a uid or of a host's name is looked for. Real ones are shorter; without a limit, a
/// long line of nothing but beginnings would be read to its end once for each of them.
const MAX_LOOK_AHEAD: usize = 1024;

/// Reads `<xref:...>` at `at`, quoted or with blanks in it.
fn angle_xref(source: &str, at: usize) -> Option<(Xref<'_>, usize)> {
    let rest = &source[at..];
    if !rest.get(..6)?.eq_ignore_ascii_case("<xref:") {
        return None;
    }
    let inner = &rest[6..];
    let near = &inner.as_bytes()[..inner.len().min(MAX_LOOK_AHEAD)];
    let close = memchr::memchr3(b'>', b'\n', b'\r', near).filter(|&close| near[close] == b'>')?;
    let written = inner[..close].trim();
    let uid = written.trim_matches(['\'', '"']);
    if uid.is_empty() {
        return None;
    }
    let start = at + 6;
    let xref = Xref {
        href: Cow::Borrowed(uid),
        href_range: start..start + close,
        raw: &rest[..6 + close + 1],
        form: XrefForm::Autolink,
    };
    Some((xref, 6 + close + 1))
}

/// Searches a run of text events that stand next to each other in the source.
/// `in_item` says that the text stands right in an item of a list.
fn flush<'a>(
    source: &'a str,
    run: &mut Vec<Spanned<'a>>,
    out: &mut Vec<Spanned<'a>>,
    options: &Options,
    in_item: bool,
) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let range = first.range.start..last.range.end;
    let slice = source.get(range.clone()).unwrap_or("");
    let tasks = in_item && options.task_lists && options.markdig;
    if !(is_interesting(slice, options) || tasks && slice.contains('[')) {
        out.append(run);
        return;
    }
    let is_verbatim = |spanned: &Spanned<'_>| matches!(&spanned.event, Event::Text(t) if source.get(spanned.range.clone()) == Some(t));
    if run.iter().all(is_verbatim) {
        run.clear();
        search(source, range, out, options, tasks);
        return;
    }
    // Character references and escapes stand between the stretches that are as they are written.
    let mut stretch: Option<Range<usize>> = None;
    for spanned in run.drain(..) {
        if is_verbatim(&spanned) {
            let start = stretch.map_or(spanned.range.start, |stretch| stretch.start);
            stretch = Some(start..spanned.range.end);
            continue;
        }
        if let Some(stretch) = stretch.take() {
            search(source, stretch, out, options, tasks);
        }
        out.push(spanned);
    }
    if let Some(stretch) = stretch {
        search(source, stretch, out, options, tasks);
    }
}

fn is_interesting(text: &str, options: &Options) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2(b'@', b'<', bytes).is_some()
        || (options.autolinks
            && (memchr::memmem::find(bytes, b"://").is_some()
                || memchr::memmem::find(bytes, b"www.").is_some()
                || memchr::memmem::find(bytes, b"mailto:").is_some()
                || memchr::memmem::find(bytes, b"tel:").is_some()))
        || (options.emoji && memchr::memchr_iter(b':', bytes).nth(1).is_some())
}

/// Cuts `range` of the source into text and what was found in it.
fn search<'a>(source: &'a str, range: Range<usize>, out: &mut Vec<Spanned<'a>>, options: &Options, tasks: bool) {
    let mut from = range.start;
    let mut at = range.start;
    let text_until = |from: usize, to: usize, out: &mut Vec<Spanned<'a>>| {
        if from < to {
            out.push(Spanned { event: Event::Text(Cow::Borrowed(&source[from..to])), range: from..to });
        }
    };
    while at < range.end {
        let rest = &source[at..range.end];
        let before = source[..at].chars().next_back();
        let found = match rest.as_bytes()[0] {
            b'@' => short_xref(source, at, range.end, before),
            b'<' if before != Some('\\') => angle_xref(source, at)
                .filter(|(_, length)| at + length <= range.end)
                .map(|(xref, length)| (Event::Xref(xref), length)),
            b':' if options.emoji => emoji(rest, before),
            b'[' if tasks => task_box(rest),
            b'h' | b'w' | b'f' | b'm' | b't' if options.autolinks => {
                if let Some(length) = bare_address(rest, before) {
                    text_until(from, at, out);
                    push_address(&source[at..at + length], at, out);
                    at += length;
                    from = at;
                    continue;
                }
                None
            }
            _ => None,
        };
        match found {
            Some((event, length)) => {
                text_until(from, at, out);
                out.push(Spanned { event, range: at..at + length });
                at += length;
                from = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    text_until(from, range.end, out);
}

/// The length of a bare address (GFM section 6.9, and `ftp://` and `mailto:` as Markdig has them). It must stand
/// behind a blank or one of `*_~(`, and its last punctuation is not part of it.
fn bare_address(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '*' | '_' | '~' | '(')) {
        return None;
    }
    let schemes = ["http://", "https://", "ftp://", "mailto:", "tel:", "www."];
    let scheme = schemes.iter().find(|scheme| rest.starts_with(**scheme))?;
    let is_sound = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '@' | '%' | '+' | '=');
    let is_trimmed = |c: char| matches!(c, '?' | '!' | ',' | ':' | '*' | '~' | '\'' | ';' | ')' | '&');
    let host = rest[scheme.len()..]
        .char_indices()
        .find(|(at, c)| matches!(c, '/' | '?' | '#' | ':' | '<' | '"') || c.is_whitespace() || *at > MAX_LOOK_AHEAD);
    let host = &rest[scheme.len()..][..host.map_or(rest.len() - scheme.len(), |(at, _)| at)];
    if host.len() > MAX_LOOK_AHEAD || host.contains(|c| !is_sound(c) && !is_trimmed(c)) {
        return None;
    }
    let mut length = rest.find(|c: char| c.is_whitespace() || c == '<' || c == '"').unwrap_or(rest.len());
    let count = |sign: u8| memchr::memchr_iter(sign, &rest.as_bytes()[..length]).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    loop {
        let text = &rest[..length];
        let Some(last) = text.chars().next_back() else { break };
        let closes = closed > opened;
        if let Some(start) = last_entity(text) {
            length = start;
        } else if matches!(last, '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | ';') || (last == ')' && closes)
        {
            length -= last.len_utf8();
            closed -= usize::from(last == ')');
        } else {
            break;
        }
    }
    let host = rest[..length].get(scheme.len()..)?;
    let domain = host.split(['/', '?', '#', ':']).next().unwrap_or("");
    let valid = match *scheme {
        "www." => domain.contains('.') || !domain.is_empty(),
        "mailto:" => host.contains('@') && !host.starts_with('@') && !host.ends_with('@'),
        "tel:" => host.starts_with(|c: char| c == '+' || c.is_ascii_digit()),
        // A placeholder such as http://<server>/ or a host without a dot, as on the reader's own machine, is prose.
        _ => domain.contains('.') && !domain.starts_with('.'),
    };
    let sound = domain.chars().all(is_sound);
    (valid && sound).then_some(length)
}

/// Where the entity reference begins that ends the text. The longest name of one has 31 letters (HTML, section 13.5).
fn last_entity(text: &str) -> Option<usize> {
    let name = text.strip_suffix(';')?.as_bytes();
    let near = name.len().saturating_sub(32);
    let start = near + memchr::memrchr(b'&', &name[near..])?;
    name[start + 1..].iter().all(u8::is_ascii_alphanumeric).then_some(start)
}

fn push_address<'a>(written: &'a str, at: usize, out: &mut Vec<Spanned<'a>>) {
    let range = at..at + written.len();
    let href =
        if written.starts_with("www.") { Cow::Owned(format!("http://{written}")) } else { Cow::Borrowed(written) };
    let link = Link { href, href_range: range.clone(), title: Cow::Borrowed(""), auto: true };
    out.push(Spanned { event: Event::Link(link), range: range.clone() });
    let shown = written.strip_prefix("mailto:").or_else(|| written.strip_prefix("tel:")).unwrap_or(written);
    out.push(Spanned { event: Event::Text(Cow::Borrowed(shown)), range: range.clone() });
    out.push(Spanned { event: Event::LinkEnd, range });
}

/// `@uid` and `@"uid"` (DocFX, cross references): not behind a letter or digit, which is an e-mail address, nor
/// behind a backslash. A closing parenthesis without its opening one ends the uid.
fn short_xref<'a>(source: &'a str, at: usize, end: usize, before: Option<char>) -> Option<(Event<'a>, usize)> {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '\\' | '_' | '.' | '-' | '+' | '@' | '/' | '`')) {
        return None;
    }
    let rest = &source[at + 1..end];
    let first = rest.chars().next()?;
    let (uid, start, length) = if first == '"' || first == '\'' {
        let inner = &rest[1..];
        let close = inner.find([first, '\n', '\r'])?;
        if close == 0 || !inner[close..].starts_with(first) {
            return None;
        }
        (&inner[..close], at + 2, close + 3)
    } else {
        if !first.is_ascii_alphabetic() {
            return None;
        }
        let length = short_uid_length(rest);
        (&rest[..length], at + 1, length + 1)
    };
    let xref = Xref {
        href: Cow::Borrowed(uid),
        href_range: start..start + uid.len(),
        raw: &source[at..at + length],
        form: XrefForm::Short,
    };
    Some((Event::Xref(xref), length))
}

fn short_uid_length(rest: &str) -> usize {
    let is_stop = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '[' | ']' | '|');
    let is_soft = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '~');
    let mut depth = 0_i32;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return i,
            ')' => depth -= 1,
            // Emphasis closes here; no uid ends with its markers.
            '*' | '_' if next.is_none_or(|n| is_stop(n) || is_soft(n) || n == c) => return i,
            _ if is_stop(c) => return i,
            _ if is_soft(c) && next.is_none_or(|n| is_stop(n) || is_soft(n)) => return i,
            _ => {}
        }
    }
    rest.len()
}

/// The box of a task, which Markdig takes anywhere in an item, with the blank behind it.
fn task_box<'a>(rest: &str) -> Option<(Event<'a>, usize)> {
    let done = match rest.get(..3)? {
        "[ ]" => false,
        "[x]" | "[X]" => true,
        _ => return None,
    };
    Some((Event::TaskMarker(done), if rest[3..].starts_with(' ') { 4 } else { 3 }))
}

/// `:shortcode:`, where it does not stand inside a word or a time.
fn emoji<'a>(rest: &str, before: Option<char>) -> Option<(Event<'a>, usize)> {
    if before.is_some_and(|c| c.is_alphanumeric() || c == ':') {
        return None;
    }
    let inner = &rest[1..];
    let close = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '+' | '-'))?;
    if close == 0 || !inner[close..].starts_with(':') {
        return None;
    }
    let emoji = emojis::get_by_shortcode(&inner[..close])?;
    Some((Event::Text(Cow::Borrowed(emoji.as_str())), close + 2))
}
