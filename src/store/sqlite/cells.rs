//! The cells of a run as bytes: column after column, each with its length, little-endian, so that every
//! bit comes back. Ids are text, one a line; a number that is missing is NaN, which none is.

use crate::analysis::run::CellColumns;

pub(super) fn encode(cells: &CellColumns) -> Vec<u8> {
    fn column<const W: usize>(bytes: &mut Vec<u8>, values: impl ExactSizeIterator<Item = [u8; W]>) {
        bytes.extend((values.len() as u64).to_le_bytes());
        bytes.extend(values.flatten());
    }
    let ids: String = cells.id.iter().flat_map(|id| [id.as_str(), "\n"]).collect();
    let mut bytes = Vec::with_capacity(ids.len() + cells.n.len() * 65 + 128);
    column(&mut bytes, ids.bytes().map(|byte| [byte]));
    for counts in [&cells.n, &cells.n_ring] {
        column(&mut bytes, counts.iter().map(|n| n.to_le_bytes()));
    }
    let (expected, expected_ring) = (&cells.expected, &cells.expected_ring);
    for numbers in [expected, expected_ring, &cells.p_cell, &cells.p_ring, &cells.p_adjusted] {
        column(&mut bytes, numbers.iter().map(|x| x.to_le_bytes()));
    }
    for numbers in [&cells.z, &cells.p_permutation] {
        column(&mut bytes, numbers.iter().map(|x| x.unwrap_or(f64::NAN).to_le_bytes()));
    }
    column(&mut bytes, cells.hot.iter().map(|&hot| [u8::from(hot)]));
    bytes
}

/// What [`encode`] wrote; `None` for anything else.
pub(super) fn decode(mut bytes: &[u8]) -> Option<CellColumns> {
    fn column<'a, const W: usize>(bytes: &mut &'a [u8]) -> Option<&'a [[u8; W]]> {
        let n = u64::from_le_bytes(*bytes.split_off(..8)?.as_array()?);
        let n_bytes = usize::try_from(n).ok()?.checked_mul(W)?;
        Some(bytes.split_off(..n_bytes)?.as_chunks::<W>().0)
    }
    let ids = std::str::from_utf8(column::<1>(&mut bytes)?.as_flattened()).ok()?;
    let id = ids.split_terminator('\n').map(str::to_owned).collect();
    let mut counts = || -> Option<Vec<u32>> {
        Some(column(&mut bytes)?.iter().map(|&n| u32::from_le_bytes(n)).collect())
    };
    let (n, n_ring) = (counts()?, counts()?);
    let mut numbers = || -> Option<Vec<f64>> {
        Some(column(&mut bytes)?.iter().map(|&x| f64::from_le_bytes(x)).collect())
    };
    let (expected, expected_ring) = (numbers()?, numbers()?);
    let (p_cell, p_ring, p_adjusted) = (numbers()?, numbers()?, numbers()?);
    let mut perhaps = || -> Option<Vec<Option<f64>>> {
        let known = |&x| Some(f64::from_le_bytes(x)).filter(|x| !x.is_nan());
        Some(column(&mut bytes)?.iter().map(known).collect())
    };
    let (z, p_permutation) = (perhaps()?, perhaps()?);
    let hot = column::<1>(&mut bytes)?.iter().map(|&[hot]| hot != 0).collect();
    bytes.is_empty().then_some(CellColumns {
        id,
        n,
        expected,
        n_ring,
        expected_ring,
        p_cell,
        p_ring,
        p_adjusted,
        z,
        p_permutation,
        hot,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_bit_for_bit_and_torn_ones_not_at_all() {
        let cells = CellColumns {
            id: vec!["8a088640000ffff".into(), "sweref:100:674000:6580000".into()],
            n: vec![0, u32::MAX],
            expected: vec![0.1 + 0.2, f64::MIN_POSITIVE],
            n_ring: vec![7, 8],
            expected_ring: vec![1e308, 5e-324],
            p_cell: vec![1.0, 0.0],
            p_ring: vec![0.5, -0.0],
            p_adjusted: vec![1.0, 1.0],
            z: vec![None, Some(-3.5)],
            p_permutation: vec![Some(0.25), None],
            hot: vec![false, true],
        };
        let bytes = encode(&cells);
        let back = decode(&bytes).expect("whole");
        assert_eq!(back, cells);
        assert!(back.p_ring[1].is_sign_negative());
        assert_eq!(decode(&bytes[..bytes.len() - 1]), None);
        assert_eq!(decode(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(decode(&[255; 16]), None);
        assert_eq!(decode(&[]), None);
        let none = CellColumns::default();
        assert_eq!(decode(&encode(&none)), Some(none));
    }
}
