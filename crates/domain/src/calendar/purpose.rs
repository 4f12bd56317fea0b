//! What a calendar is for: a contract has separate ones for service, billing and monitoring (rule 21).

codes! {
    /// What a calendar is for.
    pub enum Purpose {
        /// When promises count.
        Service => "service",
        /// Which rate is in force.
        Billing => "billing",
        /// Which reaction an alarm gets.
        Monitoring => "monitoring",
        /// Anything else.
        Other => "other",
    }
}
