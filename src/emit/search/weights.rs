//! The words of a page with their weights, packed: there are millions of them in a large site.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// How much of a page a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Weight {
    /// In eighths of an occurrence in the text.
    pub(super) eighths: u32,
    /// Whether it is in the title.
    pub(super) title: bool,
}

/// Words by their numbers, each once and in order, with their weights. Numbers have seven bits a byte, low ones first,
/// the eighth says that more follow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Weights(Box<[u8]>);

impl Weights {
    /// Packs words that are in the order of their numbers.
    pub(super) fn pack(words: &[(u32, Weight)]) -> Weights {
        let mut bytes = Vec::with_capacity(words.len() * 3);
        let mut last = 0;
        for (word, weight) in words {
            push(&mut bytes, word.wrapping_sub(last));
            push(&mut bytes, weight.eighths << 1 | u32::from(weight.title));
            last = *word;
        }
        Weights(bytes.into())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Weight)> + '_ {
        let (mut bytes, mut last) = (self.0.iter().copied(), 0_u32);
        std::iter::from_fn(move || {
            last = last.wrapping_add(pull(&mut bytes)?);
            let weight = pull(&mut bytes)?;
            Some((last, Weight { eighths: weight >> 1, title: weight & 1 == 1 }))
        })
    }
}

fn push(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn pull(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let (mut value, mut shift) = (0_u32, 0_u32);
    loop {
        let byte = bytes.next()?;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(value);
        }
        shift += 7;
    }
}

impl Serialize for Weights {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Weights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Weights, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Weights;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Weights, E> {
                Ok(Weights(bytes.into()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out() {
        let words: Vec<(u32, Weight)> = [(0, 1, true), (1, 2000, false), (200, 64, true), (u32::MAX >> 1, 3, false)]
            .map(|(word, eighths, title)| (word, Weight { eighths, title }))
            .into();
        let packed = Weights::pack(&words);
        assert_eq!(packed.iter().collect::<Vec<_>>(), words);
        let bytes = postcard::to_stdvec(&packed).expect("packed");
        assert_eq!(postcard::from_bytes::<Weights>(&bytes).expect("the same"), packed);
    }

    #[test]
    fn broken_bytes_end_the_list() {
        assert_eq!(Weights([0xff; 20].into()).iter().count(), 0);
        assert_eq!(Weights([5].into()).iter().count(), 0);
    }
}
