//! What is asked of other hosts about links, and what they say.

use std::collections::{BTreeMap, BTreeSet};

/// One address to ask about. However many links have it, it is asked once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The address as written, without its fragment; `http` or `https`.
    pub url: String,
    /// The fragments, decoded, that links lead to on it. Empty if anchors of other sites are not looked at.
    pub anchors: BTreeSet<String>,
}

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is there.
    pub state: State,
    /// Where it leads when every redirect on the way is one for good (301 or 308); nothing otherwise.
    pub moved: Option<String>,
    /// For each fragment that was asked for and could be looked for: whether the page has it.
    pub anchors: BTreeMap<String, bool>,
}

impl Answer {
    /// An answer that says no more than this.
    pub fn of(state: State) -> Answer {
        Answer { state, moved: None, anchors: BTreeMap::new() }
    }
}

/// Whether something is at an address. The words are the end of a sentence that starts with the address or the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It answers with success.
    Alive,
    /// It is not there, and asking again would not help.
    Broken(String),
    /// Its host is not there.
    HostBroken(String),
    /// Neither: too many requests, trouble of the server, a page for known people only.
    Unknown(String),
    /// The same for everything on the host: no network, no name service, no connection, no time left.
    HostUnknown(String),
    /// It was not asked, since it leads into a private network or has a form that is refused.
    Blocked(String),
}
