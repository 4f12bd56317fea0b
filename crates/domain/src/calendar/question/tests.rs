use serde_json::{Value, json};

use super::answer;

/// A question with other fields in some places; null takes a field away.
fn changed(mut question: Value, changes: Value) -> Value {
    let fields = question.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    question
}

fn business() -> Value {
    let day = json!([["08:00", "17:00"]]);
    json!({"tz": "Europe/Berlin", "region": "DE-SL",
        "hours": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day}})
}

/// Friday 16:55, ten minutes.
fn due() -> Value {
    json!({"id": "q", "op": "due", "calendar": business(),
        "start": "2026-02-06T16:55:00+01:00", "minutes": 10, "pauses": []})
}

/// Friday 16:00 to Monday 9:00.
fn elapsed() -> Value {
    json!({"id": "q", "op": "elapsed", "calendar": business(), "pauses": [],
        "start": "2026-02-06T16:00:00+01:00", "end": "2026-02-09T09:00:00+01:00"})
}

/// 16:50 to 17:05.
fn work() -> Value {
    json!({"id": "q", "op": "bill", "calendar": business(), "rate_in": 10_000, "rate_out": 14_900,
        "unit_min": 15, "start": "2026-02-02T16:50:00+01:00", "end": "2026-02-02T17:05:00+01:00"})
}

fn answered(question: &Value) -> String {
    let answer = answer(question.to_string().as_bytes());
    let answer = answer.unwrap_or_else(|reason| panic!("{question}: {}", reason.error));
    serde_json::to_string(&answer).expect("JSON")
}

fn refused(line: &str) -> (Value, String) {
    let reason = answer(line.as_bytes()).map(|_| ()).expect_err(line);
    let written = serde_json::to_value(&reason).expect("JSON");
    assert_eq!(written["error"], reason.error.to_string());
    (reason.id, reason.error.to_string())
}

#[test]
fn answers_begin_with_the_id_and_have_the_fields_of_the_op() {
    assert_eq!(
        answered(&due()),
        r#"{"id":"q","due":"2026-02-09T07:05:00Z","breach_at":"2026-02-09T07:05:00Z"}"#
    );
    assert_eq!(
        answered(&elapsed()),
        r#"{"id":"q","business_seconds":7200,"business_minutes":120}"#
    );
    assert_eq!(
        answered(&work()),
        r#"{"id":"q","in_s":600,"out_s":300,"slot":{"in":1,"out":0,"net_cents":2500},"bucket":{"in":1,"out":1,"net_cents":6225}}"#
    );
    // Any JSON is an id.
    let id = json!({"n": [1, null]});
    let odd = changed(due(), json!({ "id": id }));
    assert!(answered(&odd).starts_with(r#"{"id":{"n":[1,null]},"due":"#));
}

#[test]
fn what_stands_beside_the_question_is_not_read_but_the_calendar_is_read_closely() {
    let beside = changed(
        due(),
        json!({"expect": 7, "tag": [], "hand": "x", "rate_in": "y"}),
    );
    assert_eq!(answered(&beside), answered(&due()));
    let without = changed(due(), json!({"pauses": null}));
    assert_eq!(answered(&without), answered(&due()));
    let mut misspelt = due();
    misspelt["calendar"]["holiday"] = json!("DE-SL");
    assert!(
        refused(&misspelt.to_string())
            .1
            .contains("unknown field `holiday`")
    );
    let mut nothing = due();
    nothing["calendar"]["closed"] = Value::Null;
    nothing["calendar"]["open"] = Value::Null;
    assert_eq!(answered(&nothing), answered(&due()));
}

#[test]
fn nothing_is_due_at_the_first_counted_instant() {
    // RULINGS 19
    let with = |changes: Value| answered(&changed(due(), changes));
    let both = |at: &str| format!(r#"{{"id":"q","due":"{at}","breach_at":"{at}"}}"#);
    assert_eq!(with(json!({"minutes": 0})), both("2026-02-06T15:55:00Z"));
    assert_eq!(
        with(json!({"minutes": 0, "start": "2026-02-06T17:00:00+01:00"})),
        both("2026-02-09T07:00:00Z")
    );
    assert_eq!(
        with(json!({"minutes": 0, "pauses": [["2026-02-06T15:00:00Z", "2026-02-06T15:58:00Z"]]})),
        both("2026-02-06T15:58:00Z")
    );
}

#[test]
fn an_open_pause_is_never_and_a_budget_beyond_all_years_is_an_error() {
    let with = |changes: Value| changed(due(), changes);
    let open = json!([["2026-02-06T16:00:00+01:00", null]]);
    assert_eq!(
        answered(&with(json!({"pauses": open}))),
        r#"{"id":"q","due":null,"breach_at":null}"#
    );
    // Used up in the second in which the pause begins: kept for ever.
    let open = json!([["2026-02-09T08:05:00+01:00", null]]);
    assert_eq!(
        answered(&with(json!({"pauses": open}))),
        r#"{"id":"q","due":"2026-02-09T07:05:00Z","breach_at":null}"#
    );
    for minutes in [i64::MAX, i64::MAX / 60, 9_000_000_000] {
        let (id, error) =
            refused(&with(json!({"minutes": minutes, "calendar": {"hours": "24x7"}})).to_string());
        assert_eq!(
            (id, error.contains("before the year 9999")),
            (json!("q"), true)
        );
    }
    // Pauses may lie anywhere; an end after all years is no end.
    let for_ever = json!([
        ["0000-01-01T00:00:00Z", "2026-02-06T15:59:00Z"],
        ["2026-02-06T15:59:30Z", "9999-12-31T23:59:59Z"]
    ]);
    assert_eq!(
        answered(&changed(elapsed(), json!({"pauses": for_ever}))),
        r#"{"id":"q","business_seconds":30,"business_minutes":0}"#
    );
}

#[test]
fn times_are_instants_in_any_offset_and_whole_seconds() {
    let same = answered(&due());
    for start in [
        "2026-02-06T15:55:00Z",
        "2026-02-06T15:55Z",
        "2026-02-06T15:55:00.999Z",
        "2026-02-06T21:25:00+05:30",
        "2026-02-06T10:55:00-05:00",
        "2026-02-06T16:55:00+01",
        "20260206T155500Z",
    ] {
        assert_eq!(
            answered(&changed(due(), json!({ "start": start }))),
            same,
            "{start}"
        );
    }
    for start in [
        json!("2026-02-06T16:55:00"),
        json!("2026-02-06"),
        json!("2026-02-30T16:55:00Z"),
        json!("2026-02-06T16:55:00+01:00[Europe/Paris]"),
        json!("-000001-02-06T16:55:00Z"),
        json!("16:55"),
        json!(""),
        json!(1_770_393_300),
    ] {
        let (id, _) = refused(&changed(due(), json!({ "start": start })).to_string());
        assert_eq!(id, "q", "{start}");
    }
}

#[test]
fn a_line_that_cannot_be_answered_keeps_its_id_and_says_why() {
    let of = |question: Value, changes: Value| changed(question, changes).to_string();
    let calendar = |change: Value| of(due(), json!({"calendar": changed(business(), change)}));
    for (line, reason) in [
        (of(due(), json!({"op": "when"})), "op \"when\" is none of"),
        (of(due(), json!({"op": 1})), "expected a string"),
        (of(due(), json!({"op": null})), "missing field `op`"),
        (
            of(due(), json!({"minutes": null})),
            "missing field `minutes`",
        ),
        (of(due(), json!({"minutes": -1})), "must not be negative"),
        (of(due(), json!({"minutes": 0.5})), "floating point"),
        (of(due(), json!({"minutes": "10"})), "expected i64"),
        (
            of(due(), json!({"calendar": null})),
            "missing field `calendar`",
        ),
        (of(due(), json!({"calendar": {"hours": {}}})), "never open"),
        (calendar(json!({"tz": "Mars/Olympus"})), "no time zone"),
        (calendar(json!({"region": "DE-ZZ"})), "no region"),
        (
            calendar(json!({"hours": {"mon": [["09:00", "08:00"]]}})),
            "ends before it begins",
        ),
        (
            calendar(json!({"hours": {"mon": [["08:00", "12:00"], ["11:00", "13:00"]]}})),
            "overlap",
        ),
        (
            calendar(json!({"open": {"2026-12-31": [["08:00", "25:00"]]}})),
            "no time",
        ),
        (
            of(
                due(),
                json!({"pauses": [["2026-02-06T16:00:00Z", "2026-02-06T15:00:00Z"]]}),
            ),
            "ends before it begins",
        ),
        (
            of(due(), json!({"pauses": [["2026-02-06T16:00:00Z"]]})),
            "invalid length",
        ),
        (
            of(due(), json!({"pauses": [[null, "2026-02-06T16:00:00Z"]]})),
            "expected a string",
        ),
        (
            of(due(), json!({"start": "0000-02-06T16:55:00Z"})),
            "years 1 to 9998",
        ),
        (
            of(due(), json!({"start": "9999-02-06T16:55:00Z"})),
            "years 1 to 9998",
        ),
        (
            of(elapsed(), json!({"end": "2026-02-06T15:59:59+01:00"})),
            "end lies before the start",
        ),
        (of(elapsed(), json!({"end": null})), "missing field `end`"),
        (
            of(work(), json!({"end": "2026-02-02T16:49:59+01:00"})),
            "ends before it starts",
        ),
        (of(work(), json!({"unit_min": 0})), "between 1 and 1440"),
        (of(work(), json!({"rate_out": -1})), "not negative"),
    ] {
        let (id, error) = refused(&line);
        assert_eq!(id, "q", "{line}");
        assert!(error.contains(reason), "{line}: {error}");
    }
}

#[test]
fn a_line_that_is_no_question_has_no_id() {
    for line in [
        "",
        "[]",
        "null",
        "7",
        "{}",
        "nonsense",
        "{\"id\":1",
        "{\"op\":\"due\"}",
        "\"\\ud800\"",
    ] {
        assert_eq!(refused(line).0, Value::Null, "{line}");
    }
    let (id, error) = refused(r#"{"id":1,"op":"due","op":"bill"}"#);
    assert_eq!((id, error.contains("duplicate field")), (json!(1), true));
}

#[test]
fn elapsed_and_work_of_no_time_are_nothing() {
    let at = json!("2026-02-06T16:00:00+01:00");
    let none = answered(&changed(elapsed(), json!({ "end": at })));
    assert_eq!(
        none,
        r#"{"id":"q","business_seconds":0,"business_minutes":0}"#
    );
    let none = answered(&changed(work(), json!({"start": at, "end": at})));
    assert!(none.contains(r#""slot":{"in":0,"out":0,"net_cents":0}"#));
}

#[test]
fn years_far_away_are_answered() {
    let far = changed(
        due(),
        json!({"start": "9997-12-30T00:00:00Z", "minutes": 2 * 540}),
    );
    assert!(
        answered(&far).contains(r#""due":"9997-"#) || answered(&far).contains(r#""due":"9998-"#)
    );
    let long_ago = changed(
        elapsed(),
        json!({"start": "0001-01-01T00:00:00Z", "end": "0001-01-08T00:00:00Z"}),
    );
    // Monday the 1st of January of the year 1 is New Year's Day; four days of nine hours are left.
    assert!(
        answered(&long_ago).contains("129600"),
        "{}",
        answered(&long_ago)
    );
}
