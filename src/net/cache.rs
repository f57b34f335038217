//! What other hosts said before, in a file of the site. It may be committed, or kept between runs by CI.

use crate::model::{Answer, Question, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where it is, in the site's folder.
const FOLDER: &str = ".skilt";
const NAME: &str = "external.json";
/// The form of the file. Another one is thrown away.
const VERSION: u32 = 1;
/// A larger file is not a cache of ours.
const MOST: u64 = 64 << 20;
/// How long something broken counts as broken: long enough for a second run while mending, short enough that a
/// mended page is seen the same day.
const BROKEN: Duration = Duration::from_secs(60 * 60);

/// Answers with their ages.
#[derive(Debug, Default)]
pub struct Cache {
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct File {
    version: u32,
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// When it was asked, in seconds since 1970.
    asked: u64,
    /// What is wrong; nothing if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    broken: Option<String>,
    /// Where it has moved for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    /// Fragments, and whether they are there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    anchors: BTreeMap<String, bool>,
}

impl Cache {
    /// Reads the cache of a site. A file that cannot be understood is as good as none; the words say what is wrong
    /// with it, and where.
    pub fn read(site: &Path) -> (Cache, Option<String>) {
        let ignored = |words: String| (Cache::default(), Some(format!("was ignored: {words}")));
        let Ok(path) = place(site) else { return ignored("it is behind a symbolic link".to_owned()) };
        match fs::metadata(&path) {
            Ok(metadata) if metadata.len() > MOST => return ignored("it is too large".to_owned()),
            _ => {}
        }
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return (Cache::default(), None),
            Err(error) => return ignored(error.to_string()),
        };
        match serde_json::from_slice::<File>(&bytes) {
            Ok(file) if file.version == VERSION => (Cache { entries: file.entries }, None),
            // Another version of skilt wrote it, which is nothing to speak of.
            Ok(_) => (Cache::default(), None),
            Err(error) => ignored(error.to_string()),
        }
    }

    /// Writes the cache of a site, without what is too old to be of use. `now` is in seconds since 1970.
    pub fn write(&self, site: &Path, age: Duration) -> Result<(), String> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let fresh = self.entries.iter().filter(|(_, entry)| entry.holds(now, age));
        let file = File { version: VERSION, entries: fresh.map(|(url, entry)| (url.clone(), entry.clone())).collect() };
        let put = || -> io::Result<()> {
            let path = place(site)?;
            if file.entries.is_empty() && !path.exists() {
                return Ok(());
            }
            fs::create_dir_all(site.join(FOLDER))?;
            let mut text = serde_json::to_vec_pretty(&file)?;
            text.push(b'\n');
            if fs::read(&path).is_ok_and(|old| old == text) {
                return Ok(());
            }
            let draft = site.join(FOLDER).join(format!("{NAME}.{}", std::process::id()));
            fs::write(&draft, text)?;
            fs::rename(&draft, &path)
        };
        put().map_err(|error| format!("could not be written: {error}"))
    }

    /// Where it is, relative to the site.
    pub fn name() -> String {
        format!("{FOLDER}/{NAME}")
    }

    /// What is known about a question. `age` is how long an address that holds is believed to hold.
    pub(super) fn get(&self, question: &Question, now: u64, age: Duration) -> Option<Answer> {
        let entry = self.entries.get(&question.url).filter(|entry| entry.holds(now, age))?;
        if entry.broken.is_none() && !question.anchors.iter().all(|anchor| entry.anchors.contains_key(anchor)) {
            return None;
        }
        let state = entry.broken.clone().map_or(State::Alive, State::Broken);
        Some(Answer { state, moved: entry.moved.clone(), anchors: entry.anchors.clone() })
    }

    /// Remembers an answer, unless it is one that may be another one soon.
    pub(super) fn put(&mut self, url: &str, answer: &Answer, now: u64) {
        let broken = match &answer.state {
            State::Alive => None,
            State::Broken(words) => Some(words.clone()),
            State::HostBroken(_) | State::Unknown(_) | State::HostUnknown(_) | State::Blocked(_) => {
                self.entries.remove(url);
                return;
            }
        };
        let entry = Entry { asked: now, broken, moved: answer.moved.clone(), anchors: answer.anchors.clone() };
        self.entries.insert(url.to_owned(), entry);
    }
}

impl Entry {
    /// Whether it is young enough. One from the future is of a clock that was wrong.
    fn holds(&self, now: u64, age: Duration) -> bool {
        let most = if self.broken.is_some() { BROKEN.min(age) } else { age };
        now.checked_sub(self.asked).is_some_and(|since| since < most.as_secs())
    }
}

/// The path of the file. Fails if a symbolic link is on the way, which could lead out of the site.
fn place(site: &Path) -> io::Result<PathBuf> {
    let folder = site.join(FOLDER);
    let path = folder.join(NAME);
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link(&folder) || is_link(&path) {
        return Err(io::Error::other("it is behind a symbolic link"));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: Duration = Duration::from_secs(7 * 86_400);

    fn question(url: &str, anchors: &[&str]) -> Question {
        Question { url: url.to_owned(), anchors: anchors.iter().map(|anchor| (*anchor).to_owned()).collect() }
    }

    fn now() -> u64 {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs()
    }

    #[test]
    fn answers_age() {
        let mut cache = Cache::default();
        cache.put("https://a.no/", &Answer::of(State::Alive), 1_000);
        cache.put("https://b.no/", &Answer::of(State::Broken("answers 404 Not Found".into())), 1_000);
        let has = |url: &str, now: u64| cache.get(&question(url, &[]), now, WEEK).is_some();
        assert!(has("https://a.no/", 1_000) && has("https://a.no/", 1_000 + 604_799));
        assert!(!has("https://a.no/", 1_000 + 604_800) && !has("https://a.no/", 999));
        assert!(has("https://b.no/", 1_000 + 3_599) && !has("https://b.no/", 1_000 + 3_600));
        assert!(cache.get(&question("https://a.no/", &[]), 1_000, Duration::ZERO).is_none(), "no cache");
        assert!(cache.get(&question("https://a.no/", &["x"]), 1_000, WEEK).is_none(), "x was not looked for");
    }

    #[test]
    fn what_may_change_soon_is_forgotten() {
        let mut cache = Cache::default();
        cache.put("https://a.no/", &Answer::of(State::Alive), 1_000);
        cache.put("https://a.no/", &Answer::of(State::Unknown("answers 503".into())), 1_001);
        assert!(cache.entries.is_empty());
    }

    #[test]
    fn it_survives_a_round_trip_and_damage() {
        let home = tempfile::tempdir().expect("a folder");
        assert!(Cache::read(home.path()).1.is_none(), "no file is no problem");
        let mut cache = Cache::default();
        let moved = Answer {
            state: State::Alive,
            moved: Some("https://b.no/".into()),
            anchors: BTreeMap::from([("x".to_owned(), true)]),
        };
        cache.put("https://a.no/", &moved, now());
        cache.put("https://old.no/", &moved, 1);
        cache.write(home.path(), WEEK).expect("written");
        let (read, note) = Cache::read(home.path());
        assert_eq!(note, None);
        assert_eq!(read.entries.keys().collect::<Vec<_>>(), ["https://a.no/"], "what is too old is not kept");
        assert_eq!(read.get(&question("https://a.no/", &["x"]), now(), WEEK), Some(moved));
        let path = home.path().join(Cache::name());
        for damage in ["", "{", "[]", "{\"version\":1,\"entries\":{\"x\":{\"asked\":-1}}}"] {
            fs::write(&path, damage).expect("a file");
            let (read, note) = Cache::read(home.path());
            assert!(read.entries.is_empty() && note.is_some_and(|note| note.starts_with("was ignored: ")), "{damage}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn it_is_not_written_through_a_link() {
        let home = tempfile::tempdir().expect("a folder");
        let other = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(other.path(), home.path().join(FOLDER)).expect("a link");
        assert!(Cache::default().write(home.path(), WEEK).is_err());
        assert!(Cache::read(home.path()).1.is_some());
        assert_eq!(fs::read_dir(other.path()).expect("a folder").count(), 0);
    }
}
