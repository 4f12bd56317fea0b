//! How much is found and how often in vain, on texts the program was tuned on and on others.

use domain::secrets_in_text::{Finding, mask, scan};
use proptest::prelude::*;

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
            '¦' => {}
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

// Each corpus was measured once before any rule was changed for it: held_out.txt 81 of 82 found and 0 of 85 flagged in
// vain, fresh.txt 80 of 89 and 1 of 78, last.txt 48 of 50 and 0 of 50. Since then the rules have been improved with what
// was missed, so the figures below guard against losing ground; the first ones say how well it does on unseen texts.

#[test]
fn what_it_was_tuned_on() {
    let (hit, all, alarms, harmless) = measure("tuned.txt");
    assert!(hit * 100 >= all * 99);
    assert_eq!((alarms, harmless), (0, 133));
}

#[test]
fn what_was_held_out() {
    for file in ["held_out.txt", "fresh.txt", "last.txt"] {
        let (hit, all, alarms, harmless) = measure(file);
        assert!(hit * 100 >= all * 98, "{file}: {hit} of {all}");
        assert!(alarms * 100 <= harmless, "{file}: {alarms} of {harmless}");
    }
}

// The texts of desk_*.txt were written by somebody who had not read the scanner (but for the later parts of desk_tuned.txt),
// with weak passwords, typos, dialogues, configuration and many traps. Of the texts with a secret the scanner of then found
// 74 % in desk_held_out.txt and 63 % in desk_last.txt, and flagged 1.3 % and 0 % in vain. Improved with desk_tuned.txt only, it
// found 89 % of the unseen desk_held_out.txt and flagged 1.3 % in vain; improved with that too, and with each part of
// desk_last.txt before the next, 81 % of the unseen parts and 0.6 %. desk_blind.txt has seven parts: two written
// before the scanner was read, five after that from the customer's side; each was measured before it was looked at. Of their
// secrets the scanner of before found 78, 65, 77, 76, 74, 81 and 68 %, the one improved with the parts before 80, 71, 79, 81,
// 82, 89 and 76 % (of part 1 and 2: of the half that was held out); 4 of 583 harmless texts were flagged in vain. So of what
// nobody has thought of yet about one secret in five is missed. The figures below again guard against losing ground.
//
// Another hand wrote 320 texts without having read the scanner (desk_unseen.txt holds of them what was missed, and the
// harmless ones). The scanner of then found 76 % of the texts with a secret and flagged 2 of 100 in vain; with the evidence
// learned from the other corpora only it found 87 % of them and flagged 2 of 100. desk_evidence.txt was written for learning,
// after half of those texts had been read. A second 320 of the same hand, looked at by nobody before: the old scanner found
// 71 % and flagged 3 of 100, the new one 89 % and 5. desk_more.txt holds them and the rest of the first 320, and weights are
// learned from them, too. So nothing here is unseen any more: what is missed of the next hand has to be measured with its texts.
//
// desk_made.txt is put together by a program from some eight hundred sentences and invented values. Weights learned without that
// second half but with desk_made.txt found 218 of its 235 secrets and flagged 7 of 100 in vain (three of them by rules mended
// since), without desk_made.txt 211 and 8; some of the sentences were written after what was missed there had been read. Of all
// texts here, a fifth held out in turn, 2686 of 2811 secrets are found and 62 of 2501 harmless texts flagged.
//
// desk_writers.txt was written by two more who had not read the scanner. The scanner of then found 135 of 150 and 122 of 138
// texts with a secret, and flagged 2 of 100 and 9 of 112 in vain. With desk_taught.txt and the first hand learned, but before the
// second hand's texts had been read, it found 125 of those 138 and still flagged 9 of 112: so of an unseen hand about nine texts in
// ten are found, and one harmless text in twelve is flagged. What was seen there is mended and learned since; with a fifth of all
// texts held out in turn, 3105 of 3271 secrets are found and 67 of 2818 harmless texts flagged.
#[test]
fn what_a_support_desk_gets() {
    for (file, least, most) in [
        ("desk_tuned.txt", 95, 1),
        ("desk_held_out.txt", 95, 1),
        ("desk_last.txt", 93, 1),
        ("desk_blind.txt", 93, 1),
        ("desk_evidence.txt", 93, 1),
        ("desk_unseen.txt", 90, 1),
        ("desk_more.txt", 93, 2),
        ("desk_made.txt", 93, 3),
        ("desk_taught.txt", 93, 2),
        ("desk_writers.txt", 95, 1),
    ] {
        let (hit, all, alarms, harmless) = measure(file);
        assert!(hit * 100 >= all * least, "{file}: {hit} of {all}");
        assert!(
            alarms * 100 <= harmless * most,
            "{file}: {alarms} of {harmless}"
        );
    }
}

#[test]
fn the_span_is_the_secret_and_not_the_word_before() {
    let (mut exact, mut found) = (0, 0);
    for file in [
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
        "desk_writers.txt",
    ] {
        for sample in samples(file) {
            let findings = scan(&sample.text);
            let any = |fits: &dyn Fn(&Finding, (usize, usize)) -> bool| {
                let hit = |s: &&(usize, usize)| findings.iter().any(|f| fits(f, **s));
                sample.secrets.iter().filter(hit).count()
            };
            found += any(&overlaps);
            exact += any(&|f, s| (f.from, f.to) == s);
        }
    }
    assert!(exact * 100 >= found * 98, "{exact} of {found}");
}

/// Found by no construction the scanner knows, but by what speaks for it; beside each the same about nothing.
#[test]
fn evidence_adds_up_where_no_construction_is_known() {
    for (text, harmless) in [
        (
            "Als Zugangswort fungiert hier ⟦Erlenbruch_4⟧, wie immer.",
            "Als Zugangswort fungiert hier ein ganzer Satz, wie immer.",
        ),
        (
            "ich tippe da ⟦bachforelle7⟧ rein und es kommt wieder das anmeldefenster",
            "ich tippe da das richtige rein und es kommt wieder das anmeldefenster",
        ),
        (
            "Our mailbox refuses ⟦Hollyhock31⟧ since the migration.",
            "Our mailbox refuses attachments since the migration.",
        ),
    ] {
        let sample = sample(text);
        let findings = scan(&sample.text);
        let spans: Vec<_> = findings.iter().map(|f| (f.from, f.to)).collect();
        assert_eq!(spans, sample.secrets, "{text}");
        assert_eq!(scan(harmless), [], "{harmless}");
    }
}

/// What a program reads, an example everybody knows, a word with a letter missing.
#[test]
fn what_only_refers_to_a_secret_is_none() {
    for text in [
        "mysqldump -u root -p\"$MYSQL_PWD\" --all-databases | gzip > backup.sql.gz",
        "kennwort vergessn, was nu",
        "docker run -e MYSQL_ROOT_PASSWORD=my-secret-pw mysql",
        "psql \"postgres://app:${DB_PASSWORD}@db2.example.org/shop\"",
    ] {
        assert_eq!(scan(text), [], "{text}");
    }
    assert_eq!(scan("$pass = \"Wackelpudding\";").len(), 1);
    assert_eq!(scan("MYSQL_PWD=Wackelpudding mysql -u root").len(), 1);
}

#[test]
fn neighbours_of_a_value_stay_readable() {
    for (text, secret) in [
        ("mysql -u root -pS3cret! shop", "S3cret!"),
        ("Server=a;Password=minka;User Id=sa", "minka"),
        (
            "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&issuer=E",
            "JBSWY3DPEHPK3PXP",
        ),
        ("Passwörter: root = Hd8-11", "Hd8-11"),
        ("the admin's password, Falcon-Nest, is known", "Falcon-Nest"),
    ] {
        let shown = mask(text, &scan(text));
        let rest = text.split(secret).collect::<Vec<_>>();
        assert!(
            shown.starts_with(rest[0]) && shown.ends_with(rest[1]) && !shown.contains(secret),
            "{shown}"
        );
    }
}

/// Repeated until there are this many code points: with quadratic work each would take hours.
const LONG: usize = 100_000;

#[test]
fn hostile_texts_cost_no_more_than_their_length() {
    for part in [
        "passwort:",
        "passwort ",
        "passwort: \"",
        "passwort (",
        "Passwort:\n",
        "Zugangsdaten:\nroot\n",
        "root / ",
        "root:",
        "u: p: ",
        "://a:",
        "http://a:b",
        "?pw=...",
        "&token=",
        "ghp_",
        "eyJ-",
        "$6$",
        "{SSHA}",
        "1-",
        "-----BEGIN ",
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "-----END ",
        "passwort? ",
        "Passwort\nx\n",
        ".password ",
        "Passphrase: a ",
        "password \"x",
        "mysqli_connect('",
        "cookie: ",
        "/reset",
        "und pw12 und ",
        "INSERT INTO (",
        "PuTTY-User-Key-File-2",
        "mysql -p ",
        "Passwort;x\n",
        "a|passwort|",
        "„Passwort“ ",
        "bearer ",
        "aB3!",
        "aB3! ",
        "=",
        "\u{1f511}",
    ] {
        let text: String = part.chars().cycle().take(LONG).collect();
        for finding in scan(&text) {
            assert!(finding.from < finding.to && finding.to <= LONG);
        }
    }
}

#[test]
fn a_million_lines_are_read_to_the_end() {
    let mut text = "x\n".repeat(1_000_000);
    text.push_str("Passwort: Xk8!mm2P");
    let findings = scan(&text);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].from, 2_000_010);
}

/// Pieces that make the detectors work, in any order and mixed with anything.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "Passwort", "pw", "PIN", "token", "key", "pass", "Zugangsdaten", "root", "admin", ":", "=", " ist ", " lautet ",
            "(", ")", "\"", "„", "“", "'", "<", ">", "|", ";", "\t", "\n", "/", "@", "://", "?pw=", "$6$", "-----BEGIN ",
            "PRIVATE KEY-----", "-----END ", "eyJ", "ghp_", "bearer ", "mysql", "-p", "curl", "-u", "net", "user", "use",
            "htpasswd", "-b", "define(", "Xk8!mm2P", "u:", "p:", "ß", "İ", "\u{1f511}", " ",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn no_text_breaks_it(text in pieces()) {
        let findings = scan(&text);
        let length = text.chars().count();
        prop_assert!(findings.iter().all(|f| f.from < f.to && f.to <= length));
        prop_assert!(findings.windows(2).all(|w| w[0].to <= w[1].from));
        let shown = mask(&text, &findings);
        let hidden: usize = findings.iter().map(|f| f.to - f.from).sum();
        prop_assert!(shown.chars().count() >= length - hidden);
    }
}
