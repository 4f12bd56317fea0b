//! The page's stream of events about a ticket, one for each ticket on it, kept alive.
//!
//! A browser opens a stream again only after a connection that broke; an answer other than 200 (too many streams, a proxy
//! whose server restarts) ends it for good. Here it is opened again, with growing pauses and not for ever: a page that
//! nobody looks at must not knock all night. A hidden page needs no stream and leaves its place to others; one that is
//! opened in the background opens its stream when somebody looks at it.

/// Failures in a row after which nobody tries any more.
const MOST: u32 = 10;

/// The pause after so many failures in a row, in milliseconds: doubling from two seconds to a minute, and up to a quarter
/// more by the clock, so that not all pages come back at once. `None`: enough.
pub const fn pause(failures: u32, clock: u64) -> Option<u64> {
    if failures >= MOST {
        return None;
    }
    let doubled = 2_000 << if failures < 5 { failures } else { 5 };
    let plain = if doubled > 60_000 { 60_000 } else { doubled };
    Some(plain + clock % (plain / 4))
}

#[cfg(feature = "hydrate")]
pub use browser::{Told, is_live, listen};

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::rc::Rc;

    use leptos::prelude::{document, window};
    use web_sys::EventSource;

    use super::pause;
    use crate::islands::dom;

    /// How the stream stands, or what it said.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Told {
        /// It is open: whatever happens is told.
        Live,
        /// It is not open; the browser is trying at this moment.
        Trying,
        /// It is not open; the next try comes in so many seconds.
        Waiting(i64),
        /// It is not open, because nobody looks at the page.
        Asleep,
        /// It could not be opened often enough: only loading the page helps.
        GivenUp,
        /// Something happened.
        Changed,
        /// Access ended.
        Revoked,
    }

    /// A page hidden for so long gives its stream back.
    const HIDDEN_MS: u64 = 5_000;

    type Listener = Rc<dyn Fn(Told)>;

    #[derive(Default)]
    struct Stream {
        source: Option<EventSource>,
        listeners: Vec<Listener>,
        state: Option<Told>,
        failures: u32,
        /// Counts the openings, so that what was planned for an older one does not happen.
        turn: u32,
    }

    thread_local! {
        /// By ticket.
        static STREAMS: RefCell<BTreeMap<i64, Stream>> = const { RefCell::new(BTreeMap::new()) };
    }

    /// The stream of a ticket, which comes to be when somebody first asks for it.
    fn with<R>(ticket: i64, act: impl FnOnce(&mut Stream) -> R) -> R {
        STREAMS.with_borrow_mut(|streams| act(streams.entry(ticket).or_default()))
    }

    /// Calls back with whatever the stream of this ticket tells; all islands of a page that watch one ticket share it.
    pub fn listen(ticket: i64, callback: impl Fn(Told) + 'static) {
        let callback: Listener = Rc::new(callback);
        if STREAMS.with_borrow(BTreeMap::is_empty) {
            dom::on(&document(), "visibilitychange", |_| all_seen());
            dom::on(&window(), "online", |_| all_seen());
        }
        let (first, state) = with(ticket, |stream| {
            stream.listeners.push(Rc::clone(&callback));
            (stream.listeners.len() == 1, stream.state)
        });
        // Later: an island that is just waking up takes its words from the page and would miss a change of them.
        if let Some(state) = state {
            dom::after(0, move || callback(state));
        }
        if first {
            dom::after(0, move || begin(ticket));
        }
    }

    fn begin(ticket: i64) {
        if document().hidden() {
            tell(ticket, Told::Asleep);
        } else {
            open(ticket);
        }
    }

    /// Whatever happens to this ticket is told at this moment.
    pub fn is_live(ticket: i64) -> bool {
        with(ticket, |stream| stream.state == Some(Told::Live))
    }

    fn tell(ticket: i64, told: Told) {
        let listeners = with(ticket, |stream| {
            if !matches!(told, Told::Changed | Told::Revoked) {
                stream.state = Some(told);
            }
            stream.listeners.clone()
        });
        for listener in listeners {
            listener(told);
        }
    }

    /// Begins a turn: whatever was open is closed.
    fn turn(ticket: i64) -> u32 {
        with(ticket, |stream| {
            if let Some(source) = stream.source.take() {
                source.close();
            }
            stream.turn += 1;
            stream.turn
        })
    }

    fn is(ticket: i64, turn: u32) -> bool {
        with(ticket, |stream| stream.turn == turn)
    }

    fn open(ticket: i64) {
        let mine = turn(ticket);
        let Ok(source) = EventSource::new(&format!("/events?ticket={ticket}")) else {
            return failed(ticket);
        };
        dom::on(&source, "open", move |_| {
            if is(ticket, mine) {
                with(ticket, |stream| stream.failures = 0);
                tell(ticket, Told::Live);
            }
        });
        let of = source.clone();
        dom::on(&source, "error", move |_| {
            if !is(ticket, mine) {
                return;
            }
            if of.ready_state() == EventSource::CLOSED {
                failed(ticket);
            } else {
                tell(ticket, Told::Trying);
            }
        });
        for (event, told) in [("changed", Told::Changed), ("revoked", Told::Revoked)] {
            dom::on(&source, event, move |_| {
                if is(ticket, mine) {
                    tell(ticket, told);
                }
            });
        }
        with(ticket, |stream| stream.source = Some(source));
    }

    /// The stream is closed: another try after a pause, or none.
    fn failed(ticket: i64) {
        let mine = turn(ticket);
        let failures = with(ticket, |stream| {
            stream.failures += 1;
            stream.failures - 1
        });
        let clock = u64::from(js_sys::Date::new_0().get_milliseconds()) * 20;
        let Some(pause) = pause(failures, clock) else {
            return tell(ticket, Told::GivenUp);
        };
        tell(
            ticket,
            Told::Waiting(i64::try_from(pause / 1000).unwrap_or(60)),
        );
        dom::after(pause, move || {
            if !is(ticket, mine) {
                return;
            }
            // A hidden page waits until somebody looks at it.
            if document().hidden() {
                return tell(ticket, Told::Asleep);
            }
            tell(ticket, Told::Trying);
            open(ticket);
        });
    }

    /// Somebody came back to the page, or left it, or the network is there again.
    fn all_seen() {
        let tickets: Vec<i64> = STREAMS.with_borrow(|streams| streams.keys().copied().collect());
        tickets.into_iter().for_each(seen);
    }

    fn seen(ticket: i64) {
        let hidden = document().hidden();
        let (turn_now, opened) = with(ticket, |stream| (stream.turn, stream.source.is_some()));
        if !hidden && !opened {
            with(ticket, |stream| stream.failures = 0);
            tell(ticket, Told::Trying);
            open(ticket);
        } else if hidden && opened {
            dom::after(HIDDEN_MS, move || {
                if document().hidden() && is(ticket, turn_now) {
                    turn(ticket);
                    tell(ticket, Told::Asleep);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn pauses_grow_to_a_minute_and_end() {
        let plain: Vec<_> = (0..11).map(|failures| pause(failures, 0)).collect();
        let seconds = [2, 4, 8, 16, 32, 60, 60, 60, 60, 60];
        let mut expected: Vec<_> = seconds.iter().map(|s| Some(s * 1_000)).collect();
        expected.push(None);
        assert_eq!(plain, expected);
        for clock in 0..10_000 {
            let Some(pause) = pause(3, clock) else {
                unreachable!("the fourth try is not the last")
            };
            assert!((16_000..20_000).contains(&pause), "{pause}");
        }
    }
}
