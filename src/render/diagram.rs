//! Mermaid diagrams: drawn during the build as SVG, so that readers need no script. What cannot be drawn is shown as
//! its source.

use super::body::Body;
use super::markup::{self, Change};
use html_escape::encode_text;
use mermaid_svg::{Diagram, Theme};
use std::fmt::Write as _;
use std::thread;

/// The longest source that is drawn, in bytes. It bounds how deep a diagram can be nested, too.
const LONGEST: usize = 16_000;
/// The stack for drawing, in bytes: the crate calls itself for each level of nesting, and a stack that is full cannot
/// be caught.
const STACK: usize = 128 << 20;
/// How the element of a drawn diagram begins.
const FIGURE: &str = "<figure class=\"diagram\">";

/// Draws the Mermaid `source` of a fence: the diagram with its source folded below it, or else its source alone.
pub(super) fn draw(body: &mut Body<'_>, source: &str) {
    let code = format!("<code class=\"lang-mermaid\">{}</code>", encode_text(source));
    match svg(source) {
        Ok(svg) => {
            let number = body.out.matches(FIGURE).count() + 1;
            let svg = for_page(&svg, number, &body.word("diagram"));
            let word = body.word("source");
            let _ = writeln!(
                body.out,
                "{FIGURE}<div class=\"diagram-card\" tabindex=\"0\">{svg}</div>\
                 <details><summary>{word}</summary><pre>{code}</pre></details></figure>"
            );
        }
        Err(reason) => {
            if let Some(reason) = reason {
                body.not_drawn(
                    format!("the Mermaid diagram cannot be drawn: {reason}"),
                    "readers see its source; correct it, or commit a drawn image",
                );
            }
            let _ = writeln!(body.out, "<pre class=\"mermaid\">{code}</pre>");
        }
    }
}

/// A source as SVG. Fails with a reason; without one where nothing is wrong with the source, but the crate would
/// draw it wrongly.
fn svg(source: &str) -> Result<String, Option<String>> {
    if source.len() > LONGEST {
        return Err(Some(format!("it is longer than {LONGEST} bytes")));
    }
    let source = source.to_owned();
    let failed = || Some("the drawing crate failed on it".to_owned());
    let drawing = thread::Builder::new().stack_size(STACK).spawn(move || convert(source)).map_err(|_| failed())?;
    // A panic ends the thread, not the build.
    drawing.join().unwrap_or_else(|_| Err(failed()))
}

fn convert(mut source: String) -> Result<String, Option<String>> {
    let one_line = |message: String| Some(message.lines().next().unwrap_or("").to_owned());
    match mermaid_svg::parse(&source).map_err(|error| one_line(error.to_string()))? {
        // States within states are laid out over each other (mermaid-svg 0.7).
        Diagram::State(states) if !states.composites.is_empty() => return Err(None),
        // The marker is at the day of the build, and the same input must give the same output.
        Diagram::Gantt(_) => source.push_str("\ntodayMarker off\n"),
        _ => {}
    }
    // A fixed size is written as attributes, a fluid one as a style, which a strict Content-Security-Policy forbids.
    let theme = Theme { responsive: false, ..Theme::default() };
    mermaid_svg::render_with(&source, &theme).map_err(|error| one_line(error.to_string()))
}

/// Makes a drawing fit for a page: ids are the diagram's own, nothing runs, links lead to the web only.
fn for_page(svg: &str, number: usize, label: &str) -> String {
    let prefix = format!("diagram-{number}-");
    let mut has_label = svg.contains("aria-labelledby=");
    markup::attributes(svg, &mut |tag, name, value| match name {
        // A titled drawing is fluid whatever the theme says; CSS keeps it within the page.
        "width" if tag == "svg" && value == "100%" => Change::Drop,
        "style" if tag == "svg" => match value.strip_prefix("max-width: ").and_then(|rest| rest.strip_suffix("px;")) {
            Some(width) => Change::Set("width", width.to_owned()),
            None => Change::Drop,
        },
        "style" => Change::Drop,
        _ if name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on")) => Change::Drop,
        "id" => Change::Set("id", format!("{prefix}{value}")),
        "aria-labelledby" => Change::Set("aria-labelledby", format!("{prefix}{value}")),
        "aria-describedby" => Change::Set("aria-describedby", format!("{prefix}{value}")),
        "aria-roledescription" if !has_label => {
            has_label = true;
            Change::Set("aria-label", label.to_owned())
        }
        "href" | "xlink:href" if value.starts_with('#') => Change::Set("href", format!("#{prefix}{}", &value[1..])),
        "href" | "xlink:href" if tag == "a" && is_web(value) => Change::Keep,
        "href" | "xlink:href" | "src" => Change::Drop,
        "marker-end" => own("marker-end", value, &prefix),
        "marker-start" => own("marker-start", value, &prefix),
        "marker-mid" => own("marker-mid", value, &prefix),
        "clip-path" => own("clip-path", value, &prefix),
        "mask" => own("mask", value, &prefix),
        "filter" => own("filter", value, &prefix),
        "fill" => own("fill", value, &prefix),
        "stroke" => own("stroke", value, &prefix),
        _ => Change::Keep,
    })
}

fn is_web(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}

/// A reference such as `url(#arrow)`, to the diagram's own id.
fn own(name: &'static str, value: &str, prefix: &str) -> Change {
    if value.contains("url(#") {
        Change::Set(name, value.replace("url(#", &format!("url(#{prefix}")))
    } else {
        Change::Keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&str; 7] = [
        "flowchart TD\n A[Write] --> B{Good?}\n B -->|yes| C([Ship])\n style C fill:#fee\n",
        "sequenceDiagram\n actor U\n U->>+S: ask\n S-->>-U: answer\n Note over U,S: quick\n",
        "classDiagram\n Animal <|-- Dog\n Dog : +bark()\n",
        "stateDiagram-v2\n [*] --> Draft\n Draft --> Done : approve\n Done --> [*]\n",
        "gantt\n title Plan\n dateFormat YYYY-MM-DD\n section A\n One :a1, 2024-01-01, 5000d\n",
        "pie title Pets\n \"Dogs\" : 3\n \"Cats\" : 1\n",
        "erDiagram\n CUSTOMER ||--o{ ORDER : places\n",
    ];

    #[test]
    fn draws_the_kinds_without_styles_the_same_each_time() {
        for source in KINDS {
            let first = svg(source).map(|svg| for_page(&svg, 1, "Diagram"));
            assert_eq!(first, svg(source).map(|svg| for_page(&svg, 1, "Diagram")), "{source}");
            let drawn = first.unwrap_or_default();
            assert!(drawn.starts_with("<svg") && drawn.ends_with("</svg>"), "{source}: {drawn}");
            assert!(!drawn.contains(" style=\"") && !drawn.contains("<style"), "{drawn}");
            assert!(!drawn.contains(" id=\"arrow") && !drawn.contains("url(#arrow"), "{drawn}");
            assert!(drawn.contains("aria-label="), "{drawn}");
        }
    }

    #[test]
    fn a_plan_does_not_show_the_day_of_the_build() {
        let drawn = svg("gantt\n dateFormat YYYY-MM-DD\n section A\n One :a1, 2020-01-01, 9000d\n").unwrap_or_default();
        assert!(drawn.contains("One") && !drawn.contains("stroke-dasharray") && !drawn.contains("red"), "{drawn}");
    }

    #[test]
    fn a_titled_diagram_keeps_its_size() {
        let drawn = svg("---\ntitle: Hi\n---\nflowchart LR\n A-->B\n")
            .map(|svg| for_page(&svg, 1, "Diagram"))
            .unwrap_or_default();
        let head = drawn.split('>').next().unwrap_or("");
        assert_eq!(head.matches(" width=\"").count(), 1, "{head}");
        assert!(!head.contains("100%") && !head.contains("style="), "{head}");
    }

    #[test]
    fn nothing_in_a_diagram_runs() {
        let source = "flowchart LR\n A[\"<script>alert(1)</script>\"] --> B --> C\n click A \"javascript:alert(1)\"\n \
                      click B call alert(1)\n click C \"https://example.com\" \"Tip\"\n";
        let drawn = svg(source).map(|svg| for_page(&svg, 2, "Diagram")).unwrap_or_default();
        assert!(!drawn.contains("javascript:") && !drawn.contains("onclick") && !drawn.contains("<script"), "{drawn}");
        assert!(drawn.contains("href=\"https://example.com\"") && drawn.contains("url(#diagram-2-"), "{drawn}");
    }

    #[test]
    fn what_cannot_be_drawn_has_a_reason_of_one_line() {
        for source in ["", "hello", "flowchart TD\n A[[[[ -->", "pie\n \"a\" : -1"] {
            let reason = svg(source).err().flatten().unwrap_or_default();
            assert!(!reason.is_empty() && !reason.contains('\n'), "{source}: {reason}");
        }
        assert_eq!(svg("stateDiagram-v2\n state A {\n [*] --> B\n }\n A --> C\n"), Err(None));
    }

    #[test]
    fn deep_and_long_sources_end() {
        let deep = |open: &str, close: &str, start: &str| {
            let levels = (LONGEST - 100) / (open.len() + close.len());
            let _ = svg(&format!("{start}\n{}{}", open.repeat(levels), close.repeat(levels)));
        };
        deep("subgraph s\n", "end\n", "flowchart TD\nA-->B");
        deep("subgraph s\nA\n", "end\n", "flowchart TD");
        deep("loop x\n", "end\n", "sequenceDiagram\nA->>B: x");
        deep("[", "]", "flowchart TD\nA");
        deep("<b>", "</b>", "flowchart TD\nA[x]-->B");
        deep("block\n", "end\n", "block-beta");
        assert!(svg(&"x".repeat(LONGEST + 1)).is_err());
    }
}
