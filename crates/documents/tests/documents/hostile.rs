//! What people type is shown and never run; long texts stay on the page.

use crate::poppler::{squeezed, text, words};
use crate::{RENDERER, poppler, specimen};
use documents::{AuthorizationDocument, EvidencePack};
use domain::account::Locale;
use serde_json::Value;

const HOSTILE: &str = "#import \"base.typ\": * #panic(1) #{1+1} $x^2$ *fett* _kursiv_ \\ \\u{41} </b> [x] {y} <z> @ref == T // c /* d */ `e` ~ -- ... 'f' \"g\" https://a.example";

/// Puts the text wherever the structure takes any text: a place that takes codes or times refuses to be read back.
fn everywhere<T>(document: &T, hostile: &str) -> (T, usize)
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    let mut data = serde_json::to_value(document).expect("JSON");
    let mut replaced = 0;
    for pointer in texts(&data, "") {
        let before = data.pointer(&pointer).cloned().unwrap_or_default();
        let digest = ["/text", "/text_sha256", "/pack_json"]
            .iter()
            .any(|end| pointer.ends_with(end));
        if digest {
            continue;
        }
        *data.pointer_mut(&pointer).expect("the same place") = Value::from(hostile);
        if T::deserialize(&data).is_ok() {
            replaced += 1;
        } else {
            *data.pointer_mut(&pointer).expect("the same place") = before;
        }
    }
    (T::deserialize(&data).expect("the structure"), replaced)
}

fn texts(data: &Value, at: &str) -> Vec<String> {
    match data {
        Value::String(_) => vec![at.to_owned()],
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| texts(value, &format!("{at}/{key}")))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(n, item)| texts(item, &format!("{at}/{n}")))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

#[test]
fn markup_in_any_field_of_the_evidence_pack_is_only_text() {
    let (pack, replaced): (EvidencePack, _) = everywhere(&specimen::evidence(Locale::De), HOSTILE);
    assert!(replaced > 80, "{replaced}");
    let printed = text(&RENDERER.render_evidence(&pack).expect("a PDF"));
    let shown = printed.matches(&squeezed(HOSTILE)).count();
    assert!(shown > 60, "shown unchanged {shown} times");
}

#[test]
fn markup_in_the_signed_text_is_only_text() {
    let mut document: AuthorizationDocument =
        everywhere(&specimen::authorization(Locale::De), HOSTILE).0;
    document.signed.text =
        format!("# {HOSTILE}\n\n## {HOSTILE}\n- {HOSTILE}\n\n{HOSTILE}\n= {HOSTILE}\n+ {HOSTILE}");
    document.signed.text_sha256 = specimen::sha256(&document.signed.text);
    let pdf = RENDERER.render_authorization(&document).expect("a PDF");
    let printed = text(&pdf);
    assert!(printed.matches(&squeezed(HOSTILE)).count() >= 12);
    assert!(
        printed.contains(&squeezed(&format!("= {HOSTILE}"))),
        "only # and ## are headings"
    );
    assert_eq!(poppler::attached(&pdf, 1), document.signed.text.as_bytes());
}

#[test]
fn addresses_in_texts_do_not_become_links() {
    let mut pack = specimen::evidence(Locale::De);
    pack.messages[0].body = HOSTILE.to_owned();
    let pdf = RENDERER.render_evidence(&pack).expect("a PDF");
    assert!(!pdf.windows(4).any(|bytes| bytes == b"/URI"));
}

/// Nothing leaves the margins, nothing stands on top of something else.
fn assert_tidy(pdf: &[u8]) {
    for (number, page) in words(pdf).iter().enumerate() {
        assert!(
            page.iter().any(|word| word.text.contains("Ticket")),
            "page {} has no foot",
            number + 1
        );
        for (n, word) in page.iter().enumerate() {
            assert!(
                word.left > 55.0 && word.right < 541.0,
                "page {}: {word:?} leaves the margins",
                number + 1
            );
            assert!(
                word.top > 25.0 && word.bottom < 815.0,
                "page {}: {word:?} leaves the page",
                number + 1
            );
            for other in &page[n + 1..] {
                let beside = word.right < other.left + 1.0 || other.right < word.left + 1.0;
                let lines = word.bottom < other.top + 5.0 || other.bottom < word.top + 5.0;
                assert!(
                    beside || lines,
                    "page {}: {word:?} and {other:?} overlap",
                    number + 1
                );
            }
        }
    }
}

#[test]
fn the_specimen_is_tidy() {
    for language in [Locale::De, Locale::En] {
        let evidence = RENDERER.render_evidence(&specimen::evidence(language));
        assert_tidy(&evidence.expect("a PDF"));
        let authorization = RENDERER.render_authorization(&specimen::authorization(language));
        assert_tidy(&authorization.expect("a PDF"));
    }
}

#[test]
fn long_words_and_names_wrap_in_every_column() {
    let long = "===================================================== xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx Rindfleischetikettierungsüberwachungsaufgabe Donaudampfschifffahrtsgesellschaftskapitän db-replica-0007.backend.production.eu-central-1.cluster.lindner-soehne-werkzeugbau.example 2001:0db8:85a3:0000:0000:8a2e:0370:7334 /var/lib/docker/overlay2/3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d/merged/etc/nginx aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let (pack, _): (EvidencePack, _) = everywhere(&specimen::evidence(Locale::De), long);
    let pdf = RENDERER.render_evidence(&pack).expect("a PDF");
    assert_tidy(&pdf);
    assert!(text(&pdf).matches(&squeezed(long)).count() > 60);
}

#[test]
fn heads_of_tables_repeat_and_no_row_is_lost() {
    let mut pack = specimen::evidence(Locale::De);
    let entry = pack.actions[2].clone();
    pack.actions = (1..=70)
        .map(|seq| documents::ActionEntry {
            seq,
            what: format!("Arbeitsschritt mit der laufenden Nummer {seq}."),
            ..entry.clone()
        })
        .collect();
    pack.messages[0].body = "Eine Zeile aus einem langen Protokoll.\n".repeat(150);
    let pdf = RENDERER.render_evidence(&pack).expect("a PDF");
    assert_tidy(&pdf);
    let pages = poppler::pages(&pdf);
    let rows = |page: &&String| page.contains("Arbeitsschritt mit der laufenden Nummer");
    let with_rows: Vec<_> = pages.iter().filter(rows).collect();
    assert!(with_rows.len() > 5);
    for page in with_rows {
        assert!(page.contains("Nr. Zeit Person Was Kette"), "{page}");
    }
    let printed = text(&pdf);
    for seq in 1..=70 {
        assert!(printed.contains(&format!("laufendenNummer{seq}.")), "{seq}");
    }
    assert_eq!(
        printed.matches("EineZeileauseinemlangenProtokoll.").count(),
        150
    );
}
