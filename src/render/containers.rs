//! The blocks of DocFX's flavour: alerts, divs, rows, zones, tabs and videos.

use super::Dress;
use super::body::{Body, Place};
use crate::syntax::markdown::{self, Container};
use crate::syntax::video;
use html_escape::{encode_double_quoted_attribute as attribute, encode_text};
use std::fmt::Write as _;

impl Body<'_> {
    pub(super) fn open(&mut self, container: &Container<'_>, place: &mut Place<'_>) {
        match container {
            Container::Alert(kind) => {
                let _ = writeln!(self.out, "<div class=\"{}\" role=\"note\">", attribute(&kind.class));
                let key = match kind.word.as_str() {
                    _ if self.dress == Dress::Bare || !kind.title.is_empty() => None,
                    "NOTE" => Some("note"),
                    "TIP" => Some("tip"),
                    "IMPORTANT" => Some("important"),
                    "WARNING" => Some("warning"),
                    "CAUTION" => Some("caution"),
                    _ => None,
                };
                let own = if kind.title.is_empty() { kind.word.as_str() } else { kind.title };
                let title = key.map_or_else(|| encode_text(own), |key| self.word(key));
                let _ = writeln!(self.out, "<h5 role=\"none\">{title}</h5>");
            }
            Container::Div(attributes) => {
                self.out.push_str("<div");
                for (name, value) in attributes {
                    let _ = write!(self.out, " {name}=\"{}\"", attribute(*value));
                }
                self.out.push_str(">\n");
            }
            Container::Row => self.out.push_str("<section class=\"row\">\n"),
            Container::Column("") => self.out.push_str("<div class=\"column\">\n"),
            Container::Column(span) => {
                let _ = writeln!(self.out, "<div class=\"column span{span}\">");
            }
            Container::Zone(zone) => {
                let target = if zone.target.is_empty() { "" } else { " has-target" };
                let pivot = if zone.pivots.is_empty() { "" } else { " has-pivot" };
                let _ = write!(self.out, "<div class=\"zone{target}{pivot}\"");
                if !zone.target.is_empty() {
                    let _ = write!(self.out, " data-target=\"{}\"", zone.target);
                }
                if !zone.pivots.is_empty() {
                    let _ = write!(self.out, " data-pivot=\"{}\"", zone.pivots.join(" "));
                }
                self.zone_start(&zone.pivots);
            }
            Container::Moniker(range) => {
                let _ = writeln!(self.out, "<div range=\"{}\">", attribute(*range));
            }
            Container::Tabs(tabs) => self.tab_list(tabs, place),
            Container::TabPanel(_) => {}
        }
        if let Container::TabPanel(number) = container {
            self.tab_panel(*number);
        }
    }

    /// The rest of a zone's tag, and its mark if its pivots are values of facets: the zone then follows the reader's
    /// choice of platform.
    fn zone_start(&mut self, pivots: &[String]) {
        let config = self.renderer.config;
        let meaning = |word: &str| {
            let facet = |at: &usize| Some((*at, config.facets.get(*at)?.find(word)?));
            config.marks.slots().iter().find_map(facet)
        };
        let values: Option<Vec<_>> = pivots.iter().map(|word| meaning(word)).collect();
        let Some(values) = values.filter(|values| self.dress == Dress::Site && !values.is_empty()) else {
            self.out.push_str(">\n");
            return;
        };
        let _ = write!(
            self.out,
            "{}>\n<p class=\"zone-for\">",
            config.marks.attributes(values.iter().map(|(facet, value)| (*facet, value.value.as_str())))
        );
        for (facet, value) in values {
            let mark = config.marks.mark(facet, &value.value, &value.title);
            let title = value.title_in(&config.words, self.language);
            let (letters, title) = (encode_text(&mark.letters), encode_text(title));
            let _ = write!(
                self.out,
                "<span class=\"tag\" data-v=\"{}\"><b class=\"letters\">{letters}</b>{title}</span> ",
                mark.key
            );
        }
        let word = self.word("zone_hidden");
        let _ = writeln!(self.out, "<span class=\"zone-off\">{word}</span></p>");
    }

    pub(super) fn close(&mut self, container: &Container<'_>) {
        self.out.push_str(match container {
            Container::Row => "</section>\n",
            Container::TabPanel(_) => "</section>\n",
            Container::Tabs(_) => {
                self.open_tabs.pop();
                "</div>\n"
            }
            _ => "</div>\n",
        });
    }

    pub(super) fn video(&mut self, block: &markdown::VideoBlock<'_>) {
        let address = video::embed_url(block.source);
        let address = attribute(&address);
        let title = block.title.map_or_else(|| self.word("video"), |title| attribute(title));
        let _ = if block.triple_colon {
            // It stands in a paragraph, which holds no block; the site has an element of the line where DocFX has one.
            let element = if self.dress == Dress::Bare { "div" } else { "span" };
            write!(
                self.out,
                "<{element} class=\"embeddedvideo\">\n<iframe src=\"{address}\" title=\"{title}\" frameborder=\"0\" \
                 allowfullscreen=\"true\"></iframe>\n</{element}>"
            )
        } else {
            writeln!(
                self.out,
                "<div class=\"embeddedvideo\"><iframe src=\"{address}\" title=\"{title}\" frameborder=\"0\" \
                 allowfullscreen=\"true\"></iframe></div>"
            )
        };
    }
}
