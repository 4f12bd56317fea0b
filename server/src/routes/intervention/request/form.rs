//! The form: what was typed, what is stored, what may go back to the page.

use super::super::secret_bytes;
use crate::web::Fields;
use app::forms::Form;
use domain::credential::SecretField;
use services::credentials::Credentials;
use services::interventions::{FormView, RequestForm};

/// The form's fields for a draft: everything but secrets.
pub(super) fn kept(fields: &Fields) -> Vec<(String, String)> {
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

pub(super) fn typed(fields: &Fields) -> (RequestForm, Credentials) {
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
pub(in super::super) fn credentials(fields: &Fields) -> Credentials {
    Credentials {
        username: secret_bytes(fields, "username"),
        password: secret_bytes(fields, "password"),
        private_key: secret_bytes(fields, "private_key"),
        rights: fields.text("account_rights").parse().ok(),
    }
}

/// A filed request as the form shows it.
pub(super) fn stored(view: &FormView) -> Form {
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
pub(super) fn has_login(view: &FormView) -> bool {
    view.deposited
        .iter()
        .any(|field| *field != SecretField::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Failure;

    #[test]
    fn secrets_are_no_part_of_a_draft() -> Result<(), Failure> {
        let fields = Fields::parse(b"problem=x&password=geheim&username=root&task=a&task=b&ack=c")?;
        let kept = kept(&fields);
        assert_eq!(kept.len(), 4);
        assert!(!format!("{kept:?}").contains("geheim"));
        Ok(())
    }
}
