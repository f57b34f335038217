//! The applicability spine: where a page applies, as attributes for the style sheet and as marks for the eye.

use super::chrome::{Frame, map, text};
use crate::model::PageCard;
use html_escape::{encode_double_quoted_attribute as attribute, encode_text};
use std::fmt::Write as _;
use tera::Value;

/// How many marks stand behind an entry of the navigation; more are summed up.
const MARKS_SHOWN: usize = 3;

impl Frame<'_> {
    /// The values that a page may be narrowed by, facet by facet: `[{slot, title, values[{key, letters, title}]}]`.
    /// Empty where no page of the site says where it applies.
    pub(super) fn view(&self) -> Value {
        let config = &self.renderer.config;
        let known = self.lookup.site_facets().platforms;
        let facets = config.marks.slots().iter().enumerate().filter_map(|(slot, at)| {
            let values: Vec<Value> = known
                .iter()
                .filter(|(facet, _, _)| facet == at)
                .map(|(facet, value, title)| {
                    let mark = config.marks.mark(*facet, value, title);
                    let title = self.value_title(*facet, value, title);
                    map([("key", text(&mark.key)), ("letters", text(&mark.letters)), ("title", text(title))])
                })
                .collect();
            let title = config.facets.get(*at)?.title_in(&config.words, &self.view.language);
            (values.len() > 1).then(|| {
                map([("slot", Value::from(slot as u64)), ("title", text(title)), ("values", Value::from(values))])
            })
        });
        Value::from(facets.collect::<Vec<_>>())
    }

    /// The attributes of something that applies where these values say.
    pub(super) fn applies(&self, values: &[(usize, String)]) -> Value {
        let values = values.iter().map(|(facet, value)| (*facet, value.as_str()));
        Value::safe_string(&self.renderer.config.marks.attributes(values))
    }

    /// The marks behind an entry of the navigation: only of facets that narrow, and none where nothing does.
    pub(super) fn marks(&self, values: &[(usize, String)]) -> Value {
        let config = &self.renderer.config;
        let marked = config.marks.narrowing(&config.facets, values);
        if marked.is_empty() {
            return Value::safe_string("");
        }
        let titles: Vec<&str> = marked.iter().map(|(facet, value)| self.value_title(*facet, value, value)).collect();
        let mut out = format!("<span class=\"marks\" role=\"img\" title=\"{}\">", attribute(&titles.join(", ")));
        for ((facet, value), title) in marked.iter().zip(&titles).take(MARKS_SHOWN) {
            let mark = config.marks.mark(*facet, value, title);
            let _ = write!(out, "<i data-v=\"{}\">{}</i>", mark.key, encode_text(&mark.letters));
        }
        if marked.len() > MARKS_SHOWN {
            let _ = write!(out, "<i>+{}</i>", marked.len() - MARKS_SHOWN);
        }
        out.push_str("</span>");
        Value::safe_string(&out)
    }

    /// The facets of a page with the marks of their values.
    pub(super) fn facets(&self, card: &PageCard) -> Value {
        let config = &self.renderer.config;
        let mut facets: Vec<(usize, Vec<Value>)> = Vec::new();
        for (name, value, title, route) in &card.facets {
            let Some(at) = config.facets.iter().position(|facet| facet.name == *name) else { continue };
            let mark = config.marks.mark(at, value, title);
            let title = self.value_title(at, value, title);
            let value = map([
                ("value", text(value)),
                ("key", text(&mark.key)),
                ("letters", text(&mark.letters)),
                ("title", text(title)),
                ("url", text(&self.url(route))),
            ]);
            match facets.iter_mut().find(|(facet, _)| *facet == at) {
                Some((_, values)) => values.push(value),
                None => facets.push((at, vec![value])),
            }
        }
        let facets = facets.into_iter().filter_map(|(at, values)| {
            let facet = config.facets.get(at)?;
            let title = facet.title_in(&config.words, &self.view.language);
            Some(map([("title", text(title)), ("name", text(&facet.name)), ("values", Value::from(values))]))
        });
        Value::from(facets.collect::<Vec<_>>())
    }

    /// What readers of the page see for a value; `otherwise` for one outside the vocabulary.
    fn value_title<'t>(&'t self, facet: usize, value: &str, otherwise: &'t str) -> &'t str {
        let config = &self.renderer.config;
        let known =
            config.facets.get(facet).and_then(|facet| facet.find(value)).filter(|known| !known.title.is_empty());
        known.map_or(otherwise, |known| known.title_in(&config.words, &self.view.language))
    }

    /// Where a page applies, by its card.
    pub(super) fn values(&self, card: &PageCard) -> Vec<(usize, String)> {
        let facets = &self.renderer.config.facets;
        let place = |name: &str| facets.iter().position(|facet| facet.name == name);
        card.facets.iter().filter_map(|(name, value, _, _)| Some((place(name)?, value.clone()))).collect()
    }
}
