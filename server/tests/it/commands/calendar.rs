//! `leitstand calendar eval`, fed with the calendar vectors and with what is none.

use serde_json::{Value, json};

use super::{code, err, fed, out};
use crate::desk::Result;

const VECTORS: &str = include_str!("../../../../crates/domain/tests/calendar/vectors.jsonl");

fn lines(text: &str) -> Result<Vec<Value>> {
    let lines: std::result::Result<_, _> = text.lines().map(serde_json::from_str).collect();
    Ok(lines?)
}

fn business() -> Value {
    let day = json!([["08:00", "17:00"]]);
    json!({"tz": "Europe/Berlin", "region": "DE-SL",
        "hours": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day}})
}

#[test]
fn every_vector_gets_the_answer_it_expects() -> Result {
    let dir = tempfile::tempdir()?;
    let output = fed(dir.path(), &["calendar", "eval"], VECTORS.as_bytes())?;
    assert_eq!(code(&output), 0, "{}", err(&output));
    let (asked, answers) = (lines(VECTORS)?, lines(&out(&output))?);
    assert_eq!((asked.len(), answers.len()), (100, 100));
    for (question, answer) in asked.iter().zip(&answers) {
        let mut expected = question["expect"].clone();
        expected["id"] = question["id"].clone();
        assert_eq!(*answer, expected, "{question}");
    }
    assert!(
        std::fs::read_dir(dir.path())?.next().is_none(),
        "nothing is created"
    );
    Ok(())
}

#[test]
fn the_answer_does_not_depend_on_what_is_expected() -> Result {
    let dir = tempfile::tempdir()?;
    let mut input = String::new();
    for mut question in lines(VECTORS)? {
        question["expect"] = json!({"due": "never"});
        input.push_str(&question.to_string());
        input.push('\n');
    }
    let output = fed(dir.path(), &["calendar", "eval"], input.as_bytes())?;
    let with = fed(dir.path(), &["calendar", "eval"], VECTORS.as_bytes())?;
    assert_eq!(out(&output), out(&with));
    Ok(())
}

#[test]
fn a_line_without_an_answer_says_why_and_the_others_are_answered() -> Result {
    let dir = tempfile::tempdir()?;
    let due = |id: &str, change: Value| {
        let mut question = json!({"id": id, "op": "due", "calendar": business(),
            "start": "2026-02-06T16:55:00+01:00", "minutes": 10, "pauses": []});
        for (name, value) in change.as_object().into_iter().flatten() {
            question[name] = value.clone();
        }
        question.to_string()
    };
    let input = [
        due("good", json!({})),
        due("never open", json!({"calendar": {"hours": {}}})),
        due(
            "overlap",
            json!({"calendar": {"hours": {"mon": [["08:00", "12:00"], ["11:00", "13:00"]]}}}),
        ),
        due("budget", json!({"minutes": -1})),
        due("local", json!({"start": "2026-02-06T16:55:00"})),
        "{\"id\": \"broken\",".to_owned(),
        due("also good", json!({"pauses": null, "minutes": 0})),
    ]
    .join("\n");
    let output = fed(dir.path(), &["calendar", "eval"], input.as_bytes())?;
    assert_eq!(code(&output), 1);
    assert_eq!(err(&output), "leitstand: 5 without an answer\n");
    let answers = lines(&out(&output))?;
    let said: Vec<(&Value, bool)> = answers
        .iter()
        .map(|answer| (&answer["id"], answer["error"].is_string()))
        .collect();
    assert_eq!(
        said,
        [
            (&json!("good"), false),
            (&json!("never open"), true),
            (&json!("overlap"), true),
            (&json!("budget"), true),
            (&json!("local"), true),
            (&Value::Null, true),
            (&json!("also good"), false),
        ]
    );
    assert_eq!(answers[0]["due"], "2026-02-09T07:05:00Z");
    assert_eq!(answers[6]["due"], "2026-02-06T15:55:00Z");
    Ok(())
}
