//! Redirects in the forms that hosts read, besides the page each of them has.

use crate::config::RedirectFormat;
use crate::index::{Redirect, RedirectTarget, SiteIndex};
use crate::syntax::href;
use html_escape::{encode_double_quoted_attribute, encode_text};
use std::fmt::Write as _;

/// The files that the configuration asks for: name and text.
pub fn redirect_files(index: &SiteIndex) -> Vec<(String, String)> {
    let base = index.config.base_url.as_deref().unwrap_or("");
    let root = base
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path.trim_matches('/'));
    let root = if root.is_empty() { "/".to_owned() } else { format!("/{root}/") };
    let formats = &index.config.redirect_formats;
    formats
        .iter()
        .map(|format| {
            let (name, write): (&str, Form) = match format {
                RedirectFormat::Netlify => ("_redirects", netlify),
                RedirectFormat::Nginx => ("redirects.map", nginx),
                RedirectFormat::WebConfig => ("web.config", web_config),
            };
            (name.to_owned(), write(&index.redirects, &root))
        })
        .collect()
}

/// Writes redirects in one form; the second value is the path of the site's root.
type Form = fn(&[Redirect], &str) -> String;

fn from(redirect: &Redirect, root: &str) -> String {
    format!("{root}{}", href::encode_path(&redirect.from))
}

fn to(redirect: &Redirect, root: &str) -> String {
    match &redirect.to {
        RedirectTarget::Address(address) => address.clone(),
        RedirectTarget::Page { route, fragment, .. } => {
            let fragment =
                fragment.strip_prefix('#').map_or_else(String::new, |f| format!("#{}", href::encode_fragment(f)));
            format!("{root}{}{fragment}", href::encode_path(route))
        }
    }
}

fn netlify(redirects: &[Redirect], root: &str) -> String {
    redirects.iter().fold(String::new(), |mut out, redirect| {
        let _ = writeln!(out, "{} {} 301", from(redirect, root), to(redirect, root));
        out
    })
}

/// The body of `map $uri $redirect { include redirects.map; }`.
fn nginx(redirects: &[Redirect], root: &str) -> String {
    redirects.iter().fold(String::new(), |mut out, redirect| {
        let quoted = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"");
        // nginx compares with the decoded address.
        let decoded = format!("{root}{}", redirect.from);
        let _ = writeln!(out, "\"{}\" \"{}\";", quoted(decoded), quoted(to(redirect, root)));
        out
    })
}

fn web_config(redirects: &[Redirect], root: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n  <system.webServer>\n    <rewrite>\n      <rewriteMaps>\n        <rewriteMap name=\"skilt\">\n",
    );
    for redirect in redirects {
        let key = format!("{root}{}", redirect.from);
        let _ = writeln!(
            out,
            "          <add key=\"{}\" value=\"{}\" />",
            encode_double_quoted_attribute(&encode_text(&key)),
            encode_double_quoted_attribute(&encode_text(&to(redirect, root)))
        );
    }
    out.push_str(
        "        </rewriteMap>\n      </rewriteMaps>\n      <rules>\n        <rule name=\"skilt\" stopProcessing=\"true\">\n          <match url=\".*\" />\n          <conditions>\n            <add input=\"{skilt:{REQUEST_URI}}\" pattern=\"(.+)\" />\n          </conditions>\n          <action type=\"Redirect\" url=\"{C:1}\" appendQueryString=\"false\" redirectType=\"Permanent\" />\n        </rule>\n      </rules>\n    </rewrite>\n  </system.webServer>\n</configuration>\n",
    );
    out
}
