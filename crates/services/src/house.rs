//! The provider's own chain: how its events are written, and the page that reads them.
//!
//! It tells what concerns every customer and none alone: prices, the page *Anbieter*, who works here with which rights,
//! teams. Each event is part of the unit of work it tells of; such a unit holds the chain from its beginning, so that what
//! the event says of before is what was there, and no two of them wait for each other.

use domain::audit::{ChainHead, EventDraft, EventKind, HOUSE, HouseTopic};
use domain::policy::{Action, Resource, may};
use domain::time::Timestamp;
use serde_json::{Value, json};
use store::Tx;
use store::people::PersonRow;

use crate::audit;
use crate::context::{Context, OpContext};
use crate::error::Result;

/// Lines of one page.
pub const LOG_PAGE: usize = 50;
/// What stands in `through` where nobody was logged in: somebody at the machine.
pub const COMMAND_LINE: &str = "command_line";

/// With what something was and has become; nothing where it stayed as it was.
pub(crate) fn turn(
    event: EventDraft,
    name: &str,
    before: impl Into<Value>,
    after: impl Into<Value>,
) -> EventDraft {
    let (before, after) = (before.into(), after.into());
    if before == after {
        event
    } else {
        event.with(name, json!({ "before": before, "after": after }))
    }
}

/// With whom it concerns. Names and addresses are those of that time.
pub(crate) fn about(event: EventDraft, person: &PersonRow) -> EventDraft {
    event
        .with("person", person.id.to_string())
        .with("name", person.name.as_str())
        .with("email", person.email.as_str())
}

/// An event of somebody at the machine.
pub(crate) fn at_the_machine(context: &Context, kind: EventKind) -> EventDraft {
    audit::event(context, kind).with("through", COMMAND_LINE)
}

/// An event somebody did without being logged in yet: by an invitation's or the set-up's link.
pub(crate) fn by_link(context: &Context, kind: EventKind, person: &PersonRow) -> EventDraft {
    let mut event = audit::event(context, kind);
    event.actor = Some(person.id);
    event.actor_name = Some(person.name.clone());
    event
}

/// A unit of work that will tell something in the provider's chain: others of its kind wait until it ends.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn begin(context: &Context) -> Result<Tx> {
    let mut tx = context.db().begin().await?;
    store::audit::hold(&mut tx, HOUSE, context.now()).await?;
    Ok(tx)
}

/// Tells it in the provider's chain; the unit of work was begun with [`begin`].
///
/// # Errors
/// The database refuses; nothing of the unit of work may be kept then.
pub(crate) async fn tell(context: &Context, tx: &mut Tx, event: EventDraft) -> Result<()> {
    audit::append_to_house(context, tx, event).await.map(drop)
}

/// Which events are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFilter {
    /// All.
    #[default]
    All,
    /// One group.
    Topic(HouseTopic),
    /// One kind.
    Kind(EventKind),
}

impl LogFilter {
    /// From the address: code of a group or of a kind in one; anything else is no filter. The only kind of a group is the
    /// group.
    pub fn parse(text: &str) -> Self {
        if let Ok(topic) = text.parse() {
            return Self::Topic(topic);
        }
        let kind: Option<EventKind> = text.parse().ok();
        match kind.and_then(|kind| Some((kind, HouseTopic::of(kind)?))) {
            Some((_, topic)) if topic.kinds().len() == 1 => Self::Topic(topic),
            Some((kind, _)) => Self::Kind(kind),
            None => Self::All,
        }
    }

    /// As it stands in the address; empty for no filter.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Topic(topic) => topic.code(),
            Self::Kind(kind) => kind.code(),
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Number in the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What happened; `None` where the row is none that this program wrote. Whoever sees that verifies the chain.
    pub event: Option<EventDraft>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogPage {
    /// At most [`LOG_PAGE`] lines, the newest first.
    pub entries: Vec<LogEntry>,
    /// Number of the last line here, if there are older ones: the next page ends before it.
    pub older: Option<i64>,
    /// The end of the chain; `None` before its first event.
    pub head: Option<ChainHead>,
}

/// The provider's log, newest first.
///
/// # Errors
/// `Denied` for everybody but managers and admins.
pub async fn page(op: &OpContext, filter: LogFilter, before: Option<i64>) -> Result<LogPage> {
    may(&op.actor, Action::ReadProviderLog, &Resource::provider())?;
    let kind;
    let kinds: &[EventKind] = match filter {
        LogFilter::All => &[],
        LogFilter::Topic(topic) => topic.kinds(),
        LogFilter::Kind(one) => {
            kind = [one];
            &kind
        }
    };
    let mut tx = op.app.db().read().await?;
    let head = store::audit::find_head(&mut tx, HOUSE).await?;
    let limit = i64::try_from(LOG_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store::audit::list_newest(&mut tx, HOUSE, kinds, before, limit).await?;
    let more = rows.len() > LOG_PAGE;
    rows.truncate(LOG_PAGE);
    Ok(LogPage {
        older: rows.last().map(|row| row.seq).filter(|_| more),
        entries: rows
            .into_iter()
            .map(|row| LogEntry {
                seq: row.seq,
                at: row.at,
                event: row.payload.facts().ok().map(|facts| facts.event),
            })
            .collect(),
        head,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_finds_its_way_through_the_address() {
        let all = HouseTopic::ALL.iter().flat_map(|topic| {
            let kinds = topic.kinds().iter().filter(|_| topic.kinds().len() > 1);
            let kinds = kinds.map(|kind| LogFilter::Kind(*kind));
            kinds.chain([LogFilter::Topic(*topic)])
        });
        for filter in all.chain([LogFilter::All]) {
            assert_eq!(LogFilter::parse(filter.code()), filter);
        }
        let numbers = LogFilter::Topic(HouseTopic::Defaults);
        assert_eq!(LogFilter::parse("defaults.changed"), numbers);
        for other in ["ticket.opened", "nonsense", "PEOPLE", "people "] {
            assert_eq!(LogFilter::parse(other), LogFilter::All, "{other}");
        }
    }

    #[test]
    fn what_stays_as_it_was_is_no_turn() {
        let event = EventDraft::new(EventKind::StaffChanged, Timestamp::from_unix(0));
        let event = turn(event, "role", "engineer", "manager");
        let event = turn(event, "may_approve_reveals", false, false);
        let told = json!({ "role": { "before": "engineer", "after": "manager" } });
        assert_eq!(Value::Object(event.data), told);
    }
}
