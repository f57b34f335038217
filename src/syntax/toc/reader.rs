//! From the nodes of `toc.yml` to its tree.

use super::{MAX_DEPTH, Text, Toc, TocItem, TocProblem, TocProblemKind};
use crate::syntax::yaml::{Entry, Node, Value};

/// Reads a table of contents written as a list of entries, or as a mapping with `items`. Keys count letter case, as
/// in DocFX; an unknown one is kept in `extra`, a list or mapping there as JSON. What has the wrong shape is left out
/// and told. An empty file is an empty table.
pub fn from_yaml(root: &Node) -> (Toc, Vec<TocProblem>) {
    let mut reader = Reader { problems: Vec::new() };
    let mut toc = Toc::default();
    match &root.value {
        Value::List(_) => toc.items = reader.items(root, 1),
        Value::Map(map) => {
            for Entry { key, value, .. } in &map.entries {
                match key.as_str() {
                    "items" => toc.items = reader.items(value, 1),
                    "order" => toc.order = reader.integer(key, value),
                    _ => toc.extra.push((key.clone(), extra(value))),
                }
            }
        }
        Value::Scalar(_) if root.is_empty() => {}
        Value::Scalar(_) => reader.wrong_shape(root, "a table of contents is a list, or a mapping with `items`"),
    }
    (toc, reader.problems)
}

struct Reader {
    problems: Vec<TocProblem>,
}

impl Reader {
    fn items(&mut self, node: &Node, depth: usize) -> Vec<TocItem> {
        let Some(list) = node.as_list() else {
            if !node.is_null() {
                self.wrong_shape(node, "`items` is a list");
            }
            return Vec::new();
        };
        if depth > MAX_DEPTH {
            let message = format!("entries go at most {MAX_DEPTH} levels deep");
            self.report(node, TocProblemKind::TooDeep, message);
            return Vec::new();
        }
        list.iter().filter_map(|item| self.item(item, depth)).collect()
    }

    fn item(&mut self, node: &Node, depth: usize) -> Option<TocItem> {
        let Some(map) = node.as_map() else {
            if node.is_null() {
                self.report(node, TocProblemKind::EmptyNode, "this entry is empty".to_owned());
            } else {
                self.wrong_shape(node, "an entry is a mapping with keys such as `name` and `href`");
            }
            return None;
        };
        let mut item = TocItem { span: node.span.clone(), ..TocItem::default() };
        let (mut homepage, mut homepage_uid) = (None, None);
        for Entry { key, value, .. } in &map.entries {
            match key.as_str() {
                "name" => item.name = self.text(key, value).map(|text| text.text),
                "displayName" => item.display_name = self.text(key, value).map(|text| text.text),
                "href" => item.href = self.text(key, value),
                "topicHref" => item.topic_href = self.text(key, value),
                "homepage" => homepage = self.text(key, value),
                "tocHref" => item.toc_href = self.text(key, value),
                "uid" => item.uid = self.text(key, value),
                "topicUid" => item.topic_uid = self.text(key, value),
                "homepageUid" => homepage_uid = self.text(key, value),
                "expanded" => item.expanded = self.boolean(key, value),
                "order" => item.order = self.integer(key, value),
                "type" => item.kind = self.text(key, value).map(|text| text.text),
                "items" => item.items = self.items(value, depth + 1),
                _ => item.extra.push((key.clone(), extra(value))),
            }
        }
        item.topic_href = item.topic_href.or(homepage);
        item.topic_uid = item.topic_uid.or(homepage_uid);
        Some(item)
    }

    /// The text of a scalar without blanks around it; a null or blank one is as if it were not written.
    fn text(&mut self, key: &str, node: &Node) -> Option<Text> {
        if node.as_str().is_none() {
            self.wrong_shape(node, &format!("`{key}` is one text"));
        }
        node.trimmed().map(|text| Text { text: text.text.to_owned(), span: text.span })
    }

    fn boolean(&mut self, key: &str, node: &Node) -> Option<bool> {
        let value = node.as_bool();
        if value.is_none() && !node.is_null() {
            self.wrong_shape(node, &format!("`{key}` is `true` or `false`"));
        }
        value
    }

    fn integer(&mut self, key: &str, node: &Node) -> Option<i64> {
        let value = node.as_int();
        if value.is_none() && !node.is_null() {
            self.wrong_shape(node, &format!("`{key}` is a whole number"));
        }
        value
    }

    fn wrong_shape(&mut self, node: &Node, message: &str) {
        self.report(node, TocProblemKind::WrongShape, message.to_owned());
    }

    fn report(&mut self, node: &Node, kind: TocProblemKind, message: String) {
        self.problems.push(TocProblem { kind, message, span: node.span.clone() });
    }
}

fn extra(node: &Node) -> String {
    match node.as_str() {
        Some(text) => text.to_owned(),
        None => node.to_json().to_string(),
    }
}
