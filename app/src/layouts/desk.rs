//! The desk: dark bar, navigation by role, search, the strip of keys at the foot.

use domain::account::StaffRole;
use leptos::prelude::*;

use super::account_menu::account_menu;
use super::{brand, nav_item};
use crate::components::{Icon, icon};
use crate::i18n::Messages;
use crate::islands::{ClockTicker, Shortcuts};
use crate::markup::{IntoMarkup, Markup};
use crate::render::{Nav, Shell};
use crate::wording::Length;

pub(super) fn surround(shell: &Shell, content: impl IntoView) -> impl IntoView {
    let t = shell.t;
    let is = |role| {
        shell
            .user
            .as_ref()
            .is_some_and(|user| user.staff == Some(role))
    };
    let (is_admin, is_manager) = (is(StaffRole::Admin), is(StaffRole::Manager));
    let approves = shell.user.as_ref().is_some_and(|user| user.approves);
    // Admins keep accounts and read no tickets: nobody is led to a page that is refused.
    let reads = !is_admin;
    let search = reads.then(|| search(shell));
    view! {
        <header class="topbar">
            {brand(Some("/"), "Leitstand")}
            <nav class="main-nav" id="menu" popover="auto" aria-label=t.layout.main_nav>
                <ul>
                    {reads.then(|| nav_item(shell, Nav::Queue, "/desk/queue", t.layout.nav_queue))}
                    {reads.then(|| nav_item(shell, Nav::Search, "/desk/search", t.layout.nav_search))}
                    {reads.then(|| nav_item(shell, Nav::Caller, "/desk/tickets/new", t.layout.nav_caller))}
                    {approves.then(|| nav_item(shell, Nav::Approvals, "/desk/approvals", t.work.approvals))}
                    {(is_manager || is_admin).then(|| nav_item(shell, Nav::Reports, "/reports", t.reports.nav))}
                    {is_manager.then(|| nav_item(shell, Nav::Statements, "/statements", t.billing.nav))}
                    {is(StaffRole::Engineer).then(|| nav_item(shell, Nav::Admin, "/admin/oncall", t.on_call.title))}
                    {is_manager.then(|| nav_item(shell, Nav::Admin, "/admin/log", t.house.short))}
                    {is_admin.then(|| nav_item(shell, Nav::Admin, "/admin/provider", t.layout.nav_admin))}
                </ul>
            </nav>
            {search}
            <button class="menu-button menu-button--nav" type="button" popovertarget="menu">
                {icon(Icon::Menu)}{t.layout.menu}
            </button>
            {bell(shell)}
            {account_menu(shell)}
        </header>
        {content}
        {reads.then(|| keys(shell))}
        <ClockTicker lang=t.lang length=Length::Short />
    }
}

/// The way to what the reader was told, with how much of it is unread.
fn bell(shell: &Shell) -> Markup {
    let n = &shell.t.notifications;
    let unread = shell.user.as_ref().map_or(0, |user| user.unread);
    let (name, count) = if unread == 0 {
        (n.title.to_owned(), None)
    } else {
        let count = view! { <b class="num" aria-hidden="true">{unread}</b> };
        (n.bell(&unread), Some(count))
    };
    let current = (shell.current == Some(Nav::Notifications)).then_some("page");
    view! {
        <a class="menu-button bell" href="/notifications" aria-label=name.clone() title=name aria-current=current>
            {icon(Icon::Bell)}{count}
        </a>
    }
    .markup()
}

/// The field in the bar.
fn search(shell: &Shell) -> Markup {
    let t = shell.t;
    view! {
        <form class="search" role="search" action="/desk/search">
            {icon(Icon::Search)}
            <label class="visually-hidden" for="search">{t.common.search}</label>
            <input
                id="search"
                type="search"
                name="q"
                placeholder=t.layout.search_hint
                value=(!shell.query.is_empty()).then(|| shell.query.clone())
                aria-keyshortcuts="/"
            />
        </form>
    }
    .markup()
}

/// The strip that names the keys, with the switch that turns them off for this person.
fn keys(shell: &Shell) -> Markup {
    let t = shell.t;
    let on = shell.user.as_ref().is_some_and(|user| user.shortcuts);
    let switch = view! {
        <form method="post" action="/account/shortcuts">
            <input type="hidden" name="back" value=shell.path.clone() />
            <button class="link-button" type="submit" name="shortcuts" value=if on { "off" } else { "on" }>
                {if on { t.layout.keys_off } else { t.layout.keys_on }}
            </button>
        </form>
    };
    let live = on.then(|| {
        view! {
            <ul>{key_list(t)}</ul>
            <dialog id="key-help" aria-labelledby="key-help-title">
                <form method="dialog" class="stack">
                    <h2 id="key-help-title">{t.layout.keys}</h2>
                    <ul class="stack gap-2">{key_list(t)}</ul>
                    <button class="button" type="submit">{t.common.close}</button>
                </form>
            </dialog>
            <Shortcuts />
        }
    });
    view! { <footer class="keys" id="keys" aria-label=t.layout.keys>{live}{switch}</footer> }
        .markup()
}

/// Every key; the style sheet hides those that find nothing on the page (`data-hint` names what they look for).
fn key_list(t: &'static Messages) -> impl IntoView {
    view! {
        <li data-hint="row"><kbd>"j"</kbd>" "<kbd>"k"</kbd>" "{t.layout.key_move}</li>
        <li data-hint="row"><kbd>"Enter"</kbd>" "{t.layout.key_open}</li>
        <li data-hint="a"><kbd>"a"</kbd>" "{t.layout.key_assign}</li>
        <li data-hint="r"><kbd>"r"</kbd>" "{t.layout.key_reply}</li>
        <li data-hint="n"><kbd>"n"</kbd>" "{t.layout.key_note}</li>
        <li data-hint="t"><kbd>"t"</kbd>" "{t.layout.key_timer}</li>
        <li><kbd>"/"</kbd>" "{t.layout.key_search}</li>
        <li><kbd>"g"</kbd>" "<kbd>"q"</kbd>" "{t.layout.key_queue}</li>
        <li><kbd>"?"</kbd>" "{t.layout.key_help}</li>
    }
}
