//! Where a person is reached: mail addresses and telephone numbers.

use super::{Found, PersonalData, Read};

/// `name@domain.se`, also with blanks around the sign or with it written out as `(at)`.
pub(super) fn find_mail(text: &Read) -> Option<Found> {
    (1..text.chars.len()).find_map(|i| mail_at(text, i))
}

fn mail_at(text: &Read, sign: usize) -> Option<Found> {
    let written_out = |open, close| {
        let word = [Some(open), Some('a'), Some('t'), Some(close)];
        (0..4).all(|k| text.get(sign + k).map(|c| c.to_ascii_lowercase()) == word[k])
    };
    let length = match text.get(sign)? {
        '@' => 1,
        '(' if written_out('(', ')') => 4,
        '[' if written_out('[', ']') => 4,
        _ => return None,
    };
    let blank = |i: usize| usize::from(text.get(i) == Some(' '));
    let is_local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let local_end = sign - blank(sign - 1);
    let local = (0..local_end).rev().take_while(|i| text.get(*i).is_some_and(is_local));
    let start = local.last()?;
    let domain_at = sign + length + blank(sign + length);
    let is_domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let domain: String =
        (domain_at..).map_while(|i| text.get(i)).take_while(|c| is_domain(*c)).collect();
    let domain = domain.trim_end_matches(['.', '-']);
    let (name, top) = domain.rsplit_once('.')?;
    let fits = name.split('.').all(|part| !part.is_empty())
        && top.chars().count() >= 2
        && top.chars().all(char::is_alphabetic);
    let end = domain_at + domain.chars().count();
    fits.then_some(Found { kind: PersonalData::Epost, start, end })
}

/// Words before a row of digits that make it a telephone number.
const CALLS: [&str; 8] = ["tel", "tfn", "mob", "ring", "nås", "sms", "phone", "call"];

/// Area codes of three digits; 08 has two, all others four.
const AREA_CODES: [&str; 24] = [
    "010", "011", "013", "016", "018", "019", "020", "021", "023", "026", "031", "033", "035",
    "036", "040", "042", "044", "046", "054", "060", "063", "077", "090", "099",
];

const MOBILE_CODES: [&str; 6] = ["070", "072", "073", "074", "076", "079"];

/// Countries whose numbers are known without a plus sign.
const COUNTRIES: [&str; 11] =
    ["46", "45", "47", "358", "354", "44", "48", "49", "370", "371", "372"];

/// `+46…`, `0046…`, a mobile number `07…`, or an area code and five to eight digits. Groups of four
/// digits after a code of four are left alone: crime codes are written 0355-0358.
pub(super) fn find_phone(text: &Read) -> Option<Found> {
    (0..text.chars.len()).find_map(|start| {
        let end = phone_at(text, start)?;
        Some(Found { kind: PersonalData::Telefon, start, end })
    })
}

fn phone_at(text: &Read, start: usize) -> Option<usize> {
    let sign = text.get(start)?;
    if sign != '+' && sign != '0' {
        return None;
    }
    let before = text.before(start);
    // Inside a number, a date or a word.
    let marked = matches!(before, Some('-' | '.' | ',' | ':' | '/'));
    let goes_on = marked && start >= 2 && text.is_digit(start - 2);
    if before.is_some_and(|c| c.is_alphanumeric() || c == '+') || goes_on {
        return None;
    }
    let first = start + usize::from(sign == '+');
    let groups = Groups::from(text, first);
    if sign == '+' { abroad(&groups, 0) } else { domestic(text, start, &groups) }
}

/// Rows of digits with one mark or blank between, and where each ends.
struct Groups(Vec<(String, usize)>);

impl Groups {
    fn from(text: &Read, first: usize) -> Self {
        let mut groups = Vec::new();
        let mut at = first;
        while groups.len() < 8 {
            let n = text.digits_from(at);
            if n == 0 {
                break;
            }
            groups.push(((at..at + n).filter_map(|i| text.get(i)).collect(), at + n));
            at += n;
            // `) `, ` (`, `-`, ` - ` …; a dot only where short groups follow.
            let marks = (at..at + 3).take_while(|i| text.get(*i).is_some_and(is_mark)).count();
            let dot = marks > 0 && (at..at + marks).any(|i| text.get(i) == Some('.'));
            if marks == 0 || (dot && !(2..=3).contains(&text.digits_from(at + marks))) {
                break;
            }
            at += marks;
        }
        Self(groups)
    }

    fn lengths(&self) -> Vec<usize> {
        self.0.iter().map(|(digits, _)| digits.len()).collect()
    }

    fn head(&self) -> &str {
        self.0.first().map_or("", |(digits, _)| digits)
    }

    /// Where the groups end that together have one of these numbers of digits, the longest first.
    fn end_of(&self, n_digits: std::ops::RangeInclusive<usize>) -> Option<usize> {
        let mut sum = 0;
        let ends = self.0.iter().map(|(digits, end)| {
            sum += digits.len();
            (sum, *end)
        });
        ends.filter(|(sum, _)| n_digits.contains(sum)).last().map(|(_, end)| end)
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, ' ' | '-' | '(' | ')' | '/' | '.')
}

/// After a plus sign, or `skip` digits that stand for it.
fn abroad(groups: &Groups, skip: usize) -> Option<usize> {
    let head = groups.head().get(skip..)?;
    if head.starts_with('0') || head.is_empty() {
        return None;
    }
    let lengths = groups.lengths();
    let sum: usize = lengths.iter().sum::<usize>() - skip;
    // +12 345 678 is a number of something.
    let thousands = (1..=3).contains(&lengths[0]) && lengths[1..].iter().all(|n| *n == 3);
    let least = match (head.starts_with("46"), thousands) {
        (true, _) => 9,
        (false, true) => 10,
        (false, false) => 9,
    };
    if sum < least {
        return None;
    }
    groups.end_of(least + skip..=13 + skip)
}

fn domestic(text: &Read, start: usize, groups: &Groups) -> Option<usize> {
    let (head, lengths) = (groups.head(), groups.lengths());
    if let Some(country) = head.strip_prefix("00") {
        let known = COUNTRIES.iter().any(|code| country.starts_with(code));
        return if known { abroad(groups, 2) } else { None };
    }
    let begins = |codes: &[&str]| codes.iter().any(|code| head.starts_with(code));
    if begins(&MOBILE_CODES) {
        let natural = matches!(lengths[..], [3 | 5 | 10, ..] | [4, 1..=3 | 6, ..]);
        return if natural { groups.end_of(10..=10) } else { None };
    }
    let hyphen = text.get(start + head.len()) != Some(' ');
    let called = text.spoken_of(start, &CALLS);
    match (head, lengths[0], lengths.get(1)) {
        // In one run.
        (_, 9 | 10, _) if head.starts_with("08") || begins(&AREA_CODES) => groups.end_of(9..=10),
        (_, 8..=10, _) if called => groups.end_of(8..=10),
        ("08", ..) if called || hyphen || lengths[1..].contains(&3) => after(groups, 6..=8),
        (_, 3, Some(2..=8)) if begins(&AREA_CODES) => after(groups, 5..=8),
        (_, 4, Some(2 | 3 | 5..=7)) if hyphen || called => after(groups, 5..=8),
        (_, 4, Some(2 | 3)) if lengths[1..].contains(&2) => after(groups, 5..=6),
        _ => None,
    }
}

/// Where the subscriber's digits end: groups of two or three, or one run.
fn after(groups: &Groups, n_digits: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let (first, rest) = (groups.0.get(1)?, groups.0.get(1..)?);
    if first.0.len() > 4 {
        return n_digits.contains(&first.0.len()).then_some(first.1);
    }
    let natural = rest.iter().take_while(|(digits, _)| (2..=3).contains(&digits.len()));
    Groups(natural.cloned().collect()).end_of(n_digits)
}
