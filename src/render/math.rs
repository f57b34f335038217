//! Formulas: TeX to MathML, which browsers draw without a script.

use super::Dress;
use super::body::Body;
use super::markup::{self, Change};
use html_escape::encode_text;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::Content;
use pulldown_latex::{Event, Parser, Storage, push_mathml};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest formula that is drawn, in bytes. Longer ones are shown as their source.
const LONGEST: usize = 4_000;
/// The deepest nesting of braces and commands with arguments that is drawn: the parser calls itself for each.
const DEEPEST: usize = 100;
/// The most parts that a formula is drawn with: a formula may define macros, and a few lines of them can grow without
/// measure.
const MOST_PARTS: usize = 20_000;

/// Draws a formula. One that cannot be read is shown as its source, and reported.
pub(super) fn draw(body: &mut Body<'_>, display: bool, source: &str) {
    let mathml = match body.dress {
        Dress::Bare => None,
        Dress::Site => match mathml(display, source.trim()) {
            Ok(mathml) => Some(mathml),
            Err(reason) => {
                let message = format!("the formula `{}` cannot be drawn: {reason}", shortened(source));
                body.not_drawn(message, "readers see its source; correct the TeX");
                None
            }
        },
    };
    let _ = match (mathml, display) {
        (Some(mathml), true) => writeln!(body.out, "<div class=\"math\" tabindex=\"0\">{mathml}</div>"),
        (Some(mathml), false) => write!(body.out, "<span class=\"math\">{mathml}</span>"),
        (None, true) => {
            writeln!(body.out, "<div class=\"math\">\n\\[\n{}\n\\]</div>", encode_text(source.trim()))
        }
        (None, false) => write!(body.out, "<span class=\"math\">\\({}\\)</span>", encode_text(source)),
    };
}

/// The first line of a source, for a message.
fn shortened(source: &str) -> String {
    let line = source.trim().lines().next().unwrap_or("");
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// A formula as a `<math>` element that carries its source as an annotation. Fails, with a reason, where the TeX is
/// invalid or too much.
fn mathml(display: bool, source: &str) -> Result<String, String> {
    if source.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let commands = source.bytes().filter(|byte| *byte == b'\\').count();
    if nesting(source) > DEEPEST || commands > 10 * DEEPEST {
        return Err("it is too deeply nested".to_owned());
    }
    catch_unwind(AssertUnwindSafe(|| convert(display, source)))
        .unwrap_or_else(|_| Err("the converter failed on it".to_owned()))
}

/// How deeply braces are nested.
fn nesting(source: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for byte in source.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn convert(display: bool, source: &str) -> Result<String, String> {
    let storage = Storage::new();
    let mut events: Vec<Result<Event<'_>, std::fmt::Error>> = Vec::new();
    for event in Parser::new(source, &storage) {
        let event = event.map_err(|error| reason(&error.to_string()))?;
        if events.len() >= MOST_PARTS {
            return Err("its macros grow too large".to_owned());
        }
        // The crate writes these as they are (pulldown-latex 0.8).
        if let Event::Content(Content::Function(name) | Content::Number(name)) = &event
            && name.contains(['<', '&'])
        {
            return Err(format!("`{name}` is no name of an operator"));
        }
        events.push(Ok(event));
    }
    let annotation = encode_text(source);
    let config = RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        annotation: Some(&annotation),
        ..RenderConfig::default()
    };
    let mut out = String::new();
    push_mathml(&mut out, events.into_iter(), config).map_err(|error| error.to_string())?;
    // The crate escapes text but not operators, each of which is an element of its own (pulldown-latex 0.8).
    Ok(with_attributes(&out.replace("><</", ">&lt;</").replace(">&</", ">&amp;</")))
}

/// The parser's message has the place on further lines; the message of a report is one line.
fn reason(message: &str) -> String {
    let line = message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("invalid TeX");
    line.trim_end_matches([':', '.']).to_owned()
}

/// Colours as attributes: `style` is against a strict Content-Security-Policy.
fn with_attributes(mathml: &str) -> String {
    markup::attributes(mathml, &mut |_, name, value| {
        let colour = value.strip_prefix("color: rgb(").and_then(|rest| rest.strip_suffix(')'));
        match (name, colour) {
            ("style", Some(colour)) => Change::Set("mathcolor", format!("rgb({colour})")),
            _ => Change::Keep,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_formulas_with_their_source() {
        let inline = mathml(false, "a^2 < b").unwrap_or_default();
        assert!(inline.starts_with("<math") && inline.ends_with("</math>"), "{inline}");
        assert!(inline.contains("<annotation encoding=\"application/x-tex\">a^2 &lt; b</annotation>"), "{inline}");
        assert!(inline.contains("<msup>") && inline.contains("<mo>&lt;"), "{inline}");
        let block = mathml(true, r"\sum_{i=1}^{n} \frac{1}{i} \begin{pmatrix} a & b \\ c & d \end{pmatrix}");
        assert!(block.as_deref().is_ok_and(|block| block.contains("display=\"block\"")), "{block:?}");
    }

    #[test]
    fn text_of_a_formula_is_escaped() {
        for command in
            ["text", "operatorname", "mathrm", "mathbb", "textbf", "tag", "mbox", "color", "sqrt", "not", "left"]
        {
            let source = format!(r"\{command}{{<script>alert(1)</script>}} \text{{a & b}} x < y");
            if let Ok(drawn) = mathml(true, &source) {
                assert!(!drawn.contains("<script") && !drawn.contains("<<") && !drawn.contains("& "), "{drawn}");
            }
        }
    }

    #[test]
    fn colours_are_attributes() {
        let drawn = mathml(false, r"\color{red} x").unwrap_or_default();
        assert!(drawn.contains("mathcolor=\"rgb(") && !drawn.contains("style="), "{drawn}");
    }

    #[test]
    fn invalid_tex_is_an_error_of_one_line() {
        for source in [r"\frac{1", r"\nosuchcommand", r"\begin{matrix} a", "}", r"\left( x", "a_b_c", "é^é^é"] {
            match mathml(false, source) {
                Err(reason) => assert!(!reason.is_empty() && !reason.contains('\n'), "{source}: {reason}"),
                Ok(drawn) => panic!("{source}: {drawn}"),
            }
        }
    }

    #[test]
    fn hostile_formulas_end() {
        let laughs = r"\def\a{xx}\def\b{\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b}\def\d{\c\c\c\c\c\c\c\c}\def\e{\d\d\d\d\d\d\d\d}\def\f{\e\e\e\e\e\e\e\e}\f\f\f\f";
        assert!(mathml(false, laughs).is_err());
        for part in [r"\sqrt", r"\frac", "{", r"\left(", r"\begin{matrix}", "^", r"\text{"] {
            let _ = mathml(false, &part.repeat(LONGEST / part.len()));
            let _ = mathml(false, &part.repeat(DEEPEST - 1));
        }
        let _ = mathml(false, &r"\sqrt".repeat(10 * DEEPEST));
        let _ = mathml(false, &format!("{}x", r"\sqrt".repeat(LONGEST / 5)));
    }
}
