//! `leitstand calendar eval`: service calendars as a filter, so that their answers can be checked against known ones.
//!
//! A line with a question in, a line with the answer out, in order; a line without an answer says why and makes the exit
//! status 1. Needs no configuration. Answers are written at once when nothing more waits to be read.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::calendar::answer;
use serde::Serialize;

/// Ask service calendars.
#[derive(Debug, Args)]
pub struct Calendar {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Answer questions about due times, elapsed time and charges: JSON lines in, JSON lines out.
    Eval,
}

impl Calendar {
    pub(super) fn run(&self) -> ExitCode {
        match self.what {
            What::Eval => eval(),
        }
    }
}

fn eval() -> ExitCode {
    match filter(std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(unanswered) => {
            eprintln!("leitstand: {unanswered} without an answer");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("leitstand: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers line by line; how many have no answer.
fn filter(input: impl Read, output: impl Write) -> std::io::Result<usize> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut output = BufWriter::with_capacity(1 << 16, output);
    let mut unanswered = 0;
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        // Files that were saved on Windows begin with a mark.
        let question = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if !question.iter().all(u8::is_ascii_whitespace) {
            match answer(question) {
                Ok(answer) => write(&mut output, &answer)?,
                Err(reason) => {
                    unanswered += 1;
                    write(&mut output, &reason)?;
                }
            }
            if input.buffer().is_empty() {
                output.flush()?;
            }
        }
        line.clear();
    }
    output.flush()?;
    Ok(unanswered)
}

fn write(output: &mut impl Write, line: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *output, line)?;
    output.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(input: &[u8]) -> (String, usize) {
        let mut output = Vec::new();
        let unanswered = filter(input, &mut output).expect("memory neither ends nor breaks");
        (String::from_utf8_lossy(&output).into_owned(), unanswered)
    }

    const ELAPSED: &str = r#"{"id":1,"op":"elapsed","calendar":{"hours":"24x7"},"start":"2026-02-02T08:00:00Z","end":"2026-02-02T08:01:59Z","tag":"x"}"#;

    #[test]
    fn every_line_has_its_answer_in_order_and_empty_ones_none() {
        let bad = r#"{"id":"b","op":"guess"}"#;
        let input = format!("\u{feff}{ELAPSED}\r\n\n   \nnonsense\n{bad}\n{ELAPSED}");
        let (out, unanswered) = asked(input.as_bytes());
        let lines: Vec<&str> = out.lines().collect();
        let answer = r#"{"id":1,"business_seconds":119,"business_minutes":1}"#;
        assert_eq!(lines.len(), 4);
        assert_eq!((lines[0], lines[3]), (answer, answer));
        assert!(lines[1].starts_with(r#"{"id":null,"error":"#), "{out}");
        assert!(
            lines[2].starts_with(r#"{"id":"b","error":"op \"guess\""#),
            "{out}"
        );
        assert_eq!(unanswered, 2);
        assert_eq!(asked(b""), (String::new(), 0));
    }

    #[test]
    fn bytes_that_are_no_text_are_a_line_without_an_answer() {
        let (out, unanswered) = asked(b"\xff\xfe\n{\"id\":\xff}\n");
        assert_eq!((out.lines().count(), unanswered), (2, 2));
    }
}
