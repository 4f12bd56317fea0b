//! The calendar vectors: one question a line, with the answer it must get. Rules 1 to 6.

use domain::calendar::answer;
use serde_json::Value;

#[test]
fn every_vector_is_answered_as_expected() {
    let mut asked = 0;
    for line in include_str!("vectors.jsonl").lines() {
        let vector: Value = serde_json::from_str(line).expect("a vector is JSON");
        let answer = answer(line.as_bytes()).expect("a vector has an answer");
        let mut expected = vector["expect"].clone();
        expected["id"] = vector["id"].clone();
        let given = serde_json::to_value(&answer).expect("an answer is JSON");
        assert_eq!(given, expected, "{line}");
        asked += 1;
    }
    assert_eq!(asked, 100);
}
