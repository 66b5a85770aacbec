//! The effect of one case over all rows: counting, comparison, suggestions for a control.

use super::{Job, data::Input, peers::Timing, request::app, table::Line};
use platssamverkan::{
    app::{
        methods::{
            self, Asked,
            effect::{PlaceOf, Wanted, order},
        },
        users,
    },
    incident::Period,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration, time::Instant};

/// Ours alone: no other tool counts, compares and judges in one.
pub(crate) const JOB: Job = Job { name: "effect", by_rows: true, prepare: |_| {}, run };

const N_QUESTIONS: i64 = 20;

fn run(input: &Input, _: &BTreeMap<String, Timing>) -> Vec<Line> {
    let app = Arc::new(app(input));
    let [police, _] = users::demo_parties();
    let actor = users::system_actor(police);
    let first = app.settings.clock.local(455_000).date();
    let day = |days: i64| first.checked_add(jiff::Span::new().days(days)).expect("a day");
    let cells = |lon: f64| {
        let at = h3o::LatLng::new(59.33, lon).expect("a place");
        vec![at.to_cell(h3o::Resolution::Ten).to_string()]
    };
    let mut times: Vec<f64> = (0..=N_QUESTIONS)
        .map(|i| {
            let wanted = Wanted {
                place: PlaceOf::Cells(cells(18.06)),
                control: cells(18.03),
                ring: None,
                control_ring: None,
                chosen: vec![Period { from: day(640), to: day(720) }],
                baseline: (Some(day(1)), Some(day(639))),
                from: Some(day(721 + i)),
                to: Some(day(900 + i)),
                verdict_on: None,
                against: None,
                per_land: None,
                categories: Vec::new(),
                study_area: None,
                lattice: None,
            };
            let begun = Instant::now();
            let order = order(&app, &actor, wanted).expect("a question");
            let asked = methods::ask(&app, &actor, order, Duration::from_secs(60));
            assert!(matches!(asked, Ok(Asked::Answered(_))), "answered in time");
            begun.elapsed().as_secs_f64() * 1e3
        })
        .skip(1)
        .collect();
    times.sort_by(f64::total_cmp);
    let half = times[times.len() / 2];
    let line = Line::new(input.n_rows(), "rader", "effekt av ett ärende, fråga till svar", half);
    vec![line.answers("egna prov; inget annat verktyg gör hela vägen")]
}
