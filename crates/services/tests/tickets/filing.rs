//! Filing: one ticket a form, the right clock, secrets held back, paging.

use domain::sla::ClockKind;
use domain::time::Timestamp;
use services::context::OpContext;
use services::error::ServiceError;
use services::held::OnSecret;
use services::tickets::{self, CallerTicket, NewTicket, QueueFilter};

use crate::desk::{Desk, START};

store::both_databases! {
    // I-46
    async fn each_class_gets_its_own_first_answer_clock(db: Db) {
        let desk = Desk::new(db).await?;
        for (class, target) in [("emergency", Some(600)), ("fault", Some(3600)), ("question", Some(4 * 3600)), ("order", None)] {
            let number = desk.file(class, "Der Dienst steht").await?;
            let clocks = desk.clocks(number).await?;
            let found = clocks.first().map(|clock| (clock.kind, clock.target_s));
            assert_eq!(found, target.map(|s| (ClockKind::FirstAnswer, s)), "{class}");
            let row = desk.row(number).await?;
            let breach = target.map_or(Timestamp::FAR_FUTURE, |s| Timestamp::from_unix(START + s));
            assert_eq!(row.next_breach_at, breach, "{class}");
        }
        // An intervention is requested, never filed by hand.
        let refused = desk.file("intervention", "Bitte eingreifen").await;
        assert!(refused.is_err());
    }

    async fn a_form_sent_twice_files_one_ticket(db: Db) {
        let desk = Desk::new(db).await?;
        let form = || NewTicket {
            subject: "Mail kommt nicht an",
            class: "fault",
            department: "technical",
            body: "Seit 10 Uhr.",
            idempotency_key: "form-1",
            ..NewTicket::default()
        };
        let first = desk.file_with(form()).await?;
        assert_eq!(desk.file_with(form()).await?, first);
        let (one, two) = tokio::join!(
            desk.file_with(NewTicket { idempotency_key: "form-2", ..form() }),
            desk.file_with(NewTicket { idempotency_key: "form-2", ..form() }),
        );
        assert_eq!(one?, two?);
        let mut tx = desk.context.db().read().await?;
        assert_eq!(store::tickets::count(&mut tx).await?, 2);
    }

    // I-65, S-02
    async fn a_call_counts_from_its_start(db: Db) {
        let desk = Desk::new(db).await?;
        let call = CallerTicket {
            organization: "10001 Lindner & Söhne",
            caller: "Petra Lindner",
            minutes: "4",
            subject: "Server antwortet nicht",
            class: "emergency",
            priority: "high",
            department: "technical",
            systems: "203.0.113.42",
            body: "Frau Lindner ruft an: nichts geht mehr.",
            ..CallerTicket::default()
        };
        let number = tickets::file_for_caller(&desk.jana, call).await?;
        let row = desk.row(number).await?;
        assert_eq!(row.received_at, Timestamp::from_unix(START - 240));
        assert_eq!(row.system_id, Some(desk.server));
        let clocks = desk.clocks(number).await?;
        assert_eq!(clocks[0].started_at, row.received_at);
        // Writing the call down is no answer.
        assert!(clocks[0].is_living());
        let refused = tickets::file_for_caller(&desk.petra, CallerTicket::default()).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    }

    async fn what_looks_like_a_secret_is_held_back_and_keeping_it_is_logged(db: Db) {
        let desk = Desk::new(db).await?;
        let form = || NewTicket {
            subject: "Anmeldung geht nicht",
            class: "question",
            department: "technical",
            body: "Benutzer root, Passwort: Xk9!vQ2#mLp7",
            ..NewTicket::default()
        };
        let Err(ServiceError::Held(held)) = tickets::file(&desk.petra, form()).await else {
            return Err("stored in clear".into());
        };
        assert_eq!(held.len(), 1);
        assert!(!held[0].masked.contains("k9!vQ2#mLp7"), "{}", held[0].masked);
        let mut tx = desk.context.db().read().await?;
        assert_eq!(store::tickets::count(&mut tx).await?, 0);
        drop(tx);
        let decided = |on_secret| OpContext { on_secret, ..desk.petra.clone() };
        let moved = tickets::file(&decided(OnSecret::Vault), form()).await?;
        assert_eq!(desk.texts(&desk.jana, moved).await?, ["Benutzer root, Passwort: [Tresor #1]"]);
        assert!(desk.kinds(moved).await?.contains(&"text.moved_to_vault".to_owned()));
        let number = tickets::file(&decided(OnSecret::Keep), form()).await?;
        assert!(desk.kinds(number).await?.contains(&"text.secret_kept".to_owned()));
        for (subject, body) in desk.mails("petra.lindner@example.test").await? {
            assert!(!subject.contains("k9!vQ2") && !body.contains("k9!vQ2"));
        }
    }

    async fn wrong_fields_are_named_and_nothing_is_stored(db: Db) {
        let desk = Desk::new(db).await?;
        let Err(ServiceError::Invalid(errors)) = tickets::file(&desk.petra, NewTicket {
            subject: "  ",
            class: "",
            department: "kitchen",
            systems: vec!["00000000-0000-0000-0000-000000000000"],
            ..NewTicket::default()
        }).await else {
            return Err("accepted".into());
        };
        let fields: Vec<_> = errors.iter().map(|e| (e.field, e.code)).collect();
        assert_eq!(fields, [
            ("subject", "required"), ("body", "required"), ("class", "required_choice"),
            ("department", "choice"), ("systems", "choice"),
        ]);
        let denied = tickets::file(&desk.reader, NewTicket::default()).await;
        assert!(matches!(denied, Err(ServiceError::Denied("role"))));
        let foreign = desk.server.to_string();
        let refused = tickets::file(&desk.stranger, NewTicket {
            subject: "x", class: "fault", department: "technical", body: "y",
            systems: vec![&foreign],
            ..NewTicket::default()
        }).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "a foreign system");
    }

    async fn pages_go_on_behind_the_last_row_whatever_comes_in_between(db: Db) {
        let desk = Desk::new(db).await?;
        for n in 0..60 {
            desk.file(if n % 2 == 0 { "fault" } else { "question" }, "Seite").await?;
            desk.clock.advance(1);
        }
        let filter = QueueFilter::default();
        let first = tickets::queue(&desk.jana, &filter, None).await?;
        assert_eq!((first.rows.len(), first.beside.counts.open), (50, 60));
        desk.file("emergency", "Drängelt vor").await?;
        let second = tickets::queue(&desk.jana, &filter, first.next).await?;
        let mut seen: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.number).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 60, "no row twice, none missing");
        assert!(second.next.is_none());
        let refused = tickets::queue(&desk.petra, &filter, None).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    }

    async fn search_finds_words_and_never_notes_for_customers(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file_with(NewTicket {
            subject: "Zertifikate laufen ab",
            class: "question",
            department: "technical",
            systems: vec![&desk.server.to_string()],
            body: "Die Zwischenzertifikate des Webservers sind abgelaufen.",
            ..NewTicket::default()
        }).await?;
        desk.note(&desk.jana, number, "Kundin wirkt gereizt, Vorsicht.").await?;
        let find = async |op, words: &str| {
            services::search::find(op, words).await.map(|hits| hits.len())
        };
        for words in ["Zwischenzert", "web-03", "SRV-20417", &number.0.to_string()] {
            assert_eq!(find(&desk.petra, words).await?, 1, "{words}");
            assert_eq!(find(&desk.stranger, words).await?, 0, "{words}");
        }
        assert_eq!(find(&desk.jana, "gereizt").await?, 1);
        assert_eq!(find(&desk.petra, "gereizt").await?, 0);
    }
}
