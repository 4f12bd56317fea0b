//! Which domain types are columns, and the few stored lists only the store's tables know.
//!
//! Enums are stored by their code; a code the program does not know makes the row inconsistent, it never becomes a
//! default.

use domain::codes;
use domain::{account, charge, contract, credential, ids, intervention, sla, system, ticket};

use crate::interventions::Requested;
use crate::row::{Column, Row, Unreadable};
use crate::value::{Bind, Value};
use uuid::Uuid;

codes! {
    /// The state of a key encryption key.
    pub enum KeyState {
        /// Wraps new secrets.
        Active => "active",
        /// Only opens what it wrapped.
        DecryptOnly => "decrypt_only",
        /// Gone.
        Destroyed => "destroyed",
    }
}

codes! {
    /// What a searchable text is.
    pub enum SearchKind {
        /// A ticket's subject.
        Subject => "subject",
        /// A message the customer sees.
        Message => "message",
        /// An internal note: found by staff only.
        Note => "note",
        /// Name, service id and addresses of the ticket's systems.
        System => "system",
    }
}

macro_rules! stored_codes {
    ($($type:path),+ $(,)?) => {$(
        impl Bind for $type {
            const NULL: Value = Value::Text(None);
            fn bind(&self) -> Value {
                Value::Text(Some(self.code().to_owned()))
            }
        }
        impl Column for $type {
            fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
                row.text(index)?.parse().map_err(|_| Unreadable)
            }
        }
    )+};
}

macro_rules! stored_ids {
    ($($type:ident),+ $(,)?) => {$(
        impl Bind for ids::$type {
            const NULL: Value = Value::Uuid(None);
            fn bind(&self) -> Value {
                Value::Uuid(Some(self.uuid()))
            }
        }
        impl Column for ids::$type {
            fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
                Uuid::read(row, index).map(Self::from_uuid)
            }
        }
    )+};
}

/// Types that are stored as their text and read by parsing it.
macro_rules! stored_texts {
    ($($type:path),+ $(,)?) => {$(
        impl Bind for $type {
            const NULL: Value = Value::Text(None);
            fn bind(&self) -> Value {
                Value::Text(Some(self.to_string()))
            }
        }
        impl Column for $type {
            fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
                row.text(index)?.parse().map_err(|_| Unreadable)
            }
        }
    )+};
}

stored_codes! {
    KeyState, SearchKind,
    account::StaffRole, account::MemberRole, account::Locale, account::Theme, account::TokenKind,
    ticket::Class, ticket::Priority, ticket::TicketState, ticket::Department, ticket::Channel, ticket::MessageKind,
    ticket::LinkKind,
    sla::ClockKind, sla::ClockState, sla::ClockOutcome, sla::engine::EventKind,
    system::SystemKind, system::OsFamily, system::WayIn, system::ProvisionedBy,
    contract::Plan, contract::OrderState, charge::CeilingLevel,
    credential::SecretClass, credential::SecretField, credential::SecretState, credential::AccountRights,
    credential::ShardPurpose, credential::RevealOutcome, credential::ApprovalState, credential::ShredReason,
    intervention::InterventionState, intervention::Symptom, intervention::Complexity, intervention::AccessMethod,
    intervention::Task, intervention::AuthorizationState, intervention::AuthorizationVersionKind,
    intervention::SecondFactor, intervention::GateLine, intervention::Cause, intervention::HardwareState,
    intervention::ProbeKind, intervention::ProbeResult, intervention::EndReason,
    intervention::action_log::LogMethod,
    domain::audit::EventKind, domain::calendar::Purpose, domain::escalation::StintKind, domain::escalation::Role,
    domain::escalation::PageState, domain::escalation::NotificationKind, domain::report::BreachReason,
    domain::billing::vat::RateClass, domain::billing::vat::SpecialArea, domain::billing::vat::Abroad, domain::billing::EntryState,
}

stored_ids! {
    PersonId, OrganizationId, MembershipId, TeamId, SystemId, ContractId, TicketId, MessageId, AttachmentId,
    InterventionId, AuthorizationId, StandingId, SecretId, HandoverId, ShardId, RevealId, ApprovalId, ActionId, StintId, WorkEntryId,
    OrderId, ClockId, JobId, MailId, SessionId, ProbeRunId, HardwareCaseId, TokenId, RowId,
    SavedViewId,
}

stored_texts! {
    system::IpAddress, system::PrimaryIpv4, sla::engine::CalendarCode, domain::calendar::Region,
    domain::billing::vat::Country, domain::billing::ArticleCode,
}

/// Types that are stored as JSON, with the data as the domain lays it out.
macro_rules! stored_json {
    ($($type:path),+ $(,)?) => {$(
        impl Bind for $type {
            const NULL: Value = Value::Text(None);
            fn bind(&self) -> Value {
                Value::Text(Some(serde_json::to_string(self).expect("plain data always serializes")))
            }
        }
        impl Column for $type {
            fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
                serde_json::from_str(row.text(index)?).map_err(|_| Unreadable)
            }
        }
    )+};
}

stored_json! {
    charge::Tariff, intervention::authorization::Terms, intervention::authorization::StandingTerms, Requested,
    domain::calendar::Definition, domain::sla::promise::PolicyRules, domain::escalation::Rota, domain::escalation::Ladder,
    std::collections::BTreeMap<domain::billing::ArticleCode, domain::billing::Article>, domain::billing::Content,
    Vec<domain::billing::Stated>,
}

impl Bind for charge::Cents {
    const NULL: Value = Value::Int(None);
    fn bind(&self) -> Value {
        Value::Int(Some(self.0))
    }
}

impl Column for charge::Cents {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        i64::read(row, index).map(Self)
    }
}
