//! The shell: what every page has, and what it never has.

use std::sync::Arc;

use app::components::{ErrorSummary, Field, Input};
use app::forms::Form;
use app::i18n::messages;
use app::markup::IntoMarkup;
use app::render::{AssetUrls, Face, Nav, ProviderInfo, Shell, ShellUser, document};
use domain::account::{Locale, StaffRole, Theme};
use domain::time::Timestamp;
use leptos::prelude::*;

fn shell(face: Face) -> Shell {
    Shell {
        t: messages(Locale::De),
        theme: Theme::Dark,
        face,
        title: "Suche <b>".to_owned(),
        nonce: "n0nce".to_owned(),
        assets: Arc::new(AssetUrls {
            css: "/pkg/a.css".to_owned(),
            js: "/pkg/a.js".to_owned(),
            wasm: "/pkg/a_bg.wasm".to_owned(),
        }),
        provider: Arc::new(ProviderInfo {
            name: "Kastell Hosting".to_owned(),
            emergency_phone: "069 90009-112".to_owned(),
            guide_url: String::new(),
            is_demo: false,
            mails_stay: false,
        }),
        user: Some(ShellUser {
            name: "Jana \"J\" <Brandt>".to_owned(),
            staff: Some(StaffRole::Engineer),
            organizations: Vec::new(),
            shortcuts: true,
            approves: false,
            unread: 0,
        }),
        current: Some(Nav::Search),
        path: "/desk/search?q=a&b".to_owned(),
        query: "\"><script>".to_owned(),
        flash: None,
        now: Timestamp::from_unix(1_790_000_000),
        refresh: None,
    }
}

#[test]
fn names_titles_and_queries_are_escaped_everywhere() {
    let html = document(&shell(Face::Desk), || {
        view! { <main id="main"></main> }.markup()
    });
    assert!(html.starts_with("<!doctype html><html lang=\"de\" data-theme=\"dark\">"));
    assert!(html.contains("<title>Suche &lt;b&gt; – Leitstand</title>"));
    assert!(!html.contains("<Brandt>"));
    assert!(!html.contains("\"><script>"));
    assert!(html.contains("aria-current=\"page\""));
    assert!(
        !html.contains(" style="),
        "the policy forbids style attributes"
    );
}

#[test]
fn only_admins_see_the_administration() {
    let mut desk = shell(Face::Desk);
    let page = |shell: &Shell| document(shell, || view! { <main></main> }.markup());
    assert!(!page(&desk).contains("/admin/provider"));
    if let Some(user) = &mut desk.user {
        user.staff = Some(StaffRole::Admin);
    }
    assert!(page(&desk).contains("/admin/provider"));
}

#[test]
fn a_bare_page_has_neither_script_nor_surroundings() {
    let html = document(&shell(Face::Bare), || {
        view! { <main>"geheim"</main> }.markup()
    });
    assert!(!html.contains("<script"));
    assert!(!html.contains("<header"));
}

#[test]
fn a_refused_field_keeps_its_value_and_says_what_is_wrong() {
    let t = messages(Locale::De);
    let form = Form::new()
        .with("subject", "a </textarea><script>")
        .with("password", "geheim")
        .refuse(t, "subject", "required", &[]);
    let html = app::render::fragment(|| {
        view! {
            <ErrorSummary form=&form t=t />
            <Field form=&form name="subject" label="Betreff" hint="kurz" input=Input::Area(3) />
            <Field form=&form name="password" label="Passwort" input=Input::Password />
        }
        .markup()
    });
    assert!(html.contains("href=\"#f-subject\""));
    assert!(html.contains("aria-describedby=\"f-subject-error f-subject-hint\""));
    assert!(html.contains("aria-invalid=\"true\""));
    assert!(html.contains("\na &lt;/textarea&gt;&lt;script&gt;</textarea>"));
    assert!(!html.contains("geheim"), "a password is never shown again");
}

#[test]
fn nobody_is_led_to_a_page_that_is_refused() {
    let of = |role| {
        let mut shell = shell(Face::Desk);
        if let Some(user) = &mut shell.user {
            user.staff = Some(role);
        }
        document(&shell, || view! { <main id="main"></main> }.markup())
    };
    let desk = ["/desk/queue", "/desk/search", "/desk/tickets/new"];
    let links = |html: &str| desk.map(|path| html.contains(&format!("\"{path}\"")));
    assert_eq!(links(&of(StaffRole::Engineer)), [true; 3]);
    assert_eq!(links(&of(StaffRole::Manager)), [true; 3]);
    // Admins keep accounts; tickets are none of their business.
    let admin = of(StaffRole::Admin);
    assert_eq!(links(&admin), [false; 3], "{admin}");
    assert!(admin.contains("/admin/provider"));
}
