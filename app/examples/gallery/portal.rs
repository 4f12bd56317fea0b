//! The portal: log-in, first page, live view, with the data of the mock-ups.

use app::components::{
    Button, ButtonKind, ClockBar, Column, DataTable, Empty, Field, Icon, Input, LargeClock,
    LinkButton, Log, LogFor, LogLine, PostButton, Section, Shape, Tone, badge, clock, hash, icon,
};
use app::forms::Form;
use app::i18n::Messages;
use app::islands::{Insert, LiveTimeline};
use app::markup::{IntoMarkup, Markup};
use app::wording::{Length, Level};
use leptos::prelude::*;

use crate::now;

pub fn login(t: &'static Messages) -> Markup {
    let form = Form::new();
    view! {
        <main id="main" class="stack">
        <h1>{t.login.title}</h1>
        <form method="post" action="/login" class="stack">
            <Field form=&form name="email" label=t.common.email input=Input::Email autocomplete="username" required=true />
            <Field form=&form name="password" label="Passwort" input=Input::Password required=true />
            <Button kind=ButtonKind::Primary>{t.login.title}</Button>
        </form>
        <p><a href="/password/forgot">"Passwort vergessen"</a></p>
        </main>
    }
    .markup()
}

pub fn home(t: &'static Messages) -> Markup {
    let mut watch = ClockBar::plain(
        "Einsatz",
        0.913,
        "noch 6\u{a0}Minuten",
        "bis zum zugesagten Ende, 14:11",
    );
    watch.pauses = vec![(0.319, 0.449)];
    let mut rests = ClockBar::plain("Lösung", 0.71, t.parts.clock_rests, "seit gestern 16:40");
    rests.level = Level::Paused;
    rests.pauses = vec![(0.2, 0.71)];
    let columns = ["System", "Zustand", "Supportbereit"]
        .map(Column::text)
        .to_vec();
    view! {
        <main id="main" class="page stack gap-12">
            <header class="cluster between hero">
                <div><h1>"Guten Tag, Petra Lindner"</h1><p class="lead">"Drei Dinge warten auf Sie. Auf web-03 wird gerade gearbeitet."</p></div>
                <div class="cluster">
                    <LinkButton href="/interventions/new" kind=ButtonKind::Primary>"OS-Intervention anfordern"</LinkButton>
                    <LinkButton href="/tickets/new">"Ticket erstellen"</LinkButton>
                </div>
            </header>
            <Section id="waits" title="Wartet auf Sie">
                <ul class="rows rows--action">
                    <li><div><h3>"Dürfen wir den Webserver auf web-01 neu laden?"</h3><p class="muted">"Ticket 48163, Frage von Tobias Krämer, gestern 16:40. Solange Sie überlegen, ruht unsere Frist."</p></div><LinkButton href="#">"Antworten"</LinkButton></li>
                </ul>
            </Section>
            <Section id="open" title="Offene Tickets" more=("/tickets".to_owned(), "Alle 41 Tickets".into())>
                <ul class="rows rows--ticket">
                    <li><div><h3><a href="#">"SSH nach Firewall-Änderung nicht erreichbar"</a></h3><p class="muted">"48207, web-03, Jana Brandt arbeitet daran"</p></div>{clock(watch)}</li>
                    <li><div><h3><a href="#">"Zertifikatswarnung im Kundenportal"</a></h3><p class="muted">"48163, web-01, wartet auf Ihre Antwort"</p></div>{clock(rests)}</li>
                </ul>
            </Section>
            <Section id="systems" title=t.layout.nav_systems>
                <DataTable caption="Systeme mit Zustand" columns=columns class="systems">
                    <tbody role="rowgroup">
                        <tr role="row"><th role="rowheader" scope="row" class="wide"><a href="#">"web-03.lindner.example"</a><span class="sub">"Debian 13, 203.0.113.42"</span></th><td role="cell" class="wide">{badge(Shape::Crit, "Einsatz läuft, seit 13:02")}</td><td role="cell" data-label="Supportbereit">{badge(Shape::Ok, t.common.yes)}</td></tr>
                    </tbody>
                </DataTable>
            </Section>
            <Section id="kept" title=t.vault.title>
                <Empty title="Hier liegt noch nichts." text="Nach einem Einsatz übergeben wir neue Zugangsdaten hier; Sie können sie dann für die nächste Anfrage aufbewahren.">
                    <LinkButton href="/interventions/new" small=true>"OS-Intervention anfordern"</LinkButton>
                </Empty>
            </Section>
        </main>
    }
    .markup()
}

pub fn live(t: &'static Messages) -> Markup {
    let mut work = ClockBar::plain(
        "Zugesagtes Ende des Einsatzes",
        0.913,
        "noch 6\u{a0}Minuten",
        "",
    );
    work.pauses = vec![(0.319, 0.449)];
    let minutes = |m: i64| now().plus_seconds(m * 60);
    let valid = ClockBar::span(
        "Ihre Genehmigung",
        (minutes(-55), minutes(185)),
        now(),
        t,
        Length::Long,
    );
    let line = |min: i64, icon, tone, title: &str, meta: &str| LogLine {
        id: format!("a{min}"),
        at: minutes(-min),
        icon,
        tone,
        title: title.to_owned(),
        side: "".into(),
        meta: meta.to_owned(),
        internal: false,
    };
    let lines = vec![
        line(
            4,
            Icon::Wrench,
            Tone::Neutral,
            "Von außen geprüft: SSH antwortet",
            "Jana Brandt, TCP 22, Host-Schlüssel unverändert",
        ),
        line(
            24,
            Icon::Stop,
            Tone::Crit,
            "Einsicht verweigert",
            "Tobias Krämer wollte das Passwort von lt-einsatz sehen. Ihm wurde nichts angezeigt.",
        ),
        line(
            54,
            Icon::Eye,
            Tone::Warn,
            "Passwort von lt-einsatz eingesehen",
            "Jana Brandt, 30 Sekunden. Grund: „Anmeldung an der Konsole“.",
        ),
        line(
            63,
            Icon::Lock,
            Tone::Neutral,
            "Genehmigung unterschrieben",
            "Petra Lindner, mit zweitem Faktor, von 198.51.100.23",
        ),
    ];
    view! {
        <main id="main" class="page stack gap-10">
            <header class="stack">
                <p><a href="#">"Ticket 48207"</a></p>
                <h1>"Was gerade auf web-03 geschieht"</h1>
                <p class="lead">"Jana Brandt prüft die SSH-Konfiguration, seit 13:53. "
                    <LiveTimeline ticket=48207 list="log".to_owned() source="?fragment=log".to_owned() insert=Insert::AtTop rendered="14:05".to_owned() lang=t.lang /></p>
            </header>
            <div class="with-aside">
                <aside class="kill stack" aria-labelledby="lock">
                    <h2 id="lock">"Zugriff beenden"</h2>
                    <PostButton action="#" kind=ButtonKind::Danger large=true>{icon(Icon::Stop)}"Jetzt sperren"</PostButton>
                    <p>"Das wirkt sofort und lässt sich nicht zurücknehmen:"</p>
                    <ul class="bullets"><li>"Die Genehmigung endet."</li><li>"Die Zugangsdaten im Tresor werden vernichtet."</li></ul>
                </aside>
                <div class="stack gap-8">
                    <div class="live-clocks">
                        <LargeClock clock=work t=t from="13:02" to="14:11" />
                        <LargeClock clock=valid t=t from="13:10" to="17:10" />
                    </div>
                    <Section id="history" title="Verlauf"><Log t=t audience=LogFor::Customer lines=lines /></Section>
                    <Section id="proof" title="Nachweis"><p class="muted">"Letzter Prüfwert "{hash("9f3ca71e04d2be587c19f0a35d6e1182c94b37fa60e5d8b12a7f93c4ee06a71e")}</p></Section>
                </div>
            </div>
        </main>
    }
    .markup()
}
