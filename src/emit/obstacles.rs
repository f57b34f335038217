//! What can be seen to be in the way of staged files before the first of them is moved, so that a build that cannot be
//! put into place as a whole leaves the old site whole.

use super::plan::names;
use super::writer::{WriteError, failed};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Looks at the place of everything that is staged. Fails at what could not be replaced: a folder with something in it
/// where a file belongs, a file that is held, a folder that cannot be written to. What changes between the look and the
/// move is found by the move.
pub(super) fn look_for(staged: &Path, target: &Path) -> Result<(), WriteError> {
    let mut waiting = vec![(staged.to_owned(), target.to_owned())];
    while let Some((staged, target)) = waiting.pop() {
        let in_the_way = |error: io::Error| failed(&target, &error);
        let is_folder = fs::symlink_metadata(&staged).map_err(in_the_way)?.is_dir();
        let Ok(found) = fs::symlink_metadata(&target) else { continue };
        if found.is_dir() && is_folder {
            can_be_written(&target).map_err(in_the_way)?;
            waiting.extend(names(&staged)?.iter().rev().map(|name| (staged.join(name), target.join(name))));
            continue;
        }
        if found.is_dir() && !names(&target)?.is_empty() {
            return Err(in_the_way(ErrorKind::DirectoryNotEmpty.into()));
        }
        // Elsewhere a file that can only be read is replaced like any other: its folder decides.
        if cfg!(windows) && found.permissions().readonly() {
            return Err(in_the_way(ErrorKind::PermissionDenied.into()));
        }
        is_free(&target).map_err(in_the_way)?;
    }
    Ok(())
}

/// Fails if nothing can be put into a folder or taken out of it.
#[cfg(unix)]
fn can_be_written(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Only the attempt tells.
#[cfg(not(unix))]
fn can_be_written(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Fails if a file or an empty folder is a place where something is mounted, or marked as never to be changed.
#[cfg(target_os = "linux")]
fn is_free(path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    use rustix::io::Errno;
    // Old kernels have no such question; then the attempt tells.
    let Ok(found) = statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty()) else { return Ok(()) };
    let held = [(StatxAttributes::MOUNT_ROOT, Errno::BUSY), (StatxAttributes::IMMUTABLE, Errno::PERM)];
    match held.into_iter().find(|(attribute, _)| found.stx_attributes.contains(*attribute)) {
        Some((_, error)) => Err(error.into()),
        None => Ok(()),
    }
}

/// Only the attempt tells.
#[cfg(not(target_os = "linux"))]
fn is_free(_: &Path) -> io::Result<()> {
    Ok(())
}
