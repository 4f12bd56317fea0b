//! Measures `secrets_in_text::scan` on texts whose secrets are known.
//!
//! `cargo run -p domain --example measure_secrets -- FILE.jsonl [even|odd] [misses]`: lines `{"id","text","spans"}`, the
//! middle of the id names the kind. Prints recall by kind, how exact the spans are and the false alarms; `even` and `odd`
//! take every second text, so that one half can be studied and the other one only counted.

use std::collections::BTreeMap;
use std::process::ExitCode;

use domain::secrets_in_text::{mask, scan};
use serde::Deserialize;

#[derive(Deserialize)]
struct Sample {
    id: String,
    text: String,
    spans: Vec<(usize, usize)>,
}

#[derive(Default)]
struct Tally {
    texts: usize,
    texts_found: usize,
    spans: usize,
    found: usize,
    exact: usize,
    /// Texts with a secret in which something harmless was marked.
    too_much: usize,
    harmless: usize,
    alarms: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.texts += other.texts;
        self.texts_found += other.texts_found;
        self.spans += other.spans;
        self.found += other.found;
        self.exact += other.exact;
        self.too_much += other.too_much;
        self.harmless += other.harmless;
        self.alarms += other.alarms;
    }

    fn show(&self, name: &str) {
        println!(
            "{name:<14} texts {:>4}/{:<4} spans {:>4}/{:<4} exact {:>4}  too much {:>3}  false alarms {:>2}/{}",
            self.texts_found,
            self.texts,
            self.found,
            self.spans,
            self.exact,
            self.too_much,
            self.alarms,
            self.harmless
        );
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|a| a == name);
    let Some(content) = arguments
        .first()
        .and_then(|f| std::fs::read_to_string(f).ok())
    else {
        eprintln!("a file of JSON lines is needed");
        return ExitCode::FAILURE;
    };
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    for (number, line) in content.lines().enumerate() {
        if has("even") && number % 2 == 1 || has("odd") && number % 2 == 0 {
            continue;
        }
        let Ok(sample) = serde_json::from_str::<Sample>(line) else {
            eprintln!("line {} is none", number + 1);
            return ExitCode::FAILURE;
        };
        let kind = sample
            .id
            .rsplit_once('-')
            .map_or("", |(kind, _)| kind)
            .to_owned();
        let one = measured(&sample, has("misses"));
        all.add(&one);
        kinds.entry(kind).or_default().add(&one);
    }
    for (name, tally) in &kinds {
        tally.show(name);
    }
    all.show("all");
    ExitCode::SUCCESS
}

fn measured(sample: &Sample, misses: bool) -> Tally {
    let findings = scan(&sample.text);
    let overlaps = |(from, to): (usize, usize)| findings.iter().any(|f| f.from < to && from < f.to);
    let found = sample.spans.iter().filter(|s| overlaps(**s)).count();
    let exact = sample
        .spans
        .iter()
        .filter(|(from, to)| findings.iter().any(|f| f.from == *from && f.to == *to))
        .count();
    let strays = findings
        .iter()
        .filter(|f| {
            !sample
                .spans
                .iter()
                .any(|(from, to)| f.from < *to && *from < f.to)
        })
        .count();
    let harmless = sample.spans.is_empty();
    if misses && (found < sample.spans.len() || strays > 0 || exact < found) {
        let what = match (found < sample.spans.len(), harmless) {
            (true, _) => "missed",
            (false, true) => "alarm",
            (false, false) if strays > 0 => "too much",
            (false, false) => "inexact",
        };
        let chars: Vec<char> = sample.text.chars().collect();
        let wanted: Vec<String> = sample
            .spans
            .iter()
            .map(|(from, to)| chars.get(*from..*to).unwrap_or_default().iter().collect())
            .collect();
        println!(
            "{what} {}: {wanted:?} in {:?}",
            sample.id,
            mask(&sample.text, &findings)
        );
    }
    Tally {
        texts: usize::from(!harmless),
        texts_found: usize::from(found > 0),
        spans: sample.spans.len(),
        found,
        exact,
        too_much: usize::from(!harmless && strays > 0),
        harmless: usize::from(harmless),
        alarms: usize::from(harmless && strays > 0),
    }
}
