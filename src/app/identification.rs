//! Pointing at a place: what it is, where it lies, under which agreement, and the first evidence.

use super::{
    Actor, App, AppError, agreements, areas::Under, joint::Joint, new_id, openings::field_error,
};
use crate::{
    area::AreaId,
    case::{
        evidence::{Finding, RunEvidence},
        log::LogEntry,
        number::CaseNumber,
        opened::Case,
        opening::{Identifierad, Opening, OpeningId},
        party::Agreement,
        place::{Place, PlaceGeometry},
        work::Work,
    },
    policy::{self, Action},
    store::{Read, Versioned},
};
use jiff::civil::Date;

/// What an opening starts from.
#[derive(Debug, Clone, PartialEq)]
pub enum IdentifyFrom {
    /// A place of a hotspot run of one's own party; the run becomes the first evidence.
    RunPlace {
        /// Id of the run.
        run: String,
        /// Rank of the place in it.
        rank: u32,
    },
    /// An area that exists.
    NamedPlace(AreaId),
    /// Drawn on the map.
    Drawn(PlaceGeometry),
}

/// Points at a place. `name` replaces the suggested one and is needed for a drawn place; `agreement` is
/// needed when the party has several that are valid today; `extends` names the case that is to get this
/// ground instead of there being a new one.
pub fn identify(
    app: &App,
    actor: &Actor,
    from: IdentifyFrom,
    name: Option<&str>,
    agreement: Option<&str>,
    extends: Option<CaseNumber>,
) -> Result<Versioned<Opening>, AppError> {
    policy::may(actor, Action::Identify)?;
    let now = app.clock.now();
    let day = app.today();
    let (id, place, findings, agreement, signer, extended) = {
        let read = app.store.read()?;
        let extended = extends.map(|number| case_to_extend(app, &*read, actor, &number));
        let extended = extended.transpose()?;
        let agreements = agreements::agreements(&*read)?;
        let of_case = |one: &&Agreement| {
            extended.as_ref().is_none_or(|work| one.parties == work.case().parties)
        };
        let agreement = choose_agreement(&agreements, actor, agreement, of_case, day)?;
        let (place, findings) = place_of(app, &*read, actor, from, name)?;
        let under = Under::of(app, &*read, &place)?;
        let signer = policy::signer_of(actor, Action::Identify, &under.ground())?;
        (OpeningId(new_id(now)), place, findings, agreement, signer, extended)
    };
    let identified = Identifierad::new(
        id.clone(),
        agreement.id,
        agreement.parties,
        place,
        signer.clone(),
        findings,
        now,
    )?;
    let identified = match extended {
        Some(work) => identified.extending(work.extends()),
        None => identified,
    };
    let opening = Opening::Identifierad(identified);
    let mut write = app.store.begin()?;
    let version = write.put_opening(&opening, 0, now)?;
    let entry = LogEntry::by(&signer, now, ("opening", &id.0), "opening_identified");
    write.append_log(&entry.referring_to(opening.fingerprint().0))?;
    write.commit()?;
    Ok(Versioned { value: opening, version, updated: now })
}

/// A case of the actor's party that can be extended in the state it is in.
fn case_to_extend(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    number: &CaseNumber,
) -> Result<Work, AppError> {
    let work = Case::found(app, read, actor, number).map_err(|error| match error {
        AppError::NotFound => field_error("extends", "unknown"),
        other => other,
    })?;
    work.may_be_extended(work.extends())?;
    Ok(work)
}

fn choose_agreement(
    agreements: &[Agreement],
    actor: &Actor,
    wanted: Option<&str>,
    fits: impl Fn(&&Agreement) -> bool,
    today: Date,
) -> Result<Agreement, AppError> {
    let mut valid = policy::agreements(actor, agreements, today)
        .filter(|agreement| wanted.is_none_or(|id| agreement.id == id))
        .filter(fits);
    match (valid.next(), valid.next()) {
        (Some(agreement), None) => Ok(agreement.clone()),
        (Some(_), Some(_)) => Err(field_error("agreement", "ambiguous")),
        (None, _) if wanted.is_some() => Err(field_error("agreement", "unknown")),
        (None, _) => Err(AppError::Refused("no_agreement")),
    }
}

/// The place, and what speaks for it already.
pub(super) fn place_of(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    from: IdentifyFrom,
    name: Option<&str>,
) -> Result<(Place, Vec<Finding>), AppError> {
    match from {
        IdentifyFrom::RunPlace { run, rank } => {
            // A run is for one party's eyes until it lies frozen in an opening.
            let run = read.run(&run)?.filter(|run| run.party == actor.party.id);
            let run = run.ok_or(AppError::NotFound)?;
            let hotspot = run.result.places.iter().find(|place| place.rank == rank);
            let hotspot = hotspot.ok_or(AppError::NotFound)?.clone();
            let place = Place::of_hotspot(&hotspot, name)?;
            let finding = Finding::Run(Box::new(RunEvidence {
                run: run.id,
                result_fingerprint: run.result_fingerprint,
                parameters: run.input.parameters,
                data_version: run.input.data_version,
                data_to: run.input.data_to,
                method_version: run.input.method_version,
                code_version: run.input.code_version,
                synthetic: run.input.synthetic,
                guard_rails: run.result.guard_rails,
                place: hotspot,
            }));
            Ok((place, vec![finding]))
        }
        IdentifyFrom::NamedPlace(id) => {
            let place = named_place(app, read, id, name)?;
            Ok((place, Vec::new()))
        }
        IdentifyFrom::Drawn(geometry) => {
            let name = name.ok_or_else(|| field_error("name", "missing"))?;
            let known = app.areas.of(read)?;
            Ok((Place::checked(name, geometry, &known.all, app.today())?, Vec::new()))
        }
    }
}

/// The place that an area is today.
pub(super) fn named_place(
    app: &App,
    read: &dyn Read,
    id: AreaId,
    name: Option<&str>,
) -> Result<Place, AppError> {
    let (known, today) = (app.areas.of(read)?, app.today());
    let area = known.versions(&id).iter().find(|area| area.validity.covers(today));
    let area = area.cloned().ok_or(AppError::NotFound)?;
    let ground = area.geometry.ok_or_else(|| field_error("place", "no_ground"))?;
    let geometry = PlaceGeometry::Area(ground);
    let name = name.unwrap_or(&area.name);
    let mut place = Place::checked(name, geometry, &known.all, today)?;
    place.areas.retain(|(other, _)| other != &id);
    place.approximate = area.approximate;
    place.named = Some(id);
    Ok(place)
}
