//! The part of the theme's style sheet that comes from the configuration: accent, fonts, the colours of facet values,
//! and the rules by which a reader's choice of platform shows without a script having to look at the page.

use crate::config::{Colour, Config, GROUNDS, MARK_COLOURS};
use crate::model::SiteFacets;
use std::fmt::Write as _;

/// Colours of marks in light and in dark: each 7:1 or more to page and surface, and told apart by hue and
/// lightness. Letters always stand with them.
const PALETTE: [(&str, &str); MARK_COLOURS] = [
    ("#7a4200", "#e5a95c"),
    ("#0a5676", "#6cc3e0"),
    ("#54399b", "#bba2f2"),
    ("#1a4d9e", "#90b8ff"),
    ("#8b2459", "#f29bbf"),
    ("#3c5714", "#a9cc6b"),
    ("#8a2a1b", "#f2a093"),
    ("#0a5b49", "#6fd6b4"),
    ("#5f4d00", "#d9c04f"),
    ("#6a3a6a", "#d9a6d9"),
    ("#49515f", "#aab6c6"),
    ("#2d575b", "#8ccbd0"),
];

/// Rules to stand behind the theme's style sheet, in its layer.
pub fn theme_rules(config: &Config, facets: &SiteFacets) -> String {
    let mut css = String::from("\n@layer skilt {\n");
    tokens(config, &mut css);
    marks(config, facets, &mut css);
    css.push_str("}\n");
    css
}

fn tokens(config: &Config, css: &mut String) {
    let mut own = String::new();
    if let Some((light, dark)) = config.theme.accent {
        let ink = |text: &str| Colour::parse(text).unwrap_or(light);
        let [paper, ground] = [GROUNDS[0][0], GROUNDS[1][0]];
        let pressed = (light.mix(ink(ground), 0.3).hex(), dark.mix(ink(paper), 0.4).hex());
        let _ = write!(own, "--accent:light-dark({},{});", light.hex(), dark.hex());
        let _ = write!(own, "--pressed:light-dark({},{});", pressed.0, pressed.1);
    }
    for (property, fonts) in &config.theme.fonts {
        let _ = write!(own, "{property}:{fonts};");
    }
    if !own.is_empty() {
        let _ = writeln!(css, ":root{{{own}}}");
    }
}

/// For every value its colour; then one list of selectors for all that does not apply where it is chosen.
fn marks(config: &Config, facets: &SiteFacets, css: &mut String) {
    let (mut outside, mut named, mut chosen) = (Vec::new(), Vec::new(), Vec::new());
    for (facet, value, title) in &facets.platforms {
        let mark = config.marks.mark(*facet, value, title);
        let (key, Some(slot)) = (&mark.key, config.marks.slot(*facet)) else { continue };
        if let Some((light, dark)) = mark.colour.and_then(|colour| PALETTE.get(colour)) {
            let _ = writeln!(css, "[data-v=\"{key}\"]{{--v:light-dark({light},{dark})}}");
        }
        // Without scripts the chooser's own buttons hold the choice, for as long as the page is open.
        let on = format!(":is([data-for~=\"{key}\"],:root:not(.js):has(.view [value=\"{key}\"]:checked))");
        outside.push(format!("{on} [data-e{slot}]:not([data-e{slot}~=\"{key}\"])"));
        named.push(format!("{on} [data-on=\"{key}\"]"));
        chosen.push(on);
    }
    if outside.is_empty() {
        return;
    }
    let outside = format!(":is({})", outside.join(","));
    let _ = writeln!(
        css,
        "{outside}{{--dim:var(--muted);--dim-weight:400;--dim-off:none;--dim-on:block;--dim-v:var(--border)}}"
    );
    let _ = writeln!(css, "{outside}.zone:not([data-open],:has(:target))>:not(.zone-for){{display:none}}");
    let _ = writeln!(css, ":is({}){{display:inline}}", named.join(","));
    let chosen = format!(":is({})", chosen.join(","));
    let _ = writeln!(css, "{chosen}{{--view:flex;--bar:2.5rem}}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_can_be_read_on_every_ground() {
        for (light, dark) in PALETTE {
            for (colour, grounds) in [(light, GROUNDS[0]), (dark, GROUNDS[1])] {
                for ground in grounds {
                    let contrast = Colour::parse(colour).zip(Colour::parse(ground)).map(|(a, b)| a.contrast(b));
                    assert!(contrast.is_some_and(|contrast| contrast >= 7.0), "{colour} on {ground}: {contrast:?}");
                }
            }
        }
    }
}
