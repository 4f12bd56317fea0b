//! Tickets, clocks, systems, roles, money.

use domain::account::{Locale, MemberRole};
use domain::bill::{CeilingSource, ChargeSource};
use domain::contract::OrderState;
use domain::sla::engine::EventKind as ClockEventKind;
use domain::sla::{ClockKind, ClockOutcome};
use domain::system::SystemKind;
use domain::ticket::{Class, TicketState};

use super::words;

words!(Locale {
    De: "Deutsch", "German";
    En: "Englisch", "English";
});

words!(MemberRole {
    Owner: "Kontoinhaberschaft", "Account owner";
    Technical: "Technik", "Technical contact";
    Billing: "Buchhaltung", "Billing contact";
    Reader: "Lesezugriff", "Read access";
});

words!(TicketState {
    New: "neu", "new";
    Open: "in Arbeit", "open";
    WaitingCustomer: "wartet auf Kunde", "waiting for the customer";
    WaitingThirdParty: "wartet auf Dritte", "waiting for a third party";
    Scheduled: "terminiert", "scheduled";
    Resolved: "gelöst", "resolved";
    Closed: "geschlossen", "closed";
});

words!(Class {
    Question: "Anwendungsfrage", "question";
    Fault: "Störung", "fault";
    Emergency: "Notfall", "emergency";
    Order: "Auftrag", "order";
    Intervention: "OS-Intervention", "OS intervention";
});

words!(ChargeSource {
    Time: "Arbeitszeit", "work time";
    Offer: "angenommenes Angebot", "accepted offer";
    Price: "Festpreis", "fixed price";
});

words!(CeilingSource {
    Signed: "mit der Genehmigung unterschrieben", "signed with the authorization";
    Offer: "mit dem Angebot angenommen", "accepted with the offer";
    Raised: "angehoben", "raised";
});

words!(SystemKind {
    Dedicated: "dedizierter Server", "dedicated server";
    Vps: "virtueller Server (VPS)", "virtual server (VPS)";
    Appliance: "Appliance", "appliance";
});

words!(ClockKind {
    FirstAnswer: "Erste Antwort", "First answer";
    NextAnswer: "Folgeantwort", "Next answer";
    Resolution: "Lösung", "Resolution";
    Intervention: "Einsatz", "Intervention";
    StatusUpdate: "Statusmeldung", "Status update";
});

words!(ClockOutcome {
    Met: "eingehalten", "met";
    Breached: "verletzt", "breached";
    Extended: "verlängert", "extended";
    Exempt: "befreit", "exempt";
    Cancelled: "entfallen", "cancelled";
});

words!(ClockEventKind {
    Start: "Beginn", "Start";
    Pause: "Pause", "Pause";
    Resume: "Fortsetzung", "Resumed";
    Stop: "Ende", "End";
    Retarget: "Neues Ziel", "New target";
    Warn: "Warnung", "Warning";
    Breach: "Ziel verfehlt", "Target missed";
    Extend: "Verlängerung angekündigt", "Extension announced";
    Exempt: "Befreit", "Exempt";
    Cancel: "Entfallen", "Cancelled";
    Checkpoint: "Anderer Kalender", "Another calendar";
});

words!(OrderState {
    Offered: "angeboten", "offered";
    Accepted: "angenommen", "accepted";
    Declined: "abgelehnt", "declined";
    Expired: "abgelaufen", "expired";
    Withdrawn: "zurückgezogen", "withdrawn";
});
