//! How often the verdict is wrong: places without effect, chosen at random or because they flared up,
//! and places with an effect, the way an analyst would treat them (control suggested by the program).

use super::whole_run::{block, hexagons};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use platssamverkan::{
    analysis::{
        effect::{
            assess::{EffectInput, EffectResult, assess},
            candidates::{Limits, suggest},
            counted::Counted,
            groups::Cutting,
            parameters::{Against, Days, Parameters},
            pieces::pieces,
            season::Part,
            verdict::Said,
        },
        effort::Effort,
        laid::Laid,
        run::LatticeSpec,
    },
    incident::Period,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use rayon::prelude::*;

/// Cases of each group in each world.
const CASES: usize = 5_000;
/// Counts a place must have in the baseline before anyone looks at it.
const LEAST_BASELINE: u64 = 40;

/// How counts come about where nothing is done.
#[derive(Debug, Clone, Copy)]
struct World {
    name: &'static str,
    /// Variance over mean of a month, given its rate.
    lumps: f64,
    /// Standard deviation of a level that wanders (log), and what is left of it a month later.
    wander: (f64, f64),
    /// Cells of a place.
    size: usize,
    after_months: i32,
}

fn uniform(random: &mut ChaCha8Rng) -> f64 {
    ((random.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

fn normal(random: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * uniform(random).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(random)).cos()
}

/// Marsaglia and Tsang's, for any shape.
fn gamma(random: &mut ChaCha8Rng, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(random, shape + 1.0) * uniform(random).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let x = normal(random);
        let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && uniform(random).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

fn poisson(random: &mut ChaCha8Rng, mut mean: f64) -> u32 {
    let mut n = 0;
    // Sums of small ones, so that the product below stays above 0.
    while mean > 0.0 {
        let part = mean.min(200.0);
        mean -= part;
        let (mut product, end) = (uniform(random), (-part).exp());
        while product > end {
            product *= uniform(random);
            n += 1;
        }
    }
    n
}

fn binomial(random: &mut ChaCha8Rng, n: u32, share: f64) -> u32 {
    (0..n).filter(|_| uniform(random) < share).count() as u32
}

fn period(from: Date, to: Date) -> Period {
    Period { from, to }
}

/// A city of cells with rates of their own, all with one season and one falling trend.
fn draw(random: &mut ChaCha8Rng, world: &World, days: &Days, n_cells: usize) -> Counted {
    let first = days.spans.iter().map(|s| s.period.from).min().expect("days");
    let month = |day: Date| {
        let years = i32::from(day.year()) - i32::from(first.year());
        (years * 12 + i32::from(day.month()) - i32::from(first.month())) as usize
    };
    let n_months = days.spans.iter().map(|s| month(s.period.from)).max().expect("days") + 1;
    let mut monthly: Vec<Vec<u32>> = vec![vec![0; n_cells]; n_months];
    let (sd, kept) = world.wander;
    for cell in 0..n_cells {
        let rate = gamma(random, 2.0) * 3.3 / 2.0;
        let mut level = sd * normal(random);
        for (m, counts) in monthly.iter_mut().enumerate() {
            let season = 1.0 + 0.25 * (std::f64::consts::TAU * m as f64 / 12.0).sin();
            let trend = 0.92f64.powf(m as f64 / 12.0);
            let mut mean = rate * season * trend * level.exp();
            if world.lumps > 1.0 {
                mean = gamma(random, mean / (world.lumps - 1.0)) * (world.lumps - 1.0);
            }
            counts[cell] = poisson(random, mean);
            level = kept * level + (1.0 - kept * kept).sqrt() * sd * normal(random);
        }
    }
    let counts = days.spans.iter().map(|s| monthly[month(s.period.from)].clone()).collect();
    Counted { spans: days.spans.clone(), counts }
}

fn asked() -> Parameters {
    Parameters {
        place: vec![],
        control: vec![],
        ring: 1,
        control_ring: true,
        // The summer it flared up in, and the summer that was compared with.
        chosen: vec![
            period(date(2025, 6, 1), date(2025, 8, 31)),
            period(date(2024, 6, 1), date(2024, 8, 31)),
        ],
        baseline: period(date(2023, 6, 1), date(2025, 5, 31)),
        verdict_on: date(2026, 12, 31),
        early: false,
        against: Against::Baseline,
        per_land: false,
    }
}

fn after(world: &World) -> Period {
    let from = date(2025, 9, 1);
    let to = from.saturating_add(world.after_months.months()).yesterday().expect("a day");
    period(from, to)
}

/// Cases and what was said of them.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    n: usize,
    falls: usize,
    rises: usize,
    covered: usize,
    with_effect: usize,
    effect_covered: usize,
    effect_proved: usize,
    without_control: usize,
}

impl Tally {
    fn add(mut self, other: Tally) -> Tally {
        self.n += other.n;
        self.falls += other.falls;
        self.rises += other.rises;
        self.covered += other.covered;
        self.with_effect += other.with_effect;
        self.effect_covered += other.effect_covered;
        self.effect_proved += other.effect_proved;
        self.without_control += other.without_control;
        self
    }

    fn wrong(&self) -> f64 {
        (self.falls + self.rises) as f64 / self.n.max(1) as f64
    }

    fn describe(&self, name: &str) -> String {
        let percent = |k: usize, n: usize| 100.0 * k as f64 / n.max(1) as f64;
        let error = |k: usize, n: usize| {
            let p = k as f64 / n.max(1) as f64;
            100.0 * (p * (1.0 - p) / n.max(1) as f64).sqrt()
        };
        let wrong = self.falls + self.rises;
        format!(
            "{name}: {} fall utan verkan, felaktigt påvisad {:.2} % (±{:.2}; minskning {:.2}, \
             ökning {:.2}), intervallet täcker noll {:.2} % (±{:.2}); med −40 %: täckning {:.2} % \
             (±{:.2}), påvisad {:.0} %; {} utan kontrollförslag",
            self.n,
            percent(wrong, self.n),
            error(wrong, self.n),
            percent(self.falls, self.n),
            percent(self.rises, self.n),
            percent(self.covered, self.n),
            error(self.covered, self.n),
            percent(self.effect_covered, self.with_effect),
            error(self.effect_covered, self.with_effect),
            percent(self.effect_proved, self.with_effect),
            self.without_control,
        )
    }
}

const EFFECT: f64 = 0.4;

/// Places of one city, at random and flared up.
fn one_city(near: &Laid, world: &World, seed: u64) -> [Tally; 2] {
    let mut random = ChaCha8Rng::seed_from_u64(0x6566_6665_6374);
    random.set_stream(seed);
    let parameters = asked();
    let days = parameters.days(after(world), None).expect("periods in order");
    let counted = draw(&mut random, world, &days, near.lattice().len());
    let cutting = Cutting { adjacent: near.neighbours(), at: near.lattice().planar() };
    let inner =
        |cells: &Vec<u32>| cells.iter().all(|&i| near.neighbours().of(i as usize).len() == 6);
    let mut groups = cutting.tiles(world.size, vec![true; near.lattice().len()]);
    groups.retain(|cells| {
        inner(cells) && counted.baseline_months(cells).iter().sum::<u64>() >= LEAST_BASELINE
    });
    let flared: Vec<Vec<u32>> = groups
        .iter()
        .filter(|cells| {
            let by_span = counted.by_span(cells);
            let [now, then] = [0, 1].map(|i| {
                let within = |at: Period| {
                    at.from >= parameters.chosen[i].from && at.to <= parameters.chosen[i].to
                };
                let spans = days.spans.iter().zip(&by_span);
                let chosen = spans.filter(|(s, _)| s.part == Part::Window && within(s.period));
                chosen.map(|(_, &n)| n as f64).sum::<f64>()
            });
            // What would put it on the list of changes: z ≥ 2.
            std::f64::consts::SQRT_2 * (now.sqrt() - then.sqrt()) >= 2.0
        })
        .cloned()
        .collect();
    let at_random: Vec<Vec<u32>> = (0..flared.len().max(1))
        .map(|_| groups[(uniform(&mut random) * groups.len() as f64) as usize].clone())
        .collect();
    [at_random, flared].map(|chosen| {
        chosen.into_iter().fold(Tally::default(), |tally, place| {
            tally.add(one_case(near, &parameters, &days, &counted, &place, &mut random))
        })
    })
}

fn one_case(
    near: &Laid,
    parameters: &Parameters,
    days: &Days,
    counted: &Counted,
    place: &[u32],
    random: &mut ChaCha8Rng,
) -> Tally {
    let lattice = near.lattice();
    let ids = |cells: &[u32]| cells.iter().map(|&i| lattice.ids()[i as usize].clone()).collect();
    let drawn = pieces(place, &[], Some(near.neighbours()), lattice.len()).expect("a place");
    let limits = Limits { least_distance_m: 400.0, ..Limits::USUAL };
    let around = Some(near.neighbours());
    let suggested = suggest(near, counted, &drawn, around, &[], &limits, 1, &Effort::unlimited());
    let Some(control) = suggested.expect("not cancelled").candidates.into_iter().next() else {
        return Tally { without_control: 1, ..Tally::default() };
    };
    let parameters =
        Parameters { place: ids(place), control: ids(&control.cells), ..parameters.clone() };
    let seen = |counted: &Counted| -> EffectResult {
        let input = EffectInput { near, ring: near, days, counted, not_in: &[] };
        assess(&parameters, &input).expect("comparable").result
    };
    let holds = |result: &EffectResult, truth: f64| {
        let (lower, upper) = result.comparisons[0].wdd.interval.expect("counted");
        usize::from(lower <= truth && truth <= upper)
    };
    let nothing = seen(counted);
    let mut calmed = counted.clone();
    for (counts, span) in calmed.counts.iter_mut().zip(&days.spans) {
        if span.part == Part::After {
            for &i in place {
                counts[i as usize] = binomial(random, counts[i as usize], 1.0 - EFFECT);
            }
        }
    }
    // What was taken away is known up to the draw: its mean given the counts.
    let after: u64 = counted
        .by_span(place)
        .iter()
        .zip(&days.spans)
        .filter(|(_, span)| span.part == Part::After)
        .map(|(&n, _)| n)
        .sum();
    // One in four is enough for its coverage.
    let with_effect = random.next_u64().is_multiple_of(4).then(|| seen(&calmed));
    let of_effect = |count: &dyn Fn(&EffectResult) -> usize| with_effect.as_ref().map_or(0, count);
    Tally {
        n: 1,
        falls: usize::from(nothing.verdict.said == Said::MinskningPavisad),
        rises: usize::from(nothing.verdict.said == Said::OkningPavisad),
        covered: holds(&nothing, 0.0),
        with_effect: of_effect(&|_| 1),
        effect_covered: of_effect(&|seen| holds(seen, -EFFECT * after as f64)),
        effect_proved: of_effect(&|seen| usize::from(seen.verdict.said == Said::MinskningPavisad)),
        without_control: 0,
    }
}

fn simulated(world: World, n_cases: usize) -> [Tally; 2] {
    let lattices = hexagons(&block(18.0, 59.3, 0.02));
    let near = lattices.laid(LatticeSpec::H3(10), 1);
    let mut groups = [Tally::default(); 2];
    let mut next = 0u64;
    while groups.iter().any(|group| group.n < n_cases) {
        let batch: Vec<[Tally; 2]> =
            (next..next + 64).into_par_iter().map(|seed| one_city(&near, &world, seed)).collect();
        next += 64;
        for [random, flared] in batch {
            // Each group is full in its own time; more of one than asked for costs nothing.
            groups[0] = groups[0].add(random);
            groups[1] = groups[1].add(flared);
        }
    }
    println!("{} ({next} städer à {} rutor)", world.name, near.lattice().len());
    for (group, name) in groups.iter().zip(["  slumpvis valda", "  valda för att de flammade upp"])
    {
        println!("{}", group.describe(name));
    }
    groups
}

#[test]
fn a_place_without_effect_is_rarely_called_proved_however_it_was_chosen() {
    let independent = World {
        name: "oberoende händelser, 6 månader efter",
        lumps: 1.0,
        wander: (0.0, 0.0),
        size: 1,
        after_months: 6,
    };
    let lumpy = World {
        name: "klumpiga månader (1,5), 12 månader efter",
        lumps: 1.5,
        after_months: 12,
        ..independent
    };
    let wandering =
        World {
            name: "vandrande nivåer (20 %, 0,8 i månaden)", wander: (0.2, 0.8), ..independent
        };
    for world in [independent, lumpy, wandering] {
        for group in simulated(world, CASES) {
            let (wrong, n) = (group.wrong(), group.n as f64);
            // 5 % and what the simulation itself may be off by.
            let allowed = 0.05 + 2.0 * (0.05 * 0.95 / n).sqrt();
            assert!(wrong <= allowed, "{}: {wrong} of {n}", world.name);
            let covered = group.effect_covered as f64 / group.with_effect as f64;
            let error = (0.95 * 0.05 / group.with_effect as f64).sqrt();
            assert!(covered >= 0.95 - 3.0 * error, "{}: {covered} covered", world.name);
        }
    }
}
