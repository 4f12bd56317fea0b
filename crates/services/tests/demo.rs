//! The demo with a bulk of tickets: on both databases it reads like tickets that were filed and worked on.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use domain::audit::EventKind;
use domain::ids::{PersonId, SessionId, TicketNumber};
use domain::intervention::InterventionState;
use domain::sla::ClockState;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use services::context::{Context, OpContext, Parts, SessionFacts};
use services::demo::Size;
use services::events::Hub;
use services::hashing::{Cost, Hasher};
use services::held::OnSecret;
use services::keys::{self, KeyPaths};
use services::settings::Settings;
use services::tickets::{Chronicle, QueueFilter};
use services::{audit_admin, demo, search, tickets};
use store::Db;
use store::testing::{SeededRandom, StandingClock};
use vault::{DatabaseFacts, KekSource, Vault};

/// A Wednesday, 2027-01-13T12:00:00Z.
const START: i64 = 1_799_841_600;
/// Tickets of the stories: three of each customer, the interventions, a hardware case of one of them.
const TOLD: i64 = 40 * 3 + 17 + 1;
const BULK: usize = 240;
/// So many of them wait for their first answer.
const OPEN: usize = 20;

type Error = Box<dyn std::error::Error + Send + Sync>;

async fn context(db: Db, dir: &std::path::Path) -> Result<Context, Error> {
    use std::os::unix::fs::PermissionsExt as _;
    let random = Arc::new(SeededRandom::new(7));
    let paths = KeyPaths {
        keys: dir.join("keys"),
        shards: dir.join("shards"),
    };
    for path in [&paths.keys, &paths.shards] {
        std::fs::create_dir_all(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    keys::create_for_empty_database(&paths, true, random.as_ref())?;
    let source = KekSource::File(paths.vault_key());
    let booted = Vault::boot(&source, &DatabaseFacts::default()).await;
    keys::record(&db, &booted.record, Timestamp::from_unix(START)).await?;
    Ok(Context::new(Parts {
        db,
        clock: Arc::new(StandingClock::at(START)),
        random,
        settings: Settings::for_tests(dir),
        hub: Hub::default(),
        hasher: Hasher::new(Cost::TEST, [1; 16])?,
        keys: keys::load(&paths, source, booted.vault)?,
    }))
}

async fn staff(context: &Context, id: PersonId) -> Result<OpContext, Error> {
    let mut tx = context.db().read().await?;
    Ok(OpContext {
        app: context.clone(),
        actor: store::people::actor(&mut tx, id).await?.ok_or("nobody")?,
        ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        session: SessionFacts {
            session: SessionId::from_uuid(uuid::Uuid::nil()),
            mfa_at: None,
            fresh_at: None,
        },
        request_id: "test".to_owned(),
        on_secret: OnSecret::Ask,
    })
}

store::both_databases! {
    async fn a_bulk_of_tickets_reads_like_filed_ones(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        let accounts = demo::build(&context, Size { tickets: BULK - OPEN, open: OPEN }, &|_, _, _| {}).await?;
        let mut tx = context.db().read().await?;
        assert_eq!(store::tickets::count(&mut tx).await?, TOLD + i64::try_from(BULK)?);
        let login = &accounts.iter().find(|a| a.role == "engineer").ok_or("no engineer")?.login;
        let engineer = store::people::find_by_email(&mut tx, login).await?.ok_or("no engineer")?;

        let count = |role: &str| accounts.iter().filter(|a| a.role == role).count();
        assert_eq!((count("engineer"), count("manager")), (8, 2));
        assert_eq!(store::organizations::count(&mut tx).await?, 40);
        let login = &accounts.iter().find(|a| a.role == "manager").ok_or("no manager")?.login;
        let manager = store::people::find_by_email(&mut tx, login).await?.ok_or("no manager")?;
        let waiting = services::credentials::approvals(&staff(&context, manager.id).await?).await?;
        assert_eq!(waiting.len(), 1, "a look waits for a second person");

        // The bulk is numbered first, from the oldest to the youngest.
        let mut states = std::collections::BTreeSet::new();
        let mut subjects = std::collections::BTreeSet::new();
        let (mut clocks, mut waiting_long, mut last) = (0, 0, Timestamp::from_unix(0));
        let op = staff(&context, engineer.id).await?;
        for n in 0..i64::try_from(BULK)? {
            let view = tickets::view(&op, TicketNumber(40_001 + n), Chronicle::Moments).await?;
            assert_eq!((view.talk.entries.len(), view.ticket.message_count), (5, 5));
            assert!(view.ticket.received_at >= last, "numbers follow time");
            last = view.ticket.received_at;
            states.insert(view.ticket.state.code());
            waiting_long += usize::from(view.clocks.iter().any(|shown| {
                shown.clock.state == ClockState::Running && shown.clock.target_s == 7 * 86_400
            }));
            clocks += view.clocks.len();
            let history = tickets::history(&op, TicketNumber(40_001 + n), None).await?;
            let opened = history.entries.last().filter(|_| history.older.is_none()).ok_or("no history")?;
            assert_eq!(opened.kind, domain::audit::EventKind::TicketOpened);
            assert_eq!(opened.data["number"], 40_001 + n);
            let said = history.entries.iter().filter(|e| e.data.contains_key("message"));
            assert_eq!(said.count(), 5, "each text stands in the chain");
            for shown in &view.clocks {
                let clock = &shown.clock;
                let mut tx = context.db().read().await?;
                let events = store::clocks::list_events(&mut tx, clock.id).await?;
                let events: Vec<_> = events.into_iter().map(|row| row.event).collect();
                let calendars = domain::sla::engine::Registry::default();
                let (ticket, kind, cycle) = (clock.ticket_id, clock.kind, clock.cycle);
                let again = domain::sla::engine::Clock::replay(clock.id, ticket, kind, cycle, &events, &calendars)?;
                assert_eq!(again, *clock, "events give the clock again");
            }
            subjects.insert(view.ticket.subject);
        }
        assert_eq!(states.len(), TicketState::ALL.len(), "{states:?}");
        assert_eq!(waiting_long, OPEN);
        assert!(clocks > BULK / 5 && subjects.len() > BULK * 8 / 10);

        // It is found by what its messages say, and stands in the queue.
        // Compounds are rare, greetings are not.
        let mut found = None;
        for number in 40_100..40_200 {
            let some = tickets::view(&op, TicketNumber(number), Chronicle::Moments).await?;
            let body = some.talk.entries[0].message.body.clone();
            let longest = body.split(|c: char| !c.is_alphanumeric()).max_by_key(|word| word.len()).unwrap_or_default();
            if longest.len() > 18 {
                found = Some((some, longest.to_owned()));
                break;
            }
        }
        let (some, word) = found.ok_or("no compound")?;
        let hits = search::find(&op, &word).await?;
        assert!(hits.iter().any(|hit| hit.number == some.ticket.number), "{word}");
        let queue = tickets::queue(&op, &QueueFilter::default(), None).await?;
        assert!(queue.rows.iter().any(|row| row.number.0 < 40_001 + i64::try_from(BULK).unwrap_or(0)));

        // Time never runs backwards in a chain, whoever told it.
        for checked in audit_admin::verify(&context, None, &[]).await? {
            let verified = checked.result.map_err(|fault| format!("{}: {fault}", checked.organization))?;
            assert!(verified.events > 0);
        }
    }

    async fn the_demo_shows_what_it_promises(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        demo::build(&context, Size::default(), &|_, _, _| {}).await?;
        let mut tx = context.db().read().await?;
        assert_eq!(store::systems::list(&mut tx).await?.len(), 120);
        let mut subjects = std::collections::BTreeSet::new();
        for number in 40_001..=40_000 + TOLD {
            let ticket = store::tickets::find(&mut tx, TicketNumber(number)).await?.ok_or("a gap")?;
            subjects.insert(ticket.subject);
        }
        assert!(subjects.len() >= 40, "{} different stories", subjects.len());

        let (mut cases, mut open, mut kinds) = (Vec::new(), 0, std::collections::BTreeSet::new());
        for organization in store::organizations::list(&mut tx).await? {
            cases.extend(store::interventions::list_of_customer(&mut tx, &[organization.id], 100).await?);
            let handed = store::handovers::list_of_organization(&mut tx, organization.id).await?;
            open += handed.iter().filter(|h| h.row.first_read_at.is_none() && h.row.ended_at.is_none()).count();
            let events = store::audit::list_since(&mut tx, organization.id, 0, 10_000).await?;
            kinds.extend(events.into_iter().map(|event| event.kind));
        }
        assert!(cases.len() >= 15, "{} interventions", cases.len());
        let states: std::collections::BTreeSet<_> = cases.iter().map(|case| case.state).collect();
        // A draft stands in no list of cases: its customer finds it where requests begin.
        let listed = InterventionState::ALL.iter().filter(|state| **state != InterventionState::Draft);
        assert_eq!(states, listed.copied().collect());
        assert!(open > 0, "a hand-over nobody has read yet");
        let looks = store::reveals::count_by_outcome(&mut tx).await?;
        for outcome in ["granted", "denied"] {
            assert!(looks.iter().any(|(code, n)| code == outcome && *n > 0), "{outcome}: {looks:?}");
        }
        for kind in [EventKind::AuthorizationRevoked, EventKind::AuthorizationExpired] {
            assert!(kinds.contains(kind.code()), "{}", kind.code());
        }
    }
}
