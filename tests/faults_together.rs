//! F3: several programs at one output. One at a time writes it; the others end with status 3 and change nothing.

mod common;

use common::Site;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn site() -> Site {
    let mut site = Site::new().file("skilt.yml", "title: T\n");
    for page in 0..40 {
        site = site.file(&format!("p/{page}.md"), format!("# Page {page}\n\n[next]({}.md)\n", (page + 1) % 40));
    }
    site
}

/// Asserts that the output is what a build from nothing makes.
#[track_caller]
fn is_clean(site: &Site) {
    site.run(&["build", "--quiet", "--no-cache", "-o", "../clean"]).exits(0);
    assert!(site.tree() == common::tree(&site.folder().join("../clean")), "not what a build from nothing makes");
}

#[test]
fn f3_builds_at_once() {
    let site = site();
    let mut refused = 0;
    for round in 0..6 {
        site.write("p/0.md", format!("# Page 0\n\nRound {round}.\n"));
        let builds: Vec<Child> = (0..4)
            .map(|_| {
                let mut build = Command::new(env!("CARGO_BIN_EXE_skilt"));
                let build = build.args(["build", "--quiet"]).current_dir(site.folder());
                build.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("started")
            })
            .collect();
        let mut built = 0;
        for build in builds {
            let out = build.wait_with_output().expect("ended");
            let words = String::from_utf8_lossy(&out.stderr).into_owned();
            match out.status.code() {
                Some(0) => built += 1,
                Some(3) => {
                    assert!(words.starts_with("error: another build"), "{words}");
                    assert!(words.contains(" is writing `./_site`"), "{words}");
                    refused += 1;
                }
                other => panic!("{other:?}: {words}"),
            }
        }
        assert!(built > 0, "one of them builds");
        assert!(site.output("p/0.html").contains(&format!("Round {round}.")));
        is_clean(&site);
    }
    println!("{refused} of 24 builds were refused");
}

#[test]
fn f3_outputs_of_their_own_do_not_wait() {
    let site = site();
    let builds: Vec<Child> = (0..3)
        .map(|n| {
            let mut build = Command::new(env!("CARGO_BIN_EXE_skilt"));
            let build = build.args(["build", "--quiet", "-o", &format!("../out-{n}")]).current_dir(site.folder());
            build.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
        })
        .collect();
    for mut build in builds {
        assert_eq!(build.wait().expect("ended").code(), Some(0));
    }
    site.run(&["build", "--quiet"]).exits(0);
    for n in 0..3 {
        assert!(common::tree(&site.folder().join(format!("../out-{n}"))) == site.tree());
    }
    is_clean(&site);
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn f3_a_server_and_builds() {
    let site = site();
    let mut serve = Command::new(env!("CARGO_BIN_EXE_skilt"));
    let serve = serve.args(["serve", "--port", "0"]).current_dir(site.folder());
    let mut server = Server(serve.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("started"));
    let words = BufReader::new(server.0.stderr.take().expect("its words"));
    let (say, said) = std::sync::mpsc::channel();
    // Reads to the end, so that the server never waits for somebody to listen.
    std::thread::spawn(move || words.lines().map_while(Result::ok).for_each(|line| drop(say.send(line))));
    while !said.recv_timeout(Duration::from_secs(60)).expect("an address").starts_with("serving http://") {}
    for round in 0..8 {
        site.write("p/0.md", format!("# Page 0\n\nRound {round}.\n"));
        let run = site.run(&["build", "--quiet"]);
        assert!(matches!(run.status, Some(0 | 3)), "{:?}: {}", run.status, run.err);
    }
    // Whoever of the two was last: the output is the newest site in the end.
    let deadline = Instant::now() + Duration::from_secs(60);
    let is_new = || site.has_output("p/0.html") && site.output("p/0.html").contains("Round 7.");
    while !is_new() || site.folder().join("_site/.skilt-stage").exists() {
        assert!(Instant::now() < deadline, "the last edit is never written");
        assert_eq!(server.0.try_wait().expect("asked"), None, "the server goes on");
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(server);
    site.run(&["build", "--quiet"]).exits(0);
    is_clean(&site);
}
