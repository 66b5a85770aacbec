//! From a seed to files.

use super::{
    DemoData, FIRST_MONTH, N_HISTORY_MONTHS, N_MONTHLY_FILES,
    city::{
        BLEKHOLM_FLARE, BLEKHOLM_VIOLENCE, BLEKHOLMSTERRASSEN, CATEGORIES, MEASURE_MONTH, SEXUAL,
        VIOLENCE,
    },
    ground::{Address, Ground},
    places::{Planting, chosen, cumulated, plant},
    profile::Profile,
    rates::{PARTS, Rates, a_year},
    truth::truth_csv,
    write::{AREA_ROWS_PERCENT, HEADER, Minute, Place, Row, Written, write_rows},
};
use crate::area::Area;
use jiff::{ToSpan, civil::Date};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use rayon::prelude::*;

/// Makes all files from a seed. The areas are the shipped ones (those of kind `statistikomrade`, by
/// the city's codes in Norrmalm); of others the city would not be Stockholm.
pub fn generate(seed: u64, areas: &[Area]) -> DemoData {
    let ground = Ground::new(seed, areas);
    let planted = plant(&ground, areas, &mut stream(seed, 0));
    let rates = Rates::new(&ground, &planted);
    let calendar = Calendar::new();
    let city = City { seed, ground, planted, rates, calendar };

    let mut files: Vec<String> = (0..N_HISTORY_MONTHS + N_MONTHLY_FILES)
        .into_par_iter()
        .map(|month| city.month_rows(month))
        .collect();
    let months = files.split_off(N_HISTORY_MONTHS).into_iter().enumerate();
    let months = months.map(|(i, rows)| {
        let name = city.calendar.months[N_HISTORY_MONTHS + i].name.clone();
        (name, [HEADER, &rows].concat())
    });
    let truth = city.rates.truth(&city.ground, &city.planted);
    DemoData {
        months: months.collect(),
        history: [HEADER, &files.concat()].concat(),
        truth_csv: truth_csv(&truth),
        truth,
    }
}

/// A random stream of its own for each month, so that threads do not matter.
fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

struct City {
    seed: u64,
    ground: Ground,
    planted: Vec<Planting>,
    rates: Rates,
    calendar: Calendar,
}

impl City {
    fn month_rows(&self, number: usize) -> String {
        let mut rng = stream(self.seed, number as u64 + 1);
        let month = &self.calendar.months[number];
        let mut rows = Vec::new();
        for category in 0..CATEGORIES.len() {
            let hours = month.hours(category);
            let (usual, now) = self.blekholm_violence(number, category);
            for (part, norrmalm) in PARTS.into_iter().enumerate() {
                let mut left = self.calendar.n_counts(number, part, category);
                if norrmalm {
                    left -= usual.min(left);
                }
                while left > 0 {
                    let sums = &self.rates.cumulative[usize::from(month.after)][part][category];
                    let address = self.rates.addresses[part][chosen(sums, &mut rng)];
                    let row = self.row(category, address, false, left, &hours, month, &mut rng);
                    left -= row.count;
                    rows.push(row);
                }
            }
            for _ in 0..now {
                let address = self.blekholm_address(&mut rng);
                rows.push(self.row(category, address, true, 1, &hours, month, &mut rng));
            }
        }
        rows.sort_unstable();
        let mut text = String::with_capacity(rows.len() * 112);
        write_rows(&mut text, &rows, &self.calendar.dates, &self.ground.codes, &month.name);
        text
    }

    /// How many of Norrmalm's counts fall on Blekholmsterrassen by its schedule, and how many there
    /// are: more in the flare.
    fn blekholm_violence(&self, month: usize, category: usize) -> (u32, u32) {
        if category != VIOLENCE {
            return (0, 0);
        }
        let usual = BLEKHOLM_VIOLENCE[(self.calendar.months[month].first.month() - 1) as usize];
        let flare = (N_HISTORY_MONTHS + N_MONTHLY_FILES) - BLEKHOLM_FLARE.len();
        let now = month.checked_sub(flare).map_or(usual, |i| BLEKHOLM_FLARE[i]);
        (usual, now)
    }

    fn blekholm_address(&self, rng: &mut ChaCha8Rng) -> usize {
        let place = self.planted.iter().find(|place| place.name == Some(BLEKHOLMSTERRASSEN));
        let addresses = place.map_or(&[0][..], |place| &place.scheduled);
        let shares = addresses.iter().map(|&address| self.ground.addresses[address].share);
        addresses[chosen(&cumulated(shares), rng)]
    }

    #[allow(clippy::too_many_arguments)]
    fn row(
        &self,
        category: usize,
        address: usize,
        located: bool,
        left: u32,
        hours: &[f64],
        month: &Month,
        rng: &mut ChaCha8Rng,
    ) -> Row {
        let percent = |rng: &mut ChaCha8Rng, of: u64| rng.next_u64() % 100 < of;
        let profile = &Profile::ALL[category];
        let address = self.ground.addresses[address];
        let hour = chosen(hours, rng) as Minute;
        let from = month.first_day * 1440 + hour * 60 + 5 * (rng.next_u64() % 12) as Minute;
        let to = percent(rng, profile.interval_percent).then(|| {
            let (least, most) = profile.interval_hours;
            let u = rng.next_u64() % 1000 * (rng.next_u64() % 1000);
            let hours = least + (most - least) * u / 1_000_000;
            self.calendar.existing(from + 60 * hours as Minute)
        });
        let mut row = Row {
            from,
            written: Written::Minute,
            category: category as u8,
            place: point(&address, rng),
            to,
            count: 1,
            reported: to.unwrap_or(from) / 1440 + delay_days(rng),
        };
        let by_area = if category == SEXUAL { 50 } else { AREA_ROWS_PERCENT };
        if !located && percent(rng, by_area) {
            row.place = Place::Area(address.area);
            row.count = left.min(1 + (rng.next_u64() % 2) as u32);
            row.to = None;
            let coarse = !CATEGORIES[category].by_cell;
            row.written = if coarse { Written::Month } else { Written::Day };
            row.from = if coarse { month.first_day * 1440 } else { from / 1440 * 1440 };
        }
        row
    }
}

/// An exact point lies within 4 m of the address, a street is its geocoded middle.
fn point(address: &Address, rng: &mut ChaCha8Rng) -> Place {
    let (lon, lat) = (address.lon_e6, address.lat_e6);
    let mut near = |reach: i32| (rng.next_u64() % (2 * reach as u64 + 1)) as i32 - reach;
    let (east, north) = (near(50), near(25));
    match rng.next_u64() % 100 {
        0..=15 => Place::Point(lon, lat, "gata"),
        16..=18 => Place::Point(lon + east, lat + north, "okand"),
        _ => Place::Point(lon + east, lat + north, "exakt"),
    }
}

/// Days from the event to its registration.
fn delay_days(rng: &mut ChaCha8Rng) -> u32 {
    let draw = rng.next_u64();
    match draw % 100 {
        0..=54 => 0,
        55..=74 => 1,
        75..=94 => 2 + (draw / 100 % 6) as u32,
        _ => 8 + (draw / 100 % 20) as u32,
    }
}

/// The days of the demo, local time.
struct Calendar {
    months: Vec<Month>,
    /// `2021-10-01` … well past the last month, for intervals and registrations.
    dates: Vec<String>,
    /// First minute of the hour that is skipped when the clocks go forward, each year.
    skipped: Vec<Minute>,
}

struct Month {
    first: Date,
    /// `2021-10`.
    name: String,
    /// Days since the calendar's first.
    first_day: u32,
    after: bool,
}

impl Calendar {
    fn new() -> Self {
        let (year, month) = FIRST_MONTH;
        let start = jiff::civil::date(year, month, 1);
        let n_months = N_HISTORY_MONTHS + N_MONTHLY_FILES;
        let months: Vec<Month> = (0..n_months as i32)
            .map(|i| {
                let first = start.saturating_add(i.months());
                Month {
                    first,
                    name: format!("{:04}-{:02}", first.year(), first.month()),
                    first_day: (first - start).get_days() as u32,
                    after: (first.year(), first.month()) >= MEASURE_MONTH,
                }
            })
            .collect();
        let n_days = months.last().map_or(0, |last| last.first_day) + 31 + 60;
        let day = |i: u32| start.saturating_add((i as i32).days());
        let skips = |date: Date| {
            date.month() == 3 && date.day() > 24 && date.weekday() == jiff::civil::Weekday::Sunday
        };
        Self {
            months,
            dates: (0..n_days).map(|i| day(i).to_string()).collect(),
            skipped: (0..n_days).filter(|&i| skips(day(i))).map(|i| i * 1440 + 120).collect(),
        }
    }

    /// The same time, or an hour later when the clocks skipped it.
    fn existing(&self, at: Minute) -> Minute {
        if self.skipped.iter().any(|skipped| (*skipped..skipped + 60).contains(&at)) {
            at + 60
        } else {
            at
        }
    }

    /// Counts of a month: differences of the rounded running total, so that every year has its sum.
    fn n_counts(&self, month: usize, part: usize, category: usize) -> u32 {
        let weights = |months: &[Month]| -> f64 {
            let weight = |m: &Month| {
                f64::from(m.first.days_in_month())
                    * f64::from(Profile::ALL[category].month(m.first.month()))
            };
            months.iter().map(weight).sum()
        };
        let years = |n: usize| {
            let whole = (n / 12) as f64;
            let begun = &self.months[n / 12 * 12..n];
            // The last year is not whole: its weights are those of the first.
            whole + weights(begun) / weights(&self.months[..12])
        };
        let total = |n: usize| (years(n) * a_year(part, category)).round() as u32;
        total(month + 1) - total(month)
    }
}

impl Month {
    /// Running sums over the hours of the month.
    fn hours(&self, category: usize) -> Vec<f64> {
        let n_days = self.first.days_in_month() as usize;
        let first = self.first.weekday().to_monday_zero_offset() as usize;
        let spring = (self.first.month() == 3).then(|| n_days - 1 - (first + n_days) % 7);
        cumulated((0..n_days * 24).map(|i| {
            let (day, hour) = (i / 24, i % 24);
            if spring == Some(day) && hour == 2 {
                return 0.0;
            }
            f64::from(Profile::ALL[category].hour((first + day) % 7, hour))
        }))
    }
}
