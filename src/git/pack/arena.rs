//! Memory for many texts that are given up together.

use memmap2::MmapMut;

/// Texts, one behind the other, in pages of their own. What an allocator gives may come from between other things and
/// then stays with the process when it is given up; pages go back to the system.
#[derive(Default)]
pub(super) struct Arena {
    /// Room for all of it: the system gives a page when it is first written to.
    pages: Option<MmapMut>,
    used: usize,
    room: usize,
}

impl Arena {
    /// One that takes up to `room` bytes, and none yet.
    pub(super) fn new(room: usize) -> Self {
        Arena { pages: None, used: 0, room }
    }

    /// Takes a text and says where it starts; none, if there is no room for it.
    pub(super) fn keep(&mut self, text: &[u8]) -> Option<u32> {
        let start = self.used;
        let end = start.checked_add(text.len()).filter(|end| *end <= self.room)?;
        if self.pages.is_none() {
            self.pages = MmapMut::map_anon(self.room).ok();
        }
        self.pages.as_mut()?.get_mut(start..end)?.copy_from_slice(text);
        self.used = end;
        u32::try_from(start).ok()
    }

    /// The text of so many bytes that starts there.
    pub(super) fn get(&self, start: u32, length: u32) -> Option<&[u8]> {
        let start = start as usize;
        self.pages.as_ref()?.get(start..start.checked_add(length as usize)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Arena;

    #[test]
    fn texts_are_kept_as_long_as_there_is_room() {
        let mut store = Arena::new(10);
        let kept: Vec<Option<u32>> =
            [&b"four"[..], b"sevenths", b"", b"sixsix", b"x"].map(|text| store.keep(text)).into();
        assert_eq!(kept, [Some(0), None, Some(4), Some(4), None]);
        assert_eq!((store.get(0, 4), store.get(4, 6)), (Some(&b"four"[..]), Some(&b"sixsix"[..])));
        assert_eq!((store.get(4, 7), store.get(11, 0), store.get(u32::MAX, u32::MAX)), (None, None, None));
        assert_eq!(Arena::new(0).keep(b"x"), None);
    }
}
