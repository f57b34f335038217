//! The site that the browser looks at: one page of every kind, small.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Values that no built-in vocabulary has, so that the site states its own.
const CONFIGURATION: &str = "\
title: Lighthouse
description: How to keep a lighthouse.
facets:
  - name: environment
    values: [{value: rock, title: On a rock}, {value: shore, title: On the shore}]
  - name: client
    values: [{value: keeper, title: Keeper}, {value: sailor, title: Sailor}]
  - name: topic
    values: [{value: howto, title: How-to}, {value: concept, title: Concept}]
";

const FRONT: &str = "\
### YamlMime:Hub
title: Keeping the light
summary: Everything a keeper has to know.
metadata:
  title: Keeping the light
  description: Everything a keeper has to know.
highlightedContent:
  items:
    - title: Trim the lamp
      itemType: how-to-guide
      url: lamp.md
conceptualContent:
  title: Begin here
  items:
    - title: Light
      links:
        - {url: lamp.md, itemType: how-to-guide, text: Trim the lamp}
        - {url: fog.md, itemType: concept, text: Fog}
";

const ARTICLE: &str = "\
---
uid: lamp
title: Trim the lamp
description: How a lamp is trimmed.
so.envir: rock, shore
so.client: keeper
so.topic: howto
---

# Trim the lamp

A lamp wants [clear glass](glass.md), and less of it in [fog](xref:fog).

> [!NOTE]
> Soot falls on everybody.

> [!WARNING]
> Glass that is hot cracks when it is wiped.

## Take the wick out

# [Oil](#tab/oil)

Turn the small wheel until oil-words show.

# [Gas](#tab/gas)

Close the tap and hear gas-words fade.

# [Electric](#tab/electric)

Pull the plug, electric-words say.

***

## Put the wick back

# [Oil](#tab/oil)

Second oil-words.

# [Gas](#tab/gas)

Second gas-words.

***

## Write it down

```rust
fn trim(lamp: &mut Lamp) -> Result<Wick, Soot> { let wick = lamp.take_wick()?; let cut = wick.cut(Millimetres(2)); lamp.put_back(cut.clone()); Ok(cut) }
";

const ARTICLE_END: &str = "
```

## Compare

| Lamp | First month | Second month | Third month | Fourth month | Fifth month | Sixth month | Seventh month |
|:---|---:|:---:|---|---|---|---|---|
| Oil of the whale | 12000 | evening | AVeryLongWordWithoutAnyPlaceToBreakIt | some | more | and | others |

## See

![A lamp in a tower](tower.svg)

";

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"300\" viewBox=\"0 0 12 3\"><path d=\"M5 3 6 0 7 3z\" fill=\"#a33\"/></svg>\n";

/// Name, title, environment, client, topic.
const PAGES: [(&str, &str, &str, &str, &str); 5] = [
    ("glass", "Clear glass", "rock", "keeper", "howto"),
    ("fog", "Fog", "rock, shore", "sailor", "concept"),
    ("boat", "The boat that brings bread", "rock", "sailor", "howto"),
    ("door", "The door", "shore", "keeper", "concept"),
    ("log", "Keep a log", "shore", "keeper, sailor", "howto"),
];

/// Writes the site into an empty folder.
pub(crate) fn write(folder: &Path) {
    let content = folder.join("content");
    fs::create_dir_all(&content).expect("a folder");
    let put = |name: &str, text: &str| fs::write(content.join(name), text).expect("written");
    fs::write(folder.join("skilt.yml"), CONFIGURATION).expect("written");
    put("index.yml", FRONT);
    put("tower.svg", SVG);
    put("lamp.md", &article());
    let mut toc = String::from("- {name: Lamp, href: lamp.md}\n- name: More\n  items:\n");
    for (name, title, environment, client, topic) in PAGES {
        let front = format!("---\nuid: {name}\ntitle: {title}\ndescription: About {title}.\nso.envir: {environment}\n");
        put(
            &format!("{name}.md"),
            &format!("{front}so.client: {client}\nso.topic: {topic}\n---\n\n# {title}\n\nWords.\n"),
        );
        let _ = writeln!(toc, "    - {{name: {title}, href: {name}.md}}");
    }
    put("toc.yml", &toc);
}

/// The article, with code that is longer than a screen and sections enough to scroll through.
fn article() -> String {
    let mut text = ARTICLE.to_owned();
    for line in 1..60 {
        let _ = writeln!(text, "// Line {line} of the log.");
    }
    text.push_str(ARTICLE_END);
    for step in ["Sweep", "Polish", "Wait"] {
        let _ = write!(text, "## {step}\n\n{}\n\n", "Go around the gallery once more and look at the sea. ".repeat(60));
    }
    text
}
