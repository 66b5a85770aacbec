use super::{owners::hexagon_owners, *};
use crate::area::{Area, AreaId, AreaKind, Validity};
use geo_types::{MultiPolygon, polygon};
use h3o::LatLng;

pub(crate) fn block(lon: f64, lat: f64, height: f64) -> MultiPolygon<f64> {
    let width = height / lat.to_radians().cos();
    MultiPolygon(vec![polygon![
        (x: lon, y: lat), (x: lon + width, y: lat), (x: lon + width, y: lat + height),
        (x: lon, y: lat + height), (x: lon, y: lat),
    ]])
}

#[test]
fn a_base_cell_lies_in_the_cell_that_holds_its_centre() {
    for (lon, lat) in [(18.0, 59.3), (-90.05, 35.1), (11.97, 57.7)] {
        let ground = Ground::survey(&block(lon, lat, 0.03), None).expect("surveyed");
        for resolution in 8..=11u8 {
            let resolution = Resolution::try_from(resolution).expect("known");
            let owners = hexagon_owners(ground.cells(), resolution);
            let mut n_ties = 0;
            for (cell, owner) in ground.cells().iter().zip(&owners) {
                let by_coordinate = LatLng::from(cell.h3()).to_cell(resolution);
                if by_coordinate != *owner {
                    // Only on a tie, and then the lower id: a hair nearer it is there.
                    assert!(*owner < by_coordinate);
                    let (at, to) = (LatLng::from(cell.h3()), LatLng::from(*owner));
                    let hair = |a: f64, b: f64| a + 1e-6 * (b - a);
                    let nearer = LatLng::new(hair(at.lat(), to.lat()), hair(at.lng(), to.lng()))
                        .expect("finite");
                    assert_eq!(nearer.to_cell(resolution), *owner);
                    n_ties += 1;
                }
            }
            assert!(n_ties * 9 < owners.len(), "{resolution}: {n_ties}");
        }
    }
}

#[test]
fn every_cell_with_its_centre_inside_takes_part_and_no_other() {
    let area = block(18.0, 59.3, 0.02);
    let ground = Ground::survey(&area, None).expect("surveyed");
    for spec in ["h3:9", "h3:10", "h3:11", "sweref:100", "sweref:250"] {
        let spec = LatticeSpec::try_from(spec.to_owned()).expect("known");
        let lattice = Lattice::new(spec, &ground);
        assert!(lattice.ids().windows(2).all(|pair| pair[0] < pair[1]));
        assert!(lattice.centres().iter().all(|&at| ground.study().contains(at)));
        // Together they cover the ground but for a rim.
        let covered: f64 = lattice.land_m2().iter().sum();
        let all: f64 = ground.area_m2().iter().sum();
        let rim = 2.0 * 4.0 * all.sqrt() * lattice.spacing_m() / all;
        assert!(covered <= all * 1.000_001 && covered > all * (1.0 - rim), "{spec:?}");
        let n_members: usize = (0..lattice.len()).map(|i| lattice.members(i).len()).sum();
        let n_border = lattice.of_ground().iter().filter(|&&cell| cell == BORDER).count();
        assert_eq!(n_members + n_border, ground.cells().len());
    }
}

#[test]
fn squares_are_those_of_the_statistics_office() {
    let ground = Ground::survey(&block(18.05, 59.32, 0.02), None).expect("surveyed");
    let lattice = Lattice::new(LatticeSpec::Sweref(250), &ground);
    let at = lattice.index_of("sweref:250:674250:6581250").expect("holds Sergels torg's east");
    let centre = lattice.planar()[at as usize];
    assert!((centre.east_m - 674_375.0).abs() < 1e-3);
    assert!((centre.north_m - 6_581_375.0).abs() < 1e-3);
    let inner = lattice.neighbours(1);
    assert_eq!(inner.of(at as usize).len(), 8);
    assert_eq!(lattice.neighbours(2).of(at as usize).len(), 24);
}

#[test]
fn hexagons_have_six_neighbours_inside_and_eighteen_in_two_rings() {
    let ground = Ground::survey(&block(18.0, 59.3, 0.02), None).expect("surveyed");
    let lattice = Lattice::new(LatticeSpec::H3(10), &ground);
    let (one, two) = (lattice.neighbours(1), lattice.neighbours(2));
    let most = |n: &Neighbours| (0..n.len()).map(|i| n.of(i).len()).max();
    assert_eq!((most(&one), most(&two)), (Some(6), Some(18)));
    let Shape::Hexagons(cells) = &lattice.shape else { panic!("hexagons") };
    for i in 0..one.len() {
        let mut disk: Vec<u32> = cells[i]
            .grid_disk::<Vec<_>>(2)
            .into_iter()
            .filter_map(|cell| cells.binary_search(&cell).ok().map(|j| j as u32))
            .filter(|&j| j as usize != i)
            .collect();
        disk.sort_unstable();
        assert_eq!(two.of(i), disk);
        assert!(one.of(i).iter().all(|&j| one.of(j as usize).contains(&(i as u32))));
    }
}

#[test]
fn dissolving_keeps_the_ground_and_turns_rings_the_right_way() {
    use geo::{GeodesicArea, Winding};
    let ground = Ground::survey(&block(18.0, 59.3, 0.03), None).expect("surveyed");
    for spec in [LatticeSpec::H3(10), LatticeSpec::Sweref(250)] {
        let lattice = Lattice::new(spec, &ground);
        let near = lattice.neighbours(1);
        let full = if matches!(spec, LatticeSpec::H3(_)) { 6 } else { 8 };
        let middle = (0..lattice.len()).find(|&i| near.of(i).len() == full).expect("inner");
        // A ring around a hole.
        let outline = lattice.dissolve(near.of(middle));
        assert_eq!(outline.0.len(), 1);
        assert_eq!(outline.0[0].interiors().len(), 1);
        assert!(outline.0[0].exterior().is_ccw() && outline.0[0].interiors()[0].is_cw());
        let apart: f64 = near
            .of(middle)
            .iter()
            .map(|&i| lattice.outline(i as usize).geodesic_area_signed())
            .sum();
        let together = outline.geodesic_area_signed();
        assert!((together / apart - 1.0).abs() < 1e-6, "{spec:?} {together} {apart}");
    }
}

#[test]
fn cells_of_water_are_absent_and_told_apart() {
    let area = block(18.0, 59.3, 0.02);
    let lake = crate::area::PreparedArea::new(&block(18.01, 59.305, 0.01));
    let ground = Ground::survey(&area, Some(&lake)).expect("surveyed");
    let lattice = Lattice::new(LatticeSpec::H3(10), &ground);
    assert!(lattice.of_ground().contains(&WATER));
    for i in 0..lattice.len() {
        assert!(lattice.land_m2()[i] >= LEAST_LAND * lattice.ground_m2()[i]);
    }
}

/// Squares of ground with a gap of some decimetres between them, numbered by row and column.
pub(crate) fn wards(rows: u32, columns: u32, height: f64) -> Vec<Area> {
    let gap = 0.4 / 111_300.0;
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    cells
        .map(|(row, column)| {
            let width = height / 59.3f64.to_radians().cos();
            let lon = 18.0 + f64::from(column) * width;
            let lat = 59.3 + f64::from(row) * height;
            ward(&format!("{row}{column}"), block(lon, lat, height - gap))
        })
        .collect()
}

fn ward(code: &str, ground: MultiPolygon<f64>) -> Area {
    Area {
        id: AreaId::new(AreaKind::Ovrigt, code),
        kind: AreaKind::Ovrigt,
        code: code.to_owned(),
        name: format!("Ward {code}"),
        geometry: Some(ground),
        validity: Validity::default(),
        class: None,
        approximate: false,
        source: "drawn".to_owned(),
        note: None,
    }
}

#[test]
fn areas_are_cells_with_the_base_cells_whose_centre_they_hold() {
    // One area is missing in the middle, one lies mostly outside, one has hardly any ground left
    // beside the one of lower id on top of which it is drawn.
    let mut areas = wards(3, 3, 0.006);
    areas.remove(4);
    areas.push(ward("99", block(18.0 - 0.02, 59.3 - 0.02, 0.0202)));
    areas.push(ward("22b", block(18.0 + 0.0125 / 59.3f64.to_radians().cos(), 59.3125, 0.005)));
    let ground = Ground::survey(&block(18.0, 59.3, 0.018), None).expect("surveyed");
    let cells = Arc::new(AreaCells::new(AreaKind::Ovrigt, &areas));
    let lattice = Lattice::of_areas(&cells, &ground);
    let ids = ["00", "01", "02", "10", "12", "20", "21", "22"].map(|code| format!("ovrigt/{code}"));
    assert_eq!(lattice.ids(), ids);
    assert_eq!(lattice.index_of("ovrigt/20"), Some(5));
    for (i, base) in ground.cells().iter().zip(lattice.of_ground()) {
        let holds = |area: &&Area| {
            area.geometry.as_ref().is_some_and(|g| crate::area::PreparedArea::new(g).holds(*i))
        };
        match areas.iter().filter(holds).min_by(|a, b| a.id.cmp(&b.id)) {
            None => assert_eq!(*base, NO_CELL),
            Some(area) if area.code == "99" => assert_eq!(*base, BORDER),
            Some(area) => assert_eq!(lattice.ids()[*base as usize], area.id.0),
        }
    }
    let (one, two) = (lattice.neighbours(1), lattice.neighbours(2));
    // Around the missing one: a corner is no border, and hairlines are closed.
    assert_eq!((one.of(0), two.of(0)), (&[1, 3][..], &[1, 2, 3, 5][..]));
    assert_eq!(one.n_islands(), 0);
    // Counts that are known by area only find their cell.
    assert_eq!(lattice.cell_at(FIRST_AREA), Some(0));
    assert_eq!(lattice.cell_at(FIRST_AREA + 4), Some(4));
    let at = |code: &str| cells.position(&AreaId::new(AreaKind::Ovrigt, code)).expect("known");
    assert_eq!(lattice.cell_at(FIRST_AREA + at("99")), Some(BORDER));
    assert_eq!(lattice.cell_at(FIRST_AREA + at("22b")), None, "it holds no base cell");
    assert_eq!(lattice.cell_at(u32::MAX), None);
    assert!((0..lattice.len()).all(|i| ground.study().contains(lattice.centres()[i])));
}

#[test]
fn dissolving_areas_closes_the_hairlines_between_them() {
    use geo::{GeodesicArea, Winding};
    let areas = wards(3, 3, 0.006);
    let ground = Ground::survey(&block(18.0, 59.3, 0.018), None).expect("surveyed");
    let lattice = Lattice::of_areas(&Arc::new(AreaCells::new(AreaKind::Ovrigt, &areas)), &ground);
    let around = lattice.dissolve(&[0, 1, 2, 3, 5, 6, 7, 8]);
    assert_eq!((around.0.len(), around.0[0].interiors().len()), (1, 1));
    assert!(around.0[0].exterior().is_ccw() && around.0[0].interiors()[0].is_cw());
    let km2 = around.geodesic_area_signed();
    let apart: f64 =
        (0..9).filter(|&i| i != 4).map(|i| lattice.outline(i).geodesic_area_signed()).sum();
    assert!((km2 / apart - 1.0).abs() < 2e-3, "{km2} {apart}");
    assert_eq!(Some(lattice.dissolve(&[7])), areas[7].geometry);
    // Corners alone do not join.
    assert_eq!(lattice.dissolve(&[0, 4, 8]).0.len(), 3);
}

#[test]
fn a_lattice_of_areas_that_nobody_handed_in_has_no_cells() {
    let ground = Ground::survey(&block(18.0, 59.3, 0.004), None).expect("surveyed");
    let lattice = Lattice::new(LatticeSpec::Areas(AreaKind::Deso), &ground);
    assert!(lattice.is_empty() && lattice.of_ground().iter().all(|&cell| cell == NO_CELL));
    assert_eq!(lattice.neighbours(2).len(), 0);
}
