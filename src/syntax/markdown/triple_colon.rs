//! The `:::` directives: rows, columns, zones, monikers, images, code, video, forms and no-loc text.

use super::Attributes;

/// One directive, read from its line.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TripleColon<'a> {
    Row,
    RowEnd,
    Column(&'a str),
    ColumnEnd,
    Zone(ZoneBlock),
    ZoneEnd,
    Moniker(&'a str),
    MonikerEnd,
    Image(ImageBlock<'a>),
    ImageEnd,
    Code(&'a str),
    Video(VideoBlock<'a>),
    Form {
        action: &'a str,
        submit: &'a str,
    },
    NoLoc(String),
    /// A container of the writer's own, with its colons and its class.
    Custom(&'static str, &'a str),
    CustomEnd(&'static str),
}

/// `::: zone`: content for some targets or pivots only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneBlock {
    /// `docs`, `chromeless` or `pdf`; `""` means all.
    pub target: String,
    /// Names of pivots; empty means all.
    pub pivots: Vec<String>,
}

/// `:::image:::`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageBlock<'a> {
    /// The path of the image.
    pub source: &'a str,
    /// Its alternative text, `""` for icons.
    pub alt: &'a str,
    /// `content`, `icon` or `complex`.
    pub kind: &'a str,
    /// Whether it has a frame.
    pub border: bool,
    /// The path of a larger image.
    pub lightbox: Option<&'a str>,
    /// Where a click leads.
    pub link: Option<&'a str>,
    /// Whether it stands within a line.
    pub inline: bool,
    /// The long description of a complex image, as written.
    pub description: &'a str,
}

/// A video that is played in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoBlock<'a> {
    /// The address of its page or player.
    pub source: &'a str,
    /// Its title, if it has one.
    pub title: Option<&'a str>,
    /// Whether it is written in the `:::` form.
    pub triple_colon: bool,
}

/// A malformed directive: message and help. `None` means that the line was not meant as one.
type Refusal = Option<(String, String)>;

fn refuse<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Some((message.into(), help.into())))
}

/// A directive that was read.
pub(super) struct Read<'a> {
    pub(super) directive: TripleColon<'a>,
    /// The bytes of its text.
    pub(super) length: usize,
    /// Whether it stands within a line.
    pub(super) inline: bool,
    /// What is wrong with it although it holds: message and help.
    pub(super) warning: Refusal,
}

impl TripleColon<'_> {
    /// The name of the block that this begins.
    pub(super) fn opens(&self) -> Option<&'static str> {
        Some(match self {
            TripleColon::Row => "row",
            TripleColon::Column(_) => "column",
            TripleColon::Zone(_) => "zone",
            TripleColon::Moniker(_) => "moniker",
            TripleColon::Image(image) if !image.inline => "image",
            TripleColon::Custom(colons, _) => colons,
            _ => return None,
        })
    }

    /// The name of the block that this ends.
    pub(super) fn closes(&self) -> Option<&'static str> {
        Some(match self {
            TripleColon::RowEnd => "row",
            TripleColon::ColumnEnd => "column",
            TripleColon::ZoneEnd => "zone",
            TripleColon::MonikerEnd => "moniker",
            TripleColon::ImageEnd => "image",
            TripleColon::CustomEnd(colons) => colons,
            _ => return None,
        })
    }
}

/// The name of the block that a line was meant to begin, whatever is wrong with it.
pub(super) fn block_name(line: &str) -> Option<&'static str> {
    let body = line.trim_start_matches(':').trim_start();
    ["row", "column", "zone", "moniker", "image"].into_iter().find(|name| body.starts_with(name))
}

/// Reads the directive at the start of `line`. `block` says that the line may hold a block, `custom` that it may be a
/// container of the writer's own.
pub(super) fn read(line: &str, block: bool, custom: bool) -> Result<Read<'_>, Refusal> {
    let colons = line.len() - line.trim_start_matches(':').len();
    let body = line[colons..].trim_start();
    let word_length = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(body.len());
    let lower = body[..word_length].to_ascii_lowercase();
    let after = &body[word_length..];
    let after_at = line.len() - after.len();
    match lower.as_str() {
        "no-loc" => no_loc(line),
        "image" | "video" if colons == 3 => within_line(line, &lower, after, after_at, block),
        "image-end" | "row-end" | "column-end" | "zone-end" | "moniker-end" if block => end(line, &lower, after),
        "row" | "column" if block => closed(line, &lower, after, after_at),
        "code" | "form" if block && colons == 3 => closed(line, &lower, after, after_at),
        "moniker" if block => moniker(line, after),
        "zone" if block && colons == 3 => {
            let directive = zone(after.trim())?;
            Ok(Read { directive, length: line.len(), inline: false, warning: None })
        }
        _ if block && custom => container(line, line[colons..].trim()).ok_or(None),
        _ => Err(None),
    }
}

/// The colons that containers of the writer's own can have.
const COLONS: &[&str] = &[":::", "::::", ":::::", "::::::"];

/// `::: name`, or the line of as many colons that ends it (Markdig, custom containers).
fn container<'a>(line: &'a str, name: &'a str) -> Option<Read<'a>> {
    let colons = COLONS.iter().find(|colons| line.trim_start_matches(':').len() + colons.len() == line.len())?;
    let class = name.split([' ', '\t', '{']).next().unwrap_or("");
    let is_class = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let directive = match class {
        "" if name.is_empty() => TripleColon::CustomEnd(colons),
        _ if class.is_empty() || !class.chars().all(is_class) || name.contains(":::") => return None,
        _ => TripleColon::Custom(colons, class),
    };
    Some(Read { directive, length: line.len(), inline: false, warning: None })
}

/// Where the attributes end and where the closing colons do. Without colons, the line ends both.
fn attributes_end(after: &str) -> (usize, usize) {
    let mut in_quotes = false;
    for (i, b) in after.bytes().enumerate() {
        match b {
            b'"' => in_quotes = !in_quotes,
            b':' if !in_quotes && after[i..].starts_with(":::") => {
                return (i, i + after[i..].bytes().take_while(|b| *b == b':').count());
            }
            _ => {}
        }
    }
    (after.len(), after.len())
}

/// Images and videos: part of a line, except an image with a description in the lines below it.
fn within_line<'a>(
    line: &'a str,
    word: &str,
    after: &'a str,
    after_at: usize,
    block: bool,
) -> Result<Read<'a>, Refusal> {
    let (close, end) = attributes_end(after);
    if close == end && !after.contains('=') {
        // The name alone is prose.
        return Err(None);
    }
    let whole_line = block && after[end..].trim().is_empty();
    let text = &after[..close];
    let mut warning = None;
    let directive = if word == "image" {
        let mut image = image(text)?;
        image.inline = !(image.kind == "complex" && whole_line);
        TripleColon::Image(image)
    } else {
        let video = video(text)?;
        if video.source.contains("channel9.msdn.com") && !video.source.contains("/player") {
            let help = "use the address that ends with `/player`";
            warning = Some(("the address is that of a page, not of its player".to_owned(), help.to_owned()));
        }
        TripleColon::Video(video)
    };
    let inline = directive.opens().is_none();
    let length = if inline { after_at + end } else { line.len() };
    Ok(Read { directive, length, inline, warning })
}

/// The line that ends a block. Text behind it is dropped.
fn end<'a>(line: &'a str, word: &str, after: &str) -> Result<Read<'a>, Refusal> {
    let directive = match word {
        "row-end" => TripleColon::RowEnd,
        "column-end" => TripleColon::ColumnEnd,
        "zone-end" => TripleColon::ZoneEnd,
        "moniker-end" => TripleColon::MonikerEnd,
        _ => TripleColon::ImageEnd,
    };
    let colons = matches!(word, "row-end" | "column-end" | "image-end");
    let rest = after.trim_start();
    if colons && !rest.starts_with(":::") {
        return refuse(format!("`:::{word}` is not closed"), format!("write `:::{word}:::`"));
    }
    let junk = if colons { rest.trim_start_matches(':') } else { rest.trim_end_matches(':') };
    let warning = (!junk.trim().is_empty())
        .then(|| (format!("text behind `:::{word}`"), "put the text on a line of its own".to_owned()));
    Ok(Read { directive, length: line.len(), inline: false, warning })
}

/// The forms that fill a line and end with colons.
fn closed<'a>(line: &'a str, word: &str, after: &'a str, after_at: usize) -> Result<Read<'a>, Refusal> {
    let (close, end) = attributes_end(after);
    let is_nesting = matches!(word, "row" | "column");
    if close == end && (is_nesting || !after.contains('=')) {
        if after.trim().is_empty() || !after.contains('=') {
            return Err(None);
        }
        return refuse(format!("`:::{word}` is not closed"), "end the line with `:::`");
    }
    let text = &after[..close];
    let directive = match word {
        "row" if text.trim().is_empty() => TripleColon::Row,
        "column" => TripleColon::Column(column_span(text)?),
        "code" => {
            named(text, "code", &["source", "id", "range", "language", "highlight", "interactive"], &["source"])?;
            TripleColon::Code(&line[..after_at + end])
        }
        "form" => {
            let form = named(text, "form", &["action", "submitText", "model"], &["action", "submitText"])?;
            TripleColon::Form { action: value(&form, "action"), submit: value(&form, "submitText") }
        }
        _ => return refuse(format!("`:::{word}:::` has no attributes"), format!("write `:::{word}:::`")),
    };
    let warning = (!after[end..].trim().is_empty())
        .then(|| (format!("text behind `:::{word}:::` on its line"), "put it on a line of its own".to_owned()));
    Ok(Read { directive, length: line.len(), inline: false, warning })
}

/// `::: moniker range="x"`. Text behind it is dropped.
fn moniker<'a>(line: &'a str, after: &'a str) -> Result<Read<'a>, Refusal> {
    let rest = after.trim_start();
    let Some(rest) = rest.get(..5).filter(|key| key.eq_ignore_ascii_case("range")).map(|_| &rest[5..]) else {
        return Err(None);
    };
    let Some(rest) = rest.trim_start().strip_prefix('=').map(str::trim_start).and_then(|r| r.strip_prefix('"')) else {
        return Err(None);
    };
    let Some(close) = rest.find('"') else {
        return refuse("the range of `::: moniker` has no closing quote", "write `::: moniker range=\"x\"`");
    };
    let warning = (!rest[close + 1..].trim_matches([' ', '\t', ':']).is_empty())
        .then(|| ("text behind `::: moniker`".to_owned(), "put it on a line of its own".to_owned()));
    Ok(Read { directive: TripleColon::Moniker(&rest[..close]), length: line.len(), inline: false, warning })
}

fn zone<'a>(text: &str) -> Result<TripleColon<'a>, Refusal> {
    let text = text.trim_end_matches(':');
    let found = named(text, "zone", &["target", "pivot"], &[])?;
    let target = value(&found, "target").trim().to_owned();
    if !["", "docs", "chromeless", "pdf"].contains(&target.as_str()) {
        return refuse(format!("`{target}` is not a target of zones"), "use `docs`, `chromeless` or `pdf`");
    }
    let pivots: Vec<String> =
        value(&found, "pivot").split(',').map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    let is_name = |p: &String| p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if let Some(bad) = pivots.iter().find(|p| !is_name(p)) {
        return refuse(format!("`{bad}` is not the name of a pivot"), "pivots have lower-case letters, digits and `-`");
    }
    if target == "pdf" && !pivots.is_empty() {
        return refuse("a zone for `pdf` has no pivots", "take `pivot` or `target` away");
    }
    if target.is_empty() && pivots.is_empty() {
        return refuse("a zone needs a target or a pivot", "write `::: zone target=\"docs\"`");
    }
    Ok(TripleColon::Zone(ZoneBlock { target, pivots }))
}

fn column_span(text: &str) -> Result<&str, Refusal> {
    let found = named(text, "column", &["span"], &[])?;
    let span = value(&found, "span");
    if !span.chars().all(|c| c.is_ascii_digit()) {
        return refuse(format!("`{span}` is not a number of columns"), "write `:::column span=\"2\":::`");
    }
    Ok(span)
}

fn image(text: &str) -> Result<ImageBlock<'_>, Refusal> {
    let known = ["source", "alt-text", "type", "border", "lightbox", "link", "loc-scope"];
    let found = named(text, "image", &known, &["source"])?;
    let get = |name: &str| found.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    let kind = get("type").unwrap_or("content");
    if !["content", "icon", "complex"].contains(&kind) {
        return refuse(format!("`{kind}` is not a type of image"), "use `content`, `icon` or `complex`");
    }
    let alt = get("alt-text").unwrap_or("");
    if kind != "icon" && alt.is_empty() {
        return refuse("an image needs `alt-text`", "describe it, or give it `type=\"icon\"` if it is only decoration");
    }
    let border = get("border").map_or(kind != "icon", |word| word.eq_ignore_ascii_case("true"));
    let alt = if kind == "icon" { "" } else { alt };
    Ok(ImageBlock {
        source: value(&found, "source"),
        alt,
        kind,
        border,
        lightbox: get("lightbox"),
        link: get("link"),
        inline: true,
        description: "",
    })
}

fn video(text: &str) -> Result<VideoBlock<'_>, Refusal> {
    let known = ["source", "title", "max-width", "thumbnail", "upload-date", "duration", "type"];
    let found = named(text, "video", &known, &["source"])?;
    let title = found.iter().find(|(key, _)| *key == "title").map(|(_, value)| *value);
    Ok(VideoBlock { source: value(&found, "source"), title, triple_colon: true })
}

/// `:::no-loc text="...":::`: the text, to be shown as it is. The form is exact: lower case and no blanks.
fn no_loc(line: &str) -> Result<Read<'_>, Refusal> {
    let Some(rest) = line.strip_prefix(":::no-loc text=\"") else { return Err(None) };
    let mut text = String::new();
    let mut chars = rest.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' if rest[i + 1..].starts_with('"') => {
                text.push('"');
                chars.next();
            }
            '"' => {
                let end = line.len() - rest.len() + i + 1;
                return if line[end..].starts_with(":::") {
                    let directive = TripleColon::NoLoc(text);
                    Ok(Read { directive, length: end + 3, inline: true, warning: None })
                } else {
                    Err(None)
                };
            }
            _ => text.push(c),
        }
    }
    Err(None)
}

/// Reads attributes and holds them against the known and the required names.
fn named<'a>(text: &'a str, word: &str, known: &[&str], required: &[&str]) -> Result<Vec<(&'a str, &'a str)>, Refusal> {
    let found = match attributes(text) {
        Ok((found, _)) => found,
        Err(message) => return refuse(format!("`:::{word}`: {message}"), "attributes are written name=\"value\""),
    };
    for (i, (name, _)) in found.iter().enumerate() {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return refuse(
                format!("`{name}` is not an attribute of `:::{word}`"),
                format!("it has {}", known.join(", ")),
            );
        }
        if found[..i].iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(name)) {
            return refuse(format!("`{name}` stands twice in `:::{word}`"), "keep one of them");
        }
    }
    for name in required {
        if value(&found, name).is_empty() {
            return refuse(format!("`:::{word}` needs `{name}`"), format!("add {name}=\"...\""));
        }
    }
    Ok(found)
}

fn value<'a>(attributes: &[(&'a str, &'a str)], name: &str) -> &'a str {
    attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}

/// Attributes in the form `name="value"`, with blanks around them and around `=`. Gives them with the number of bytes
/// read; fails on anything else.
pub(super) fn attributes(text: &str) -> Result<(Attributes<'_>, usize), &'static str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() {
            return Err("a name of an attribute is expected");
        }
        let after = rest[end..].trim_start();
        let Some(after) = after.strip_prefix('=') else { return Err("an attribute has no value") };
        let Some(after) = after.trim_start().strip_prefix('"') else { return Err("a value has no quotes") };
        let Some(close) = after.find('"') else { return Err("a value has no closing quote") };
        found.push((name, &after[..close]));
        rest = after[close + 1..].trim_start();
    }
    Ok((found, text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_docfx_refuses() {
        for line in [
            "::: zone target=\"chromeless",
            "::: zone *=\"pdf\"",
            "::: zone pivot = \"a b\"",
            ":::image type=\"icon\":::",
        ] {
            assert!(matches!(read(line, true, false), Err(Some(_))), "{line}");
        }
        assert!(matches!(read("::: nested moniker zone is not allowed.", true, false), Err(None)));
        assert!(matches!(read(":::No-loc text=\"x\":::", true, false), Err(None)));
    }
}
