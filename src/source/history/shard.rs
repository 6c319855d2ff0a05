//! A share of the work, the same on every machine.

use std::fmt;
use std::str::FromStr;

use crate::coverage::Portion;

/// Share `index` of `count`, counted from 1. The assignment depends on names only: not on the order of files, on packs
/// or on threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u32,
    count: u32,
}

impl Shard {
    /// Returns its index, from 1 on.
    pub const fn index(self) -> u32 {
        self.index
    }

    /// Returns the number of shards.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// Returns whether the element at a position of a list, counted from 0, is in this shard: round robin, so that
    /// shards are even.
    pub const fn has_place(self, place: usize) -> bool {
        place % self.count as usize == (self.index - 1) as usize
    }

    /// The whole as one shard.
    pub const WHOLE: Shard = Shard { index: 1, count: 1 };

    /// Returns whether a name is in this shard. Names are hashed with 64-bit FNV-1a, whose high bits are scaled to the
    /// number of shards.
    pub(crate) fn has(self, name: &[u8]) -> bool {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for &byte in name {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        // Names that differ only in their last bytes differ only in the low bits of the hash.
        hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((hash >> 32) * u64::from(self.count)) >> 32 == u64::from(self.index - 1)
    }
}

/// Error: not of the form `i/n` with 1 ≤ i ≤ n ≤ `Portion::MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write i/n, with i from 1 to n, and n at most {}", Portion::MAX)]
pub struct InvalidShard;

impl FromStr for Shard {
    type Err = InvalidShard;

    fn from_str(text: &str) -> Result<Self, InvalidShard> {
        let (index, count) = text.split_once('/').ok_or(InvalidShard)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| InvalidShard);
        let (index, count) = (number(index)?, number(count)?);
        if index == 0 || index > count || count > Portion::MAX { Err(InvalidShard) } else { Ok(Shard { index, count }) }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_in_one_share_and_the_shares_are_even() {
        for count in [1, 2, 3, 7] {
            let shards: Vec<Shard> = (1..=count).map(|index| Shard { index, count }).collect();
            let mut sizes = vec![0; shards.len()];
            for number in 0..3000 {
                let name = format!("src/module_{number}.rs");
                let of: Vec<usize> = (0..shards.len()).filter(|&at| shards[at].has(name.as_bytes())).collect();
                assert_eq!(of.len(), 1, "{name} of {count}");
                sizes[of[0]] += 1;
            }
            let even = 3000 / count;
            assert!(sizes.iter().all(|size| *size > even * 8 / 10 && *size < even * 12 / 10), "{sizes:?}");
        }
        assert!(Shard { index: 2, count: 2 }.has(b"a.env"), "the spread is a promise");
        assert!(Shard { index: 1, count: 2 }.has(b"src/main.rs"), "the spread is a promise");
    }

    #[test]
    fn malformed_shards_are_refused() {
        assert_eq!("2/3".parse(), Ok(Shard { index: 2, count: 3 }));
        for bad in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/99999999999"] {
            assert_eq!(bad.parse::<Shard>(), Err(InvalidShard), "{bad:?}");
        }
    }
}
