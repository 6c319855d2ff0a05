//! Pseudorandom numbers that are the same in every run.

/// A linear congruential generator with its state.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    /// Returns twelve letters and digits.
    pub(crate) fn word(&mut self) -> String {
        (0..12).map(|_| char::from(b"abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789"[self.below(52)])).collect()
    }
}
