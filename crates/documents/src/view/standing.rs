//! The data of a standing authorization for the template of authorizations.

use domain::account::Locale;
use domain::time::Timestamp;
use serde_json::json;

use super::{Attached, View, fact, frame};
use crate::canonical::blocks;
use crate::error::DocumentError;
use crate::format::{groups, instant, instant_utc};
use crate::labels::Labels;
use crate::model::StandingDocument;
use crate::words::Word;

/// Prepares the document.
pub fn standing(document: &StandingDocument) -> Result<View, DocumentError> {
    let locale = document.language;
    let l = Labels::of(locale);
    let number = document.number;
    let file = format!("standing-authorization-{number}.txt");
    let mut data = frame(locale, &document.provider, l.standing_title, number)?;
    data["running"] = json!(format!("{} {number}", l.standing));
    data["subtitle"] = json!("");
    data["facts"] = json!([
        fact(l.organization, organization(document)),
        fact(l.systems, document.systems.join(", ")),
        fact(l.acts, acts(document)),
        fact(l.valid_from, instant(document.valid_from, locale)),
        fact(l.valid_until, until(document.valid_until, locale)),
    ]);
    data["ended"] = json!(document.revoked.as_ref().map_or(String::new(), |revoked| {
        format!(
            "{} {}: {}",
            l.revoked,
            instant(revoked.at, locale),
            revoked.by
        )
    }));
    data["signed"] = json!({
        "heading": format!("{} {number}", l.standing),
        "text": blocks(&document.text),
        "text_lang": locale.code(),
        "hash": groups(&document.text_sha256),
        "file": file,
        "signer": document.signer_name,
        "facts": [
            fact(l.role, document.signer_role.word(locale)),
            fact(l.second_factor, document.second_factor.word(locale)),
            fact(l.signed_at, instant_utc(document.signed_at, locale)),
            fact(l.ip, document.ip.as_str()),
            fact(l.text_version, format!("{}, {}", document.text_version, locale.word(locale))),
        ],
    });
    data["history"] = json!([]);
    let attached = Attached {
        name: file,
        mime: "text/plain",
        description: format!("{}, {} {number}", l.canonical_text, l.standing),
        relationship: "source",
        bytes: document.text.as_bytes().to_vec(),
    };
    Ok(View {
        data,
        attached: vec![attached],
        identity: format!(
            "leitstand/standing/{}/{number}",
            document.organization.number
        ),
        dated: document.as_of(),
    })
}

fn organization(document: &StandingDocument) -> String {
    let l = Labels::of(document.language);
    let party = &document.organization;
    if party.number.is_empty() {
        return party.name.clone();
    }
    format!("{} ({} {})", party.name, l.customer_number, party.number)
}

fn acts(document: &StandingDocument) -> String {
    let words = document
        .acts
        .iter()
        .map(|act| act.label(document.language))
        .collect::<Vec<_>>();
    words.join(", ")
}

fn until(until: Option<Timestamp>, locale: Locale) -> String {
    until.map_or_else(
        || Labels::of(locale).until_revoked.to_owned(),
        |at| instant(at, locale),
    )
}
