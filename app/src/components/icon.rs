//! Icons as inline SVG strokes on a grid of 16. An icon never stands without a word.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Magnifying glass.
    Search,
    /// Three bars.
    Menu,
    /// Head and shoulders.
    Person,
    /// Eye: somebody looked.
    Eye,
    /// Padlock: internal, sealed.
    Lock,
    /// Octagon: stop, refused.
    Stop,
    /// Wrench: work was done.
    Wrench,
    /// Receiver.
    Phone,
    /// Sheet: document, file.
    File,
    /// Speech bubble: message.
    Message,
    /// Clock face.
    Clock,
    /// Signature on a line.
    Sign,
    /// Key.
    Key,
    /// Arrow down to a line: download.
    Download,
    /// Two sheets: copy.
    Copy,
    /// Plus.
    Plus,
    /// Bell: something was told.
    Bell,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Search => "M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0m-1 3.25 4 4",
            Self::Menu => "M2 4.5h12M2 8h12M2 11.5h12",
            Self::Person => {
                "M10.75 5.25a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0M2.75 14c.5-3 2.5-4.5 5.25-4.5s4.75 1.5 5.25 4.5"
            }
            Self::Eye => {
                "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM9.75 8a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0"
            }
            Self::Lock => "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
            Self::Stop => "M5.2 1.75h5.6l3.45 3.45v5.6l-3.45 3.45H5.2L1.75 10.8V5.2zM5 8h6",
            Self::Wrench => {
                "M13.5 4.5a3.5 3.5 0 0 1-4.75 4L4.5 13 3 11.5l4.5-4.25a3.5 3.5 0 0 1 4-4.75L9.5 4.5l2 2z"
            }
            Self::Phone => {
                "M3 2.5h3l1.25 3.25-1.75 1.5a8 8 0 0 0 3.25 3.25l1.5-1.75L13.5 10v3c0 .5-.5 1-1 1C7 14 2 9 2 3.5c0-.5.5-1 1-1z"
            }
            Self::File => "M3.5 1.75h6l3 3v9.5h-9zM9.25 2v3h3M6 8.5h4M6 11h4",
            Self::Message => "M2 3h12v8H7l-3 2.75V11H2z",
            Self::Clock => "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M8 4.5V8l2.5 1.5",
            Self::Sign => "M2 13.5h12M3 10.5c2-5 4-8 5-7s-2.5 6.5-1 7 2-3 3-2.5 0 2 1 2 1.5-1 2-1",
            Self::Key => {
                "M9 10.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0M8.1 8.4 13.5 3m-2.25 2.25 1.75 1.75m-3.5 0 1.25 1.25"
            }
            Self::Download => "M8 2v8M4.75 7 8 10.25 11.25 7M2.5 13.5h11",
            Self::Copy => "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3",
            Self::Bell => {
                "M8 2a4 4 0 0 0-4 4c0 4-1.5 5-1.5 5.5h11C13.5 11 12 10 12 6a4 4 0 0 0-4-4M6.5 13.75h3"
            }
            Self::Plus => "M8 3v10M3 8h10",
        }
    }
}

/// The icon, hidden from screen readers: the word beside it says it.
pub fn icon(icon: Icon) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true" viewBox="0 0 16 16"><path d=icon.path()></path></svg> }
}
