//! PDF documents: the signed authorization of an intervention, a standing one, the evidence pack of a whole case, and the
//! certificate of a month.
//!
//! A caller fills a plain structure ([`AuthorizationDocument`], [`StandingDocument`], [`EvidencePack`]) and gets the bytes of a tagged PDF
//! (PDF/UA-1 and PDF/A-3a). The same structure always gives the same bytes: every date comes from the structure,
//! nothing from the machine. What people typed reaches the layout as data, never as markup, so no text can run typst
//! code. Typst is heavy to compile, therefore it lives in this crate alone. How it works: `docs/PDF.md`.

mod canonical;
mod error;
mod format;
mod glyphs;
mod labels;
mod model;
mod renderer;
mod view;
mod words;
mod xlsx;

pub use error::DocumentError;
pub use model::{
    ActionEntry, AttachmentEntry, AuditHead, AuthorizationDocument, Case, CeilingEntry,
    CertificateDocument, CertificatePart, ChargeEntry, ClockEntry, ClockMark, ClockSegment,
    CopyFor, DestructionEntry, Ending, EvidencePack, GateEntry, GateOverride, HandoverEntry,
    MessageEntry, OrderEntry, Party, Provider, RevealEntry, Revocation, SignedVersion,
    StandingDocument, StatementDocument, SystemFacts, TicketFacts, VersionRow, WorkEntry,
};
pub use renderer::Renderer;
pub use xlsx::{WorkbookError, workbook};
