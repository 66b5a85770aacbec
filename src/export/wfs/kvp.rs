//! A request as parameters of an address.

use super::{
    Fault, Version, encoding,
    request::{GetFeature, Output, Request, Wanted, local, system, version},
};
use crate::export::crs::{Crs, Form};

/// Reads the parameters. Names in any case; those that the protocol does not have are let be, as it
/// says.
///
/// # Errors
/// It is no request that this service answers.
pub fn read(parameters: &[(String, String)]) -> Result<Request, Fault> {
    let given = Parameters(parameters);
    match given.get("service") {
        Some(service) if !service.eq_ignore_ascii_case("wfs") => {
            return Err(Fault::invalid("service", format!("{service}: WFS")));
        }
        _ => {}
    }
    let request = given.get("request").ok_or_else(|| Fault::missing("request"))?;
    match request.to_ascii_lowercase().as_str() {
        "getcapabilities" => Ok(Request::GetCapabilities(match given.get("acceptversions") {
            Some(versions) => version("acceptVersions", versions)?,
            // A version that is not held gets the newest that is.
            None => given
                .get("version")
                .and_then(|text| version("version", text).ok())
                .unwrap_or(Version::V2_0),
        })),
        "describefeaturetype" => {
            Ok(Request::DescribeFeatureType(given.version()?, given.types().unwrap_or_default()))
        }
        "liststoredqueries" => Ok(Request::ListStoredQueries),
        "describestoredqueries" => Ok(Request::DescribeStoredQueries),
        "getfeature" => get_feature(&given).map(Box::new).map(Request::GetFeature),
        _ => Err(Fault { locator: Some("request".to_owned()), ..Fault::not_held(request) }),
    }
}

fn get_feature(given: &Parameters<'_>) -> Result<GetFeature, Fault> {
    let version = given.version()?;
    let srs = given.get("srsname").map(|name| system("srsName", name)).transpose()?;
    let output = given.get("outputformat").map_or(Ok(Output::Gml), Output::named)?;
    if let Some(query) = given.get("storedquery_id") {
        if query != GET_BY_ID {
            return Err(Fault::invalid("storedQuery_Id", query));
        }
        let id = given.get("id").ok_or_else(|| Fault::missing("id"))?;
        return Ok(GetFeature::by_id(version, id, srs, output));
    }
    let mut wanted = Vec::new();
    let ids = given.get("resourceid").or_else(|| given.get("featureid"));
    let mut types = given.types();
    if let Some(ids) = ids {
        wanted.push(Wanted::Ids(listed(ids)));
    }
    if types.is_none() {
        types = wanted.iter().find_map(types_of_ids);
    }
    if let Some(text) = given.get("bbox") {
        let (corners, system) = bbox(text)?;
        wanted.push(Wanted::Box(corners, system));
    }
    if let Some(text) = given.get("filter") {
        wanted.push(Wanted::Filter(encoding::read(text.trim().trim_matches(['(', ')']))?));
    }
    if let Some(text) = given.get("cql_filter") {
        wanted.push(Wanted::Cql(text.to_owned()));
    }
    let kinds = wanted.iter().filter(|one| !matches!(one, Wanted::Ids(_))).count();
    if kinds > 1 || kinds == 1 && ids.is_some() {
        let text =
            "bbox, filter, cql_filter och resourceId utesluter varandra. / exclude one another.";
        return Err(Fault::invalid("filter", text));
    }
    Ok(GetFeature {
        version,
        types: types.ok_or_else(|| {
            Fault::missing(if version == Version::V1_1 { "typeName" } else { "typeNames" })
        })?,
        system: srs,
        wanted,
        count: match given.get("count").or_else(|| given.get("maxfeatures")) {
            Some(text) => Some(number("count", text)?),
            None => None,
        },
        start: given.get("startindex").map_or(Ok(0), |text| number("startIndex", text))?,
        output,
        properties: names(given.get("propertyname")),
        sort: given.get("sortby").map(sorted).unwrap_or_default(),
        hits: match given.get("resulttype").map(str::to_ascii_lowercase).as_deref() {
            None | Some("results") => false,
            Some("hits") => true,
            Some(other) => return Err(Fault::invalid("resultType", other)),
        },
        by_id: None,
    })
}

/// The stored query that every WFS 2.0 has.
pub(super) const GET_BY_ID: &str = "urn:ogc:def:query:OGC-WFS::GetFeatureById";

struct Parameters<'a>(&'a [(String, String)]);

impl<'a> Parameters<'a> {
    /// What stands under a name, in any case; what is empty is not there.
    fn get(&self, lower: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(lower));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    fn version(&self) -> Result<Version, Fault> {
        self.get("version").map_or(Ok(Version::V2_0), |text| version("version", text))
    }

    fn types(&self) -> Option<Vec<String>> {
        let text = self.get("typenames").or_else(|| self.get("typename"))?;
        Some(names(Some(text)))
    }
}

/// Ids name their type before the first full stop.
fn types_of_ids(wanted: &Wanted) -> Option<Vec<String>> {
    let Wanted::Ids(ids) = wanted else { return None };
    let mut types: Vec<String> =
        ids.iter().map(|id| local(id.split('.').next().unwrap_or(id)).to_owned()).collect();
    types.sort();
    types.dedup();
    Some(types)
}

fn listed(text: &str) -> Vec<String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn names(text: Option<&str>) -> Vec<String> {
    let text = text.unwrap_or_default().replace(['(', ')'], ",");
    let named = listed(&text).into_iter().filter(|name| name != "*");
    named.map(|name| local(&name).to_owned()).collect()
}

fn sorted(text: &str) -> Vec<(String, bool)> {
    let one = |part: String| {
        let mut words = part.split_whitespace();
        let name = local(words.next().unwrap_or_default()).to_owned();
        let order = words.next().unwrap_or("A").to_ascii_uppercase();
        (name, matches!(order.as_str(), "D" | "DESC"))
    };
    listed(text).into_iter().map(one).collect()
}

fn number(parameter: &str, text: &str) -> Result<usize, Fault> {
    text.trim().parse().map_err(|_| Fault::invalid(parameter, format!("{text}: ≥ 0")))
}

/// Corners, and the system if it is named.
type NamedBox = ([f64; 4], Option<(Crs, Form)>);

/// Four numbers, and perhaps a system.
fn bbox(text: &str) -> Result<NamedBox, Fault> {
    let fault = || Fault::invalid("bbox", format!("{text}: a,b,c,d[,EPSG:3011]"));
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let (numbers, name) = match parts.len() {
        4 => (&parts[..], None),
        5 => (&parts[..4], Some(parts[4])),
        _ => return Err(fault()),
    };
    let read = |part: &&str| part.parse::<f64>().ok().filter(|number| number.is_finite());
    let numbers: Option<Vec<f64>> = numbers.iter().map(read).collect();
    let Some([a, b, c, d]) = numbers.as_deref() else { return Err(fault()) };
    Ok(([*a, *b, *c, *d], name.map(|name| system("bbox", name)).transpose()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<Request, Fault> {
        let pairs: Vec<(String, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        read(&pairs)
    }

    #[test]
    fn what_origo_asks_is_read() {
        let asked = asked(
            "service=WFS&version=1.1.0&request=GetFeature&typeName=statistikomrade&\
             outputFormat=application/json&srsname=EPSG:3011&\
             bbox=145000,6575000,160000,6590000,EPSG:3011",
        );
        let Ok(Request::GetFeature(get)) = asked else { panic!("{asked:?}") };
        let (crs, form) = Crs::parse("EPSG:3011").unwrap();
        assert_eq!(get.version, Version::V1_1);
        assert_eq!(get.types, ["statistikomrade"]);
        assert_eq!(get.system, Some((crs, form)));
        assert_eq!(get.output, Output::Json);
        let corners = [145_000.0, 6_575_000.0, 160_000.0, 6_590_000.0];
        assert_eq!(get.wanted, [Wanted::Box(corners, Some((crs, form)))]);
    }

    #[test]
    fn names_have_any_case_and_prefix() {
        let asked = asked(
            "SERVICE=wfs&VERSION=2.0.0&REQUEST=getfeature&TYPENAMES=plats:stadsdel&COUNT=10&\
             STARTINDEX=20&RESULTTYPE=hits&PROPERTYNAME=plats:name,id&SORTBY=name D,id&FOO=bar",
        );
        let Ok(Request::GetFeature(get)) = asked else { panic!("{asked:?}") };
        assert_eq!((get.count, get.start, get.hits), (Some(10), 20, true));
        assert_eq!(get.properties, ["name", "id"]);
        assert_eq!(get.sort, [("name".to_owned(), true), ("id".to_owned(), false)]);
    }

    #[test]
    fn a_fault_names_its_parameter() {
        for (query, code, locator) in [
            ("service=WFS", "MissingParameterValue", "request"),
            ("service=WMS&request=GetMap", "InvalidParameterValue", "service"),
            ("request=Transaction", "OperationNotSupported", "request"),
            ("request=GetFeature", "MissingParameterValue", "typeNames"),
            ("request=GetFeature&version=1.1.0", "MissingParameterValue", "typeName"),
            ("request=GetFeature&version=1.0.0&typename=a", "InvalidParameterValue", "version"),
            (
                "request=GetCapabilities&acceptversions=3.0.0",
                "VersionNegotiationFailed",
                "acceptVersions",
            ),
            ("request=GetFeature&typename=a&bbox=1,2,3", "InvalidParameterValue", "bbox"),
            ("request=GetFeature&typename=a&bbox=1,2,3,NaN", "InvalidParameterValue", "bbox"),
            ("request=GetFeature&typename=a&bbox=1,2,3,4,EPSG:1", "InvalidParameterValue", "bbox"),
            (
                "request=GetFeature&typename=a&srsname=EPSG:27700",
                "InvalidParameterValue",
                "srsName",
            ),
            ("request=GetFeature&typename=a&count=-1", "InvalidParameterValue", "count"),
            (
                "request=GetFeature&typename=a&outputformat=shape-zip",
                "InvalidParameterValue",
                "outputFormat",
            ),
            ("request=GetFeature&typename=a&resulttype=all", "InvalidParameterValue", "resultType"),
            (
                "request=GetFeature&typename=a&bbox=1,2,3,4&cql_filter=x",
                "InvalidParameterValue",
                "filter",
            ),
        ] {
            let fault = asked(query).unwrap_err();
            assert_eq!((fault.code, fault.locator.as_deref()), (code, Some(locator)), "{query}");
        }
    }

    #[test]
    fn an_old_or_unknown_version_of_capabilities_gets_the_newest() {
        for (query, version) in [
            ("request=GetCapabilities", Version::V2_0),
            ("request=GetCapabilities&version=1.1.0", Version::V1_1),
            ("request=GetCapabilities&version=1.0.0", Version::V2_0),
            ("request=GetCapabilities&acceptversions=1.1.0,2.0.0", Version::V1_1),
        ] {
            assert_eq!(asked(query).unwrap(), Request::GetCapabilities(version), "{query}");
        }
    }
}
