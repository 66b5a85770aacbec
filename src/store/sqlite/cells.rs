//! The cells of a run as bytes: their number, then column after column, little-endian, so that every
//! bit comes back. Ids are text, one a line; a number that is missing is NaN, which none is.

use crate::analysis::run::CellColumns;

pub(super) fn encode(cells: &CellColumns) -> Vec<u8> {
    let n = cells.n.len();
    let ids = cells.id.join("\n");
    let mut bytes = Vec::with_capacity(16 + ids.len() + n * 69);
    bytes.extend((n as u64).to_le_bytes());
    bytes.extend((ids.len() as u64).to_le_bytes());
    bytes.extend(ids.as_bytes());
    for column in [&cells.n, &cells.n_ring] {
        bytes.extend(column.iter().flat_map(|n| n.to_le_bytes()));
    }
    let (expected, expected_ring) = (&cells.expected, &cells.expected_ring);
    for column in [expected, expected_ring, &cells.p_cell, &cells.p_ring, &cells.p_adjusted] {
        bytes.extend(column.iter().flat_map(|x| x.to_le_bytes()));
    }
    for column in [&cells.z, &cells.p_permutation] {
        bytes.extend(column.iter().flat_map(|x| x.unwrap_or(f64::NAN).to_le_bytes()));
    }
    bytes.extend(cells.hot.iter().map(|&hot| u8::from(hot)));
    bytes
}

/// What [`encode`] wrote; `None` for anything else.
pub(super) fn decode(mut bytes: &[u8]) -> Option<CellColumns> {
    fn size(bytes: &mut &[u8]) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(*bytes.split_off(..8)?.as_array()?)).ok()
    }
    fn column<T, const W: usize>(
        bytes: &mut &[u8],
        n: usize,
        value: impl Fn([u8; W]) -> T,
    ) -> Option<Vec<T>> {
        let (values, _) = bytes.split_off(..n.checked_mul(W)?)?.as_chunks::<W>();
        Some(values.iter().map(|&bytes| value(bytes)).collect())
    }
    let known = |bytes| Some(f64::from_le_bytes(bytes)).filter(|x| !x.is_nan());
    let (n, n_text) = (size(&mut bytes)?, size(&mut bytes)?);
    let ids = std::str::from_utf8(bytes.split_off(..n_text)?).ok()?;
    let id: Vec<String> = match n {
        0 => Vec::new(),
        _ => ids.split('\n').map(str::to_owned).collect(),
    };
    let n_cells = column(&mut bytes, n, u32::from_le_bytes)?;
    let n_ring = column(&mut bytes, n, u32::from_le_bytes)?;
    let mut numbers = || column(&mut bytes, n, f64::from_le_bytes);
    let (expected, expected_ring) = (numbers()?, numbers()?);
    let (p_cell, p_ring, p_adjusted) = (numbers()?, numbers()?, numbers()?);
    let mut known_numbers = || column(&mut bytes, n, known);
    let (z, p_permutation) = (known_numbers()?, known_numbers()?);
    let hot = column(&mut bytes, n, |[hot]| hot != 0)?;
    (id.len() == n && bytes.is_empty()).then_some(CellColumns {
        id,
        n: n_cells,
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
