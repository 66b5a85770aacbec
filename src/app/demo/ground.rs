//! The synthetic city's ground: lattice cells with a level of activity, and addresses in them.

use super::city::{BASE_LEVEL, CENTRES, NORRMALM};
use crate::area::{Area, AreaIndex, AreaKind, LonLat, NO_AREA};
use h3o::{CellIndex, LatLng, Resolution};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The lattice the places are planted in.
pub(super) const LATTICE: Resolution = Resolution::Ten;

/// Share of a cell's counts at each of its addresses: a few of them hold most.
const ADDRESS_SHARES: [f64; 8] = [0.30, 0.18, 0.14, 0.11, 0.09, 0.07, 0.06, 0.05];

/// Cells around the middle of the city that are looked at: about 22 km.
const RINGS: u32 = 190;
const MIDDLE: (f64, f64) = (59.33, 17.98);

/// A cell of the lattice whose centre lies in the city.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) h3: CellIndex,
    pub(super) at: Metres,
    pub(super) centre: LonLat,
    /// Roughly counts a year without planted places.
    pub(super) level: f64,
    /// Into [`Ground::addresses`]; short on the city's border.
    pub(super) addresses: std::ops::Range<usize>,
}

/// The middle of a base cell where counts are placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address {
    /// Millionths of a degree.
    pub(super) lon_e6: i32,
    pub(super) lat_e6: i32,
    /// Into [`Ground::codes`].
    pub(super) area: u16,
    pub(super) in_norrmalm: bool,
    /// Of its cell's counts.
    pub(super) share: f64,
}

impl Address {
    pub(super) fn at(&self) -> LonLat {
        LonLat { lon: f64::from(self.lon_e6) / 1e6, lat: f64::from(self.lat_e6) / 1e6 }
    }
}

/// Cells by index, in order of their H3 index, and what lies in them.
pub(super) struct Ground {
    pub(super) cells: Vec<Cell>,
    pub(super) addresses: Vec<Address>,
    /// Code of each statistical area.
    pub(super) codes: Vec<String>,
    index: BTreeMap<CellIndex, usize>,
}

impl Ground {
    /// The city is what the areas of kind `statistikomrade` cover.
    pub(super) fn new(seed: u64, areas: &[Area]) -> Self {
        let areas: Vec<&Area> =
            areas.iter().filter(|a| a.kind == AreaKind::Statistikomrade).collect();
        let index = AreaIndex::new(areas.iter().copied());
        let code_of: BTreeMap<_, _> = areas.iter().map(|a| (&a.id, &a.code)).collect();
        let codes: Vec<String> = index.ids().iter().map(|id| code_of[id].clone()).collect();

        let middle = LatLng::new(MIDDLE.0, MIDDLE.1).expect("a place on earth").to_cell(LATTICE);
        let mut around = middle.grid_disk::<Vec<CellIndex>>(RINGS);
        around.sort();
        let found: Vec<(Cell, Vec<Address>)> = around
            .into_par_iter()
            .filter_map(|h3| {
                let centre = rounded(LatLng::from(h3));
                (index.locate(centre) != NO_AREA).then(|| {
                    let at = Metres::of(centre);
                    let level = level(at) * (0.75 + 0.5 * unit(mixed(seed ^ u64::from(h3))));
                    let cell = Cell { h3, at, centre, level, addresses: 0..0 };
                    (cell, addresses(seed, h3, &index, &codes))
                })
            })
            .collect();
        let mut ground =
            Ground { cells: vec![], addresses: vec![], codes, index: BTreeMap::default() };
        for (mut cell, addresses) in found {
            cell.addresses = ground.addresses.len()..ground.addresses.len() + addresses.len();
            ground.addresses.extend(addresses);
            ground.index.insert(cell.h3, ground.cells.len());
            ground.cells.push(cell);
        }
        ground
    }

    /// Index of the cell that holds a place.
    pub(super) fn cell_at(&self, lon: f64, lat: f64) -> Option<usize> {
        let cell = LatLng::new(lat, lon).ok()?.to_cell(LATTICE);
        self.index.get(&cell).copied()
    }

    /// Indices of the neighbours in the city, in order.
    pub(super) fn neighbours(&self, cell: usize) -> Vec<usize> {
        let ring = self.cells[cell].h3.grid_disk::<Vec<CellIndex>>(1);
        let mut ring: Vec<usize> = ring
            .iter()
            .filter_map(|h3| self.index.get(h3).copied())
            .filter(|&c| c != cell)
            .collect();
        ring.sort_unstable();
        ring
    }

    /// Whether the cell lies in Norrmalm; `None` when only partly there or partly in the city.
    pub(super) fn wholly_in_norrmalm(&self, cell: usize) -> Option<bool> {
        let addresses = &self.addresses[self.cells[cell].addresses.clone()];
        let n = addresses.iter().filter(|a| a.in_norrmalm).count();
        if addresses.len() < ADDRESS_SHARES.len() {
            return None;
        }
        (n == 0 || n == addresses.len()).then_some(n > 0)
    }
}

/// Metres east and north of the middle, on a plane that is good enough for a demo and uses nothing
/// but multiplication.
#[derive(Debug, Clone, Copy)]
pub(super) struct Metres {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Metres {
    pub(super) fn of(at: LonLat) -> Self {
        Self { x: (at.lon - MIDDLE.1) * 56_800.0, y: (at.lat - MIDDLE.0) * 111_400.0 }
    }

    pub(super) fn squared_distance(self, other: Metres) -> f64 {
        (self.x - other.x) * (self.x - other.x) + (self.y - other.y) * (self.y - other.y)
    }
}

/// The level before noise: a base and a smooth quartic hill around each centre.
fn level(at: Metres) -> f64 {
    let hills = CENTRES.iter().map(|centre| {
        let middle = Metres::of(LonLat { lon: centre.lon, lat: centre.lat });
        let u2 = at.squared_distance(middle) / (centre.radius_m * centre.radius_m);
        if u2 < 1.0 { centre.level * (1.0 - u2) * (1.0 - u2) } else { 0.0 }
    });
    BASE_LEVEL + hills.sum::<f64>()
}

/// Base cells of the cell that lie in the city, at most eight, in an order that the seed decides.
/// Only those within three steps of the middle are used: they are inside the cell beyond doubt,
/// while the centres of some further out lie exactly on its edges.
fn addresses(seed: u64, h3: CellIndex, index: &AreaIndex, codes: &[String]) -> Vec<Address> {
    let middle = h3.center_child(Resolution::Twelve).expect("the lattice is coarser");
    let mut base = middle.grid_disk::<Vec<CellIndex>>(3);
    base.sort_by_key(|cell| mixed(seed ^ u64::from(*cell)));
    base.into_iter()
        .zip(ADDRESS_SHARES)
        .filter_map(|(cell, share)| {
            let at = LatLng::from(cell);
            let area = index.locate(LonLat { lon: at.lng(), lat: at.lat() });
            let at = rounded(at);
            (area != NO_AREA).then(|| Address {
                lon_e6: (at.lon * 1e6).round() as i32,
                lat_e6: (at.lat * 1e6).round() as i32,
                area: area as u16,
                in_norrmalm: NORRMALM.contains(&codes[area as usize].as_str()),
                share,
            })
        })
        .collect()
}

/// To a millionth of a degree, so that the last bits of a machine's sine do not matter.
fn rounded(at: LatLng) -> LonLat {
    LonLat { lon: (at.lng() * 1e6).round() / 1e6, lat: (at.lat() * 1e6).round() / 1e6 }
}

/// SplitMix64's finaliser: a number to an unrelated one.
fn mixed(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The upper 53 bits as a number in [0, 1).
pub(super) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}
