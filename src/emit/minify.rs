//! The theme's files without what only its authors read: comments, and blanks at the start of lines. Nothing is renamed
//! or moved, so a line in a browser's console is still a line of the source.

/// A file of the theme as it is sent. Only for files of skilt itself, which keep to what this understands.
pub fn shortened(name: &str, text: &str) -> String {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => css(text),
        Some("js") => script(text),
        _ => text.to_owned(),
    }
}

/// A style sheet without comments, and with a blank only where it matters: not around braces and semicolons, nor
/// behind a comma or the colon of a declaration.
fn css(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        plain.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    plain.push_str(rest);
    let mut out = String::with_capacity(plain.len());
    let mut quote = None;
    for c in plain.chars() {
        match quote {
            Some(open) => {
                out.push(c);
                quote = if c == open { None } else { quote };
            }
            None if c == '"' || c == '\'' => {
                out.push(c);
                quote = Some(c);
            }
            None if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',', '>']) && !ends_property(&out) {
                    out.push(' ');
                }
            }
            None => {
                if matches!(c, '{' | '}' | ';' | '>') && out.ends_with(' ') {
                    out.pop();
                }
                if c == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(c);
            }
        }
    }
    out.push('\n');
    out
}

/// Whether the text ends with the name of a property and its colon, which no selector does before a blank.
fn ends_property(text: &str) -> bool {
    text.strip_suffix(':').is_some_and(|before| {
        let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
        name.ends_with(['{', ';', '('])
    })
}

/// A script without the lines that are comments and without the blanks that lines begin with.
fn script(text: &str) -> String {
    let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.fold(String::with_capacity(text.len()), |out, line| out + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_keep_their_meaning() {
        let text = "/* A */\n.a > b :hover, i { color: red; margin: 0 auto }\n@media (min-width: 1px) {\n  p::after { content: \"a  /  b; \" / \"\" }\n}\nx { width: calc(1px + 2px) }\n";
        let want = ".a>b :hover,i{color:red;margin:0 auto}@media (min-width:1px){p::after{content:\"a  /  b; \" / \"\"}}x{width:calc(1px + 2px)}\n";
        assert_eq!(css(text), want);
    }

    #[test]
    fn scripts_lose_comments_only() {
        assert_eq!(
            script("// A\n(function () {\n  // b\n  var a = 'x // y';\n})();\n"),
            "(function () {\nvar a = 'x // y';\n})();\n"
        );
    }
}
