//! Links to other sites, in a program that was built without the means to ask.

use super::{Failure, Progress, Site};
use crate::base::Diagnostic;
use crate::index::SiteIndex;

/// Says that nothing can be asked.
pub(super) fn check(_: &Site, _: &SiteIndex, _: &dyn Progress) -> Result<Vec<Diagnostic>, Failure> {
    Err(Failure::External("this skilt was built without them; build it with `--features external`".to_owned()))
}
