//! What documents say and pages show, on documents of the test's own.

use super::*;
use crate::base::SitePath;
use crate::config::{Config, ConfigSource};
use crate::model::{Doc, PageCard, PageNav, Piece, Resolved, Role, Target, UidTarget};
use std::sync::Arc;

const OPENAPI: &str = r##"openapi: 3.1.0
info:
  title: Farm
  version: "2"
  description: Talks to [barns](barns.md).
servers:
  - url: https://{place}.example.com/api/
    variables:
      place: { default: north }
tags:
  - name: Barns
    description: Where hay is kept.
security:
  - key: []
paths:
  /barns/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer }, example: 7 }
    put:
      tags: [Barns]
      operationId: fillBarn
      summary: Fill a barn
      parameters:
        - $ref: '#/components/parameters/Quick'
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Barn' }
      responses:
        "200":
          description: Filled
          content:
            application/json:
              schema:
                type: array
                items: { $ref: 'parts.yml#/Door' }
    get:
      responses:
        default: { description: Anything }
components:
  parameters:
    Quick: { name: quick, in: query, required: true, schema: { type: boolean } }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Barn:
      type: object
      required: [bales]
      properties:
        bales: { type: [integer, "null"], minimum: 0, description: How many }
        next: { $ref: '#/components/schemas/Barn' }
        owner:
          type: object
          properties:
            name: { type: string, enum: [Ann, Bo] }
        colours: { type: array, items: { type: string, enum: [red, blue] } }
"##;

const SWAGGER: &str = r##"{
	"swagger": "2.0",
	"host": "api.example.com", "basePath": "/v1/",
	"info": { "title": "Farm", "version": "1.0" },
	"consumes": ["application/json"],
	"paths": { "/hay": { "post": { "operationId": "addHay", "tags": ["Hay"],
		"parameters": [ { "name": "bale", "in": "body", "schema": { "$ref": "#/definitions/Bale" } } ],
		"responses": { "201": { "description": "it\u2019s there", "schema": { "type": "string" } } } } } },
	"definitions": { "Bale": { "type": "object", "properties": { "kg": { "type": "number", "example": 12.5 } } } }
}"##;

struct Nothing;

impl ConfigSource for Nothing {
    fn read(&self, _: &str) -> Option<String> {
        None
    }
    fn exists(&self, _: &str) -> bool {
        false
    }
}

struct Site;

impl Lookup for Site {
    fn site_facets(&self) -> crate::model::SiteFacets {
        crate::model::SiteFacets::default()
    }

    fn resolve(&self, _: &SitePath, href: &str) -> Resolved {
        let file = SitePath::new(href);
        let target = Target::LeftOut { file, written_wrong: None };
        Resolved { target, query: String::new(), fragment: None }
    }
    fn uid(&self, _: &str) -> Option<UidTarget> {
        None
    }
    fn members(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
    fn text(&self, file: &SitePath) -> Option<Arc<str>> {
        (file.as_str() == "parts.yml").then(|| "Door: { type: object, properties: { wide: { type: boolean } } }".into())
    }
    fn card(&self, _: &SitePath) -> Option<PageCard> {
        Some(PageCard { route: "farm.html".to_owned(), ..PageCard::default() })
    }
    fn nav(&self, _: &str) -> PageNav {
        PageNav::default()
    }
}

fn config() -> Config {
    crate::config::load(&Nothing, "farm").0.unwrap()
}

fn read(name: &str, text: &str) -> Outline {
    let (config, file) = (config(), SitePath::new(name));
    assert_eq!(crate::kind::of(&file, text).map(|kind| kind.name), Some("rest"), "{text}");
    outline(&mut Source::new(&file, text, Role::Page, &config))
}

fn shown(text: &str) -> Doc {
    let (config, file) = (config(), SitePath::new("farm.yml"));
    let outline = read("farm.yml", text);
    let view = view(&Source::new(&file, text, Role::Page, &config), &outline, &Site).unwrap();
    Doc::Map(view.data)
}

fn at<'d>(doc: &'d Doc, path: &str) -> &'d Doc {
    path.split('.').fold(doc, |doc, step| match (doc, step.parse::<usize>()) {
        (Doc::List(items), Ok(at)) => &items[at],
        (map, _) => map.get(step).unwrap_or_else(|| panic!("no {step} in {map:?}")),
    })
}

fn words(doc: &Doc) -> String {
    match doc {
        Doc::Linked(pieces) => pieces.iter().map(|piece: &Piece| piece.text.as_str()).collect(),
        Doc::Text(text) | Doc::Markdown(text) => text.clone(),
        Doc::Word(key) => (*key).to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_document_declares_its_operations() {
    let outline = read("farm.yml", OPENAPI);
    assert!(outline.problems.is_empty(), "{:?}", outline.problems);
    let uids: Vec<&str> = outline.uids.iter().map(|declared| declared.uid.as_str()).collect();
    let root = "north.example.com/api/Farm/2";
    assert_eq!(
        uids,
        [root, &format!("{root}/tag/Barns"), &format!("{root}/get-barns-id"), &format!("{root}/fillBarn")]
    );
    assert_eq!(outline.uids[3].anchor.as_deref(), Some("north_example_com_api_Farm_2_fillBarn"));
    let links: Vec<_> = outline.links.iter().map(|link| (link.kind, link.href.as_str())).collect();
    assert_eq!(links, [(LinkKind::Link, "barns.md"), (LinkKind::Include, "parts.yml")]);
    assert_eq!(read("farm.json", SWAGGER).uids[2].uid, "api.example.com/v1/Farm/1.0/addHay");
}

#[test]
fn an_operation_shows_what_it_takes_and_gives() {
    let data = shown(OPENAPI);
    let operation = at(&data, "tags.0.operations.0");
    assert_eq!(words(at(operation, "title")), "Fill a barn");
    assert_eq!(words(at(operation, "parameters.0.name")), "id");
    assert_eq!(words(at(operation, "parameters.1.type")), "boolean");
    assert_eq!(words(at(operation, "body.type")), "Barn");
    assert_eq!(words(at(operation, "body.rows.0.type")), "integer | null");
    assert_eq!(words(at(operation, "body.rows.0.limits.0.word")), "at_least");
    assert_eq!(words(at(operation, "body.rows.0.limits.0.values.0")), "0");
    assert_eq!(words(at(operation, "body.rows.1.type")), "Barn");
    assert_eq!(
        (words(at(operation, "body.rows.3.limits.0.values.1")), at(operation, "body.rows.3.depth")),
        ("Bo".to_owned(), &Doc::Number(1))
    );
    // What the items of a list may be is said of the list.
    assert_eq!(words(at(operation, "body.rows.4.limits.0.values.1")), "blue");
    assert_eq!(words(at(operation, "responses.0.type")), "Door[]");
    assert!(words(at(operation, "responses.0.example")).contains("\"wide\": true"));
    assert_eq!(words(at(&data, "schemas.0.title")), "Barn");
    assert_eq!(words(at(&data, "tags.1.title")), "operations");
}

#[test]
fn samples_send_the_request() {
    let data = shown(OPENAPI);
    let sample = |at_: usize| words(at(&data, &format!("tags.0.operations.0.samples.{at_}.code")));
    assert!(
        sample(0).starts_with("```bash\ncurl -X PUT 'https://north.example.com/api/barns/7?quick=true'"),
        "{}",
        sample(0)
    );
    assert!(sample(0).contains("-H 'X-Key: KEY'") && sample(0).contains("\"bales\": 0"));
    assert!(
        sample(1).contains("HttpMethod.Put") && sample(2).contains("JSON.stringify({") && sample(3).contains("\"PUT\"")
    );
    let swagger = shown(SWAGGER);
    assert!(words(at(&swagger, "tags.0.operations.0.samples.0.code")).contains("\"kg\": 12.5"));
}

#[test]
fn bad_documents_are_problems_at_their_place() {
    let cases = [
        ("openapi: 4.0.0\ninfo: {title: A}\npaths: {}\n", 1),
        ("openapi: 3.0.0\ninfo: {title: A}\n", 1),
        ("openapi: 3.0.0\npaths: {}\n", 1),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths:\n  /a: {get: {operationId: x}, put: {operationId: x}}\n", 4),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths:\n  /a: {get: {parameters: [{$ref: '#/nowhere'}]}}\n", 4),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths: {\n", 3),
    ];
    for (text, line) in cases {
        let problems = read("a.yml", text).problems;
        assert!(
            !problems.is_empty() && problems.iter().all(|problem| problem.code.name == "rest-invalid"),
            "{text}: {problems:?}"
        );
        assert!(problems[0].place.as_ref().unwrap().span.unwrap().start.line >= line, "{text}: {problems:?}");
    }
    for (name, text) in [("a.json", "{\"a\": {\"openapi\": 1}}"), ("a.yml", "x: 1\n"), ("a.md", "openapi: 3.0.0\n")] {
        let kind = crate::kind::of(&SitePath::new(name), text).map(|kind| kind.name);
        assert!(kind != Some("rest"), "{name}");
    }
}

#[test]
fn circles_end() {
    let text = "openapi: 3.0.0\ninfo: {title: A}\npaths:\n  /a:\n    get:\n      parameters:\n      - $ref: '#/components/parameters/P'\n      responses:\n        '200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\ncomponents:\n  parameters:\n    P: {$ref: '#/components/parameters/Q'}\n    Q: {$ref: '#/components/parameters/P'}\n  schemas:\n    A: {allOf: [{$ref: '#/components/schemas/B'}], properties: {b: {$ref: '#/components/schemas/B'}, c: {$ref: '#/components/schemas/C'}}}\n    B: {$ref: '#/components/schemas/C'}\n    C: {$ref: '#/components/schemas/B'}\n";
    assert!(read("a.yml", text).problems.is_empty());
    shown(text);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(128))]
    #[test]
    fn damaged_documents_are_read_all_the_same(
        json in proptest::bool::ANY,
        blows in proptest::collection::vec((0..4000_usize, 0..30_usize, "[-a-z:'\"{}\\[\\]#/$ ,\n]{0,6}"), 1..4),
    ) {
        let mut text: Vec<char> = if json { SWAGGER } else { OPENAPI }.chars().collect();
        for (at, length, word) in blows {
            let at = at % text.len();
            let end = (at + length).min(text.len());
            text.splice(at..end, word.chars());
        }
        let text: String = text.into_iter().collect();
        let (config, file) = (config(), SitePath::new(if json { "farm.json" } else { "farm.yml" }));
        let outline = outline(&mut Source::new(&file, &text, Role::Page, &config));
        let _ = view(&Source::new(&file, &text, Role::Page, &config), &outline, &Site);
        let _ = document::is_description(&text);
    }
}

#[test]
fn descriptions_in_lists_are_plain_text() {
    let first = |text: &str| first_paragraph(text, &markdown::Options::default());
    let text = "# Farm\n\nTalks to **[barns](barns.md)**, `List<T>` &amp;\n[hay][h].\n\nMore.\n\n[h]: hay.md\n";
    assert_eq!(first(text), "Talks to barns, List<T> & hay.");
    assert_eq!(first("Reads a <b>barn</b>."), "Reads a barn.");
    assert_eq!(first("# Farm"), "Farm");
    assert_eq!(first(""), "");
    assert_eq!(read("farm.yml", OPENAPI).meta.description.as_deref(), Some("Talks to barns."));
}
