//! Calendars: their pages, and what is wrong with one.

use domain::calendar::typed;
use domain::time::{Timestamp, date_time};

use super::labels::Labels;
use crate::wording::Lang;

texts! {
    /// Calendars.
    Calendars {
        title: "Kalender", "Calendars";
        lead: "Wann Zusagen zählen, welcher Satz gilt und welche Reaktion ein Alarm bekommt. Jede Änderung ist eine neue Version; was unter einer alten zugesagt wurde, lässt sich immer nachrechnen.", "When promises count, which rate is in force and which reaction an alarm gets. Every change is a new version; what was promised under an old one can always be computed again.";
        name: "Name", "Name";
        purpose: "Wofür", "For";
        hours: "Zeiten", "Hours";
        now: "Jetzt", "Now";
        open: "geöffnet", "open";
        closed: "geschlossen", "closed";
        next_closing: "Nächster Schließtag", "Next closing day";
        next_closing_none: "keiner in den nächsten zwölf Monaten", "none in the next twelve months";
        create: "Kalender anlegen", "Create a calendar";
        change: "Kalender ändern", "Change the calendar";

        always: "rund um die Uhr", "around the clock";
        single_days: "nur einzelne Tage", "single days only";
        zone: "Zeitzone", "Time zone";
        holidays: "Feiertage", "Holidays";
        holidays_none: "keine", "none";
        holidays_missing: "Dieser Kalender kennt keine Feiertage: Auch an ihnen ist geöffnet. Wählen Sie das Bundesland, dessen Feiertage gelten.", "This calendar knows no holidays: it is open on them, too. Choose the German state whose holidays apply.";
        catholic: "mit den katholischen Feiertagen der Gemeinden", "with the municipalities' Catholic holidays";
        augsburg: "Stadt Augsburg", "city of Augsburg";
        closing_days: "Schließtage", "Closing days";
        special_days: "Tage mit eigenen Zeiten", "Days with hours of their own";
        none: "keine", "none";
        closing_day: "Schließtag", "closing day";
        clock_change: "Zeitumstellung", "the clocks change";
        definition: "Was gilt", "What applies";
        short_name: "Kürzel", "Code";

        versions: "Versionen", "Versions";
        version: "Version", "Version";
        valid_from: "Gültig ab", "Valid from";
        reason: "Grund", "Reason";
        shipped: "mitgeliefert", "shipped";
        in_force: "gilt jetzt", "in force";
        planned: "geplant", "planned";
        from_the_start: "von Anfang an", "from the start";

        year: "Jahr", "Year";
        year_view: "Jahresansicht", "The year";
        year_lead: "Geöffnete Zeit je Tag in Stunden und Minuten; ein Strich heißt geschlossen. Jeder Tag steht in der Version, die an ihm gilt.", "Open time of each day in hours and minutes; a dash means closed. Each day is shown in the version that holds on it.";
        year_land: "Feiertage zeigen für", "Show the holidays of";
        year_own: "wie im Kalender", "as in the calendar";
        show: "Anzeigen", "Show";
        day_open: "geöffnet", "open";
        legend_holiday: "Feiertag", "holiday";
        legend_special: "eigene Zeiten", "hours of its own";

        form_lead: "Sie sehen die Wirkung, bevor etwas gespeichert wird.", "You see the effect before anything is saved.";
        facts: "Kalender", "Calendar";
        short_name_hint: "Kleinbuchstaben, Ziffern und Bindestriche; steht in Adressen und bleibt für immer.", "Small letters, digits and hyphens; stands in addresses and stays for ever.";
        name_de: "Name auf Deutsch", "Name in German";
        name_en: "Name auf Englisch", "Name in English";
        purpose_choose: "bitte wählen", "please choose";
        hours_kind: "Geöffnet", "Open";
        hours_weekly: "zu diesen Zeiten", "at these hours";
        week: "Zeiten der Wochentage", "Hours of the weekdays";
        week_hint: "Zum Beispiel 8–12, 13–17:30 oder 0–24. Leer heißt geschlossen. Über Mitternacht sind es zwei Tage: 22–24 und am nächsten Tag 0–6. Rund um die Uhr zählen diese Felder nicht.", "For example 8–12, 13–17:30 or 0–24. Empty means closed. Hours through midnight are two days: 22–24, and 0–6 on the next one. Around the clock these fields do not count.";
        zone_hint: "Name aus der Liste der Zeitzonen, zum Beispiel Europe/Berlin.", "A name from the list of time zones, for example Europe/Berlin.";
        region: "Feiertage von", "Holidays of";
        region_hint: "Rund um die Uhr gelten keine Feiertage.", "Around the clock no holidays are kept.";
        closing_hint: "Ein Tag je Zeile, zum Beispiel 24.12.2026.", "One day a line, for example 2026-12-24.";
        special_hint: "Ein Tag je Zeile mit seinen Zeiten, zum Beispiel 31.12.2026 8–12. Sie gehen Feiertag, Schließtag und Wochentag vor.", "One day a line with its hours, for example 2026-12-31 8–12. They win over holiday, closing day and weekday.";
        beginning: "Beginn und Grund", "Beginning and reason";
        valid_from_hint: "Leer lassen, damit die Änderung mit dem Speichern gilt. Zeit in Deutschland.", "Leave empty for the change to hold from saving on. German time.";
        reason_hint: "Steht bei der Version und im Protokoll.", "Stands beside the version and in the log.";
        look: "Wirkung ansehen", "See the effect";
        look_again: "Wirkung neu ansehen", "See the effect again";
        save: "So speichern", "Save this";

        effect: "Wirkung", "Effect";
        effect_lead: "Noch ist nichts gespeichert.", "Nothing is saved yet.";
        effect_other: "Sie haben seit der letzten Ansicht etwas geändert. Das ist die Wirkung von dem, was jetzt im Formular steht.", "You have changed something since you last looked. This is the effect of what the form says now.";
        same: "Es ändert sich nichts.", "Nothing changes.";
        from_saving: "ab dem Speichern", "from saving on";
        effect_changes: "Was sich ändert", "What changes";
        effect_years: "Geöffnete Zeit im Jahr", "Open time of a year";
        before: "Bisher", "Before";
        after: "Neu", "After";
        difference: "Unterschied", "Difference";
        effect_days: "Tage, die sich ändern", "Days that change";
        effect_days_none: "In den zwölf Monaten ab dem Beginn ändert sich kein Tag.", "No day changes in the twelve months from its beginning on.";
        day: "Tag", "Day";
        day_more: "und ein weiterer Tag", "and one more day";
        effect_clocks: "Laufende Uhren", "Running clocks";
        clocks_none: "Keine laufende Uhr zählt in diesem Kalender.", "No running clock counts in this calendar.";
        clocks_rule: "Bis zum Beginn zählt jede Uhr nach der alten Version, danach nach der neuen.", "Up to the beginning every clock counts by the old version, then by the new one.";
        warnings: "Bitte prüfen", "Please check";
        overtaken_hint: "Ihre Eingaben stehen noch im Formular. Speichern Sie, gelten sie statt der anderen Version.", "What you typed is still in the form. If you save, it replaces the other version.";
        overtaken: "Jemand hat diesen Kalender inzwischen geändert", "Somebody has changed this calendar meanwhile";

        never_open: "So wäre der Kalender nie geöffnet, und keine Zusage liefe je ab. Geben Sie mindestens einem Wochentag oder einem einzelnen Tag Zeiten, oder wählen Sie „rund um die Uhr“.", "This calendar would never be open, and no promise would ever end. Give at least one weekday or one single day hours, or choose “around the clock”.";
        moment: "Bitte geben Sie Tag und Uhrzeit an, zum Beispiel 2026-12-01T08:00, oder lassen Sie das Feld leer.", "Please enter a day and a time, for example 2026-12-01T08:00, or leave the field empty.";
        past: "Der Beginn liegt in der Vergangenheit. Lassen Sie das Feld leer, damit die Änderung sofort gilt.", "The beginning lies in the past. Leave the field empty for the change to hold at once.";
        far: "Der Beginn liegt mehr als 400 Tage in der Zukunft. Vorher ließe sich nichts mehr ändern; bitte prüfen Sie das Jahr.", "The beginning lies more than 400 days ahead. Nothing could be changed before it; please check the year.";
        code: "Bitte nur Kleinbuchstaben, Ziffern und Bindestriche, zum Beispiel nachtdienst; „new“ ist vergeben.", "Please use small letters, digits and hyphens only, for example night-shift; “new” is taken.";
        fixed: "Dieser Kalender zählt jede Sekunde und bleibt, wie er ist. Für andere Zeiten legen Sie einen eigenen an.", "This calendar counts every second and stays as it is. For other hours create one of your own.";
        unchanged: "Das ist schon so gespeichert. Ändern Sie etwas, oder gehen Sie zurück.", "It is saved like this already. Change something, or go back.";
    }
    fn {
        open_until(at: &str): "geöffnet bis {at}", "open until {at}";
        closed_until(at: &str): "geschlossen bis {at}", "closed until {at}";
        planned_from(at: &str): "Ab {at} gilt eine neue Version.", "From {at} on a new version holds.";
        last_begins(at: &str): "Die letzte Version ist geplant und beginnt am {at}. Eine neue muss danach beginnen: Tragen Sie unten einen späteren Beginn ein.", "The last version is planned and begins on {at}. A new one has to begin after that: enter a later beginning below.";
        overtaken_by(by: &str, at: &str): "{by} hat am {at} eine Version gespeichert:", "{by} saved a version on {at}:";
        days_more(count: &usize): "und {count} weitere Tage", "and {count} more days";
        clocks_running(count: &usize): "Laufende Uhren in diesem Kalender: {count}", "Running clocks in this calendar: {count}";
        clocks_overdue(count: &usize): "davon vorher schon verletzt: {count}", "breached before that already: {count}";
        clocks_at_once(count: &usize): "mit dem Beginn sofort verletzt: {count}", "breached at once when it begins: {count}";
        clocks_earlier(count: &usize): "früher fällig als jetzt: {count}", "due earlier than now: {count}";
        clocks_later(count: &usize): "später fällig als jetzt: {count}", "due later than now: {count}";
        month_of(month: &str, hours: &str): "{month}, {hours} Stunden geöffnet", "{month}, open for {hours} hours";

        warn_skipped(day: &str, time: &str): "{day}: {time} Uhr gibt es an diesem Tag nicht, die Uhren werden vorgestellt. Gezählt wird ab der Zeit danach.", "{day}: {time} does not exist on this day, because the clocks go forward. The time after it counts.";
        warn_twice(day: &str, time: &str): "{day}: {time} Uhr gibt es an diesem Tag zweimal, die Uhren werden zurückgestellt. Es zählt das erste Mal.", "{day}: {time} exists twice on this day, because the clocks go back. The first one counts.";
        warn_both(day: &str): "{day} ist Schließtag und hat eigene Zeiten. Es gelten die Zeiten.", "{day} is a closing day and has hours of its own. The hours count.";
        warn_empty(day: &str): "{day} steht bei den Tagen mit eigenen Zeiten, hat aber keine: Der Tag ist geschlossen.", "{day} is among the days with hours of their own but has none: it is closed.";
        warn_holidays(land: &str): "Rund um die Uhr haben die Feiertage ({land}) keine Wirkung.", "Around the clock the holidays ({land}) have no effect.";
        warn_municipal(land: &str): "{land}: Dort gibt es keine zusätzlichen Feiertage von Gemeinden.", "{land}: there are no further holidays of municipalities.";

        bad_zone(text: &str): "„{text}“ ist keine Zeitzone. Bitte nehmen Sie einen Namen aus der Liste, zum Beispiel Europe/Berlin.", "“{text}” is no time zone. Please take a name from the list, for example Europe/Berlin.";
        bad_region(text: &str): "„{text}“ ist kein Bundesland. Bitte wählen Sie eines aus der Liste.", "“{text}” is no German state. Please choose one from the list.";
        bad_time(text: &str): "„{text}“ ist keine Zeitspanne. Bitte schreiben Sie zum Beispiel 8–12, 13–17:30.", "“{text}” is no stretch of time. Please write, for example, 8–12, 13–17:30.";
        bad_order(text: &str): "{text} endet, bevor es beginnt. Über Mitternacht sind es zwei Tage: bis 24:00 und am nächsten Tag ab 0:00.", "{text} ends before it begins. Hours through midnight are two days: up to 24:00, and from 0:00 on the next one.";
        bad_overlap(text: &str, other: &str): "{text} und {other} überschneiden sich. Bitte machen Sie eine Zeitspanne daraus.", "{text} and {other} overlap. Please make one stretch of them.";
        bad_date(text: &str): "„{text}“ ist kein Datum. Bitte schreiben Sie zum Beispiel 24.12.2026.", "“{text}” is no date. Please write, for example, 2026-12-24.";
        bad_twice(day: &str): "{day} steht zweimal da.", "{day} stands there twice.";
        bad_sequence(at: &str): "Die letzte Version beginnt am {at}; die neue muss danach beginnen.", "The last version begins on {at}; the new one has to begin after that.";
    }
}

impl Calendars {
    /// The names of the weekdays, Monday first.
    pub const fn weekdays(&self) -> [&'static str; 7] {
        match self.lang {
            Lang::De => [
                "Montag",
                "Dienstag",
                "Mittwoch",
                "Donnerstag",
                "Freitag",
                "Samstag",
                "Sonntag",
            ],
            Lang::En => [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ],
        }
    }

    /// The same, short.
    pub const fn weekdays_short(&self) -> [&'static str; 7] {
        match self.lang {
            Lang::De => ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
            Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        }
    }

    /// The names of the months.
    pub const fn months(&self) -> [&'static str; 12] {
        match self.lang {
            Lang::De => [
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
            Lang::En => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
        }
    }
}

/// The sentence for what is wrong with a calendar; `None` for codes of other forms.
pub(super) fn refusal<'a>(
    lang: Lang,
    code: &str,
    param: &impl Fn(&str) -> &'a str,
) -> Option<String> {
    let c = match lang {
        Lang::De => &Calendars::DE,
        Lang::En => &Calendars::EN,
    };
    let german = lang == Lang::De;
    let text = param("text");
    let day = typed::date(param("date")).map(|date| typed::shown(date, german));
    let sentence = match code {
        "never_open" => c.never_open.to_owned(),
        "moment" => c.moment.to_owned(),
        "calendar_past" => c.past.to_owned(),
        "calendar_far" => c.far.to_owned(),
        "calendar_code" => c.code.to_owned(),
        "calendar_same" => c.unchanged.to_owned(),
        "calendar_fixed" => c.fixed.to_owned(),
        "zone" => c.bad_zone(text),
        "region" => c.bad_region(text),
        "hours_time" => c.bad_time(text),
        "hours_order" => c.bad_order(text),
        "hours_overlap" => c.bad_overlap(text, param("other")),
        "line_date" => c.bad_date(text),
        "line_twice" => return Some(c.bad_twice(&day.unwrap_or_default())),
        "calendar_order" => {
            let at = param("at").parse::<Timestamp>();
            let at = at.map(|at| date_time(at, german)).unwrap_or_default();
            c.bad_sequence(&at)
        }
        _ => return None,
    };
    // Of several lines: which one.
    Some(match day {
        Some(day) => format!("{day}: {sentence}"),
        None => sentence,
    })
}

labels! {
    Labels {
        /// What a calendar is for.
        fn calendar_purpose(domain::calendar::Purpose) {
            Service => "Zusagen", "promises";
            Billing => "Abrechnung", "billing";
            Monitoring => "Überwachung", "monitoring";
            Other => "anderes", "something else";
        }
    }
}
