//! Queue, search, tickets for callers.

texts! {
    /// Queue, search, tickets for callers.
    Desk {
        title: "Warteschlange", "Queue";
    }
}
