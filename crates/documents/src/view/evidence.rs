//! The evidence pack's data for its template: cover and sections in words; the tables are in `tables`.

use domain::account::Locale;
use domain::credential::RevealOutcome;
use serde_json::{Value, json};

use super::{Attached, View, bill, fact, frame, signed, signed_file, tables};
use crate::canonical::paragraphs;
use crate::error::DocumentError;
use crate::format::{groups, instant, optional_instant, span};
use crate::labels::{Labels, sentences};
use crate::model::{AuditHead, Case, CopyFor, EvidencePack};
use crate::words::{Word, optional};

/// Prepares the document.
pub fn evidence(pack: &EvidencePack) -> Result<View, DocumentError> {
    let locale = pack.language;
    let l = Labels::of(locale);
    let ticket = pack.ticket.number;
    let mut data = frame(locale, &pack.provider, l.evidence_title, ticket)?;
    let copy = match pack.copy_for {
        CopyFor::Customer => l.copy_customer,
        CopyFor::Provider => l.copy_provider,
    };
    data["copy"] = json!(copy);
    data["subject"] = json!(pack.ticket.subject);
    data["cover"] = json!(cover(pack, locale));
    data["figures"] = json!(figures(pack, locale));
    data["case"] = case(&pack.case, locale);
    data["rounds"] = (1..)
        .zip(&pack.rounds)
        .map(|(number, round)| {
            let mut told = case(round, locale);
            told["heading"] = json!(format!("{} {number}", l.round));
            told
        })
        .collect();
    let files = text_files(pack);
    let texts = pack.authorizations.iter().zip(&files);
    data["authorizations"] = texts
        .clone()
        .map(|(v, file)| signed(v, file, locale))
        .collect();
    data["authorization_ended"] = json!(ended(pack, locale));
    data["gate"] = json!(tables::gate(&pack.gate, locale));
    data["clocks"] = json!(tables::clocks(&pack.clocks, pack.created_at, locale));
    data["reveals"] = json!(tables::reveals(&pack.reveals, locale));
    data["actions"] = json!(tables::actions(&pack.actions, pack.copy_for, locale));
    data["messages"] = json!(tables::messages(&pack.messages, locale));
    data["charges"] = bill::charges(&pack.charges, locale);
    data["ceilings"] = json!(bill::ceilings(&pack.ceilings, locale));
    data["work"] = bill::work(&pack.work, pack.created_at, locale);
    data["orders"] = json!(bill::orders(&pack.orders, locale));
    data["handovers"] = json!(tables::handovers(&pack.handovers, locale));
    data["attachments"] = json!(tables::attachments(
        &pack.attachments,
        pack.copy_for,
        locale
    ));
    data["destroyed"] = json!(tables::destroyed(&pack.destroyed, locale));
    let mut attached: Vec<Attached> = texts
        .map(|(version, file)| signed_file(version, file, locale))
        .collect();
    attached.extend(pack_file(pack, l.pack_description));
    data["audit"] = audit(&pack.audit, locale);
    data["commands"] = commands(&files, !pack.audit.public_key.is_empty());
    let names = attached
        .iter()
        .map(|file| json!([file.name, file.description]));
    data["attached"] = names.collect();
    Ok(View {
        data,
        attached,
        identity: format!("leitstand/evidence/{ticket}"),
        dated: pack.created_at,
    })
}

fn text_files(pack: &EvidencePack) -> Vec<String> {
    let numbers = 1..=pack.authorizations.len();
    numbers
        .map(|n| format!("authorization-{}-{n}.txt", pack.ticket.number))
        .collect()
}

fn pack_file(pack: &EvidencePack, description: &str) -> Option<Attached> {
    pack.pack_json.as_ref().map(|text| Attached {
        name: "pack.json".to_owned(),
        mime: "application/json",
        description: description.to_owned(),
        relationship: "data",
        bytes: text.as_bytes().to_vec(),
    })
}

fn cover(pack: &EvidencePack, locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let (ticket, system, organization) = (&pack.ticket, &pack.system, &pack.organization);
    let to = ticket.closed_at.map_or_else(
        || format!("{} {}", l.since, instant(ticket.received_at, locale)),
        |end| {
            format!(
                "{} – {}",
                instant(ticket.received_at, locale),
                instant(end, locale)
            )
        },
    );
    vec![
        fact(l.ticket, ticket.number.to_string()),
        fact(l.organization, organization.name.as_str()),
        fact(
            capital(l.customer_number).as_str(),
            organization.number.as_str(),
        ),
        fact(l.system, system.name.as_str()),
        fact(l.service_id, system.service_id.as_str()),
        fact(l.address, system.address.as_str()),
        fact(l.kind_of, system.kind.word(locale)),
        fact(l.os, system.os.as_str()),
        fact(l.site, system.site.as_str()),
        fact(
            l.state,
            format!(
                "{}; {} {}",
                pack.case.state.word(locale),
                l.ticket,
                ticket.state.word(locale)
            ),
        ),
        fact(l.period, to),
        fact(l.engineer, pack.case.engineer.as_str()),
        fact(
            l.created,
            format!("{}, {}", instant(pack.created_at, locale), pack.created_by),
        ),
    ]
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

/// The four figures a reader wants first.
fn figures(pack: &EvidencePack, locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let count = |wanted| pack.reveals.iter().filter(|r| r.outcome == wanted).count();
    let looks = sentences::looks(
        count(RevealOutcome::Granted),
        count(RevealOutcome::Denied),
        count(RevealOutcome::Failed),
        locale,
    );
    let work = bill::work_seconds(&pack.work, pack.created_at);
    let net = bill::net(&pack.charges);
    vec![
        fact(l.s_reveals, looks),
        fact(
            l.entries,
            tables::shown_actions(&pack.actions, pack.copy_for).to_string(),
        ),
        fact(l.work_time, format!("{}\u{a0}h", span(work))),
        fact(l.charged, net.show(locale)),
    ]
}

fn case(case: &Case, locale: Locale) -> Value {
    let l = Labels::of(locale);
    let yes_no = |value| if value { l.yes } else { l.no };
    let avoidable = case.avoidable.map_or("", yes_no);
    let avoidable = [avoidable, &case.avoidable_reason]
        .map(str::trim)
        .join(": ");
    let confirmed = [
        optional_instant(case.password_changed_at, locale),
        case.password_changed_by.clone(),
    ];
    let tasks: Vec<_> = case.tasks.iter().map(|task| task.word(locale)).collect();
    json!({
        "facts": [
            fact(l.symptom, optional(case.symptom, locale)),
            fact(l.complexity, optional(case.complexity, locale)),
            fact(l.method, optional(case.method, locale)),
            fact(l.method_reason, case.method_reason.as_str()),
            fact(l.started_at, optional_instant(case.started_at, locale)),
            fact(l.closed_at, optional_instant(case.closed_at, locale)),
            fact(l.cause, optional(case.cause, locale)),
            fact(l.avoidable, avoidable.trim_matches([':', ' '])),
            fact(l.password_changed, confirmed.join(", ").trim_matches([',', ' '])),
        ],
        "tasks": tasks,
        "known": !case.problem.is_empty() || case.symptom.is_some() || !case.summary.is_empty(),
        "texts": [
            {"label": l.problem, "paragraphs": paragraphs(&case.problem)},
            {"label": l.error_messages, "paragraphs": paragraphs(&case.error_messages), "mono": true},
            {"label": l.wanted_action, "paragraphs": paragraphs(&case.wanted_action)},
        ],
        "summary": paragraphs(&case.summary),
    })
}

fn ended(pack: &EvidencePack, locale: Locale) -> String {
    let l = Labels::of(locale);
    pack.authorization_ended
        .as_ref()
        .map_or(String::new(), |ending| {
            let reason = ending
                .reason
                .map_or(l.validity_over, |why| why.word(locale));
            format!("{} {}: {reason}", l.ended_at, instant(ending.at, locale))
        })
}

fn audit(head: &AuditHead, locale: Locale) -> Value {
    let l = Labels::of(locale);
    json!({
        "hash": groups(&head.hash),
        "public_key": groups(&head.public_key),
        "facts": [
            fact(l.head_seq, head.seq.to_string()),
            fact(l.head_at, instant(head.at, locale)),
            fact(l.own_events, head.own_events.to_string()),
        ],
    })
}

/// What to type, as the reader has to type it.
fn commands(files: &[String], has_key: bool) -> Value {
    let key = if has_key { " --public-key F" } else { "" };
    json!({
        "verify": format!("leitstand audit verify --export pack.json{key}"),
        "sums": files.iter().map(|file| format!("sha256sum {file}")).collect::<Vec<_>>(),
    })
}
