//! Use cases: who may, what happens, in one transaction each.
//!
//! A use case takes a [`context::Context`] (or an [`context::OpContext`] with the actor), asks `domain::policy`, changes
//! rows through `store`, appends what happened to the audit chain and asks for mails and jobs, all in one unit of work.
//! Nothing here knows of HTTP.

pub mod accounts;
mod apart;
pub mod attachments;
pub mod audit;
pub mod audit_admin;
pub mod calendars;
pub mod catalogue;
pub mod checkpoints;
pub mod clocks;
pub mod context;
pub mod credentials;
pub mod defaults;
pub mod demo;
pub mod drafts;
pub mod emergencies;
pub mod error;
pub mod events;
pub mod figures;
pub mod hashing;
pub mod held;
pub mod house;
pub mod instance;
pub mod interventions;
pub mod jobs;
pub mod keys;
pub mod mail;
mod members;
mod names;
pub mod notifications;
pub mod on_call;
pub mod organizations;
mod paging;
pub mod places;
pub mod policies;
pub mod provider;
pub mod reports;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod staff;
pub mod standing;
pub mod statements;
pub mod tariffs;
pub mod tax;
pub mod teams;
mod terms;
pub mod tickets;
pub mod vault_admin;
pub mod watch;
pub mod work;
