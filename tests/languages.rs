//! Every kind of page of a site in German: what readers see is the writer's, the theme's in German, or a name.

mod common;

use common::Site;
use skilt::config::Words;
use std::collections::BTreeSet;

/// Names that no language changes, and the words of the pages below.
const NAMES: &str = "API Bash C Client CRM Fyr HTTP Hell JavaScript K Lampe Markdown Mermaid \
    Oel Online Onsite Outlook Pocket Python SharePoint NetServer Zapier Service Shell Trimmen Licht Zunder Docht \
    VB POST application json Os Ol Cl Li Wi We Ou bearer curl dll docht licht oel trimmen xyz zunder";

const ARTICLE: &str = "---
so.envir: [onsite, cloud]
so.client: [win, web]
so.topic: howto
so.date: 03.05.2026
author: Lampe
redirect_from: zunder.html
---

# Licht

> [!NOTE]
> Oel

> [!TIP]
> Oel

> [!IMPORTANT]
> Oel

> [!WARNING]
> Oel

> [!CAUTION]
> Oel

## Docht

| Oel | Licht |
|---|---|
| Docht | Zunder |

- [ ] Docht
- [x] Zunder

Oel[^1]

[^1]: Licht

```bash
docht
```

```mermaid
flowchart LR
  Docht --> Licht
```

[!code-csharp[](zunder.cs)]

> [!VIDEO https://www.youtube.com/embed/xyz]

![Licht](licht.png)

# [Oel](#tab/oel)

Licht

# [Docht](#tab/docht)

Zunder

***

::: zone pivot=\"win\"

Licht

::: zone-end
";

const HUB: &str = "### YamlMime:Category
title: Zunder
summary: Licht
highlightedContent:
  items:
  - {title: Licht, itemType: architecture, url: licht.md}
  - {title: Licht, itemType: whats-new, url: licht.md}
  - {title: Licht, itemType: how-to-guide, url: licht.md}
  - {title: Licht, itemType: get-started, url: licht.md}
  - {title: Licht, itemType: list, typeDesc: overview, url: licht.md}
conceptualContent:
  title: Docht
  items:
  - title: Oel
    links:
    - {text: Licht, itemType: quickstart, url: licht.md}
";

const LISTS: &str = "### YamlMime:Landing
title: Docht
landingContent:
- title: Licht
  linkLists:
  - {linkListType: concept, links: [{text: Licht, url: licht.md}]}
  - {linkListType: deploy, links: [{text: Licht, url: licht.md}]}
  - {linkListType: download, links: [{text: Licht, url: licht.md}]}
  - {linkListType: learn, links: [{text: Licht, url: licht.md}]}
  - {linkListType: reference, links: [{text: Licht, url: licht.md}]}
  - {linkListType: sample, links: [{text: Licht, url: licht.md}]}
  - {linkListType: tutorial, links: [{text: Licht, url: licht.md}]}
  - {linkListType: video, links: [{text: Licht, url: licht.md}]}
";

const FAQ: &str = "### YamlMime:FAQ
title: Oel
sections:
- name: Licht
  questions:
  - {question: Zunder, answer: Docht}
";

const TUTORIAL: &str = "### YamlMime:Tutorial
title: Trimmen
items:
- {title: Docht, durationInMinutes: 2, content: Oel}
- {durationInMinutes: 3, content: Licht}
";

const CLASS: &str = "### YamlMime:ManagedReference
items:
- uid: Hell.Lampe
  name: Lampe
  type: Class
  namespace: Hell
  assemblies: [Hell]
  langs: [csharp, vb]
  platform: Licht
  so.version: Licht
  so.envir: Licht
  so.intellisense: Licht
  summary: Licht
  remarks: Oel
  example: [Docht]
  additionalNotes: {caller: Oel, implementer: Oel, inheritor: Oel}
  syntax:
    content: public class Lampe<T>
    content.vb: Public Class Lampe(Of T)
    typeParameters: [{id: T, description: Licht}]
  inheritance: [Hell.Licht]
  implements: [Hell.Licht]
  derivedClasses: [Hell.Licht]
  inheritedMembers: [A.Oel, B.Oel, C.Oel, D.Oel, E.Oel, F.Oel, G.Oel, H.Oel, I.Oel, J.Oel, K.Oel, L.Oel, M.Oel]
  extensionMethods: [Hell.Licht]
  attributes: [{type: Hell.Licht}]
  seealso: [{linkType: CRef, linkId: Hell.Licht}]
  source: {remote: {path: a.cs, branch: main, repo: 'https://example.com/r'}, startLine: 1}
- {uid: Hell.Lampe.#ctor, name: Lampe(), type: Constructor}
- {uid: Hell.Lampe.Oel, name: Oel, type: Field, syntax: {content: int Oel, return: {type: Hell.Licht, description: Licht}}}
- {uid: Hell.Lampe.Docht, name: Docht, type: Property, syntax: {content: int Docht, return: {type: Hell.Licht, description: Licht}}}
- uid: Hell.Lampe.Trimmen
  name: Trimmen()
  type: Method
  overridden: Hell.Licht.Trimmen
  exceptions: [{type: Hell.Licht, description: Oel}]
  syntax: {content: int Trimmen(), parameters: [{id: a, type: Hell.Licht, description: Licht}], return: {type: Hell.Licht, description: Licht}}
- {uid: Hell.Lampe.Licht, name: Licht, type: Event, syntax: {content: event Licht, return: {type: Hell.Licht, description: Licht}}}
- {uid: Hell.Lampe.op_Addition, name: Zunder, type: Operator}
- {uid: Hell.Lampe.Hell#Oel, name: Oel, type: Method, isEii: true}
";

const NAMESPACE: &str = "### YamlMime:ManagedReference
items:
- {uid: Hell, name: Hell, type: Namespace, children: [Hell.Lampe, Hell.Docht]}
";

const ENUM: &str = "### YamlMime:ManagedReference
items:
- {uid: Hell.Docht, name: Docht, type: Enum}
- {uid: Hell.Docht.Oel, name: Oel, type: Field, summary: Licht, syntax: {content: Oel = 1}}
";

const REST: &str = r#"openapi: 3.0.0
info: {title: Lampe, version: "2", description: Licht}
servers: [{url: "https://example.com", description: Licht}]
security: [{docht: []}]
paths:
  /licht/{oel}:
    post:
      deprecated: true
      summary: Trimmen
      parameters:
      - {name: oel, in: path, schema: {type: integer, minimum: 1, maximum: 9, default: 2}}
      - {name: docht, in: query, required: true, schema: {type: string, minLength: 1, maxLength: 9, pattern: "a+"}}
      - {name: zunder, in: header, schema: {type: array, minItems: 1, maxItems: 2, items: {type: string}}}
      - {name: licht, in: cookie, schema: {type: string, enum: [oel, docht]}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Docht'}}}
      responses:
        "200": {description: Licht, headers: {licht: {schema: {type: string}}}, content: {application/json: {schema: {type: string, nullable: true}}}}
components:
  securitySchemes:
    docht: {type: apiKey, in: header, name: zunder}
    licht: {type: http, scheme: bearer}
  schemas:
    Docht:
      type: object
      properties:
        oel: {type: string, readOnly: true, deprecated: true}
        docht: {type: string, writeOnly: true, oneOf: [{type: string}, {type: integer}]}
        licht: {type: object, additionalProperties: {type: string}}
    Zunder: {type: string, enum: [oel, docht]}
"#;

fn site() -> Site {
    Site::new()
        .file("skilt.yml", "title: Fyr\nlanguage: de\nbase_url: https://fyr.example\n")
        .file("content/licht.md", ARTICLE)
        .file("content/licht.png", "")
        .file("content/oel.md", "---\nso.envir: online\nso.client: outlook\nso.topic: faq\n---\n\n# Oel\n")
        .file("content/hub.yml", HUB)
        .file("content/lists.yml", LISTS)
        .file("content/faq.yml", FAQ)
        .file("content/tutorial.yml", TUTORIAL)
        .file("content/Lampe.yml", CLASS)
        .file("content/Hell.yml", NAMESPACE)
        .file("content/Docht.yml", ENUM)
        .file("content/rest.yml", REST)
        .file(
            "content/toc.yml",
            "- {name: Licht, href: licht.md, items: [{name: Oel, href: oel.md}]}\n- {name: Docht, href: hub.yml}\n",
        )
}

/// What readers see or hear of a page, code and data left out: texts, and attributes that hold texts.
fn seen(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        texts.push(text.to_owned());
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        for name in ["aria-label", "title", "placeholder", "alt", "data-label", "content"] {
            let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, value)| value.split_once('"'));
            let is_data = name == "content" && !tag.contains("description") && !tag.contains("title");
            texts.extend(value.filter(|_| !is_data).map(|(value, _)| value.to_owned()));
        }
        let name = tag.split([' ', '\n']).next().unwrap_or("");
        let is_data = ["script", "style", "code", "pre"].contains(&name);
        rest = if is_data { after.split_once(&format!("</{name}>")).map_or("", |(_, after)| after) } else { after };
    }
    texts
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1)
}

#[test]
fn every_kind_of_page_says_everything_in_its_language() {
    let site = site();
    site.run(&["build"]);
    let table = Words::default();
    let german: Vec<&str> = table.all("de").map(|word| word.text).collect();
    let known: BTreeSet<&str> = german.iter().flat_map(|text| words(text)).chain(words(NAMES)).collect();
    let mut kinds = BTreeSet::new();
    let mut foreign = Vec::new();
    for (name, bytes) in site.tree().iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        kinds.extend(
            html.split_once("<body class=\"kind-")
                .and_then(|(_, kind)| kind.split(['"', ' ']).next())
                .map(str::to_owned),
        );
        for text in seen(&html) {
            let text = text.replace("&quot;", "").replace("&nbsp;", " ").replace("&amp;", "&");
            foreign.extend(
                words(&text)
                    .filter(|word| !known.contains(word))
                    .map(|word| format!("{name}: {word} in `{}`", text.trim())),
            );
        }
    }
    let expected = ["404", "article", "facet_index", "facet_value", "landing", "reference", "rest", "search", "tree"];
    assert!(expected.iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
    assert!(foreign.is_empty(), "not German:\n{}", foreign.join("\n"));
}
