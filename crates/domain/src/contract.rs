//! Contracts and orders: what a customer bought for a system, and what was agreed beyond it.
//!
//! Minimal on purpose: plan, cover of interventions and duration are what the gate and the prices of tasks need.

codes! {
    /// The plan a contract is made on.
    pub enum Plan {
        /// Service Card: work by the hour.
        ServiceCard => "service_card",
        /// Managed Server: faults of the operating system are free, individual work is Remote Hands.
        ManagedServer => "managed_server",
    }
}

codes! {
    /// The state of an order (Auftrag): an offer until an owner or billing accepts it.
    pub enum OrderState {
        /// Offered, not yet answered.
        Offered => "offered",
        /// Accepted by the customer.
        Accepted => "accepted",
        /// Declined by the customer.
        Declined => "declined",
        /// Not answered in time.
        Expired => "expired",
        /// Taken back by us.
        Withdrawn => "withdrawn",
    }
}
