use domain::account::{Locale, MemberRole};
use domain::ids::{OrganizationId, PersonId, StandingId, SystemId};
use domain::intervention::SecondFactor;
use domain::intervention::authorization::{
    OrganizationRef, Period, STANDING_TEXT_VERSION, Signer, StandingAct, StandingSystem,
    StandingTerms, SystemRef, sha256,
};
use store::standing::StandingRow;
use store::{Db, standing};

use super::make::{self, RANDOM, now};

fn row(
    organization: OrganizationId,
    signer: PersonId,
    number: i64,
    systems: &[SystemId],
) -> StandingRow {
    let until = Some(now().plus_seconds(86_400));
    let terms = StandingTerms {
        number,
        language: Locale::De,
        shown_at: now(),
        provider: "Nordlicht Hosting GmbH".to_owned(),
        organization: OrganizationRef {
            name: "Kunde K-1".to_owned(),
            number: "K-1".to_owned(),
        },
        signer: Signer {
            name: "Anna Berg".to_owned(),
            role: MemberRole::Owner,
            right: None,
        },
        systems: systems
            .iter()
            .map(|id| StandingSystem {
                id: *id,
                named: SystemRef {
                    name: "web-9".to_owned(),
                    service_id: "S-9".to_owned(),
                    address: "203.0.113.9".to_owned(),
                },
            })
            .collect(),
        acts: vec![StandingAct::Patching, StandingAct::Inventory],
        period: Period { from: now(), until },
    };
    StandingRow {
        id: StandingId::new(now(), &RANDOM),
        organization_id: organization,
        number,
        language: Locale::De,
        text_version: STANDING_TEXT_VERSION.to_owned(),
        text: terms.text(),
        text_sha256: sha256(&terms.text()),
        terms,
        valid_from: now().plus_seconds(5),
        valid_until: until,
        signer_id: signer,
        signer_name: "Anna Berg".to_owned(),
        signer_role: MemberRole::Owner,
        second_factor: SecondFactor::Totp,
        signed_at: now().plus_seconds(5),
        ip: "203.0.113.5".to_owned(),
        revoked_at: None,
        revoked_by: None,
    }
}

/// What raw SQL answers.
async fn raw(db: &Db, sql: &'static str) -> Result<(), sqlx::Error> {
    match db {
        Db::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(drop),
        Db::Postgres { write, .. } => sqlx::query(sql).execute(write).await.map(drop),
    }
}

store::both_databases! {
    async fn a_standing_authorization_reads_back_as_signed(db: Db) {
        // I-04
        let case = make::case(&db).await?;
        let (here, there) = (make::system(&db, case.organization, 9).await?, make::system(&db, case.organization, 10).await?);
        let other = make::organization(&db, "K-2").await?;
        let mut tx = db.begin().await?;
        assert_eq!(standing::last_number(&mut tx, case.organization).await?, 0);
        let first = row(case.organization, case.customer, 1, &[here, there]);
        let second = StandingRow { valid_until: None, ..row(case.organization, case.customer, 2, &[here]) };
        standing::insert(&mut tx, &first).await?;
        standing::insert(&mut tx, &second).await?;
        assert_eq!(standing::last_number(&mut tx, case.organization).await?, 2);
        assert_eq!(standing::last_number(&mut tx, other).await?, 0, "each organization counts for itself");
        assert_eq!(standing::find(&mut tx, first.id).await?.as_ref(), Some(&first), "text, terms and dates come back");
        assert_eq!(standing::find_for_update(&mut tx, second.id).await?.as_ref(), Some(&second));
        assert_eq!(standing::list(&mut tx, case.organization).await?, vec![second.clone(), first.clone()]);
        assert_eq!(standing::list(&mut tx, other).await?, vec![]);
        assert_eq!(standing::list_of_system(&mut tx, here).await?, vec![second, first.clone()]);
        assert_eq!(standing::list_of_system(&mut tx, there).await?, vec![first.clone()]);
        let read = first.standing();
        assert_eq!((read.systems, read.acts, read.from), (vec![here, there], first.terms.acts.clone(), first.valid_from));
        let again = row(case.organization, case.customer, 1, &[]);
        let error = standing::insert(&mut tx, &again).await.expect_err("a number twice");
        assert!(error.is_conflict_on("standing_authorizations_organization_id_number_key"), "{error:?}");
    }

    async fn it_is_revoked_once_and_never_changed(db: Db) {
        // I-04
        let case = make::case(&db).await?;
        let system = make::system(&db, case.organization, 9).await?;
        let signed = row(case.organization, case.customer, 1, &[system]);
        let mut tx = db.begin().await?;
        standing::insert(&mut tx, &signed).await?;
        tx.save().await?;
        for sql in [
            "UPDATE standing_authorizations SET valid_until = NULL",
            "UPDATE standing_authorizations SET terms = '{}'",
            "UPDATE standing_authorizations SET revoked_by = signer_id",
            "DELETE FROM standing_authorizations",
            "UPDATE standing_systems SET system_id = system_id",
            "DELETE FROM standing_systems",
        ] {
            let error = raw(&db, sql).await.expect_err(sql).to_string();
            assert!(error.contains("append-only"), "{sql}: {error}");
        }
        let at = now().plus_seconds(60);
        let mut tx = db.begin().await?;
        assert!(standing::revoke(&mut tx, signed.id, case.customer, at).await?);
        assert!(!standing::revoke(&mut tx, signed.id, case.staff, at.plus_seconds(1)).await?, "revoked once");
        let revokers = standing::list_revokers(&mut tx, case.organization).await?;
        assert_eq!(revokers.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [case.customer]);
        tx.save().await?;
        for sql in [
            "UPDATE standing_authorizations SET revoked_at = NULL, revoked_by = NULL",
            "UPDATE standing_authorizations SET revoked_by = signer_id",
        ] {
            let error = raw(&db, sql).await.expect_err(sql).to_string();
            assert!(error.contains("append-only"), "{sql}: {error}");
        }
        let found = standing::find(&mut db.read().await?, signed.id).await?;
        let expected = StandingRow { revoked_at: Some(at), revoked_by: Some(case.customer), ..signed };
        assert_eq!(found, Some(expected));
    }
}
