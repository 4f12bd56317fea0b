//! Measures `secrets_in_text::scan` on texts whose secrets are known.
//!
//! `cargo run -p domain --example measure_secrets -- FILE.jsonl [even|odd] [misses]`: lines `{"id","text","spans"}`, the
//! middle of the id names the kind. Prints recall by kind, how exact the spans are and the false alarms; `even` and `odd`
//! take every second text, so that one half can be studied and the other one only counted. `FILE.txt` is read as the corpora
//! of the tests are written; the kind is the headline above the text.
//!
//! `-- time` prints what typical tickets cost (a subject of 40 characters and 600 of text), in microseconds, and what a
//! character costs in long texts of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

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
    if has("time") {
        timed();
        return ExitCode::SUCCESS;
    }
    let Some(content) = arguments
        .first()
        .and_then(|f| std::fs::read_to_string(f).ok())
    else {
        eprintln!("a file of JSON lines is needed");
        return ExitCode::FAILURE;
    };
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    let samples = if arguments
        .first()
        .is_some_and(|f| Path::new(f).extension().is_some_and(|e| e == "txt"))
    {
        Ok(written(&content))
    } else {
        content.lines().map(serde_json::from_str).collect()
    };
    let samples: Vec<Sample> = match samples {
        Ok(samples) => samples,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    for (number, sample) in samples.into_iter().enumerate() {
        if has("even") && number % 2 == 1 || has("odd") && number % 2 == 0 {
            continue;
        }
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

/// The texts of a corpus of the tests: `⟦…⟧` around secrets, `¦` to be dropped, `# ` before headlines.
fn written(corpus: &str) -> Vec<Sample> {
    let mut headline = "";
    let mut samples = Vec::new();
    for line in corpus.lines().filter(|l| !l.is_empty()) {
        if let Some(comment) = line.strip_prefix("# ") {
            headline = comment.trim_start_matches("--- ");
            continue;
        }
        let line = line.replace("\\n", "\n").replace("\\t", "\t");
        let (mut text, mut spans, mut at, mut from) = (String::new(), Vec::new(), 0, 0);
        for c in line.chars() {
            match c {
                '⟦' => from = at,
                '⟧' => spans.push((from, at)),
                '¦' => {}
                c => {
                    text.push(c);
                    at += 1;
                }
            }
        }
        let id = format!("{headline}-{}", samples.len() + 1);
        samples.push(Sample { id, text, spans });
    }
    samples
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

/// Subject and text of tickets as they come in every day: the first two say a password, the others nothing of that sort.
const TYPICAL: &[(&str, &str)] = &[
    (
        "Kein Versand über SMTP seit der Umstellung",
        "Guten Tag,\n\nseit der Umstellung am Dienstag kommen keine Mails mehr aus unserem Shop (Debian 12, Postfix 3.7) heraus. \
         Im Log steht nur \"connect to relay.example.org[192.0.2.25]:587: Connection timed out\", mal mehr, mal weniger oft. \
         Eingehend läuft alles. Neu gestartet haben wir den Server web17 heute gegen 09:40 Uhr schon einmal, ohne Erfolg. \
         Falls Sie selbst nachsehen möchten, der Benutzer ist deploy und das Passwort lautet Gartenlaube#4, \
         sudo ist frei. Die Kunden warten auf ihre Rechnungen, es eilt also etwas.\n\nVielen Dank und freundliche Grüße\n\
         Martina Obermayer\nTechnik, Tel. 089 5550123",
    ),
    (
        "Restore of the orders database, slow query",
        "Hello,\n\nwe restored the nightly dump (orders_2026-03-14.sql.gz, 4.2 GB) to db2 and since then the report in the admin \
         area takes about 40 seconds. Before it was two. EXPLAIN shows a full scan on order_items although the index is there. \
         Could it be that statistics have to be rebuilt after an import? We have not touched my.cnf, the version is 10.11.6. \
         For a look please use:\n\nhost: db2.example.net\nuser: report\npassword: mk7-Lantern\n\nAnalysing is fine, please do \
         not restart anything before six in the evening.\n\nKind regards,\nTom Whitfield\nOperations",
    ),
    (
        "Zertifikat abgelaufen auf shop.example.de",
        "Hallo zusammen,\n\nunsere Seite zeigt seit heute früh in allen Browsern die Warnung NET::ERR_CERT_DATE_INVALID. Laut \
         certbot ist die Verlängerung am 3. März gescheitert, weil die Datei unter /.well-known/acme-challenge nicht gefunden \
         wurde (404). Wir haben vor zwei Wochen den Webserver von Apache auf nginx gewechselt, kann es daran liegen? \
         Ein Passwort oder einen Zugang brauchen Sie dafür ja vermutlich nicht, Sie kommen über die Verwaltung hinein. \
         Bitte geben Sie kurz Bescheid, wenn wieder alles läuft, unsere Kundennummer ist 4481207.\n\nViele Grüße aus Köln\n\
         Jürgen Petersen",
    ),
    (
        "Server unreachable after kernel upgrade",
        "Hi team,\n\nafter last night's kernel upgrade (6.1.0-18 to 6.1.0-20) the machine srv-ka-0417 does not come back. The console \
         shows \"dracut-initqueue timeout\" and then drops to the emergency shell. Ping to 198.51.100.44 fails, IPMI answers. We \
         tried the previous entry in GRUB without luck. It seems that the second disk of the mirror (serial S4EWNX0R812345) is \
         no longer detected, smartctl said 117 reallocated sectors last month. Is a replacement in stock? Order number of the \
         contract is 2024-118-B. We need the host by tomorrow noon, it runs our payroll.\n\nThanks,\nAnjali",
    ),
];

fn timed() {
    let texts: Vec<String> = TYPICAL
        .iter()
        .flat_map(|(subject, text)| [(*subject).to_owned(), (*text).to_owned()])
        .collect();
    let tickets = u32::try_from(TYPICAL.len()).unwrap_or(1);
    let mut found = 0;
    let mut best = f64::MAX;
    for _ in 0..50 {
        let start = Instant::now();
        for text in &texts {
            found += scan(text).len();
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e6 / f64::from(tickets));
    }
    println!("a typical ticket: {best:.1} µs ({} found)", found / 50);
    for times in [1, 10] {
        let long: String = texts
            .join("\n\n")
            .chars()
            .cycle()
            .take(100_000 * times)
            .collect();
        let start = Instant::now();
        let found = scan(&long).len();
        let all = start.elapsed().as_secs_f64() * 1e3;
        println!("{times}00 000 characters: {all:.1} ms ({found} found)");
    }
}
