//! What is agreed about the ways in: a login has a way, a way has a login.

use domain::system::OsFamily;
use services::credentials::Credentials;
use services::interventions;

use super::desk::{CANARY, Desk};

store::both_databases! {
    async fn credentials_without_a_named_way_mean_remote_login(db: Db) {
        // I-25, I-30
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let form = interventions::RequestForm { methods: Vec::new(), ..desk.form() };
        let filed = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?;
        assert_eq!(filed.missing, []);
        let shown = interventions::form(&owner, filed.number).await?;
        assert_eq!(shown.form.methods, ["ssh_rdp"]);
        let text = interventions::sign_view(&owner, filed.number).await?.text;
        assert!(text.contains("SSH/RDP, mit hinterlegten Zugangsdaten"), "{text}");
        // What is signed can be worked with.
        desk.sign(filed.number).await?;
        desk.start(filed.number).await?;
        assert_eq!(desk.reveal(desk.engineer, filed.number).await?, Ok(CANARY.to_owned()));
    }

    async fn our_key_is_no_way_into_windows(db: Db) {
        // I-24, I-30
        let desk = Desk::open(db).await?;
        let mut tx = desk.context.db().begin().await?;
        let mut system = store::systems::find(&mut tx, desk.system).await?.ok_or("no system")?;
        system.os_family = OsFamily::Windows;
        store::systems::update(&mut tx, &system).await?;
        tx.save().await?;
        let owner = desk.op(desk.owner).await?;
        let form = interventions::RequestForm {
            methods: vec!["ssh_rdp".to_owned()],
            our_key: true,
            ..desk.form()
        };
        let filed = interventions::submit(&owner, &form, Credentials::default()).await?;
        let missing: Vec<&str> = filed.missing.iter().map(|m| m.code()).collect();
        assert_eq!(missing, ["way_in"]);
        assert!(!interventions::form(&owner, filed.number).await?.form.our_key);
        let filed = interventions::edit(&owner, filed.number, &form, Desk::credentials(CANARY)).await?;
        assert_eq!(filed.missing, []);
    }
}
