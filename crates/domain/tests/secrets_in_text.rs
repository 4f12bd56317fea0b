//! How much is found and how often in vain, on texts the program was tuned on and on others.

use domain::secrets_in_text::{Finding, mask, scan};

/// A line of a corpus: the text without marks, and the marked spans in code points.
struct Sample {
    text: String,
    secrets: Vec<(usize, usize)>,
}

fn samples(file: &str) -> Vec<Sample> {
    let path = format!("{}/tests/secrets/{file}", env!("CARGO_MANIFEST_DIR"));
    let corpus = std::fs::read_to_string(path).expect("the corpus is there");
    corpus
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(sample)
        .collect()
}

fn sample(line: &str) -> Sample {
    let line = line.replace("\\n", "\n").replace("\\t", "\t");
    let (mut text, mut secrets, mut at, mut from) = (String::new(), Vec::new(), 0, 0);
    for c in line.chars() {
        match c {
            '⟦' => from = at,
            '⟧' => secrets.push((from, at)),
            c => {
                text.push(c);
                at += 1;
            }
        }
    }
    Sample { text, secrets }
}

fn overlaps(finding: &Finding, span: (usize, usize)) -> bool {
    finding.from < span.1 && span.0 < finding.to
}

/// Secrets found, secrets in all, harmless texts flagged, harmless texts in all; prints what went wrong.
fn measure(file: &str) -> (usize, usize, usize, usize) {
    let (mut hit, mut all, mut alarms, mut harmless) = (0, 0, 0, 0);
    for sample in samples(file) {
        let findings = scan(&sample.text);
        for span in &sample.secrets {
            all += 1;
            if findings.iter().any(|f| overlaps(f, *span)) {
                hit += 1;
            } else {
                println!("missed: {}", sample.text);
            }
        }
        let shown = mask(&sample.text, &findings);
        if sample.secrets.is_empty() {
            harmless += 1;
            if !findings.is_empty() {
                alarms += 1;
                println!("false alarm: {} -> {shown}", sample.text);
            }
        } else if findings
            .iter()
            .any(|f| !sample.secrets.iter().any(|s| overlaps(f, *s)))
        {
            println!("too much: {} -> {shown}", sample.text);
        }
    }
    println!("{file}: {hit} of {all} found, {alarms} of {harmless} flagged in vain");
    (hit, all, alarms, harmless)
}

#[test]
fn what_it_was_tuned_on() {
    let (hit, all, alarms, harmless) = measure("tuned.txt");
    assert!(hit * 100 >= all * 98);
    assert!(alarms * 100 <= harmless);
}

#[test]
fn what_it_was_not_tuned_on() {
    let (hit, all, alarms, harmless) = measure("held_out.txt");
    assert!(hit * 100 >= all * 95);
    assert!(alarms * 100 <= harmless * 3);
}
