//! What is hashed of the counts, so that equal content means equal fingerprints.

use crate::incident::{Fingerprint, columns::Table};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

impl Table {
    /// SHA-256 over the dictionaries and over the hashes of blocks of rows. Within a table the dense
    /// numbers of cells, areas, owners and named categories are ranks of content.
    pub(in crate::incident) fn fingerprint(&self) -> Fingerprint {
        let mut hash = Sha256::new();
        let mut text = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        text("counts/1");
        self.areas.iter().for_each(|id| text(&id.0));
        text("owners");
        let owner_rank = ranks(&self.owner, |owner| self.owners[usize::from(owner)].0.clone());
        owner_rank.names.iter().for_each(|name| text(name));
        text("categories");
        let category_rank = ranks(&self.category, |category| {
            let name = self.categories.get(usize::from(category));
            name.map_or_else(|| format!("#{category:05}"), |id| id.0.clone())
        });
        category_rank.names.iter().for_each(|name| text(name));
        let same_place = |a: usize, b: usize| {
            let key = |i: usize| (self.from_hour[i], self.to_hour[i], self.place[i]);
            key(a) == key(b)
        };
        const BLOCK: usize = 65_536;
        // A block begins with the first of the rows that share time and place, so that sorting them
        // by the names of their categories never crosses a border.
        let mut starts: Vec<usize> = (0..self.n.len())
            .step_by(BLOCK)
            .map(|at| (at..self.n.len()).find(|&i| i == 0 || !same_place(i - 1, i)))
            .map(|start| start.unwrap_or(self.n.len()))
            .collect();
        starts.dedup();
        starts.push(self.n.len());
        let row = |i: usize| {
            let owner = owner_rank.of[usize::from(self.owner[i])];
            (category_rank.of[usize::from(self.category[i])], owner, self.precision[i], self.n[i])
        };
        let blocks: Vec<_> = starts
            .par_windows(2)
            .map(|block| {
                let mut bytes = Vec::with_capacity((block[1] - block[0]) * 33);
                let indices: Vec<usize> = (block[0]..block[1]).collect();
                for together in indices.chunk_by(|&a, &b| same_place(a, b)) {
                    let mut rows: Vec<_> = together.iter().map(|&i| row(i)).collect();
                    rows.sort_unstable();
                    let first = together[0];
                    for (category, owner, precision, n) in rows {
                        bytes.extend(self.from_hour[first].to_le_bytes());
                        bytes.extend(self.to_hour[first].to_le_bytes());
                        bytes.extend(self.place_code(first).to_le_bytes());
                        bytes.extend(category.to_le_bytes());
                        bytes.extend(owner.to_le_bytes());
                        bytes.push(precision as u8);
                        bytes.extend(n.to_le_bytes());
                    }
                }
                Sha256::digest(bytes)
            })
            .collect();
        text("rows");
        blocks.iter().for_each(|block| hash.update(block));
        Fingerprint::from_digest(hash.finalize().as_ref())
    }

    /// The H3 index of the cell; for areas their rank, which no H3 index is as low as.
    fn place_code(&self, i: usize) -> u64 {
        let place = self.place[i] as usize;
        match self.cells.get(place) {
            Some(cell) => cell.to_u64(),
            None => (place - self.cells.len()) as u64,
        }
    }
}

/// Sorted names of the dense numbers that rows use, and per dense number the rank of its name.
struct Ranks {
    names: Vec<String>,
    of: Vec<u16>,
}

fn ranks(dense: &[u16], name: impl Fn(u16) -> String) -> Ranks {
    let mut used = vec![false; dense.iter().map(|&d| usize::from(d) + 1).max().unwrap_or(0)];
    dense.iter().for_each(|&d| used[usize::from(d)] = true);
    let mut names: Vec<(String, u16)> =
        (0..used.len()).filter(|&d| used[d]).map(|d| (name(d as u16), d as u16)).collect();
    names.sort();
    let mut of = vec![0; used.len()];
    for (rank, (_, dense)) in names.iter().enumerate() {
        of[usize::from(*dense)] = rank as u16;
    }
    Ranks { names: names.into_iter().map(|(name, _)| name).collect(), of }
}
