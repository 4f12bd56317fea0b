//! Typed identifiers: a ticket's id can never be passed where a system's is meant.
//!
//! Each is a UUIDv7 made from an injected time and injected randomness, so that tests are repeatable and rows lie in
//! the order of their birth.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::{Random, Timestamp};

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id: milliseconds of `now`, then random bits.
            pub fn new(now: Timestamp, random: &dyn Random) -> Self {
                Self(new_uuid(now, random))
            }

            /// The id held by this UUID.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

/// A bare UUIDv7 from an injected time and injected randomness.
pub fn new_uuid(now: Timestamp, random: &dyn Random) -> Uuid {
    let mut bytes = [0_u8; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(now.unix()).unwrap_or(0).saturating_mul(1000);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

id! {
    /// A person who logs in, customer or staff.
    PersonId,
    /// A customer account (Kunde).
    OrganizationId,
    /// A person's place in an organization.
    MembershipId,
    /// A group of engineers.
    TeamId,
    /// A view of the queue that somebody keeps.
    SavedViewId,
    /// A machine under contract (System).
    SystemId,
    /// A contract for a system.
    ContractId,
    /// A ticket; people see its [`TicketNumber`].
    TicketId,
    /// A message or note on a ticket.
    MessageId,
    /// A file on a ticket.
    AttachmentId,
    /// An OS intervention.
    InterventionId,
    /// An authorization (Genehmigung); also the id of its shard.
    AuthorizationId,
    /// A standing authorization (Dauergenehmigung).
    StandingId,
    /// A secret in the vault.
    SecretId,
    /// New credentials handed to the customer.
    HandoverId,
    /// A key shard outside the database.
    ShardId,
    /// One look at a secret.
    RevealId,
    /// A four-eyes approval of a reveal.
    ApprovalId,
    /// An entry of the action log.
    ActionId,
    /// An override, absence or hand-over beside the rota.
    StintId,
    /// A stretch of work.
    WorkEntryId,
    /// An order (Auftrag).
    OrderId,
    /// A clock.
    ClockId,
    /// A job for the workers.
    JobId,
    /// A mail.
    MailId,
    /// The public id of a log-in session.
    SessionId,
    /// One execution of a probe.
    ProbeRunId,
    /// A hardware case.
    HardwareCaseId,
    /// A single-use token (invitation, reset, set-up, mailed code).
    TokenId,
    /// Any other row.
    RowId,
}

/// The number of a ticket as people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNumber(pub i64);

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TicketNumber {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;
    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn an_id_is_version_seven_sorts_by_time_and_reads_back() {
        let early = TicketId::new(Timestamp::from_unix(1_000), &Sevens);
        let late = TicketId::new(Timestamp::from_unix(1_001), &Sevens);
        assert_eq!(early.uuid().get_version_num(), 7);
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early));
    }
}
