//! What route authors use: who visits, typed form fields, pages, refusals. `server/README.md` has a full example.

mod cookies;
mod failure;
mod fields;
pub mod fresh;
mod held;
mod page;
mod upload;
mod visit;

pub use cookies::{clear_session, read_session, session_cookie, session_cookie_name};
pub use failure::{Failure, FailureNote, render as render_failure};
pub use fields::{Fields, MULTI_VALUED};
pub use held::{again, deciding, held_page};
pub use page::{Page, json, not_kept, own_path, refused, see_other};
pub use upload::{SmallFiles, Uploads};
pub use visit::{Op, Visit};

/// What handlers return.
pub type WebResult = Result<axum::response::Response, Failure>;
