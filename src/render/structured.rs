//! What a page tells programs about itself: JSON-LD (schema.org) for search engines.

use super::Facts;
use super::chrome::Frame;
use crate::model::PageNav;
use crate::syntax::href;
use serde_json::{Value, json};

impl Frame<'_> {
    /// The absolute address of a route; nothing if the site does not know its own.
    pub(super) fn absolute(&self, route: &str) -> Option<String> {
        let base = self.renderer.config.base_url.as_deref()?;
        let path = route.strip_suffix("index.html").unwrap_or(route);
        Some(format!("{base}/{}", href::encode_path(path)))
    }

    /// `TechArticle` and `BreadcrumbList` as the content of a script element; empty without a base address, since
    /// both need absolute ones.
    pub(super) fn structured(&self, facts: &Facts, nav: &PageNav) -> String {
        let (Some(url), Some(_)) = (self.absolute(&self.view.route), &self.view.file) else { return String::new() };
        let config = &self.renderer.config;
        let language = if self.view.language.is_empty() { &config.language } else { &self.view.language };
        let mut article = json!({
            "@type": "TechArticle",
            "headline": self.view.title,
            "url": url,
            "inLanguage": language,
            "isPartOf": { "@type": "WebSite", "name": config.title, "url": format!("{}/", config.base_url.as_deref().unwrap_or("")) },
        });
        let optional =
            [("description", &self.view.description), ("dateModified", &facts.updated), ("author", &facts.author)];
        for (name, value) in optional.into_iter().filter(|(_, value)| !value.is_empty()) {
            article[name] = if name == "author" {
                json!({ "@type": "Person", "name": value })
            } else {
                Value::from(value.as_str())
            };
        }
        let mut graph = vec![article];
        // A step without an address is not allowed before the last.
        let mut steps: Vec<(String, String)> = nav
            .crumbs
            .iter()
            .filter_map(|crumb| Some((crumb.title.clone(), self.absolute(crumb.route.as_deref()?)?)))
            .collect();
        steps.push((self.view.title.clone(), url));
        if steps.len() > 1 {
            let items: Vec<Value> = steps
                .into_iter()
                .zip(1..)
                .map(|((name, item), position)| {
                    json!({ "@type": "ListItem", "position": position, "name": name, "item": item })
                })
                .collect();
            graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": items }));
        }
        script_safe(&json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
    }
}

/// JSON that cannot end the script element it stands in, nor open a comment in it.
fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_ends_the_element() {
        let text = script_safe(&json!({ "name": "</script><!-- <b> & \"" }).to_string());
        assert!(!text.contains(['<', '>', '&']));
        let back: Value = serde_json::from_str(&text).expect("JSON still");
        assert_eq!(back["name"], "</script><!-- <b> & \"");
    }
}
