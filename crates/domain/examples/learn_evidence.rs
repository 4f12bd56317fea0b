//! Learns what the features of `secrets_in_text::evidence` are worth, from the corpora of the tests.
//!
//! `cargo run -p domain --release --example learn_evidence` writes `src/secrets_in_text/evidence/weights.txt`;
//! `-- folds` only prints how well the scanner would do on texts it did not learn from (five parts, each in turn held out;
//! the made ones are only learned from), `-- files [misses]` the same with every file in turn held out, which is nearer to what
//! another hand writes; a file named behind that is measured by what all the others teach.
//! The same corpora give the same weights.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use domain::secrets_in_text::{Evidence, FindingKind, evidence, rules};

/// Corpora in `tests/secrets`.
const CORPORA: &[&str] = &[
    "tuned.txt",
    "held_out.txt",
    "fresh.txt",
    "last.txt",
    "desk_tuned.txt",
    "desk_held_out.txt",
    "desk_last.txt",
    "desk_blind.txt",
    "desk_evidence.txt",
    "desk_unseen.txt",
    "desk_more.txt",
    "desk_taught.txt",
    "desk_writers.txt",
    MADE,
];
/// Texts put together by a program, of which a hand wrote the parts.
const MADE: &str = "desk_made.txt";
/// A feature must have been seen in this many texts.
const LEAST_TEXTS: usize = 3;
const ROUNDS: usize = 30;
const RATE: f64 = 0.15;
/// Copies of a text with other secrets.
const COPIES: usize = 2;
/// Pulls every weight towards nothing, as a share of the rate.
const DECAY: f64 = 2e-4;

struct Text {
    candidates: Vec<Candidate>,
    /// The same with other secrets in the same places.
    copies: Vec<Candidate>,
    secrets: Vec<Span>,
    /// What is found by construction alone, and whether evidence may speak against it.
    known: Vec<(Span, bool)>,
    /// Put together by a program.
    made: bool,
    /// Which corpus it is of.
    file: usize,
    said: String,
}

type Span = (usize, usize);
type Candidate = (Vec<usize>, Span, Truth);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Truth {
    Secret,
    Harmless,
    /// Overlaps a secret without being it.
    Partly,
}

fn main() -> ExitCode {
    let folds = std::env::args().any(|a| a == "folds");
    let root = env!("CARGO_MANIFEST_DIR");
    let mut names = Names::default();
    let mut samples = Vec::new();
    for (number, file) in CORPORA.iter().enumerate() {
        let path = format!("{root}/tests/secrets/{file}");
        let Ok(corpus) = std::fs::read_to_string(&path) else {
            eprintln!("no corpus {path}");
            return ExitCode::FAILURE;
        };
        for line in corpus
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with("# "))
        {
            samples.push((marked(line), number));
        }
    }
    let mut texts: Vec<Text> = samples
        .iter()
        .enumerate()
        .map(|(n, ((text, secrets), file))| Text {
            made: CORPORA[*file] == MADE,
            file: *file,
            ..names.read(text, secrets, n)
        })
        .collect();
    let pool = Pool::of(&samples);
    let mut state = 7;
    for (n, (((text, secrets), _), known)) in samples.iter().zip(&mut texts).enumerate() {
        for _ in 0..COPIES {
            if let Some((text, secrets)) = pool.copy(text, secrets, &mut state) {
                known
                    .copies
                    .extend(names.read(&text, &secrets, n).candidates);
            }
        }
    }
    let keep = names.kept();
    for text in &mut texts {
        for (features, ..) in text.candidates.iter_mut().chain(&mut text.copies) {
            features.retain(|f| keep[*f]);
        }
    }
    println!(
        "{} texts, {} features",
        texts.len(),
        keep.iter().filter(|k| **k).count()
    );
    if folds {
        cross(&texts, keep.len());
        return ExitCode::SUCCESS;
    }
    if std::env::args().any(|a| a == "files") {
        by_file(&texts, keep.len());
        return ExitCode::SUCCESS;
    }
    let all: Vec<&Text> = texts.iter().collect();
    let weights = learn(&all, keep.len());
    let mut lines: Vec<(&str, i64)> = names
        .number
        .iter()
        .filter_map(|(name, n)| {
            #[expect(clippy::cast_possible_truncation, reason = "a few hundred")]
            let points = (weights[*n] * 100.0).round() as i64;
            (points.abs() >= 5).then_some((name.as_str(), points))
        })
        .collect();
    lines.sort_unstable();
    let mut out = String::new();
    for (name, points) in lines {
        let _ = writeln!(out, "{name}\t{points}");
    }
    match std::fs::write(
        format!("{root}/src/secrets_in_text/evidence/weights.txt"),
        out,
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Numbers for the names of features.
#[derive(Default)]
struct Names {
    number: HashMap<String, usize>,
    texts: Vec<usize>,
    last: Vec<usize>,
    read: usize,
}

impl Names {
    fn read(&mut self, text: &str, secrets: &[Span], number: usize) -> Text {
        self.read = number;
        let candidates = evidence(text)
            .into_iter()
            .map(|e| {
                let truth = truth(&e, secrets, text);
                let features = e.features.iter().map(|f| self.of(f)).collect();
                (features, (e.from, e.to), truth)
            })
            .collect();
        Text {
            candidates,
            copies: Vec::new(),
            secrets: secrets.to_vec(),
            known: rules(text)
                .iter()
                .map(|f| ((f.from, f.to), f.kind == FindingKind::Password))
                .collect(),
            made: false,
            file: 0,
            said: text.to_owned(),
        }
    }

    fn of(&mut self, name: &str) -> usize {
        let next = self.number.len();
        let number = *self.number.entry(name.to_owned()).or_insert(next);
        if number == next {
            self.texts.push(0);
            self.last.push(usize::MAX);
        }
        if self.last[number] != self.read {
            self.last[number] = self.read;
            self.texts[number] += 1;
        }
        number
    }

    fn kept(&self) -> Vec<bool> {
        self.texts.iter().map(|n| *n >= LEAST_TEXTS).collect()
    }
}

/// Secrets of all texts, by sort.
struct Pool {
    digits: Vec<String>,
    others: Vec<String>,
}

impl Pool {
    fn of(samples: &[((String, Vec<Span>), usize)]) -> Self {
        let mut pool = Self {
            digits: Vec::new(),
            others: Vec::new(),
        };
        for ((text, secrets), _) in samples {
            for span in secrets {
                let secret: String = text.chars().take(span.1).skip(span.0).collect();
                match sort(&secret) {
                    Some(true) => pool.digits.push(secret),
                    Some(false) => pool.others.push(secret),
                    None => {}
                }
            }
        }
        pool
    }

    /// None if there is nothing to be exchanged.
    fn copy(&self, text: &str, secrets: &[Span], state: &mut u64) -> Option<(String, Vec<Span>)> {
        let chars: Vec<char> = text.chars().collect();
        let (mut copy, mut spans, mut at, mut changed) = (Vec::new(), Vec::new(), 0, false);
        for (from, to) in secrets {
            copy.extend(chars.get(at..*from)?);
            let secret: String = chars.get(*from..*to)?.iter().collect();
            let pool = match sort(&secret) {
                Some(true) => &self.digits[..],
                Some(false) => &self.others[..],
                None => &[],
            };
            let start = copy.len();
            if pool.is_empty() {
                copy.extend(secret.chars());
            } else {
                changed = true;
                copy.extend(pool[random(state, pool.len())].chars());
            }
            spans.push((start, copy.len()));
            at = *to;
        }
        copy.extend(chars.get(at..)?);
        changed.then(|| (copy.into_iter().collect(), spans))
    }
}

/// Digits or not; long ones and those of several words are no sort.
fn sort(secret: &str) -> Option<bool> {
    let fits =
        (4..=24).contains(&secret.chars().count()) && !secret.chars().any(char::is_whitespace);
    fits.then(|| secret.chars().all(|c| c.is_ascii_digit() || c == '-'))
}

fn truth(e: &Evidence, secrets: &[Span], text: &str) -> Truth {
    if secrets.contains(&(e.from, e.to)) {
        return Truth::Secret;
    }
    let (mut shared, mut whole) = (0, 1);
    for (from, to) in secrets {
        let both = e.to.min(*to).saturating_sub(e.from.max(*from));
        if both > 0 {
            shared = both;
            whole = e.to.max(*to) - e.from.min(*from);
        }
    }
    // A word of a pass phrase is as good as the whole one.
    let of_phrase = secrets.iter().any(|(from, to)| {
        *from <= e.from && e.to <= *to && text.chars().take(*to).skip(*from).any(|c| c == ' ')
    });
    match shared {
        _ if of_phrase => Truth::Secret,
        0 => Truth::Harmless,
        n if n * 10 >= whole * 8 => Truth::Secret,
        _ => Truth::Partly,
    }
}

/// `⟦…⟧` around secrets, `¦` to be dropped.
fn marked(line: &str) -> (String, Vec<Span>) {
    let line = line.replace("\\n", "\n").replace("\\t", "\t");
    let (mut text, mut secrets, mut at, mut from) = (String::new(), Vec::new(), 0, 0);
    for c in line.chars() {
        match c {
            '⟦' => from = at,
            '⟧' => secrets.push((from, at)),
            '¦' => {}
            c => {
                text.push(c);
                at += 1;
            }
        }
    }
    (text, secrets)
}

/// Logistic regression, feature by feature with a rate of its own (AdaGrad).
fn learn(texts: &[&Text], features: usize) -> Vec<f64> {
    let mut weights = vec![0.0; features];
    let mut squares = vec![1e-2; features];
    let mut order: Vec<(&[usize], bool)> = texts
        .iter()
        .flat_map(|t| t.candidates.iter().chain(&t.copies))
        .filter(|(.., truth)| *truth != Truth::Partly)
        .map(|(f, _, truth)| (f.as_slice(), *truth == Truth::Secret))
        .collect();
    let mut state = 1_u64;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut state);
        for (seen, secret) in &order {
            let sum: f64 = seen.iter().map(|f| weights[*f]).sum();
            let error = 1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(*secret));
            for f in *seen {
                let step = error + DECAY * weights[*f];
                squares[*f] += step * step;
                weights[*f] -= RATE * step / f64::sqrt(squares[*f]);
            }
        }
    }
    weights
}

/// By a generator of its own: the same order every time.
fn shuffle<T>(all: &mut [T], state: &mut u64) {
    for n in (1..all.len()).rev() {
        let other = random(state, n + 1);
        all.swap(n, other);
    }
}

fn random(state: &mut u64, below: usize) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap_or_default() % below
}

/// Points at which what a construction found is none, as the scanner has them.
const DENYING: f64 = -5.0;
/// Points a stretch needs there.
const ENOUGH: f64 = 1.5;

/// The points of each secret of a text, and of a text without any the most of what would be flagged.
fn scored(text: &Text, weights: &[f64]) -> (Vec<f64>, Option<f64>) {
    let mut scores: Vec<(Span, f64)> = text
        .candidates
        .iter()
        .map(|(f, span, _)| (*span, f.iter().map(|f| weights[*f]).sum()))
        .collect();
    for (known, deniable) in &text.known {
        let denied = *deniable
            && scores
                .iter()
                .any(|(span, score)| span == known && *score <= DENYING);
        scores.retain(|(span, _)| span.1 <= known.0 || known.1 <= span.0);
        if !denied {
            scores.push((*known, f64::MAX));
        }
    }
    let best = |(from, to): Span| {
        scores
            .iter()
            .filter(|(span, _)| span.0 < to && from < span.1)
            .map(|(_, score)| *score)
            .fold(f64::MIN, f64::max)
    };
    let of_secrets = text.secrets.iter().map(|span| best(*span)).collect();
    let worst = text.secrets.is_empty().then(|| best((0, usize::MAX)));
    (of_secrets, worst)
}

fn cross(texts: &[Text], features: usize) {
    const FOLDS: usize = 5;
    let mut all: Vec<(Vec<f64>, Option<f64>)> = Vec::new();
    for fold in 0..FOLDS {
        let train: Vec<&Text> = split(texts, |n| n % FOLDS != fold);
        let weights = learn(&train, features);
        let held = split(texts, |n| n % FOLDS == fold);
        all.extend(held.iter().filter(|t| !t.made).map(|t| scored(t, &weights)));
    }
    let harmless = all.iter().filter(|(_, w)| w.is_some()).count();
    let secrets: usize = all.iter().map(|(s, _)| s.len()).sum();
    for tenths in (0..=80).step_by(5) {
        let limit = f64::from(tenths) / 10.0;
        let hit = all
            .iter()
            .flat_map(|(s, _)| s)
            .filter(|s| **s >= limit)
            .count();
        let alarms = all
            .iter()
            .filter(|(_, w)| w.is_some_and(|w| w >= limit))
            .count();
        println!("from {limit}: {hit} of {secrets} found, {alarms} of {harmless} flagged in vain");
    }
}

/// Each file by what the others teach.
fn by_file(texts: &[Text], features: usize) {
    let asked: Vec<String> = std::env::args().collect();
    let misses = asked.iter().any(|a| a == "misses");
    let named = |file: &str| asked.iter().any(|a| a == file);
    let all = !CORPORA.iter().any(|f| named(f));
    for (number, file) in CORPORA.iter().enumerate() {
        if *file == MADE || !(all || named(file)) {
            continue;
        }
        let train: Vec<&Text> = texts.iter().filter(|t| t.file != number).collect();
        let weights = learn(&train, features);
        let (mut found, mut hit, mut with, mut secrets) = (0, 0, 0, 0);
        let (mut alarms, mut harmless) = (0, 0);
        for text in texts.iter().filter(|t| t.file == number) {
            let (of_secrets, worst) = scored(text, &weights);
            let hits = of_secrets.iter().filter(|s| **s >= ENOUGH).count();
            let alarm = worst.is_some_and(|w| w >= ENOUGH);
            with += usize::from(worst.is_none());
            found += usize::from(hits > 0);
            hit += hits;
            secrets += of_secrets.len();
            harmless += usize::from(worst.is_some());
            alarms += usize::from(alarm);
            if misses && (alarm || hits < of_secrets.len()) {
                let what = if alarm { "alarm" } else { "missed" };
                let points: Vec<f64> = worst
                    .map_or_else(|| of_secrets.clone(), |w| vec![w])
                    .iter()
                    .map(|w| w.clamp(-99.0, 99.0))
                    .collect();
                println!("{what} {points:.1?}: {:?}", text.said);
            }
        }
        println!(
            "{file}: texts {found} of {with}, secrets {hit} of {secrets}, {alarms} of {harmless} flagged in vain"
        );
    }
}

fn split(texts: &[Text], which: impl Fn(usize) -> bool) -> Vec<&Text> {
    texts
        .iter()
        .enumerate()
        .filter(|(n, _)| which(*n))
        .map(|(_, t)| t)
        .collect()
}
