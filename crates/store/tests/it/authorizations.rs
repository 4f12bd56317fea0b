use domain::account::{Locale, MemberRole};
use domain::charge::{Cents, Tariff};
use domain::ids::{AuthorizationId, RowId};
use domain::intervention::authorization::{
    AgreedLogin, AgreedTask, OrganizationRef, Signer, SystemRef, Terms, ValidityRules,
};
use domain::intervention::{
    AccessMethod, Acknowledgement, AuthorizationState, AuthorizationVersionKind, EndReason,
    SecondFactor, Symptom, Task,
};
use store::authorizations;
use store::authorizations::{AuthorizationRow, AuthorizationVersionRow};

use super::make::{self, RANDOM, now};

fn terms(case: &make::Case) -> Terms {
    Terms {
        version: 1,
        kind: AuthorizationVersionKind::Initial,
        language: Locale::De,
        shown_at: now(),
        rules: ValidityRules::default(),
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
        system: SystemRef {
            name: "web-9".to_owned(),
            service_id: "S-9".to_owned(),
            address: "203.0.113.9".to_owned(),
        },
        ticket: case.ticket.number,
        symptom: Symptom::ALL[0],
        problem_sha256: "00".to_owned(),
        tasks: vec![AgreedTask {
            task: Task::RepairBootLoader,
            tariff: Tariff::SERVICE_CARD,
        }],
        awaiting_offer: vec![],
        ceiling: Some(Cents(20_000)),
        methods: vec![AccessMethod::Rescue],
        login: AgreedLogin {
            our_key: true,
            credentials: false,
        },
        acknowledgements: Acknowledgement::ALL.to_vec(),
        reachable: String::new(),
        extended_until: None,
    }
}

pub fn draft(case: &make::Case, row: &store::interventions::InterventionRow) -> AuthorizationRow {
    AuthorizationRow {
        id: AuthorizationId::new(now(), &RANDOM),
        organization_id: case.organization,
        person_id: case.customer,
        ticket_id: Some(case.ticket.id),
        intervention_id: Some(row.id),
        system_id: row.system_id,
        state: AuthorizationState::Draft,
        end_reason: None,
        current_version: 0,
        valid_until: None,
        latest_until: None,
        created_at: now(),
        ended_at: None,
    }
}

fn version(case: &make::Case, id: AuthorizationId, version: i64) -> AuthorizationVersionRow {
    let terms = Terms {
        version,
        ..terms(case)
    };
    AuthorizationVersionRow {
        id: RowId::new(now(), &RANDOM),
        authorization_id: id,
        version,
        kind: AuthorizationVersionKind::Initial,
        language: Locale::De,
        text_version: "1".to_owned(),
        text: terms.text(),
        text_sha256: [3; 32],
        terms,
        signer_id: case.customer,
        signer_name: "Anna Berg".to_owned(),
        signer_role: MemberRole::Owner,
        second_factor: SecondFactor::Totp,
        signed_at: now().plus_seconds(version),
        ip: "203.0.113.5".to_owned(),
        valid_until: now().plus_seconds(3600),
        latest_until: now().plus_seconds(86_400),
        superseded_at: None,
    }
}

store::both_databases! {
    async fn an_authorization_reads_back_as_written(db: Db) {
        let (case, intervention, _) = make::intervention(&db).await?;
        let mut row = draft(&case, &intervention);
        let mut tx = db.begin().await?;
        authorizations::insert(&mut tx, &row).await?;
        assert_eq!(authorizations::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        row.state = AuthorizationState::Active;
        row.current_version = 1;
        row.valid_until = Some(now().plus_seconds(3600));
        authorizations::update(&mut tx, &row).await?;
        assert_eq!(authorizations::find_for_update(&mut tx, row.id).await?.as_ref(), Some(&row));
        assert_eq!(authorizations::list(&mut tx, intervention.id).await?, vec![row.clone()]);

        assert_eq!(authorizations::list_overdue(&mut tx, now().plus_seconds(3599), 10).await?, vec![]);
        assert_eq!(authorizations::list_overdue(&mut tx, now().plus_seconds(3600), 10).await?, vec![row.clone()]);
        row.state = AuthorizationState::Ended;
        row.end_reason = Some(EndReason::Revoked);
        row.ended_at = Some(now());
        authorizations::update(&mut tx, &row).await?;
        assert_eq!(authorizations::list_overdue(&mut tx, now().plus_seconds(3600), 10).await?, vec![]);
        assert_eq!(authorizations::find(&mut tx, row.id).await?, Some(row));
    }

    async fn a_draft_of_a_request_that_is_not_filed_is_found_by_its_author(db: Db) {
        let (case, intervention, _) = make::intervention(&db).await?;
        let mut row = draft(&case, &intervention);
        let mut tx = db.begin().await?;
        authorizations::insert(&mut tx, &row).await?;
        assert_eq!(authorizations::find_unfiled(&mut tx, row.person_id).await?, None, "it is filed");
        row.intervention_id = None;
        row.ticket_id = None;
        authorizations::update(&mut tx, &row).await?;
        assert_eq!(authorizations::find_unfiled(&mut tx, row.person_id).await?.as_ref(), Some(&row));
        row.state = AuthorizationState::Ended;
        authorizations::update(&mut tx, &row).await?;
        assert_eq!(authorizations::find_unfiled(&mut tx, row.person_id).await?, None);
    }

    async fn a_new_version_supersedes_the_one_before(db: Db) {
        // I-04
        let (case, intervention, _) = make::intervention(&db).await?;
        let row = draft(&case, &intervention);
        let (first, second) = (version(&case, row.id, 1), version(&case, row.id, 2));
        let mut tx = db.begin().await?;
        authorizations::insert(&mut tx, &row).await?;
        authorizations::insert_version(&mut tx, &first).await?;
        assert_eq!(authorizations::find_version(&mut tx, row.id, 1).await?.as_ref(), Some(&first), "text and terms come back as signed");
        authorizations::insert_version(&mut tx, &second).await?;
        let versions = authorizations::list_versions(&mut tx, row.id).await?;
        assert_eq!(authorizations::list_versions_of_intervention(&mut tx, intervention.id).await?, versions);
        assert_eq!(versions.iter().map(|v| v.superseded_at).collect::<Vec<_>>(), [Some(second.signed_at), None]);
        assert_eq!(authorizations::find_version(&mut tx, row.id, 2).await?, Some(second));
        let error = authorizations::insert_version(&mut tx, &version(&case, row.id, 2)).await.expect_err("signed twice");
        assert!(error.is_conflict_on("authorization_versions_authorization_id_version_key"), "{error:?}");
    }
}
