//! The request form: new, saved as a draft, filed incomplete or complete, changed until work begins. // I-35, I-36

use app::forms::Form;
use app::i18n::Messages;
use app::pages::intervention::{
    Deposited, FoundSystem, KeptRow, KeyCommands, OfferLine, RequestPage, ceiling_value,
};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::Locale;
use domain::credential::SecretField;
use domain::ids::{OrganizationId, TicketNumber};
use domain::intervention::Missing;
use domain::policy::{Action, Resource, may};
use domain::system::OsFamily;
use domain::time::{Timestamp, day_and_time};
use services::context::OpContext;
use services::credentials::{AccountSecret, Credentials};
use services::error::ServiceError;
use services::held::Held;
use services::interventions::{self, FormView, NEW_DRAFT, RequestForm, SystemChoice, change_draft};
use services::{drafts, tickets};

use super::{SECRETS, refused_as, secret_bytes, ticket_number};
use crate::router::{Access, Route, get, post};
use crate::routes::brought;
use crate::web::{Fields, Op, Page, Visit, WebResult, deciding, see_other};

/// The page's names of fields the use case names otherwise.
const NAMES: [(&str, &str); 5] = [
    ("tasks", "task"),
    ("methods", "method"),
    ("acknowledgements", "ack"),
    ("rights", "account_rights"),
    ("system_text", "system"),
];

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/interventions/new", Access::Customer, new_page),
        post("/interventions/new", Access::Customer, file),
        get("/interventions/{number}/request", Access::Customer, page),
        post("/interventions/{number}/request", Access::Customer, change),
    ]
}

async fn new_page(visit: Visit, Op(op): Op) -> WebResult {
    let draft = drafts::find(&op, NEW_DRAFT).await?;
    let saved_at = draft.as_ref().map(|draft| draft.updated_at);
    let form = draft.map_or_else(
        || prefilled(&visit),
        |draft| Form::new().keep(drafts::values(&draft), &SECRETS),
    );
    let view = interventions::new_form(&op, form.value("system")).await?;
    Ok(show(&visit, &op, StatusCode::OK, view, form, saved_at).await)
}

/// From a system's page the system is known already.
fn prefilled(visit: &Visit) -> Form {
    visit
        .query("system")
        .map_or_else(Form::new, |system| Form::new().with("system", system))
}

async fn page(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    let view = interventions::form(&op, number).await?;
    if !view.editable {
        return Ok(see_other(&format!("/tickets/{number}")));
    }
    // What was typed and not submitted comes back to who typed it; the filed version stays a click away. // RULINGS 11
    let draft = match visit.query("filed") {
        Some(_) => None,
        None => drafts::find(&op, &change_draft(number)).await?,
    };
    let saved_at = draft.as_ref().map(|draft| draft.updated_at);
    let form = draft.map_or_else(
        || stored(&view),
        |draft| Form::new().keep(drafts::values(&draft), &SECRETS),
    );
    Ok(show(&visit, &op, StatusCode::OK, view, form, saved_at).await)
}

async fn file(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    if fields.text("action") == "save" {
        let (form, secrets) = typed(&fields);
        return match interventions::save_draft(&op, &form, secrets, kept(&fields)).await {
            Ok(()) => Ok(see_other("/interventions/new?ok=saved")),
            Err(error) => {
                let view = interventions::new_form(&op, fields.text("system")).await?;
                again(&visit, &op, &fields, view, error).await
            }
        };
    }
    let op = deciding(op, &fields);
    let (form, secrets) = typed(&fields);
    let filed = match organization(&fields) {
        Ok(organization) => {
            let form = RequestForm {
                organization,
                ..form
            };
            interventions::submit(&op, &form, secrets).await
        }
        Err(altered) => Err(altered),
    };
    match filed {
        Ok(filed) => Ok(go_on(&op, &fields, filed.number, filed.missing.is_empty())),
        Err(error) => {
            let view = interventions::new_form(&op, fields.text("system")).await?;
            again(&visit, &op, &fields, view, error).await
        }
    }
}

async fn change(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let op = deciding(op, &fields);
    let (form, secrets) = typed(&fields);
    match interventions::edit(&op, number, &form, secrets).await {
        Ok(filed) => Ok(go_on(&op, &fields, number, filed.missing.is_empty())),
        Err(error) => {
            let view = interventions::form(&op, number).await?;
            again(&visit, &op, &fields, view, error).await
        }
    }
}

/// For whom it is asked; most people have one organization, and it is in no field they could see.
fn organization(fields: &Fields) -> Result<Option<OrganizationId>, ServiceError> {
    match fields.text("organization") {
        "" => Ok(None),
        id => brought(id).map(Some),
    }
}

/// To the signature where it can be signed, back to the form while something is missing, else to the ticket.
fn go_on(op: &OpContext, fields: &Fields, number: TicketNumber, complete: bool) -> Response {
    let signs = op.actor.memberships.iter().any(|m| {
        may(
            &op.actor,
            Action::SignAuthorization,
            &Resource::of(m.organization),
        )
        .is_ok()
    });
    // A form that was held back says which button began it.
    let action = match fields.text("action") {
        "" => fields.text("held_action"),
        action => action,
    };
    match action {
        "save" => see_other(&format!("/interventions/{number}/request?ok=saved")),
        "sign" if complete && signs => see_other(&format!("/interventions/{number}/sign")),
        "sign" if signs => see_other(&format!(
            "/interventions/{number}/request?ok=filed_incomplete"
        )),
        _ => see_other(&format!("/tickets/{number}?ok=requested")),
    }
}

async fn again(
    visit: &Visit,
    op: &OpContext,
    fields: &Fields,
    view: FormView,
    error: ServiceError,
) -> WebResult {
    let (status, form) = match error {
        ServiceError::Held(held) => return Ok(show_held(visit, op, view, fields, held).await),
        ServiceError::Invalid(errors) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            refused_as(visit, fields, &SECRETS, errors, &NAMES),
        ),
        ServiceError::VaultSealed => (
            StatusCode::SERVICE_UNAVAILABLE,
            fields
                .form(&SECRETS)
                .problem("access", visit.t().intervention.sealed),
        ),
        other => return Err(other.into()),
    };
    Ok(show(visit, op, status, view, form, None).await)
}

/// The form's fields for a draft: everything but secrets.
fn kept(fields: &Fields) -> Vec<(String, String)> {
    const FIELDS: [&str; 13] = [
        "organization",
        "system",
        "symptom",
        "problem",
        "error_messages",
        "wanted_action",
        "ceiling",
        "access",
        "key_installed",
        "temporary_account",
        "account_rights",
        "contact_phone",
        "reachable_until",
    ];
    let single = FIELDS
        .into_iter()
        .map(|name| (name.to_owned(), fields.text(name).to_owned()));
    let several = ["task", "method", "ack", "kept"]
        .into_iter()
        .flat_map(|name| {
            let values = fields.all(name).into_iter();
            values.map(move |value| (name.to_owned(), value.to_owned()))
        });
    single
        .chain(several)
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn typed(fields: &Fields) -> (RequestForm, Credentials) {
    let list = |name| fields.all(name).into_iter().map(str::to_owned).collect();
    let text = |name| fields.text(name).to_owned();
    let without = fields.text("access") == "none";
    let kept = fields.all("kept").into_iter();
    let kept = kept.filter(|_| !without).filter_map(|id| id.parse().ok());
    let form = RequestForm {
        kept: kept.collect(),
        without_credentials: without,
        organization: None,
        system: None,
        system_text: text("system"),
        symptom: text("symptom"),
        problem: text("problem"),
        error_messages: text("error_messages"),
        wanted_action: text("wanted_action"),
        tasks: list("task"),
        ceiling: text("ceiling"),
        methods: list("method"),
        our_key: fields.checked("key_installed"),
        temporary_account: match fields.text("temporary_account") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        contact_phone: text("contact_phone"),
        reachable_until: text("reachable_until"),
        acknowledgements: list("ack"),
        idempotency_key: text("idempotency_key"),
    };
    let secrets = if without {
        Credentials::default()
    } else {
        credentials(fields)
    };
    (form, secrets)
}

/// Credentials as typed, without a detour. // I-25
pub(super) fn credentials(fields: &Fields) -> Credentials {
    Credentials {
        username: secret_bytes(fields, "username"),
        password: secret_bytes(fields, "password"),
        private_key: secret_bytes(fields, "private_key"),
        rights: fields.text("account_rights").parse().ok(),
    }
}

/// A filed request as the form shows it.
fn stored(view: &FormView) -> Form {
    let typed = &view.form;
    let system = view
        .systems
        .iter()
        .find(|system| Some(system.id) == typed.system)
        .map_or(typed.system_text.as_str(), |system| system.name.as_str());
    let mut form = Form::new()
        .with("system", system)
        .with("symptom", &typed.symptom)
        .with("problem", &typed.problem)
        .with("error_messages", &typed.error_messages)
        .with("wanted_action", &typed.wanted_action)
        .with("ceiling", &typed.ceiling)
        .with("contact_phone", &typed.contact_phone)
        .with("reachable_until", &typed.reachable_until);
    for (name, values) in [
        ("task", &typed.tasks),
        ("method", &typed.methods),
        ("ack", &typed.acknowledgements),
    ] {
        for value in values {
            form = form.with(name, value);
        }
    }
    if typed.our_key {
        form = form.with("key_installed", "yes");
    }
    if let Some(temporary) = typed.temporary_account {
        form = form.with("temporary_account", if temporary { "yes" } else { "no" });
    }
    if let Some(rights) = view.rights {
        form = form.with("account_rights", rights.code());
    }
    match (has_login(view), typed.methods.is_empty()) {
        (true, _) => form.with("access", "credentials"),
        (false, false) => form.with("access", "none"),
        (false, true) => form,
    }
}

/// Whether a part of a log-in is deposited; what was taken out of a text is none.
fn has_login(view: &FormView) -> bool {
    view.deposited
        .iter()
        .any(|field| *field != SecretField::Text)
}

/// The page, new or of a filed request.
async fn show(
    visit: &Visit,
    op: &OpContext,
    status: StatusCode,
    view: FormView,
    form: Form,
    saved_at: Option<Timestamp>,
) -> Response {
    let page = request_page(visit, op, view, form, saved_at);
    render(visit, status, page).await
}

async fn render(visit: &Visit, status: StatusCode, page: RequestPage) -> Response {
    let t = visit.t();
    Page::new(visit, t.intervention.request_title)
        .status(status)
        .render(move || app::pages::intervention::request(t, page))
        .await
}

/// The form again, with what looks like a secret and what can be done with it.
async fn show_held(
    visit: &Visit,
    op: &OpContext,
    view: FormView,
    fields: &Fields,
    held: Vec<Held>,
) -> Response {
    let mut page = request_page(visit, op, view, fields.form(&SECRETS), None);
    page.held = held;
    render(visit, StatusCode::UNPROCESSABLE_ENTITY, page).await
}

fn request_page(
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
fn kept_row(
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
fn organizations(visit: &Visit, op: &OpContext) -> Vec<(String, String)> {
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
fn facts(t: &Messages, system: &SystemChoice) -> String {
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
fn commands(
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
    use crate::web::Failure;

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

    #[test]
    fn secrets_are_no_part_of_a_draft() -> Result<(), Failure> {
        let fields = Fields::parse(b"problem=x&password=geheim&username=root&task=a&task=b&ack=c")?;
        let kept = kept(&fields);
        assert_eq!(kept.len(), 4);
        assert!(!format!("{kept:?}").contains("geheim"));
        Ok(())
    }
}
