//! Keeping the order of a list that is on a screen: rows stay where they are, what is gone goes, what is new finds its
//! place. Nothing is sorted again under somebody's cursor.

use std::cmp::Ordering;

/// More newcomers than this and the list is ordered anew: it is another list then.
const NEWCOMERS: usize = 256;

/// The rows that still belong, in their order, with the newcomers at their places.
///
/// `remains` says whether a row still belongs and takes it out of the set it came from; `newcomers` are then what is
/// left of that set, in order.
pub(super) fn merge<T: Copy>(
    kept: &[T],
    mut remains: impl FnMut(T) -> bool,
    newcomers: impl FnOnce() -> Vec<T>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let mut rows: Vec<T> = kept.iter().copied().filter(|row| remains(*row)).collect();
    let newcomers = newcomers();
    if newcomers.len() > NEWCOMERS {
        rows.extend(newcomers);
        rows.sort_by(compare);
        return rows;
    }
    for row in newcomers {
        let at = rows.partition_point(|other| compare(other, &row) == Ordering::Less);
        rows.insert(at, row);
    }
    rows
}
