//! The page's one stream of events about a ticket, kept alive.
//!
//! A browser opens a stream again only after a connection that broke; an answer other than 200 (too many streams, a proxy
//! whose server restarts) ends it for good. Here it is opened again, with growing pauses and not for ever: a page that
//! nobody looks at must not knock all night. A hidden page needs no stream and leaves its place to others.

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
        ticket: i64,
        source: Option<EventSource>,
        listeners: Vec<Listener>,
        state: Option<Told>,
        failures: u32,
        /// Counts the openings, so that what was planned for an older one does not happen.
        turn: u32,
    }

    thread_local! {
        static STREAM: RefCell<Stream> = RefCell::default();
    }

    /// Calls back with whatever the stream of this ticket tells; every island of a page listens to the same one.
    pub fn listen(ticket: i64, callback: impl Fn(Told) + 'static) {
        let callback: Listener = Rc::new(callback);
        let (first, state) = STREAM.with_borrow_mut(|stream| {
            stream.listeners.push(Rc::clone(&callback));
            stream.ticket = ticket;
            (stream.listeners.len() == 1, stream.state)
        });
        if let Some(state) = state {
            callback(state);
        }
        if first {
            open();
            dom::on(&document(), "visibilitychange", |_| seen());
            dom::on(&window(), "online", |_| seen());
        }
    }

    /// Whatever happens is told at this moment.
    pub fn is_live() -> bool {
        STREAM.with_borrow(|stream| stream.state == Some(Told::Live))
    }

    fn tell(told: Told) {
        let listeners = STREAM.with_borrow_mut(|stream| {
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
    fn turn() -> u32 {
        STREAM.with_borrow_mut(|stream| {
            if let Some(source) = stream.source.take() {
                source.close();
            }
            stream.turn += 1;
            stream.turn
        })
    }

    fn is(turn: u32) -> bool {
        STREAM.with_borrow(|stream| stream.turn == turn)
    }

    fn open() {
        let mine = turn();
        let ticket = STREAM.with_borrow(|stream| stream.ticket);
        let Ok(source) = EventSource::new(&format!("/events?ticket={ticket}")) else {
            return failed();
        };
        dom::on(&source, "open", move |_| {
            if is(mine) {
                STREAM.with_borrow_mut(|stream| stream.failures = 0);
                tell(Told::Live);
            }
        });
        let of = source.clone();
        dom::on(&source, "error", move |_| {
            if !is(mine) {
                return;
            }
            if of.ready_state() == EventSource::CLOSED {
                failed();
            } else {
                tell(Told::Trying);
            }
        });
        for (event, told) in [("changed", Told::Changed), ("revoked", Told::Revoked)] {
            dom::on(&source, event, move |_| {
                if is(mine) {
                    tell(told);
                }
            });
        }
        STREAM.with_borrow_mut(|stream| stream.source = Some(source));
    }

    /// The stream is closed: another try after a pause, or none.
    fn failed() {
        let mine = turn();
        let failures = STREAM.with_borrow_mut(|stream| {
            stream.failures += 1;
            stream.failures - 1
        });
        let clock = u64::from(js_sys::Date::new_0().get_milliseconds()) * 20;
        let Some(pause) = pause(failures, clock) else {
            return tell(Told::GivenUp);
        };
        tell(Told::Waiting(i64::try_from(pause / 1000).unwrap_or(60)));
        dom::after(pause, move || {
            // A hidden page waits until somebody looks at it.
            if is(mine) && !document().hidden() {
                tell(Told::Trying);
                open();
            }
        });
    }

    /// Somebody came back to the page, or left it, or the network is there again.
    fn seen() {
        let hidden = document().hidden();
        let (turn_now, opened) =
            STREAM.with_borrow(|stream| (stream.turn, stream.source.is_some()));
        if !hidden && !opened {
            STREAM.with_borrow_mut(|stream| stream.failures = 0);
            tell(Told::Trying);
            open();
        } else if hidden && opened {
            dom::after(HIDDEN_MS, move || {
                if document().hidden() && is(turn_now) {
                    turn();
                    tell(Told::Trying);
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
