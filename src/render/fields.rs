//! Values of a view as values of a template.

use super::body::Body;
use super::{Dress, Renderer, hrefs};
use crate::base::{Diagnostic, SitePath};
use crate::model::{Doc, Lookup};
use crate::syntax::href;
use tera::Value;

impl Renderer<'_> {
    /// The template's form of a value: links are resolved and Markdown is drawn.
    pub(super) fn field(
        &self,
        doc: &Doc,
        file: &SitePath,
        route: &str,
        lookup: &dyn Lookup,
        problems: &mut Vec<Diagnostic>,
    ) -> Value {
        match doc {
            Doc::Null => Value::none(),
            Doc::Bool(flag) => Value::from(*flag),
            Doc::Number(number) => Value::from(*number),
            Doc::Text(text) => Value::from(text.as_str()),
            Doc::Href(written) => Value::from(hrefs::link(lookup, file, file, route, written).as_str()),
            Doc::Route(to) => Value::from(relative_route(route, to).as_str()),
            Doc::Markdown(text) => {
                let mut body = Body::new(self, lookup, route, Dress::Site);
                body.blocks(file, text);
                let drawn = body.finish();
                problems.extend(drawn.problems);
                Value::safe_string(drawn.html.trim_end())
            }
            Doc::Inline(text) => {
                let mut body = Body::new(self, lookup, route, Dress::Site);
                body.line(file, text);
                Value::safe_string(body.finish().html.trim())
            }
            Doc::List(items) => {
                let items: Vec<Value> =
                    items.iter().map(|item| self.field(item, file, route, lookup, problems)).collect();
                Value::from(items)
            }
            Doc::Map(entries) => {
                let mut map = tera::Map::new();
                for (name, value) in entries {
                    map.insert(name.clone().into(), self.field(value, file, route, lookup, problems));
                }
                Value::from(map)
            }
        }
    }
}

/// A route of this site, with or without a fragment, as a link of the page at `from`.
pub(super) fn relative_route(from: &str, to: &str) -> String {
    match to.split_once('#') {
        Some((path, fragment)) => format!("{}#{}", href::relative(from, path), href::encode_fragment(fragment)),
        None => href::relative(from, to),
    }
}
