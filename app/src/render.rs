//! How a page becomes HTML: one buffer, one pass, no resources, no async.
//!
//! The head is written by hand because it never varies; the body is a Leptos view rendered under its own reactive owner,
//! so that islands render their first state on the server. The script that wakes the islands is written only where
//! islands are and assets exist: everything works without it.

use std::sync::Arc;

use domain::account::{MemberRole, StaffRole, Theme};
use domain::time::Timestamp;
use leptos::prelude::*;

use crate::i18n::Messages;
use crate::layouts;
use crate::markup::Markup;
use crate::wording::Lang;

/// Where the built assets lie, with their content hashes in the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetUrls {
    /// The style sheet, for example `/pkg/leitstand.4f1c.css`.
    pub css: String,
    /// The browser library's JavaScript; empty when it was not built.
    pub js: String,
    /// The browser library's WebAssembly; empty when it was not built.
    pub wasm: String,
}

impl AssetUrls {
    /// Whether islands can wake up.
    pub fn islands(&self) -> bool {
        !self.js.is_empty() && !self.wasm.is_empty()
    }
}

/// The provider's names and numbers that every page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderInfo {
    /// Name of the provider.
    pub name: String,
    /// Number for emergencies, as people write it.
    pub emergency_phone: String,
    /// Address of the guide for customers; empty if there is none.
    pub guide_url: String,
    /// Demo data: every page says so.
    pub is_demo: bool,
    /// No mail server is configured: mails are files and reach nobody. The administration says so.
    pub mails_stay: bool,
}

/// The face of a page: how dense it is and what surrounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Engineers, managers, admins: dark bar, dense, keyboard first.
    Desk,
    /// Customers: light bar, large targets.
    Portal,
    /// Before log-in: no navigation.
    Entry,
    /// Nothing around the content and no script: a revealed secret without JavaScript.
    Bare,
}

impl Face {
    /// The value of `data-face`, which sets the density.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Portal | Self::Entry | Self::Bare => "portal",
        }
    }
}

/// Entries of the main navigation, for the mark of the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    /// Desk: the queue.
    Queue,
    /// Desk: search results.
    Search,
    /// Desk: a ticket for somebody on the phone.
    Caller,
    /// Desk: reports.
    Reports,
    /// Desk: statements and approval of work.
    Statements,
    /// Admin pages.
    Admin,
    /// Portal: first page.
    Home,
    /// Portal: tickets.
    Tickets,
    /// Portal: systems.
    Systems,
    /// Portal: who was on which system.
    Access,
    /// Desk: what the reader was told.
    Notifications,
    /// Desk: looks that wait for a second person.
    Approvals,
    /// Portal: credentials kept in the account.
    Vault,
    /// Portal: members and rights.
    Organization,
}

/// Who is logged in, as the bar shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShellUser {
    /// Name.
    pub name: String,
    /// Staff role; `None` for customers.
    pub staff: Option<StaffRole>,
    /// Organizations with the role there.
    pub organizations: Vec<(String, MemberRole)>,
    /// Whether single-key shortcuts are on.
    pub shortcuts: bool,
    /// Whether this person may approve looks at credentials.
    pub approves: bool,
    /// Notifications not read yet.
    pub unread: i64,
}

/// A message shown once after a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it looks.
    pub tone: crate::components::Tone,
    /// What it says.
    pub text: String,
}

/// Everything around a page's content.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Texts of the reader's language.
    pub t: &'static Messages,
    /// Colours.
    pub theme: Theme,
    /// Surroundings.
    pub face: Face,
    /// Title of the page, without the product's name.
    pub title: String,
    /// The nonce of this response's content security policy.
    pub nonce: String,
    /// Where the assets lie.
    pub assets: Arc<AssetUrls>,
    /// The provider.
    pub provider: Arc<ProviderInfo>,
    /// Who is logged in.
    pub user: Option<ShellUser>,
    /// The current entry of the navigation.
    pub current: Option<Nav>,
    /// Path and query of this page, where theme and language forms return to.
    pub path: String,
    /// What was searched for.
    pub query: String,
    /// Shown once.
    pub flash: Option<Flash>,
    /// The moment of this response.
    pub now: Timestamp,
    /// Reload after so many seconds where JavaScript is off: the live view. // RULINGS 12
    pub refresh: Option<Refresh>,
}

/// Reload of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refresh {
    /// Only where JavaScript is off.
    WithoutScript(u32),
    /// Always, to this address.
    To(u32, String),
}

impl Shell {
    /// The language of the page.
    pub const fn lang(&self) -> Lang {
        self.t.lang
    }
}

/// Renders a whole document.
pub fn document(shell: &Shell, content: impl FnOnce() -> Markup) -> String {
    let mut html = String::with_capacity(64 * 1024);
    write_head(&mut html, shell);
    let body_starts = html.len();
    let owner = Owner::new_root(None);
    owner.with(|| {
        let content = content();
        layouts::write(shell, content, &mut html);
    });
    if shell.assets.islands()
        && html
            .get(body_starts..)
            .is_some_and(|body| body.contains("<leptos-island"))
    {
        write_wake_up(&mut html, shell);
    }
    html.push_str("</body></html>");
    html
}

/// Renders a fragment for insertion into a page that is already open (live timeline).
pub fn fragment(content: impl FnOnce() -> Markup) -> String {
    Owner::new_root(None).with(|| content().into_string())
}

fn write_head(html: &mut String, shell: &Shell) {
    html.push_str("<!doctype html><html lang=\"");
    html.push_str(shell.lang().tag());
    match shell.theme {
        Theme::System => html.push_str("\">"),
        Theme::Light => html.push_str("\" data-theme=\"light\">"),
        Theme::Dark => html.push_str("\" data-theme=\"dark\">"),
    }
    html.push_str("<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"");
    html.push_str(match shell.theme {
        Theme::System => "light dark",
        Theme::Light => "light",
        Theme::Dark => "dark",
    });
    html.push_str("\"><title>");
    escape(html, &shell.title);
    html.push_str(" – Leitstand</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"");
    escape(html, &shell.assets.css);
    html.push_str("\">");
    match &shell.refresh {
        None => {}
        Some(Refresh::WithoutScript(seconds)) => {
            html.push_str("<noscript><meta http-equiv=\"refresh\" content=\"");
            html.push_str(&seconds.to_string());
            html.push_str("\"></noscript>");
        }
        Some(Refresh::To(seconds, url)) => {
            html.push_str("<meta http-equiv=\"refresh\" content=\"");
            html.push_str(&seconds.to_string());
            html.push_str(";url=");
            escape(html, url);
            html.push_str("\">");
        }
    }
    html.push_str("</head><body data-face=\"");
    html.push_str(shell.face.code());
    html.push_str("\">");
}

/// The one inline script: loads the library, then wakes every island, also those in fragments inserted later.
///
/// Who leaves a page while the library is on its way breaks that off, and so does a lost network: the page then works
/// as without scripts, and `data-islands` says so. That is a warning in the console, not an error of the page.
fn write_wake_up(html: &mut String, shell: &Shell) {
    html.push_str("<script type=\"module\" nonce=\"");
    escape(html, &shell.nonce);
    html.push_str("\">import start,*as app from\"");
    html.push_str(&shell.assets.js);
    html.push_str("\";const root=document.documentElement,up=await start({module_or_path:\"");
    html.push_str(&shell.assets.wasm);
    html.push_str("\"}).catch((e)=>{root.dataset.islands=\"asleep\";console.warn(\"islands stay asleep:\",e)});if(up){app.hydrate();const wake=(part)=>{for(const el of part.querySelectorAll(\"leptos-island:not([data-awake])\")){el.dataset.awake=\"\";app[el.dataset.component]?.(el)}};wake(document);addEventListener(\"leitstand:inserted\",(e)=>wake(e.target));root.dataset.islands=\"awake\"}</script>");
}

/// Appends text with the five characters escaped that could leave text or a quoted attribute.
fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#x27;"),
            _ => html.push(c),
        }
    }
}
