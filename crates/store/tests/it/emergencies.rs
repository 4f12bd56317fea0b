//! Which technical emergency a ticket was filed as.

use domain::account::Locale;
use store::emergencies::{self, EmergencyRow};

use super::make;

store::both_databases! {
    async fn an_emergency_keeps_the_words_it_was_filed_under(db: Db) {
        // M-30
        let case = make::case(&db).await?;
        let mut row = EmergencyRow {
            ticket_id: case.ticket.id,
            code: "server_down".to_owned(),
            name_de: "Der Server antwortet nicht".to_owned(),
            name_en: "The server does not answer".to_owned(),
        };
        let mut tx = db.begin().await?;
        emergencies::put(&mut tx, &row).await?;
        row = EmergencyRow {
            code: "hardware".to_owned(),
            name_en: "A component has failed".to_owned(),
            ..row
        };
        emergencies::put(&mut tx, &row).await?;
        let mut asks = store::Asks::default();
        let place = asks.add(emergencies::ask(case.ticket.id));
        let kept = tx.answers(asks).await?.of(&place)?;
        assert_eq!(kept, [row]);
        assert_eq!(kept[0].name(Locale::En), "A component has failed");
    }
}
