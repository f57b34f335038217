//! Damaged API documents, made from real ones where these are here: a build ends, says what is wrong, and stays small.
//! The damage is drawn from a seed, so that a failure comes again.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SEED: u64 = 0x5eed_0fab;

/// How many damaged files one build reads.
const FILES: usize = 240;

/// The most memory that it may need, in kilobytes. The whole input is some megabytes.
const MOST: u64 = 400_000;

const TYPE: &str = "### YamlMime:ManagedReference\nitems:\n- uid: Harbor.Rope\n  name: Rope\n  type: Class\n  langs:\n  - csharp\n  summary: >-\n    Holds a <xref href=\"Harbor.Boat\"></xref>.\n  inheritance:\n  - System.Object\n  syntax:\n    content: 'public class Rope : IDisposable'\n    content.vb: Public Class Rope\n- uid: Harbor.Rope.Tie(System.Int32)\n  name: Tie(Int32)\n  type: Method\n  overload: Harbor.Rope.Tie*\n  syntax:\n    content: public bool Tie(int knots)\n    parameters:\n    - id: knots\n      type: System.Int32\n      description: \"How \\u00e9 many\"\n    return:\n      type: System.Boolean\nreferences:\n- uid: System.Int32\n  name: int\n  spec.csharp:\n  - name: int\n";

const OPENAPI: &str = "openapi: 3.0.0\ninfo: {title: Harbor, version: '1'}\npaths:\n  /boats/{id}:\n    get:\n      operationId: getBoat\n      parameters:\n      - {name: id, in: path, required: true, schema: {type: integer}}\n      responses:\n        '200': {description: One, content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}\ncomponents:\n  schemas:\n    Boat:\n      type: object\n      properties:\n        next: {$ref: '#/components/schemas/Boat'}\n        name: {type: string, enum: [a, b]}\n";

/// Pieces that mean something to a reader of YAML, HTML or declarations.
const WORDS: [&[u8]; 22] = [
    b": ",
    b"\n- ",
    b"\t",
    b"{",
    b"[",
    b"]",
    b"&a ",
    b"*a",
    b"|\n",
    b">-\n",
    b"\"",
    b"'",
    b"<xref href=\"",
    b"</xref>",
    b"<pre><code>",
    b"\x7f",
    b"\0",
    b"\xff\xfe",
    b"\n  uid: ",
    b"\nreferences:\n",
    b"$ref: '#/components'",
    b"```",
];

struct Random(u64);

impl Random {
    /// A number below `end` (xorshift).
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Strikes a text a few times, behind its first line, by which it is known.
fn damaged(text: &str, random: &mut Random) -> Vec<u8> {
    let (head, body) = text.split_at(text.find('\n').map_or(0, |at| at + 1));
    let mut bytes = body.as_bytes().to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(400)).min(bytes.len());
        match random.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy.repeat(1 + random.below(8)));
            }
            2 => bytes.truncate(at.max(1)),
            3 => drop(bytes.splice(at..at, b"- ".repeat(random.below(3000)))),
            4 => drop(bytes.splice(at..at, b"[{a: ".repeat(random.below(3000)))),
            5 => bytes[at..end].iter_mut().for_each(|byte| *byte = byte.wrapping_add(1)),
            _ => drop(bytes.splice(at..at, WORDS[random.below(WORDS.len())].iter().copied())),
        }
    }
    [head.as_bytes(), &bytes].concat()
}

/// Lists of lists that would be a thousand million values if every alias were followed.
fn laughs(head: &str) -> String {
    let mut text = format!("{head}a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..9 {
        let _ = writeln!(text, "a{n}: &a{n} [{}]", vec![format!("*a{}", n - 1); 10].join(", "));
    }
    text
}

/// Files to damage: own ones, and real ones where they are here.
fn victims() -> Vec<String> {
    let mut texts = vec![TYPE.to_owned(), OPENAPI.to_owned()];
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders =
        ["../real/crmscript", "../real/data-access/docs/api-reference/netserver/services", "../shared/corpus"];
    for folder in folders.map(|folder| here.join(folder)) {
        let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
        let files = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "yml"));
        let small = files.filter(|file| file.metadata().is_ok_and(|metadata| metadata.len() < 100_000));
        let read = small.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        texts.extend(read.filter(|text| text.starts_with("### YamlMime:ManagedReference")).step_by(23).take(8));
    }
    if texts.len() == 2 {
        println!("skipped: real files, since neither ../real nor ../shared is here");
    }
    texts
}

/// Waits for a process; the most memory that it had, in kilobytes, where the system tells.
fn watch(child: &mut Child) -> u64 {
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = 0;
    while child.try_wait().expect("its state").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let size = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = size.unwrap_or(0).max(most);
        std::thread::sleep(Duration::from_millis(5));
    }
    most
}

#[test]
fn damaged_api_documents_neither_stop_nor_swell_a_build() {
    let site = tempfile::tempdir().expect("a folder");
    let content = site.path().join("content");
    std::fs::create_dir(&content).expect("a folder");
    std::fs::write(site.path().join("skilt.yml"), "title: Harbor\n").expect("written");
    std::fs::write(content.join("index.md"), "# Harbor\n").expect("written");
    let mut random = Random(SEED);
    let victims = victims();
    for n in 0..FILES {
        let text = damaged(&victims[n % victims.len()], &mut random);
        std::fs::write(content.join(format!("p{n}.yml")), text).expect("written");
    }
    std::fs::write(content.join("l1.yml"), laughs("### YamlMime:ManagedReference\n")).expect("written");
    std::fs::write(content.join("l2.yml"), laughs("openapi: 3.0.0\ninfo: {title: A}\npaths: *a8\n")).expect("written");
    let report = site.path().join("report.json");
    let mut child = Command::new(env!("CARGO_BIN_EXE_skilt"))
        .args(["build", "--quiet", "--no-cache", "--format", "json"])
        .arg(site.path())
        .stdout(std::fs::File::create(&report).expect("a file"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("skilt runs");
    let most = watch(&mut child);
    let output = child.wait_with_output().expect("its end");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "seed {SEED:#x}: {:?} {words}", output.status);
    assert!(!words.contains("panicked"), "seed {SEED:#x}: {words}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).expect("a report")).expect("JSON");
    assert!(report["diagnostics"].as_array().is_some_and(|list| list.len() > FILES / 4));
    assert!(site.path().join("_site/index.html").is_file());
    println!("{} files from {} victims: {most} KB at most", FILES, victims.len());
    assert!(most < MOST, "seed {SEED:#x}: {most} KB");
}
