//! Queue, search, tickets for callers.

texts! {
    /// Queue, search, tickets for callers.
    Desk {
        title: "Warteschlange", "Queue";
        views: "Ansichten", "Views";
        all_open: "Alle offenen", "All open";
        mine: "Meine", "Mine";
        my_teams: "Meine Teams", "My teams";
        unassigned: "Ohne Zuständige", "Unassigned";
        breached: "Frist verfehlt", "Deadline missed";
        interventions: "OS-Interventionen", "OS interventions";
        waiting_customer: "Wartet auf Kunde", "Waiting for customer";
        waiting_third: "Wartet auf Dritte", "Waiting for third party";
        emergencies: "Notfälle", "Emergencies";
        due_today: "Heute fällig", "Due today";
        done: "Erledigt", "Done";
        kept_views: "Meine gespeicherten", "Saved by me";
        view_keep: "Ansicht speichern", "Save view";
        view_name: "Name der Ansicht", "Name of the view";
        view_share: "Steht bei", "Stands in";
        view_mine: "nur bei mir", "my list only";
        view_remove: "Ansicht entfernen", "Remove view";
        filter: "Filter", "Filters";
        more_filters: "Mehr Filter", "More filters";
        filters_set: "Gesetzte Filter", "Filters in force";
        filter_remove: "Filter entfernen:", "Remove filter:";
        filters_clear: "Alle Filter entfernen", "Remove all filters";
        filter_none_title: "Kein Ticket passt", "No ticket fits";
        filter_none_text: "Zu diesen Filtern gibt es in dieser Ansicht kein Ticket. Entfernen Sie einen Filter, oder wählen Sie eine andere Ansicht.", "No ticket of this view passes these filters. Remove one, or choose another view.";
        filter_wrong_title: "Filter nicht erkannt", "Filter not recognised";
        filter_wrong_text: "Damit Sie nichts Falsches lesen, zeigen wir nichts, bis der markierte Filter stimmt.", "So that you do not read something else by mistake, nothing is shown until the marked filter is right.";
        system: "System", "System";
        system_hint: "Name, IP-Adresse oder Service-ID", "name, IP address or service ID";
        team: "Team", "Team";
        state_open: "offen", "open";
        me: "ich", "me";
        caption: "Tickets, geordnet nach der nächsten Verletzung", "Tickets, ordered by the next missed deadline";
        clock: "Uhr", "Clock";
        clock_order: "Uhr (nächste Verletzung zuerst)", "Clock (next missed deadline first)";
        number: "Nummer", "Number";
        subject: "Betreff", "Subject";
        customer_system: "Kunde, System", "Customer, system";
        group_breached: "Verletzt", "Missed";
        group_soon: "In den nächsten 15 Minuten", "Within 15 minutes";
        group_today: "Heute", "Today";
        group_later: "Später und ohne laufende Uhr", "Later and without a running clock";
        empty_title: "Nichts zu tun", "Nothing to do";
        empty_text: "In dieser Ansicht steht gerade kein Ticket.", "There is no ticket in this view at the moment.";
        search_title: "Suche", "Search";
        search_lead: "Gesucht wird in Betreff, Nachrichten, Notizen, Ticketnummern und Systemnamen. Alle Wörter müssen im Ticket vorkommen, nicht unbedingt im selben Text.", "Searched are subjects, messages, notes, ticket numbers and names of systems. All words must occur in the ticket, not necessarily in one text.";
        caller_title: "Ticket für Anrufer", "Ticket for a caller";
        caller_lead: "Der Beginn des Anrufs zählt als Eingang; ab dann läuft die Frist. Am Telefon kann niemand einen Eingriff genehmigen.", "The start of the call counts as receipt; the clock runs from then. Nobody can authorise an intervention by phone.";
        customer: "Kunde", "Customer";
        customer_hint: "Kundennummer oder Name", "customer number or name";
        caller: "Wer ruft an?", "Who is calling?";
        minutes: "Minuten seit Beginn des Anrufs", "Minutes since the call began";
        systems_hint: "Name, IP-Adresse oder Service-ID, mehrere durch Komma getrennt", "name, IP address or service id, several separated by commas";
        said: "Was sagt die anrufende Person?", "What does the caller say?";
        file: "Ticket anlegen", "Create ticket";
        in_note: "in einer Notiz", "in a note";
        in_message: "in einer Nachricht", "in a message";
        in_subject: "im Betreff", "in the subject";
        in_system: "im Systemnamen", "in the name of the system";
        answered_last: "Kunde schrieb zuletzt", "customer wrote last";
        kind: "Art", "Kind";
        needs_you: "Braucht Sie jetzt", "Needs you now";
        approval_asked: "Freigabe erbeten, vier Augen", "Approval asked for, four eyes";
    }
    fn {
        kept_by(team: &str): "Team {team}", "team {team}";
        view_left(left: &str, shown: &str): "Die Ansicht „{left}“ hat zu diesem Filter keine Tickets. Darum sehen Sie hier „{shown}“ mit dem Filter.", "The view “{left}” has no tickets for this filter, so you see “{shown}” with the filter here.";
        customer_answered(n: i64): "Antwort vom Kunden, {n}", "The customer answered, {n}";
    }
}
