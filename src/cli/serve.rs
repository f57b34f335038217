//! `skilt serve`.

use super::arguments::ServeArguments;
use super::{Status, output};

pub(super) fn run(_: &ServeArguments) -> Status {
    output::could_not_run("not yet")
}
