//! The living style page: writes every component, composed as on the real pages, to HTML files.
//!
//! `cargo run -p app --example gallery -- DIR` writes light and dark pages that use `style/main.css`; with `CSS JS WASM`
//! behind it (addresses as a server would have them) the pages wake their islands;
//! `cargo run --release -p app --example gallery -- --time` prints how long one queue page of fifty rows takes to render.

mod parts;
mod portal;
mod queue;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use app::i18n::{Messages, messages};
use app::markup::Markup;
use app::render::{AssetUrls, Face, Nav, ProviderInfo, Shell, ShellUser, document};
use domain::account::{Locale, MemberRole, StaffRole, Theme};
use domain::time::Timestamp;

/// 21.11.2026, 14:05 in Berlin: all pages show this moment.
pub fn now() -> Timestamp {
    Timestamp::from_unix(1_795_266_300)
}

type Page = (&'static str, Face, Nav, fn(&'static Messages) -> Markup);

const PAGES: [Page; 6] = [
    ("queue", Face::Desk, Nav::Queue, queue::queue),
    (
        "intervention",
        Face::Desk,
        Nav::Queue,
        workspace::intervention,
    ),
    ("login", Face::Entry, Nav::Home, portal::login),
    ("home", Face::Portal, Nav::Home, portal::home),
    ("live", Face::Portal, Nav::Tickets, portal::live),
    ("parts", Face::Portal, Nav::Home, parts::parts),
];

fn main() -> std::io::Result<()> {
    match std::env::args().nth(1) {
        Some(arg) if arg == "--time" => {
            time();
            Ok(())
        }
        Some(dir) => write_all(Path::new(&dir), assets()?),
        None => Err(std::io::Error::other(
            "usage: gallery DIR [CSS JS WASM] | --time",
        )),
    }
}

fn shell(face: Face, current: Nav, theme: Theme, locale: Locale, assets: Arc<AssetUrls>) -> Shell {
    let desk = face == Face::Desk;
    let user = ShellUser {
        name: if desk { "Jana Brandt" } else { "Petra Lindner" }.to_owned(),
        staff: desk.then_some(StaffRole::Engineer),
        organizations: if desk {
            Vec::new()
        } else {
            vec![(
                "Lindner & Söhne Werkzeugbau GmbH".to_owned(),
                MemberRole::Owner,
            )]
        },
        shortcuts: true,
        approves: false,
        unread: 0,
    };
    Shell {
        t: messages(locale),
        theme,
        face,
        title: "Musterseite".to_owned(),
        nonce: "musternonce".to_owned(),
        assets,
        provider: Arc::new(ProviderInfo {
            name: "Kastell Hosting".to_owned(),
            emergency_phone: "069 90009-112".to_owned(),
            guide_url: String::new(),
            is_demo: false,
            mails_stay: false,
        }),
        user: (face != Face::Entry).then_some(user),
        current: Some(current),
        path: "/".to_owned(),
        query: String::new(),
        flash: None,
        now: now(),
        refresh: None,
    }
}

fn assets() -> std::io::Result<AssetUrls> {
    let mut given = std::env::args().skip(2);
    if let (Some(css), Some(js), Some(wasm)) = (given.next(), given.next(), given.next()) {
        return Ok(AssetUrls { css, js, wasm });
    }
    let css = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../style/main.css");
    Ok(AssetUrls {
        css: format!("file://{}", css.canonicalize()?.display()),
        ..AssetUrls::default()
    })
}

fn write_all(dir: &Path, assets: AssetUrls) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let assets = Arc::new(assets);
    for (name, face, nav, page) in PAGES {
        for theme in [Theme::Light, Theme::Dark] {
            for locale in [Locale::De, Locale::En] {
                let shell = shell(face, nav, theme, locale, Arc::clone(&assets));
                let html = document(&shell, || page(shell.t));
                let file = dir.join(format!("{name}-{}-{}.html", theme.code(), locale.code()));
                println!("{} ({} bytes)", file.display(), html.len());
                std::fs::write(file, html)?;
            }
        }
    }
    Ok(())
}

fn time() {
    let shell = shell(
        Face::Desk,
        Nav::Queue,
        Theme::System,
        Locale::De,
        Arc::default(),
    );
    let render = || document(&shell, || queue::queue_of(shell.t, 50));
    let bytes = render().len();
    for _ in 0..500 {
        std::hint::black_box(render());
    }
    let rounds = 5_000_u32;
    let start = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(render());
    }
    let each = start.elapsed() / rounds;
    println!(
        "queue page, 50 rows: {} µs, {bytes} bytes",
        each.as_micros()
    );
}
