//! The Markdown of a page as it is published: made from its HTML, so that includes, snippets, cross-references and
//! tabs are what readers see, and the same for every kind of page.

mod elements;
mod escape;
mod table;
mod writer;

use super::html::{Piece, Pieces, decoded, pieces_of_main};
use crate::config::{Config, Words};
use crate::model::View;
use serde_json::Value;
use std::fmt::Write as _;
use writer::Writer;

/// The Markdown of a page that is drawn. `facets` are names and values, which are data: the same in every language.
/// Links are absolute if the site has an address, else as the page has them, since its Markdown lies beside it.
pub fn markdown_twin(
    view: &View,
    html: &str,
    updated: &str,
    facets: &[(String, Vec<String>)],
    config: &Config,
) -> String {
    let mut text = String::from("---\n");
    let mut line = |name: &str, value: Value| {
        let _ = writeln!(text, "{name}: {value}");
    };
    line("title", Value::from(view.title.as_str()));
    if !view.description.is_empty() {
        line("description", Value::from(view.description.as_str()));
    }
    let address = config.base_url.as_deref().map(|base| format!("{base}/{}", view.route));
    if let Some(address) = &address {
        line("url", Value::from(address.as_str()));
    }
    if !updated.is_empty() {
        line("updated", Value::from(updated));
    }
    for (name, values) in facets {
        line(name, values.iter().map(String::as_str).collect());
    }
    text.push_str("---\n\n");
    let body = body(pieces_of_main(html), address.as_deref(), (&config.words, &view.language));
    if !body.starts_with("# ") {
        let _ = write!(text, "# {}\n\n", view.title);
    }
    text.push_str(&body);
    text
}

/// HTML that skilt has drawn as Markdown.
fn body(mut html: Pieces<'_>, address: Option<&str>, words: (&Words, &str)) -> String {
    let mut writer = Writer::new(address, words);
    while let Some(piece) = html.next() {
        match piece {
            Piece::Text(text) => writer.text(&decoded(text)),
            Piece::Open(tag) if !writer.is_in_code() && elements::is_left_out(&tag) => html.skip_element(&tag.name),
            Piece::Open(tag) => {
                writer.open(&tag);
                if tag.name == "code"
                    && let Some(code) = writer.code()
                {
                    html.text_until("code", code);
                }
            }
            Piece::Close(name) => writer.close(&name),
        }
    }
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::super::html::pieces;
    use super::*;

    fn to_markdown(html: &str) -> String {
        body(pieces(html), None, (&Words::default(), "no"))
    }

    #[test]
    fn blocks_and_inlines() {
        let html = "<h2 id=\"a\">Two<a class=\"anchor\" href=\"#a\" aria-label=\"Link\"></a></h2>\n\
                    <p>One <strong>bold</strong> and <em>slanted</em> <code>a`b</code> with <a href=\"x.html\">a link</a>.</p>\n\
                    <blockquote><p>Said.</p></blockquote><hr>\n<p><img src=\"a.png\" alt=\"A &amp; B\"></p>";
        let want = "## Two\n\nOne **bold** and *slanted* `` a`b `` with [a link](x.html).\n\n> Said.\n\n---\n\n![A & B](a.png)\n";
        assert_eq!(to_markdown(html), want);
    }

    #[test]
    fn lists_nest_and_keep_their_numbers() {
        let html = "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li><p>c</p><p>d</p></li>\n</ul>\n<ol start=\"3\"><li>x</li><li>y</li></ol>\
                    <ul><li><input type=\"checkbox\" checked disabled> done</li></ul>";
        let want = "- a\n  - b\n- c\n\n  d\n\n3. x\n4. y\n\n- [x] done\n";
        assert_eq!(to_markdown(html), want);
    }

    #[test]
    fn links_in_code_are_links() {
        let html = "<p><code><a href=\"l.html\">List</a>&lt;<a href=\"a.html\">A</a>&gt;</code> and <code></code><code>b</code></p>";
        assert_eq!(to_markdown(html), "[`List`](l.html)`<`[`A`](a.html)`>` and `b`\n");
    }

    #[test]
    fn terms_are_bold_as_a_whole() {
        let html = "<dl><dt><b>name</b> <code>T</code></dt><dd>One <b>word</b>.</dd></dl><pre data-lang=\"csharp\"><code>a</code></pre>";
        assert_eq!(to_markdown(html), "**name `T`**\n\nOne **word**.\n\n```csharp\na\n```\n");
    }

    #[test]
    fn code_tables_and_alerts() {
        let html = "<div class=\"code\"><div class=\"code-head\"><span class=\"code-lang\" data-label=\"C#\"></span></div><pre><code class=\"lang-csharp\"><span class=\"k\">if</span> (a &lt; b)\n  ```\n</code></pre></div>\
                    <div class=\"table\"><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1|2</td><td><p>x</p><p>y</p></td></tr></tbody></table></div>\
                    <div class=\"NOTE\" role=\"note\">\n<h5 role=\"none\">Merk</h5>\n<p>Mind.</p>\n</div>";
        let want = "````csharp\nif (a < b)\n  ```\n````\n\n| A | B |\n| --- | --- |\n| 1\\|2 | x<br>y |\n\n> [!NOTE]\n> Mind.\n";
        assert_eq!(to_markdown(html), want);
    }

    #[test]
    fn text_does_not_become_markup() {
        let html = "<p>2 * 3 * 4, a_b_c, &lt;b&gt; [x](y)</p><p># no heading</p><p>1. no list</p><p>- no list</p>";
        let want = "2 \\* 3 \\* 4, a_b_c, \\<b> \\[x\\](y)\n\n\\# no heading\n\n1\\. no list\n\n\\- no list\n";
        assert_eq!(to_markdown(html), want);
    }

    #[test]
    fn links_are_absolute_where_the_site_knows_its_address() {
        let html = "<p><a href=\"../b/c.html#d\">x</a> <a href=\"#here\">y</a> <a href=\"https://a.b/\">z</a></p>";
        let want = "[x](https://s.t/docs/b/c.html#d) [y](https://s.t/docs/a/p.html#here) [z](https://a.b/)\n";
        assert_eq!(body(pieces(html), Some("https://s.t/docs/a/p.html"), (&Words::default(), "")), want);
    }

    #[test]
    fn broken_html_does_no_harm() {
        for html in [
            "",
            "<",
            "<p",
            "</p>",
            "<ul><li>",
            "<table><td>x",
            "<pre>x",
            "</li></ul></table>",
            "<a href=\"",
            "<!--",
            "<li>a<li>b",
        ] {
            to_markdown(html);
        }
    }
}
