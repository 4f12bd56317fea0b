//! What an edit of a calendar does to the clocks that run in it, and who may look at it.

use services::calendars::{self, CalendarFields, ClockEffect};
use services::error::ServiceError;

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
