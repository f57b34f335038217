//! Reading one file.

use crate::base::{Digest, SitePath};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest text that is read, in bytes. The largest page of real documentation is below 2 MB.
const MAX_TEXT: u64 = 64 * 1024 * 1024;

/// A text, and whether it had to be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text. Bytes that are not UTF-8 are replaced.
    pub text: String,
    /// The byte offset of the first such byte.
    pub not_utf8: Option<usize>,
    /// The digest of the bytes as they lie in the file.
    pub digest: Digest,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is larger than any page can sensibly be; its size in bytes.
    TooLarge(u64),
    /// The file system refused, with its words.
    Refused(String),
}

impl ReadError {
    /// The reason as the end of a sentence that starts with the path.
    pub fn words(&self) -> String {
        match self {
            ReadError::TooLarge(size) => {
                format!("has {} MB, more than the {} MB that a text may have", size / 1_048_576, MAX_TEXT / 1_048_576)
            }
            ReadError::Refused(words) => format!("cannot be read: {words}"),
        }
    }
}

/// Reads a text of the site. Fails on what is too large and on what the file system refuses.
pub fn read_text(site: &Path, path: &SitePath) -> Result<Text, ReadError> {
    let bytes = read(site, path, MAX_TEXT)?;
    let digest = Digest::of(&bytes);
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Text { text, not_utf8: None, digest },
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            Text { text: String::from_utf8_lossy(error.as_bytes()).into_owned(), not_utf8: Some(offset), digest }
        }
    })
}

/// Reads a file of any kind and size.
pub fn read_bytes(site: &Path, path: &SitePath) -> Result<Vec<u8>, ReadError> {
    read(site, path, u64::MAX)
}

fn read(site: &Path, path: &SitePath, limit: u64) -> Result<Vec<u8>, ReadError> {
    let refused = |error: std::io::Error| {
        let words = error.to_string();
        ReadError::Refused(words.split(" (os error").next().unwrap_or(&words).to_lowercase())
    };
    let mut file = File::open(site.join(path.as_str())).map_err(refused)?;
    let size = file.metadata().map_err(refused)?.len();
    if size > limit {
        return Err(ReadError::TooLarge(size));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

/// The largest text that a packed file may unpack to, in bytes.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;

/// Reads a text that may be packed with gzip, as its name says. Fails like [`read_text`], and on what does not unpack.
pub fn read_packed_text(site: &Path, path: &SitePath) -> Result<String, ReadError> {
    let bytes = read(site, path, MAX_UNPACKED)?;
    if !path.has_extension(&["gz"]) {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let mut text = Vec::new();
    let mut unpacked = flate2::read::GzDecoder::new(bytes.as_slice()).take(MAX_UNPACKED + 1);
    unpacked.read_to_end(&mut text).map_err(|error| ReadError::Refused(error.to_string()))?;
    if text.len() as u64 > MAX_UNPACKED {
        return Err(ReadError::TooLarge(text.len() as u64));
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}
