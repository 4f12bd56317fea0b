//! The calendar against its own definition, carried out second by second. Rules 1 to 4.
//!
//! The other side knows no prefix sums and no ambiguous times: it looks at the wall clock of every minute, finds each
//! boundary by searching, and counts seconds one by one.

use std::collections::BTreeMap;

use domain::calendar::{
    Calendar, DayHours, DayKind, Definition, Hours, Interval, Pauses, Region, TimeOfDay, Week, Zone,
};
use domain::time::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// Zones and days around which something happens: gaps and repeated hours of an hour, of half an hour, at midnight, of
/// a whole day, and none at all.
const PLACES: [(&str, &str); 14] = [
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("Europe/Berlin", "2026-12-25"),
    ("Europe/Berlin", "2027-03-28"),
    ("Europe/London", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/Santiago", "2026-09-06"),
    ("Asia/Beirut", "2026-03-29"),
    ("Africa/Cairo", "2026-10-30"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Pacific/Apia", "2011-12-30"),
    ("Asia/Kolkata", "2026-02-28"),
    ("UTC", "2028-02-29"),
];

/// Minutes looked at before and after the day in the middle.
const REACH_MIN: i64 = 6 * 24 * 60;

/// Open or closed, minute by minute.
struct Minutes {
    first: i64,
    open: Vec<bool>,
}

impl Minutes {
    fn new(definition: &Definition, zone: &TimeZone, middle: Date) -> Self {
        let centre = jiff::tz::Offset::UTC
            .to_timestamp(middle.at(12, 0, 0, 0))
            .expect("a time");
        let first = centre.as_second() / 60 - REACH_MIN;
        let walls: Vec<DateTime> = (0..2 * REACH_MIN)
            .map(|minute| {
                let at = jiff::Timestamp::from_second((first + minute) * 60).expect("a time");
                zone.to_datetime(at)
            })
            .collect();
        let mut open = vec![false; walls.len()];
        let mut day = walls[0].date();
        while day <= walls[walls.len() - 1].date() {
            for interval in definition.day(day).1 {
                let from = position(&walls, wall(day, interval.from()));
                let until = position(&walls, wall(day, interval.until()));
                open[from..until.max(from)].fill(true);
            }
            day = day.tomorrow().expect("a day");
        }
        Self { first, open }
    }

    fn is_open(&self, second: i64) -> bool {
        let minute = usize::try_from(second.div_euclid(60) - self.first).expect("within reach");
        self.open[minute]
    }

    /// The instants that can be asked about: two days are left at both ends for what is carried over.
    fn inner(&self) -> (i64, i64) {
        let minutes = i64::try_from(self.open.len()).expect("a few days");
        ((self.first + 2880) * 60, (self.first + minutes - 2880) * 60)
    }
}

fn wall(day: Date, time: TimeOfDay) -> DateTime {
    let minutes = jiff::Span::new().minutes(i64::from(time.minutes()));
    day.at(0, 0, 0, 0) + minutes
}

/// The minute at which a wall clock first shows a time; if it never does, so long after the gap as the time lies after the
/// gap's beginning.
fn position(walls: &[DateTime], wanted: DateTime) -> usize {
    if let Some(found) = walls.iter().position(|wall| *wall == wanted) {
        return found;
    }
    let Some(after) = walls.iter().position(|wall| *wall > wanted) else {
        return walls.len();
    };
    let Some(before) = after.checked_sub(1) else {
        return 0;
    };
    // The wall clock jumps between these two minutes.
    let begin = walls[before] + jiff::Span::new().minutes(1);
    let into = (wanted - begin).total(jiff::Unit::Minute).expect("minutes");
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few minutes, and never negative"
    )]
    let into = into as usize;
    (after + into).min(walls.len())
}

#[derive(Debug)]
struct Case {
    definition: Definition,
    middle: Date,
    /// Seconds after the first instant that can be asked about.
    start: i64,
    length: i64,
    budget: i64,
    pauses: Vec<(i64, Option<i64>)>,
}

fn hours() -> impl Strategy<Value = DayHours> {
    // Few different boundaries, so that they meet gaps, midnight and each other.
    let boundary = prop_oneof![
        Just(0_u16),
        Just(60),
        Just(120),
        Just(135),
        Just(150),
        Just(180),
        Just(195),
        Just(480),
        Just(1020),
        Just(1410),
        Just(1440),
        0_u16..=1440,
    ];
    prop::collection::btree_set(boundary, 0..=6).prop_map(|boundaries| {
        let times: Vec<TimeOfDay> = boundaries
            .into_iter()
            .filter_map(TimeOfDay::from_minutes)
            .collect();
        // Touching or apart, by the number of boundaries.
        let step = if times.len().is_multiple_of(2) { 2 } else { 1 };
        let intervals = times
            .windows(2)
            .step_by(step)
            .map(|pair| Interval::new(pair[0], pair[1]).expect("ascending"));
        DayHours::new(intervals.collect()).expect("no overlap")
    })
}

fn definition(zone: &'static str, middle: Date) -> impl Strategy<Value = Definition> {
    let week = prop::array::uniform7(hours());
    let kind = prop_oneof![1 => Just(true), 5 => Just(false)];
    let near = move |days: i64| middle + jiff::Span::new().days(days);
    let region = prop_oneof![
        Just(None),
        Just(Some("DE-SL")),
        Just(Some("DE-BB")),
        Just(Some("DE-BY+cath"))
    ];
    let closed = prop::collection::btree_set((-5_i64..=5).prop_map(near), 0..=2);
    let open = prop::collection::btree_map((-5_i64..=5).prop_map(near), hours(), 0..=2);
    (kind, week, region, closed, open).prop_map(move |(always, week, region, closed, open)| {
        let [mon, tue, wed, thu, fri, sat, sun] = week;
        let hours = if always {
            Hours::Always
        } else {
            Hours::Weekly(Box::new(Week {
                mon,
                tue,
                wed,
                thu,
                fri,
                sat,
                sun,
            }))
        };
        Definition {
            tz: Zone::named(zone).expect("a zone"),
            hours,
            region: region.map(|region| region.parse::<Region>().expect("a region")),
            closed,
            open,
        }
    })
}

fn case() -> impl Strategy<Value = Case> {
    let place = prop::sample::select(PLACES.as_slice());
    place.prop_flat_map(|(zone, day)| {
        let middle: Date = day.parse().expect("a day");
        let inner = 2 * (REACH_MIN - 2880) * 60;
        let at = prop_oneof![0..inner, (0..inner / 1800).prop_map(|half| half * 1800)];
        let pause = (at.clone(), prop::option::weighted(0.9, 0_i64..200_000));
        let pause = pause.prop_map(|(from, length)| (from, length.map(|length| from + length)));
        let budget = prop_oneof![Just(0), 0_i64..100_000, (0_i64..100).prop_map(|n| n * 900)];
        let pauses = prop::collection::vec(pause, 0..=3);
        (definition(zone, middle), at, 0_i64..300_000, budget, pauses).prop_map(
            move |(definition, start, length, budget, pauses)| Case {
                definition,
                middle,
                start,
                length,
                budget,
                pauses,
            },
        )
    })
}

fn check(case: &Case) -> Result<(), TestCaseError> {
    let zone = TimeZone::get(case.definition.tz.name()).expect("a zone");
    let minutes = Minutes::new(&case.definition, &zone, case.middle);
    let Ok(calendar) = Calendar::new(case.definition.clone()) else {
        let (first, end) = minutes.inner();
        prop_assert!((first..end).step_by(60).all(|at| !minutes.is_open(at)));
        return Ok(());
    };
    let (first, end) = minutes.inner();
    let start = first + case.start;
    let until = (start + case.length).min(end);
    let paused = |second: i64| {
        case.pauses
            .iter()
            .any(|(from, to)| first + from <= second && to.is_none_or(|to| second < first + to))
    };
    let pauses = case.pauses.iter().map(|(from, to)| {
        (
            Timestamp::from_unix(first + from),
            to.map(|to| Timestamp::from_unix(first + to)),
        )
    });
    let pauses = Pauses::new(pauses).expect("pauses");
    let at = Timestamp::from_unix;

    let open = (start..until).filter(|second| minutes.is_open(*second));
    let open = i64::try_from(open.count()).expect("a count");
    prop_assert_eq!(calendar.open_seconds(at(start), at(until)), open);

    let counts = |second: &i64| minutes.is_open(*second) && !paused(*second);
    let counted = i64::try_from((start..until).filter(counts).count()).expect("a count");
    prop_assert_eq!(
        calendar.counted_seconds(at(start), at(until), &pauses),
        counted
    );

    prop_assert_eq!(calendar.is_open(at(start)), minutes.is_open(start));
    let opening = (start..end).find(|second| minutes.is_open(*second));
    if opening.is_some() {
        prop_assert_eq!(calendar.next_opening(at(start)), opening.map(at));
    }
    let closing = (start..end).find(|second| !minutes.is_open(*second));
    if let Some(closing) = closing.filter(|_| minutes.is_open(start)) {
        prop_assert_eq!(calendar.open_until(at(start)), Some(at(closing)));
    }

    // Rule 4: the first instant with elapsed = budget, the last one with elapsed ≤ budget.
    let aim = calendar.aim_with(at(start), case.budget, &pauses);
    let (mut elapsed, mut due, mut breach) = (0, None, None);
    for second in start..end {
        let counts = counts(&second);
        if due.is_none() && elapsed == case.budget && (case.budget > 0 || counts) {
            due = Some(second);
        }
        if counts && elapsed == case.budget {
            breach = Some(second);
            break;
        }
        elapsed += i64::from(counts);
    }
    if due.is_some() {
        prop_assert_eq!(aim.due_at, due.map(at));
    }
    if breach.is_some() {
        prop_assert_eq!(aim.breach_at, breach.map(at));
    }
    if due.is_none() {
        prop_assert!(aim.due_at.is_none_or(|due| due >= at(end)));
    }
    if breach.is_none() {
        prop_assert!(aim.breach_at.is_none_or(|breach| breach >= at(end)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_calendar_counts_as_somebody_who_counts_seconds(case in case()) {
        check(&case)?;
    }
}

#[test]
fn the_other_side_knows_gaps_and_repeated_hours() {
    // The wall clock of Berlin skips 02:30 on this day; the search must put it at 03:30.
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    let night = TimeOfDay::from_minutes(150).expect("a time");
    let morning = TimeOfDay::from_minutes(300).expect("a time");
    let hours = DayHours::new(vec![Interval::new(night, morning).expect("hours")]);
    let day: Date = "2026-03-29".parse().expect("a day");
    let mut definition = Definition::new(Hours::Weekly(Box::default()));
    definition.open = BTreeMap::from([(day, hours.expect("hours"))]);
    assert_eq!(definition.day(day).0, DayKind::Special);
    let minutes = Minutes::new(&definition, &zone, day);
    let at = |text: &str| text.parse::<Timestamp>().expect("a time").unix();
    assert!(!minutes.is_open(at("2026-03-29T01:29:59Z")));
    assert!(minutes.is_open(at("2026-03-29T01:30:00Z")));
    assert!(minutes.is_open(at("2026-03-29T02:59:59Z")));
    assert!(!minutes.is_open(at("2026-03-29T03:00:00Z")));
}
