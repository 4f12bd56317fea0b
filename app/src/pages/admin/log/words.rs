//! What an event of the provider's chain says, in words of the reader.
//!
//! Events are read as they were written, whatever this program writes today: what is not understood is left out, never
//! shown as a code.

use domain::account::StaffRole;
use domain::audit::{EventDraft, EventKind};
use domain::ticket::Emergencies;
use domain::time::{Timestamp, date, date_time};
use serde::Deserialize as _;
use serde_json::Value;
use services::house::COMMAND_LINE;

use crate::i18n::Messages;
use crate::pages::admin::calendars::{difference, hours};
use crate::pages::admin::catalogue::offered;
use crate::pages::admin::defaults::turned as rule_turned;
use crate::pages::admin::policies::difference as rule_difference;
use crate::wording::Lang;

/// Who did it: a name, somebody at the machine, or the software.
pub(super) fn who(t: &'static Messages, event: &EventDraft) -> String {
    match (&event.actor_name, text(event, "through")) {
        (Some(name), _) => name.clone(),
        (None, Some(COMMAND_LINE)) => t.house.at_the_machine.to_owned(),
        (None, _) if by_command(event.kind) => t.house.at_the_machine.to_owned(),
        (None, _) => t.house.software.to_owned(),
    }
}

/// What only commands do.
const fn by_command(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::VaultRotated
            | EventKind::VaultRewrapped
            | EventKind::VaultRetired
            | EventKind::VaultVerified
            | EventKind::AuditExported
    )
}

/// What happened, and to whom.
pub(super) fn title(t: &'static Messages, event: &EventDraft) -> String {
    let what = t.label.event(event.kind);
    // The provider's own name and address are particulars.
    let named: &[&str] = match event.kind {
        EventKind::ProviderChanged => &[],
        _ => &["name", "email"],
    };
    let named = named.iter();
    let mut named = named.filter_map(|key| text(event, key).filter(|name| !name.is_empty()));
    match named.next() {
        Some(whom) => t.house.fact(what, whom),
        None => what.to_owned(),
    }
}

/// The particulars, a line each.
pub(super) fn details(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    match event.kind {
        EventKind::CatalogueChanged => prices(t, event),
        EventKind::DefaultsChanged => defaults(t, event),
        EventKind::CalendarCreated | EventKind::CalendarChanged => calendar(t, event),
        EventKind::PolicyChanged => policy(t, event),
        EventKind::EmergenciesChanged => emergencies(t, event),
        EventKind::TariffChanged => tariff(t, event),
        EventKind::VatChanged => vat(event),
        EventKind::OnCallRotated => rotation(t, event),
        EventKind::OnCallEntered | EventKind::OnCallWithdrawn | EventKind::OnCallHandedOver => {
            stint(t, event)
        }
        EventKind::ProviderChanged => facts(t, event),
        EventKind::TeamCreated | EventKind::TeamChanged => team(t, event),
        EventKind::VaultRotated
        | EventKind::VaultRewrapped
        | EventKind::VaultRetired
        | EventKind::VaultVerified
        | EventKind::VaultSwept => vault(t, event),
        _ => person(t, event),
    }
}

fn text<'a>(event: &'a EventDraft, key: &str) -> Option<&'a str> {
    event.data.get(key).and_then(Value::as_str)
}

/// What something was and has become, each in words.
fn turned(
    t: &'static Messages,
    event: &EventDraft,
    key: &str,
    name: &str,
    words: impl Fn(&Value) -> Option<String>,
) -> Option<String> {
    let turn = event.data.get(key)?;
    let (before, after) = (words(turn.get("before")?)?, words(turn.get("after")?)?);
    Some(t.house.turned(name, &before, &after))
}

fn prices(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let turns = services::catalogue::turns(event).unwrap_or_default();
    turns
        .into_iter()
        .map(|(task, turn)| {
            let (before, after) = (offered(t, turn.before), offered(t, turn.after));
            t.house.turned(t.label.task(task), &before, &after)
        })
        .collect()
}

fn defaults(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    services::defaults::turns(event)
        .into_iter()
        .map(|(rule, turn)| rule_turned(t, rule, turn))
        .collect()
}

/// What it says since then, why, and from when.
fn calendar(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let Some(told) = services::calendars::told_by(event) else {
        return Vec::new();
    };
    let c = &t.calendars;
    let mut lines = match &told.before {
        Some(before) => before
            .differences(&told.after)
            .iter()
            .map(|d| difference(t, d))
            .collect(),
        None => vec![t.house.fact(c.hours, &hours(t, &told.after))],
    };
    let from = date_time(told.valid_from, t.lang == Lang::De);
    lines.push(t.house.fact(c.valid_from, &from));
    lines.push(t.house.fact(c.reason, &told.reason));
    lines
}

/// What is promised since then, why, and from when. Calendars go by their codes: their names may be others by now.
fn policy(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let Some(told) = services::policies::told_by(event) else {
        return Vec::new();
    };
    let differences = told.before.differences(&told.after);
    let mut lines: Vec<String> = differences
        .iter()
        .map(|one| rule_difference(t, one, &[]))
        .collect();
    let c = &t.calendars;
    let from = date_time(told.valid_from, t.lang == Lang::De);
    lines.push(t.house.fact(c.valid_from, &from));
    lines.push(t.house.fact(c.reason, &told.reason));
    lines
}

/// Who follows whom since then, from when, and why.
fn rotation(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let o = &t.on_call;
    let words = |value: &Value| {
        let names = value.as_str()?;
        let nothing = names.is_empty();
        Some(
            if nothing {
                t.house.before_nothing
            } else {
                names
            }
            .to_owned(),
        )
    };
    let mut lines: Vec<String> = turned(t, event, "order", o.order, words)
        .into_iter()
        .collect();
    let valid_from = text(event, "valid_from").and_then(|at| at.parse().ok());
    lines.extend(valid_from.map(|at| {
        t.house
            .fact(o.valid_from, &date_time(at, t.lang == Lang::De))
    }));
    lines.extend(text(event, "hand_over").map(|time| t.house.fact(o.time, time)));
    lines.extend(text(event, "reason").map(|reason| t.house.fact(o.reason, reason)));
    lines
}

/// What was entered beside the rota, from when to when.
fn stint(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let o = &t.on_call;
    let time = |key| {
        let at = text(event, key)?.parse().ok()?;
        Some(date_time(at, t.lang == Lang::De))
    };
    let mut lines = Vec::new();
    if let (Some(from), Some(until)) = (time("from"), time("until")) {
        let span = o.span(&from, &until);
        let kind = text(event, "kind").and_then(|kind| kind.parse().ok());
        lines.push(match kind {
            Some(kind) => t.house.fact(t.label.stint_kind(kind), &span),
            None => span,
        });
    }
    let note = text(event, "note").filter(|note| !note.is_empty());
    lines.extend(note.map(|note| t.house.fact(o.note, note)));
    lines
}

fn facts(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let a = &t.admin;
    let words = |value: &Value| {
        let lines: Vec<&str> = value.as_str()?.lines().collect();
        Some(match lines.join(", ") {
            line if line.is_empty() => t.house.before_nothing.to_owned(),
            line => line,
        })
    };
    let names = [
        ("name", a.company),
        ("street", a.street),
        ("postal_code", a.postal_code),
        ("city", a.city),
        ("country", a.country),
        ("land", a.land),
        ("vat_id", a.vat_id),
        ("email", t.common.email),
        ("phone", a.phone),
        ("phone_hours", a.phone_hours),
        ("emergency_phone", a.emergency_phone),
        ("source_ips", a.source_ips),
        ("ssh_public_key", a.ssh_public_key),
        ("name_servers", a.name_servers),
        ("guide_url", a.guide_url),
    ];
    names
        .into_iter()
        .filter_map(|(key, name)| {
            // Events of the first versions say only what it has become.
            let now = event.data.get(key).and_then(words);
            let now = now.map(|now| t.house.fact(name, &now));
            now.or_else(|| turned(t, event, key, name, words))
        })
        .collect()
}

fn person(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let h = &t.house;
    let role = |code: &str| {
        let role = code.parse::<StaffRole>().ok()?;
        Some(t.label.staff_role(role).to_owned())
    };
    let pick = |value: &Value, yes: &str, no: &str| {
        let word = if value.as_bool()? { yes } else { no };
        Some(word.to_owned())
    };
    let mut lines = Vec::new();
    // Where nobody's name is known, the address stands in the title.
    let email = text(event, "email").filter(|_| text(event, "name").is_some_and(|n| !n.is_empty()));
    lines.extend(email.map(|email| h.fact(t.common.email, email)));
    lines.extend(turned(t, event, "address", t.common.email, |value| {
        value.as_str().map(str::to_owned)
    }));
    let given = text(event, "role").and_then(role);
    lines.extend(given.map(|given| h.fact(h.role, &given)));
    lines.extend(turned(t, event, "role", h.role, |value| match value {
        Value::Null => Some(h.role_none.to_owned()),
        value => role(value.as_str()?),
    }));
    lines.extend(turned(
        t,
        event,
        "may_approve_reveals",
        h.approves,
        |value| pick(value, h.yes, h.no),
    ));
    lines.extend(turned(t, event, "active", h.account, |value| {
        pick(value, t.admin.active, t.admin.inactive)
    }));
    lines.extend(turned(t, event, "factor", h.factor, |value| {
        pick(value, h.factor_yes, h.factor_no)
    }));
    if event.kind == EventKind::PersonReset {
        lines.push(h.reset.to_owned());
    }
    lines
}

fn team(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let h = &t.house;
    let people = |key: &str, name: &str| {
        let people = event.data.get(key)?.as_array()?;
        let names: Vec<&str> = people
            .iter()
            .filter_map(|p| p.get("name")?.as_str())
            .collect();
        Some(h.fact(name, &names.join(", ")))
    };
    let renamed = turned(t, event, "renamed", t.admin.name, |value| {
        value.as_str().map(str::to_owned)
    });
    [
        renamed,
        people("added", h.added),
        people("removed", h.removed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn vault(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let h = &t.house;
    let key = text(event, "kek").map(|kek| h.fact(h.key, kek));
    let counts = [
        ("rows", h.rows),
        ("sound", h.sound),
        ("broken", h.broken),
        ("orphans", h.orphans),
    ];
    let counts = counts.into_iter().filter_map(|(key, name)| {
        let count = event.data.get(key)?.as_i64()?;
        Some(h.fact(name, &count.to_string()))
    });
    key.into_iter().chain(counts).collect()
}

/// The emergencies since then, in their order.
/// Which version, from when, and why.
fn tariff(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let number = event.data.get("version").and_then(Value::as_i64);
    let from: Option<Timestamp> = text(event, "valid_from").and_then(|at| at.parse().ok());
    let version = number.zip(from).map(|(number, from)| {
        t.billing
            .version(&number.to_string(), &date(from, t.lang == Lang::De))
    });
    let why = text(event, "reason").map(str::to_owned);
    let own = text(event, "tariff").filter(|tariff| *tariff != "list");
    let contract = own.map(|number| format!("{} {number}", t.billing.contract_number));
    contract.into_iter().chain(version).chain(why).collect()
}

/// Which rate of which place from which day; nothing where the provider's own was changed.
fn vat(event: &EventDraft) -> Vec<String> {
    let points = event.data.get("basis_points").and_then(Value::as_i64);
    let (Some(place), Some(points), Some(from)) =
        (text(event, "place"), points, text(event, "from"))
    else {
        return Vec::new();
    };
    vec![format!(
        "{place}: {}.{:02} %, {from}",
        points / 100,
        points % 100
    )]
}

fn emergencies(t: &'static Messages, event: &EventDraft) -> Vec<String> {
    let after = event
        .data
        .get("emergencies")
        .and_then(|both| both.get("after"));
    let after = after.and_then(|json| Emergencies::deserialize(json).ok());
    let list = after.map(|all| all.list).unwrap_or_default();
    let locale = t.label.locale();
    list.iter().map(|one| one.name(locale).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::i18n::messages;

    fn event(kind: EventKind, data: Value) -> EventDraft {
        let mut event = EventDraft::new(kind, Timestamp::from_unix(0));
        if let Value::Object(data) = data {
            event.data = data;
        }
        event
    }

    #[test]
    fn before_and_after_are_told_in_the_readers_words() {
        let changed = event(
            EventKind::StaffChanged,
            json!({
                "person": "0190", "name": "Emil", "email": "emil@example.test",
                "role": { "before": "engineer", "after": "manager" },
                "may_approve_reveals": { "before": true, "after": false },
            }),
        );
        let (de, en) = (messages(Lang::De), messages(Lang::En));
        assert_eq!(title(de, &changed), "Rolle oder Rechte geändert: Emil");
        let german = details(de, &changed);
        assert_eq!(german[0], "E-Mail-Adresse: emil@example.test");
        assert_eq!(german[2], "Darf Einsichten zustimmen: ja → nein");
        let engineer = en.label.staff_role(StaffRole::Engineer);
        let manager = en.label.staff_role(StaffRole::Manager);
        assert_eq!(
            details(en, &changed)[1],
            format!("Role: {engineer} → {manager}")
        );
        assert!(
            german.iter().all(|line| !line.contains("engineer")),
            "{german:?}"
        );
    }

    #[test]
    fn an_older_event_of_the_providers_page_says_what_it_became() {
        let de = messages(Lang::De);
        let old = json!({ "name": "Kastell", "city": "Hamburg" });
        let old = event(EventKind::ProviderChanged, old);
        assert_eq!(title(de, &old), "Angaben des Anbieters geändert");
        assert_eq!(
            details(de, &old),
            ["Name des Unternehmens: Kastell", "Ort: Hamburg"]
        );
        let new = json!({ "source_ips": { "before": "", "after": "192.0.2.1\n192.0.2.2" } });
        let new = event(EventKind::ProviderChanged, new);
        assert_eq!(
            details(de, &new),
            ["Unsere Adressen: nichts → 192.0.2.1, 192.0.2.2"]
        );
    }

    #[test]
    fn who_did_it_is_a_name_or_a_place() {
        let de = messages(Lang::De);
        let mut invited = event(EventKind::StaffInvited, json!({ "through": COMMAND_LINE }));
        assert_eq!(who(de, &invited), "an der Maschine, auf der Befehlszeile");
        invited.actor_name = Some("Ada".to_owned());
        assert_eq!(who(de, &invited), "Ada");
        let swept = event(EventKind::VaultSwept, json!({ "orphans": 2 }));
        assert_eq!(who(de, &swept), "Leitstand selbst");
        assert_eq!(details(de, &swept), ["Ohne Eintrag entfernt: 2"]);
        let rotated = event(EventKind::VaultRotated, json!({ "kek": "kek-2" }));
        assert_eq!(who(de, &rotated), "an der Maschine, auf der Befehlszeile");
        assert_eq!(details(de, &rotated), ["Schlüssel: kek-2"]);
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        let odd = json!({ "role": "captain", "added": "all", "renamed": 7, "data_recovery": {} });
        for kind in [
            EventKind::StaffInvited,
            EventKind::TeamChanged,
            EventKind::CatalogueChanged,
            EventKind::DefaultsChanged,
        ] {
            let lines = details(messages(Lang::De), &event(kind, odd.clone()));
            assert_eq!(lines, Vec::<String>::new(), "{}", kind.code());
        }
    }
}
