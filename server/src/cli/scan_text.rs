//! `leitstand scan-text`: the detector of secrets as a filter, so that recall and false alarms can be measured.
//!
//! A line `{"id","text"}` in, a line `{"id","secret","spans"}` out, in order; spans are `[from, to)` in Unicode code points.
//! Needs no configuration. Answers are written at once when nothing more waits to be read, so that it can be talked to.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

use clap::Args;
use domain::secrets_in_text::scan;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Find secrets in texts: JSON lines in, JSON lines out.
#[derive(Debug, Args)]
pub struct ScanText {}

#[derive(Deserialize)]
struct Question {
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    secret: bool,
    spans: Vec<[usize; 2]>,
}

/// Why it stopped.
#[derive(Debug, thiserror::Error)]
enum ScanError {
    /// A line is not what it should be.
    #[error("line {line}: not of the form {{\"id\": …, \"text\": \"…\"}}: {what}")]
    Line { line: usize, what: String },
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl ScanText {
    pub(super) fn run() -> ExitCode {
        let outcome = filter(std::io::stdin().lock(), std::io::stdout().lock());
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("leitstand: {error}");
                ExitCode::FAILURE
            }
        }
    }
}

fn filter(input: impl Read, output: impl Write) -> Result<(), ScanError> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut output = BufWriter::with_capacity(1 << 16, output);
    let outcome = lines(&mut input, &mut output);
    // What was answered before a bad line was right.
    output.flush()?;
    outcome
}

fn lines<R: Read>(input: &mut BufReader<R>, output: &mut impl Write) -> Result<(), ScanError> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let question: Question =
            serde_json::from_slice(&line).map_err(|error| ScanError::Line {
                line: number,
                what: error.to_string(),
            })?;
        let spans: Vec<[usize; 2]> = scan(&question.text)
            .into_iter()
            .map(|found| [found.from, found.to])
            .collect();
        let answer = Answer {
            id: &question.id,
            secret: !spans.is_empty(),
            spans,
        };
        serde_json::to_writer(&mut *output, &answer).map_err(std::io::Error::from)?;
        output.write_all(b"\n")?;
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(input: &str) -> (String, Option<String>) {
        let mut output = Vec::new();
        let error = filter(input.as_bytes(), &mut output).err();
        let text = String::from_utf8_lossy(&output).into_owned();
        (text, error.map(|error| error.to_string()))
    }

    #[test]
    fn answers_stand_in_order_with_spans_in_code_points() {
        let (out, error) = scanned(
            "{\"id\":\"a\",\"text\":\"🔑 Passwort: Xk8!mm2P\"}\n\n{\"text\":\"Alles gut.\",\"id\":7,\"lang\":\"de\"}",
        );
        assert_eq!(error, None);
        assert_eq!(
            out,
            "{\"id\":\"a\",\"secret\":true,\"spans\":[[12,20]]}\n{\"id\":7,\"secret\":false,\"spans\":[]}\n"
        );
    }

    #[test]
    fn a_bad_line_is_named_and_what_came_before_is_answered() {
        for bad in [
            "{\"id\":1}",
            "nonsense",
            "{\"id\":1,\"text\":2}",
            "\"\\ud800\"",
            "[]",
        ] {
            let (out, error) = scanned(&format!(
                "{{\"id\":0,\"text\":\"\"}}\n{bad}\n{{\"id\":2,\"text\":\"\"}}\n"
            ));
            assert_eq!(out, "{\"id\":0,\"secret\":false,\"spans\":[]}\n", "{bad}");
            let error = error.unwrap_or_default();
            assert!(
                error.starts_with("line 2: not of the form"),
                "{bad}: {error}"
            );
        }
        assert!(scanned("\u{0}").1.is_some());
    }
}
