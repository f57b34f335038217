//! API pages: addresses of members land on their members, and the search keeps them behind articles.

use crate::driver::Browser;
use crate::{NARROW, WIDE, assert_sound, host};
use serde_json::json;
use skilt::build::{Cache, Goal, Options, Silent, run_again};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Members of the type that is looked at, with the anchors that DocFX gives them. Plain ones between them make the page
/// so long that a browser lays its members out only when they are near.
const MEMBERS: [(&str, &str, &str, &str); 9] = [
    ("Harbor.Rope.#ctor", "Rope()", "Constructor", "Harbor_Rope__ctor"),
    ("Harbor.Rope.#ctor(Byte[], String)", "Rope(Byte[], String)", "Constructor", "Harbor_Rope__ctor_Byte____String_"),
    ("Harbor.Rope.append(String)", "append(String)", "Method", "Harbor_Rope_append_String_"),
    ("Harbor.Rope.append(Byte)", "append(Byte)", "Method", "Harbor_Rope_append_Byte_"),
    (
        "Harbor.Rope.Splice``1(Harbor.Coil{``0})",
        "Splice<T>(Coil<T>)",
        "Method",
        "Harbor_Rope_Splice__1_Harbor_Coil___0__",
    ),
    (
        "Harbor.Rope.Harbor#IKnot#Tie(System.Int32)",
        "IKnot.Tie(Int32)",
        "Method",
        "Harbor_Rope_Harbor_IKnot_Tie_System_Int32_",
    ),
    (
        "Harbor.Rope.op_Equality(Harbor.Rope,Harbor.Rope)",
        "operator ==(Rope, Rope)",
        "Operator",
        "Harbor_Rope_op_Equality_Harbor_Rope_Harbor_Rope_",
    ),
    ("Harbor.Rope.Item(System.Int32)", "this[int]", "Property", "Harbor_Rope_Item_System_Int32_"),
    ("Harbor.Rope.Frayed", "Frayed", "Event", "Harbor_Rope_Frayed"),
];

/// Anchors that are no member's own: a group of overloads, and a value of an enumeration.
const OTHERS: [(&str, &str); 2] =
    [("Harbor.Rope.html", "Harbor_Rope_append_"), ("Harbor.Knot.html", "Harbor_Knot_Bowline")];

const KNOT: &str = "### YamlMime:ManagedReference\nitems:\n- uid: Harbor.Knot\n  name: Knot\n  type: Enum\n";

fn rope() -> String {
    let mut text = "### YamlMime:ManagedReference\nitems:\n- uid: Harbor.Rope\n  name: Rope\n  fullName: Harbor.Rope\n  type: Class\n  summary: Something to moor with.\n".to_owned();
    let mut put = |uid: &str, name: &str, kind: &str, group: &str| {
        let (parameter, words) =
            ("    - id: length\n      type: System.Int32\n", "Holds when the wind turns. ".repeat(6));
        let call = "var length = Rope.Of(Material.Hemp).Strands(3).Twisted(Direction.Right).Length(12);";
        let _ = write!(
            text,
            "- uid: {uid}\n  name: {name}\n  type: {kind}\n  overload: {group}\n  summary: {words}\n  syntax:\n    content: {name}\n    parameters:\n{parameter}  example: ['<pre><code>{call}</code></pre>']\n"
        );
    };
    for n in 0..70 {
        let uid = format!("Harbor.Rope.Coil{n:02}");
        put(&format!("{uid}()"), &format!("Coil{n:02}()"), "Method", &format!("{uid}*"));
    }
    for (uid, name, kind, _) in MEMBERS {
        put(&format!("'{uid}'"), &format!("'{name}'"), kind, &format!("'{}*'", uid.split('(').next().unwrap_or(uid)));
    }
    text
}

/// A site of these files below `content`.
fn site(files: &[(&str, String)]) -> (tempfile::TempDir, String) {
    let site = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(site.path().join("content")).expect("a folder");
    std::fs::write(site.path().join("skilt.yml"), "title: Harbor\n").expect("written");
    for (name, text) in files {
        std::fs::write(site.path().join("content").join(name), text).expect("written");
    }
    let options = Options { site: site.path().to_owned(), ..Options::default() };
    run_again(&options, Goal::Build, &mut Cache::default(), &Silent).unwrap_or_else(|failure| panic!("{failure:?}"));
    let url = host::start(site.path().join("_site"));
    (site, url)
}

const REST: &str = "\
openapi: 3.0.3
info: {title: Berths, version: '2', description: Who lies where.}
servers: [{url: 'https://example.com/v2', description: Production}]
security: [{key: []}]
tags: [{name: Berth, description: A place at the quay.}]
paths:
  /berth/{id}:
    get:
      tags: [Berth]
      summary: Look a berth up
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}, description: Its number.}
        - {name: with, in: query, schema: {type: string, enum: [ship, rope]}}
      responses:
        '200': {description: There it is., headers: {Age: {schema: {type: integer}}}, content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}}
        '404': {description: No such berth.}
    delete: {tags: [Berth], deprecated: true, summary: Take a berth away, responses: {'204': {description: Gone.}}}
  /berth:
    post:
      tags: [Berth]
      summary: Ask for a berth
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Berth'}}}}
      responses: {'201': {description: Yours.}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key, description: From the harbour master.}}
  schemas:
    Berth:
      type: object
      required: [length]
      properties:
        length: {type: number, description: In metres.}
        ship: {type: object, properties: {name: {type: string, maxLength: 60}}}
";

const TYPE: &str = "\
### YamlMime:ManagedReference
items:
- uid: Harbor.Rope
  name: Rope
  fullName: Harbor.Rope
  type: Class
  namespace: Harbor
  assemblies: [Harbor]
  langs: [csharp, vb]
  summary: Something to moor with.
  remarks: Keep it dry.
  example: ['<pre><code>var rope = new Rope(12);</code></pre>']
  inheritance: [System.Object]
  inheritedMembers: [System.Object.ToString, System.Object.Equals]
  syntax: {content: 'public class Rope : object', content.vb: Public Class Rope}
- uid: Harbor.Rope.Cut(System.Int32)
  name: Cut(Int32)
  type: Method
  overload: Harbor.Rope.Cut*
  summary: Cuts it.
  syntax:
    content: 'public Rope Cut(int length)'
    content.vb: Public Function Cut(length As Integer) As Rope
    parameters: [{id: length, type: System.Int32, description: In metres.}]
    return: {type: Harbor.Rope, description: The shorter end.}
  exceptions: [{type: System.Exception, description: When it is too short.}]
  seealso: [{linkId: Harbor.Knot, linkType: CRef}]
";

/// A site with a page of each kind of API reference, and one in Norwegian.
pub(crate) fn api_site() -> (tempfile::TempDir, String) {
    let knots = "- uid: Harbor.Knot.Bowline\n  name: Bowline\n  type: Field\n  summary: Never slips.\n  syntax: {content: Bowline = 1}\n";
    let space = "### YamlMime:ManagedReference\nitems:\n- uid: Harbor\n  name: Harbor\n  type: Namespace\n  children: [Harbor.Rope, Harbor.Knot]\n";
    site(&[
        ("index.md", "# Harbor\n".to_owned()),
        ("Harbor.yml", space.to_owned()),
        ("Harbor.Rope.yml", TYPE.to_owned()),
        ("Harbor.Knot.yml", KNOT.to_owned() + knots),
        ("berths.yml", REST.to_owned()),
        ("tau.md", "---\nlanguage: no\n---\n\n# Tau\n\n## Kveil\n\n```csharp\nvar tau = 1;\n```\n".to_owned()),
        (
            "toc.yml",
            "- {name: Harbor, href: Harbor.yml}\n- {name: Berths, href: berths.yml}\n- {name: Tau, href: tau.md}\n"
                .to_owned(),
        ),
    ])
}

/// Opens an address of a member and expects its heading or row on the screen, below the bar that stays at the top.
async fn lands(browser: &Browser, url: &str, page: &str, anchor: &str) {
    let address = format!("{url}/{page}#{anchor}");
    // From another page, so that the address is not only a place on the same one.
    browser.open(&format!("{url}/404.html")).await;
    browser.open(&address).await;
    let target = json!(anchor);
    let seen = format!(
        "(() => {{ const t = document.querySelector(':target'), bar = document.querySelector('.site-head').getBoundingClientRect().bottom;
         if (!t || t.id !== {target}) return false;
         const shown = t.matches('h1, h2, h3, tr') ? t : t.parentNode.querySelector('h3');
         const box = shown.getBoundingClientRect();
         return box.height > 0 && box.top >= bar - 1 && box.bottom <= innerHeight; }})()"
    );
    browser.until(&seen).await;
    // It stays there when what is near it has been laid out.
    let settled = format!("new Promise(done => setTimeout(() => done({seen}), 150))");
    assert_eq!(browser.value(&settled).await, true, "{address} moved away");
}

pub(crate) async fn members(browser: &Browser) {
    let knots = (0..60).map(|n| format!("- uid: Harbor.Knot.Hitch{n}\n  name: Hitch{n}\n  type: Field\n"));
    let knots: String =
        knots.chain(["- uid: Harbor.Knot.Bowline\n  name: Bowline\n  type: Field\n".to_owned()]).collect();
    let files = [
        ("index.md", "# Harbor\n".to_owned()),
        ("Harbor.Rope.yml", rope()),
        ("Harbor.Knot.yml", KNOT.to_owned() + &knots),
    ];
    let (_site, url) = site(&files);
    for size in [WIDE, NARROW] {
        browser.look(size, false).await;
        for (_, _, _, anchor) in MEMBERS {
            lands(browser, &url, "Harbor.Rope.html", anchor).await;
        }
        for (page, anchor) in OTHERS {
            lands(browser, &url, page, anchor).await;
        }
        let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.value(wider).await, 0, "{url} scrolls sideways at {size:?}");
    }
    browser.problems().await;
    from_the_side(browser, &url).await;
    wide_code(browser, &url).await;
}

/// What scrolls can be reached by keyboard, also where the browser has not laid it out yet.
async fn wide_code(browser: &Browser, url: &str) {
    browser.look(NARROW, false).await;
    browser.open(&format!("{url}/Harbor.Rope.html")).await;
    let first = "document.querySelector('main pre:not([data-lang])')";
    browser.until(&format!("{first}.tabIndex === 0")).await;
    let scrolls = "[...document.querySelectorAll('main pre')].filter(pre => pre.scrollWidth > pre.clientWidth + 1)";
    assert_eq!(browser.value(&format!("{scrolls}.length > 70")).await, true);
    let unreached = format!("{scrolls}.filter(pre => pre.tabIndex < 0).length");
    assert_eq!(browser.value(&unreached).await, 0);
    // What fits is no stop on the way, once it is near.
    browser.look(WIDE, false).await;
    browser.open(&format!("{url}/Harbor.Rope.html")).await;
    browser.until(&format!("{first}.tabIndex < 0")).await;
}

/// A type lists its members beside them, and each entry leads to its own.
async fn from_the_side(browser: &Browser, url: &str) {
    browser.look(WIDE, false).await;
    let page = format!("{url}/Harbor.Rope.html");
    browser.open(&page).await;
    assert_eq!(browser.value("document.querySelectorAll('.toc a').length > 75").await, true);
    browser.value("document.querySelector(\".toc a[href='#Harbor_Rope_append_']\").click()").await;
    browser.until("(r => r.top > 0 && r.bottom < innerHeight)(document.querySelector('#Harbor_Rope_append_String_').getBoundingClientRect())").await;
    assert_sound(browser, &page).await;
}

/// Addresses of real pages that others link to, where the files are here: file and anchor.
const REAL: [(&str, &str); 17] = [
    ("crmscript/docs/api-reference/CRMScript.Global.String.yml", "CRMScript_Global_String_append_String_"),
    ("crmscript/docs/api-reference/CRMScript.Global.String.yml", "CRMScript_Global_String__ctor_Byte____String_"),
    ("crmscript/docs/api-reference/CRMScript.Global.String.yml", "CRMScript_Global_String_substitute_String__String_"),
    ("crmscript/docs/api-reference/CRMScript.Global.String.yml", "CRMScript_Global_String_xmlEncode__"),
    ("crmscript/docs/api-reference/CRMScript.Global.Date.yml", "CRMScript_Global_Date_getMDay__"),
    ("crmscript/docs/api-reference/CRMScript.Global.Integer.yml", "CRMScript_Global_Integer_toHex_Integer_"),
    ("crmscript/docs/api-reference/CRMScript.Global.Bool.yml", "CRMScript_Global_Bool_toString__"),
    (
        "crmscript/docs/api-reference/CRMScript.NetServer.Addresstype.yml",
        "CRMScript_NetServer_AddressType_PersonPrivateAddress",
    ),
    (
        "data-access/docs/api-reference/netserver/services/SuperOffice.CRM.Services.TooltipsAgent.yml",
        "SuperOffice_CRM_Services_TooltipsAgent__ctor_",
    ),
    (
        "data-access/docs/api-reference/netserver/services/SuperOffice.CRM.Services.ContactAgent.yml",
        "SuperOffice_CRM_Services_ContactAgent_GetMyRecentContacts_SuperOffice_CRM_Services_Util_ContactSourceType_",
    ),
    (
        "data-access/docs/api-reference/netserver/services/SuperOffice.CRM.Services.AIAgent.yml",
        "SuperOffice_CRM_Services_AIAgent_GetTrainingStatus",
    ),
    (
        "data-access/docs/api-reference/netserver/core/SuperOffice.CRM.ArchiveLists.AliasProviderBase-1.yml",
        "SuperOffice_CRM_ArchiveLists_AliasProviderBase_1_SetDesiredEntities_System_String___",
    ),
    (
        "data-access/docs/api-reference/netserver/core/SuperOffice.CRM.ArchiveLists.LinksProvider.yml",
        "SuperOffice_CRM_ArchiveLists_LinksProvider_SuperOffice_CRM_ArchiveLists_IArchiveLinksProvider_SetAdditionalLinks_System_Int32___System_Int32___System_Int32___System_Int32___",
    ),
    (
        "data-access/docs/api-reference/netserver/core/SuperOffice.CRM.ArchiveLists.CriteriaInfo.yml",
        "SuperOffice_CRM_ArchiveLists_CriteriaInfo_op_Implicit_SuperOffice_CRM_ArchiveLists_CriteriaInfo__SuperOffice_CRM_ArchiveLists_ArchiveColumnInfo",
    ),
    (
        "data-access/docs/api-reference/web/SuperOffice.Globalization.NumericIdDictionary.yml",
        "SuperOffice_Globalization_NumericIdDictionary_Instance",
    ),
    (
        "data-access/docs/api-reference/webapi/SuperOffice.WebApi.Agents.AppointmentAgent.yml",
        "SuperOffice_WebApi_Agents_AppointmentAgent_GetTaskListItemAsync_System_Int32_SuperOffice_WebApi_RequestOptions_",
    ),
    ("data-access/docs/api-reference/netserver/core/SuperOffice.CRM.Rows.yml", "classes"),
];

/// A file of the repositories beside this one, whole or in part.
fn real(path: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["../real", "../shared/corpus"].iter().map(|folder| here.join(folder).join(path)).find(|file| file.exists())
}

pub(crate) async fn real_addresses(browser: &Browser) {
    let found: Vec<(PathBuf, &str)> = REAL.iter().filter_map(|(path, anchor)| Some((real(path)?, *anchor))).collect();
    if found.is_empty() {
        println!("skipped: neither ../real nor ../shared is here");
        return;
    }
    let name = |file: &Path| file.file_name().and_then(|name| name.to_str()).map(str::to_owned).expect("a name");
    let names: Vec<String> = found.iter().map(|(file, _)| name(file)).collect();
    let texts = found.iter().map(|(file, _)| std::fs::read_to_string(file).expect("a text"));
    let files: Vec<(&str, String)> = names.iter().map(String::as_str).zip(texts).collect();
    let (_site, url) = site(&files);
    for size in [WIDE, NARROW] {
        browser.look(size, false).await;
        for (name, (_, anchor)) in names.iter().zip(&found) {
            lands(browser, &url, &name.replace(".yml", ".html"), anchor).await;
        }
    }
    println!("{} of {} real addresses land", found.len(), REAL.len());
    browser.problems().await;
}

/// Articles come before API pages, unless a query looks like a name from code; and readers can choose among the two.
pub(crate) async fn search(browser: &Browser) {
    let of_type = |name: &str, member: &str| {
        format!(
            "### YamlMime:ManagedReference\nitems:\n- uid: Harbor.{name}\n  name: {name}\n  type: Class\n  summary: Everything about a mooring.\n- uid: Harbor.{name}.{member}(System.Int32)\n  name: {member}(Int32)\n  type: Method\n"
        )
    };
    let files = [
        ("index.md", "# Harbor\n\nThe harbor.\n".to_owned()),
        ("mooring.md", "# Mooring\n\nEverything about a mooring. Call GetMooringLine when it breaks.\n".to_owned()),
        ("Harbor.Mooring.yml", of_type("Mooring", "GetMooringLine")),
        ("Harbor.MooringAgent.yml", of_type("MooringAgent", "Count")),
    ];
    let (_site, url) = site(&files);
    browser.look(WIDE, false).await;
    let results =
        "[...document.querySelectorAll('.search-results > li > .search-head > a')].map(a => new URL(a.href).pathname)";
    let ask = async |query: &str, wanted: usize| {
        browser.open(&format!("{url}/search.html?q={query}")).await;
        browser.until(&format!("{results}.length === {wanted}")).await;
        browser.value(results).await
    };
    assert_eq!(ask("mooring", 3).await[0], "/mooring.html");
    assert_eq!(ask("GetMooringLine", 2).await[0], "/Harbor.Mooring.html");
    assert_eq!(ask("Harbor.MooringAgent", 3).await[0], "/Harbor.MooringAgent.html");
    assert_eq!(ask("mooring&kind=Articles", 1).await, json!(["/mooring.html"]));
    let api = ask("mooring&kind=API+reference", 2).await;
    assert!(api.as_array().is_some_and(|list| !list.contains(&json!("/mooring.html"))), "{api}");
    let kinds = "[...document.querySelectorAll('[aria-label=Kind] option')].map(o => o.textContent)";
    assert_eq!(browser.value(kinds).await, json!(["Kind: all", "API reference (2)", "Articles (1)"]));
    assert_sound(browser, &url).await;
}
