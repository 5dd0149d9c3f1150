//! Random numbers that spread waits.

use std::hash::{BuildHasher, RandomState};

/// Returns a random number. The standard library seeds its maps anew each time, which is random enough to spread waits.
pub(crate) fn random() -> u32 {
    u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_differ() {
        let numbers: std::collections::HashSet<_> = (0..100).map(|_| random()).collect();
        assert!(numbers.len() > 90);
    }
}
