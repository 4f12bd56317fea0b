//! Offers on a ticket, and the finding that its cause is the customer's own application.

texts! {
    /// Offers and findings of a ticket.
    Orders {
        title: "Auftrag", "Order";
        aside: "erst nach Annahme wird gearbeitet und berechnet", "worked and billed only once accepted";
        withdraw: "Zurücknehmen", "Take back";
        made: "Das Angebot ist beim Kunden.", "The customer has the offer.";
        time: "nach Zeit, zum Satz des Vertrags", "by time, at the contract’s rate";
        send_hint: "Annehmen können Kontoinhaberschaft und Buchhaltung.", "Account owners and billing can accept it.";
        who: "Annehmen können bei Ihnen Kontoinhaberschaft und Buchhaltung.", "Your account owners and billing can accept it.";
        find: "Ursache beim Kunden festgestellt", "Cause found to be the customer’s own";
        find_lead: "Das Ticket wird zur Frage mit den Zusagen der Servicezeit. Der Kunde liest Befund, Begründung und Angebot; bis er eines annimmt, ruht die Arbeit.", "The ticket becomes a question with the promises of the service hours. The customer reads finding, reason and offer; until one is accepted, the work stops.";
        service: "Betroffener Dienst", "Service concerned";
        service_hint: "zum Beispiel „Webserver“; ab dem dritten Mal in 30 Tagen erfährt es die Leitung", "for example “web server”; from the third time in 30 days the managers are told";
        finding: "Befund", "Finding";
        finding_hint: "So liest es der Kunde: was Sie gesehen haben und woran Sie es erkennen.", "This is what the customer reads: what you saw and how you can tell.";
        excluded: "Warum nicht abgedeckt", "Why it is not covered";
        excluded_hint: "zum Beispiel: Ausfall durch eine unverträgliche Anwendung des Kunden", "for example: failure because of an incompatible application of the customer";
        with_offer: "Angebot dazu", "Offer with it";
        with_offer_hint: "Leer lassen, wenn es später folgt.", "Leave empty if it follows later.";
        find_act: "Feststellen und mitteilen", "State it and tell the customer";
        found_title: "Die Ursache liegt in der Anwendung des Kunden", "The cause is the customer’s application";
        found_yours: "Die Ursache liegt in Ihrer Anwendung", "The cause is your application";
        why: "Nicht abgedeckt, weil:", "Not covered, because:";
        stopped: "Die Arbeit ruht, bis ein Angebot angenommen ist.", "Work stops until an offer is accepted.";
        goes_on: "Ein Angebot ist angenommen: Die Arbeit geht weiter.", "An offer is accepted: work goes on.";
        no_offer: "Ein Angebot folgt.", "An offer follows.";
        take_back: "Feststellung zurücknehmen", "Take the finding back";
    }
    fn {
        repeats(nth: i64): "Die {nth}. Feststellung zu diesem Dienst in 30 Tagen.", "Finding number {nth} about this service within 30 days.";
        found_at(service: &str, when: &str): "{service}, {when}", "{service}, {when}";
    }
}
