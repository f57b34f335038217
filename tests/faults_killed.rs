//! F1: a build that is killed at any moment. What is promised, and what each of these kills proves:
//!
//! - Every file of the output is at every moment the old one or the new one as a whole. None is cut off or empty.
//! - The output as a whole is the old site or the new site, or a plan lies in it that says what is still to be moved. The
//!   next run carries the plan out before it does anything else, however often it is killed itself.
//! - The next run needs no cleaning, and leaves what a build from nothing makes.
//!
//! So a mixture of two sites can be seen, for as long as moving files takes and until the next run. The test prints how
//! often it was. `SKILT_KILLS` sets the number of kills, `SKILT_SEED` where the random numbers start.

mod common;

use common::Site;
use common::world::Random;
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

type Tree = BTreeMap<String, Vec<u8>>;

/// How many pages a site has. The old and the new one share all but the first and the last five.
const PAGES: usize = 30;

/// Debug programs take most of their time to start.
const KILLS: u64 = if cfg!(debug_assertions) { 40 } else { 200 };

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Makes the site one of its two states: other words on every page, other pages, other pictures.
fn fill(site: &Site, state: usize) {
    for page in 0..PAGES + 5 {
        let path = format!("p{}/{page}.md", page % 3);
        if (state * 5..PAGES + state * 5).contains(&page) {
            site.write(&path, format!("# Page {page}\n\nState {state}.\n\n```json\n{{\"n\": {state}}}\n```\n"));
        } else {
            let _ = std::fs::remove_file(site.folder().join(path));
        }
    }
    site.write("picture.png", format!("picture {state}").repeat(10_000));
}

/// The output without what the program keeps there for itself.
fn servable(site: &Site) -> Tree {
    site.tree().into_iter().filter(|(name, _)| !name.starts_with(".skilt")).collect()
}

/// When a build is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So long after its start.
    Start(Duration),
    /// So long after it began to lay files ready.
    Staging(Duration),
    /// So long after it wrote down what it is going to move.
    Moving(Duration),
}

impl Moment {
    fn random(random: &mut Random, whole: Duration) -> Moment {
        let mut part = |of: Duration| of.mul_f64(random.below(1000) as f64 / 1000.0);
        let (all, quarter, short) = (part(whole), part(whole / 4), part(Duration::from_millis(3)));
        match random.below(4) {
            0 | 1 => Moment::Start(all),
            2 => Moment::Staging(quarter),
            _ => Moment::Moving(short),
        }
    }
}

fn start(site: &Site) -> Child {
    let mut build = Command::new(env!("CARGO_BIN_EXE_skilt"));
    let build = build.args(["build", "--quiet"]).current_dir(site.folder());
    build.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
}

/// Starts a build and kills it. A build that has ended before is no fault.
fn kill_at(site: &Site, moment: Moment) {
    let mut build = start(site);
    let stage = site.folder().join("_site/.skilt-stage");
    let (sign, delay) = match moment {
        Moment::Start(delay) => (None, delay),
        Moment::Staging(delay) => (Some(stage), delay),
        Moment::Moving(delay) => (Some(stage.join(".plan.json")), delay),
    };
    if let Some(sign) = sign {
        // No pause in this loop: what it waits for is there for a few milliseconds only.
        while !sign.exists() && build.try_wait().expect("asked").is_none() {}
    }
    let begun = Instant::now();
    while begun.elapsed() < delay {
        std::thread::sleep(Duration::from_micros(50));
    }
    // It may have ended by itself.
    let _ = build.kill();
    build.wait().expect("ended");
}

/// Asserts that each file is wholly that of one of the two sites, and tells whether the output is one of them.
#[track_caller]
fn is_whole(now: &Tree, sites: &[Tree; 2], what: &str) -> bool {
    let [old, new] = sites;
    for name in old.keys().chain(new.keys()).chain(now.keys()) {
        let found = now.get(name);
        assert!(found == old.get(name) || found == new.get(name), "{what}: {name} is neither the old nor the new file");
    }
    now == old || now == new
}

#[test]
fn f1_killed_at_any_moment() {
    let site = Site::new().file("skilt.yml", "title: T\n");
    let sites = [0, 1].map(|state| {
        fill(&site, state);
        let clean = format!("../clean-{state}");
        site.run(&["build", "--quiet", "--no-cache", "-o", &clean]).exits(0);
        common::tree(&site.folder().join(clean))
    });
    site.run(&["build", "--quiet"]).exits(0);
    fill(&site, 0);
    let whole = site.run(&["build", "--quiet"]).exits(0).time;
    assert!(servable(&site) == sites[0] && sites[0] != sites[1]);
    let (seed, kills) = (setting("SKILT_SEED", 1), setting("SKILT_KILLS", KILLS));
    let mut random = Random::new(seed);
    let (mut mixtures, mut old, mut runs) = (0, 0, 0);
    let mut state = 0;
    while runs < kills {
        let before = state;
        state = 1 - state;
        fill(&site, state);
        // Every third time the run that mends is killed as well.
        loop {
            let moment = Moment::random(&mut random, whole);
            let what = format!("seed {seed}, kill {runs}, {moment:?}");
            kill_at(&site, moment);
            runs += 1;
            let now = servable(&site);
            let planned = site.folder().join("_site/.skilt-stage/.plan.json").exists();
            let is_whole = is_whole(&now, &sites, &what);
            assert!(is_whole || planned, "{what}: a mixture that no plan explains");
            mixtures += u64::from(!is_whole);
            old += u64::from(now == sites[before]);
            if random.below(3) > 0 {
                break;
            }
        }
        site.run(&["build", "--quiet"]).exits(0);
        assert!(servable(&site) == sites[state], "seed {seed}, kill {runs}: not what a build from nothing makes");
        assert!(!site.folder().join("_site/.skilt-stage").exists());
    }
    println!(
        "{runs} kills in builds of {whole:?}: the old site {old} times, the new one {}, a mixture with a plan {mixtures}",
        runs - old - mixtures
    );
}

#[cfg(unix)]
#[test]
fn f1_a_lock_ends_with_its_process() {
    let site = Site::new().file("a.md", "# A\n");
    for _ in 0..5 {
        let mut build = start(&site);
        while !site.folder().join("_site/.skilt-lock").exists() && build.try_wait().expect("asked").is_none() {}
        let _ = build.kill();
        build.wait().expect("ended");
        site.run(&["build", "--quiet"]).exits(0);
    }
    assert!(site.has_output("a.html"));
}
