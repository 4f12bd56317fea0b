//! Which figure somebody wants to see the tickets of.

codes! {
    /// A figure with tickets behind it: `figure=` in the URL.
    pub enum Figure {
        /// Kept and broken promises: the n of the attainment.
        Decided => "decided",
        /// Kept promises.
        Met => "met",
        /// Broken promises.
        Breached => "breached",
        /// Broken promises nobody has given a reason for.
        WithoutReason => "without_reason",
        /// Promises that were extended in time.
        Extended => "extended",
        /// Promises taken out for the data centre.
        Exempt => "exempt",
        /// Promises that fell away.
        Cancelled => "cancelled",
        /// First answers that were given.
        Answered => "answered",
        /// First answers that were given too late.
        Late => "late",
        /// Tickets that came or came back.
        Received => "received",
        /// Tickets that left.
        Solved => "solved",
        /// Tickets that were open at the end.
        Open => "open",
        /// Solved tickets whose waiting was counted.
        Waited => "waited",
    }
}

impl Figure {
    /// Counts clocks; else tickets.
    pub const fn is_of_clocks(self) -> bool {
        !matches!(
            self,
            Self::Received | Self::Solved | Self::Open | Self::Waited
        )
    }
}
