//! Coordinate systems spelled out as well-known text (OGC 01-009), for formats that carry their
//! definition. East stands first in files, so no axes are written: that is what readers then take.

use super::crs::Crs;
use crate::area::TransverseMercator;

impl Crs {
    /// What the registry calls the system.
    pub fn title(self) -> String {
        match self {
            Crs::Crs84 | Crs::Epsg4326 => "WGS 84".to_owned(),
            Crs::Sweref99Tm => "SWEREF99 TM".to_owned(),
            Crs::Sweref99Local(zone) => {
                let meridian = zone.projection().central_meridian;
                let minutes = (meridian.fract() * 60.0).round();
                format!("SWEREF99 {:02.0} {minutes:02.0}", meridian.trunc())
            }
            Crs::WebMercator => "WGS 84 / Pseudo-Mercator".to_owned(),
        }
    }

    /// The system as well-known text.
    pub fn wkt(self) -> String {
        let base = match self {
            Crs::Crs84 | Crs::Epsg4326 => return degrees("WGS 84", WGS84, 4326),
            Crs::WebMercator => degrees("WGS 84", WGS84, 4326),
            Crs::Sweref99Tm | Crs::Sweref99Local(_) => degrees("SWEREF99", SWEREF99, 4619),
        };
        let projection = match self {
            Crs::Sweref99Local(zone) => transverse(zone.projection()),
            Crs::WebMercator => WEB.to_owned(),
            _ => transverse(TransverseMercator::SWEREF_99_TM),
        };
        // That web maps reckon on a sphere cannot be said in this form of text but as a remark.
        let remark = if self == Crs::WebMercator { WEB_REMARK } else { "" };
        format!(
            "PROJCS[\"{}\",{base},{projection},UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],\
             {remark}AUTHORITY[\"EPSG\",\"{}\"]]",
            self.title(),
            self.epsg(),
        )
    }
}

const WGS84: &str = "DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,\
    AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]]";
const SWEREF99: &str = "DATUM[\"SWEREF99\",SPHEROID[\"GRS 1980\",6378137,298.257222101,\
    AUTHORITY[\"EPSG\",\"7019\"]],AUTHORITY[\"EPSG\",\"6619\"]]";
const WEB: &str = "PROJECTION[\"Mercator_1SP\"],PARAMETER[\"central_meridian\",0],\
    PARAMETER[\"scale_factor\",1],PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0]";
const WEB_REMARK: &str = "EXTENSION[\"PROJ4\",\"+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 \
    +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs\"],";

fn degrees(name: &str, datum: &str, epsg: u16) -> String {
    format!(
        "GEOGCS[\"{name}\",{datum},PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],\
         UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],\
         AUTHORITY[\"EPSG\",\"{epsg}\"]]"
    )
}

fn transverse(on: TransverseMercator) -> String {
    format!(
        "PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],\
         PARAMETER[\"central_meridian\",{}],PARAMETER[\"scale_factor\",{}],\
         PARAMETER[\"false_easting\",{}],PARAMETER[\"false_northing\",{}]",
        on.central_meridian, on.scale, on.false_easting_m, on.false_northing_m
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_zone_is_made_of_its_parameters_and_closes_its_brackets() {
        let stockholm = Crs::parse("EPSG:3011").expect("ours").0;
        assert_eq!(stockholm.title(), "SWEREF99 18 00");
        let text = stockholm.wkt();
        for part in [
            "PROJCS[\"SWEREF99 18 00\",GEOGCS[\"SWEREF99\",DATUM[\"SWEREF99\",",
            "PARAMETER[\"central_meridian\",18],PARAMETER[\"scale_factor\",1],",
            "PARAMETER[\"false_easting\",150000],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1,",
            ",AUTHORITY[\"EPSG\",\"3011\"]]",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let names = [("EPSG:3008", "SWEREF99 13 30"), ("EPSG:3012", "SWEREF99 14 15")];
        for (code, name) in names {
            assert_eq!(Crs::parse(code).expect("ours").0.title(), name);
        }
        for crs in Crs::all() {
            let text = crs.wkt();
            let count = |c| text.chars().filter(|&one| one == c).count();
            assert_eq!(count('['), count(']'), "{text}");
            assert_eq!(count('"') % 2, 0, "{text}");
        }
    }
}
