//! *Notfälle*: the list is kept by managers, and customers choose from it.

use domain::account::StaffRole;
use reqwest::StatusCode;

use crate::desk::{Desk, Result};
use crate::story::{has, message, on_both, text};

on_both! {
    /// M-30
    async fn managers_keep_the_list_customers_choose_from(desk) {
        let petra = desk.customer("petra@example.test", "10001").await?;
        let maja = desk.staff("maja@example.test", StaffRole::Manager).await?;
        let here = "/admin/emergencies";
        let page = maja.get(here).await?;
        assert!(page.text.contains("value=\"Ein Dienst des Systems steht still\""), "{}", page.main());
        let fields = [
            ("code_0", "server_down"), ("de_0", "Der Server antwortet nicht"), ("en_0", ""), ("card_0", "yes"),
            ("code_1", ""), ("de_1", "Platte voll"), ("en_1", "Disk full"), ("managed_1", "yes"),
            ("excluded_de", "Eigene Anwendungen."), ("excluded_en", "Your own applications."),
        ];
        let refused = maja.post(here, &fields).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message(&refused, "en_0").is_some() && refused.text.contains("value=\"Platte voll\""), "{}", refused.main());
        let mut fields = fields;
        fields[2].1 = "The server does not answer";
        assert_eq!(maja.post(here, &fields).await?.status, StatusCode::SEE_OTHER);
        has(&maja.get("/admin/log?topic=policies").await?, &["Notfälle geändert", "Platte voll"]);

        let new = petra.get("/tickets/new").await?;
        has(&new, &["Notfall: Platte voll", "Eigene Anwendungen."]);
        assert!(!text(&new).contains("Ein Dienst des Systems"), "{}", text(&new));
        let ticket = |class| [("subject", "Steht"), ("class", class), ("department", "technical"), ("body", "Seit eben.")];
        let refused = petra.post("/tickets/new", &ticket("emergency:service_down")).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message(&refused, "class").is_some(), "{}", refused.main());
        let filed = petra.post("/tickets/new", &ticket("emergency:disk_full")).await?;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.main());
        let path = filed.location().split('?').next().unwrap_or_default().to_owned();
        has(&petra.get(&path).await?, &["Notfall: Platte voll"]);

        // At the desk it becomes another one, then a fault; the page shows which is chosen.
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let change = format!("{path}/change");
        let wrong = jana.post(&change, &[("act", "classify"), ("value", "emergency")]).await?;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&wrong, &["Bitte wählen Sie, welcher Notfall es ist."]);
        let right = jana.post(&change, &[("act", "classify"), ("value", "emergency:server_down")]).await?;
        assert_eq!(right.status, StatusCode::SEE_OTHER);
        has(&jana.get(&path).await?, &["Notfall: Der Server antwortet nicht"]);
        jana.post(&change, &[("act", "classify"), ("value", "fault")]).await?;
        assert!(!text(&petra.get(&path).await?).contains("Notfall: "));
        Ok(())
    }
}
