//! The gallery's pages, which hold every component, checked as markup: what the content security policy forbids, ids that
//! point nowhere, ids twice on a page.

#[path = "../examples/gallery/parts.rs"]
mod parts;
#[path = "../examples/gallery/portal.rs"]
mod portal;
#[path = "../examples/gallery/queue.rs"]
mod queue;
#[path = "../examples/gallery/workspace.rs"]
mod workspace;

use std::collections::BTreeSet;
use std::sync::Arc;

use app::i18n::{Messages, messages};
use app::markup::Markup;
use app::render::{AssetUrls, Face, ProviderInfo, Shell, document};
use domain::account::{Locale, Theme};
use domain::time::Timestamp;

/// The moment all pages show.
pub fn now() -> Timestamp {
    Timestamp::from_unix(1_795_266_300)
}

type Page = (Face, fn(&'static Messages) -> Markup);

fn pages() -> Vec<(String, String)> {
    let pages: [(&str, Page); 6] = [
        ("queue", (Face::Desk, queue::queue)),
        ("intervention", (Face::Desk, workspace::intervention)),
        ("login", (Face::Entry, portal::login)),
        ("home", (Face::Portal, portal::home)),
        ("live", (Face::Portal, portal::live)),
        ("parts", (Face::Portal, parts::parts)),
    ];
    let mut rendered = Vec::new();
    for (name, (face, page)) in pages {
        for locale in [Locale::De, Locale::En] {
            let shell = shell(face, locale);
            let html = document(&shell, || page(shell.t));
            rendered.push((format!("{name} {locale}"), html));
        }
    }
    rendered
}

fn shell(face: Face, locale: Locale) -> Shell {
    Shell {
        t: messages(locale),
        theme: Theme::System,
        face,
        title: "Muster".to_owned(),
        nonce: "n".to_owned(),
        assets: Arc::new(AssetUrls {
            css: "/pkg/a.css".to_owned(),
            js: "/pkg/a.js".to_owned(),
            wasm: "/pkg/a.wasm".to_owned(),
        }),
        provider: Arc::new(ProviderInfo {
            name: "Kastell Hosting".to_owned(),
            emergency_phone: "069 90009-112".to_owned(),
            guide_url: String::new(),
            is_demo: true,
            mails_stay: false,
        }),
        user: Some(app::render::ShellUser {
            name: "Jana Brandt".to_owned(),
            shortcuts: true,
            ..Default::default()
        }),
        current: None,
        path: "/".to_owned(),
        query: String::new(),
        flash: None,
        now: now(),
        refresh: None,
    }
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn nothing_needs_more_than_the_policy_allows() {
    for (page, html) in pages() {
        assert!(
            values(&html, "style").is_empty(),
            "{page}: a style attribute"
        );
        for handler in ["onclick", "onsubmit", "onload", "onerror", "oninput"] {
            assert!(values(&html, handler).is_empty(), "{page}: {handler}");
        }
        let scripts: Vec<_> = html.split("<script").skip(1).collect();
        assert!(
            scripts
                .iter()
                .all(|s| s.starts_with(" type=\"module\" nonce=\"n\">")),
            "{page}: a script without the nonce"
        );
    }
}

#[test]
fn ids_are_unique_and_whatever_points_to_one_finds_it() {
    for (page, html) in pages() {
        let mut ids = BTreeSet::new();
        for id in values(&html, "id") {
            assert!(ids.insert(id), "{page}: id {id} twice");
        }
        for attribute in [
            "for",
            "aria-labelledby",
            "aria-describedby",
            "popovertarget",
            "list",
        ] {
            for target in values(&html, attribute).iter().flat_map(|v| v.split(' ')) {
                assert!(
                    ids.contains(target),
                    "{page}: {attribute} points to no {target}"
                );
            }
        }
        let links = values(&html, "href");
        for target in links.iter().filter_map(|href| href.strip_prefix("#f-")) {
            assert!(
                ids.contains(format!("f-{target}").as_str()),
                "{page}: no field {target}"
            );
        }
    }
}

#[test]
fn every_page_has_one_main_one_heading_and_a_way_to_skip_to_it() {
    for (page, html) in pages() {
        assert_eq!(html.matches("<main id=\"main\"").count(), 1, "{page}");
        assert_eq!(html.matches("<h1").count(), 1, "{page}");
        assert!(html.contains("class=\"skip-link\""), "{page}");
    }
}
