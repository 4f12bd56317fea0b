//! What is promised: its pages, and what is wrong with a rule.

use crate::wording::Lang;

texts! {
    /// Policies.
    Policies {
        title: "Zusagen", "Promises";
        lead: "Was wem in welcher Zeit zugesagt ist. Die Regeln werden der Reihe nach gefragt; die erste, die passt, gibt die Zusagen. Jede Änderung ist eine neue Version.", "What is promised to whom within which time. Rules are asked in order; the first one that holds makes the promises. Every change is a new version.";
        assumption: "Vier Stunden für Fragen und Zusagen rund um die Uhr sind Annahmen, die der Anbieter bestätigt.", "Four hours for questions and promises around the clock are assumptions the provider confirms.";
        name: "Name", "Name";
        rules: "Regeln", "Rules";
        version_now: "Version", "Version";
        planned: "Geplant", "Planned";
        planned_none: "nichts", "nothing";
        change: "Zusagen ändern", "Change the promises";

        position: "Position", "Position";
        condition: "Gilt für", "Holds for";
        promises: "Zugesagt", "Promised";
        nothing: "keine Zusage", "no promise";
        no_rule: "keine Regel", "no rule";
        no_rules: "Es gibt keine Regeln: Niemandem ist etwas zugesagt.", "There are no rules: nothing is promised to anybody.";
        ladder: "Wer vor dem Ablauf benachrichtigt wird, steht mit der Zusage fest: bei langen Zielen nach 50, 75 und 90 % der Zeit und am Ende, bei Zielen bis 15 Minuten von Anfang an.", "Who is told before the time is over comes with the promise: for long targets at 50, 75 and 90 % of the time and at its end, for targets up to 15 minutes from the start.";

        try_it: "Ausprobieren", "Try it";
        try_lead: "Welche Regel träfe auf ein Ticket zu, und warum?", "Which rule would hold for a ticket, and why?";
        class: "Klasse", "Class";
        priority: "Priorität", "Priority";
        complexity: "Aufwand", "Complexity";
        complexity_open: "noch nicht bestimmt", "not assessed yet";
        contract: "Vertrag", "Contract";
        premium: "SLA Premium", "SLA Premium";
        premium_yes: "mit SLA Premium", "with SLA Premium";
        premium_no: "ohne SLA Premium", "without SLA Premium";
        any: "egal", "any";
        answer: "Antwort", "Answer";
        answer_none: "Keine Regel passt: Es ist nichts zugesagt.", "No rule holds: nothing is promised.";

        actions: "Ändern", "Change";
        up: "nach oben", "up";
        down: "nach unten", "down";
        edit: "bearbeiten", "edit";
        remove: "entfernen", "remove";
        add: "Regel hinzufügen", "Add a rule";
        new_rule: "Neue Regel", "New rule";
        when: "Bedingungen", "Conditions";
        when_hint: "Alles Gewählte muss zutreffen; „egal“ schränkt nicht ein.", "Everything chosen must be so; “any” does not narrow.";
        targets_hint: "Minuten in Zeiten des Kalenders. Leer heißt: nichts zugesagt.", "Minutes in the hours of the calendar. Empty means: nothing is promised.";
        minutes: "Minuten", "minutes";
        calendar: "Kalender", "Calendar";
        apply: "Regel übernehmen", "Take over the rule";
        cancel: "Änderungen verwerfen", "Discard the changes";
        draft_lead: "Noch ist nichts gespeichert; hier stehen die Regeln so, wie sie gespeichert würden.", "Nothing is saved yet; the rules are shown as they would be saved.";

        cases: "Jeder Fall", "Every case";
        case: "Fall", "Case";
        changed: "anders", "different";
        depends: "Je nach Vertrag und SLA Premium:", "Depending on contract and SLA Premium:";
        tickets: "Offene Tickets", "Open tickets";
        oldest: "das älteste", "the oldest";
        overtaken: "Jemand hat diese Zusagen inzwischen geändert", "Somebody has changed these promises meanwhile";

        unchanged: "Das ist schon so gespeichert. Ändern Sie etwas, oder gehen Sie zurück.", "It is saved like this already. Change something, or go back.";
        bad_draft: "Die Regeln kamen nicht lesbar an. Unten stehen wieder die gespeicherten; bitte ändern Sie sie neu.", "The rules did not arrive in a readable form. Those saved are shown again below; please change them anew.";
        bad_target: "Das Ziel braucht mindestens eine Minute. Soll nichts zugesagt werden, leeren Sie das Feld.", "The target needs at least one minute. To promise nothing, empty the field.";
        bad_target_long: "Das Ziel ist länger als ein Jahr. Soll nichts zugesagt werden, leeren Sie das Feld.", "The target is longer than a year. To promise nothing, empty the field.";
        bad_calendar: "Bitte wählen Sie den Kalender, in dem diese Zeit zählt.", "Please choose the calendar this time counts in.";
    }
    fn {
        planned_from(at: &str): "Ab {at} gelten andere Zusagen.", "From {at} on other promises hold.";
        rule(position: &u32): "Regel {position}", "Rule {position}";
        within(what: &str, span: &str, calendar: &str): "{what} innerhalb von {span} ({calendar})", "{what} within {span} ({calendar})";
        told(position: &u32, promises: &str): "Regel {position}: {promises}", "Rule {position}: {promises}";
        added(position: &u32, when: &str, promises: &str): "Neu an Position {position}, {when}: {promises}", "New at position {position}, {when}: {promises}";
        removed(when: &str, promises: &str): "Entfernt, {when}: {promises}", "Removed, {when}: {promises}";
        moved(when: &str, before: &u32, after: &u32): "Verschoben, {when}: Position {before} → {after}", "Moved, {when}: position {before} → {after}";
        tickets_of(count: &i64, open: &i64): "Von den offenen Tickets ({open}) wäre so vielen etwas anderes zugesagt: {count}", "Of the open tickets ({open}) so many would be promised something else: {count}";
        minutes_for(what: &str): "{what}, Minuten", "{what}, minutes";
        calendar_for(what: &str): "{what}, Kalender", "{what}, calendar";
        bad_minutes(text: &str): "„{text}“ ist keine Zahl von Minuten. Bitte schreiben Sie zum Beispiel 60.", "“{text}” is no number of minutes. Please write, for example, 60.";
    }
}

/// The sentence for what is wrong with a policy; `None` for codes of other forms.
pub(super) fn refusal<'a>(
    lang: Lang,
    code: &str,
    param: &impl Fn(&str) -> &'a str,
) -> Option<String> {
    let p = match lang {
        Lang::De => &Policies::DE,
        Lang::En => &Policies::EN,
    };
    let fixed = match code {
        "policy_same" => p.unchanged,
        "policy_draft" => p.bad_draft,
        "policy_target" => p.bad_target,
        "policy_target_long" => p.bad_target_long,
        "policy_calendar" => p.bad_calendar,
        "policy_refused" => lang.pick(param("de"), param("en")),
        "policy_minutes" => return Some(p.bad_minutes(param("text"))),
        _ => return None,
    };
    Some(fixed.to_owned())
}
