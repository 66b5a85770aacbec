//! Values in memory, bounded by what they weigh; those that nobody has asked for for longest make room.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

/// Values by key.
#[derive(Debug)]
pub(super) struct ByUse<K, V> {
    room: usize,
    weight: usize,
    /// Counts what is asked for and put.
    clock: u64,
    by_key: HashMap<K, One<V>>,
    by_use: BTreeMap<u64, K>,
}

#[derive(Debug)]
struct One<V> {
    value: V,
    weight: usize,
    used: u64,
}

impl<K: Clone + Eq + Hash, V> ByUse<K, V> {
    /// With room for so much.
    pub(super) fn new(room: usize) -> Self {
        let (by_key, by_use) = (HashMap::new(), BTreeMap::new());
        Self { room, weight: 0, clock: 0, by_key, by_use }
    }

    /// The value, which is in use now.
    pub(super) fn get(&mut self, key: &K) -> Option<&V> {
        let one = self.by_key.get_mut(key)?;
        self.clock += 1;
        self.by_use.remove(&one.used);
        self.by_use.insert(self.clock, key.clone());
        one.used = self.clock;
        Some(&one.value)
    }

    /// Takes the place of what the key had. What there is no room for at all is not kept.
    pub(super) fn put(&mut self, key: K, value: V, weight: usize) {
        self.remove(&key);
        if weight > self.room {
            return;
        }
        while self.weight + weight > self.room
            && let Some((_, oldest)) = self.by_use.first_key_value()
        {
            self.remove(&oldest.clone());
        }
        self.clock += 1;
        self.weight += weight;
        self.by_use.insert(self.clock, key.clone());
        self.by_key.insert(key, One { value, weight, used: self.clock });
    }

    fn remove(&mut self, key: &K) {
        if let Some(one) = self.by_key.remove(key) {
            self.weight -= one.weight;
            self.by_use.remove(&one.used);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_last_stays_and_there_is_no_more_than_there_is_room_for() {
        let mut all = ByUse::new(100);
        all.put(0, "in use", 30);
        for key in 1..50 {
            all.put(key, "once", 30);
            assert_eq!(all.get(&0), Some(&"in use"));
        }
        assert_eq!((all.weight, all.by_key.len(), all.by_use.len()), (90, 3, 3));
        assert_eq!(all.get(&47), None);
        assert_eq!(all.get(&48), Some(&"once"));
        all.put(0, "lighter", 10);
        assert_eq!((all.weight, all.get(&0)), (70, Some(&"lighter")), "in its own place");
        all.put(99, "never fits", 101);
        assert_eq!(all.get(&99), None);
        assert_eq!(all.weight, 70, "and nothing else goes for it");
        all.put(0, "never fits", 101);
        assert_eq!(all.get(&0), None);
        assert_eq!((all.weight, all.by_use.len()), (60, 2));
    }
}
