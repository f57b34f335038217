//! How a site changes the built-in theme without touching a template: accent, fonts, links of the footer.

use super::colour::Colour;
use super::document::Document;
use crate::syntax::yaml::{Node, Text, Value};

/// The grounds that text stands on, in light and in dark: paper and surface of the built-in theme.
pub const GROUNDS: [[&str; 2]; 2] = [["#fcfbf7", "#f3f0e8"], ["#101514", "#171e1c"]];

/// The accent of the built-in theme, in light and in dark.
pub const ACCENT: (&str, &str) = ("#0b5a53", "#6fd0c1");

/// Text below this contrast is refused (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;
/// Text below this contrast is warned about (WCAG 2.2, 1.4.6).
const GOOD: f64 = 7.0;

/// What a site changes in the theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    /// The colour of links and of what is chosen, in light and in dark.
    pub accent: Option<(Colour, Colour)>,
    /// Custom properties of the style sheet that hold fonts, and their values.
    pub fonts: Vec<(&'static str, String)>,
}

/// Reads `theme`. A colour that text could not be read in is refused and the theme's own stays.
pub(super) fn read(document: &mut Document, top: &Node) -> Theme {
    let Some(node) = document.map(top, "theme") else { return Theme::default() };
    let mut theme = Theme::default();
    if let Some(accent) = node.get("accent").filter(|accent| !accent.is_null()) {
        theme.accent = self::accent(document, accent);
    }
    if let Some(fonts) = document.map(node, "fonts") {
        for (key, property) in [("text", "--text"), ("title", "--title"), ("code", "--mono")] {
            let Some(text) = document.text(fonts, key) else { continue };
            if is_font_list(text.text) {
                theme.fonts.push((property, text.text.to_owned()));
            } else {
                let help = "write a list of font names, as in `Inter, \"Segoe UI\", sans-serif`";
                document.error(&text.span, format!("`{}` is no list of fonts", text.text), help);
            }
        }
    }
    theme
}

/// One colour for both themes, or `light` and `dark`.
fn accent(document: &mut Document, node: &Node) -> Option<(Colour, Colour)> {
    if !matches!(node.value, Value::Map(_)) {
        let light = colour(document, &node.trimmed()?, 0)?;
        return Some((light, lifted(light)));
    }
    let mut read = |key: &str, ground: usize| {
        let text = document.text(node, key)?;
        colour(document, &text, ground)
    };
    let (light, dark) = (read("light", 0), read("dark", 1));
    match (light, dark) {
        (Some(light), dark) => Some((light, dark.unwrap_or_else(|| lifted(light)))),
        (None, dark) => Some((Colour::parse(ACCENT.0)?, dark?)),
    }
}

fn colour(document: &mut Document, text: &Text<'_>, ground: usize) -> Option<Colour> {
    let Some(colour) = Colour::parse(text.text) else {
        document.error(&text.span, format!("`{}` is no colour", text.text), "write it as `#0b5a53`");
        return None;
    };
    let contrast = least_contrast(colour, ground);
    let name = ["light", "dark"].get(ground).copied().unwrap_or("light");
    let message = format!("`{}` has a contrast of {contrast:.2}:1 to the {name} page", text.text);
    let way = if ground == 0 { "darker" } else { "lighter" };
    if contrast < LEAST {
        document.error(&text.span, message, format!("take a {way} colour: links need {LEAST}:1, and 7:1 is better"));
        return None;
    }
    if contrast < GOOD {
        document.warning(&text.span, message, format!("readers with weak sight need 7:1; take a {way} colour"));
    }
    Some(colour)
}

/// The lower of the contrasts to the page and to the surfaces on it.
fn least_contrast(colour: Colour, ground: usize) -> f64 {
    let grounds = GROUNDS.get(ground).into_iter().flatten().filter_map(|text| Colour::parse(text));
    grounds.map(|ground| colour.contrast(ground)).fold(21.0, f64::min)
}

/// The colour for the dark theme that goes with one for the light theme: as much lighter as reading needs.
fn lifted(light: Colour) -> Colour {
    let white = Colour { rgb: [255; 3] };
    let steps = (0..=20).map(|step| light.mix(white, f64::from(step) / 20.0));
    steps.into_iter().find(|colour| least_contrast(*colour, 1) >= GOOD + 1.0).unwrap_or(white)
}

/// Names of fonts, quoted or not, between commas: nothing that could end the declaration they are put into.
fn is_font_list(text: &str) -> bool {
    let quotes = text.matches('"').count();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | ',' | '"' | '.');
    !text.trim().is_empty() && quotes.is_multiple_of(2) && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_yaml(yaml: &str) -> (Theme, Vec<(String, u32)>) {
        let (mut document, node) = Document::parse("skilt.yml", yaml.to_owned());
        let theme = read(&mut document, &node.expect("readable"));
        let problems = document.problems.iter().map(|problem| {
            let line = problem.place.as_ref().and_then(|place| place.span).map_or(0, |span| span.start.line);
            (format!("{:?} {}", problem.severity, problem.message), line)
        });
        (theme, problems.collect())
    }

    #[test]
    fn an_accent_that_cannot_be_read_is_refused_with_its_line() {
        let (theme, problems) = read_yaml("theme:\n  accent: \"#7ab8f5\"\n");
        assert_eq!(theme.accent, None);
        assert_eq!(problems, [("Error `#7ab8f5` has a contrast of 1.84:1 to the light page".to_owned(), 2)]);
        let (theme, problems) = read_yaml("theme:\n  accent: \"#0a6ebd\"\n");
        assert!(theme.accent.is_some());
        assert_eq!(problems.len(), 1);
        assert!(problems[0].0.starts_with("Warning"), "{problems:?}");
    }

    #[test]
    fn the_dark_accent_can_be_read_whether_stated_or_not() {
        let (theme, problems) = read_yaml("theme: {accent: \"#5b1a8e\"}\n");
        assert_eq!(problems, []);
        let (_, dark) = theme.accent.expect("an accent");
        assert!(least_contrast(dark, 1) >= GOOD, "{}", dark.hex());
        let (theme, problems) = read_yaml("theme: {accent: {light: \"#5b1a8e\", dark: \"#000\"}}\n");
        assert_eq!((theme.accent.is_some(), problems.len()), (true, 1));
    }

    #[test]
    fn fonts_cannot_leave_their_declaration() {
        let (theme, problems) =
            read_yaml("theme:\n  fonts:\n    text: 'Inter, \"Segoe UI\"'\n    code: 'x; } body {'\n");
        assert_eq!(theme.fonts, [("--text", "Inter, \"Segoe UI\"".to_owned())]);
        assert_eq!(problems.len(), 1);
    }
}
