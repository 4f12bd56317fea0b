use domain::ids::{OrganizationId, TicketNumber};
use domain::ticket::Department;
use store::queue::Assigned;
use store::search::{Narrowing, SearchDocument, Searcher};
use store::{Db, SearchKind, search};
use uuid::Uuid;

use super::make;

fn document(
    n: u128,
    ticket: TicketNumber,
    organization: OrganizationId,
    kind: SearchKind,
    body: &str,
) -> SearchDocument {
    SearchDocument {
        ticket_number: ticket,
        organization_id: organization,
        kind,
        source_id: Uuid::from_u128(n),
        body: body.to_owned(),
    }
}

store::both_databases! {
    async fn words_are_found_by_their_beginning_and_names_by_their_parts(db: Db) {
        let case = make::case(&db).await?;
        let (ticket, organization) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        let body = "Der Mailserver web-03.lindner.example (203.0.113.42) nimmt seit gestern keine Verbindungen mehr an.";
        search::put(&mut tx, &document(1, ticket, organization, SearchKind::Message, body)).await?;
        let other = make::ticket(&mut tx, make::ticket_row(organization, case.customer, "Rechnung")).await?;
        search::put(&mut tx, &document(2, other.number, organization, SearchKind::Subject, "Rechnung für Oktober")).await?;
        tx.save().await?;
        let mut tx = db.read().await?;
        for text in ["mailserver", "Mailserver", "mails", "web-03", "lindner", "web-03.lindner.example", "203.0.113.42", "verbindung gestern", "lindner.exam"] {
            let hits = search::find(&mut tx, text, Searcher::Staff, 10).await?;
            assert_eq!(hits.iter().map(|h| h.number).collect::<Vec<_>>(), [ticket], "{text}");
        }
        for text in ["mailserver rechnung", "203.0.114.42", "server03", "", " -- ", "\"' OR 1=1", "web-04", "ab"] {
            assert_eq!(search::find(&mut tx, text, Searcher::Staff, 10).await?, vec![], "{text}");
        }
    }

    async fn a_hit_names_ticket_and_customer_and_marks_the_words(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let text = document(1, case.ticket.number, case.organization, SearchKind::Subject, "Server antwortet nicht");
        search::put(&mut tx, &text).await?;
        let hits = search::find(&mut tx, "antwortet", Searcher::Staff, 10).await?;
        let hit = hits.first().ok_or("no hit")?;
        assert_eq!((hit.subject.as_str(), hit.organization_name.as_str()), ("Server antwortet nicht", "Kunde K-1"));
        assert_eq!((hit.state, hit.kind, hit.organization_id), (case.ticket.state, SearchKind::Subject, case.organization));
        let marked: Vec<_> = hit.excerpt.iter().filter(|p| p.hit).map(|p| p.text.as_str()).collect();
        assert_eq!(marked, ["antwortet"]);
        let whole: String = hit.excerpt.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(whole, "Server antwortet nicht");
    }

    async fn a_department_has_its_tickets_and_customers_see_their_own(db: Db) {
        // I-37
        let case = make::case(&db).await?;
        let stranger = make::organization(&db, "K-77").await?;
        let mut tx = db.begin().await?;
        let mut row = make::ticket_row(case.organization, case.customer, "Rechnung doppelt");
        row.department = Department::Billing;
        let bill = make::ticket(&mut tx, row).await?.number;
        let numbers = async |tx: &mut store::Tx, department, searcher: Searcher<'_>| {
            search::list_of_department(tx, department, searcher, 9)
                .await
                .map(|hits| hits.iter().map(|hit| hit.number).collect::<Vec<_>>())
        };
        assert_eq!(numbers(&mut tx, Department::Billing, Searcher::Staff).await?, [bill]);
        assert_eq!(numbers(&mut tx, Department::Technical, Searcher::Staff).await?, [case.ticket.number]);
        assert_eq!(numbers(&mut tx, Department::Billing, Searcher::Members(&[case.organization])).await?, [bill]);
        assert_eq!(numbers(&mut tx, Department::Billing, Searcher::Members(&[stranger])).await?, []);
    }

    async fn a_replaced_or_removed_text_is_not_found(db: Db) {
        let case = make::case(&db).await?;
        let (ticket, organization) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        search::put(&mut tx, &document(1, ticket, organization, SearchKind::Subject, "Festplatte voll")).await?;
        search::put(&mut tx, &document(1, ticket, organization, SearchKind::Subject, "Speicher voll")).await?;
        assert_eq!(search::find(&mut tx, "festplatte", Searcher::Staff, 10).await?.len(), 0);
        assert_eq!(search::find(&mut tx, "speicher", Searcher::Staff, 10).await?.len(), 1);
        search::delete(&mut tx, Uuid::from_u128(1)).await?;
        assert_eq!(search::find(&mut tx, "speicher", Searcher::Staff, 10).await?.len(), 0);
    }

    async fn customers_find_their_own_and_no_notes(db: Db) {
        let case = make::case(&db).await?;
        let other = make::organization(&db, "K-2").await?;
        let (ticket, mine) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        let theirs = make::ticket(&mut tx, make::ticket_row(other, case.customer, "Fremd")).await?;
        search::put(&mut tx, &document(1, ticket, mine, SearchKind::Note, "Zertifikat intern geprüft")).await?;
        search::put(&mut tx, &document(2, theirs.number, other, SearchKind::Message, "Zertifikat abgelaufen")).await?;
        assert_eq!(search::find(&mut tx, "zertifikat", Searcher::Staff, 10).await?.len(), 2);
        assert_eq!(search::find(&mut tx, "zertifikat", Searcher::Members(&[mine]), 10).await?, vec![]);
        let found = search::find(&mut tx, "zertifikat", Searcher::Members(&[mine, other]), 10).await?;
        assert_eq!(found.iter().map(|h| h.number).collect::<Vec<_>>(), [theirs.number]);
        assert_eq!(search::find(&mut tx, "zertifikat", Searcher::Members(&[]), 10).await?, vec![]);
    }

    async fn the_newest_tickets_come_first_and_each_once(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut numbers = vec![case.ticket.number];
        for _ in 0..3 {
            let row = make::ticket_row(case.organization, case.customer, "Backup");
            numbers.push(make::ticket(&mut tx, row).await?.number);
        }
        let mut n = 0;
        for number in &numbers {
            for _ in 0..3 {
                n += 1;
                let text = document(n, *number, case.organization, SearchKind::Message, "Backup fehlgeschlagen");
                search::put(&mut tx, &text).await?;
            }
        }
        let found = search::find(&mut tx, "backup", Searcher::Staff, 3).await?;
        let expected: Vec<_> = numbers.into_iter().rev().take(3).collect();
        assert_eq!(found.iter().map(|h| h.number).collect::<Vec<_>>(), expected);
    }

    /// Words that stand in different texts of a ticket find it; those of two tickets find neither.
    async fn words_spread_over_a_ticket_are_found(db: Db) {
        let case = make::case(&db).await?;
        let (ticket, mine) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        let other = make::ticket(&mut tx, make::ticket_row(mine, case.customer, "Rechnung")).await?.number;
        let texts = [
            (ticket, SearchKind::Subject, "Sicherung schlägt fehl"),
            (ticket, SearchKind::Message, "Seit dem Neustart steht im Protokoll ein Fehler."),
            (ticket, SearchKind::System, "web-03.lindner.example VS-1003 203.0.113.42"),
            (ticket, SearchKind::Note, "Vermutlich der Kontroller."),
            (other, SearchKind::Subject, "Neustart gewünscht"),
            (other, SearchKind::Message, "Bitte abends."),
        ];
        for (n, (number, kind, body)) in (1..).zip(texts) {
            search::put(&mut tx, &document(n, number, mine, kind, body)).await?;
        }
        tx.save().await?;
        let mut tx = db.read().await?;
        let customer = [mine];
        let customer = Searcher::Members(&customer);
        for (text, staff, members) in [
            ("sicherung neustart", vec![ticket], vec![ticket]),
            ("neustart web-03 sicherung", vec![ticket], vec![ticket]),
            ("protokoll 203.0.113.42", vec![ticket], vec![ticket]),
            ("neustart abends", vec![other], vec![other]),
            ("sicherung abends", vec![], vec![]),
            ("neustart unsinn", vec![], vec![]),
            // A note leads staff to the ticket, and customers nowhere.
            ("kontroller sicherung", vec![ticket], vec![]),
            ("sicherung kontroller neustart", vec![ticket], vec![]),
        ] {
            for (searcher, expected) in [(Searcher::Staff, &staff), (customer, &members)] {
                let hits = search::find(&mut tx, text, searcher, 10).await?;
                assert_eq!(&hits.iter().map(|h| h.number).collect::<Vec<_>>(), expected, "{text} {searcher:?}");
            }
        }
        assert_eq!(search::find(&mut tx, "sicherung neustart", Searcher::Members(&[]), 10).await?, vec![]);
        // Shown is the text with the rarest word, and where it stands in it.
        let hits = search::find(&mut tx, "neustart web-03", Searcher::Staff, 10).await?;
        let hit = hits.first().ok_or("no hit")?;
        assert_eq!(hit.kind, SearchKind::System);
        let hits = search::find(&mut tx, "protokoll sicherung", Searcher::Staff, 10).await?;
        let hit = hits.first().ok_or("no hit")?;
        assert_eq!(hit.kind, SearchKind::Message);
        let marked: Vec<_> = hit.excerpt.iter().filter(|part| part.hit).map(|part| part.text.as_str()).collect();
        assert_eq!(marked, ["Protokoll"]);
    }

    /// All words in one text come first, then those spread over the ticket; the limit holds for both together.
    async fn what_stands_in_one_text_comes_first(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut numbers = vec![case.ticket.number];
        for _ in 0..3 {
            let row = make::ticket_row(case.organization, case.customer, "Platte");
            numbers.push(make::ticket(&mut tx, row).await?.number);
        }
        let mut n = 0;
        for (place, number) in numbers.iter().enumerate() {
            let bodies = if place == 0 { vec!["Platte voll"] } else { vec!["Platte", "voll"] };
            for body in bodies {
                n += 1;
                search::put(&mut tx, &document(n, *number, case.organization, SearchKind::Message, body)).await?;
            }
        }
        for limit in [1, 2, 3, 4, 9] {
            let found = search::find(&mut tx, "platte voll", Searcher::Staff, limit).await?;
            let expected: Vec<_> = [0, 3, 2, 1].map(|place| numbers[place]).into_iter().take(limit).collect();
            assert_eq!(found.iter().map(|h| h.number).collect::<Vec<_>>(), expected, "{limit}");
        }
    }

    /// Among many texts a rare word leads to its ticket of long ago, however common the other words are; where all are
    /// common, the newest tickets are enough.
    async fn among_many_texts_words_are_found_spread_over_a_ticket(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut tickets = vec![case.ticket.number];
        for _ in 0..29 {
            let row = make::ticket_row(case.organization, case.customer, "Viele Texte");
            tickets.push(make::ticket(&mut tx, row).await?.number);
        }
        // Fifty texts each; words of a ticket never share a text.
        let texts: Vec<_> = (0..1_500_usize)
            .map(|n| {
                let body = match n % 50 {
                    7 if n < 50 => "unikum",
                    8 if n < 150 => "damals",
                    k if k % 2 == 0 => "immer",
                    _ => "oft",
                };
                document(n as u128, tickets[n / 50], case.organization, SearchKind::Message, body)
            })
            .collect();
        store::bulk::search_documents(&mut tx, &texts).await?;
        tx.save().await?;
        let mut tx = db.read().await?;
        let newest: Vec<_> = tickets.iter().rev().copied().collect();
        let first = |n: usize| newest[newest.len() - n..].to_vec();
        for (text, expected) in [
            ("unikum immer", first(1)),
            ("oft immer unikum", first(1)),
            ("damals oft", first(3)),
            ("damals unikum", first(1)),
            ("immer oft", newest.clone()),
            ("immer nirgends", vec![]),
        ] {
            for searcher in [Searcher::Staff, Searcher::Members(&[case.organization])] {
                let hits = search::find(&mut tx, text, searcher, 50).await?;
                assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), expected, "{text} {searcher:?}");
            }
        }
        let hits = search::find(&mut tx, "immer oft", Searcher::Staff, 5).await?;
        assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), newest[..5]);
    }

    /// PostgreSQL knows German stems, both ways and in every word of a search; SQLite completes what was begun.
    async fn german_stems_are_known_to_postgresql_and_beginnings_to_both(db: Db) {
        let case = make::case(&db).await?;
        let (ticket, organization) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        let body = "Die Sicherung der Datenbanken läuft seit Tagen nicht durch.";
        search::put(&mut tx, &document(1, ticket, organization, SearchKind::Message, body)).await?;
        search::put(&mut tx, &document(2, ticket, organization, SearchKind::Subject, "Häuser ohne Netz")).await?;
        let postgres = matches!(db, Db::Postgres { .. });
        for (text, everywhere) in [
            ("Sicherungen", false),
            ("Datenbank", true),
            ("Sicherungen Datenbank", false),
            // Without its umlaut the plural begins like the word.
            ("Haus", true),
            // Spread over two texts, each by its stem.
            ("Sicherungen Haus", false),
            ("sicher", true),
            ("Netzen", false),
        ] {
            let found = !search::find(&mut tx, text, Searcher::Staff, 10).await?.is_empty();
            assert_eq!(found, everywhere || postgres, "{text}");
        }
    }

    /// At the desk a search can be about one customer, one system, one colleague, one team, or several of these.
    async fn a_search_is_narrowed_to_tickets_like_these(db: Db) {
        let case = make::case(&db).await?;
        let other = make::organization(&db, "K-2").await?;
        let system = make::system(&db, case.organization, 9).await?;
        let mut tx = db.begin().await?;
        let mut first = make::ticket(&mut tx, make::ticket_row(case.organization, case.customer, "Eins")).await?;
        first.system_id = Some(system);
        first.assignee_id = Some(case.staff);
        store::tickets::update(&mut tx, &mut first).await?;
        let second = make::ticket(&mut tx, make::ticket_row(other, case.customer, "Zwei")).await?;
        for (n, ticket) in (0..).zip([&first, &second]) {
            for (k, body) in [(0, "Lüfter laut"), (1, "seit heute")] {
                let text = document(2 * n + k, ticket.number, ticket.organization_id, SearchKind::Message, body);
                search::put(&mut tx, &text).await?;
            }
        }
        let nobody = domain::ids::TeamId::from_uuid(other.uuid());
        let all = Narrowing::default;
        for (narrowing, expected) in [
            (all(), vec![second.number, first.number]),
            (Narrowing { organization: Some(other), ..all() }, vec![second.number]),
            (Narrowing { system: Some(system), ..all() }, vec![first.number]),
            (Narrowing { assigned: Assigned::To(case.staff), ..all() }, vec![first.number]),
            (Narrowing { assigned: Assigned::To(case.staff), organization: Some(other), ..all() }, vec![]),
            (Narrowing { assigned: Assigned::Nobody, ..all() }, vec![second.number]),
            (Narrowing { team: Some(nobody), ..all() }, vec![]),
        ] {
            for text in ["lüfter", "lüfter heute"] {
                let hits = search::find(&mut tx, text, Searcher::Desk(narrowing), 10).await?;
                assert_eq!(hits.iter().map(|h| h.number).collect::<Vec<_>>(), expected, "{text} {narrowing:?}");
            }
            let of_department = search::list_of_department(&mut tx, Department::Technical, Searcher::Desk(narrowing), 10).await?;
            let mut of_department: Vec<_> = of_department.into_iter().map(|hit| hit.number).collect();
            of_department.retain(|number| *number != case.ticket.number);
            assert_eq!(of_department, expected, "{narrowing:?}");
        }
    }

    /// From whichever side the texts are found (few tickets, or many), narrowed searches find the same.
    async fn narrowed_searches_find_the_same_from_either_side(db: Db) {
        let case = make::case(&db).await?;
        let other = make::organization(&db, "K-2").await?;
        let mut tx = db.begin().await?;
        let mut tickets = Vec::new();
        for n in 0..12 {
            let organization = if n < 3 { other } else { case.organization };
            let mut row = make::ticket(&mut tx, make::ticket_row(organization, case.customer, "Viele")).await?;
            if n % 4 == 0 {
                row.assignee_id = Some(case.staff);
                store::tickets::update(&mut tx, &mut row).await?;
            }
            tickets.push((row.number, organization, n % 4 == 0));
        }
        // Ten texts each; two words of a ticket share a text in every other ticket.
        let has = |word: &str, ticket: usize, text: usize| match word {
            "immer" => true,
            "oft" => text == 3,
            "selten" => text == if ticket.is_multiple_of(2) { 3 } else { 5 },
            _ => ticket == 1 && text == 7,
        };
        let words = ["immer", "oft", "selten", "unikum"];
        let texts: Vec<_> = (0..120_usize)
            .map(|n| {
                let (number, organization, _) = tickets[n / 10];
                let body: Vec<_> = words.iter().filter(|word| has(word, n / 10, n % 10)).copied().collect();
                document(n as u128, number, organization, SearchKind::Message, &body.join(" "))
            })
            .collect();
        store::bulk::search_documents(&mut tx, &texts).await?;
        tx.save().await?;
        let mut tx = db.read().await?;
        let all = Narrowing::default;
        for narrowing in [
            all(),
            Narrowing { organization: Some(other), ..all() },
            Narrowing { organization: Some(case.organization), ..all() },
            Narrowing { assigned: Assigned::To(case.staff), ..all() },
            Narrowing { assigned: Assigned::Nobody, organization: Some(other), ..all() },
            Narrowing { assigned: Assigned::To(case.customer), ..all() },
        ] {
            let about = |place: usize| {
                let (_, organization, mine) = tickets[place];
                narrowing.organization.is_none_or(|wanted| wanted == organization)
                    && match narrowing.assigned {
                        Assigned::Any => true,
                        Assigned::Nobody => !mine,
                        Assigned::To(person) => mine && person == case.staff,
                    }
            };
            for text in ["immer", "oft", "unikum", "oft selten", "selten immer oft", "unikum oft", "nirgends"] {
                let wanted: Vec<&str> = text.split(' ').collect();
                let together = |place: usize| (0..10).any(|n| wanted.iter().all(|word| has(word, place, n)));
                let spread = |place: usize| wanted.iter().all(|word| (0..10).any(|n| has(word, place, n)));
                let found = |place: &usize| about(*place) && text != "nirgends";
                let mut expected: Vec<_> = (0..12).rev().filter(found).filter(|place| together(*place)).collect();
                expected.extend((0..12).rev().filter(found).filter(|place| !together(*place) && spread(*place)));
                let expected: Vec<_> = expected.into_iter().map(|place| tickets[place].0).collect();
                for few in [0, 10, 1_000] {
                    let hits = store::testing::search_from(&mut tx, text, narrowing, few).await?;
                    assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), expected, "{text} {few} {narrowing:?}");
                }
            }
        }
    }

    /// Rare words, common ones, those of long ago: each way through many texts finds the same.
    async fn among_many_texts_every_word_is_found_newest_first(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut tickets = vec![case.ticket.number];
        for _ in 0..3 {
            let row = make::ticket_row(case.organization, case.customer, "Viele Texte");
            tickets.push(make::ticket(&mut tx, row).await?.number);
        }
        let stands = |word: &str, n: usize| match word {
            "unikum" => n == 3,
            "damals" => n < 90,
            "beides" => n < 60 || n == 1_400,
            "oft" => n.is_multiple_of(3),
            "ebenso" => n.is_multiple_of(150),
            _ => true,
        };
        let words = ["unikum", "damals", "beides", "oft", "ebenso", "immer"];
        let ticket = |n: usize| tickets[n / 7 % 4];
        let texts: Vec<_> = (0..1_500)
            .map(|n| {
                let body: Vec<_> = words.iter().filter(|word| stands(word, n)).copied().collect();
                document(n as u128, ticket(n), case.organization, SearchKind::Message, &body.join(" "))
            })
            .collect();
        store::bulk::search_documents(&mut tx, &texts).await?;
        tx.save().await?;
        let mut tx = db.read().await?;
        for word in words {
            for limit in [2, 50] {
                let mut expected = Vec::new();
                for n in (0..1_500).rev().filter(|n| stands(word, *n)).take(4 * limit) {
                    if expected.len() < limit && !expected.contains(&ticket(n)) {
                        expected.push(ticket(n));
                    }
                }
                for searcher in [Searcher::Staff, Searcher::Members(&[case.organization])] {
                    let hits = search::find(&mut tx, word, searcher, limit).await?;
                    assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), expected, "{word} {limit}");
                }
            }
        }
    }
}
