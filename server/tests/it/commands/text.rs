//! `leitstand scan-text`, fed as a measuring program feeds it.

use serde_json::{Value, json};

use super::{code, err, fed, out};
use crate::desk::Result;

#[test]
fn texts_are_answered_in_order_without_any_configuration() -> Result {
    let dir = tempfile::tempdir()?;
    let mut input = String::new();
    for n in 0..2_000 {
        let text = if n % 2 == 0 {
            format!("Zugang {n}: Passwort: Xk8!mm2P{n}")
        } else {
            "Der Webserver antwortet nicht mehr, bitte prüfen.".to_owned()
        };
        input.push_str(&json!({"id": n, "text": text}).to_string());
        input.push('\n');
    }
    let output = fed(dir.path(), &["scan-text"], input.as_bytes())?;
    assert_eq!(code(&output), 0, "{}", err(&output));
    let answers: Vec<Value> = out(&output)
        .lines()
        .map(serde_json::from_str)
        .collect::<std::result::Result<_, _>>()?;
    assert_eq!(answers.len(), 2_000);
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], n);
        assert_eq!(answer["secret"], n % 2 == 0, "{answer}");
        assert_eq!(answer["spans"].as_array().map(Vec::len), Some(1 - n % 2));
    }
    assert!(
        std::fs::read_dir(dir.path())?.next().is_none(),
        "nothing is created"
    );
    Ok(())
}

#[test]
fn a_bad_line_stops_with_its_number() -> Result {
    let dir = tempfile::tempdir()?;
    let input = b"{\"id\":1,\"text\":\"Hallo\"}\n{\"id\":2,\"text\":\n";
    let output = fed(dir.path(), &["scan-text"], input)?;
    assert_eq!(code(&output), 1);
    assert_eq!(out(&output), "{\"id\":1,\"secret\":false,\"spans\":[]}\n");
    assert!(err(&output).starts_with("leitstand: line 2: "));
    assert_eq!(err(&output).lines().count(), 1);
    Ok(())
}
