//! The list of requirements: `docs/requirements.tsv`.

use anyhow::{Context as _, Result, ensure};

/// One row.
#[derive(Debug)]
pub struct Requirement {
    /// As written, perhaps double: letter, first and last number.
    pub label: String,
    /// The single ids that mean this row.
    pub ids: Vec<String>,
    /// The words of the source document, in German.
    pub source: String,
    /// What they ask for.
    pub text: String,
    /// The parts of the product that it belongs to, in the order of building.
    pub parts: Vec<String>,
}

/// Reads the rows; the first line is the heading.
pub fn parse(tsv: &str) -> Result<Vec<Requirement>> {
    let rows = tsv.lines().skip(1).filter(|line| !line.is_empty());
    rows.map(|line| row(line).with_context(|| format!("docs/requirements.tsv: `{line}`")))
        .collect()
}

fn row(line: &str) -> Result<Requirement> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [label, source, text, parts] = columns[..] else {
        anyhow::bail!("a row has four columns, this one {}", columns.len());
    };
    let ids = ids(label);
    ensure!(!ids.is_empty(), "`{label}` is no id");
    Ok(Requirement {
        label: label.to_owned(),
        ids,
        source: source.to_owned(),
        text: text.to_owned(),
        parts: parts.split(", ").map(str::to_owned).collect(),
    })
}

/// The ids named in a text, double ones taken apart.
pub fn ids(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let digits = |at: usize| {
        let two = bytes.get(at..at + 2)?;
        let more = bytes.get(at + 2).is_some_and(u8::is_ascii_digit);
        (two.iter().all(u8::is_ascii_digit) && !more).then(|| text[at..at + 2].to_owned())
    };
    let mut found = Vec::new();
    for (at, letter) in text.char_indices() {
        let in_word = at > 0
            && (bytes[at - 1].is_ascii_alphanumeric() || [b'-', b'_'].contains(&bytes[at - 1]));
        if in_word || !"ISDPMV".contains(letter) || bytes.get(at + 1) != Some(&b'-') {
            continue;
        }
        let Some(number) = digits(at + 2) else {
            continue;
        };
        found.push(format!("{letter}-{number}"));
        let mut next = at + 4;
        while bytes.get(next) == Some(&b'/')
            && let Some(number) = digits(next + 1)
        {
            found.push(format!("{letter}-{number}"));
            next += 3;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_running_text() {
        assert_eq!(
            ids("first answer, I-46, and S-18/19 (M-40)."),
            ["I-46", "S-18", "S-19", "M-40"]
        );
        assert_eq!(
            ids("GDPR-12, I-4, I-461, XI-46, UTF-8, A-01, S-1"),
            [] as [&str; 0]
        );
        assert_eq!(ids("I-47/48/x"), ["I-47", "I-48"]);
    }

    #[test]
    fn a_row_has_four_columns() -> Result<()> {
        let rows = parse(
            "id\tsource\trequirement\tparts\nI-47/48\t„Standard“\tBands\tintervention, clocks\n",
        )?;
        assert_eq!(rows[0].ids, ["I-47", "I-48"]);
        assert_eq!(rows[0].parts, ["intervention", "clocks"]);
        assert!(parse("heading\nI-01\tonly\tthree\n").is_err());
        assert!(parse("heading\nfoo\tof\tfour\tcolumns\n").is_err());
        Ok(())
    }
}
