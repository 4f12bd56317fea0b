//! A changed default has effect where it is read, and nothing that was promised before changes with it.

use domain::account::StaffRole;
use domain::charge::{Cents, Tariff};
use domain::credential::ShredReason;
use domain::ids::TicketNumber;
use domain::intervention::Task;
use domain::rules::{HouseRules, Rule, Unit};
use domain::sla::ClockKind;
use domain::sla::engine::Clock;
use domain::ticket::Class;
use domain::time::Clock as _;
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::context::OpContext;
use services::defaults::{self, Typed};
use services::interventions::{self, ExtensionForm, OfferForm, RequestForm, SignForm, StopForm};
use services::{credentials, jobs};
use store::testing::promise;

use super::desk::{CANARY, Desk, Outcome, PASSWORD, REASON, code};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Somebody of the staff, as an admin.
async fn admin(desk: &Desk) -> Outcome<OpContext> {
    let mut op = desk.op(desk.manager).await?;
    op.actor.staff = Some(StaffRole::Admin);
    Ok(op)
}

/// Sets rules on the admin's page.
pub async fn set(desk: &Desk, numbers: &[(Rule, i64)]) -> Outcome {
    let op = admin(desk).await?;
    let version = defaults::view(&op).await?.rules.version.to_string();
    let texts: Vec<(Rule, String)> = numbers
        .iter()
        .map(|(rule, number)| {
            let text = match rule.unit() {
                Unit::Cents => format!("{},{:02}", number / 100, number % 100),
                _ => number.to_string(),
            };
            (*rule, text)
        })
        .collect();
    let typed: Vec<Typed<'_>> = texts
        .iter()
        .map(|(rule, text)| Typed {
            rule: *rule,
            text,
            reset: false,
        })
        .collect();
    Ok(defaults::update(&op, &version, &typed).await?)
}

/// Everything back to what is shipped.
async fn set_shipped(desk: &Desk) -> Outcome {
    let all: Vec<(Rule, i64)> = Rule::ALL.iter().map(|r| (*r, r.shipped())).collect();
    set(desk, &all).await
}

async fn clock(desk: &Desk, number: TicketNumber, kind: &str) -> Outcome<Clock> {
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let clocks = store::clocks::list(&mut tx, ticket.id).await?;
    let found = clocks.into_iter().find(|clock| clock.kind.code() == kind);
    Ok(found.ok_or("no clock")?)
}

/// The text of the newest mail of a kind.
async fn mail(desk: &Desk, kind: &str) -> Outcome<String> {
    let mut tx = desk.context.db().read().await?;
    let mails = store::mails::list_newest(&mut tx, 1_000).await?;
    let found = mails.into_iter().find(|mail| mail.kind == kind);
    // Lines are broken somewhere.
    let text = found.ok_or("no such mail")?.body_text.0;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

async fn mailed_proof(desk: &Desk) -> Outcome<SigningProof> {
    Ok(SigningProof {
        code: desk.mailed_code().await?,
        password: SecretString::from(PASSWORD),
    })
}

/// From a running case to a closed one.
async fn finish(desk: &Desk, number: TicketNumber, avoidable: bool) -> Outcome {
    let engineer = desk.op(desk.engineer).await?;
    interventions::log(&engineer, number, &Desk::entry("Dienst geprüft")).await?;
    let closing = interventions::ClosingForm {
        avoidable: Some(avoidable),
        ..Desk::closing()
    };
    let form = interventions::FinishForm {
        closing,
        ..Desk::finish()
    };
    Ok(interventions::finish(&engineer, number, &form).await?)
}

store::both_databases! {
    async fn the_hours_in_force_are_signed_and_the_signed_ones_hold(db: Db) {
        // I-39
        let desk = Desk::open(db).await?;
        set(&desk, &[(Rule::ValidityWork, 6), (Rule::ValidityTotal, 30), (Rule::Extension, 3)]).await?;
        let number = desk.submit().await?;
        let owner = desk.op(desk.owner).await?;
        let view = interventions::sign_view(&owner, number).await?;
        assert!(view.text.contains("höchstens 6 Stunden ab Beginn der Arbeiten"), "{}", view.text);
        desk.sign(number).await?;
        // Shorter from now on, and for whoever signs from now on.
        set(&desk, &[(Rule::ValidityWork, 2), (Rule::ValidityTotal, 2), (Rule::Extension, 1)]).await?;
        desk.clock.advance(3 * HOUR);
        desk.start(number).await?;
        desk.clock.advance(6 * HOUR - 1);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        desk.clock.advance(1);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("validity_over".to_owned()));
        let owner = desk.op(desk.owner).await?;
        let extension = interventions::extension_view(&owner, number).await?;
        assert_eq!((extension.hours, extension.new_until), (3, owner.now().plus_seconds(3 * HOUR)));
        interventions::send_extension_code(&owner, number).await?;
        let proof = mailed_proof(&desk).await?;
        interventions::extend(&owner, number, ExtensionForm { hours: 3, proof }).await?;
        desk.clock.advance(3 * HOUR - 1);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        let work = interventions::workspace(&desk.op(desk.engineer).await?, number).await?;
        let terms = work.authorization.and_then(|a| a.terms).ok_or("no terms")?;
        assert_eq!((terms.rules.work_hours, terms.rules.total_hours), (6, 30));
        desk.verify_chain().await?;
    }

    async fn a_text_shown_under_other_hours_is_not_signed_unread(db: Db) {
        // I-21
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        desk.clock.advance(1);
        let owner = desk.op(desk.owner).await?;
        let view = interventions::sign_view(&owner, number).await?;
        interventions::send_sign_code(&owner, number, &view.text_sha256).await?;
        set(&desk, &[(Rule::ValidityWork, 3)]).await?;
        let form = SignForm {
            shown_at: view.shown_at,
            text_sha256: view.text_sha256,
            typed_name: "Petra Lindner".to_owned(),
            proof: mailed_proof(&desk).await?,
        };
        assert_eq!(code(interventions::sign(&owner, number, form).await), "text_changed");
    }

    async fn mailed_digits_live_as_long_as_the_mail_says(db: Db) {
        // I-39
        let desk = Desk::open(db).await?;
        set(&desk, &[(Rule::SignDigits, 6)]).await?;
        let number = desk.submit().await?;
        let owner = desk.op(desk.owner).await?;
        let sign = async |wait: i64| {
            desk.clock.advance(1);
            let view = interventions::sign_view(&owner, number).await?;
            interventions::send_sign_code(&owner, number, &view.text_sha256).await?;
            // Longer or shorter from now on: this mail is out.
            set(&desk, &[(Rule::SignDigits, 30)]).await?;
            assert!(mail(&desk, "signing_code").await?.contains("Er gilt 6 Minuten"));
            set(&desk, &[(Rule::SignDigits, 6)]).await?;
            desk.clock.advance(wait);
            let form = SignForm {
                shown_at: view.shown_at,
                text_sha256: view.text_sha256,
                typed_name: "Petra Lindner".to_owned(),
                proof: mailed_proof(&desk).await?,
            };
            Outcome::Ok(code(interventions::sign(&owner, number, form).await))
        };
        assert_eq!(sign(360).await?, "code:wrong_password_or_code");
        assert_eq!(sign(359).await?, "ok");
    }

    async fn clocks_that_run_keep_their_target_and_new_ones_take_the_new(db: Db) {
        // I-46, I-47, I-48, rule 24
        let desk = Desk::open(db).await?;
        let house = &desk;
        let promise = |answer: i64, standard: i64, complex: i64| async move {
            promise(house.context.db(), house.clock.now(), |rule| {
                let work = if rule.when.complexity.is_some() { complex } else { standard };
                for one in rule.promises.iter_mut().filter(|_| rule.when.class == Some(Class::Intervention)) {
                    one.minutes = if one.kind == ClockKind::FirstAnswer { answer } else { work };
                }
            }).await
        };
        promise(5, 30, 120).await?;
        let number = desk.submit().await?;
        desk.sign(number).await?;
        desk.clock.advance(1);
        promise(20, 45, 120).await?;
        let answer = clock(&desk, number, "first_answer").await?;
        assert_eq!((answer.target_s, answer.policy_version), (300, 2));
        let work = clock(&desk, number, "intervention").await?;
        assert_eq!((work.target_s, work.policy_version), (30 * 60, 2));
        desk.start(number).await?;
        assert!(mail(&desk, "complexity_set").await?.contains("kann bis zu 30 Minuten dauern"));
        let engineer = desk.op(desk.engineer).await?;
        // Mails of one second have no order.
        desk.clock.advance(1);
        interventions::set_complexity(&engineer, number, domain::intervention::Complexity::Complex).await?;
        assert!(mail(&desk, "complexity_set").await?.contains("kann bis zu 2 Stunden dauern"));
        assert_eq!(clock(&desk, number, "intervention").await?.target_s, 120 * 60);
        let owner = desk.op(desk.owner).await?;
        let form = RequestForm { idempotency_key: "form-2".to_owned(), ..desk.form() };
        let next = interventions::submit(&owner, &form, Desk::credentials("zweites")).await?.number;
        let answer = clock(&desk, next, "first_answer").await?;
        assert_eq!((answer.target_s, answer.policy_version), (20 * 60, 3));
    }

    async fn looks_are_limited_as_the_house_says_at_once(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        set(&desk, &[(Rule::LooksPerHour, 2), (Rule::LooksPerDay, 4), (Rule::LookSeconds, 12)]).await?;
        let number = desk.running().await?;
        let secret = desk.secret(number, "password").await?;
        let engineer = desk.op(desk.engineer).await?;
        let seen = credentials::reveal(&engineer, number, secret, REASON).await?;
        assert_eq!((seen.shown_seconds, seen.field_left, seen.day_left), (12, 1, 3));
        assert!(desk.reveal(desk.engineer, number).await?.is_ok());
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("field_limit".to_owned()));
        set(&desk, &[(Rule::LooksPerHour, 3)]).await?;
        assert!(desk.reveal(desk.engineer, number).await?.is_ok());
        set(&desk, &[(Rule::LooksPerDay, 3)]).await?;
        desk.clock.advance(HOUR);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("day_limit".to_owned()));
    }

    async fn an_unsubmitted_draft_ends_by_the_hours_it_was_saved_under(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        set(&desk, &[(Rule::DraftHours, 3)]).await?;
        let owner = desk.op(desk.owner).await?;
        let view = interventions::new_form(&owner, "").await?;
        assert_eq!(view.rules.draft_hours, 3, "what the form says");
        let blank = RequestForm::default();
        interventions::save_draft(&owner, &blank, Desk::credentials(CANARY), Vec::new()).await?;
        set(&desk, &[(Rule::DraftHours, 40)]).await?;
        desk.clock.advance(3 * HOUR - 1);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 0);
        desk.clock.advance(1);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 1);
        let mut tx = desk.context.db().read().await?;
        let rows = store::audit::list_since(&mut tx, desk.organization, 0, 1_000).await?;
        let shredded = rows.iter().rfind(|row| row.kind == "secret.shredded").ok_or("nothing shredded")?;
        assert_eq!(shredded.payload.facts()?.event.data["reason"], "draft_abandoned");
    }

    async fn credentials_wait_for_an_extension_as_long_as_was_told(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        set(&desk, &[(Rule::CredentialsAfterEnd, 5)]).await?;
        let number = desk.running().await?;
        desk.clock.advance(1);
        set(&desk, &[(Rule::CredentialsAfterEnd, 40)]).await?;
        desk.clock.advance(4 * HOUR - 1);
        assert_eq!(interventions::expire_overdue(&desk.context).await?, 1);
        let told = mail(&desk, "authorization_expired").await?;
        assert!(told.contains("spätestens 5 Stunden"), "{told}");
        desk.clock.advance(5 * HOUR - 1);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 0);
        desk.clock.advance(1);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 1);
        let secrets = interventions::workspace(&desk.op(desk.engineer).await?, number).await?.secrets;
        let reasons: Vec<_> = secrets.iter().filter_map(|s| s.shred_reason).map(ShredReason::code).collect();
        assert_eq!(reasons, ["validity_ended", "validity_ended"]);
    }

    async fn whatever_the_house_says_nothing_outlives_its_deposit_by_72_hours(db: Db) {
        // I-05
        let desk = Desk::open(db).await?;
        set(&desk, &[(Rule::ValidityTotal, 72), (Rule::ValidityWork, 24), (Rule::CredentialsAfterEnd, 48)]).await?;
        let number = desk.submit().await?;
        desk.sign(number).await?;
        desk.clock.advance(72 * HOUR - 2);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 0);
        desk.clock.advance(2);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 1);
        let secrets = interventions::workspace(&desk.op(desk.engineer).await?, number).await?.secrets;
        assert_eq!(secrets[0].shred_reason.map(ShredReason::code), Some("deposit_too_old"));
    }

    async fn the_case_that_counts_as_a_repeat_is_the_houses(db: Db) {
        // I-60
        let desk = Desk::open(db).await?;
        let first = desk.running().await?;
        finish(&desk, first, true).await?;
        let owner = desk.op(desk.owner).await?;
        let form = RequestForm { idempotency_key: "form-2".to_owned(), ..desk.form() };
        let number = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?.number;
        desk.sign(number).await?;
        desk.assign(number, desk.engineer).await?;
        let engineer = desk.op(desk.engineer).await?;
        set(&desk, &[(Rule::RepeatCases, 2)]).await?;
        let gate = interventions::verify(&engineer, number).await?;
        let failed: Vec<&str> = gate.lines.iter().filter(|l| !l.passed).map(|l| l.line.code()).collect();
        assert_eq!((gate.passed, failed), (false, vec!["no_repeat_case"]));
        set(&desk, &[(Rule::RepeatCases, 3)]).await?;
        assert!(interventions::verify(&engineer, number).await?.passed);
    }

    async fn prices_of_the_house_are_offered_and_signed_ones_are_charged(db: Db) {
        // I-14, I-19, I-20
        let desk = Desk::open(db).await?;
        let old = [(Rule::RemoteHands, 3_550), (Rule::WorkUnit, 30), (Rule::CeilingHours, 4), (Rule::OfferDays, 7)];
        set(&desk, &old).await?;
        let owner = desk.op(desk.owner).await?;
        let view = interventions::new_form(&owner, "").await?;
        let software = view.lines.iter().find(|line| line.task == Task::InstallSoftware).and_then(|line| line.tariff);
        let hands = |price| Tariff::PerUnit { price: Cents(price), unit_min: 30 };
        assert_eq!((software, view.proposed_ceiling), (Some(hands(3_550)), Some(Cents(8 * 3_550))));
        let mut form = desk.form();
        form.tasks = vec!["install_software".to_owned(), "malware_removal".to_owned()];
        "500".clone_into(&mut form.ceiling);
        let number = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?.number;
        let engineer = desk.op(desk.engineer).await?;
        let offer = OfferForm {
            task: "malware_removal".to_owned(),
            scope: "Schadsoftware entfernen".to_owned(),
            kind: "time".to_owned(),
            ceiling: "300".to_owned(),
            ..OfferForm::default()
        };
        interventions::offer(&engineer, number, &offer).await?;
        let made = desk.context.now();
        desk.sign(number).await?;
        set(&desk, &[(Rule::RemoteHands, 9_900), (Rule::OfferDays, 2)]).await?;
        let panel = interventions::panel(&owner, number).await?.ok_or("no panel")?;
        assert_eq!((panel.offers[0].tariff, panel.offers[0].valid_until), (hands(3_550), made.plus_seconds(7 * DAY)));
        desk.start(number).await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::start_timer(&engineer, number, "").await?;
        desk.clock.advance(31 * 60);
        interventions::stop_timer(&engineer, number, &StopForm::default()).await?;
        let work = interventions::workspace(&engineer, number).await?;
        assert_eq!(work.work.iter().map(|entry| entry.net_cents).collect::<Vec<_>>(), [Cents(2 * 3_550)]);
        assert_eq!(work.work_tariff, hands(9_900), "the next offer");
    }

    async fn a_hand_over_keeps_the_days_it_was_made_with(db: Db) {
        // I-61
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        set(&desk, &[(Rule::HandoverDays, 20), (Rule::HandoverRead, 2), (Rule::HandoverReminder1, 2), (Rule::LookSeconds, 45)]).await?;
        let engineer = desk.op(desk.engineer).await?;
        let id = credentials::create_handover(&engineer, number, Desk::handover()).await?;
        credentials::create_handover(&engineer, number, Desk::handover()).await?;
        let told = mail(&desk, "handover_created").await?;
        assert!(told.contains("nach 2 Stunden, ungelesen nach 20 Tagen"), "{told}");
        let made = desk.context.now();
        desk.clock.advance(1);
        set_shipped(&desk).await?;
        let owner = desk.op(desk.owner).await?;
        let items = credentials::handovers(&owner).await?;
        assert!(items.iter().all(|item| item.until == made.plus_seconds(20 * DAY)));
        let item = items.iter().find(|item| item.id == id).ok_or("no hand-over")?;
        let read = credentials::read_handover(&owner, id, item.fields[0].0).await?;
        assert_eq!(read.shown_seconds, 30, "a look promises nothing");
        desk.clock.advance(2 * HOUR);
        assert_eq!(credentials::sweep(&desk.context).await?.due, 1);
        // Of the unread one nobody is reminded after a day, as it was then, but after two.
        desk.clock.advance(DAY);
        interventions::remind(&desk.context).await?;
        assert_eq!(desk.mails("handover_reminder").await?, 0);
        desk.clock.advance(DAY);
        interventions::remind(&desk.context).await?;
        assert!(desk.mails("handover_reminder").await? > 0);
        assert!(mail(&desk, "handover_reminder").await?.contains("20 Tage nach der Übergabe"));
        desk.clock.advance(16 * DAY);
        assert_eq!(credentials::handovers(&owner).await?.iter().filter(|i| i.state.code() == "waiting").count(), 1);
    }

    async fn password_reminders_come_on_the_days_of_the_closing(db: Db) {
        // I-55
        let desk = Desk::open(db).await?;
        let days = [(Rule::ChangeReminder1, 2), (Rule::ChangeReminder2, 4), (Rule::ChangeReminder3, 5), (Rule::ChangeReminderEvery, 10)];
        set(&desk, &days).await?;
        let number = desk.running().await?;
        finish(&desk, number, false).await?;
        desk.clock.advance(1);
        set_shipped(&desk).await?;
        let mut reminded = Vec::new();
        for day in 1..=26 {
            desk.clock.advance(DAY);
            if interventions::remind(&desk.context).await? > 0 {
                reminded.push(day);
            }
        }
        assert_eq!(reminded, [2, 4, 5, 15, 25]);
    }

    async fn what_is_shipped_applies_until_somebody_changes_it(db: Db) {
        let desk = Desk::open(db).await?;
        let view = defaults::view(&admin(&desk).await?).await?;
        assert_eq!((view.rules, view.changes.len()), (HouseRules::SHIPPED, 0));
        jobs::run_due(&desk.context).await?;
        let live = interventions::live(&desk.op(desk.owner).await?, desk.submit().await?).await?;
        assert_eq!(live.refresh_seconds, 15);
        set(&desk, &[(Rule::LiveRefresh, 40)]).await?;
        let live = interventions::live(&desk.op(desk.owner).await?, live.number).await?;
        assert_eq!(live.refresh_seconds, 40);
    }
}
