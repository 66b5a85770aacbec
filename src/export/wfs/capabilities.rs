//! What there is, and how it can be asked for.

use super::{MAX_FEATURES, Version};
use crate::{
    area::BoundingBox,
    export::{
        collection::Collection,
        crs::{Crs, Form},
        gml::{NAMESPACE, PREFIX, element},
        xml::escaped,
    },
};
use std::fmt::Write;

/// The service itself.
#[derive(Debug, Clone)]
pub struct About {
    /// Its address, without query.
    pub address: String,
    /// The release level: `publik`, `stad` or `intern`.
    pub level: &'static str,
}

/// A collection on offer.
pub type Offer<'a> = &'a Collection;

const FORMATS: [&str; 2] = ["application/json", "application/vnd.geo+json"];

/// The capabilities document.
pub fn write(version: Version, about: &About, offers: &[Offer<'_>]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <wfs:WFS_Capabilities xmlns:wfs=\"{}\" xmlns:ows=\"{}\" xmlns:{filter}=\"{}\" \
         xmlns:gml=\"{}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:{PREFIX}=\"{NAMESPACE}\" \
         version=\"{}\">\n",
        version.wfs(),
        version.ows(),
        filter_namespace(version),
        version.gml().namespace(),
        version.as_str(),
        filter = prefix(version),
    );
    let licences: std::collections::BTreeSet<&str> =
        offers.iter().map(|offer| offer.provenance().licence.as_str()).collect();
    let licences = licences.into_iter().collect::<Vec<_>>().join("; ");
    let put = &mut out;
    let _ = writeln!(
        put,
        "<ows:ServiceIdentification>{}{}<ows:ServiceType>WFS</ows:ServiceType>\
         <ows:ServiceTypeVersion>2.0.0</ows:ServiceTypeVersion>\
         <ows:ServiceTypeVersion>1.1.0</ows:ServiceTypeVersion><ows:Fees>NONE</ows:Fees>{}\
         </ows:ServiceIdentification>",
        element("ows:Title", format!("Platssamverkan, nivå {}", about.level)),
        element(
            "ows:Abstract",
            "Områden och det som är utlämnat om dem. / Areas and what has been released about them."
        ),
        element("ows:AccessConstraints", licences),
    );
    let _ = writeln!(
        put,
        "<ows:ServiceProvider><ows:ProviderName>Platssamverkan</ows:ProviderName>\
         <ows:ServiceContact/></ows:ServiceProvider>"
    );
    operations(put, version, about);
    let _ = writeln!(put, "<wfs:FeatureTypeList>");
    if version == Version::V1_1 {
        let _ =
            writeln!(put, "<wfs:Operations><wfs:Operation>Query</wfs:Operation></wfs:Operations>");
    }
    for offer in offers {
        feature_type(put, version, offer);
    }
    let _ = writeln!(put, "</wfs:FeatureTypeList>");
    filters(put, version);
    let _ = writeln!(put, "</wfs:WFS_Capabilities>");
    out
}

fn prefix(version: Version) -> &'static str {
    match version {
        Version::V1_1 => "ogc",
        Version::V2_0 => "fes",
    }
}

fn filter_namespace(version: Version) -> &'static str {
    match version {
        Version::V1_1 => "http://www.opengis.net/ogc",
        Version::V2_0 => "http://www.opengis.net/fes/2.0",
    }
}

fn gml_format(version: Version) -> &'static str {
    match version {
        Version::V1_1 => "text/xml; subtype=gml/3.1.1",
        Version::V2_0 => "application/gml+xml; version=3.2",
    }
}

fn allowed(version: Version, values: &[&str]) -> String {
    let values: String = values.iter().map(|value| element("ows:Value", value)).collect();
    match version {
        Version::V1_1 => values,
        Version::V2_0 => format!("<ows:AllowedValues>{values}</ows:AllowedValues>"),
    }
}

fn operations(out: &mut String, version: Version, about: &About) {
    let address = escaped(&about.address);
    let parameter = |name: &str, values: &[&str]| {
        format!("<ows:Parameter name=\"{name}\">{}</ows:Parameter>", allowed(version, values))
    };
    let gml = gml_format(version);
    let formats = [gml, FORMATS[0], FORMATS[1]];
    let mut all = vec![
        ("GetCapabilities", parameter("AcceptVersions", &["2.0.0", "1.1.0"])),
        ("DescribeFeatureType", parameter("outputFormat", &[gml])),
        (
            "GetFeature",
            parameter("resultType", &["results", "hits"]) + &parameter("outputFormat", &formats),
        ),
    ];
    if version == Version::V2_0 {
        all.push(("ListStoredQueries", String::new()));
        all.push(("DescribeStoredQueries", String::new()));
    }
    let _ = writeln!(out, "<ows:OperationsMetadata>");
    for (name, parameters) in all {
        let _ = writeln!(
            out,
            "<ows:Operation name=\"{name}\"><ows:DCP><ows:HTTP><ows:Get xlink:href=\"{address}\"/>\
             <ows:Post xlink:href=\"{address}\"/></ows:HTTP></ows:DCP>{parameters}</ows:Operation>"
        );
    }
    if version == Version::V2_0 {
        let most = MAX_FEATURES.to_string();
        let _ = writeln!(out, "{}", parameter("version", &["2.0.0", "1.1.0"]));
        let held = [
            ("ImplementsBasicWFS", "TRUE"),
            ("ImplementsTransactionalWFS", "FALSE"),
            ("ImplementsLockingWFS", "FALSE"),
            ("KVPEncoding", "TRUE"),
            ("XMLEncoding", "TRUE"),
            ("SOAPEncoding", "FALSE"),
            ("ImplementsInheritance", "FALSE"),
            ("ImplementsRemoteResolve", "FALSE"),
            ("ImplementsResultPaging", "TRUE"),
            ("ImplementsStandardJoins", "FALSE"),
            ("ImplementsSpatialJoins", "FALSE"),
            ("ImplementsTemporalJoins", "FALSE"),
            ("ImplementsFeatureVersioning", "FALSE"),
            ("ManageStoredQueries", "FALSE"),
            ("PagingIsTransactionSafe", "FALSE"),
            ("CountDefault", most.as_str()),
        ];
        for (name, value) in held {
            let _ = writeln!(
                out,
                "<ows:Constraint name=\"{name}\"><ows:NoValues/><ows:DefaultValue>{value}\
                 </ows:DefaultValue></ows:Constraint>"
            );
        }
    } else {
        let _ =
            writeln!(out, "{}", parameter("srsName", &["EPSG:3011", "urn:ogc:def:crs:EPSG::3011"]));
    }
    let _ = writeln!(out, "</ows:OperationsMetadata>");
}

fn feature_type(out: &mut String, version: Version, offer: Offer<'_>) {
    let schema = offer.schema();
    let name = schema.name;
    let (usual, other) = match version {
        Version::V1_1 => ("wfs:DefaultSRS", "wfs:OtherSRS"),
        Version::V2_0 => ("wfs:DefaultCRS", "wfs:OtherCRS"),
    };
    let _ = write!(out, "<wfs:FeatureType><wfs:Name>{PREFIX}:{name}</wfs:Name>");
    // Version 1.1 has no languages: the reader's own stands first.
    let _ = match version {
        Version::V1_1 => write!(
            out,
            "{}{}",
            element("wfs:Title", schema.title_sv),
            element("wfs:Abstract", schema.about_sv)
        ),
        Version::V2_0 => {
            let both = |tag: &str, sv: &str, en: &str| {
                format!(
                    "<wfs:{tag} xml:lang=\"sv\">{}</wfs:{tag}><wfs:{tag} xml:lang=\"en\">{}</wfs:{tag}>",
                    escaped(sv),
                    escaped(en)
                )
            };
            write!(
                out,
                "{}{}",
                both("Title", schema.title_sv, schema.title_en),
                both("Abstract", schema.about_sv, schema.about_en)
            )
        }
    };
    let _ = write!(out, "{}", element(usual, Crs::Epsg4326.gml_name(Form::Authority)));
    let others = Crs::all().filter(|crs| *crs != Crs::Epsg4326);
    for crs in others {
        let _ = write!(out, "{}", element(other, crs.gml_name(Form::Authority)));
    }
    let formats = [gml_format(version), FORMATS[0], FORMATS[1]];
    let formats: String = formats.iter().map(|format| element("wfs:Format", format)).collect();
    let _ = write!(out, "<wfs:OutputFormats>{formats}</wfs:OutputFormats>");
    if let Some(BoundingBox { west, south, east, north }) = offer.extent() {
        let _ = write!(
            out,
            "<ows:WGS84BoundingBox><ows:LowerCorner>{west:.7} {south:.7}</ows:LowerCorner>\
             <ows:UpperCorner>{east:.7} {north:.7}</ows:UpperCorner></ows:WGS84BoundingBox>"
        );
    }
    let _ = writeln!(out, "</wfs:FeatureType>");
}

fn filters(out: &mut String, version: Version) {
    let spatial = [
        "BBOX",
        "Equals",
        "Disjoint",
        "Intersects",
        "Touches",
        "Crosses",
        "Within",
        "Contains",
        "Overlaps",
    ];
    let operators: String = match version {
        Version::V1_1 => {
            spatial.iter().map(|name| format!("<ogc:SpatialOperator name=\"{name}\"/>")).collect()
        }
        Version::V2_0 => {
            spatial.iter().map(|name| format!("<fes:SpatialOperator name=\"{name}\"/>")).collect()
        }
    };
    let _ = match version {
        Version::V1_1 => {
            let kinds: String = ["Envelope", "Point", "LineString", "Polygon"]
                .iter()
                .map(|name| element("ogc:GeometryOperand", format!("gml:{name}")))
                .collect();
            let comparisons: String = [
                "LessThan",
                "GreaterThan",
                "LessThanEqualTo",
                "GreaterThanEqualTo",
                "EqualTo",
                "NotEqualTo",
                "Like",
                "Between",
                "NullCheck",
            ]
            .iter()
            .map(|name| element("ogc:ComparisonOperator", name))
            .collect();
            writeln!(
                out,
                "<ogc:Filter_Capabilities><ogc:Spatial_Capabilities><ogc:GeometryOperands>{kinds}\
                 </ogc:GeometryOperands><ogc:SpatialOperators>{operators}</ogc:SpatialOperators>\
                 </ogc:Spatial_Capabilities><ogc:Scalar_Capabilities><ogc:LogicalOperators/>\
                 <ogc:ComparisonOperators>{comparisons}</ogc:ComparisonOperators>\
                 <ogc:ArithmeticOperators><ogc:SimpleArithmetic/></ogc:ArithmeticOperators>\
                 </ogc:Scalar_Capabilities><ogc:Id_Capabilities><ogc:EID/><ogc:FID/>\
                 </ogc:Id_Capabilities></ogc:Filter_Capabilities>"
            )
        }
        Version::V2_0 => {
            let comparisons: String = [
                "LessThan",
                "GreaterThan",
                "LessThanOrEqualTo",
                "GreaterThanOrEqualTo",
                "EqualTo",
                "NotEqualTo",
                "Like",
                "Between",
                "Null",
            ]
            .iter()
            .map(|name| format!("<fes:ComparisonOperator name=\"PropertyIs{name}\"/>"))
            .collect();
            let kinds: String = [
                "Envelope",
                "Point",
                "LineString",
                "Polygon",
                "MultiPoint",
                "MultiCurve",
                "MultiSurface",
            ]
            .iter()
            .map(|name| format!("<fes:GeometryOperand name=\"gml:{name}\"/>"))
            .collect();
            let held: String = [
                ("ImplementsQuery", "TRUE"),
                ("ImplementsAdHocQuery", "TRUE"),
                ("ImplementsFunctions", "FALSE"),
                ("ImplementsResourceId", "TRUE"),
                ("ImplementsMinStandardFilter", "TRUE"),
                ("ImplementsStandardFilter", "FALSE"),
                ("ImplementsMinSpatialFilter", "TRUE"),
                ("ImplementsSpatialFilter", "FALSE"),
                ("ImplementsMinTemporalFilter", "FALSE"),
                ("ImplementsTemporalFilter", "FALSE"),
                ("ImplementsVersionNav", "FALSE"),
                ("ImplementsSorting", "TRUE"),
                ("ImplementsExtendedOperators", "FALSE"),
                ("ImplementsMinimumXPath", "FALSE"),
                ("ImplementsSchemaElementFunc", "FALSE"),
            ]
            .iter()
            .map(|(name, value)| {
                format!(
                    "<fes:Constraint name=\"{name}\"><ows:NoValues/><ows:DefaultValue>{value}\
                     </ows:DefaultValue></fes:Constraint>"
                )
            })
            .collect();
            writeln!(
                out,
                "<fes:Filter_Capabilities><fes:Conformance>{held}</fes:Conformance>\
                 <fes:Id_Capabilities><fes:ResourceIdentifier name=\"fes:ResourceId\"/>\
                 </fes:Id_Capabilities><fes:Scalar_Capabilities><fes:LogicalOperators/>\
                 <fes:ComparisonOperators>{comparisons}</fes:ComparisonOperators>\
                 </fes:Scalar_Capabilities><fes:Spatial_Capabilities><fes:GeometryOperands>{kinds}\
                 </fes:GeometryOperands><fes:SpatialOperators>{operators}</fes:SpatialOperators>\
                 </fes:Spatial_Capabilities></fes:Filter_Capabilities>"
            )
        }
    };
}

/// The one stored query that every WFS 2.0 has, in a list or described.
pub fn stored_queries(described: bool, offers: &[Offer<'_>]) -> String {
    let wfs = Version::V2_0.wfs();
    let types: Vec<String> =
        offers.iter().map(|offer| format!("{PREFIX}:{}", offer.schema().name)).collect();
    let query = super::kvp::GET_BY_ID;
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    if !described {
        let returned: String =
            types.iter().map(|name| element("wfs:ReturnFeatureType", name)).collect();
        return format!(
            "{head}\n<wfs:ListStoredQueriesResponse xmlns:wfs=\"{wfs}\" xmlns:{PREFIX}=\"{NAMESPACE}\">\
             <wfs:StoredQuery id=\"{query}\"><wfs:Title>GetFeatureById</wfs:Title>{returned}\
             </wfs:StoredQuery></wfs:ListStoredQueriesResponse>\n"
        );
    }
    format!(
        "{head}\n<wfs:DescribeStoredQueriesResponse xmlns:wfs=\"{wfs}\" xmlns:{PREFIX}=\"{NAMESPACE}\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><wfs:StoredQueryDescription id=\"{query}\">\
         <wfs:Title>GetFeatureById</wfs:Title><wfs:Parameter name=\"id\" type=\"xsd:string\"/>\
         <wfs:QueryExpressionText returnFeatureTypes=\"{}\" \
         language=\"urn:ogc:def:queryLanguage:OGC-WFS::WFSQueryExpression\" isPrivate=\"true\"/>\
         </wfs:StoredQueryDescription></wfs:DescribeStoredQueriesResponse>\n",
        types.join(" "),
    )
}
