//! What the form says, checked: empty answers are allowed, values nobody can use are not.

use domain::charge::Cents;
use domain::ids::{OrganizationId, SecretId, SystemId, TicketId};
use domain::intervention::{AccessMethod, Acknowledgement, Symptom, Task};
use store::Tx;
use store::interventions::Requested;

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result};
use crate::held::{Decided, Findings};

/// The form as typed. Credentials are no part of it: they never come back into a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestForm {
    /// Organization, where the person belongs to several.
    pub organization: Option<OrganizationId>,
    /// The system, picked.
    pub system: Option<SystemId>,
    /// The system, by IP address, service id or name; used when none is picked.
    pub system_text: String,
    /// Code of a [`Symptom`].
    pub symptom: String,
    /// What is wrong.
    pub problem: String,
    /// Error messages.
    pub error_messages: String,
    /// What is to be done.
    pub wanted_action: String,
    /// Codes of [`Task`]s.
    pub tasks: Vec<String>,
    /// Ceiling in EUR as typed (`200`, `200,00`), or empty.
    pub ceiling: String,
    /// Codes of [`AccessMethod`]s.
    pub methods: Vec<String>,
    /// Our public key is installed.
    pub our_key: bool,
    /// The credentials are those of an account made for this intervention only. // I-28
    pub temporary_account: Option<bool>,
    /// A way without credentials was chosen: what the draft holds is not taken along.
    pub without_credentials: bool,
    /// Parts of log-ins to take from the account. // RULINGS 10
    pub kept: Vec<SecretId>,
    /// Phone number for questions.
    pub contact_phone: String,
    /// Until when.
    pub reachable_until: String,
    /// Codes of [`Acknowledgement`]s.
    pub acknowledgements: Vec<String>,
    /// Key of the form against double submits.
    pub idempotency_key: String,
}

/// What the form says, checked. Empty answers are allowed: they are listed as missing.
pub(super) struct Read {
    pub(super) symptom: Option<Symptom>,
    pub(super) problem: String,
    pub(super) error_messages: String,
    pub(super) wanted_action: String,
    pub(super) contact_phone: String,
    pub(super) reachable_until: String,
    pub(super) request: Requested,
}

pub(super) fn read(form: &RequestForm, checks: &mut Checks) -> Read {
    Read {
        symptom: if form.symptom.is_empty() {
            None
        } else {
            checks.code("symptom", &form.symptom)
        },
        problem: checks.optional("problem", &form.problem, 10_000),
        error_messages: checks.optional("error_messages", &form.error_messages, 10_000),
        wanted_action: checks.optional("wanted_action", &form.wanted_action, 10_000),
        contact_phone: checks.optional("contact_phone", &form.contact_phone, 60),
        reachable_until: checks.optional("reachable_until", &form.reachable_until, 100),
        request: Requested {
            tasks: in_order(Task::ALL, &codes("tasks", &form.tasks, checks)),
            ceiling: ceiling(&form.ceiling, checks),
            methods: in_order(AccessMethod::ALL, &codes("methods", &form.methods, checks)),
            our_key: form.our_key,
            temporary_account: form.temporary_account,
            acknowledgements: in_order(
                Acknowledgement::ALL,
                &codes("acknowledgements", &form.acknowledgements, checks),
            ),
            new_credentials: None,
        },
    }
}

impl Read {
    /// The texts that are looked through for secrets.
    fn texts(&mut self) -> [(&'static str, &mut String); 5] {
        [
            ("problem", &mut self.problem),
            ("error_messages", &mut self.error_messages),
            ("wanted_action", &mut self.wanted_action),
            ("contact_phone", &mut self.contact_phone),
            ("reachable_until", &mut self.reachable_until),
        ]
    }

    /// Looks through them; what goes into the vault is replaced in them.
    pub(super) async fn screen(
        &mut self,
        op: &OpContext,
        tx: Tx,
        place: (OrganizationId, Option<TicketId>),
    ) -> Result<(Tx, Decided)> {
        let mut findings = Findings::default();
        for (field, text) in self.texts() {
            findings.look(field, text);
        }
        let (tx, mut decided) = findings.decided(op, tx, place).await?;
        for (field, text) in self.texts() {
            *text = decided.text(field, text);
        }
        Ok((tx, decided))
    }
}

fn codes<T: std::str::FromStr>(
    field: &'static str,
    texts: &[String],
    checks: &mut Checks,
) -> Vec<T> {
    texts
        .iter()
        .filter_map(|text| checks.code(field, text))
        .collect()
}

fn in_order<T: Copy + PartialEq>(all: &[T], some: &[T]) -> Vec<T> {
    all.iter()
        .copied()
        .filter(|one| some.contains(one))
        .collect()
}

/// EUR, net; empty is no ceiling.
fn ceiling(text: &str, checks: &mut Checks) -> Option<Cents> {
    if text.trim().is_empty() {
        return None;
    }
    let amount = Cents::typed(text).filter(|amount| amount.0 > 0);
    if amount.is_none() {
        checks.add(FieldError::new("ceiling", "amount"));
    }
    amount
}
