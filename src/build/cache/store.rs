//! Files of the cache: lists of values behind a mark, in pieces that are packed and unpacked by all threads.
//!
//! A file starts with a line that names the format, then come the mark, the number of pieces, and each piece behind its
//! length and its digest. Whatever does not fit is not used: a cache can always be thrown away.

use crate::base::Digest;
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// The first line of every file of the cache.
const FORMAT: &[u8] = b"skilt cache 2\n";

/// How many values share a piece.
const PIECE: usize = 128;

/// How many pieces are packed before they are written, so that not all of them are in memory at once.
const AT_ONCE: usize = 32;

const DIGEST: usize = 16;

/// What came of a file of the cache.
#[derive(Debug)]
pub(super) enum Loaded<T> {
    /// Its values in pieces, in the order in which they were saved.
    Values(Vec<Vec<T>>),
    /// There is none, or it is of another program or configuration.
    Foreign,
    /// It is not what was saved.
    Damaged,
}

/// Reads a file that was saved with the same mark.
pub(super) fn load<T: DeserializeOwned + Send>(path: &Path, mark: Digest) -> Loaded<T> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Loaded::Foreign,
        Err(_) => return Loaded::Damaged,
    };
    let Some(rest) = bytes.strip_prefix(FORMAT) else { return Loaded::Foreign };
    let Some((found, rest)) = rest.split_at_checked(DIGEST) else { return Loaded::Damaged };
    if found != mark.0 {
        return Loaded::Foreign;
    }
    unpack(rest).map_or(Loaded::Damaged, Loaded::Values)
}

fn unpack<T: DeserializeOwned + Send>(body: &[u8]) -> Option<Vec<Vec<T>>> {
    let (count, mut rest) = number(body)?;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (length, behind) = number(rest)?;
        let (digest, behind) = behind.split_at_checked(DIGEST)?;
        let (piece, behind) = behind.split_at_checked(length)?;
        pieces.push((digest, piece));
        rest = behind;
    }
    if pieces.len() != count {
        return None;
    }
    let read = |(digest, piece): (&[u8], &[u8])| {
        let is_whole = digest == Digest::of(piece).0;
        is_whole.then(|| postcard::from_bytes::<Vec<T>>(piece).ok()).flatten()
    };
    pieces.into_par_iter().map(read).collect()
}

/// A number at the beginning, and what comes behind it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    Some((usize::try_from(u64::from_le_bytes(*number)).ok()?, rest))
}

/// Writes values, all of the file or nothing of it. Fails where the file system does.
pub(super) fn save<T: Serialize + Sync>(path: &Path, mark: Digest, values: &[T]) -> io::Result<()> {
    let pack = |values: &[T]| {
        let piece = postcard::to_stdvec(values)?;
        Ok((Digest::of(&piece), piece))
    };
    // Two builds may save at once; a name of its own for each keeps one from writing into the file of the other.
    let part = path.with_extension(format!("part-{}", std::process::id()));
    let write = || {
        let mut file = File::create(&part)?;
        let count = (values.len().div_ceil(PIECE) as u64).to_le_bytes();
        file.write_all(&[FORMAT, &mark.0, &count].concat())?;
        for values in values.chunks(PIECE * AT_ONCE) {
            let pieces: Result<Vec<(Digest, Vec<u8>)>, postcard::Error> = values.par_chunks(PIECE).map(pack).collect();
            for (digest, piece) in pieces.map_err(io::Error::other)? {
                file.write_all(&[&(piece.len() as u64).to_le_bytes()[..], &digest.0].concat())?;
                file.write_all(&piece)?;
            }
        }
        Ok(())
    };
    // Some file systems write a file that replaces another to the disk at once. What can be thrown away need not wait
    // for that.
    let make_room = || match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    let written = write().and_then(|()| make_room()).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> (tempfile::TempDir, std::path::PathBuf, Vec<(String, u32)>) {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("x");
        let values: Vec<(String, u32)> = (0..1000).map(|n| (format!("value {n}"), n)).collect();
        save(&path, Digest::of(b"mark"), &values).expect("saved");
        (folder, path, values)
    }

    fn read(path: &Path, mark: &[u8]) -> Loaded<(String, u32)> {
        load(path, Digest::of(mark))
    }

    #[test]
    fn gives_back_what_was_saved_to_whom_it_belongs() {
        let (_folder, path, values) = saved();
        assert!(matches!(read(&path, b"mark"), Loaded::Values(found) if found.concat() == values));
        assert!(matches!(read(&path, b"other"), Loaded::Foreign));
        assert!(matches!(read(&path.with_extension("none"), b"mark"), Loaded::Foreign));
        let left = fs::read_dir(path.parent().expect("folder")).expect("read").count();
        assert_eq!(left, 1, "nothing but the file is left");
    }

    #[test]
    fn every_damage_is_seen() {
        let (_folder, path, _) = saved();
        let whole = fs::read(&path).expect("read");
        for at in (0..whole.len()).step_by(61) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            fs::write(&path, &bytes).expect("written");
            assert!(!matches!(read(&path, b"mark"), Loaded::Values(_)), "a changed byte at {at}");
            fs::write(&path, &whole[..at]).expect("written");
            assert!(!matches!(read(&path, b"mark"), Loaded::Values(_)), "cut at {at}");
        }
    }
}
