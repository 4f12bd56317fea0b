//! What the page of the request shows.

use crate::web::Visit;
use app::forms::Form;
use app::i18n::Messages;
use app::pages::intervention::{
    Deposited, FoundSystem, KeptRow, KeyCommands, OfferLine, RequestPage, ceiling_value,
};
use domain::account::Locale;
use domain::credential::SecretField;
use domain::intervention::Missing;
use domain::policy::{Action, Resource, may};
use domain::system::OsFamily;
use domain::time::{Timestamp, day_and_time};
use services::context::OpContext;
use services::credentials::AccountSecret;
use services::interventions::{FormView, NEW_DRAFT, SystemChoice, change_draft};
use services::tickets;

pub(super) fn request_page(
    visit: &Visit,
    op: &OpContext,
    view: FormView,
    form: Form,
    saved_at: Option<Timestamp>,
) -> RequestPage {
    let t = visit.t();
    let number = view.number;
    let found = SystemChoice::named(&view.systems, form.value("system"));
    let form = match view.proposed_ceiling {
        Some(ceiling)
            if (number.is_none() || view.missing.contains(&Missing::Ceiling))
                && form.value("ceiling").is_empty()
                && form.problems().is_empty() =>
        {
            form.with("ceiling", ceiling_value(ceiling))
        }
        _ => form,
    };
    RequestPage {
        rules: view.rules,
        first_answer_s: view.first_answer_s,
        held: Vec::new(),
        action: number.map_or_else(
            || "/interventions/new".to_owned(),
            |number| format!("/interventions/{number}/request"),
        ),
        ticket: number.map(|number| (number.0, format!("/tickets/{number}"))),
        organizations: organizations(visit, op),
        systems: view
            .systems
            .iter()
            .map(|s| (s.name.clone(), facts(t, s)))
            .collect(),
        found: found.map(|system| FoundSystem {
            facts: facts(t, system),
            methods: system.methods.clone(),
            windows: system.os_family == OsFamily::Windows,
        }),
        tasks: view
            .lines
            .iter()
            .map(|line| OfferLine {
                task: line.task,
                mode: line.mode,
                tariff: line.tariff,
                varies: view.varies.contains(&line.task),
            })
            .collect(),
        key: KeyCommands {
            text: commands(
                t,
                &view.public_key,
                &view.source_ips,
                found.map(|system| system.os_family),
            ),
        },
        deposited: Deposited {
            username: view.deposited.contains(&SecretField::Username),
            secret: view
                .deposited
                .iter()
                .any(|field| !matches!(field, SecretField::Username | SecretField::Text)),
        },
        kept: view
            .kept
            .iter()
            .map(|secret| kept_row(visit, op, &view.systems, secret))
            .collect(),
        vault_open: op.app.vault().seal_reason().is_none(),
        missing: number.map(|_| view.missing),
        saved_at,
        contact: view.contact,
        now: op.now(),
        idempotency_key: tickets::new_form_key(op),
        draft_key: number.map_or_else(|| NEW_DRAFT.to_owned(), change_draft),
        form,
    }
}

/// A part of a log-in that lies in the account, by name.
pub(super) fn kept_row(
    visit: &Visit,
    op: &OpContext,
    systems: &[SystemChoice],
    secret: &AccountSecret,
) -> KeptRow {
    let since = day_and_time(secret.created_at, op.now(), visit.locale() == Locale::De);
    let system = systems.iter().find(|s| Some(s.id) == secret.system);
    KeptRow {
        id: secret.id.to_string(),
        field: secret.field,
        label: secret.label.clone(),
        from: system.map_or_else(|| since.clone(), |s| format!("{}, {since}", s.name)),
    }
}

/// Organizations in which the visitor may ask for an intervention.
pub(super) fn organizations(visit: &Visit, op: &OpContext) -> Vec<(String, String)> {
    let names = visit
        .visitor()
        .map(|v| v.organizations.as_slice())
        .unwrap_or_default();
    op.actor
        .memberships
        .iter()
        .zip(names)
        .filter(|(m, _)| {
            may(
                &op.actor,
                Action::RequestIntervention,
                &Resource::of(m.organization),
            )
            .is_ok()
        })
        .map(|(m, (name, _))| (m.organization.to_string(), name.clone()))
        .collect()
}

/// "SRV-20417, 203.0.113.42, dedizierter Server, Debian 13".
pub(super) fn facts(t: &Messages, system: &SystemChoice) -> String {
    [
        system.service_id.as_str(),
        system.address.as_str(),
        t.label.system_kind(system.kind),
        system.os_release.as_str(),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(", ")
}

/// Lines to paste: our key, limited to our addresses, and the way through the firewall. // I-30
pub(super) fn commands(
    t: &Messages,
    public_key: &str,
    source_ips: &str,
    os_family: Option<OsFamily>,
) -> String {
    let ips: Vec<&str> = source_ips.split_whitespace().collect();
    if os_family == Some(OsFamily::Windows) {
        if ips.is_empty() {
            return format!("# {}", t.intervention.no_address);
        }
        return format!(
            "New-NetFirewallRule -DisplayName 'RDP Support' -Direction Inbound -Protocol TCP -LocalPort 3389 -RemoteAddress {} -Action Allow",
            ips.join(",")
        );
    }
    if public_key.trim().is_empty() || ips.is_empty() {
        return format!("# {}", t.intervention.no_key);
    }
    let mut lines = vec![format!(
        "echo 'from=\"{}\" {}' >> ~/.ssh/authorized_keys",
        ips.join(","),
        public_key.trim()
    )];
    for ip in ips {
        let family = if ip.contains(':') { "ip6" } else { "ip" };
        lines.push(format!(
            "nft insert rule inet filter input {family} saddr {ip} tcp dport 22 accept"
        ));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use app::i18n::messages;

    use super::*;

    #[test]
    fn the_key_is_limited_to_our_addresses() {
        let text = commands(
            messages(Locale::De),
            "ssh-ed25519 AAAA einsatz",
            "192.0.2.10\n2001:db8::10",
            None,
        );
        assert_eq!(
            text.lines().next(),
            Some(
                "echo 'from=\"192.0.2.10,2001:db8::10\" ssh-ed25519 AAAA einsatz' >> ~/.ssh/authorized_keys"
            )
        );
        assert_eq!(text.lines().count(), 3);
        assert!(text.contains("ip6 saddr 2001:db8::10"));
        assert!(commands(messages(Locale::En), "", "192.0.2.10", None).starts_with("# Our key"));
    }

    #[test]
    fn windows_gets_a_rule_for_rdp_and_no_key() {
        let windows = Some(OsFamily::Windows);
        let german = messages(Locale::De);
        let text = commands(
            german,
            "ssh-ed25519 AAAA einsatz",
            "192.0.2.10\n2001:db8::10",
            windows,
        );
        assert!(text.contains("3389 -RemoteAddress 192.0.2.10,2001:db8::10 "));
        assert!(!text.contains("ssh-ed25519") && !text.contains("nft"));
        assert!(commands(german, "ssh-ed25519 AAAA", "", windows).starts_with("# Unsere Adresse"));
    }
}
