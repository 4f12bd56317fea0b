//! The engineer's workspace, with the data of the mock-ups.

use app::components::{
    Advisor, Audience, Badge, Breadcrumbs, Button, ButtonKind, Check, Checks, Choice, ChoiceKind,
    ClockBar, Composer, Entry, Field, Icon, Input, LargeClock, Log, LogFor, LogLine, Opt, Panel,
    Pending, Rank, Secret, Segment, Shape, Stepper, Timeline, Tone, badge, hash,
    intervention_steps,
};
use app::forms::Form;
use app::i18n::Messages;
use app::islands::ActionTimer;
use app::markup::{IntoMarkup, Markup};
use app::wording::Length;
use domain::intervention::InterventionState;
use domain::sla::engine::Stretch;
use leptos::prelude::*;

use crate::now;
use crate::queue::work_clock;

pub fn intervention(t: &'static Messages) -> Markup {
    let work = work_clock(t);
    let start = now().minus_seconds(63 * 60);
    let at = |min: i64| start.plus_seconds(min * 60);
    let segments = vec![
        Segment {
            from: start,
            to: at(22),
            stretch: Stretch::Counted,
            reason: String::new(),
        },
        Segment {
            from: at(22),
            to: at(31),
            stretch: Stretch::Paused,
            reason: "Rückfrage".to_owned(),
        },
        Segment {
            from: at(31),
            to: now(),
            stretch: Stretch::Counted,
            reason: String::new(),
        },
    ];
    let valid = ClockBar::span(
        "Genehmigung, 4 h ab Arbeitsbeginn",
        (at(8), at(248)),
        now(),
        t,
        Length::Short,
    );
    let mut first = ClockBar::plain("Erste Antwort, 10 min", 0.4, "in 4\u{a0}min", "");
    first.level = app::wording::Level::Done;
    let steps = intervention_steps(
        t,
        InterventionState::Running,
        InterventionState::Running,
        false,
    );
    view! {
        <main id="main">
            <header class="case-head">
                <div>
                    <Breadcrumbs t=t trail=vec![("/desk/queue".to_owned(), t.layout.nav_queue.into())] here="48207, OS-Intervention" />
                    <h1>"SSH nach Firewall-Änderung nicht erreichbar"</h1>
                </div>
                <div class="cluster between">
                    <p><a href="#"><b>"Lindner & Söhne Werkzeugbau GmbH"</b></a>", "<a href="#">"web-03.lindner.example"</a>" "
                        <span class="muted">"dedizierter Server, Debian 13, 203.0.113.42, SRV-20417"</span></p>
                    <Stepper label="Verlauf" steps=steps />
                </div>
                <div class="case-clocks">
                    <LargeClock clock=work t=t from="13:02" to="14:11" segments=segments />
                    <LargeClock clock=valid t=t from="13:10" to="17:10" note="nur die Kundin kann verlängern" />
                    <LargeClock clock=first t=t from="12:58" to="13:08" note="gehalten, geantwortet 13:02" />
                    <form method="post" action="#" class="stack decide">
                        <p><b>"Bis 14:11 entscheiden:"</b>" abschließen oder auf komplex (4 h) umstellen."</p>
                        <div><Button>"Auf komplex umstellen"</Button></div>
                    </form>
                </div>
            </header>
            <div class="workspace">
                <div>{access(t)}</div>
                <div>{work_log(t)}{closing(t)}</div>
                <div>{talk(t)}</div>
            </div>
        </main>
    }
    .markup()
}

fn access(t: &'static Messages) -> Markup {
    let form = Form::new().problem("reason", "Bitte mindestens 10 Zeichen.");
    let rank =
        |name: &'static str, current, shape, verdict: &'static str, why: &str, needs: &str| Rank {
            name: name.into(),
            current,
            shape,
            verdict: verdict.into(),
            why: why.to_owned(),
            needs: needs.to_owned(),
            action: None,
        };
    let ranks = vec![
        rank(
            "IP-KVM",
            true,
            Shape::Ok,
            "gewählt 13:10",
            "Konsole antwortet, Kundin erlaubt sie, kein Neustart nötig.",
            "Braucht: Passwort lt-einsatz. Unterbrechung: keine.",
        ),
        rank(
            "Rettungsmodus",
            false,
            Shape::Warn,
            "mit Neustart",
            "Dateisystem gesund, deshalb nur, wenn das Passwort nicht passt.",
            "Braucht: nichts. Unterbrechung: Neustart, etwa 6 min.",
        ),
        rank(
            "VNC-Konsole",
            false,
            Shape::Off,
            "nicht verfügbar",
            "Nur für VPS. Dieses System ist ein dedizierter Server.",
            "",
        ),
    ];
    let check = |shape, title: &'static str, detail: &str| Check {
        shape,
        title: title.into(),
        detail: detail.to_owned(),
    };
    let checks = vec![
        check(
            Shape::Done,
            "Unterzeichnerin ist Kontoinhaberin",
            "Petra Lindner, 13:02, mit zweitem Faktor",
        ),
        check(
            Shape::Override,
            "Dokumentation nicht aktuell",
            "Freigegeben von Jana Brandt, 13:08: „Die Änderung betrifft den Proxy.“",
        ),
        check(
            Shape::Crit,
            "Vertrag deckt OS-Interventionen",
            "Kein Vertrag für dieses System",
        ),
    ];
    view! {
        <Panel id="vault" title=t.vault.title aside="Tresor offen, zuständig: Sie">
            <Secret t=t form=&form id="s1" label="lt-einsatz, Passwort" usage="Einsicht 2 von 5 je Stunde" action="#" ticket=Some(48207) needs_factor=true note="letzte Prüfung vor 7 min" />
        </Panel>
        <Panel id="advice" title="Zugriffsberatung" aside="Proben von 14:01">
            <ul class="probes"><li>{badge(Shape::Crit, "Ping 0/5")}</li><li>{badge(Shape::Ok, "TCP 22")}</li></ul>
            <Advisor ranks=ranks />
            <div class="cluster"><Button small=true>"Proben wiederholen"</Button></div>
        </Panel>
        <Panel id="gate" title="Prüfung" aside=t.parts.passed_of(4, 5)><Checks lines=checks /></Panel>
    }
    .markup()
}

fn work_log(t: &'static Messages) -> Markup {
    let form = Form::new();
    let methods = vec![Opt::new("ip_kvm", "IP-KVM"), Opt::new("ssh_rdp", "SSH")];
    let line = |min: i64, title: &str, side: &'static str, meta: &str, tone, internal| LogLine {
        id: format!("l{min}"),
        at: now().minus_seconds(min * 60),
        icon: Icon::Wrench,
        tone,
        title: title.to_owned(),
        side: side.into(),
        meta: meta.to_owned(),
        internal,
    };
    let lines = vec![
        line(
            4,
            "Von außen geprüft: TCP 22 antwortet",
            "Prüfung",
            "SSH-2.0-OpenSSH_10.0p2, 12 ms",
            Tone::Neutral,
            false,
        ),
        line(
            24,
            "Einsicht verweigert: Tobias Krämer",
            "",
            "Nicht zuständig. Der Kundin gemeldet.",
            Tone::Crit,
            false,
        ),
        line(
            49,
            "Regelsatz gelesen",
            "IP-KVM",
            "nft list ruleset",
            Tone::Neutral,
            true,
        ),
    ];
    view! {
        <Panel id="log-title" title="Protokoll">
            <form class="entry-form" method="post" action="#">
                <div class="timer">
                    <ActionTimer seconds=702 label=t.parts.timer.to_owned() words=vec![(0, t.work.ceiling_left("171,00\u{a0}€", "200,00\u{a0}€"))] />
                    <span class="muted">"sshd prüfen, seit 13:53"</span>
                    <Button small=true>{t.parts.timer_stop}</Button>
                </div>
                <div class="grid">
                    <Field form=&form name="what" label="Maßnahme" />
                    <Field form=&form name="method" label="Methode" input=Input::Select(methods) />
                    <Field form=&form name="why" label="Warum war die Änderung nötig?" class="wide" />
                </div>
                <div class="cluster between">
                    <div class="cluster">
                        <Choice form=&form name="visible" value="yes" kind=ChoiceKind::Radio label="für die Kundin sichtbar" checked=true />
                        <Choice form=&form name="visible" value="no" kind=ChoiceKind::Radio label="nur intern" />
                    </div>
                    <Button kind=ButtonKind::Primary>"Eintragen"</Button>
                </div>
            </form>
            <Log t=t audience=LogFor::Desk lines=lines />
            <p class="small">"Kopf "{hash("9f3ca71e04d2be587c19f0a35d6e1182")}</p>
        </Panel>
    }
    .markup()
}

fn closing(t: &'static Messages) -> Markup {
    let form = Form::new().with(
        "summary",
        "Ein Regelsatz hat neue SSH-Verbindungen verworfen.",
    );
    view! {
        <Panel id="closing" title="Abschluss" aside="2 von 5 erledigt">
            <form method="post" action="#" class="stack">
                <Field form=&form name="summary" label="Zusammenfassung für die Kundin" hint="Entwurf aus 8 sichtbaren Einträgen" input=Input::Area(5) />
                <div class="cluster between"><p class="muted">"Es fehlen: Hinweise gesendet."</p><Button>"Einsatz abschließen"</Button></div>
            </form>
            <p><Badge shape=Shape::Info>{t.parts.sealed}</Badge></p>
        </Panel>
    }
    .markup()
}

fn talk(t: &'static Messages) -> Markup {
    let form = Form::new();
    let at = |min: i64| now().minus_seconds(min * 60);
    let entries = vec![
        Entry::Message {
            id: "m1".into(),
            author: "Petra Lindner".into(),
            from_us: false,
            at: at(67),
            body: "Seit etwa 12:40 kommen wir nicht mehr per SSH auf web-03.\n\nPing geht nicht."
                .into(),
            files: Vec::new(),
            pending: None,
        },
        Entry::Note {
            id: "m2".into(),
            author: "Tobias Krämer".into(),
            at: at(45),
            body: "Bei denen gab es das im August schon einmal, siehe 46902.".into(),
            files: Vec::new(),
        },
        Entry::Event {
            id: "e1".into(),
            shape: Shape::Waiting,
            text: "Uhr pausiert 13:24 bis 13:33".into(),
            at: at(41),
        },
        Entry::Message {
            id: "m3".into(),
            author: "Jana Brandt".into(),
            from_us: true,
            at: now(),
            body: "SSH ist aus Ihrem Netz wieder erreichbar.".into(),
            files: Vec::new(),
            pending: Some(Pending {
                undo_action: "#".into(),
                release_at: now().plus_seconds(12),
                waits: 15,
            }),
        },
    ];
    view! {
        <Panel id="talk" title="Gespräch" aside="Rückfragen gehören in dieses Ticket" class="talk">
            <Timeline t=t now=now() entries=entries />
            <Composer t=t form=&form audience=Audience::Customer("Petra Lindner".into()) action="#" draft_key="d" idempotency_key="i" draft_saved="14:04" files=".txt,.log,.png" files_hint="bis zu 10 Dateien" />
            <Composer t=t form=&form audience=Audience::Team action="#" draft_key="n" idempotency_key="j" />
        </Panel>
    }
    .markup()
}
