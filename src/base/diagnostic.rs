//! What phases say about problems: a code, a message, a place, a way out.

use super::{Code, SitePath, Span};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How serious a problem is, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not reported.
    Off,
    /// Something a reader of the report may want to know.
    Info,
    /// Something that could be better.
    Suggestion,
    /// Something that readers of the site will notice.
    Warning,
    /// Something that must be mended; the command exits with status 1.
    Error,
}

impl Severity {
    /// The word used in reports and configurations.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Info => "info",
            Severity::Suggestion => "suggestion",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// Reads the word; `verbose` and `ignore` are DocFX's and ESLint's words for the two lowest.
    pub fn parse(word: &str) -> Option<Severity> {
        Some(match word.to_ascii_lowercase().as_str() {
            "off" | "ignore" | "none" => Severity::Off,
            "info" | "verbose" | "hint" => Severity::Info,
            "suggestion" => Severity::Suggestion,
            "warning" | "warnings" | "warn" => Severity::Warning,
            "error" => Severity::Error,
            _ => return None,
        })
    }
}

/// A place in a file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the site.
    pub file: SitePath,
    /// Where in the file; `None` means the file as a whole.
    pub span: Option<Span>,
}

/// A second place that helps to understand a problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Related {
    /// What this place has to do with the problem.
    pub message: String,
    /// The place.
    pub place: Place,
}

/// A correction that is certain: what stands in the file of the problem's place, and what belongs there instead.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mend {
    /// The bytes of the file that are replaced.
    pub bytes: Range<u32>,
    /// The same as lines and columns.
    pub span: Span,
    /// What stands there. A file in which something else stands has changed since and is left alone.
    pub written: String,
    /// What belongs there, encoded for its place.
    pub replacement: String,
}

/// What belongs in a place is certain, but not which bytes of the file have to be replaced for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByHand;

/// What a problem depends on besides the file that it is in: a change of that can bring the problem about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// A file that exists: its headings, uids or redirects.
    File(SitePath),
    /// A path, relative to the site, at which nothing is.
    Path(String),
    /// A uid that nothing declares.
    Uid(String),
}

/// One problem, at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Hash)]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: &'static Code,
    /// How serious it is here, after the configuration had its say.
    pub severity: Severity,
    /// One sentence without a full stop at its end.
    pub message: String,
    /// Where; `None` for problems of the site as a whole.
    pub place: Option<Place>,
    /// How to mend it.
    pub help: Option<String>,
    /// Other places that belong to the problem.
    pub related: Vec<Related>,
    /// What the problem is about, such as the destination of a link, where the message says more than that.
    pub subject: Option<String>,
    /// The correction, where there is exactly one.
    pub mend: Option<Mend>,
    /// Whether there is exactly one correction and only a person can make it.
    pub by_hand: bool,
    /// What the problem depends on besides its own file and the related places.
    pub causes: Vec<Cause>,
}

impl Diagnostic {
    /// A problem of the site as a whole, with the severity of its code.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            place: None,
            help: None,
            related: Vec::new(),
            subject: None,
            mend: None,
            by_hand: false,
            causes: Vec::new(),
        }
    }

    /// Puts it at a span of a file.
    pub fn at(mut self, file: &SitePath, span: Span) -> Self {
        self.place = Some(Place { file: file.clone(), span: Some(span) });
        self
    }

    /// Puts it at a file as a whole.
    pub fn in_file(mut self, file: &SitePath) -> Self {
        self.place = Some(Place { file: file.clone(), span: None });
        self
    }

    /// Adds the way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    pub fn related(mut self, message: impl Into<String>, place: Place) -> Self {
        self.related.push(Related { message: message.into(), place });
        self
    }

    /// Says what it is about in words that stay the same as long as the problem does.
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Adds the correction, if there is one.
    pub fn mend(mut self, mend: Result<Option<Mend>, ByHand>) -> Self {
        self.by_hand = mend.is_err();
        self.mend = mend.ok().flatten();
        self
    }

    /// Adds what it depends on.
    pub fn caused_by(mut self, cause: Cause) -> Self {
        self.causes.push(cause);
        self
    }

    /// What makes it the same problem after lines have moved: its code, its file (`""` for the site as a whole) and
    /// what it is about.
    pub fn fingerprint(&self) -> (&'static str, &str, &str) {
        let file = self.place.as_ref().map_or("", |place| place.file.as_str());
        (self.code.name, file, self.subject.as_deref().unwrap_or(&self.message))
    }

    /// The order of reports: by file, then position, then code and message. Problems without a place come first.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        (&self.place, self.code.name, &self.message).cmp(&(&other.place, other.code.name, &other.message))
    }
}
