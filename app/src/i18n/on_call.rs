//! Who is on call: its page, and what is wrong with what is entered there.

use domain::time::{Timestamp, date_time};

use super::labels::Labels;
use crate::wording::Lang;

texts! {
    /// Who is on call.
    OnCall {
        title: "Bereitschaft", "On call";
        lead: "Wer in den nächsten acht Wochen Bereitschaft hat. Geht eine Zusage zu Ende, wird diese Person benachrichtigt.", "Who is on call during the next eight weeks. When a promise runs out, this person is told.";
        now: "Jetzt", "Now";
        on_call_now: "Bereitschaft hat", "On call is";
        nobody_now: "niemand", "nobody";
        deputy: "Als Nächste gefragt", "Asked next";
        deputy_none: "niemand: Der Dienstplan enthält sonst keine Person, die da ist.", "nobody: the rota has no other person who is there.";
        shifts: "Die nächsten acht Wochen", "The next eight weeks";
        from: "Von", "From";
        until: "Bis", "Until";
        who: "Wer", "Who";
        why: "Weshalb", "Why";
        actions: "Ändern", "Change";
        by_rotation: "Dienstplan", "rota";
        hole: "niemand", "nobody";
        gone: "nicht mehr im Dienst", "no longer on duty";
        you: "Sie", "you";
        holes: "Lücken", "Holes";
        fill: "Vertretung eintragen", "Enter an override";
        give: "Übergeben", "Hand over";
        empty: "Noch kein Dienstplan", "No rota yet";
        empty_manage: "Niemand wird benachrichtigt, wenn eine Zusage zu Ende geht. Legen Sie fest, wer wem Woche für Woche folgt.", "Nobody is told when a promise runs out. Say who follows whom week by week.";
        empty_read: "Niemand wird benachrichtigt, wenn eine Zusage zu Ende geht. Leitung oder Administration legen den Dienstplan an.", "Nobody is told when a promise runs out. Managers or administrators set the rota up.";
        entries: "Eingetragen", "Entered";
        entries_none: "Keine Vertretungen, keine Abwesenheiten.", "No overrides, no absences.";
        entered_by: "Eingetragen von", "Entered by";
        withdraw: "Zurücknehmen", "Take back";
        hand_over: "Eigene Schicht übergeben", "Hand your shift over";
        hand_over_lead: "Die andere Person hat dann Bereitschaft und Sie nicht. Sprechen Sie sich vorher ab.", "The other person is on call then and you are not. Agree on it before.";
        shift_from: "Übergabe von", "Handed over from";
        shift_until: "Übergabe bis", "Handed over until";
        takes: "Wer übernimmt", "Who takes it";
        hand_over_do: "Schicht übergeben", "Hand the shift over";
        enter: "Vertretung oder Abwesenheit eintragen", "Enter an override or an absence";
        enter_do: "Eintragen", "Enter";
        enter_kind: "Was", "What";
        person: "Person", "Person";
        person_choose: "Bitte wählen", "Please choose";
        note: "Bemerkung", "Note";
        note_hint: "Steht auf dieser Seite; alle im Personal lesen sie.", "Shown on this page; all staff read it.";
        rotation: "Dienstplan", "Rota";
        rotation_edit: "Dienstplan ändern", "Change the rota";
        rotation_new: "Dienstplan anlegen", "Set the rota up";
        rotation_lead: "Die Personen folgen einander, jede eine Woche lang. Der Dienstplan gilt ab der ersten Übergabe; liegt sie zurück, ab jetzt. Was war, bleibt, wie es war.", "The people follow each other, a week each. The rota holds from the first hand-over; if that has passed, from now. What was stays as it was.";
        begins: "Erste Übergabe", "First hand-over";
        begins_hint: "Der Wochentag dieses Tages ist der jeder Übergabe.", "The weekday of this day is that of every hand-over.";
        time: "Uhrzeit der Übergabe", "Time of the hand-over";
        time_hint: "Zum Beispiel 08:00, Zeit in Deutschland", "For example 08:00, time in Germany";
        order: "Reihenfolge", "Order";
        order_hint: "Leere Plätze werden übergangen. Mehr Plätze erscheinen nach dem Speichern.", "Empty places are skipped. More places appear after saving.";
        place_none: "niemand", "nobody";
        save: "Dienstplan speichern", "Save the rota";
        versions: "Versionen", "Versions";
        version: "Version", "Version";
        valid_from: "Gilt ab", "Holds from";
        planned: "geplant", "planned";
        in_force: "gilt jetzt", "in force";
        reason: "Begründung", "Reason";
        reason_hint: "Steht im Protokoll des Anbieters. Mindestens zehn Zeichen.", "Stands in the provider's log. At least ten characters.";
        how: "Wer Bereitschaft hat, wird hier und per E-Mail gerufen und antwortet am Ticket mit „Ich kümmere mich“. Bleibt die Antwort aus, wird die nächste Person gefragt, dann die Leitung; nach wie vielen Minuten, steht unter Vorgaben. SMS und Anrufe gibt es noch nicht.", "Whoever is on call is paged here and by email, and answers at the ticket with \"I am on it\". Without an answer the next person is asked, then the managers; after how many minutes is set under defaults. There are no text messages and calls yet.";
        author: "Von wem", "By whom";

        bad_past: "Der Beginn liegt in der Vergangenheit. Geben Sie einen Beginn ab jetzt an.", "The beginning lies in the past. Enter a beginning from now on.";
        bad_over: "Das Ende liegt in der Vergangenheit. Geben Sie ein späteres Ende an.", "The end lies in the past. Enter a later end.";
        bad_far: "Das liegt mehr als 400 Tage in der Zukunft. Geben Sie einen früheren Zeitpunkt an.", "That is more than 400 days ahead. Enter an earlier time.";
        bad_order: "Das Ende liegt nicht hinter dem Beginn. Geben Sie ein späteres Ende an.", "The end is not behind the beginning. Enter a later end.";
        bad_person: "Diese Person kann keine Bereitschaft haben: Sie braucht einen aktiven Zugang als Technik oder Leitung.", "This person cannot be on call: they need an active account as engineer or manager.";
        bad_self: "Das sind Sie selbst. Wählen Sie, wer die Schicht übernimmt.", "This is you. Choose who takes the shift.";
        bad_not_yours: "In dieser Zeit haben Sie nicht durchgehend Bereitschaft. Übergeben Sie nur, was die Tabelle als Ihre Schicht zeigt.", "You are not on call all of this time. Hand over only what the table shows as your shift.";
        bad_time: "Das ist keine Uhrzeit. Schreiben Sie zum Beispiel 08:00.", "This is no time of day. Write, for example, 08:00.";
        bad_nobody: "Der Dienstplan enthält niemanden. Nehmen Sie mindestens eine Person auf.", "The rota is empty. Add at least one person.";
        bad_begins: "Die erste Übergabe liegt mehr als eine Woche zurück. Nehmen Sie die der laufenden Woche oder eine spätere.", "The first hand-over was more than a week ago. Take the one of this week or a later one.";
        bad_overtaken: "Jemand hat den Dienstplan inzwischen geändert. Unten sehen Sie, was gilt; speichern Sie noch einmal, wenn Ihre Reihenfolge ihn ersetzen soll.", "Somebody has changed the rota meanwhile. What holds is shown below; save once more if your order is to replace it.";
    }
    fn {
        place(number: &usize): "Platz {number}", "Place {number}";
        rhythm(day: &str, time: &str): "Übergabe am {day} um {time}", "Hand-over on {day} at {time}";
        span(from: &str, until: &str): "{from} bis {until}", "{from} to {until}";
        away(name: &str): "{name} ist abwesend", "{name} is away";
        bad_overlap(name: &str, from: &str, until: &str): "Von {from} bis {until} ist {name} schon eingetragen. Nehmen Sie diesen Eintrag zurück, oder wählen Sie eine andere Zeit.", "From {from} to {until} {name} is entered already. Take that entry back, or choose another time.";
    }
}

/// The sentence for what is wrong with an entry; `None` for codes of other forms.
pub(super) fn refusal<'a>(
    lang: Lang,
    code: &str,
    param: &impl Fn(&str) -> &'a str,
) -> Option<String> {
    let o = match lang {
        Lang::De => &OnCall::DE,
        Lang::En => &OnCall::EN,
    };
    let time = |name: &str| {
        let at = param(name).parse::<Timestamp>();
        at.map(|at| date_time(at, lang == Lang::De))
            .unwrap_or_default()
    };
    let fixed = match code {
        "on_call_past" => o.bad_past,
        "on_call_over" => o.bad_over,
        "on_call_far" => o.bad_far,
        "on_call_order" => o.bad_order,
        "on_call_person" => o.bad_person,
        "on_call_self" => o.bad_self,
        "on_call_not_yours" => o.bad_not_yours,
        "on_call_time" => o.bad_time,
        "on_call_nobody" => o.bad_nobody,
        "on_call_begins" => o.bad_begins,
        "on_call_overtaken" => o.bad_overtaken,
        "on_call_overlap" => {
            return Some(o.bad_overlap(param("name"), &time("from"), &time("until")));
        }
        _ => return None,
    };
    Some(fixed.to_owned())
}

labels! {
    Labels {
        /// What is entered beside the rota.
        fn stint_kind(domain::escalation::StintKind) {
            Override => "Vertretung", "override";
            Absence => "Abwesenheit", "absence";
            HandOver => "Übergabe", "hand-over";
        }
    }
}
