//! The packed index: boxes in the order of a Hilbert curve, sixteen to a node, root first.

use geo_types::Rect;
use std::io::{self, Write};

/// Boxes to a node.
pub(super) const NODE_SIZE: usize = 16;

/// A feature: its box, and where its bytes lie in the scratch file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) around: Option<Rect<f64>>,
    pub(super) offset: u64,
    pub(super) size: u64,
}

impl Node {
    pub(super) fn new(around: Option<Rect<f64>>, offset: u64, size: u64) -> Self {
        Self { around, offset, size }
    }
}

/// Puts neighbours beside each other; what has no ground comes last. Features in one spot keep their
/// order, so that the same layer gives the same file.
pub(super) fn sort(nodes: &mut [Node], extent: Option<Rect<f64>>) {
    const SIDE: f64 = 65_535.0;
    let Some(extent) = extent else { return };
    let along = |at: f64, least: f64, width: f64| match width > 0.0 {
        true => (SIDE * (at - least) / width) as u32,
        false => 0,
    };
    nodes.sort_by_cached_key(|node| match node.around {
        None => u64::MAX,
        Some(around) => {
            let centre = around.center();
            let x = along(centre.x, extent.min().x, extent.width());
            let y = along(centre.y, extent.min().y, extent.height());
            u64::from(hilbert(x, y))
        }
    });
}

/// The place of a cell of a square of 2¹⁶ by 2¹⁶ on Hilbert's curve.
fn hilbert(mut x: u32, mut y: u32) -> u32 {
    const N: u32 = 1 << 16;
    let mut distance = 0;
    let mut side = N / 2;
    while side > 0 {
        let (right, up) = (u32::from(x & side > 0), u32::from(y & side > 0));
        distance += side * side * ((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (N - 1 - x, N - 1 - y);
            }
            (x, y) = (y, x);
        }
        side /= 2;
    }
    distance
}

/// Writes the tree over the nodes in their order; nothing where there are none.
pub(super) fn write(out: &mut impl Write, nodes: &[Node]) -> io::Result<()> {
    if nodes.is_empty() {
        return Ok(());
    }
    let mut levels = vec![nodes.iter().map(corners).collect::<Vec<_>>()];
    while let Some(below) = levels.last().filter(|level| level.len() > 1 || levels.len() == 1) {
        levels.push(below.chunks(NODE_SIZE).map(around_all).collect());
    }
    // Where each level begins, counted in nodes from the root.
    let mut begins = vec![0; levels.len()];
    for i in (0..levels.len() - 1).rev() {
        begins[i] = begins[i + 1] + levels[i + 1].len();
    }
    for (i, level) in levels.iter().enumerate().rev() {
        let mut in_file = 0;
        for (at, corners) in level.iter().enumerate() {
            let offset = match i {
                0 => in_file,
                _ => (begins[i - 1] + at * NODE_SIZE) as u64,
            };
            if i == 0 {
                in_file += nodes[at].size;
            }
            for number in corners {
                out.write_all(&number.to_le_bytes())?;
            }
            out.write_all(&offset.to_le_bytes())?;
        }
    }
    Ok(())
}

/// Least east and north, greatest east and north. What has no ground touches no box.
fn corners(node: &Node) -> [f64; 4] {
    match node.around {
        Some(around) => [around.min().x, around.min().y, around.max().x, around.max().y],
        None => [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
    }
}

fn around_all(boxes: &[[f64; 4]]) -> [f64; 4] {
    boxes
        .iter()
        .fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |all, one| {
            [all[0].min(one[0]), all[1].min(one[1]), all[2].max(one[2]), all[3].max(one[3])]
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_goes_from_each_cell_to_a_neighbour() {
        let mut cells: Vec<(u32, u32, u32)> =
            (0..32_u32).flat_map(|x| (0..32_u32).map(move |y| (hilbert(x, y), x, y))).collect();
        cells.sort_unstable();
        for pair in cells.windows(2) {
            let ((a, x, y), (b, i, j)) = (pair[0], pair[1]);
            assert_eq!(b - a, 1);
            assert_eq!(x.abs_diff(i) + y.abs_diff(j), 1, "{pair:?}");
        }
    }

    /// The search of the specification, written anew: what it finds is what a look at every box finds.
    #[test]
    fn a_search_down_the_tree_finds_what_looking_at_every_box_finds() {
        let mut nodes: Vec<Node> = (0..500_u64)
            .map(|i| {
                let (x, y) = ((i * 37 % 101) as f64, (i * 53 % 97) as f64);
                let around = (i % 50 != 0).then(|| Rect::new((x, y), (x + 3.0, y + 2.0)));
                Node::new(around, i, 1)
            })
            .collect();
        sort(&mut nodes, Some(Rect::new((0.0, 0.0), (104.0, 99.0))));
        let mut bytes = Vec::new();
        write(&mut bytes, &nodes).expect("memory");
        let number = |node: usize, k: usize| {
            let at = node * 40 + k * 8;
            f64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight"))
        };
        let (first_leaf, n) = (bytes.len() / 40 - nodes.len(), nodes.len());
        assert_eq!(bytes.len() / 40, 1 + 2 + 32 + 500);
        let wanted = [20.0, 20.0, 40.0, 30.0];
        let touches = |c: [f64; 4]| {
            c[0] <= wanted[2] && c[2] >= wanted[0] && c[1] <= wanted[3] && c[3] >= wanted[1]
        };
        let (mut found, mut open) = (Vec::new(), vec![(0, 3)]);
        let begins = [0, 1, 3, first_leaf, first_leaf + n];
        while let Some((node, level)) = open.pop() {
            if !touches([0, 1, 2, 3].map(|k| number(node, k))) {
                continue;
            }
            if level == 0 {
                found.push(node - first_leaf);
                continue;
            }
            let child = number(node, 4).to_bits() as usize;
            let end = begins[begins.len() - level];
            open.extend((child..(child + NODE_SIZE).min(end)).map(|child| (child, level - 1)));
        }
        found.sort_unstable();
        let all: Vec<usize> = (0..n).filter(|&i| touches(corners(&nodes[i]))).collect();
        assert!(all.len() > 5);
        assert_eq!(found, all);
    }
}
