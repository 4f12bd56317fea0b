//! The OS intervention: request, signature, panel, live view, workspace, hand-overs, approvals.

mod accesses;
mod approvals;
mod live;
mod panel;
mod request;
mod sign;
mod vault;
pub mod workspace;

pub use accesses::accesses;
pub use approvals::{ApprovalLine, ApprovalsPage, approvals};
pub use live::{LiveClock, LivePage, live};
pub use panel::{CasePanel, ExtendPage, OfferRow, case_page, case_panel, extend};
pub use request::{
    Deposited, FoundSystem, KeptRow, KeyCommands, OfferLine, RequestPage, ceiling_value, request,
};
pub use sign::{Factor, SignPage, sign};
pub(super) use sign::{paper, proof, signer};
pub use vault::{PartRow, VaultPage, VaultRow, bare_own_secret, vault};
