//! Finds passwords, keys and tokens in ordinary text before it is stored.
//!
//! No regular expressions: a hand-written reader goes over the lines a fixed number of times and looks at bounded
//! windows only, so the work grows with the length of the text whatever it contains. Several detectors look for
//! different things; their findings are merged. What cannot be known is settled towards tickets of hosting customers in
//! German and English: prose *about* passwords must pass, a password in any dress should not.
//!
//! Those detectors know constructions of sentences and files. Last comes [`mod@evidence`], which knows none: it adds up what
//! speaks for and against every stretch, and so finds what is put in a way nobody has thought of.
//!
//! The figures (recall and false alarms on texts the program was not tuned on) are in `tests/secrets_in_text.rs`.

mod apart;
mod around;
mod beside;
mod classes;
mod code;
mod commands;
mod context;
mod dialogue;
mod ends;
mod evidence;
mod firm;
mod formats;
mod gap;
mod judge;
mod keywords;
mod known;
mod lists;
mod machine;
mod made;
mod named;
mod pairs;
mod place;
mod prefixes;
mod protocol;
mod sequel;
mod several;
mod shape;
mod slots;
mod source;
mod tables;
mod value;
mod vocabulary;
mod words;

pub use evidence::{Evidence, evidence};
use source::Source;

codes! {
    /// What a finding looks like.
    pub enum FindingKind {
        /// A value behind a word for password or PIN, or beside a user name.
        Password => "password",
        /// An API key or token.
        Token => "token",
        /// A private key.
        PrivateKey => "private_key",
        /// The hash of a password.
        Hash => "hash",
        /// The password in an address (`scheme://user:password@host`).
        Url => "url",
        /// A password on a command line.
        Command => "command",
    }
}

/// A stretch of text that looks like a secret, in Unicode code points, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// First code point.
    pub from: usize,
    /// Behind the last one.
    pub to: usize,
    /// What it looks like.
    pub kind: FindingKind,
}

/// Everything in the text that looks like a secret, in order, without overlaps.
pub fn scan(text: &str) -> Vec<Finding> {
    let source = Source::new(text);
    let known = constructions(&source);
    merged(&source, evidence::weigh(&source, known))
}

/// What is found by its construction alone, before anything is weighed: for measuring.
pub fn rules(text: &str) -> Vec<Finding> {
    constructions(&Source::new(text))
}

fn constructions(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    formats::find(source, &mut found);
    for line in 0..source.lines.len() {
        commands::find(source, line, &mut found);
        keywords::find(source, line, &mut found);
        pairs::find(source, line, &mut found);
        protocol::find(source, line, &mut found);
    }
    tables::find(source, &mut found);
    let known = merged(source, found);
    let mut more = Vec::new();
    for (line, span) in source.lines.iter().enumerate() {
        let first = known.partition_point(|f| f.to <= span.from);
        let last = known.partition_point(|f| f.from < span.to);
        let here = known.get(first..last).unwrap_or_default();
        around::find(source, line, here, &mut more);
        if here.is_empty() {
            dialogue::find(source, line, &mut more);
        }
    }
    more.extend(known);
    merged(source, more)
}

/// The text with every finding replaced by dots, for the preview; the first character stays where there are enough.
pub fn mask(text: &str, findings: &[Finding]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for finding in findings {
        let (from, to) = (finding.from.max(at), finding.to.min(chars.len()));
        if from >= to {
            continue;
        }
        masked.extend(&chars[at..from]);
        if to - from > 7 && finding.kind != FindingKind::PrivateKey {
            masked.push(chars[from]);
        }
        masked.push_str("•••••");
        at = to;
    }
    masked.extend(chars.get(at..).unwrap_or_default());
    masked
}

/// In order; what overlaps becomes one finding of the kind that began first.
fn merged(source: &Source, mut found: Vec<Finding>) -> Vec<Finding> {
    found.retain(|f| f.from < f.to);
    // A command line knows exactly where its argument begins.
    let mut commands: Vec<Finding> = found
        .iter()
        .filter(|f| f.kind == FindingKind::Command)
        .copied()
        .collect();
    commands.sort_by_key(|c| c.to);
    found.retain(|f| {
        let next = commands.partition_point(|c| c.to <= f.from);
        f.kind != FindingKind::Password || commands.get(next).is_none_or(|c| c.from >= f.to)
    });
    narrow(source, &mut found);
    found.sort_by_key(|f| (f.from, std::cmp::Reverse(f.to)));
    let mut merged: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        match merged.last_mut() {
            Some(last) if finding.from < last.to => last.to = last.to.max(finding.to),
            _ => merged.push(finding),
        }
    }
    merged
}

/// Of two findings that end at the same place the one behind a separator is the value: `user:value`, `name=value`; of two
/// that begin at the same place a hash knows its end best.
fn narrow(source: &Source, found: &mut Vec<Finding>) {
    found.sort_by_key(|f| (f.to, f.from));
    let mut kept: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found.iter() {
        let separated = finding.from > 0
            && matches!(
                source.at(finding.from - 1),
                ':' | ';' | '=' | '%' | '/' | '|' | ','
            );
        match kept.last_mut() {
            Some(last)
                if last.to == finding.to && separated && last.kind != FindingKind::PrivateKey =>
            {
                *last = *finding;
            }
            _ => kept.push(*finding),
        }
    }
    kept.sort_by_key(|f| (f.from, f.kind != FindingKind::Hash));
    kept.dedup_by(|next, first| next.from == first.from && first.kind == FindingKind::Hash);
    *found = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_shows_where_but_not_what() {
        let text = "Größe egal, Passwort: Xk8!mm2P – und PIN: 4711.";
        let findings = scan(text);
        assert_eq!(findings.len(), 2);
        let shown = mask(text, &findings);
        assert_eq!(shown, "Größe egal, Passwort: X••••• – und PIN: •••••.");
        assert_eq!(mask(text, &[]), text);
    }

    #[test]
    fn spans_count_code_points() {
        let findings = scan("🔑🔑 Kennwort: Xk8!mm2P");
        assert_eq!((findings[0].from, findings[0].to), (13, 21));
    }

    #[test]
    fn overlapping_findings_become_one() {
        let one = |from, to| Finding {
            from,
            to,
            kind: FindingKind::Password,
        };
        let source = Source::new("thirteen code points");
        let merged = merged(
            &source,
            vec![one(5, 9), one(1, 3), one(6, 12), one(4, 4), one(12, 13)],
        );
        assert_eq!(merged, [one(1, 3), one(5, 12), one(12, 13)]);
    }
}
