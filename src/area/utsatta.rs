//! Exposed areas over time: who is on the police's list on a day, since when, in which class, and what
//! the last list changed.
//!
//! Nothing here is a forecast. "On the way out" is a lighter class in the latest list than in the one
//! before it, and nothing else. What the oldest list here holds may have been on older ones that nobody
//! has delivered, and is marked so.

use super::{Area, AreaKind, UtsattClass, Validity};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The first days of the lists that are here, ascending: a list is what begins on one day.
pub fn lists(areas: &[Area]) -> Vec<Date> {
    let listed = areas.iter().filter(|area| area.kind == AreaKind::UtsattOmrade);
    let days: BTreeSet<Date> = listed.filter_map(|area| area.validity.valid_from).collect();
    days.into_iter().collect()
}

/// What the list of the day changed for an area, held against the list before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Movement {
    /// In the oldest list here: how it was before nobody can say.
    ForstaListan,
    /// Not in the list before.
    Ny,
    /// In the same class as before.
    Oforandrad,
    /// In a lighter class than before: on the way out.
    Lattare,
    /// In a heavier class than before.
    Tyngre,
    /// In both, and one of them says no class.
    OkandKlass,
    /// No longer on the list.
    Lamnat,
}

impl Movement {
    /// Every one.
    pub const ALL: [Movement; 7] = [
        Movement::ForstaListan,
        Movement::Ny,
        Movement::Oforandrad,
        Movement::Lattare,
        Movement::Tyngre,
        Movement::OkandKlass,
        Movement::Lamnat,
    ];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Movement::ForstaListan => "forsta_listan",
            Movement::Ny => "ny",
            Movement::Oforandrad => "oforandrad",
            Movement::Lattare => "lattare",
            Movement::Tyngre => "tyngre",
            Movement::OkandKlass => "okand_klass",
            Movement::Lamnat => "lamnat",
        }
    }

    /// The Swedish name as shown to users.
    pub fn label_sv(self) -> &'static str {
        match self {
            Movement::ForstaListan => "med från den första listan som finns här",
            Movement::Ny => "ny på listan",
            Movement::Oforandrad => "samma klass",
            Movement::Lattare => "lättare klass: på väg ut",
            Movement::Tyngre => "tyngre klass",
            Movement::OkandKlass => "klass saknas i någon av listorna",
            Movement::Lamnat => "har lämnat listan",
        }
    }

    fn between(before: Option<UtsattClass>, now: Option<UtsattClass>) -> Self {
        match before.zip(now) {
            None => Movement::OkandKlass,
            Some((before, now)) if now < before => Movement::Lattare,
            Some((before, now)) if now > before => Movement::Tyngre,
            Some(_) => Movement::Oforandrad,
        }
    }
}

/// Days in one class without a break, through as many lists as that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// The class, where the list says one.
    pub class: Option<UtsattClass>,
    /// The days.
    pub validity: Validity,
    /// Where the first of its lists comes from.
    pub source: String,
}

/// An area that is or was on the list, as it stands on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<'a> {
    /// The version of the day; of one that has left the last.
    pub area: &'a Area,
    /// What the list of the day changed.
    pub movement: Movement,
    /// Its class in the list before, where it was in it.
    pub class_before: Option<UtsattClass>,
    /// Since when it has been on the list without a break; of one that has left the same until then.
    pub listed_since: Option<Date>,
    /// That is the day of the oldest list here: it may have been on the list longer.
    pub from_first_list: bool,
    /// The first day that it is no longer on the list.
    pub left_on: Option<Date>,
    /// Its classes by their days, as known on the day; oldest first.
    pub spells: Vec<Spell>,
}

/// The list of a day, and who was on it once.
#[derive(Debug, Clone, PartialEq)]
pub struct OnDay<'a> {
    /// First days of all lists that are here, later ones too.
    pub lists: Vec<Date>,
    /// The list that the day belongs to; `None` before the oldest.
    pub list: Option<Date>,
    /// On the list, by id.
    pub listed: Vec<Listed<'a>>,
    /// No longer on it, who left last first.
    pub left: Vec<Listed<'a>>,
}

/// How exposed areas stand on a day. `areas` is by id and then first day, each version ended
/// ([`super::versions::end_in_turn`]); other kinds are passed over, and so is what has no first day.
pub fn on_day(areas: &[Area], day: Date) -> OnDay<'_> {
    let lists = lists(areas);
    let list = lists[..lists.partition_point(|list| *list <= day)].last().copied();
    let begun = |area: &Area| {
        area.kind == AreaKind::UtsattOmrade
            && area.validity.valid_from.is_some_and(|from| from <= day)
    };
    let of_one = areas.chunk_by(|a, b| a.id == b.id);
    let of_one = of_one.map(|versions| versions.iter().filter(|area| begun(area)).collect());
    let all = of_one.filter_map(|versions: Vec<&Area>| listed(&versions, day, &lists));
    let (mut left, listed): (Vec<_>, Vec<_>) = all.partition(|one| one.left_on.is_some());
    left.sort_by_key(|one| std::cmp::Reverse(one.left_on));
    OnDay { lists, list, listed, left }
}

/// How one area stands, by its versions that have begun; `None` without any.
fn listed<'a>(versions: &[&'a Area], day: Date, lists: &[Date]) -> Option<Listed<'a>> {
    let (&area, earlier) = versions.split_last()?;
    let left_on = area.validity.valid_to.filter(|to| *to < day).and_then(|to| to.tomorrow().ok());
    let follows = |before: &Area, after: &Area| {
        let next = before.validity.valid_to.and_then(|to| to.tomorrow().ok());
        next.is_some() && next == after.validity.valid_from
    };
    let before = earlier.last().filter(|before| follows(before, area));
    let first = *lists.first()?;
    let from = area.validity.valid_from;
    let movement = match before {
        _ if left_on.is_some() => Movement::Lamnat,
        Some(before) => Movement::between(before.class, area.class),
        None if from == Some(first) => Movement::ForstaListan,
        None => Movement::Ny,
    };
    let mut spells: Vec<Spell> = Vec::new();
    let mut listed_since = None;
    for (at, version) in versions.iter().enumerate() {
        let goes_on = at > 0 && follows(versions[at - 1], version);
        if !goes_on {
            listed_since = version.validity.valid_from;
        }
        match spells.last_mut().filter(|last| goes_on && last.class == version.class) {
            Some(last) => last.validity.valid_to = version.validity.valid_to,
            None => spells.push(Spell {
                class: version.class,
                validity: version.validity,
                source: version.source.clone(),
            }),
        }
    }
    Some(Listed {
        area,
        movement,
        class_before: before.and_then(|before| before.class),
        from_first_list: listed_since == Some(first),
        listed_since,
        left_on,
        spells,
    })
}

#[cfg(test)]
pub(super) mod support {
    use super::*;
    use crate::area::AreaId;

    /// An area of any kind without ground.
    pub(in crate::area) fn plain(id: &str, valid_from: Option<Date>) -> Area {
        let (kind, code) = id.split_once('/').expect("an id");
        Area {
            id: AreaId(id.to_owned()),
            kind: kind.parse().expect("a kind"),
            code: code.to_owned(),
            name: code.to_uppercase(),
            geometry: None,
            validity: Validity { valid_from, valid_to: None },
            class: None,
            approximate: false,
            source: "påhittad".to_owned(),
            note: None,
        }
    }

    /// An exposed area in the list of a day.
    pub(in crate::area) fn listed(code: &str, list: Date, class: Option<UtsattClass>) -> Area {
        Area { class, ..plain(&format!("utsatt_omrade/{code}"), Some(list)) }
    }
}

#[cfg(test)]
#[path = "utsatta_tests.rs"]
mod tests;
