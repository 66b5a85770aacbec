//! When a version of an area ends, where nobody has written it down.
//!
//! A delivery says from when its areas hold and seldom until when. Two rules say the rest, and both are
//! worked out when areas are read, never kept: so the order in which deliveries came, and taking one of
//! them back, make no difference.

use super::{Area, AreaKind, utsatta};
use jiff::civil::Date;

/// Ends the versions whose end follows from others. `areas` is by id and then first day.
///
/// - A version ends the day before the next version of the same area begins.
/// - A list of exposed areas is whole: who is not in the next list has left it the day that one begins.
pub fn end_in_turn(areas: &mut [Area]) {
    let lists = utsatta::lists(areas);
    for at in 0..areas.len() {
        let next = areas.get(at + 1).filter(|next| next.id == areas[at].id);
        let mut next = next.and_then(|next| next.validity.valid_from);
        let area = &mut areas[at];
        if let (AreaKind::UtsattOmrade, Some(from)) = (area.kind, area.validity.valid_from) {
            let list = lists[lists.partition_point(|list| *list <= from)..].first().copied();
            next = earliest(next, list);
        }
        let before = next.and_then(|day| day.yesterday().ok());
        area.validity.valid_to = earliest(area.validity.valid_to, before);
    }
}

/// The earlier of two days, where no day is later than any.
pub(crate) fn earliest(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    [a, b].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::utsatta::support::{listed, plain};
    use jiff::civil::date;

    fn ends(areas: &[Area]) -> Vec<Option<Date>> {
        areas.iter().map(|area| area.validity.valid_to).collect()
    }

    #[test]
    fn a_version_ends_before_the_next_of_the_same_area_and_no_other() {
        let first = |from: Option<Date>| plain("stadsdel/a", from);
        let mut areas = vec![
            first(None),
            first(Some(date(2020, 1, 1))),
            first(Some(date(2023, 7, 1))),
            plain("stadsdel/b", Some(date(2021, 1, 1))),
        ];
        end_in_turn(&mut areas);
        assert_eq!(ends(&areas), [Some(date(2019, 12, 31)), Some(date(2023, 6, 30)), None, None]);
    }

    #[test]
    fn an_end_that_is_written_down_is_only_ever_made_earlier() {
        let mut areas =
            vec![plain("stadsdel/a", None), plain("stadsdel/a", Some(date(2023, 7, 1)))];
        areas[0].validity.valid_to = Some(date(2022, 12, 31));
        end_in_turn(&mut areas);
        assert_eq!(ends(&areas), [Some(date(2022, 12, 31)), None]);
    }

    #[test]
    fn who_is_not_in_the_next_list_has_left_and_a_list_that_comes_late_ends_as_if_it_had_come_in_time()
     {
        let (first, second) = (date(2021, 10, 1), date(2023, 12, 1));
        let mut areas =
            vec![listed("a", first, None), listed("b", first, None), listed("b", second, None)];
        end_in_turn(&mut areas);
        assert_eq!(ends(&areas), [Some(date(2023, 11, 30)), Some(date(2023, 11, 30)), None]);
    }
}
