//! The tickets of the demo: each customer has a settled one, one of the last days and one of today.

use domain::ids::{PersonId, TicketNumber};
use domain::ticket::Priority;

use super::bulk::Bulk;
use super::cases;
use super::content::Story;
use super::stage::Stage;
use super::{Cast, Party, Progress, recurring};
use crate::error::Result;
use crate::tickets::{self, Act, Because, NewTicket, Text};

const DAY: i64 = 86_400;
const MINUTE: i64 = 60;

/// How far a story is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Nobody has answered.
    Untouched,
    /// Answered, somebody works on it.
    Working,
    /// Waits for the customer's answer.
    Asked,
    /// Waits for a supplier.
    Supplier,
    /// An appointment is agreed.
    Scheduled,
    /// Done.
    Resolved,
}

/// Tells every customer's tickets in the order they happened, so that each chain is in the order of time.
/// What the bulk tells of a customer comes in between.
pub(super) async fn tell(
    stage: &Stage,
    cast: &Cast,
    stories: &[Story],
    bulk: &mut Bulk,
    progress: Progress<'_>,
) -> Result<()> {
    for (index, party) in cast.parties.iter().enumerate() {
        let at = i64::try_from(index).unwrap_or(0);
        let engineer = cast.engineers[index % cast.engineers.len()];
        let story = |nth: usize| &stories[(index + nth * 17) % stories.len()];
        let present = stage.present;

        let begins = present.minus_seconds((30 + at * 7) * DAY - at * 977);
        recurring::tell(stage, party, index, begins, bulk, progress).await?;
        bulk.tell(&stage.context, index, party.id, begins, progress)
            .await?;
        stage.go(begins);
        one(stage, party, engineer, story(0), Ending::Resolved, index).await?;

        let begins = present.minus_seconds((3 + at % 9) * DAY - at * 613);
        bulk.tell(&stage.context, index, party.id, begins, progress)
            .await?;
        stage.go(begins);
        let ending = match index % 5 {
            0 => Ending::Asked,
            1 => Ending::Supplier,
            2 => Ending::Scheduled,
            3 => Ending::Resolved,
            _ => Ending::Working,
        };
        one(stage, party, engineer, story(1), ending, index).await?;

        if let Some(begins) = cases::begins(stage, index) {
            bulk.tell(&stage.context, index, party.id, begins, progress)
                .await?;
            Box::pin(cases::tell(stage, cast, index)).await?;
        }

        let ending = match index % 4 {
            0 | 1 => Ending::Untouched,
            2 => Ending::Working,
            _ => Ending::Asked,
        };
        // Nobody lets many promises slip: what has no answer yet came in just now, with few exceptions.
        let ago = match (ending, story(2).class.as_str()) {
            (Ending::Untouched, "emergency") => 2 + at % 10,
            (Ending::Untouched, "fault") => 3 + at * 13 % 63,
            _ => 20 + at * 13 % 170,
        };
        let begins = present.minus_seconds(ago * MINUTE);
        bulk.tell(&stage.context, index, party.id, begins, progress)
            .await?;
        stage.go(begins);
        one(stage, party, engineer, story(2), ending, index).await?;
        bulk.tell(&stage.context, index, party.id, present, progress)
            .await?;
    }
    stage.go(stage.present);
    stage.pass(0).await
}

async fn one(
    stage: &Stage,
    party: &Party,
    engineer: PersonId,
    story: &Story,
    ending: Ending,
    index: usize,
) -> Result<()> {
    let customer = if index.is_multiple_of(2) {
        party.technical
    } else {
        party.owner
    };
    let mut lines = story.thread.iter().filter_map(|line| line.split_once(": "));
    let (_, first) = lines.next().unwrap_or_default();
    let number = file(stage, party, customer, story, first, index).await?;
    let priority = [
        Priority::Normal,
        Priority::High,
        Priority::Normal,
        Priority::Low,
    ][index % 4];
    if ending == Ending::Untouched {
        return Ok(());
    }
    stage
        .pass((3 + i64::try_from(index).unwrap_or(0) % 6) * MINUTE)
        .await?;
    let staff = stage.person(engineer).await?;
    tickets::change(&staff, number, Act::Assign(Some(engineer))).await?;
    if index.is_multiple_of(8) {
        let mut tx = stage.context.db().read().await?;
        let team = store::teams::list_of_person(&mut tx, engineer).await?;
        drop(tx);
        if let Some(team) = team.first() {
            tickets::change(&staff, number, Act::AssignTeam(Some(team.id))).await?;
        }
    }
    if priority != Priority::Normal {
        tickets::change(&staff, number, Act::Prioritise(priority)).await?;
    }
    let lines: Vec<_> = lines.collect();
    let told = if ending == Ending::Working || ending == Ending::Asked {
        1
    } else {
        lines.len()
    };
    for (who, text) in lines.iter().take(told) {
        say(
            stage,
            number,
            who,
            text,
            customer,
            engineer,
            ending == Ending::Asked,
        )
        .await?;
        stage.pass(11 * MINUTE).await?;
    }
    let staff = stage.person(engineer).await?;
    let act = match ending {
        Ending::Supplier => Act::WaitForThirdParty,
        Ending::Scheduled => Act::Schedule(stage.present.plus_seconds(2 * DAY)),
        Ending::Resolved => Act::Resolve,
        Ending::Untouched | Ending::Working | Ending::Asked => return Ok(()),
    };
    let because = Because {
        reason: "capacity",
        note: "",
    };
    tickets::change_because(&staff, number, act, because).await
}

async fn file(
    stage: &Stage,
    party: &Party,
    customer: PersonId,
    story: &Story,
    body: &str,
    index: usize,
) -> Result<TicketNumber> {
    let op = stage.person(customer).await?;
    let organization = party.id.to_string();
    let system = party.systems[index % party.systems.len()].to_string();
    let key = stage.context.id(|uuid| uuid.to_string());
    let new = NewTicket {
        organization: &organization,
        subject: &story.subject,
        class: &story.class,
        department: &story.department,
        systems: if story.department == "technical" {
            vec![&system]
        } else {
            Vec::new()
        },
        body,
        files: Vec::new(),
        idempotency_key: &key,
    };
    tickets::file(&op, new).await
}

async fn say(
    stage: &Stage,
    number: TicketNumber,
    who: &str,
    body: &str,
    customer: PersonId,
    engineer: PersonId,
    asks: bool,
) -> Result<()> {
    let key = stage.context.id(|uuid| uuid.to_string());
    let text = Text {
        body,
        asks: asks && who == "S",
        files: Vec::new(),
        idempotency_key: &key,
    };
    match who {
        "S" => tickets::send(&stage.person(engineer).await?, number, text).await?,
        "N" => tickets::note(&stage.person(engineer).await?, number, text).await?,
        _ => tickets::send(&stage.person(customer).await?, number, text).await?,
    };
    stage.pass(16).await
}
