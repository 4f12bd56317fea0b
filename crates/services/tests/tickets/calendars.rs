//! What an edit of a calendar does to the clocks that run in it, and who may look at it.

use domain::ids::{ClockId, RowId, TicketNumber};
use domain::sla::engine::{CalendarRef, Clock, NewClock, Stretch};
use domain::sla::{ClockKind, ClockOutcome};
use domain::time::{Clock as _, Timestamp};
use services::calendars::{self, CalendarFields, ClockEffect};
use services::error::ServiceError;
use services::tickets::{self, Act, Chronicle};
use store::queue::QueueFilter;

use crate::desk::{Desk, Result};

/// Weekdays from 14 to 18 instead of around the clock.
const AFTERNOONS: CalendarFields<'static> = CalendarFields {
    tz: "Europe/Berlin",
    hours: "weekly",
    week: ["14-18", "14-18", "14-18", "14-18", "14-18", "", ""],
    region: "",
    closed: "",
    open: "",
    valid_from: "",
    reason: "Nur noch nachmittags",
};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A solution promised in service hours, as a policy will.
async fn promise(desk: &Desk, number: TicketNumber, target_s: i64) -> Result<ClockId> {
    let ticket = desk.row(number).await?;
    let mut tx = desk.context.db().begin().await?;
    let calendars = store::calendars::registry(&mut tx).await?;
    let random = store::testing::SeededRandom::new(3);
    let now = desk.clock.now();
    let id = ClockId::new(now, &random);
    let new = NewClock {
        id,
        ticket_id: ticket.id,
        kind: ClockKind::Resolution,
        cycle: 1,
        target_s,
        policy_version: 1,
        calendar: CalendarRef::new("service".parse()?, None),
    };
    let step = Clock::start(new, now, &*calendars)?;
    store::clocks::insert(&mut tx, &step.clock).await?;
    let event = step.events.first().ok_or("no start")?;
    store::clocks::append(&mut tx, RowId::new(now, &random), id, None, event).await?;
    let next = store::clocks::next_breach(&mut tx, ticket.id).await?;
    store::tickets::set_next_breach(&mut tx, ticket.id, next).await?;
    tx.save().await?;
    Ok(id)
}

store::both_databases! {
    /// Rules 25 and 34: counted from the clocks as they are.
    async fn running_clocks_are_counted_before_their_calendar_changes(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let effect = |code: &'static str| {
            let admin = admin.clone();
            async move { Result::Ok(calendars::preview(&admin, code, &AFTERNOONS, "1").await?.clocks) }
        };
        assert_eq!(effect("24x7").await?, ClockEffect::default());
        // A Wednesday, 13:00 in Berlin: an hour for a fault would end at 14:00 and ends at 15:00.
        desk.file("fault", "Der Dienst steht").await?;
        let one = ClockEffect { running: 1, later: 1, ..ClockEffect::default() };
        assert_eq!(effect("24x7").await?, one);
        assert_eq!(effect("service").await?, ClockEffect::default());
        // Three hours later the hour is over, whatever the calendar becomes.
        desk.clock.advance(3 * 3600);
        let over = ClockEffect { running: 1, overdue: 1, ..ClockEffect::default() };
        assert_eq!(effect("24x7").await?, over);
        // Clocks count around the clock whatever it says: it cannot be saved.
        let mark = calendars::preview(&admin, "24x7", &AFTERNOONS, "1").await?.mark;
        let saved = calendars::save(&admin, "24x7", &AFTERNOONS, "1", &mark).await;
        let refused = matches!(&saved, Err(ServiceError::Invalid(fields)) if fields.iter().any(|f| f.code == "calendar_fixed"));
        assert!(refused, "{saved:?}");
    }

    /// Rules 34 and 35: a clock that counts in service hours, from the queue to its end, over a new version of its calendar.
    async fn a_clock_in_service_hours_is_shown_as_it_counts(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let number = desk.file("order", "Noch ein Server").await?;
        // Eight hours from Wednesday, 13:00 in Berlin: five until 18:00, three on Thursday.
        let id = promise(&desk, number, 8 * 3600).await?;
        assert_eq!(desk.row(number).await?.next_breach_at, at("2027-01-14T11:00:00Z"));
        desk.clock.advance(6 * 3600);
        let queue = tickets::queue(&desk.jana, &QueueFilter::default(), None).await?;
        let listed = queue.rows.iter().find(|row| row.number == number).and_then(|row| row.clock.clone());
        let listed = listed.ok_or("no clock in the queue")?;
        assert_eq!((listed.face.consumed_s, listed.is_closed()), (5 * 3600, true));
        // Nine in the morning is fourteen hours from now.
        let open = listed.open.ok_or("without a break")?;
        assert_eq!(open.first(), Some(&(14 * 3600, 23 * 3600)));
        // A page that stays open over a weekend goes on counting on Monday.
        assert!(open.len() >= 5, "{open:?}");

        // From now on Thursdays begin at 14:00: the same three hours end at 17:00, and the ticket moves in the queue.
        let mark = calendars::preview(&admin, "service", &AFTERNOONS, "1").await?.mark;
        calendars::save(&admin, "service", &AFTERNOONS, "1", &mark).await?;
        let due = at("2027-01-14T16:00:00Z");
        assert_eq!(desk.row(number).await?.next_breach_at, due);
        assert_eq!(services::clocks::note_breaches(&desk.context, 10).await?, 0);

        desk.clock.advance(22 * 3600 + 1800);
        let because = tickets::Because { reason: "capacity", note: "" };
        tickets::change_because(&desk.jana, number, Act::Resolve, because).await?;
        let view = tickets::view(&desk.jana, number, Chronicle::Moments).await?;
        let shown = view.clocks.iter().find(|shown| shown.clock.id == id).ok_or("no clock")?;
        assert_eq!((shown.clock.due_at, shown.clock.outcome), (Some(due), Some(ClockOutcome::Breached)));
        assert_eq!((shown.clock.consumed_s, shown.clock.calendar_version), (8 * 3600 + 1800, 2));
        let sum = |stretch: Stretch| shown.segments.iter().filter(|s| s.stretch == stretch).map(|s| s.seconds).sum::<i64>();
        assert_eq!(sum(Stretch::Counted), shown.clock.consumed_s);
        assert_eq!(sum(Stretch::Counted) + sum(Stretch::Closed), 28 * 3600 + 1800);
    }

    /// A refusal of the rules may be passed over; a calendar that is not there is an error.
    async fn a_missing_calendar_is_no_refusal(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("order", "Noch ein Server").await?;
        let id = promise(&desk, number, 3600).await?;
        let mut tx = desk.context.db().begin().await?;
        let mut clock = store::clocks::find(&mut tx, id).await?.ok_or("no clock")?;
        clock.calendar = CalendarRef::new("gone".parse()?, None);
        store::clocks::update(&mut tx, &clock).await?;
        tx.save().await?;
        let ended = tickets::change(&desk.jana, number, Act::Resolve).await;
        assert!(matches!(ended, Err(ServiceError::Internal(_))), "{ended:?}");
    }

    async fn engineers_and_customers_neither_see_nor_change_calendars(db: Db) {
        let desk = Desk::new(db).await?;
        for op in [&desk.jana, &desk.petra] {
            assert!(calendars::list(op).await.is_err());
            assert!(calendars::show(op, "service").await.is_err());
            let looked = calendars::preview(op, "service", &AFTERNOONS, "1").await;
            assert!(matches!(looked, Err(ServiceError::Denied(_) | ServiceError::NotFound)));
            let saved = calendars::save(op, "service", &AFTERNOONS, "1", "").await;
            assert!(matches!(saved, Err(ServiceError::Denied(_) | ServiceError::NotFound)));
        }
    }
}
