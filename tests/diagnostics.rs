//! Every diagnostic code: a small site that has the problem, the exact place where it is reported, and a site beside it
//! that looks much like it and must be let pass.

mod common;

use common::Site;
use skilt::base::CODES;

/// A code, a site that has the problem, where it is reported, and a site that has not.
struct Case {
    code: &'static str,
    /// Files of the site; the page is `a.md` unless something else is needed.
    wrong: &'static [(&'static str, &'static str)],
    /// `FILE:LINE:COLUMN`, or `FILE` where the file as a whole is meant.
    at: &'static str,
    /// The near miss.
    right: &'static [(&'static str, &'static str)],
}

const fn case(
    code: &'static str,
    wrong: &'static [(&'static str, &'static str)],
    at: &'static str,
    right: &'static [(&'static str, &'static str)],
) -> Case {
    Case { code, wrong, at, right }
}

const CASES: &[Case] = &[
    case(
        "cache-unusable",
        &[("a.md", "# A\n"), (".skilt/outlines", "skilt cache 2\ncut off")],
        ".skilt/outlines",
        &[("a.md", "# A\n"), (".skilt/outlines", "skilt cache 7\nof another version")],
    ),
    case(
        "front-matter-invalid",
        &[("a.md", "---\ntitle: [x\n---\n\n# A\n")],
        "a.md:2:8",
        &[("a.md", "---\ntitle: \"[x\"\n---\n\n# A\n")],
    ),
    case(
        "front-matter-invalid",
        &[("a.md", "---\ntitle: x\n\n# A\n")],
        "a.md:1:1",
        &[("a.md", "---\n\nA page may start with a rule.\n")],
    ),
    case(
        "front-matter-duplicate-key",
        &[("a.md", "---\ntitle: A\nuid: x\ntitle: B\n---\n\n# A\n")],
        "a.md:4:1",
        &[("a.md", "---\ntitle: A\nuid: x\n# title: B\n---\n\n# A\n")],
    ),
    case(
        "front-matter-date-invalid",
        &[("a.md", "---\nso.date: 02.29.2021\n---\n\n# A\n")],
        "a.md:2:10",
        &[("a.md", "---\nso.date: 02.29.2020   # a leap year\n---\n\n# A\n")],
    ),
    case(
        "front-matter-value-invalid",
        &[("a.md", "---\noutputFileName: ../x.html\n---\n\n# A\n")],
        "a.md:2:17",
        &[("a.md", "---\noutputFileName: x.html\n---\n\n# A\n")],
    ),
    case(
        "front-matter-value-invalid",
        &[("a.md", "---\ntitle: [a, b]\n---\n\n# A\n")],
        "a.md:2:8",
        &[("a.md", "---\ntitle: \"[a, b]\"\n---\n\n# A\n"), ("b.md", "---\ntitle: 12.5\n---\n\n# B\n")],
    ),
    case(
        "front-matter-placeholder",
        &[("a.md", "---\nauthor: {github-id}\n---\n\n# A\n")],
        "a.md:2:9",
        &[("a.md", "---\nauthor: github-id\nuid: {{snakeCase name}}\n---\n\n# A\n")],
    ),
    case(
        "facet-value-unknown",
        &[("a.md", "---\nso.topic: referene\n---\n\n# A\n")],
        "a.md:2:11",
        &[("a.md", "---\nso.topic: Reference   # any case\nso.envir: cloud, onsite\n---\n\n# A\n")],
    ),
    case(
        "uid-duplicate",
        &[("a.md", "---\nuid: x\n---\n\n# A\n"), ("b.md", "---\nuid: x\n---\n\n# B\n")],
        "b.md:2:6",
        &[("a.md", "---\nuid: x\n---\n\n# A\n"), ("b.md", "---\nuid: y\n---\n\n# B\n")],
    ),
    case(
        "uid-unresolved",
        &[("a.md", "# A\n\nSee <xref:gone>.\n")],
        "a.md:3:11",
        &[(
            "a.md",
            "# A\n\nMail ann@example.com or ask @ann. <see cref=\"T:Gone\"/> <xref href=\"Gone\" data-throw-if-not-resolved=\"false\"></xref>\n",
        )],
    ),
    case(
        "uid-unresolved",
        &[("a.md", "# A\n\nÆ [x](xref:gone) y.\n")],
        "a.md:3:7",
        &[("a.md", "---\nuid: a b(c,d)\n---\n\n# A\n\n[x](xref:a%20b%28c%2cd%29) `<xref:gone>` \\<xref:gone>\n")],
    ),
    case(
        "link-file-missing",
        &[("a.md", "# A\n\nSee [b](b.md).\n")],
        "a.md:3:9",
        &[
            (
                "a.md",
                "# A\n\n<!-- [b](b.md) -->\n`[b](b.md)` [x](mailto:a@b.c) [x](http://localhost:8080/x) [x](/other/set) [x](b/)\n\n    [b](b.md)\n",
            ),
            ("b/index.md", "# B\n"),
        ],
    ),
    case(
        "link-file-missing",
        &[("a.md", "# A\n\n<p>x <a\n  href=\"b.md\">b</a></p>\n")],
        "a.md:4:9",
        &[("a.md", "# A\n\n<p>x <a\n  href=\"b.md?x=1#b\">b</a></p>\n"), ("b.md", "# B\n")],
    ),
    case(
        "link-case-mismatch",
        &[("a.md", "# A\n\nSee [b](b.md).\n"), ("B.md", "# B\n")],
        "a.md:3:9",
        &[("a.md", "# A\n\nSee [b](B.md) [b](./%42.md).\n"), ("B.md", "# B\n")],
    ),
    case(
        "link-anchor-missing",
        &[("a.md", "# A\n\nSee [b](b.md#gone).\n"), ("b.md", "# B\n")],
        "a.md:3:9",
        &[
            ("a.md", "# A\n\n[1](b.md#b) [2](b.md#x-1) [3](b.md#named) [4](b.md#y) [5](#top) [6](#) [7](b.md#tab/x)\n"),
            ("b.md", "# B\n\n## X\n\n## X\n\n<a name=\"named\"></a>\n\n<p id='y'>y</p>\n"),
        ],
    ),
    case(
        "link-anchor-missing",
        &[("a.md", "# A\n\n[!include[x](includes/x.md)]\n"), ("includes/x.md", "Go [up](#b).\n")],
        "includes/x.md:1:9",
        &[("a.md", "# A\n\n[!include[x](includes/x.md)]\n"), ("includes/x.md", "Go [up](#a).\n")],
    ),
    case(
        "link-label-undefined",
        &[("a.md", "# A\n\nSee [b][9].\n")],
        "a.md:3:8",
        &[("a.md", "# A\n\nSee [b][9], [x], a[0][1] and \\[b][8].\n\n[9]: a.md\n")],
    ),
    case(
        "link-outside-site",
        &[("a.md", "# A\n\nSee [b](../other/b.md).\n")],
        "a.md:3:9",
        &[("sub/a.md", "# A\n\nSee [b](../other/b.md).\n"), ("other/b.md", "# B\n")],
    ),
    case(
        "link-stale-extension",
        &[("a.md", "# A\n\nSee [b](b.html).\n"), ("b.md", "# B\n")],
        "a.md:3:9",
        &[("a.md", "# A\n\nSee [b](b.md).\n"), ("b.md", "# B\n")],
    ),
    case(
        "link-to-redirect",
        &[("a.md", "# A\n\nSee [b](b.md).\n"), ("b.md", "---\nredirect_url: a.md\n---\n")],
        "a.md:3:9",
        &[("a.md", "# A\n\nSee [b](b.md).\n"), ("b.md", "---\nredirect_from: /old.html\n---\n\n# B\n")],
    ),
    case(
        "anchor-duplicate",
        &[("a.md", "# A\n\n<a id=\"x\"></a>\n\ny <a id=\"x\"></a>\n")],
        "a.md:5:10",
        &[("a.md", "# A\n\n<a id=\"x\" name=\"x\"></a>\n\n## B\n\n## B\n")],
    ),
    case(
        "image-missing",
        &[("a.md", "# A\n\n![x](x.png)\n")],
        "a.md:3:6",
        &[
            ("a.md", "# A\n\n![x](x.png) ![y](https://example.com/y.png) ![z](data:image/png;base64,AA==)\n"),
            ("x.png", "x"),
        ],
    ),
    case(
        "include-missing",
        &[("a.md", "# A\n\n[!include[x](includes/x.md)]\n")],
        "a.md:3:14",
        &[("a.md", "# A\n\n[!INCLUDE [x](includes/x.md)]\n"), ("includes/x.md", "")],
    ),
    case(
        "include-cycle",
        &[
            ("a.md", "# A\n\n[!include[x](includes/x.md)]\n"),
            ("includes/x.md", "[!include[y](y.md)]\n"),
            ("includes/y.md", "[!include[x](x.md)]\n"),
        ],
        "includes/x.md:1:14",
        &[
            ("a.md", "# A\n\n[!include[x](includes/x.md)]\n\n[!include[y](includes/y.md)]\n"),
            ("includes/x.md", "[!include[y](y.md)]\n"),
            ("includes/y.md", "y\n"),
        ],
    ),
    case(
        "snippet-missing",
        &[("a.md", "# A\n\n[!code-csharp[x](x.cs)]\n")],
        "a.md:3:18",
        &[("a.md", "# A\n\n[!code-csharp[x](x.cs)]\n"), ("x.cs", "a\n")],
    ),
    case(
        "snippet-tag-missing",
        &[("a.md", "# A\n\n[!code-csharp[x](x.cs#tag)]\n"), ("x.cs", "a\n")],
        "a.md:3:22",
        &[("a.md", "# A\n\n[!code-csharp[x](x.cs#tag)]\n"), ("x.cs", "#region tag\na\n#endregion\n")],
    ),
    case(
        "snippet-range-outside",
        &[("a.md", "# A\n\n[!code-csharp[x](x.cs?range=2-9)]\n"), ("x.cs", "a\nb\n")],
        "a.md:3:22",
        &[("a.md", "# A\n\n[!code-csharp[x](x.cs?range=1-2)]\n"), ("x.cs", "a\nb\n")],
    ),
    case(
        "directive-invalid",
        &[("a.md", "# A\n\n:::row:::\n\ntext\n")],
        "a.md:3:1",
        &[("a.md", "# A\n\n:::row:::\n:::column:::\ntext\n:::column-end:::\n:::row-end:::\n\n> [!NOTE]\n> x\n")],
    ),
    case(
        "tabs-invalid",
        &[("a.md", "# A\n\n## [W](#tab/w)\n\nx\n\n## [V](#tab/w)\n\ny\n\n***\n")],
        "a.md:3:1",
        &[("a.md", "# A\n\n## [W](#tab/w)\n\nx\n\n## [V](#tab/v)\n\ny\n\n***\n")],
    ),
    case(
        "toc-target-missing",
        &[("a.md", "# A\n"), ("toc.yml", "- name: A\n  href: a.md\n- name: B\n  href: b.md\n")],
        "toc.yml:4:9",
        &[
            ("a.md", "# A\n"),
            ("toc.yml", "- name: A\n  href: a.md\n- name: B\n  href: https://example.com/\n- name: C\n  href: sub/\n"),
            ("sub/index.md", "# S\n"),
        ],
    ),
    case(
        "toc-uid-unresolved",
        &[("a.md", "# A\n"), ("toc.yml", "- name: A\n  href: a.md\n- name: B\n  uid: gone\n")],
        "toc.yml:4:8",
        &[("a.md", "---\nuid: here\n---\n\n# A\n"), ("toc.yml", "- name: A\n  uid: here\n- name: B\n")],
    ),
    case(
        "toc-invalid",
        &[("a.md", "# A\n"), ("toc.yml", "- name: A\n  href: a.md\n-\n")],
        "toc.yml:3:2",
        &[("a.md", "# A\n"), ("toc.yml", "items:\n- name: A\n  href: a.md\n")],
    ),
    case(
        "yaml-page-invalid",
        &[("a.yml", "### YamlMime:SubCategory\ntitle: Automation\nsummary: Scripts: when and why\n")],
        "a.yml:3:17",
        &[("a.yml", "### YamlMime:SubCategory\ntitle: Automation\nsummary: \"Scripts: when and why\"\n")],
    ),
    case(
        "rest-invalid",
        &[(
            "a.yml",
            "openapi: 3.1.0\ninfo:\n  title: Farm\npaths:\n  /hay:\n    get:\n      responses:\n        default:\n          $ref: '#/components/responses/Hay'\n",
        )],
        "a.yml:9:17",
        &[(
            "a.yml",
            "openapi: 3.1.0\ninfo:\n  title: Farm\npaths:\n  /hay:\n    get:\n      responses:\n        default:\n          description: Hay\n",
        )],
    ),
    case(
        "page-orphan",
        &[("a.md", "# A\n"), ("b.md", "# B\n"), ("toc.yml", "- name: A\n  href: a.md\n")],
        "b.md",
        &[
            ("a.md", "# A\n\n[b](b.md)\n"),
            ("b.md", "# B\n"),
            ("c.md", "---\nhidden: true\n---\n\n# C\n"),
            ("toc.yml", "- name: A\n  href: a.md\n"),
        ],
    ),
    case(
        "output-collision",
        &[("A.md", "# A\n"), ("a.md", "# A\n")],
        "a.md",
        &[("a.md", "# A\n"), ("a/index.md", "# A\n")],
    ),
    case(
        "output-collision",
        &[("a.md", "# A\n"), ("a.yml", "### YamlMime:SubCategory\ntitle: A\n")],
        "a.yml",
        &[("a.md", "# A\n"), ("b.yml", "### YamlMime:SubCategory\ntitle: A\n")],
    ),
    case(
        "redirect-loop",
        &[("a.md", "---\nredirect_url: b.md\n---\n"), ("b.md", "---\nredirect_url: a.md\n---\n")],
        "a.md:2:15",
        &[("a.md", "---\nredirect_url: b.md\n---\n"), ("b.md", "---\nredirect_from: /c.html\n---\n\n# B\n")],
    ),
    case(
        "redirect-chain",
        &[("a.md", "---\nredirect_url: b.md\n---\n"), ("b.md", "---\nredirect_url: c.md\n---\n"), ("c.md", "# C\n")],
        "a.md:2:15",
        &[("a.md", "---\nredirect_url: c.md\n---\n"), ("b.md", "---\nredirect_url: c.md\n---\n"), ("c.md", "# C\n")],
    ),
    case(
        "redirect-target-missing",
        &[("a.md", "---\nredirect_url: gone.md\n---\n")],
        "a.md:2:15",
        &[("a.md", "---\nredirect_url: https://example.com/\n---\n")],
    ),
    case(
        "redirect-shadows-page",
        &[("a.md", "---\nredirect_from: /b.html\n---\n\n# A\n"), ("b.md", "# B\n")],
        "a.md:2:16",
        &[("a.md", "---\nredirect_from: /old/b.html\n---\n\n# A\n"), ("b.md", "# B\n")],
    ),
    case(
        "page-not-in-toc",
        &[("a.md", "# A\n\n[b](b.md)\n"), ("b.md", "# B\n"), ("toc.yml", "- href: a.md\n")],
        "b.md",
        &[
            ("a.md", "# A\n\n[b](b.md) [c](c.md)\n"),
            ("b.md", "---\nhidden: true\n---\n\n# B\n"),
            ("c.md", "# C\n"),
            ("toc.yml", "- href: a.md\n- href: c.md\n"),
        ],
    ),
    case(
        "link-not-a-link",
        &[("a.md", "# A\n\nSee [the b] (b.md).\n"), ("b.md", "# B\n")],
        "a.md:3:5",
        &[("a.md", "# A\n\nSee [b](b.md), `[b] (b.md)`, [b] (see below) and (b)[2].\n"), ("b.md", "# B\n")],
    ),
    case(
        "link-not-a-link",
        &[("a.md", "# A\n\nÆ (b)[b.md].\n"), ("b.md", "# B\n")],
        "a.md:3:3",
        &[("a.md", "# A\n\n(b)[b.md](b.md)\n"), ("b.md", "# B\n")],
    ),
    case(
        "link-not-a-link",
        &[("a.md", "# A\n\n[b](my file.md)\n"), ("my file.md", "# B\n")],
        "a.md:3:1",
        &[("a.md", "# A\n\n[b](<my file.md>) [b](my%20file.md) [b](two words)\n"), ("my file.md", "# B\n")],
    ),
    case(
        "link-file-missing",
        &[
            ("skilt.yml", "base_url: https://docs.example.com\n"),
            ("content/a/a.md", "# A\n\n[b](https://docs.example.com/a/b.html)\n"),
        ],
        "content/a/a.md:3:5",
        &[
            ("skilt.yml", "base_url: https://docs.example.com\n"),
            (
                "content/a/a.md",
                "# A\n\n[1](https://docs.example.com/a/a.html#a) [2](http://Docs.example.com/other/set.html) [3](https://docs.example.com/a/x.zip)\n[4](https://docs.example.com/) [5](https://docs.example.com/a/a?x=1) [6](https://other.example.com/a/b.html)\n",
            ),
        ],
    ),
    case(
        "link-anchor-missing",
        &[
            ("skilt.yml", "base_url: https://docs.example.com\n"),
            ("content/a.md", "# A\n\n[b](https://docs.example.com/a.html#gone)\n"),
        ],
        "content/a.md:3:5",
        &[("content/a.md", "# A\n\n[b](https://docs.example.com/a.html#gone)\n")],
    ),
    case(
        "link-to-redirect",
        &[("a.md", "# A\n\n[b](old/b.html)\n"), ("b.md", "---\nredirect_from: /old/b.html\n---\n\n# B\n")],
        "a.md:3:5",
        &[("a.md", "# A\n\n[b](b.html)\n"), ("b.md", "---\nredirect_from: /old/b.html\n---\n\n# B\n")],
    ),
    case(
        "asset-unused",
        &[("a.md", "# A\n"), ("x.png", "x")],
        "x.png",
        &[("a.md", "# A\n\n<img src='x.png'>\n"), ("x.png", "x")],
    ),
    case(
        "ignore-unused",
        &[("a.md", "# A\n\n<!-- skilt-ignore link-file-missing: why -->\nText.\n")],
        "a.md:3:1",
        &[(
            "a.md",
            "# A\n\n<!-- skilt-ignore link-file-missing: why -->\n<!-- skilt-ignore image-missing -->\n[b](b.md) ![c](c.png)\n",
        )],
    ),
    case(
        "ignore-unused",
        &[("a.md", "# A\n"), ("toc.yml", "# skilt-ignore toc-target-missing: why\n- href: a.md\n")],
        "toc.yml:1:1",
        &[
            ("a.md", "# A\n"),
            ("toc.yml", "- href: a.md\n\n# skilt-ignore toc-target-missing: why\n- href: b.md\n"),
            (
                "i.yml",
                "### YamlMime:Hub\ntitle: T\nitems:\n- title: B\n  # skilt-ignore link-file-missing\n  url: b.md\n",
            ),
        ],
    ),
    case(
        "xref-map-invalid",
        &[("a.md", "# A\n"), ("skilt.yml", "xref_maps: [gone.yml]\n")],
        "gone.yml",
        &[
            ("a.md", "# A\n\n<xref:System.String>\n"),
            ("skilt.yml", "xref_maps: [net.yml]\n"),
            ("net.yml", "references:\n- uid: System.String\n  name: String\n  href: https://example.com/string\n"),
        ],
    ),
    case("file-skipped", &[("a.md", "# A\n"), ("b.yml", "x: 1\n")], "b.yml", &[("a.md", "# A\n"), ("b.txt", "x: 1\n")]),
    case(
        "template-error",
        &[("a.md", "# A\n"), ("templates/article.html", "<p>\n  {{ nope }}\n")],
        "templates/article.html:2:6",
        &[("a.md", "# A\n"), ("templates/article.html", "<p>\n  {{ body }}\n")],
    ),
    case(
        "config-invalid",
        &[("content/a.md", "# A\n"), ("skilt.yml", "titel: x\n")],
        "skilt.yml:1:1",
        &[("content/a.md", "# A\n"), ("skilt.yml", "title: x\n")],
    ),
    case(
        "config-unsupported",
        &[
            ("a.md", "# A\n"),
            ("docfx.json", "{ \"build\": { \"content\": [\"**/*.md\"], \"postProcessors\": [\"P\"] } }\n"),
        ],
        "docfx.json:1:38",
        &[("a.md", "# A\n"), ("docfx.json", "{ \"build\": { \"content\": [\"**/*.md\"] } }\n")],
    ),
];

/// Codes whose sites are made by the program: too long to be written down, or in need of another site
/// (`tests/external.rs`).
const MADE: &[&str] = &[
    "page-unreadable",
    "include-too-large",
    "code-not-highlighted",
    "external-link-broken",
    "external-link-redirected",
    "external-link-unknown",
    "external-link-blocked",
    // Only a clone has it: `faults_world`.
    "git-shallow",
    // These come from files that an option names: `cli_baseline` and `cli_published`.
    "baseline-stale",
    "published-address-lost",
];

fn site(files: &[(&str, &str)]) -> Site {
    files.iter().fold(Site::new(), |site, (path, text)| site.file(path, text))
}

/// Builds a site and gives its problems: some codes are found only when pages are drawn.
fn problems(site: &Site) -> Vec<String> {
    site.run(&["build", "--format", "json"]).problems()
}

fn has(problems: &[String], code: &str) -> bool {
    problems.iter().any(|problem| problem.split(' ').next() == Some(code))
}

#[test]
fn each_problem_is_found_where_it_is_and_nowhere_else() {
    let mut wrong = Vec::new();
    for Case { code, wrong: files, at, right } in CASES {
        let found = problems(&site(files));
        let expected = format!("{code} {at}");
        if found.iter().filter(|problem| problem.starts_with(&format!("{code} "))).ne([&expected]) {
            wrong.push(format!("expected {expected}, found {found:?}"));
        }
        let found = problems(&site(right));
        if has(&found, code) {
            wrong.push(format!("false alarm of {code} in {right:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_code_has_a_case() {
    for code in CODES {
        let cases =
            usize::from(CASES.iter().any(|case| case.code == code.name)) + usize::from(MADE.contains(&code.name));
        assert_eq!(cases, 1, "{} needs a case here", code.name);
    }
}

#[test]
fn text_that_is_not_utf8_is_reported_where_it_stops_to_be() {
    let site = Site::new().file("a.md", b"# A\n\nx \xff y\n").file("b.md", "# Å\n".as_bytes());
    assert_eq!(problems(&site), ["page-unreadable a.md:3:3"]);
}

#[test]
fn includes_have_a_budget() {
    let site = Site::new().file("a.md", "# A\n\nÅ: [!include[x](includes/0.md)]\n");
    for level in 0..20 {
        site.write(&format!("includes/{level}.md"), format!("[!include[x]({}.md)]\n\n", level + 1).repeat(2));
    }
    site.write("includes/20.md", "end\n");
    let found = problems(&site);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("include-too-large includes/") && found[0].ends_with(".md:1:14"), "{found:?}");

    let site = Site::new().file("a.md", "# A\n\n".to_owned() + &"[!include[x](includes/x.md)]\n\n".repeat(500));
    site.write("includes/x.md", "x ".repeat(10_000));
    assert_eq!(problems(&site), [""; 0]);
}

#[test]
fn code_that_is_too_large_is_plain() {
    let fence = |times: usize| format!("# A\n\n```xml\n{}\n```\n", "<a>".repeat(times));
    let found = problems(&Site::new().file("a.md", fence(400_000)));
    assert!(has(&found, "code-not-highlighted"), "{found:?}");
    assert_eq!(problems(&Site::new().file("a.md", fence(50))), [""; 0]);
    let off = Site::new().file("a.md", fence(400_000)).file("skilt.yml", "rules: { code-not-highlighted: off }\n");
    assert_eq!(problems(&off), [""; 0], "severities hold for what is found while drawing, too");
    let ignored = format!("---\nskilt-ignore: [code-not-highlighted]\n---\n\n{}", fence(400_000));
    assert_eq!(problems(&Site::new().file("a.md", ignored)), [""; 0]);
}

#[test]
fn severities_and_levels_decide_the_status() {
    let site = Site::new().file("content/a.md", "# A\n\n[b](b.md)\n");
    site.run(&["check"]).exits(0);
    site.run(&["check", "--deny", "warnings"]).exits(1);
    site.run(&["check", "--deny", "link-file-missing"]).exits(1);
    site.run(&["check", "--deny", "image-missing"]).exits(0);
    site.write("skilt.yml", "rules: { link-file-missing: error }\n");
    site.run(&["check"]).exits(1).says("error[link-file-missing]");
    site.write("skilt.yml", "rules: { InvalidFileLink: off }\n");
    site.run(&["check", "--deny", "info"]).exits(0);
}
