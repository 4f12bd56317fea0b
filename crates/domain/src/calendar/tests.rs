//! The rules of calendars by number, each with the case that breaks first.

use jiff::civil::{Date, Weekday};

use super::*;
use crate::account::Locale;
use crate::time::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a valid time")
}

fn day(text: &str) -> Date {
    text.parse().expect("a valid date")
}

fn definition(json: &str) -> Definition {
    serde_json::from_str(json).expect("a definition")
}

fn calendar(json: &str) -> Calendar {
    Calendar::new(definition(json)).expect("a calendar")
}

fn refused(json: &str) -> String {
    serde_json::from_str::<Definition>(json)
        .map(|_| ())
        .expect_err(json)
        .to_string()
}

/// Monday to Friday 8 to 17 in the Saarland.
const BUSINESS: &str = r#"{"tz":"Europe/Berlin","region":"DE-SL","hours":{
    "mon":[["08:00","17:00"]],"tue":[["08:00","17:00"]],"wed":[["08:00","17:00"]],
    "thu":[["08:00","17:00"]],"fri":[["08:00","17:00"]]}}"#;

const NIGHTS: &str = r#"{"hours":{"sun":[["00:00","03:00"]]}}"#;

#[test]
fn rule_1_the_zone_is_berlin_unless_another_is_named() {
    assert_eq!(definition(NIGHTS).tz.name(), "Europe/Berlin");
    let kolkata = definition(r#"{"tz":"Asia/Kolkata","hours":"24x7"}"#);
    assert_eq!(kolkata.tz.name(), "Asia/Kolkata");
    assert!(refused(r#"{"tz":"Europe/Saarlouis","hours":"24x7"}"#).contains("no time zone"));
    assert!(refused(r#"{"tz":"","hours":"24x7"}"#).contains("no time zone"));
    assert!(refused(r#"{"tz":"CET-1CEST","hours":"24x7"}"#).contains("no time zone"));
}

#[test]
fn rule_2_hours_are_half_open_and_reach_up_to_24_00() {
    let calendar = calendar(
        r#"{"hours":{"fri":[["08:00","12:00"],["13:00","24:00"]],"sat":[["00:00","01:00"]]}}"#,
    );
    // A Friday in winter.
    for (time, open) in [
        ("2026-02-06T06:59:59Z", false),
        ("2026-02-06T07:00:00Z", true),
        ("2026-02-06T10:59:59Z", true),
        ("2026-02-06T11:00:00Z", false),
        ("2026-02-06T12:00:00Z", true),
        ("2026-02-06T22:59:59Z", true),
        ("2026-02-06T23:00:00Z", true),
        ("2026-02-07T00:00:00Z", false),
    ] {
        assert_eq!(calendar.is_open(at(time)), open, "{time}");
    }
    // 24:00 and 00:00 of the next day are one instant: the two are one stretch.
    let until = calendar.open_until(at("2026-02-06T12:30:00Z"));
    assert_eq!(until, Some(at("2026-02-07T00:00:00Z")));
    assert_eq!(calendar.open_until(at("2026-02-06T11:30:00Z")), None);
    let stretches = calendar.stretches(at("2026-02-06T10:00:00Z"), at("2026-02-06T22:00:00Z"));
    assert_eq!(
        stretches,
        [
            (at("2026-02-06T10:00:00Z"), at("2026-02-06T11:00:00Z")),
            (at("2026-02-06T12:00:00Z"), at("2026-02-06T22:00:00Z")),
        ]
    );
}

#[test]
fn rule_2_hours_of_a_date_beat_closing_day_holiday_and_weekday() {
    let json = BUSINESS.replace(
        r#""region""#,
        r#""closed":["2026-12-24","2026-12-31"],"open":{"2026-12-31":[["08:00","12:00"]],"2026-12-26":[["10:00","14:00"]]},"region""#,
    );
    let definition = definition(&json);
    for (date, kind, seconds) in [
        ("2026-12-23", DayKind::Regular, 9 * 3600),
        ("2026-12-24", DayKind::Closed, 0),
        (
            "2026-12-25",
            DayKind::Holiday(Holiday::ErsterWeihnachtstag),
            0,
        ),
        ("2026-12-26", DayKind::Special, 4 * 3600),
        ("2026-12-27", DayKind::Regular, 0),
        ("2026-12-31", DayKind::Special, 4 * 3600),
    ] {
        assert_eq!(definition.day(day(date)).0, kind, "{date}");
        let calendar = Calendar::new(definition.clone()).expect("a calendar");
        let from = crate::time::day_begins(date).expect("a day");
        let until = crate::time::day_ends(date).expect("a day");
        assert_eq!(calendar.open_seconds(from, until), seconds, "{date}");
    }
}

#[test]
fn rule_3_the_patch_window_has_two_hours_in_spring_and_four_in_autumn() {
    let calendar = calendar(NIGHTS);
    for (day, hours) in [("2026-03-29", 2), ("2026-10-25", 4), ("2026-11-01", 3)] {
        let from = crate::time::day_begins(day).expect("a day");
        let until = crate::time::day_ends(day).expect("a day");
        assert_eq!(calendar.open_seconds(from, until), hours * 3600, "{day}");
    }
}

#[test]
fn rule_3_a_skipped_boundary_moves_forward_and_a_repeated_one_is_the_first() {
    let night = |hours: &str| calendar(&format!(r#"{{"hours":{{"sun":{hours}}}}}"#));
    let (spring, monday) = (at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z"));
    let stretch = |from: &str, until: &str| vec![(at(from), at(until))];
    // 02:30 becomes 03:30.
    assert_eq!(
        night(r#"[["02:30","05:00"]]"#).stretches(spring, monday),
        stretch("2026-03-29T01:30:00Z", "2026-03-29T03:00:00Z")
    );
    // 02:00–02:30 becomes 03:00–03:30 and melts into 03:00–04:00.
    assert_eq!(
        night(r#"[["02:00","02:30"],["03:00","04:00"]]"#).stretches(spring, monday),
        stretch("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")
    );
    // 02:30–03:15 would end before it begins: nothing is left of it.
    assert!(
        night(r#"[["02:30","03:15"]]"#)
            .stretches(spring, monday)
            .is_empty()
    );
    // 02:00–02:30 in autumn is the first half hour, not the one an hour later.
    let (autumn, monday) = (at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"));
    assert_eq!(
        night(r#"[["02:00","02:30"]]"#).stretches(autumn, monday),
        stretch("2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z")
    );
}

#[test]
fn rule_3_boundaries_inside_a_change_of_the_clocks_are_warned_about() {
    let warnings = |json: &str| -> Vec<String> {
        let found = definition(json).warnings(2026..=2026);
        found.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        warnings(r#"{"hours":{"sun":[["02:30","05:00"]]}}"#),
        [
            "2026-03-29: 02:30 does not exist and moves forward",
            "2026-10-25: 02:30 exists twice, the first one counts",
        ]
    );
    // At the edges nothing is lost, and on Mondays the clocks stay as they are.
    assert!(
        warnings(r#"{"hours":{"sun":[["02:00","03:00"]],"mon":[["02:30","03:30"]]}}"#).is_empty()
    );
    // In Santiago midnight is skipped: 24:00 of Saturday is 01:00 of Sunday.
    assert!(
        warnings(r#"{"tz":"America/Santiago","hours":{"sat":[["22:00","24:00"]]}}"#).is_empty()
    );
}

#[test]
fn what_is_probably_not_meant_is_warned_about() {
    let warnings = |json: &str| -> Vec<Warning> {
        definition(json).warnings(2026..=2026).into_iter().collect()
    };
    let region = |text: &str| text.parse::<Region>().expect("a region");
    assert_eq!(
        warnings(
            r#"{"hours":"24x7","region":"DE-NW+cath","closed":["2026-12-24"],"open":{"2026-12-24":[]}}"#
        ),
        [
            Warning::ClosedYetOpen(day("2026-12-24")),
            Warning::OpenWithoutHours(day("2026-12-24")),
            Warning::HolidaysWithoutEffect(region("DE-NW+cath")),
            Warning::MunicipalWithoutEffect(region("DE-NW+cath")),
        ]
    );
    assert!(warnings(BUSINESS).is_empty());
}

#[test]
fn rule_4_due_at_closing_time_is_breached_after_the_next_opening() {
    let calendar = calendar(BUSINESS);
    // Friday 16:50 and ten minutes, before a Monday.
    let aim = calendar.aim(at("2026-02-06T15:50:00Z"), 600);
    assert_eq!(aim.due_at, Some(at("2026-02-06T16:00:00Z")));
    assert_eq!(aim.breach_at, Some(at("2026-02-09T07:00:00Z")));
    let elapsed = |until| calendar.open_seconds(at("2026-02-06T15:50:00Z"), until);
    assert_eq!(elapsed(at("2026-02-08T12:00:00Z")), 600);
    assert_eq!(elapsed(at("2026-02-09T07:00:00Z")), 600);
    assert_eq!(elapsed(at("2026-02-09T07:00:01Z")), 601);
    // A budget that is used up is due at the first open instant; less than nothing is as good as nothing.
    for budget in [0, -1, i64::MIN] {
        let aim = calendar.aim(at("2026-02-07T12:00:00Z"), budget);
        assert_eq!(aim.due_at, Some(at("2026-02-09T07:00:00Z")));
        assert_eq!(aim.breach_at, aim.due_at);
    }
}

#[test]
fn rule_4_what_never_ends_is_said_to_be_never() {
    // Four open hours on one day, and never again.
    let once = calendar(r#"{"hours":{},"open":{"2026-12-31":[["08:00","12:00"]]}}"#);
    let start = at("2026-01-01T00:00:00Z");
    assert!(!once.is_endless());
    let aim = once.aim(start, 4 * 3600);
    assert_eq!(aim.due_at, Some(at("2026-12-31T11:00:00Z")));
    assert_eq!(aim.breach_at, None);
    assert_eq!(once.aim(start, 4 * 3600 + 1).due_at, None);
    assert_eq!(once.next_opening(at("2026-12-31T11:00:00Z")), None);
    assert_eq!(
        once.open_until(at("2026-12-31T08:00:00Z")),
        Some(at("2026-12-31T11:00:00Z"))
    );
    // More seconds than there are.
    let always = calendar(r#"{"hours":"24x7"}"#);
    assert_eq!(always.aim(start, i64::MAX).due_at, None);
    assert_eq!(always.open_until(start), None);
}

#[test]
fn years_far_away_are_years_like_others() {
    let calendar = calendar(BUSINESS);
    // Monday the 4th of January 9998, asked after today: nothing that was answered before changes.
    let today = calendar.open_seconds(at("2026-02-02T00:00:00Z"), at("2026-02-03T00:00:00Z"));
    let far = calendar.open_seconds(at("9998-01-05T00:00:00Z"), at("9998-01-06T00:00:00Z"));
    assert_eq!((today, far), (9 * 3600, 9 * 3600));
    assert!(calendar.is_open(at("9998-01-05T10:00:00Z")));
    // Beyond the last year nothing is open, and asking is allowed.
    assert!(!calendar.is_open(Timestamp::FAR_FUTURE));
    assert_eq!(calendar.next_opening(Timestamp::FAR_FUTURE), None);
    assert_eq!(
        calendar.open_seconds(Calendar::end_of_time(), Timestamp::FAR_FUTURE),
        0
    );
    let backwards = calendar.open_seconds(at("2026-02-03T00:00:00Z"), at("2026-02-02T00:00:00Z"));
    assert_eq!(backwards, 0);
}

#[test]
fn rule_6_holidays_are_those_of_the_land_and_never_touch_24_7() {
    let corpus_christi = (at("2026-06-03T22:00:00Z"), at("2026-06-04T22:00:00Z"));
    let open = |definition: &Definition, region: &str| {
        let region = Some(region.parse().expect("a region"));
        let calendar = Calendar::new(definition.in_region(region)).expect("a calendar");
        calendar.open_seconds(corpus_christi.0, corpus_christi.1) / 3600
    };
    let business = definition(BUSINESS);
    assert_eq!(open(&business, "DE-SL"), 0);
    assert_eq!(open(&business, "DE-BE"), 9);
    assert_eq!(open(&business, "DE-TH"), 9);
    assert_eq!(open(&business, "DE-TH+cath"), 0);
    assert_eq!(open(&Definition::around_the_clock(), "DE-SL"), 24);
    // A closing day is said by name, also around the clock; a half day is one there too.
    let definition = definition(r#"{"hours":"24x7","closed":["2026-06-04"]}"#);
    assert_eq!(open(&definition, "DE-SL"), 0);
    let half = definition_with_half_day();
    assert_eq!(open(&half, "DE-SL"), 4);
    let calendar = Calendar::new(half).expect("a calendar");
    assert_eq!(
        calendar.next_opening(at("2026-06-04T11:00:00Z")),
        Some(corpus_christi.1)
    );
}

fn definition_with_half_day() -> Definition {
    definition(r#"{"hours":"24x7","open":{"2026-06-04":[["08:00","12:00"]]}}"#)
}

#[test]
fn rule_6_easter_and_what_hangs_on_it() {
    for (year, date) in [
        (1818, "1818-03-22"),
        (1954, "1954-04-18"),
        (2008, "2008-03-23"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
        (2100, "2100-03-28"),
        (2285, "2285-03-22"),
    ] {
        assert_eq!(easter(year), Some(day(date)));
    }
    assert_eq!(easter(0), None);
    // In 2008 two fell on the first of May; it is a holiday all the same.
    assert_eq!(
        Holiday::nationwide(day("2008-05-01")),
        Some(Holiday::TagDerArbeit)
    );
    let saxony = Region::of(Land::Sachsen);
    assert_eq!(
        Holiday::on(day("2026-11-18"), saxony),
        Some(Holiday::BussUndBettag)
    );
    assert_eq!(Holiday::BussUndBettag.name(Locale::De), "Buß- und Bettag");
    assert_eq!(Holiday::Fronleichnam.name(Locale::En), "Corpus Christi");
}

#[test]
fn rule_7_which_days_work_is_said() {
    let hours = definition(BUSINESS).hours;
    let Hours::Weekly(week) = &hours else {
        panic!("weekly hours");
    };
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    assert_eq!(Hours::on(&days, &week.mon), hours);
    assert!(week.sat.is_empty() && week.sun.is_empty());
    assert!(refused(r#"{"hours":"werktags"}"#).contains("24x7"));
}

#[test]
fn a_calendar_that_is_never_open_is_refused() {
    for json in [
        r#"{"hours":{}}"#,
        r#"{"hours":{"mon":[]}}"#,
        r#"{"hours":{},"open":{"2026-12-31":[]}}"#,
        // The clocks skip it.
        r#"{"hours":{},"open":{"2026-03-29":[["02:30","03:15"]]}}"#,
    ] {
        assert_eq!(
            Calendar::new(definition(json)).map(|_| ()),
            Err(NeverOpen),
            "{json}"
        );
    }
}

#[test]
fn what_a_definition_does_not_know_is_refused() {
    for (json, reason) in [
        (
            r#"{"hours":"24x7","close":["2026-12-24"]}"#,
            "unknown field `close`",
        ),
        (r#"{"hours":{"monday":[]}}"#, "unknown field `monday`"),
        (
            r#"{"hours":{"mon":[],"mon":[["08:00","17:00"]]}}"#,
            "duplicate field `mon`",
        ),
        (r#"{"hours":"24/7"}"#, "24x7"),
        (r#"{"hours":7}"#, "24x7"),
        (r#"{"tz":"UTC"}"#, "missing field `hours`"),
        (r#"{"hours":"24x7","region":"DE-XX"}"#, "no region"),
        (r#"{"hours":"24x7","closed":["2026-02-29"]}"#, "no date"),
        (r#"{"hours":"24x7","closed":["24.12.2026"]}"#, "no date"),
        (r#"{"hours":"24x7","closed":["20261224"]}"#, "no date"),
        (
            r#"{"hours":"24x7","open":{"2026-12-24":[],"2026-12-24":[]}}"#,
            "stands twice",
        ),
        (r#"{"hours":"24x7","open":{"heute":[]}}"#, "no date"),
    ] {
        let error = refused(json);
        assert!(error.contains(reason), "{json}: {error}");
    }
}

#[test]
fn a_definition_is_written_as_it_is_read() {
    for json in [
        r#"{"tz":"Europe/Berlin","hours":"24x7","region":null}"#,
        r#"{"tz":"UTC","hours":{"mon":[["08:00","12:00"],["13:00","24:00"]]},"region":"DE-BY+cath","closed":["2026-12-24"],"open":{"2026-12-31":[["08:00","12:00"]]}}"#,
    ] {
        let definition = definition(json);
        assert_eq!(serde_json::to_string(&definition).expect("JSON"), json);
    }
    let nothing = definition(r#"{"hours":"24x7","region":null,"closed":null,"open":null}"#);
    assert_eq!(nothing, Definition::around_the_clock());
}
