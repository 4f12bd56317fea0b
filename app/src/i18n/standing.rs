//! Standing authorizations on both faces.

texts! {
    /// Standing authorizations on both faces.
    Standing {
        title: "Dauergenehmigungen", "Standing authorizations";
        lead: "Hier legen Sie fest, welche wiederkehrenden Arbeiten wir ohne Rückfrage am Betriebssystem Ihrer Systeme ausführen dürfen. Ohne gültige Dauergenehmigung unterbleiben sie.", "Here you decide which recurring work we may do on the operating system of your systems without asking each time. Without a valid standing authorization it is not done.";
        lead_staff: "Was dieser Kunde für wiederkehrende Arbeiten unterschrieben hat. Unterschreiben und widerrufen kann nur die Kundenseite.", "What this customer has signed for recurring work. Only the customer can sign and revoke.";
        new: "Neue Dauergenehmigung", "New standing authorization";
        none_title: "Noch keine Dauergenehmigung", "No standing authorization yet";
        none_text: "Mit einer Dauergenehmigung erlauben Sie uns einmal für alle Male, Störungen aus dem Monitoring zu beheben, Aktualisierungen einzuspielen oder den Bestand auszulesen. Sie gilt nur für die Systeme und die Zeit, die Sie nennen, und Sie können sie jederzeit widerrufen. OS-Interventionen genehmigen Sie weiterhin einzeln im Ticket.", "With a standing authorization you allow us once and for all to repair faults found by monitoring, to install updates or to read the inventory. It holds only for the systems and the time you name, and you can revoke it at any time. OS interventions are still authorised one by one in their ticket.";
        none_staff: "Dieser Kunde hat keine Dauergenehmigung unterschrieben. Beheben, Patchen und Inventar sind damit nicht erlaubt.", "This customer has signed no standing authorization. Fixing, patching and inventory are therefore not allowed.";
        which: "Nummer", "Number";
        acts: "Arbeiten", "Work";
        systems: "Systeme", "Systems";
        period: "Zeitraum", "Period";
        state: "Stand", "State";
        signed: "Unterschrieben", "Signed";
        signed_at: "Unterschrieben am", "Signed on";
        signer: "Unterschrift von", "Signed by";
        factor: "Bestätigt mit", "Confirmed with";
        revoked: "Widerrufen", "Revoked";
        until_revoked: "bis zum Widerruf", "until revoked";
        organization: "Organisation", "Organization";
        pdf: "Dauergenehmigung als PDF", "Standing authorization as PDF";
        revoke: "Widerrufen", "Revoke";
        revoke_title: "Dauergenehmigung widerrufen", "Revoke the standing authorization";
        revoke_text: "Der Widerruf gilt sofort und für alle genannten Systeme. Ab dann beginnt keine Arbeit mehr, die auf dieser Dauergenehmigung beruht. Sie lässt sich nicht wieder in Kraft setzen, nur neu unterschreiben. Alle Berechtigten Ihrer Organisation erhalten eine E-Mail.", "The revocation takes effect at once and for all systems named. From then on no work that rests on this standing authorization begins. It cannot be put back in force, only signed anew. Everybody entitled in your organization gets an email.";
        revoke_act: "Jetzt widerrufen", "Revoke now";
        keep: "Nicht widerrufen", "Do not revoke";
        over: "Diese Dauergenehmigung gilt nicht mehr, es gibt nichts zu widerrufen.", "This standing authorization is no longer in force, there is nothing to revoke.";
        new_lead: "Wählen Sie aus, was wir wo und wie lange tun dürfen. Im nächsten Schritt sehen Sie den ganzen Wortlaut und unterschreiben ihn.", "Choose what we may do, where and for how long. In the next step you see the whole text and sign it.";
        acts_legend: "Was dürfen wir tun?", "What may we do?";
        systems_legend: "Auf welchen Systemen?", "On which systems?";
        no_systems: "Ihre Organisation hat kein System in Betrieb. Eine Dauergenehmigung nennt immer mindestens eines.", "Your organization has no system in service. A standing authorization always names at least one.";
        from: "Erster Tag", "First day";
        from_hint: "Frühestens heute. Vor der Unterschrift gilt nichts.", "Today at the earliest. Nothing holds before the signature.";
        until: "Letzter Tag", "Last day";
        until_hint: "Frei lassen, wenn sie bis zum Widerruf gelten soll. Höchstens zehn Jahre.", "Leave empty if it is to hold until revoked. Ten years at most.";
        to_text: "Weiter zum Wortlaut", "Continue to the text";
        sign_title: "Dauergenehmigung unterschreiben", "Sign the standing authorization";
        sign_lead: "Das ist der Wortlaut, den Sie unterschreiben. Er wird unverändert gespeichert und liegt danach als PDF bei Ihren Dauergenehmigungen.", "This is the text you sign. It is stored unchanged and lies with your standing authorizations as PDF afterwards.";
        sign: "Unterschreiben", "Sign";
        sign_hint: "Sie können die Dauergenehmigung jederzeit widerrufen.", "You can revoke the standing authorization at any time.";
        change: "Auswahl ändern", "Change the choice";
        cannot_sign: "Unterschreiben kann nur, wer das Konto führt oder von dort das Recht zu genehmigen bekommen hat.", "Only the account owner, or somebody the owner gave the right to authorise, can sign.";
        on_system: "Dauergenehmigungen", "Standing authorizations";
        system_none: "Für dieses System gilt keine Dauergenehmigung. Beheben, Patchen und Inventar sind nicht erlaubt.", "No standing authorization holds for this system. Fixing, patching and inventory are not allowed.";
        home: "Wiederkehrende Arbeiten ohne Rückfrage:", "Recurring work without asking each time:";
        all: "Alle Dauergenehmigungen", "All standing authorizations";
        about: "Welche wiederkehrenden Arbeiten wir ohne Rückfrage ausführen dürfen, unterschreiben und widerrufen Sie dort.", "Which recurring work we may do without asking each time: sign and revoke it there.";
    }
    fn {
        number(n: i64): "Nr. {n}", "No. {n}";
        heading(n: i64): "Dauergenehmigung Nr. {n}", "Standing authorization no. {n}";
        revoke_which(n: i64): "Nr. {n} widerrufen", "Revoke no. {n}";
        from_to(from: &str, until: &str): "{from} bis {until}", "{from} to {until}";
        from_on(from: &str): "ab {from} bis zum Widerruf", "from {from} until revoked";
        more_systems(n: usize): "und {n} weitere", "and {n} more";
    }
}
