//! What monitoring reads.

use services::figures::{self, Figure};

use super::desk::Desk;

/// The value with these labels.
fn value(figures: &[Figure], name: &str, labels: &str) -> Option<i64> {
    let figure = figures.iter().find(|figure| figure.name == name)?;
    figure
        .values
        .iter()
        .find(|(l, _)| l == labels)
        .map(|(_, value)| *value)
}

store::both_databases! {
    /// Looks, secrets, mails and jobs are counted; nothing tells whose they are.
    async fn figures_count_what_happened(db: Db) {
        let desk = Desk::open(db).await?;
        let before = figures::read(&desk.context).await?;
        assert_eq!(value(&before, "leitstand_vault_sealed", ""), Some(0));
        assert_eq!(value(&before, "leitstand_reveals_total", "{outcome=\"granted\"}"), None);
        let number = desk.submit().await?;
        desk.sign(number).await?;
        desk.start(number).await?;
        assert!(desk.reveal(desk.engineer, number).await?.is_ok());
        assert!(desk.reveal(desk.manager, number).await?.is_err());

        let after = figures::read(&desk.context).await?;
        assert_eq!(value(&after, "leitstand_reveals_total", "{outcome=\"granted\"}"), Some(1));
        assert_eq!(value(&after, "leitstand_reveals_total", "{outcome=\"denied\"}"), Some(1));
        assert!(value(&after, "leitstand_mails_unsent", "") > value(&before, "leitstand_mails_unsent", ""));
        let secrets = after.iter().find(|figure| figure.name == "leitstand_vault_secrets").ok_or("no figure")?;
        assert!(secrets.values.iter().map(|(_, count)| count).sum::<i64>() > 0);
    }
}
