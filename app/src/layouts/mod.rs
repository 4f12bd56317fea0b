//! What surrounds a page: the desk's dark bar, the portal's light one, nothing before log-in.
//!
//! The content brings its own `<main id="main">`, because some pages have more beside it (the queue's views).

mod account_menu;
mod desk;
mod entry;
mod portal;

pub(crate) use portal::tel;

use leptos::prelude::*;

use crate::components::FlashNotice;
use crate::markup::{self, IntoMarkup, Markup};
use crate::render::{Face, Nav, Shell};

/// Writes the page's content into the document, in the surroundings its face asks for.
pub fn write(shell: &Shell, content: Markup, html: &mut String) {
    if shell.face == Face::Bare {
        return markup::write(content, html);
    }
    markup::write(above(shell), html);
    let flash = shell
        .flash
        .clone()
        .map(|flash| view! { <FlashNotice flash=flash /> });
    let content = view! { {flash}{content} };
    match shell.face {
        Face::Desk => markup::write(desk::surround(shell, content), html),
        Face::Portal => markup::write(portal::surround(shell, content), html),
        Face::Entry | Face::Bare => markup::write(entry::surround(shell, content), html),
    }
}

/// What every page begins with.
fn above(shell: &Shell) -> impl IntoView {
    view! {
        <a class="skip-link" href="#main">{shell.t.layout.skip}</a>
        // The hatching of every pause. Not `hidden`: browsers would not paint with it.
        <svg class="patterns" width="0" height="0" aria-hidden="true">
            <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="hatch-ground" width="5" height="5"></rect>
                <rect class="hatch-line" width="1.75" height="5"></rect>
            </pattern>
        </svg>
        {shell.provider.is_demo.then(|| view! { <aside class="demo-band" aria-label="Demo">{shell.t.layout.demo}" "<a href="/demo/postfach">{shell.t.demo.title}</a></aside> })}
        {(shell.provider.mails_stay && shell.current == Some(Nav::Admin)).then(|| view! { <aside class="demo-band" aria-label=shell.t.layout.mails>{shell.t.layout.mails_stay}</aside> })}
    }
}

/// The brand mark with a name beside it; ours as long as the provider has given none, so that the link is never empty.
fn brand(href: Option<&'static str>, name: &str) -> Markup {
    let name = if name.is_empty() { "Leitstand" } else { name };
    let mark = view! {
        <svg aria-hidden="true" viewBox="0 0 28 20" fill="currentColor">
            <path d="M0 7h12v6H0z"></path>
            <path d="M12 7h8v6h-8z" opacity=".4"></path>
            <path d="M20 2h2.5v16H20z"></path>
        </svg>
    };
    match href {
        Some(href) => view! { <a class="brand" href=href>{mark}{name}</a> }.markup(),
        None => view! { <p class="brand">{mark}{name}</p> }.markup(),
    }
}

/// One entry of the main navigation.
fn nav_item(
    shell: &Shell,
    nav: Nav,
    href: &'static str,
    label: &'static str,
) -> impl IntoView + use<> {
    let current = (shell.current == Some(nav)).then_some("page");
    view! { <li><a href=href aria-current=current>{label}</a></li> }
}

#[cfg(test)]
mod tests {
    use super::brand;

    #[test]
    fn a_provider_without_a_name_leaves_no_empty_link() {
        let link = brand(Some("/"), "").into_string();
        assert!(link.ends_with("Leitstand</a>"), "{link}");
        assert!(
            brand(Some("/"), "Kastell")
                .into_string()
                .contains("Kastell</a>")
        );
    }
}
