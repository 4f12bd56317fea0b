//! The parts by themselves: every field, button, notice and badge.

use app::components::{
    Button, ButtonKind, Choice, ChoiceKind, Choices, ClockBar, ErrorSummary, Facts, Field, FileRef,
    Files, Icon, Input, Menu, Notice, Opt, PostButton, Section, Shape, Tone, badge, clock, euros,
    icon, paragraphs, when,
};
use app::forms::Form;
use app::i18n::Messages;
use app::islands::CopyButton;
use app::markup::{IntoMarkup, Markup};
use app::wording::Level;
use leptos::prelude::*;

use crate::now;

pub fn parts(t: &'static Messages) -> Markup {
    let form = Form::new()
        .with(
            "subject",
            "Sicherheitsdienstleistungsüberwachungssystem web-03 <b>",
        )
        .refuse(t, "ceiling", "amount", &[])
        .refuse(t, "tasks", "required_choice", &[])
        .refuse(t, "backups", "required_check", &[])
        .refuse(
            t,
            "password",
            "too_short",
            &[("min".to_owned(), "12".to_owned())],
        );
    view! {
        <main id="main" class="page stack gap-12">
            <h1>"Teile"</h1>
            <form class="stack gap-8" method="post" action="#" novalidate>
                <ErrorSummary form=&form t=t secrets=true labels=vec![("ceiling", "Kostenobergrenze"), ("password", "Passwort")] />
                {fields(&form)}
                {choices(&form)}
                {buttons()}
            </form>
            {states(t)}
            {bars()}
        </main>
    }
    .markup()
}

fn fields(form: &Form) -> Markup {
    let options = vec![Opt::new("a", "Technik"), Opt::new("b", "Abrechnung")];
    let systems = vec![Opt::new(
        "web-03.lindner.example",
        "SRV-20417, 203.0.113.42",
    )];
    view! {
        <Section id="fields" title="Felder">
            <Field form=form name="subject" label="Betreff" hint="Was ist los, in einem Satz" />
            <Field form=form name="system" label="System" suggestions=systems />
            <Field form=form name="department" label="Abteilung" input=Input::Select(options) value="b" />
            <Field form=form name="ceiling" label="Kostenobergrenze, netto" hint="Bei 80 % melden wir uns." input=Input::Amount unit="€" />
            <Field form=form name="password" label="Passwort" input=Input::Password />
            <Field form=form name="code" label="Zweiter Faktor" input=Input::OneTimeCode />
            <Field form=form name="key" label="Privater Schlüssel" input=Input::SecretArea(3) mono=true />
            <Field form=form name="files" label="Dateien" input=Input::Files(".txt,.log") />
        </Section>
    }
    .markup()
}

fn choices(form: &Form) -> Markup {
    view! {
        <Section id="choices" title="Auswahl">
            <Choices form=form name="tasks" legend="Was sollen wir tun?">
                <Choice form=form name="tasks" value="a" label="Bootloader reparieren (GRUB, Windows Boot Manager)" own_error=false />
                <Choice form=form name="tasks" value="b" label="Leistung optimieren" price="100 €/h" hint="nach Angebot" own_error=false />
            </Choices>
            <div>
                <Choice form=form name="access" value="keyless" kind=ChoiceKind::Radio label="Ohne Passwort (empfohlen)" hint="Sie hinterlegen unseren öffentlichen Schlüssel." block=true checked=true />
                <Choice form=form name="access" value="credentials" kind=ChoiceKind::Radio label="Mit Zugangsdaten" hint="Sie gehen verschlüsselt in den Tresor." block=true />
            </div>
            <Choice form=form name="backups" label="Für alle wichtigen Daten gibt es aktuelle Sicherungen." />
        </Section>
    }
    .markup()
}

fn buttons() -> Markup {
    view! {
        <Section id="buttons" title="Knöpfe">
            <div class="cluster">
                <Button kind=ButtonKind::Primary>"Senden"</Button>
                <Button>"Später fortsetzen"</Button>
                <Button kind=ButtonKind::Note>"Notiz ablegen"</Button>
                <Button kind=ButtonKind::Danger>{icon(Icon::Stop)}"Jetzt sperren"</Button>
                <Button kind=ButtonKind::Quiet>"Leise"</Button>
                <Button small=true>"Klein"</Button>
                <Button large=true>"Groß"</Button>
                <Button disabled=true>"Gesperrt"</Button>
            </div>
        </Section>
    }
    .markup()
}

fn states(t: &'static Messages) -> Markup {
    let shapes = [
        (Shape::Ok, "in Ordnung"),
        (Shape::Warn, "Warnung"),
        (Shape::Crit, "kritisch"),
        (Shape::Info, "Hinweis"),
        (Shape::New, "neu"),
        (Shape::Running, "in Arbeit"),
        (Shape::Waiting, "wartet auf Kunde"),
        (Shape::Third, "wartet auf Dritte"),
        (Shape::Done, "gelöst"),
        (Shape::Denied, "verweigert"),
        (Shape::Closed, "geschlossen"),
        (Shape::Off, "nicht verfügbar"),
        (Shape::Unknown, "unbekannt"),
        (Shape::Override, "freigegeben"),
    ];
    let shapes = shapes.map(|(shape, text)| view! { <li>{badge(shape, text)}</li> });
    let tones = [Tone::Neutral, Tone::Ok, Tone::Info, Tone::Warn, Tone::Crit];
    let notices = tones
        .map(|tone| view! { <Notice tone=tone title="Gespeichert"><p>"Die Änderung gilt sofort."</p></Notice> });
    let facts = vec![
        ("System".into(), view! { "web-03.lindner.example" }.markup()),
        (
            "Unterschrieben".into(),
            when(now().minus_seconds(86_400), now(), t).markup(),
        ),
        ("Obergrenze".into(), euros(123_450, t.lang).markup()),
    ];
    let files = vec![FileRef {
        href: "#".into(),
        name: "boot.log".into(),
        size: 12_345,
    }];
    view! {
        <Section id="states" title="Zustände"><ul class="cluster">{shapes}</ul></Section>
        <Section id="notices" title="Hinweise"><div class="stack">{notices}</div></Section>
        <Section id="facts" title="Angaben">
            <Facts rows=facts />
            <Files t=t files=files />
            <code class="code" id="commands" tabindex="0">"echo 'ssh-ed25519 AAAA' >> ~/.ssh/authorized_keys"</code>
            <div class="cluster">
                <CopyButton from="commands".to_owned() label=t.common.copy.to_owned() done=t.common.copied.to_owned() />
                <PostButton action="#" small=true fields=vec![("id", "1".to_owned())]>"Entfernen"</PostButton>
                <Menu label="Mehr"><a href="#">"Verknüpfen"</a><a href="#">"Planen"</a></Menu>
            </div>
            {paragraphs("Erster Absatz\nmit Umbruch.\n\nZweiter <script>Absatz</script>.")}
        </Section>
    }
    .markup()
}

fn bars() -> Markup {
    let bars = [0.1, 0.63, 0.8, 1.0, 1.2, 3.0]
        .map(|used| view! { <li>{clock(ClockBar::plain("Frist", used, format!("{used}"), "Erste Antwort 14:07"))}</li> });
    let mut marked = ClockBar::plain("Frist", 0.6, "mit Marken", "");
    marked.marks = vec![0.25, 0.5, 1.1];
    marked.pauses = vec![(0.1, 0.2), (0.4, 0.55)];
    let mut done = ClockBar::plain("Frist", 0.4, "in 4 min", "gehalten");
    done.level = Level::Done;
    view! { <Section id="bars" title="Uhren"><ul class="stack">{bars}<li>{clock(marked)}</li><li>{clock(done)}</li></ul></Section> }
        .markup()
}
