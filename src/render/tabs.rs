//! Tabs (DocFX, tab groups): a list of titles and a panel each. Without scripts every panel is shown under its title.

use super::Dress;
use super::body::{Body, Place};
use crate::syntax::markdown::Tab;
use html_escape::encode_double_quoted_attribute as attribute;
use std::fmt::Write as _;

impl Body<'_> {
    pub(super) fn tab_list(&mut self, tabs: &[Tab<'_>], place: &mut Place<'_>) {
        self.tab_groups += 1;
        let group = self.tab_groups;
        let _ = writeln!(self.out, "<div class=\"tabGroup\" id=\"tabgroup_{group}\">\n<ul role=\"tablist\">");
        let mut drawn = Vec::new();
        for tab in tabs {
            let before = std::mem::take(&mut self.out);
            let mut inner = Place::new(place.file, place.text, true);
            let mut at = 0;
            while at < tab.title.len() {
                at = self.event(&tab.title, at, &mut inner);
            }
            let title = std::mem::replace(&mut self.out, before);
            let panel = panel_id(group, tab);
            let condition =
                tab.condition.as_ref().map_or_else(String::new, |c| format!(" data-condition=\"{}\"", attribute(c)));
            let state = if tab.active { " tabindex=\"0\" aria-selected=\"true\"" } else { " tabindex=\"-1\"" };
            let ids = tab.ids.join("+");
            let views: Vec<String> = tab.ids.iter().filter_map(|id| self.platform(id)).collect();
            let view = if views.is_empty() || self.dress == Dress::Bare {
                String::new()
            } else {
                format!(" data-view=\"{}\"", views.join(" "))
            };
            let _ = writeln!(
                self.out,
                "<li role=\"presentation\">\n<a href=\"#{panel}\" role=\"tab\" aria-controls=\"{panel}\" \
                 data-tab=\"{ids}\"{condition}{view}{state}>{title}</a>\n</li>"
            );
            let start = format!("<section id=\"{panel}\" role=\"tabpanel\" data-tab=\"{ids}\"{condition}>\n");
            let head =
                if self.dress == Dress::Site { format!("<p class=\"tab-title\">{title}</p>\n") } else { String::new() };
            drawn.push(format!("{start}{head}"));
        }
        self.out.push_str("</ul>\n");
        self.open_tabs.push(drawn);
    }

    /// The key of the platform that a tab is named after: such a tab is chosen with the platform.
    fn platform(&self, id: &str) -> Option<String> {
        let config = self.renderer.config;
        config.marks.slots().iter().find_map(|at| {
            let value = config.facets.get(*at)?.find(id)?;
            Some(config.marks.mark(*at, &value.value, &value.title).key)
        })
    }

    pub(super) fn tab_panel(&mut self, number: usize) {
        let start = self.open_tabs.last().and_then(|panels| panels.get(number)).cloned().unwrap_or_default();
        self.out.push_str(&start);
    }
}

fn panel_id(group: usize, tab: &Tab<'_>) -> String {
    let ids = tab.ids.join("+");
    match &tab.condition {
        Some(condition) => format!("tabpanel_{group}_{ids}_{condition}"),
        None => format!("tabpanel_{group}_{ids}"),
    }
}
