//! Standing authorizations: signed with the right and the proof only, told in chain and mail, and nothing is ever
//! permitted that the customer did not sign or has revoked.

use domain::audit::EventKind;
use domain::ids::{PersonId, StandingId, SystemId};
use domain::intervention::authorization::StandingAct::{self, Fix, Inventory, Patching};
use domain::intervention::authorization::StandingState;
use domain::time::Timestamp;
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::context::OpContext;
use services::error::ServiceError;
use services::organizations;
use services::standing::{self, Choice, SignForm};
use store::systems::SystemRow;

use super::desk::{Desk, Outcome, PASSWORD, code};
use super::tampering::raw;

/// Patching and inventory on the customer's system, today until the end of the year.
fn choice(desk: &Desk) -> Choice {
    Choice {
        acts: vec!["inventory".to_owned(), "patching".to_owned()],
        systems: vec![desk.system.to_string()],
        from: "2026-11-21".to_owned(),
        until: "31.12.2026".to_owned(),
    }
}

/// The form as somebody fills it in who has read the text and got the digits.
async fn filled(desk: &Desk, op: &OpContext, choice: Choice) -> Outcome<SignForm> {
    let view = standing::sign_view(op, desk.organization, &choice, op.now()).await?;
    // Mails of one second have no order.
    desk.clock.advance(1);
    standing::send_code(op, desk.organization, &view.text_sha256).await?;
    Ok(SignForm {
        choice,
        shown_at: view.shown_at,
        text_sha256: view.text_sha256,
        typed_name: op.actor.name.clone(),
        proof: SigningProof {
            code: desk.mailed_code().await?,
            password: SecretString::from(PASSWORD),
        },
    })
}

async fn sign(desk: &Desk, person: PersonId, choice: Choice) -> Outcome<StandingId> {
    let op = desk.op(person).await?;
    let form = filled(desk, &op, choice).await?;
    Ok(standing::sign(&op, desk.organization, form).await?)
}

async fn permits(desk: &Desk, system: SystemId, act: StandingAct) -> Outcome<String> {
    permits_at(desk, system, act, desk.context.now()).await
}

async fn permits_at(
    desk: &Desk,
    system: SystemId,
    act: StandingAct,
    at: Timestamp,
) -> Outcome<String> {
    let mut tx = desk.context.db().read().await?;
    Ok(code(standing::permits(&mut tx, system, act, at).await))
}

/// Kinds of events in the customer's chain that speak of standing authorizations.
async fn told(desk: &Desk) -> Outcome<Vec<String>> {
    let mut tx = desk.context.db().read().await?;
    let rows = store::audit::list_since(&mut tx, desk.organization, 0, 1_000).await?;
    let kinds = rows.into_iter().map(|row| row.kind);
    Ok(kinds.filter(|kind| kind.starts_with("standing.")).collect())
}

/// Another system like the customer's first, for whoever.
async fn another(desk: &Desk, like: impl FnOnce(SystemRow) -> SystemRow) -> Outcome<SystemId> {
    let mut tx = desk.context.db().begin().await?;
    let row = store::systems::find(&mut tx, desk.system)
        .await?
        .ok_or("no system")?;
    let row = like(SystemRow {
        id: desk.context.id(SystemId::from_uuid),
        service_id: "S-2".to_owned(),
        primary_ipv4: "203.0.113.8".parse()?,
        ..row
    });
    store::systems::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

store::both_databases! {
    async fn it_is_signed_told_permits_what_it_says_and_is_revoked(db: Db) {
        // I-04
        let desk = Desk::open(db).await?;
        let elsewhere = another(&desk, |row| row).await?;
        assert_eq!(permits(&desk, desk.system, Patching).await?, "not_authorised", "nothing without a signature");
        let id = sign(&desk, desk.owner, choice(&desk)).await?;
        for act in [Patching, Inventory] {
            assert_eq!(permits(&desk, desk.system, act).await?, "ok");
        }
        assert_eq!(permits(&desk, desk.system, Fix).await?, "not_authorised", "other work");
        assert_eq!(permits(&desk, elsewhere, Patching).await?, "not_authorised", "another system");

        let owner = desk.op(desk.owner).await?;
        let list = standing::list(&owner, desk.organization).await?;
        let [entry] = &list.entries[..] else { panic!("one in the list") };
        assert_eq!((entry.row.id, entry.row.number, entry.state), (id, 1, StandingState::Valid));
        assert!(list.may_sign && entry.may_revoke);
        assert!(entry.row.text.contains("web-1.example.org (Service-ID S-1, IP-Adresse 203.0.113.7)"));
        assert_eq!(entry.row.valid_until.map(|at| at.to_string()).as_deref(), Some("2026-12-31T23:00:00Z"));
        let mut tx = desk.context.db().read().await?;
        let permit = standing::permits(&mut tx, desk.system, Patching, desk.context.now()).await?;
        drop(tx);
        assert_eq!((permit.standing, permit.text_sha256.len()), (id, 64));
        // Owner and technical contact are told, the reader is not.
        assert_eq!((desk.mails("standing_signed").await?, told(&desk).await?), (2, vec!["standing.signed".to_owned()]));

        let technical = desk.op(desk.technical).await?;
        standing::revoke(&technical, id).await?;
        assert_eq!(permits(&desk, desk.system, Patching).await?, "not_authorised", "revoked");
        assert_eq!(code(standing::revoke(&technical, id).await), "standing_over");
        assert_eq!(desk.mails("standing_revoked").await?, 2);
        assert_eq!(told(&desk).await?, ["standing.signed", "standing.revoked"]);
        let (entry, _) = standing::one(&owner, id).await?;
        assert_eq!((entry.state, entry.revoked_by.as_str()), (StandingState::Revoked, "Jonas Weber"));
        assert!(!entry.may_revoke);
        desk.verify_chain().await?;
    }

    async fn only_its_days_count(db: Db) {
        // I-04
        let desk = Desk::open(db).await?;
        let later = Choice { from: "2026-12-01".to_owned(), until: "2026-12-01".to_owned(), ..choice(&desk) };
        let id = sign(&desk, desk.owner, later).await?;
        let at = |text: &str| text.parse::<Timestamp>();
        for (moment, answer) in [
            ("2026-11-30T22:59:59Z", "not_authorised"),
            ("2026-11-30T23:00:00Z", "ok"),
            ("2026-12-01T22:59:59Z", "ok"),
            ("2026-12-01T23:00:00Z", "not_authorised"),
        ] {
            assert_eq!(permits_at(&desk, desk.system, Inventory, at(moment)?).await?, answer, "{moment}");
        }
        desk.clock.advance(30 * 86_400);
        let owner = desk.op(desk.owner).await?;
        assert_eq!(standing::one(&owner, id).await?.0.state, StandingState::Expired);
        assert_eq!(code(standing::revoke(&owner, id).await), "standing_over", "nothing left to revoke");

        // Signed on its first day it holds from the signature, not from midnight.
        let today = Choice { from: "2026-12-21".to_owned(), until: String::new(), ..choice(&desk) };
        let before = desk.context.now();
        let open = sign(&desk, desk.owner, today).await?;
        assert_eq!(permits_at(&desk, desk.system, Patching, before).await?, "not_authorised");
        assert_eq!(permits_at(&desk, desk.system, Patching, at("2036-01-01T00:00:00Z")?).await?, "ok", "until revoked");
        standing::revoke(&owner, open).await?;
        assert_eq!(permits_at(&desk, desk.system, Patching, at("2036-01-01T00:00:00Z")?).await?, "not_authorised");
    }

    async fn without_the_right_nobody_signs_and_strangers_find_nothing(db: Db) {
        // I-04, I-21
        let desk = Desk::open(db).await?;
        let id = sign(&desk, desk.owner, choice(&desk)).await?;
        let signs = async |person: PersonId| -> Outcome<String> {
            let op = desk.op(person).await?;
            Ok(code(standing::sign_view(&op, desk.organization, &choice(&desk), op.now()).await))
        };
        assert_eq!(signs(desk.technical).await?, "role");
        assert_eq!(signs(desk.reader).await?, "role");
        assert_eq!(signs(desk.engineer).await?, "role");
        assert_eq!(signs(desk.stranger).await?, "not_found");
        let by_technical = SignForm {
            choice: choice(&desk),
            shown_at: desk.context.now(),
            text_sha256: String::new(),
            typed_name: "Jonas Weber".to_owned(),
            proof: SigningProof { code: SecretString::from("000000"), password: SecretString::from(PASSWORD) },
        };
        let technical = desk.op(desk.technical).await?;
        assert_eq!(code(standing::sign(&technical, desk.organization, by_technical).await), "role");
        assert_eq!(told(&desk).await?, ["standing.signed"], "only the owner's");

        // Who may read, and who may revoke.
        for (person, list, end) in [
            (desk.reader, "role", "role"),
            (desk.engineer, "ok", "role"),
            (desk.manager, "ok", "role"),
            (desk.stranger, "not_found", "not_found"),
        ] {
            let op = desk.op(person).await?;
            assert_eq!(code(standing::list(&op, desk.organization).await), list);
            assert_eq!(code(standing::one(&op, id).await), list);
            assert_eq!(code(standing::document(&op, id).await), list);
            assert_eq!(code(standing::revoke(&op, id).await), end);
        }

        // An owner gives the right: the text says who gave it.
        let owner = desk.op(desk.owner).await?;
        organizations::set_authorise(&owner, desk.organization, desk.technical, true).await?;
        let second = sign(&desk, desk.technical, choice(&desk)).await?;
        let (entry, _) = standing::one(&owner, second).await?;
        assert_eq!(entry.row.number, 2);
        assert!(entry.row.text.contains("Recht zur Genehmigung erteilt von Petra Lindner"), "{}", entry.row.text);
    }

    async fn what_was_not_shown_or_not_proven_is_not_signed(db: Db) {
        // I-04
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let refuse = async |form: SignForm| code(standing::sign(&owner, desk.organization, form).await);

        let mut wider = filled(&desk, &owner, choice(&desk)).await?;
        wider.choice.acts.push("fix".to_owned());
        assert_eq!(refuse(wider).await, "text_changed");
        let filled_in = filled(&desk, &owner, choice(&desk)).await?;
        let unnamed = SignForm { typed_name: "Petra".to_owned(), ..filled_in };
        assert_eq!(refuse(unnamed).await, "typed_name:name_differs");
        let mut unproven = filled(&desk, &owner, choice(&desk)).await?;
        unproven.proof.password = SecretString::from("falsch");
        assert_eq!(refuse(unproven).await, "code:wrong_password_or_code");
        // Digits mailed for one text sign no other.
        let mut other = filled(&desk, &owner, choice(&desk)).await?;
        let open = Choice { until: String::new(), ..choice(&desk) };
        let view = standing::sign_view(&owner, desk.organization, &open, owner.now()).await?;
        (other.choice, other.shown_at, other.text_sha256) = (open, view.shown_at, view.text_sha256);
        assert_eq!(refuse(other).await, "code:wrong_password_or_code");
        let old = filled(&desk, &owner, choice(&desk)).await?;
        desk.clock.advance(1_801);
        assert_eq!(refuse(old).await, "shown_too_long_ago");
        assert_eq!(permits(&desk, desk.system, Patching).await?, "not_authorised");
        assert_eq!((told(&desk).await?.len(), desk.mails("standing_signed").await?), (0, 0));
    }

    async fn pressed_twice_it_is_signed_once(db: Db) {
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let form = filled(&desk, &owner, choice(&desk)).await?;
        let again = SignForm {
            choice: form.choice.clone(),
            shown_at: form.shown_at,
            text_sha256: form.text_sha256.clone(),
            typed_name: form.typed_name.clone(),
            proof: SigningProof { code: form.proof.code.clone(), password: SecretString::from(PASSWORD) },
        };
        let signed = standing::sign(&owner, desk.organization, form).await?;
        assert_eq!(standing::sign(&owner, desk.organization, again).await?, signed);
        assert_eq!(standing::list(&owner, desk.organization).await?.entries.len(), 1);
        assert_eq!((told(&desk).await?.len(), desk.mails("standing_signed").await?), (1, 2));
    }

    async fn a_choice_names_work_own_systems_and_days(db: Db) {
        // I-04
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let stranger = desk.op(desk.stranger).await?.actor.memberships[0].organization;
        let foreign = another(&desk, |row| SystemRow { organization_id: stranger, ..row }).await?;
        let check = async |choice: Choice| code(standing::check(&owner, desk.organization, &choice).await);
        assert_eq!(check(choice(&desk)).await, "ok");
        assert_eq!(
            check(Choice::default()).await,
            "acts:no_act systems:no_system from:required"
        );
        assert_eq!(check(Choice { acts: vec!["root".to_owned()], ..choice(&desk) }).await, "acts:choice");
        let theirs = vec![desk.system.to_string(), foreign.to_string()];
        assert_eq!(check(Choice { systems: theirs, ..choice(&desk) }).await, "systems:choice");
        assert_eq!(check(Choice { from: "20.11.2026".to_owned(), ..choice(&desk) }).await, "from:day_past");
        assert_eq!(check(Choice { until: "2026-11-20".to_owned(), ..choice(&desk) }).await, "until:day_order");
        assert_eq!(check(Choice { until: "2040-01-01".to_owned(), ..choice(&desk) }).await, "until:years_long");
        assert_eq!(check(Choice { until: "bald".to_owned(), ..choice(&desk) }).await, "until:date");
    }

    async fn out_of_service_or_not_what_was_signed_permits_nothing(db: Db) {
        // I-04
        let desk = Desk::open(db).await?;
        sign(&desk, desk.owner, choice(&desk)).await?;
        let mut tx = desk.context.db().begin().await?;
        let system = store::systems::find(&mut tx, desk.system).await?.ok_or("no system")?;
        store::systems::update(&mut tx, &SystemRow { active: false, ..system.clone() }).await?;
        tx.save().await?;
        assert_eq!(permits(&desk, desk.system, Patching).await?, "not_authorised", "system out of service");
        // Sold to somebody else: the signature was not theirs.
        let stranger = desk.op(desk.stranger).await?.actor.memberships[0].organization;
        let mut tx = desk.context.db().begin().await?;
        store::systems::update(&mut tx, &SystemRow { organization_id: stranger, ..system.clone() }).await?;
        tx.save().await?;
        assert_eq!(permits(&desk, desk.system, Patching).await?, "not_authorised", "another customer's now");
        let mut tx = desk.context.db().begin().await?;
        store::systems::update(&mut tx, &system).await?;
        tx.save().await?;
        assert_eq!(permits(&desk, desk.system, Patching).await?, "ok");
        let unknown = desk.context.id(SystemId::from_uuid);
        assert_eq!(permits(&desk, unknown, Patching).await?, "not_authorised");
        raw(
            desk.context.db(),
            "DROP TRIGGER standing_authorizations_no_update; DROP TRIGGER standing_authorizations_revoked_once",
            "DROP TRIGGER standing_authorizations_append_only ON standing_authorizations;
             DROP TRIGGER standing_authorizations_revoked_once ON standing_authorizations",
        )
        .await?;
        // Data beside the text that say more than it does.
        let more = "UPDATE standing_authorizations SET terms = replace(terms, '\"patching\"', '\"patching\",\"fix\"')";
        raw(desk.context.db(), more, more).await?;
        for act in [Patching, Fix] {
            assert_eq!(permits(&desk, desk.system, act).await?, "not_authorised", "data nobody signed");
        }
        let back = "UPDATE standing_authorizations SET terms = replace(terms, ',\"fix\"', '')";
        raw(desk.context.db(), back, back).await?;
        assert_eq!(permits(&desk, desk.system, Patching).await?, "ok");
        let text = "UPDATE standing_authorizations SET text = text || ' und alles andere'";
        raw(desk.context.db(), text, text).await?;
        assert_eq!(permits(&desk, desk.system, Patching).await?, "not_authorised", "no longer what was signed");
    }

    async fn without_its_event_nothing_is_signed_revoked_or_mailed(db: Db) {
        // I-04
        let desk = Desk::open(db).await?;
        let id = sign(&desk, desk.owner, choice(&desk)).await?;
        raw(
            desk.context.db(),
            "CREATE TRIGGER no_event BEFORE INSERT ON audit_events WHEN new.kind LIKE 'standing.%'
             BEGIN SELECT RAISE(ABORT, 'disk trouble'); END",
            "CREATE FUNCTION no_event() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN IF new.kind LIKE 'standing.%' THEN RAISE EXCEPTION 'disk trouble'; END IF; RETURN new; END $$;
             CREATE TRIGGER no_event BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION no_event()",
        )
        .await?;
        let owner = desk.op(desk.owner).await?;
        let form = filled(&desk, &owner, choice(&desk)).await?;
        let refused = standing::sign(&owner, desk.organization, form).await;
        assert!(matches!(refused, Err(ServiceError::Internal(_))), "{refused:?}");
        let refused = standing::revoke(&owner, id).await;
        assert!(matches!(refused, Err(ServiceError::Internal(_))), "{refused:?}");
        assert_eq!(permits(&desk, desk.system, Patching).await?, "ok", "not revoked by halves");
        assert_eq!(standing::list(&owner, desk.organization).await?.entries.len(), 1, "not signed by halves");
        assert_eq!((desk.mails("standing_signed").await?, desk.mails("standing_revoked").await?), (2, 0));
        assert_eq!(EventKind::StandingSigned.code(), told(&desk).await?[0]);
    }
}
