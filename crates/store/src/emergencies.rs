//! Which technical emergency a ticket was filed as. // M-30

use domain::account::Locale;
use domain::ids::TicketId;

use crate::{Ask, Result, Tx};

record! {
    /// The emergency of a ticket as stored.
    pub struct EmergencyRow in "ticket_emergencies" {
        /// The ticket.
        pub ticket_id: TicketId,
        /// Its code in the list of that day.
        pub code: String,
        /// Its German name then.
        pub name_de: String,
        /// Its English name then.
        pub name_en: String,
    }
}

impl EmergencyRow {
    /// The name in a language.
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::De => &self.name_de,
            Locale::En => &self.name_en,
        }
    }
}

const OF_TICKET: &str = sql!(
    "SELECT ",
    EmergencyRow::COLUMNS,
    " FROM ticket_emergencies WHERE ticket_id = $1"
);
const PUT: &str = "INSERT INTO ticket_emergencies (ticket_id, code, name_de, name_en) VALUES ($1, $2, $3, $4)
    ON CONFLICT (ticket_id) DO UPDATE SET code = excluded.code, name_de = excluded.name_de, name_en = excluded.name_en";

/// The emergency of a ticket, as a question.
pub fn ask(ticket: TicketId) -> Ask<EmergencyRow> {
    Ask::new(OF_TICKET, args![ticket])
}

/// Writes it down, in the place of the one before.
pub async fn put(tx: &mut Tx, row: &EmergencyRow) -> Result<()> {
    let values = args![
        row.ticket_id,
        row.code.as_str(),
        row.name_de.as_str(),
        row.name_en.as_str()
    ];
    tx.execute(PUT, values).await?;
    Ok(())
}
