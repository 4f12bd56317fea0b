//! Server-sent events: one stream per open page, few per session, woken by commits of any process.
//!
//! Own commits wake through the hub at once; once a second the heads of all chains are read, so that workers and other
//! servers are noticed on both databases. Streams end when the server stops. // RULINGS 31

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::response::sse::Event;
use domain::ids::{OrganizationId, SessionId};
use futures::Stream;
use secrecy::SecretString;
use services::context::Context;
use services::events::Changed;
use services::watch::{self, News, Watch};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;

/// Open streams of one session. Pages nobody looks at close theirs, so that browsers that speak HTTP/1.1, with six
/// connections at most, have some left.
pub const MOST_PER_SESSION: usize = 12;
/// Open streams of one process; each asks the database at every change of its ticket's organization.
pub const MOST: usize = 2_000;

/// Even without news the session is looked at again after so long.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// How often the chains of all organizations are looked at.
const POLL: Duration = Duration::from_secs(1);
/// When the browser tries again after the connection broke.
const RETRY: Duration = Duration::from_secs(2);

/// Counts open streams.
#[derive(Debug, Clone, Default)]
pub struct Streams(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    of_session: HashMap<SessionId, usize>,
    all: usize,
}

/// A counted stream; dropping it counts down.
#[derive(Debug)]
pub struct Ticket {
    streams: Streams,
    session: SessionId,
}

impl Streams {
    /// Room for one more stream of this session, or none.
    pub fn enter(&self, session: SessionId) -> Option<Ticket> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_session = open.of_session.get(&session).copied().unwrap_or_default();
        if of_session >= MOST_PER_SESSION || open.all >= MOST {
            return None;
        }
        open.of_session.insert(session, of_session + 1);
        open.all += 1;
        Some(Ticket {
            streams: self.clone(),
            session,
        })
    }

    /// How many streams are open.
    pub fn open(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = self
            .streams
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(count) = open.of_session.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                open.of_session.remove(&self.session);
            }
        }
    }
}

struct State {
    context: Context,
    token: SecretString,
    watch: Watch,
    changes: broadcast::Receiver<Changed>,
    stopping: CancellationToken,
    /// The page has been greeted.
    greeted: bool,
    /// Look without waiting: what was committed while the stream was being opened.
    eager: bool,
    _ticket: Ticket,
}

/// The events of one page. The first one comes at once, so that nothing between the page and its stream is missed.
pub fn events(
    context: Context,
    token: SecretString,
    watch: Watch,
    stopping: CancellationToken,
    ticket: Ticket,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let changes = context.hub().listen();
    let state = State {
        context,
        token,
        watch,
        changes,
        stopping,
        greeted: false,
        eager: true,
        _ticket: ticket,
    };
    futures::stream::unfold(state, |mut state| async move {
        let event = next(&mut state).await?;
        Some((Ok(event), state))
    })
}

async fn next(state: &mut State) -> Option<Event> {
    if !std::mem::replace(&mut state.greeted, true) {
        return Some(told("changed", &state.watch).retry(RETRY));
    }
    loop {
        if !std::mem::take(&mut state.eager) {
            let goes_on = tokio::select! {
                () = state.stopping.cancelled() => false,
                goes_on = woken(&mut state.changes, state.watch) => goes_on,
                () = tokio::time::sleep(LOOK_AGAIN) => true,
            };
            if !goes_on {
                return None;
            }
        }
        match watch::look(&state.context, &state.token, &mut state.watch).await {
            Ok(Some(News::Nothing)) => {}
            Ok(Some(News::Changed)) => return Some(told("changed", &state.watch)),
            Ok(Some(News::Revoked)) => return Some(told("revoked", &state.watch)),
            Ok(None) => return None,
            // The browser tries again; a broken stream must not look like a quiet one.
            Err(error) => {
                tracing::warn!(error = ?error, "a live page could not be told");
                return None;
            }
        }
    }
}

/// Waits for a change that may concern this ticket; false when nothing will change any more.
async fn woken(changes: &mut broadcast::Receiver<Changed>, watch: Watch) -> bool {
    loop {
        match changes.recv().await {
            Ok(changed) => {
                let mine = changed.organization == watch.organization
                    && changed.ticket.is_none_or(|ticket| ticket == watch.ticket);
                if mine {
                    return true;
                }
            }
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

fn told(name: &'static str, watch: &Watch) -> Event {
    Event::default()
        .event(name)
        .id(watch.seq.to_string())
        .data(name)
}

/// Notices what other processes commit, while anybody watches.
pub async fn notice_others(context: Context, streams: Streams, stopping: CancellationToken) {
    let mut known: HashMap<OrganizationId, i64> = HashMap::new();
    let mut ticks = tokio::time::interval(POLL);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if streams.open() == 0 {
            known.clear();
            continue;
        }
        match watch::heads(&context).await {
            Ok(heads) => {
                for (organization, seq) in heads {
                    if known
                        .insert(organization, seq)
                        .is_some_and(|before| before != seq)
                    {
                        context.hub().tell(organization, None);
                    }
                }
            }
            Err(error) => tracing::warn!(error = ?error, "the chains could not be looked at"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_so_many_streams_and_gets_room_back() {
        let streams = Streams::default();
        let session = SessionId::from_uuid(uuid::Uuid::from_u128(7));
        let other = SessionId::from_uuid(uuid::Uuid::from_u128(8));
        let mut open: Vec<_> = (0..MOST_PER_SESSION)
            .filter_map(|_| streams.enter(session))
            .collect();
        assert_eq!(open.len(), MOST_PER_SESSION);
        assert!(streams.enter(session).is_none());
        assert!(streams.enter(other).is_some());
        open.pop();
        assert!(streams.enter(session).is_some());
        drop(open);
        assert_eq!(streams.open(), 0);
    }

    #[test]
    fn a_process_has_so_many_streams_whoever_opens_them() {
        let streams = Streams::default();
        let session = |number: usize| {
            SessionId::from_uuid(uuid::Uuid::from_u128(number.try_into().unwrap_or_default()))
        };
        let mut open: Vec<_> = (0..MOST)
            .filter_map(|i| streams.enter(session(i / MOST_PER_SESSION)))
            .collect();
        assert_eq!((open.len(), streams.open()), (MOST, MOST));
        assert!(streams.enter(session(MOST)).is_none());
        open.pop();
        assert!(streams.enter(session(MOST)).is_some());
        drop(open);
        assert_eq!(streams.open(), 0);
        assert!(
            streams
                .0
                .lock()
                .is_ok_and(|open| open.of_session.is_empty()),
            "nothing of ended sessions is kept"
        );
    }
}
