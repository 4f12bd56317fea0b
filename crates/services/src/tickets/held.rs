//! Texts that look like secrets are held back before anything is stored. // INTERVENTION, Secrets in ordinary text
//!
//! The author sees the text with the secret masked and decides: into the vault, or sent all the same, which is logged.

use domain::audit::EventKind;
use domain::ids::{OrganizationId, TicketId};
use domain::secrets_in_text::{Finding, mask, scan};
use store::Tx;

use crate::audit;
use crate::context::OpContext;
use crate::error::Result;

/// What to do with a text that looks like a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnSecret {
    /// Hold it back and ask.
    #[default]
    Ask,
    /// Store it all the same; logged.
    Keep,
}

impl OnSecret {
    /// From the button that was pressed; anything unknown asks.
    pub fn from_code(code: &str) -> Self {
        match code {
            "keep" => Self::Keep,
            _ => Self::Ask,
        }
    }
}

/// A text that was held back, with the secret masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The field it was typed into.
    pub field: &'static str,
    /// The text with dots in the place of what looks like a secret.
    pub masked: String,
}

/// What was found in the fields of one form.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<(Held, Vec<Finding>)>);

impl Findings {
    /// Looks at one field.
    pub(crate) fn look(&mut self, field: &'static str, text: &str) {
        let found = scan(text);
        if !found.is_empty() {
            let held = Held {
                field,
                masked: mask(text, &found),
            };
            self.0.push((held, found));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For the page.
    pub(crate) fn held(self) -> Vec<Held> {
        self.0.into_iter().map(|(held, _)| held).collect()
    }

    fn kinds(&self) -> String {
        let mut kinds: Vec<&str> = self
            .0
            .iter()
            .flat_map(|(_, found)| found.iter().map(|f| f.kind.code()))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.join(" ")
    }

    /// Logs that something was held back, or kept in plain text: kinds and number, never the text.
    pub(crate) async fn log(
        &self,
        op: &OpContext,
        tx: &mut Tx,
        organization: OrganizationId,
        ticket: Option<TicketId>,
        kind: EventKind,
    ) -> Result<()> {
        let count: usize = self.0.iter().map(|(_, found)| found.len()).sum();
        let mut event = audit::by(op, kind)
            .with("kinds", self.kinds())
            .with("count", i64::try_from(count).unwrap_or(i64::MAX));
        event.ticket = ticket;
        audit::append(&op.app, tx, organization, event).await?;
        Ok(())
    }
}

/// A text for a mail: whatever looks like a secret is masked there in any case.
pub(crate) fn for_mail(text: &str) -> String {
    mask(text, &scan(text))
}
