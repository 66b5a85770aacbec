//! What each collection is made of, and how far that has come.

use super::About;
use crate::{
    app::{
        Actor, App, AppError, cases,
        export::{self, ReleasedLayer},
        hotspots, indicators, kept,
    },
    area::{Area, AreaId, AreaKind},
    case::{access::ReleaseLevel, evidence::Finding, release::Level, work::Work},
    export::{
        Feature, Provenance,
        collection::{
            Collection, Schema,
            schemas::{self, hotspots::OfRun},
        },
        crs::Crs,
        layers,
    },
    ingest::ImportKind,
    lagesbild::document::Part,
    policy::{self, Action},
    store::{Read, RunHeader, StoredRun},
};
use std::collections::{BTreeSet, HashMap};

/// How far everything has come that a collection is made of: with the same mark it is the same.
pub(super) fn mark(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    about: About,
) -> Result<String, AppError> {
    let today = app.today();
    let areas = || read.areas_version();
    Ok(match about {
        About::Areas(_) => format!("{today} {:?}", areas()?),
        About::ReleasedAreas | About::ReleasedCells => {
            format!("{today} {:?} {:?}", areas()?, read.release_marks()?)
        }
        About::Cases => format!("{today} {:?}", read.case_marks()?),
        About::HotspotPlaces | About::HotspotCells => {
            let seen = actor.map(|actor| hotspots::visible_imports(app, actor));
            let rested_on = (read.opening_marks()?, read.case_marks()?, read.lagesbild_marks()?);
            let marks = (read.run_mark()?, rested_on, read.data_version()?);
            format!("{today} {:?} {seen:?} {marks:?}", areas()?)
        }
        About::Indicators => {
            // To show a delivery to somebody changes no version.
            let shown = read.imports()?.into_iter().filter(|it| it.kind == ImportKind::Indicators);
            let shown: Vec<_> = shown.map(|it| (it.id, it.shared, it.shared_with)).collect();
            format!("{today} {:?} {:?} {shown:?}", areas()?, read.data_version()?)
        }
    })
}

/// Makes it. `actor` is `None` at `publik`, whoever asks.
pub(super) fn collection(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    level: ReleaseLevel,
    about: About,
) -> Result<Collection, AppError> {
    let signed_in = || actor.ok_or(AppError::NotSignedIn);
    match about {
        About::Areas(kind) => areas(app, read, level, kind),
        About::ReleasedAreas => released(app, read, actor, level, ReleasedLayer::Areas),
        About::ReleasedCells => released(app, read, actor, level, ReleasedLayer::Cells),
        About::Cases => cases_at(app, read, actor, level),
        About::HotspotPlaces => hotspot_places(app, read, signed_in()?),
        About::HotspotCells => hotspot_cells(app, read, signed_in()?),
        About::Indicators => indicators_of(app, read, signed_in()?),
    }
}

fn whole(
    schema: Schema,
    provenance: Provenance,
    features: Vec<Feature>,
) -> Result<Collection, AppError> {
    let name = schema.name;
    Collection::new(schema, provenance, features)
        .map_err(|error| AppError::Fault(format!("collection {name}: {error}")))
}

/// On what terms what is inside may be used.
const INSIDE: &str = "Intern användning hos parterna";
/// Likewise in the city's own systems.
const IN_THE_CITY: &str = "Användning i stadens egna system";
const OPEN: &str = "CC BY 4.0";

/// What is said of a collection at a level; the contact is whom to ask about it.
fn provenance(
    app: &App,
    schema: &Schema,
    level: ReleaseLevel,
    source: String,
    contact: &str,
) -> Provenance {
    let card = [("contact".to_owned(), contact.into())];
    Provenance {
        layer: schema.name,
        run: None,
        method_choice: None,
        data_date: None,
        extracted_on: app.today(),
        synthetic: false,
        source,
        licence: match level {
            ReleaseLevel::Publik => OPEN,
            ReleaseLevel::Stad => IN_THE_CITY,
            ReleaseLevel::Intern => INSIDE,
        }
        .to_owned(),
        classification: level.as_str().to_owned(),
        crs: Crs::Crs84,
        card: (!contact.is_empty()).then(|| card.into_iter().collect()),
    }
}

fn areas(
    app: &App,
    read: &dyn Read,
    level: ReleaseLevel,
    kind: AreaKind,
) -> Result<Collection, AppError> {
    let (known, today) = (app.areas.of(read)?, app.today());
    let valid = |area: &&Area| area.kind == kind && area.validity.covers(today);
    // Where two versions hold on a day the later begun one is said.
    let valid: HashMap<&AreaId, &Area> =
        known.all.iter().filter(valid).map(|area| (&area.id, area)).collect();
    let sources: BTreeSet<&str> = valid.values().map(|area| area.source.as_str()).collect();
    let sources = sources.into_iter().collect::<Vec<_>>().join("; ");
    let schema = schemas::areas::schema(kind);
    let mut provenance = provenance(app, &schema, level, sources, "");
    provenance.licence = "Se källa för varje område".to_owned();
    whole(schema, provenance, valid.into_values().map(layers::area).collect())
}

fn released(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    level: ReleaseLevel,
    layer: ReleasedLayer,
) -> Result<Collection, AppError> {
    let released_for = match level {
        ReleaseLevel::Publik => Level::Publik,
        ReleaseLevel::Stad => Level::Stad,
        ReleaseLevel::Intern => return Err(AppError::NotFound),
    };
    let schema = match layer {
        ReleasedLayer::Areas => schemas::released::areas(),
        ReleasedLayer::Cells => schemas::released::cells(),
    };
    let (provenance, features) = export::collected(app, read, actor, released_for, layer)?;
    let provenance = Provenance { layer: schema.name, ..provenance };
    whole(schema, provenance, features)
}

fn cases_at(
    app: &App,
    read: &dyn Read,
    actor: Option<&Actor>,
    level: ReleaseLevel,
) -> Result<Collection, AppError> {
    use schemas::cases::{case_for_everyone, case_for_the_city, exact, for_everyone, for_the_city};
    let works = kept::works(app, read)?;
    let opened_on =
        |work: &Work| work.case().opened_at.to_zoned(app.settings.clock.zone().clone()).date();
    let (schema, features): (Schema, Vec<Feature>) = match (level, actor) {
        (ReleaseLevel::Publik, _) => {
            (for_everyone(), works.iter().filter_map(|work| case_for_everyone(work)).collect())
        }
        (_, None) => return Err(AppError::NotSignedIn),
        (ReleaseLevel::Stad, Some(actor)) => {
            let seen =
                works.iter().filter(|one| policy::may_see_where_a_case_is(actor, one.case()));
            let features = seen.map(|work| case_for_the_city(work, opened_on(work)));
            (for_the_city(), features.collect())
        }
        (ReleaseLevel::Intern, Some(actor)) => {
            let seen = cases::list(app, actor)?;
            (exact(), seen.iter().map(|work| layers::case(work)).collect())
        }
    };
    let source = match level {
        ReleaseLevel::Publik => "Sidor om platssamverkan som båda parter har godkänt",
        _ => "Parternas gemensamma bedömningar",
    };
    let contact = actor.map_or("", |actor| &actor.party.name);
    let provenance = provenance(app, &schema, level, source.to_owned(), contact);
    whole(schema, Provenance { synthetic: app.settings.demo, ..provenance }, features)
}

/// The runs that the actor may see and that something rests on which it may see too, and its newest;
/// newest first.
fn runs(app: &App, read: &dyn Read, actor: &Actor) -> Result<Vec<RunHeader>, AppError> {
    let rested_on = rested_on(app, read, actor)?;
    let seen = hotspots::seen_runs(app, read, actor)?.into_iter();
    let kept = seen.enumerate().filter(|(i, run)| *i == 0 || rested_on.contains(&run.id));
    Ok(kept.map(|(_, run)| run).collect())
}

/// Runs that openings, cases and lägesbilder rest on. Of a lägesbild only what both have put together:
/// what the other party's draft rests on is told to nobody.
fn rested_on(app: &App, read: &dyn Read, actor: &Actor) -> Result<BTreeSet<String>, AppError> {
    let mut runs = BTreeSet::new();
    let mut add = |finding: &Finding| {
        if let Finding::Run(run) = finding {
            runs.insert(run.run.clone());
        }
    };
    let openings = kept::openings(app, read)?;
    for opening in openings.iter().filter(|it| policy::may_see_opening(actor, &it.value)) {
        opening.value.evidence().iter().for_each(|one| add(&one.finding));
    }
    let works = kept::works(app, read)?;
    for work in works.iter().filter(|work| policy::may_see_case(actor, work.case())) {
        work.evidence().iter().for_each(|one| add(&one.finding));
    }
    if policy::may(actor, Action::ReadCases).is_ok() {
        for it in read.lagesbilder()? {
            let joint = policy::may_see_joint(actor, &it.dossier().parties);
            let Some(document) = it.document().filter(|_| joint) else { continue };
            let named = Part::ALL.into_iter().filter_map(|p| document.part(p).parts().run.as_ref());
            runs.extend(named.map(|run| run.0.clone()));
        }
    }
    Ok(runs)
}

fn of_run(run: &StoredRun, newest: bool) -> OfRun {
    OfRun {
        run: run.id.clone(),
        period: run.input.parameters.period,
        data_date: run.input.data_to,
        newest,
        synthetic: run.input.synthetic,
    }
}

fn run_provenance(app: &App, actor: &Actor, schema: &Schema, runs: &[StoredRun]) -> Provenance {
    let newest = runs.first();
    let ids: Vec<&str> = runs.iter().map(|run| run.id.as_str()).collect();
    let source = match ids.as_slice() {
        [] => "Ingen körning".to_owned(),
        ids => format!("Körning {}", ids.join(", ")),
    };
    let level = ReleaseLevel::Intern;
    Provenance {
        run: newest.map(|run| run.id.clone()),
        data_date: newest.and_then(|run| run.input.data_to),
        synthetic: runs.iter().any(|run| run.input.synthetic),
        ..provenance(app, schema, level, source, &actor.party.name)
    }
}

fn hotspot_places(app: &App, read: &dyn Read, actor: &Actor) -> Result<Collection, AppError> {
    let schema = schemas::hotspots::places();
    let headers = runs(app, read, actor)?;
    let loaded = headers.iter().map(|run| read.run(&run.id)).collect::<Result<Vec<_>, _>>()?;
    let loaded: Vec<StoredRun> = loaded.into_iter().flatten().collect();
    let features = loaded.iter().enumerate().flat_map(|(i, run)| {
        let of = of_run(run, i == 0);
        let places = run.result.places.iter();
        places.map(|place| schemas::hotspots::place(place, &of)).collect::<Vec<_>>()
    });
    let features = features.collect();
    let provenance = run_provenance(app, actor, &schema, &loaded);
    whole(schema, provenance, features)
}

fn hotspot_cells(app: &App, read: &dyn Read, actor: &Actor) -> Result<Collection, AppError> {
    let schema = schemas::hotspots::cells();
    let newest = hotspots::seen_runs(app, read, actor)?.into_iter().next();
    let newest = newest.map(|run| read.run(&run.id)).transpose()?.flatten();
    let mut features = Vec::new();
    if let Some(run) = &newest {
        let (of, ground) = (of_run(run, true), export::cell_ground(app, run)?);
        let cells = layers::cells(&run.result.cells, &ground);
        features.extend(cells.map(|cell| schemas::hotspots::cell(cell, &of)));
    }
    let runs: Vec<StoredRun> = newest.into_iter().collect();
    let provenance = run_provenance(app, actor, &schema, &runs);
    whole(schema, provenance, features)
}

fn indicators_of(app: &App, read: &dyn Read, actor: &Actor) -> Result<Collection, AppError> {
    let schema = schemas::indicators::schema();
    let (known, today) = (app.areas.of(read)?, app.today());
    let area = |id: &AreaId| {
        let versions = known.versions(id);
        versions.iter().find(|one| one.validity.covers(today)).or(versions.last())
    };
    let mut seen = indicators::list(app, actor, &indicators::Filter::default())?;
    // Of several values for the same thing the last one put is kept.
    seen.sort_by_key(|one| one.precedence(actor));
    let synthetic = seen.iter().any(indicators::SeenIndicator::is_synthetic);
    let data_date = seen.iter().map(|one| one.value.period.to).max();
    let mut by_id = HashMap::new();
    for one in &seen {
        let of = &one.value;
        let feature = schemas::indicators::feature(of, area(&of.area), one.is_synthetic());
        by_id.insert(feature.id.clone(), feature);
    }
    let source = "Leveranser av indikatorer och officiella årstal; se källa för varje värde";
    let level = ReleaseLevel::Intern;
    let provenance = Provenance {
        data_date,
        synthetic,
        ..provenance(app, &schema, level, source.to_owned(), &actor.party.name)
    };
    whole(schema, provenance, by_id.into_values().collect())
}
