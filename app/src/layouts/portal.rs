//! The portal: light bar, one column, the emergency number at the foot of every page.

use leptos::prelude::*;

use super::account_menu::account_menu;
use super::{brand, nav_item};
use crate::components::{Icon, icon};
use crate::islands::ClockTicker;
use crate::markup::{IntoMarkup, Markup};
use crate::render::{Nav, Shell};
use crate::wording::Length;

pub(super) fn surround(shell: &Shell, content: impl IntoView) -> impl IntoView {
    let t = shell.t;
    view! {
        <header class="portal-bar">
            {brand(Some("/"), &shell.provider.name)}
            <nav class="main-nav" id="menu" popover="auto" aria-label=t.layout.main_nav>
                <ul>
                    {nav_item(shell, Nav::Home, "/", t.layout.nav_home)}
                    {nav_item(shell, Nav::Tickets, "/tickets", t.layout.nav_tickets)}
                    {nav_item(shell, Nav::Systems, "/systems", t.layout.nav_systems)}
                    {nav_item(shell, Nav::Access, "/access-log", t.live.title)}
                    {nav_item(shell, Nav::Vault, "/vault", t.layout.nav_vault)}
                    {nav_item(shell, Nav::Organization, "/organization", t.layout.nav_organization)}
                </ul>
            </nav>
            {account_menu(shell)}
            <button class="menu-button menu-button--nav" type="button" popovertarget="menu">
                {icon(Icon::Menu)}{t.layout.menu}
            </button>
        </header>
        {content}
        {footer(shell, None)}
        <ClockTicker lang=t.lang length=Length::Long />
    }
}

/// The foot with the number to call; also below the log-in page.
pub(super) fn footer(shell: &Shell, language: Option<Markup>) -> Markup {
    let t = shell.t;
    let phone = &shell.provider.emergency_phone;
    let call = (!phone.is_empty()).then(|| {
        let href = tel(phone);
        view! {
            <p>
                {t.layout.emergency}" "<a href=href><b>{phone.as_str()}</b></a>", "{t.layout.around_the_clock}
            </p>
        }
    });
    let name = shell.provider.name.as_str();
    let guide = &shell.provider.guide_url;
    let help = (!guide.is_empty())
        .then(|| view! { <a href=guide.as_str() rel="noreferrer">{t.layout.help}</a> });
    view! {
        <footer class="foot">
            <div class="cluster between">{call}<p class="cluster"><span>{name}</span>{help}{language}</p></div>
        </footer>
    }
    .markup()
}

/// "069 90009-112" as a `tel:` address: a leading zero becomes the German prefix.
pub(crate) fn tel(phone: &str) -> String {
    let digits: String = phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    match digits.strip_prefix('0') {
        Some(rest) if !rest.starts_with('0') => format!("tel:+49{rest}"),
        Some(rest) => format!("tel:+{}", rest.trim_start_matches('0')),
        None => format!("tel:{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::tel;

    #[test]
    fn numbers_become_addresses_a_phone_understands() {
        assert_eq!(tel("069 90009-112"), "tel:+496990009112");
        assert_eq!(tel("+49 69 90009-112"), "tel:+496990009112");
        assert_eq!(tel("0043 1 2345"), "tel:+4312345");
    }
}
