//! Reports for managers: figures, charts, lists.

texts! {
    /// Reports.
    Reports {
        nav: "SLA-Bericht", "SLA report";
        lead: "Unterstrichene Zahlen führen zu ihren Tickets. Was sie zählt, steht in der Dokumentation unter „Reports“.", "Underlined figures lead to their tickets. What it counts is written in the documentation under “Reports”.";
        everything: "Alle Kunden und Teams", "All customers and teams";
        filtered: "Gefiltert", "Filtered";
        unfiltered: "Alle Filter entfernen", "Remove all filters";
        few: "wenige Fälle", "few cases";
        none: "keine Zahl", "no figure";
        show: "Anzeigen", "Show";
        narrow: "Zeitraum und Filter", "Period and filters";
        numbers: "Zahlen als Tabelle", "Numbers as a table";
        csv: "Als CSV", "As CSV";
        nothing: "In diesem Zeitraum ist nichts geschehen", "Nothing happened in this period";
        nothing_text: "Es wurde weder etwas zugesagt noch etwas beantwortet, und kein Ticket war offen. Wählen Sie einen anderen Zeitraum oder weniger Filter.", "Nothing was promised or answered, and no ticket was open. Choose another period or fewer filters.";
        nothing_here: "Hierzu gibt es in diesem Zeitraum nichts.", "There is nothing of this in this period.";
        bad_period: "Der Zeitraum in der Adresse ist nicht zu verstehen. Gezeigt wird der laufende Monat ohne Filter. Möglich sind zum Beispiel 2026-09, 2026-W37, 2026-Q3, 2026 oder 2026-09-01..2026-09-15.", "The period in the address is not understood. The current month is shown without filters. Possible are, for example, 2026-09, 2026-W37, 2026-Q3, 2026 or 2026-09-01..2026-09-15.";
        bad_title: "Bericht nicht verstanden", "Report not understood";

        period: "Zeitraum", "Period";
        own_period: "von – bis (unten)", "from – to (below)";
        from: "Von", "From";
        to: "Bis einschließlich", "Up to and including";
        customer: "Kunde", "Customer";
        engineer: "Techniker", "Engineer";
        system: "System", "System";
        team: "Team", "Team";
        priority: "Priorität", "Priority";
        class: "Klasse", "Class";
        kind: "Zusage", "Promise";
        by: "Nebeneinander nach", "Side by side by";
        all: "alle", "all";

        kept: "Zusagen gehalten", "Promises kept";
        breached: "Verletzt", "Broken";
        extended: "Verlängert, rechtzeitig gesagt", "Extended, told in time";
        extended_hint: "nicht in der Erfüllung", "not in the attainment";
        exempt: "Befreit, Rechenzentrum", "Exempt, data centre";
        answer: "Erste Antwort, Hälfte bis", "First answer, half up to";
        came: "Eingegangen", "Received";
        open: "Offen am Ende", "Open at the end";
        billable: "Abrechenbar", "Billable";

        promises: "Zusagen", "Promises";
        target: "Ziel", "Target";
        kept_percent: "Gehalten (%)", "Kept (%)";
        met: "gehalten", "kept";
        broken: "verletzt", "broken";
        longer: "verlängert", "extended";
        free: "befreit", "exempt";
        cancelled: "weggefallen", "cancelled";
        used_p50: "Budget p50 (%)", "Budget p50 (%)";
        used_p90: "Budget p90 (%)", "Budget p90 (%)";

        answers: "Erste Antwort, Verteilung", "First answer, distribution";
        reasons: "Verletzungen nach Grund", "Broken promises by reason";
        reasons_are: "Grund", "Reason";
        breaches: "Verletzungen", "breaches";
        up_to_here: "bis hier", "up to here";
        without: "ohne Grund", "without a reason";
        heat: "Wochentag und Stunde", "Weekday and hour";
        heat_note: "Je kräftiger, desto mehr Anfragen kamen. Uhrzeit in Berlin.", "The stronger, the more requests came. Time of day in Berlin.";
        backlog: "Alter der offenen Tickets", "Age of the open tickets";
        age: "Alter", "Age";
        tickets: "Tickets", "tickets";
        oldest: "Älteste:", "Oldest:";
        flow: "Eingang und Abschluss", "Received and done";
        week: "Woche", "Week";
        day: "Tag", "Day";
        received: "eingegangen", "received";
        solved: "gelöst", "done";
        waiting: "Worauf gelöste Tickets warteten", "Whom solved tickets waited for";
        waits_for: "wartete auf", "waited for";
        minutes: "Minuten", "minutes";
        for_customer: "Kunde", "Customer";
        for_third: "Dritte", "Third parties";
        for_us: "uns", "us";

        groups: "Nebeneinander", "Side by side";
        answer_p50: "Antwort p50 (min)", "Answer p50 (min)";
        answer_p90: "Antwort p90 (min)", "Answer p90 (min)";
        n: "n", "n";
        open_short: "offen", "open";
        hours: "Stunden", "Hours";
        billable_percent: "abrechenbar (%)", "billable (%)";
        nobody: "niemand", "nobody";
        no_system: "ohne System", "without a system";
        no_team: "ohne Team", "without a team";

        next: "Was als Nächstes bricht", "What breaks next";
        until: "Bis", "Until";
        ticket: "Ticket", "Ticket";
        has_it: "Zuständig", "Responsible";
        risk: "Risiko (%)", "Risk (%)";
        risk_n: "Fälle", "Cases";
        next_note: "Risiko: Anteil der früheren Uhren mit gleicher Zusage und gleichem Verbrauch, die verletzt wurden.", "Risk: share of earlier clocks of the same promise and use that were broken.";
        next_none: "Keine laufende Zusage.", "No promise is running.";

        list_at: "Gezählt um", "Counted at";
        list_reason: "Grund", "Reason";
        list_took: "Verbraucht", "Used";
        back: "Zurück zum Bericht", "Back to the report";
        list_none: "Hinter dieser Zahl steht kein Ticket.", "No ticket stands behind this figure.";
    }
    fn {
        title(period: &str): "SLA-Bericht {period}", "SLA report {period}";
        as_of(scope: &str, at: &str): "{scope}, Stand {at}.", "{scope}, as of {at}.";
        of(part: &str, n: &str): "{part} von {n}", "{part} of {n}";
        before(period: &str, value: &str): "{period}: {value}", "{period}: {value}";
        cases(n: &str): "n = {n}", "n = {n}";
        p90(value: &str, n: &str): "90 % bis {value}, n = {n}", "90% up to {value}, n = {n}";
        exempt_hint(share: &str): "{share} von allen", "{share} of all";
        left(n: &str): "{n} gelöst", "{n} done";
        grew(before: &str): "am Anfang {before}", "{before} at the beginning";
        hours_of(part: &str, all: &str): "{part} von {all} Stunden", "{part} of {all} hours";
        without_reason(n: &str): "{n} ohne Grund", "{n} without a reason";
        late(n: &str): "{n} nach der Zusage.", "{n} after the promise.";
        others(n: &str): "{n} weitere", "{n} others";
        bad_field(field: &str): "„{field}“ in der Adresse ist nicht zu verstehen. Gezeigt wird der laufende Monat ohne Filter.", "“{field}” in the address is not understood. The current month is shown without filters.";
        listed(figure: &str, period: &str): "{figure}, {period}", "{figure}, {period}";
        shown(shown: &str, n: &str): "{n} Fälle, die ersten {shown} sind gezeigt.", "{n} cases, the first {shown} are shown.";
        quarter(quarter: &i8, year: &i16): "{quarter}. Quartal {year}", "Quarter {quarter} of {year}";
        week_of(week: &i8, year: &i16): "KW {week} {year}", "Week {week} of {year}";
        week_short(week: &i8): "KW {week}", "W {week}";
        days(from: &i64, to: &i64): "{from}–{to} Tage", "{from}–{to} days";
        older(from: &i64): "über {from} Tage", "over {from} days";
    }
}

impl Reports {
    /// The figure a list is about.
    pub const fn figure(&self, figure: domain::report::Figure) -> &'static str {
        use domain::report::Figure as Of;
        let (de, en) = match figure {
            Of::Decided => ("Entschiedene Zusagen", "Decided promises"),
            Of::Met => ("Gehaltene Zusagen", "Kept promises"),
            Of::Breached => ("Verletzte Zusagen", "Broken promises"),
            Of::WithoutReason => (
                "Verletzungen ohne Grund",
                "Broken promises without a reason",
            ),
            Of::Extended => ("Verlängerte Zusagen", "Extended promises"),
            Of::Exempt => ("Befreite Zusagen", "Exempt promises"),
            Of::Cancelled => ("Weggefallene Zusagen", "Cancelled promises"),
            Of::Answered => ("Erste Antworten", "First answers"),
            Of::Late => ("Erste Antworten nach der Zusage", "Late first answers"),
            Of::Received => ("Eingegangene Tickets", "Received tickets"),
            Of::Solved => ("Gelöste Tickets", "Tickets done"),
            Of::Open => ("Offene Tickets am Ende", "Tickets open at the end"),
            Of::Waited => (
                "Gelöste Tickets mit Wartezeit",
                "Solved tickets that waited",
            ),
        };
        self.lang.pick(de, en)
    }

    /// By what is grouped.
    pub const fn dimension(&self, by: domain::report::Dimension) -> &'static str {
        use domain::report::Dimension as Of;
        match by {
            Of::Engineer => self.engineer,
            Of::Customer => self.customer,
            Of::System => self.system,
            Of::Team => self.team,
            Of::Priority => self.priority,
            Of::Class => self.class,
        }
    }
}
