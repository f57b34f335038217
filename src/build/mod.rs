//! Floor 5: the pipeline. One for build, check and serve.
//!
//! A build is always a full build: [`run`] goes through the phases from top to bottom and each gets only what the one
//! before it made.

mod cache;
mod changes;
mod clock;
mod dates;
mod draft;
#[cfg(feature = "external")]
mod external;
#[cfg(not(feature = "external"))]
#[path = "no_external.rs"]
mod external;
mod inputs;
mod jobs;
mod lock;
mod outline;
mod renames;
mod render;
mod scan;
mod site_files;
mod trace;

use crate::base::{Diagnostic, Severity, SitePath};
use crate::check;
use crate::config::{self, Config, ConfigSource};
use crate::emit::Written;
use crate::index::{self, SiteIndex};
use crate::report::Summary;
use crate::source;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

pub use cache::{Cache, FOLDER as CACHE_FOLDER};
pub use changes::changes;
pub use clock::Phase;
pub use draft::Draft;
pub use inputs::Inputs;
pub use lock::Lock;

/// What to do with a site.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The site folder.
    pub site: PathBuf,
    /// Another output folder than the configuration's.
    pub output: Option<PathBuf>,
    /// Another base address than the configuration's.
    pub base_url: Option<String>,
    /// How many threads may work; as many as there are cores if nothing is said.
    pub jobs: Option<usize>,
    /// Whether files are written anew that the output has already.
    pub fresh: bool,
    /// Whether other sites are asked if links to them hold.
    pub external: bool,
    /// Whether git is asked where files went that links look for in vain.
    pub history: bool,
}

/// How far a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Up to the checks; nothing is written.
    Check,
    /// All the way.
    Build,
}

/// Hears how a run gets on.
pub trait Progress: Sync {
    /// A phase begins that has this many steps.
    fn phase(&self, name: &'static str, steps: usize);
    /// One step is done.
    fn step(&self);
    /// A piece of work is done that began then: the file that was read, the page that was made.
    fn task(&self, _name: &str, _began: Instant) {}
}

/// A listener that does not listen.
pub struct Silent;

impl Progress for Silent {
    fn phase(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
}

/// A site whose configuration is read.
pub struct Site {
    /// Its folder.
    pub folder: PathBuf,
    /// Its configuration.
    pub config: Arc<Config>,
    /// The folder of the output.
    pub output: PathBuf,
    /// What the configuration's reader noted.
    pub notes: Vec<Diagnostic>,
}

/// What a run found and did.
pub struct Outcome {
    /// Everything that is wrong, in the order of reports.
    pub diagnostics: Vec<Diagnostic>,
    /// The numbers.
    pub summary: Summary,
    /// The index, for questions about the site.
    pub index: Arc<SiteIndex>,
    /// What was written, if the run went that far.
    pub written: Option<Written>,
    /// How much had to be done.
    pub counts: Counts,
    /// How long each phase took, in the order of the pipeline.
    pub phases: Vec<Phase>,
    /// When pages were last changed. Nothing is known of it before a build: whoever waits for a page does not wait for
    /// git as well.
    dates: Arc<dates::Dates>,
}

/// How much of the site a run had to look at anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files that were read because their marks are not as they were.
    pub read: usize,
    /// Of these, the files that were taken apart because their bytes are not as they were either.
    pub outlined: usize,
    /// Files of the output that were drawn or copied.
    pub drawn: usize,
}

/// Why a run could not be made at all.
#[derive(Debug)]
pub enum Failure {
    /// The configuration cannot be read.
    Config(Vec<Diagnostic>),
    /// The site folder is not there.
    NoSite(PathBuf),
    /// Another build is writing the same output, and the number of its process, where that can be told.
    Locked(PathBuf, Option<u32>),
    /// The output cannot be written: path and reason.
    Output(PathBuf, String),
    /// The threads could not be started.
    Threads(String),
    /// Other sites cannot be asked, and why.
    External(String),
}

/// Reads the configuration of a site. Fails if the folder is not there or the configuration is unusable.
pub fn open(options: &Options) -> Result<Site, Failure> {
    if !options.site.is_dir() {
        return Err(Failure::NoSite(options.site.clone()));
    }
    let name = options.site.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
    let (config, notes) = config::load(&Folder(&options.site), name.as_deref().unwrap_or("site"));
    let Some(mut config) = config else { return Err(Failure::Config(notes)) };
    if let Some(base) = &options.base_url {
        config.base_url = Some(base.trim_end_matches('/').to_owned());
    }
    let output = options.output.clone().unwrap_or_else(|| options.site.join(&config.output));
    Ok(Site { folder: options.site.clone(), config: Arc::new(config), output, notes })
}

/// Makes a run: from what exists to what is written. What the last run remembered is read from the disk, and what this
/// one remembers is kept there; checking keeps it only where there is a place for it already.
pub fn run(options: &Options, goal: Goal, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let (mut cache, mut clock) = (Cache::default(), clock::Clock::default());
    let mut outcome = pool(options)?.install(|| phases(options, goal, &mut cache, progress, &mut clock))?;
    let size = cache.save(goal == Goal::Check);
    clock.lap("remember", 0).bytes = size;
    outcome.phases = clock.phases;
    // To give it back piece by piece takes longer than to end the process, which is what comes next.
    std::mem::forget(cache);
    Ok(outcome)
}

/// Bytes of stack for each thread. Navigation and lists are drawn by recursion, as deep as folders and blocks are nested:
/// a path of 4,096 bytes, the longest that Linux opens, holds 2,000 folders.
pub(crate) const STACK: usize = 64 << 20;

/// Makes a run with what is remembered in memory, and leaves there what the next one may use. Nothing of it is saved.
pub fn run_again(
    options: &Options,
    goal: Goal,
    cache: &mut Cache,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let mut clock = clock::Clock::default();
    let mut outcome = pool(options)?.install(|| phases(options, goal, cache, progress, &mut clock))?;
    outcome.phases = clock.phases;
    Ok(outcome)
}

/// The threads of a run.
fn pool(options: &Options) -> Result<rayon::ThreadPool, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).stack_size(STACK).build();
    pool.map_err(|error| Failure::Threads(error.to_string()))
}

fn phases(
    options: &Options,
    goal: Goal,
    cache: &mut Cache,
    progress: &dyn Progress,
    clock: &mut clock::Clock,
) -> Result<Outcome, Failure> {
    let site = open(options)?;
    let dates = (goal == Goal::Build).then(|| dates::ask(&site));
    let (known, scanned) = rayon::join(|| cache.recall(&site, options, goal), || scan::scan(&site));
    clock.lap("scan", scanned.files.len());
    let outlined = outline::outline(&site, &scanned, &cache.outlines, progress);
    let read = clock.lap("outline", outlined.len());
    (read.reused, read.bytes) = (outlined.len().saturating_sub(outlined.fresh), outlined.bytes);
    let (index, found) = SiteIndex::build(outlined.to_input(&site));
    clock.lap("index", index.pages.len());
    let notes = [&*site.notes, &*cache.notes, &*scanned.notes, &*outlined.notes, &*found].concat();
    let links = check::count_links(&index);
    let check = || check::run(&index, notes);
    let mut drawn = None;
    let mut diagnostics = if goal == Goal::Check {
        let found = check();
        clock.lap("check", links);
        found
    } else {
        // Problems and pages come from the index alone, so that neither waits for the other.
        let mut aside = clock.aside();
        let checking = || {
            let found = check();
            aside.lap("check", links);
            found
        };
        let drawing = || {
            let dates = Arc::new(dates.map(|dates| dates.answer(&site, &index, cache)).unwrap_or_default());
            let (site, index, scanned, outlined) = (&site, &index, &scanned, &outlined);
            let (lines, fresh) = (cache.lines(), options.fresh);
            let input = render::Input { site, index, scanned, outlined, dates: &dates, lines, fresh };
            render::render(&input, known, progress).map(|rendered| (rendered, dates))
        };
        let (found, pages) = rayon::join(checking, drawing);
        clock.phases.append(&mut aside.phases);
        drawn = Some(pages?);
        found
    };
    if options.external {
        diagnostics.extend(external::check(&site, &index, progress)?);
        diagnostics.sort_by(Diagnostic::order);
        clock.lap("ask other sites", links);
    }
    if options.history && check::wants_history(&diagnostics) {
        let renames = renames::renames(&options.site, &index, cache);
        check::moved(&index, &renames, &mut diagnostics);
        clock.lap("git", renames.len());
    }
    let mut counts = Counts { read: outlined.read, outlined: outlined.fresh, drawn: 0 };
    let (mut written, mut dates) = (None, Arc::default());
    if let Some((rendered, known_dates)) = drawn {
        let drawing = clock.lap("render and write", rendered.pages.known.len());
        (drawing.reused, drawing.bytes) =
            (rendered.pages.known.len().saturating_sub(rendered.drawn), rendered.written.bytes);
        diagnostics.extend(check::settle(&index, [rendered.problems, known_dates.notes()].concat()));
        diagnostics.sort_by(Diagnostic::order);
        (written, dates) = (Some(rendered.written), known_dates);
        cache.keep_pages(rendered.pages, rendered.news);
        cache.keep_lines(rendered.learnt);
        counts.drawn = rendered.drawn;
    }
    let news = outlined.read > 0;
    cache.keep_outlines(outlined.into_kept(), news);
    let mut summary = Summary::count(&diagnostics);
    summary.pages = index.pages.len();
    summary.links = links;
    Ok(Outcome { diagnostics, summary, index: Arc::new(index), written, counts, phases: Vec::new(), dates })
}

/// Whether any problem reaches a level or has one of the codes: errors always do.
pub fn is_denied(diagnostics: &[Diagnostic], denied: &[String]) -> bool {
    let level = denied.iter().filter_map(|word| Severity::parse(word)).min().unwrap_or(Severity::Error);
    diagnostics.iter().any(|diagnostic| {
        diagnostic.severity >= level.min(Severity::Error) || denied.iter().any(|word| word == diagnostic.code.name)
    })
}

/// The site folder as the configuration's reader sees it.
struct Folder<'a>(&'a Path);

impl ConfigSource for Folder<'_> {
    fn read(&self, path: &str) -> Option<String> {
        source::read_text(self.0, &SitePath::new(path)).ok().map(|text| text.text)
    }

    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

/// The texts of a site's files, for reports.
pub struct SiteSources<'a>(pub &'a Path);

impl crate::report::Sources for SiteSources<'_> {
    fn text(&self, file: &SitePath) -> Option<Arc<str>> {
        source::read_text(self.0, file).ok().map(|text| text.text.into())
    }
}

/// The parts of the index that outlines alone do not give.
fn xref_maps(site: &Site, notes: &mut Vec<Diagnostic>) -> Vec<Arc<index::XrefMap>> {
    site.config.xref_maps.iter().filter_map(|path| scan::xref_map(site, path, notes)).map(Arc::new).collect()
}
