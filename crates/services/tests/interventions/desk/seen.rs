//! What became of a case: its state, its chain, its mails.

use domain::audit::ChainVerifier;
use domain::ids::TicketNumber;
use store::Tx;
use store::tickets::TicketRow;

use super::{Desk, Outcome};

impl Desk {
    /// The chain of the customer is whole.
    pub async fn verify_chain(&self) -> Outcome {
        let mut tx = self.context.db().read().await?;
        let rows = store::audit::list_since(&mut tx, self.organization, 0, 100_000).await?;
        let mut verifier = ChainVerifier::new(self.organization, &[], None)?;
        for row in &rows {
            verifier.push_row(&row.event(), row.columns())?;
        }
        let head = store::audit::find_head(&mut tx, self.organization).await?;
        verifier.finish(head.as_ref())?;
        Ok(())
    }

    pub async fn kinds(&self, number: TicketNumber) -> Outcome<Vec<String>> {
        let mut tx = self.context.db().read().await?;
        let ticket = ticket(&mut tx, number).await?;
        let rows = store::audit::list_since(&mut tx, self.organization, 0, 100_000).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.ticket_id == Some(ticket.id))
            .map(|row| row.kind)
            .collect())
    }

    pub async fn mails(&self, kind: &str) -> Outcome<usize> {
        let mut tx = self.context.db().read().await?;
        Ok(store::mails::list_newest(&mut tx, 1_000)
            .await?
            .iter()
            .filter(|m| m.kind == kind)
            .count())
    }

    pub async fn state(&self, number: TicketNumber) -> Outcome<String> {
        let mut tx = self.context.db().read().await?;
        let ticket = ticket(&mut tx, number).await?;
        let row = store::interventions::find_by_ticket(&mut tx, ticket.id)
            .await?
            .ok_or("no case")?;
        Ok(row.state.code().to_owned())
    }
}

/// The row of a ticket.
pub async fn ticket(tx: &mut Tx, number: TicketNumber) -> Outcome<TicketRow> {
    let found = store::tickets::find(tx, number).await?;
    Ok(found.ok_or("no ticket")?)
}
