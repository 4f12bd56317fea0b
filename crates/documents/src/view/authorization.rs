//! The authorization's data for its template.

use serde_json::{Value, json};

use super::{View, fact, frame, signed, signed_file};
use crate::error::DocumentError;
use crate::format::{groups, instant, moment};
use crate::labels::Labels;
use crate::model::{AuthorizationDocument, VersionRow};
use crate::words::Word;
use domain::account::Locale;

/// Prepares the document.
pub fn authorization(document: &AuthorizationDocument) -> Result<View, DocumentError> {
    let locale = document.language;
    let l = Labels::of(locale);
    let version = document.signed.version;
    let file = format!("authorization-{}-v{version}.txt", document.ticket);
    let mut data = frame(
        locale,
        &document.provider,
        l.authorization_title,
        document.ticket,
    )?;
    data["subtitle"] = json!(format!("{} {version}", l.version));
    data["facts"] = json!(facts(document, locale));
    data["signed"] = signed(&document.signed, &file, locale);
    data["ended"] = json!(ended(document, locale));
    let history = document.history.iter().map(|row| history(row, locale));
    data["history"] = history.collect();
    Ok(View {
        data,
        attached: vec![signed_file(&document.signed, &file, locale)],
        identity: format!("leitstand/authorization/{}/{version}", document.ticket),
        dated: document.as_of(),
    })
}

fn facts(document: &AuthorizationDocument, locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let organization = &document.organization;
    let name = if organization.number.is_empty() {
        organization.name.clone()
    } else {
        format!(
            "{} ({} {})",
            organization.name, l.customer_number, organization.number
        )
    };
    vec![
        fact(l.organization, name),
        fact(l.system, document.system.as_str()),
        fact(
            l.ticket,
            format!("{}: {}", document.ticket, document.subject),
        ),
    ]
}

fn ended(document: &AuthorizationDocument, locale: Locale) -> String {
    let l = Labels::of(locale);
    document.ended.as_ref().map_or(String::new(), |ending| {
        let reason = ending
            .reason
            .map_or(l.validity_over, |why| why.word(locale));
        format!("{} {}: {reason}", l.ended_at, instant(ending.at, locale))
    })
}

fn history(row: &VersionRow, locale: Locale) -> Value {
    json!({
        "version": row.version.to_string(),
        "kind": row.kind.word(locale),
        "signed_at": moment(row.signed_at, locale),
        "signer": row.signer_name,
        "hash": groups(&row.text_sha256),
        "superseded": row.superseded_at.map(|at| moment(at, locale)),
    })
}
