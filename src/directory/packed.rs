//! Pieces of different length, one after the other in one vector: what a chunk keeps of texts and roles.

/// Pieces by number.
#[derive(Debug, Clone)]
pub(super) struct Packed<T> {
    items: Vec<T>,
    ends: Vec<u32>,
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self { items: Vec::new(), ends: Vec::new() }
    }
}

impl<T: Copy> Packed<T> {
    /// How many pieces there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Gives back the room that is not used.
    pub(super) fn shrink(&mut self) {
        self.items.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Everything, piece after piece.
    pub(super) fn all(&self) -> &[T] {
        &self.items
    }

    /// Where a piece begins and ends.
    pub(super) fn range(&self, n: usize) -> std::ops::Range<usize> {
        let end = |n: usize| self.ends.get(n).map_or(self.items.len(), |end| *end as usize);
        let begin = n.checked_sub(1).map_or(0, end);
        begin..end(n)
    }

    /// One piece; empty if there is none.
    pub(super) fn get(&self, n: usize) -> &[T] {
        if n < self.ends.len() { self.items.get(self.range(n)).unwrap_or_default() } else { &[] }
    }

    /// Puts a piece in the place of another; the pieces before it that are missing are empty.
    pub(super) fn set(&mut self, n: usize, piece: &[T]) {
        let end = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        if self.ends.len() <= n {
            self.ends.resize(n + 1, end);
        }
        let old = self.range(n);
        let (before, after) = (old.len(), piece.len());
        self.items.splice(old, piece.iter().copied());
        for end in self.ends.iter_mut().skip(n) {
            *end = u32::try_from(*end as usize + after - before).unwrap_or(u32::MAX);
        }
    }

    /// The piece that holds this place, looked for from piece `from` on; pieces are found in order, so the steps double.
    pub(super) fn holder(&self, from: usize, place: usize) -> usize {
        let ends_behind = |n: usize| self.ends.get(n).is_none_or(|end| *end as usize > place);
        if ends_behind(from) {
            return from;
        }
        let (mut low, mut step) = (from, 1);
        while !ends_behind(low + step) {
            low += step;
            step *= 2;
        }
        let rest = self.ends.get(low + 1..(low + step).min(self.ends.len())).unwrap_or_default();
        low + 1 + rest.partition_point(|end| *end as usize <= place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_grow_shrink_and_keep_their_neighbours() {
        let mut packed = Packed::default();
        for (n, text) in ["ada", "", "grace", "linus"].iter().enumerate() {
            packed.set(n, text.as_bytes());
        }
        packed.set(0, b"augusta ada");
        packed.set(2, b"g");
        packed.set(5, b"end");
        let pieces: Vec<&[u8]> = (0..7).map(|n| packed.get(n)).collect();
        let wanted: [&[u8]; 7] = [b"augusta ada", b"", b"g", b"linus", b"", b"end", b""];
        assert_eq!(pieces, wanted);
        assert_eq!((packed.len(), packed.all()), (6, b"augusta adaglinusend".as_slice()));
    }

    #[test]
    fn the_holder_of_every_place_is_found_from_every_start() {
        let mut packed = Packed::default();
        for n in 0..200 {
            packed.set(n, &vec![0_u8; n % 7]);
        }
        for place in 0..packed.all().len() {
            let wanted = (0..200).find(|n| packed.range(*n).contains(&place)).expect("somebody holds it");
            for from in 0..=wanted {
                assert_eq!(packed.holder(from, place), wanted, "place {place} from {from}");
            }
        }
    }
}
