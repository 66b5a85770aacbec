//! The answers of the methods as files: what lies around them, and their method card.

use super::{
    Format, Order, Outgoing, card::card, ground_of, named_source, outgoing::Draw, planar_system,
};
use crate::{
    analysis::run::LatticeSpec,
    app::{
        Actor, App, AppError, FieldError,
        areas::{self, AreaFilter},
        methods::{self, MethodCard},
    },
    export::{
        Provenance,
        methods::{Around, MethodLayer, csvw},
    },
};
use std::io;

/// A layer of a stored answer.
pub(super) fn file(
    app: &App,
    actor: &Actor,
    layer: &'static MethodLayer,
    run: &str,
    order: &Order,
) -> Result<Outgoing, AppError> {
    let answered = methods::get(app, actor, run)?;
    let around = around(app, &answered)?;
    let (header, found) = (&answered.run.header, &answered.run.found);
    let features = layer.features(&found.result, &header.question.method, &around);
    let other = || {
        let field = FieldError { field: "run".into(), code: "other_method_than_layer" };
        AppError::Invalid(vec![field])
    };
    // Of the right method they are made anew when the file is written.
    drop(features.ok_or_else(other)?);
    let provenance = Provenance {
        layer: layer.name,
        run: Some(header.id.clone()),
        method_choice: None,
        data_date: header.origin.data_to,
        extracted_on: app.today(),
        synthetic: header.origin.synthetic,
        source: named_source(&header.origin.imports, header.origin.synthetic),
        licence: "Intern användning hos parterna".into(),
        classification: "intern".into(),
        crs: order.crs,
        card: Some(card(&answered)),
    };
    let stem = format!("{}-{}", layer.file, header.id);
    let name = format!("{stem}.{}", order.format.ending());
    if order.format == Format::CsvCompanion {
        let mut bytes = Vec::new();
        let own = format!("{stem}.csv");
        let beside = order.saved_as.as_deref().unwrap_or(&own);
        csvw::write(&mut bytes, layer, provenance, beside)
            .map_err(|error| AppError::Fault(error.to_string()))?;
        return Ok(Outgoing::of_bytes(name, bytes));
    }
    let made_of = format!("{:?} {:?}", areas::state(app)?, answered.labels);
    let draw: Draw = Box::new(move |take| {
        let (header, found) = (&answered.run.header, &answered.run.found);
        let features = layer.features(&found.result, &header.question.method, &around);
        take(&mut features.ok_or_else(|| io::Error::other("an answer of another method"))?)
    });
    Outgoing::of_layer(name, provenance, order.format, app.scratch.clone(), &made_of, draw)
}

pub(super) fn around(app: &App, answered: &MethodCard) -> Result<Around, AppError> {
    let frame = &answered.run.header.question.frame;
    let day = frame.period.to;
    let system = planar_system(app, &frame.study_area, Some(day))?;
    let lattice = frame.lattice.unwrap_or(LatticeSpec::H3(10));
    let filter = AreaFilter { kind: None, at: Some(day), bbox: None };
    Ok(Around {
        ground: ground_of(app, system, lattice, day)?,
        areas: areas::list(app, &filter)?.into_iter().map(|area| (area.id.clone(), area)).collect(),
        categories: answered.labels.clone(),
        system,
    })
}
