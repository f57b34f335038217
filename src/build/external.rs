//! Links to other sites: asks what the checks want to know, and lets them judge the answers.

use super::{Failure, Progress, Site};
use crate::base::{Diagnostic, SitePath, codes};
use crate::check::{
    self,
    external::{judge, questions},
};
use crate::index::SiteIndex;
use crate::net::{self, Cache};

/// What is wrong with links to other sites. Fails only if nothing can be asked at all.
pub(super) fn check(site: &Site, index: &SiteIndex, progress: &dyn Progress) -> Result<Vec<Diagnostic>, Failure> {
    let external = &site.config.external;
    let questions = questions(index);
    progress.phase("ask", questions.len());
    let remembers = !external.cache.is_zero();
    let (mut cache, mut notes) = (Cache::default(), Vec::new());
    if remembers {
        let (read, note) = Cache::read(&site.folder);
        cache = read;
        notes.extend(note);
    }
    let ended = net::ask(external, questions, &mut cache, &|| progress.step()).map_err(Failure::External)?;
    if remembers {
        notes.extend(cache.write(&site.folder, external.cache).err());
    }
    let mut found = judge(index, &ended.answers);
    let file = SitePath::new(&Cache::name());
    let notes = notes.into_iter().map(|words| {
        Diagnostic::new(&codes::CACHE_UNUSABLE, format!("the cache of answers {words}"))
            .in_file(&file)
            .help("nothing is lost but time; delete the file if this comes again")
    });
    found.extend(check::settle(index, notes.collect()));
    Ok(found)
}
