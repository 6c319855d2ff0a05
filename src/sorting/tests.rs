use std::cmp::Reverse;

use super::*;

/// Numbers that look random, of which many are equal in their last three bits.
fn numbers(len: usize) -> Vec<(u32, usize)> {
    let mut state = 12_345_u32;
    (0..len)
        .map(|at| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 16) & 7, at)
        })
        .collect()
}

#[test]
fn sorts_as_the_standard_library_does() {
    for len in [0, 1, 2, 3, FEW - 1, FEW, FEW + 1, 40, 1_000] {
        let unsorted = numbers(len);
        let mut expected = unsorted.clone();
        // Stable: the second number is where each was.
        expected.sort_by_key(|(number, _)| *number);
        let mut by_key = unsorted.clone();
        by_key.put_in_order_by_key(|(number, _)| *number);
        assert_eq!(by_key, expected, "{len}");
        let mut by_cached_key = unsorted.clone();
        by_cached_key.put_in_order_by_cached_key(|(number, _)| number.to_string());
        assert_eq!(by_cached_key, expected, "{len}");
        let mut by_order = unsorted.clone();
        by_order.put_in_order();
        assert_eq!(by_order, expected, "{len}");
        expected.sort_by_key(|(number, _)| Reverse(*number));
        let mut by_comparison = unsorted;
        by_comparison.put_in_order_by(|a, b| b.0.cmp(&a.0));
        assert_eq!(by_comparison, expected, "{len}");
    }
}
