//! *Zugangsdaten*: what was handed over to the customer and what the customer keeps.
//!
//! No value is ever in this page; each part is shown on its own, by a post. // I-61

use domain::credential::SecretField;
use leptos::prelude::*;

use crate::components::{
    ButtonKind, Empty, LinkButton, Notice, PostButton, Secret, Section, Shape, Tone, badge,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// A part that can be read.
pub struct PartRow {
    /// Id of the secret.
    pub id: String,
    /// Which part.
    pub field: SecretField,
    /// Where showing it is asked for.
    pub action: String,
}

/// A set of credentials.
pub struct VaultRow {
    /// Id of the hand-over, or of what is kept.
    pub id: String,
    /// What it opens.
    pub label: String,
    /// Number of the ticket it came from, where there is one.
    pub ticket: Option<i64>,
    /// For which system, since when.
    pub from: String,
    /// Nobody has read it.
    pub unread: bool,
    /// When it will be destroyed; `None` for what is kept.
    pub until: Option<String>,
    /// Its parts.
    pub parts: Vec<PartRow>,
    /// Kept in the account.
    pub kept: bool,
}

/// What the page shows.
pub struct VaultPage {
    /// Hand-overs and what is kept.
    pub rows: Vec<VaultRow>,
    /// The vault gives secrets now.
    pub open: bool,
    /// The reader proved a moment ago who they are; else that comes first.
    pub fresh: bool,
}

/// The page.
pub fn vault(t: &'static Messages, page: &VaultPage) -> Markup {
    let v = &t.vault;
    let (kept, handed): (Vec<_>, Vec<_>) = page.rows.iter().partition(|row| row.kept);
    let handed = if handed.is_empty() {
        view! { <Empty title=v.empty text=v.empty_text /> }.markup()
    } else {
        rows(t, page, &handed)
    };
    let kept = (!kept.is_empty()).then(|| {
        view! { <Section id="kept" title=v.kept><p class="muted">{v.kept_lead}</p>{rows(t, page, &kept)}</Section> }
    });
    let notice = match (page.open, page.fresh || page.rows.is_empty()) {
        (false, _) => view! { <Notice tone=Tone::Warn>{t.parts.sealed}</Notice> }.markup(),
        (true, false) => view! {
            <Notice tone=Tone::Info>
                <p>{v.prove_first}</p>
                <p><LinkButton href="/reauth?next=/vault" kind=ButtonKind::Primary>{v.prove}</LinkButton></p>
            </Notice>
        }
        .markup(),
        (true, true) => Markup::EMPTY,
    };
    view! {
        <main id="main" class="page stack gap-10">
            <header class="stack"><h1>{v.title}</h1><p class="lead">{v.lead}</p></header>
            {notice}
            <Section id="handed" title=v.handed>{handed}</Section>
            {kept}
        </main>
    }
    .markup()
}

fn rows(t: &'static Messages, page: &VaultPage, rows: &[&VaultRow]) -> Markup {
    let rows = rows
        .iter()
        .map(|row| self::row(t, page, row))
        .collect::<Vec<_>>();
    view! { <div class="stack gap-8">{rows}</div> }.markup()
}

fn row(t: &'static Messages, page: &VaultPage, row: &VaultRow) -> Markup {
    let v = &t.vault;
    let unread = row.unread.then(|| badge(Shape::New, v.unread));
    let until = row
        .until
        .as_ref()
        .map(|when| view! { <p class="sub">{v.until(when)}</p> });
    let form = Form::new();
    let parts = if page.open && page.fresh {
        row.parts
            .iter()
            .map(|part| {
                // A key is used as a file; it comes through the same door, once more asked for and recorded.
                let file = (part.field == SecretField::PrivateKey).then(|| {
                    view! {
                        <PostButton action=part.action.clone() small=true fields=vec![("as", "file".to_owned())]>{v.key_as_file}</PostButton>
                    }
                });
                // What was handed over or is kept belongs to the reader: no lock ends it, so no stream has to tell of one.
                view! {
                    <Secret
                        t=t
                        form=&form
                        id=format!("secret-{}", part.id)
                        label=t.label.secret_field(part.field)
                        usage=""
                        action=part.action.clone()
                        ticket=None
                        needs_factor=false
                        own=true
                    />
                    {file}
                }
                .markup()
            })
            .collect::<Vec<_>>()
    } else {
        row.parts
            .iter()
            .map(|part| view! { <p class="muted">{t.label.secret_field(part.field)}", "{t.parts.secret_hidden}</p> }.markup())
            .collect()
    };
    let act = if row.kept {
        view! {
            <PostButton action=format!("/vault/account/{}/remove", row.id) small=true>{v.remove}</PostButton>
            <span class="sub">{v.remove_hint}</span>
        }
        .markup()
    } else {
        view! {
            <PostButton action=format!("/vault/handover/{}/keep", row.id) small=true>{v.keep}</PostButton>
            <span class="sub">{v.keep_hint}</span>
        }
        .markup()
    };
    let ticket = row
        .ticket
        .map(|number| view! { <a href=format!("/tickets/{number}")>"Ticket "{number}</a>", " });
    view! {
        <article class="stack" id=format!("handover-{}", row.id)>
            <header class="cluster between">
                <div>
                    <h3>{row.label.clone()}</h3>
                    <p class="muted">{ticket}{row.from.clone()}</p>
                </div>
                {unread}
            </header>
            {parts}
            {until}
            <div class="cluster">{act}</div>
        </article>
    }
    .markup()
}

/// A value without JavaScript: no layout, back after 30 seconds (set in the shell). // RULINGS 12
pub fn bare_own_secret(t: &'static Messages, label: String, value: String) -> Markup {
    let v = &t.vault;
    view! {
        <main id="main" class="page page--narrow stack">
            <h1>{label}</h1>
            <pre class="value">{value}</pre>
            <p class="muted">{v.bare}</p>
            <p><a href="/vault">{v.back}</a></p>
        </main>
    }
    .markup()
}
