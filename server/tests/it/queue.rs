//! The desk's wider filters over HTTP: they live in the address, survive paging, can be taken away one by one, and say
//! what they do not know. Teams on the page of a ticket. Another mail address for somebody.

use axum::http::StatusCode;
use domain::account::StaffRole;

use crate::desk::{Browser, Desk, PASSWORD, Result};

const PETRA: &str = "petra@example.test";

async fn file(browser: &Browser, subject: &str) -> Result<String> {
    let fields = [
        ("subject", subject),
        ("class", "fault"),
        ("department", "technical"),
        ("body", "Seit heute früh."),
    ];
    let page = browser.post("/tickets/new", &fields).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let path = page.location().split('?').next().unwrap_or_default();
    Ok(path.to_owned())
}

/// The addresses of a page's links, as a browser would follow them.
fn links(text: &str) -> Vec<String> {
    let parts = text.split("href=\"").skip(1);
    parts
        .filter_map(|part| part.split('"').next())
        .map(|link| link.replace("&amp;", "&"))
        .collect()
}

#[tokio::test]
async fn wider_filters_live_in_the_address_and_can_be_taken_away() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let ute = desk.customer("ute@example.test", "10002").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    for n in 0..52 {
        file(&petra, &format!("Lindner {n}")).await?;
    }
    let theirs = file(&ute, "Ruhrtal").await?;

    // Nobody has asked for them yet: one link leads there.
    let plain = jana.get("/desk/queue").await?.text;
    assert!(!plain.contains("name=\"customer\""));
    let more = links(&plain)
        .into_iter()
        .find(|link| link.contains("more=1"))
        .ok_or("no way to the filters")?;
    let open = jana.get(&more).await?;
    assert_eq!(open.status, StatusCode::OK);
    for name in ["customer", "system", "team", "who"] {
        assert!(open.text.contains(&format!("name=\"{name}\"")), "{name}");
    }

    let address = "/desk/queue?view=open&customer=10001&priority=normal";
    let page = jana.get(address).await?;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.text.matches("data-row").count(), 50);
    assert!(!page.text.contains("Ruhrtal"));
    assert!(page.text.contains("value=\"10001\""), "the field keeps it");
    let next = links(&page.text)
        .into_iter()
        .find(|link| link.contains("after="))
        .ok_or("no next page")?;
    assert!(next.contains("customer=10001"), "{next}");
    let rest = jana.get(&next).await?.text;
    assert_eq!(rest.matches("data-row").count(), 2);
    assert!(!rest.contains("Ruhrtal"));
    // The chip leads to the same list without this filter, and only this.
    let without = "/desk/queue?view=open&priority=normal".to_owned();
    assert!(links(&page.text).contains(&without), "{}", page.text);

    let nothing = jana
        .get("/desk/queue?customer=10002&priority=high")
        .await?
        .text;
    assert!(nothing.contains("Kein Ticket passt") && !nothing.contains("data-row"));
    let search = jana.get("/desk/search?q=heute&customer=10002").await?;
    assert_eq!(search.status, StatusCode::OK);
    assert_eq!(search.text.matches("data-row").count(), 1);
    assert!(search.text.contains(&format!("href=\"{theirs}\"")));
    desk.stop().await
}

#[tokio::test]
async fn a_filter_that_names_nothing_says_so_at_its_field() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    file(&petra, "Server weg").await?;
    let nobody = domain::ids::PersonId::new(desk.context().now(), desk.context().random());
    for (name, value) in [
        ("customer", "99999".to_owned()),
        ("customer", "%27%20OR%201%3D1".to_owned()),
        ("customer", "x".repeat(500)),
        ("system", "web-99".to_owned()),
        ("who", nobody.to_string()),
        ("who", "irgendwer".to_owned()),
        ("team", nobody.to_string()),
        ("team", "1".to_owned()),
    ] {
        for base in ["/desk/queue?view=open", "/desk/search?q=server"] {
            let page = jana.get(&format!("{base}&{name}={value}")).await?;
            assert_eq!(
                page.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{base} {name}"
            );
            let at = format!("id=\"f-{name}-error\"");
            assert_eq!(page.text.matches(&at).count(), 1, "{base} {name} {value}");
            assert!(page.text.contains("Filter nicht erkannt"), "{base} {name}");
            assert!(!page.text.contains("data-row"), "{base} {name}");
        }
    }
    desk.stop().await
}

/// Two customers of one name: both are offered at the field, what was typed stays, and each way leads to one of them.
#[tokio::test]
async fn of_two_customers_with_one_name_the_reader_picks_one() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let ute = desk.customer("ute@example.test", "10002").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let (ours, theirs) = (file(&petra, "Unser").await?, file(&ute, "Ihrer").await?);
    let mut tx = desk.context().db().begin().await?;
    for mut customer in store::organizations::list(&mut tx).await? {
        "Meier & Co".clone_into(&mut customer.name);
        store::organizations::update(&mut tx, &customer).await?;
    }
    tx.save().await?;
    for base in ["/desk/queue?view=open", "/desk/search?q=heute"] {
        let page = jana
            .get(&format!("{base}&customer=meier+%26+co&who=nobody"))
            .await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{base}");
        assert!(page.text.contains("Mehrere heißen so"), "{base}");
        assert!(page.text.contains("value=\"meier &amp; co\""), "{base}");
        assert!(!page.text.contains("data-row"), "{base}");
        for (number, path) in [("10001", &ours), ("10002", &theirs)] {
            let way = links(&page.text)
                .into_iter()
                .find(|link| link.ends_with(&format!("&customer={number}")))
                .ok_or("no way to one of them")?;
            assert!(way.contains("who=nobody"), "{way}");
            let one = jana.get(&way).await?;
            assert_eq!(one.status, StatusCode::OK, "{way}");
            assert_eq!(one.text.matches("data-row").count(), 1, "{way}");
            assert!(one.text.contains(&format!("href=\"{path}\"")), "{way}");
        }
    }
    desk.stop().await
}

/// A filter that asks for something else than the view has leaves the view, visibly: the list is never one thing and its
/// title another. A search is about the reader's tickets or nobody's as the queue is.
#[tokio::test]
async fn a_filter_beside_the_view_leaves_it_and_says_so() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let tobias = desk
        .staff("tobias@example.test", StaffRole::Engineer)
        .await?;
    let (first, second) = (file(&petra, "Eins").await?, file(&petra, "Zwei").await?);
    file(&petra, "Drei").await?;
    let mut tx = desk.context().db().read().await?;
    let id = |found: Option<store::people::PersonRow>| found.map(|p| p.id).ok_or("nobody");
    let me = id(store::people::find_by_email(&mut tx, "jana@example.test").await?)?;
    let other = id(store::people::find_by_email(&mut tx, "tobias@example.test").await?)?;
    drop(tx);
    let (me, other) = (me.to_string(), other.to_string());
    for (colleague, id, path) in [(&jana, &me, &first), (&tobias, &other, &second)] {
        let taken = colleague
            .post(
                &format!("{path}/change"),
                &[("act", "assign"), ("value", id.as_str())],
            )
            .await?;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    }
    // The key of the queue takes nothing from a colleague.
    let take = [("act", "take")];
    let unseen = tobias.post(&format!("{first}/change"), &take).await?;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unseen.text.contains("Daran arbeitet inzwischen jana"),
        "{}",
        unseen.text
    );
    assert!(unseen.text.contains("id=\"f-assign-error\""));
    let again = jana.post(&format!("{first}/change"), &take).await?;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    let left = "Darum sehen Sie hier „Alle offenen“";
    for (address, subjects, leaves) in [
        ("queue?view=mine".to_owned(), vec!["Eins"], false),
        ("queue?view=mine&who=me".to_owned(), vec!["Eins"], false),
        (format!("queue?view=mine&who={me}"), vec!["Eins"], false),
        (format!("queue?view=mine&who={other}"), vec!["Zwei"], true),
        ("queue?view=mine&who=nobody".to_owned(), vec!["Drei"], true),
        (
            "queue?view=unassigned&who=me".to_owned(),
            vec!["Eins"],
            true,
        ),
        (format!("queue?view=open&who={other}"), vec!["Zwei"], false),
        (
            "queue?view=emergencies&class=fault".to_owned(),
            vec!["Eins", "Zwei", "Drei"],
            true,
        ),
        ("search?q=heute&who=me".to_owned(), vec!["Eins"], false),
        ("search?q=heute&who=nobody".to_owned(), vec!["Drei"], false),
    ] {
        let page = jana.get(&format!("/desk/{address}")).await?;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        let rows = page.text.matches("data-row").count();
        assert_eq!(rows, subjects.len(), "{address}");
        for subject in subjects {
            let list = page.text.split("<main").nth(1).ok_or("no list")?;
            assert!(list.contains(subject), "{address} {subject}");
        }
        assert_eq!(page.text.contains(left), leaves, "{address}");
        if leaves {
            // Its title, its place at the side and its next page say the same.
            assert!(
                page.text.contains("name=\"view\" value=\"open\""),
                "{address}"
            );
        }
    }
    desk.stop().await
}

#[tokio::test]
async fn a_team_gets_a_ticket_on_its_page_and_has_a_view() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let path = file(&petra, "Server weg").await?;
    admin
        .post("/admin/teams", &[("name", "Nachtschicht")])
        .await?;
    let mut tx = desk.context().db().begin().await?;
    let team = store::teams::list(&mut tx)
        .await?
        .into_iter()
        .find(|team| team.name == "Nachtschicht")
        .ok_or("no team")?
        .id;
    let person = store::people::find_by_email(&mut tx, "jana@example.test")
        .await?
        .ok_or("no Jana")?;
    store::teams::add_member(&mut tx, team, person.id).await?;
    tx.save().await?;
    let team = team.to_string();
    let view = "/desk/queue?view=teams";
    assert!(!jana.get(view).await?.text.contains("data-row"));

    let given = [("act", "assign_team"), ("value", team.as_str())];
    let saved = jana.post(&format!("{path}/change"), &given).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let shown = jana.get(&path).await?.text;
    let sentence = "Zuständiges Team ist jetzt Nachtschicht, jana";
    assert!(shown.contains(sentence), "{shown}");
    assert!(jana.get(view).await?.text.contains("Server weg"));
    let filtered = jana.get(&format!("/desk/queue?team={team}")).await?.text;
    assert!(filtered.contains("Server weg"), "{filtered}");
    // Once to choose, once as chosen, once as whose list the view may come into.
    assert_eq!(filtered.matches("Nachtschicht").count(), 3);
    let others = jana.get("/desk/queue?view=unassigned").await?.text;
    assert!(others.contains("Server weg"), "nobody works on it yet");

    for wrong in ["irgendeins", "018f0000-0000-7000-8000-000000000000"] {
        let fields = [("act", "assign_team"), ("value", wrong)];
        let page = jana.post(&format!("{path}/change"), &fields).await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.text.contains("id=\"f-assign_team-error\""), "{wrong}");
    }
    jana.post("/account/locale", &[("locale", "en")]).await?;
    let none = [("act", "assign_team"), ("value", "")];
    jana.post(&format!("{path}/change"), &none).await?;
    let shown = jana.get(&path).await?.text;
    assert!(
        shown.contains("No longer assigned to a team, jana"),
        "{shown}"
    );
    assert!(!jana.get(view).await?.text.contains("data-row"));
    desk.stop().await
}

#[tokio::test]
async fn an_admin_gives_somebody_another_address_to_log_in_with() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    desk.person("tobias@example.test", Some(StaffRole::Engineer))
        .await?;
    let mut tx = desk.context().db().read().await?;
    let people = [
        store::people::find_by_email(&mut tx, PETRA).await?,
        store::people::find_by_email(&mut tx, "tobias@example.test").await?,
    ];
    let organizations = store::organizations::list(&mut tx).await?;
    drop(tx);
    let [Some(person), Some(tobias)] = people else {
        return Err("somebody is missing".into());
    };
    let record = format!("/admin/organizations/{}", organizations[0].id);
    let form = format!("/admin/people/{}/email", person.id);
    assert!(links(&admin.get(&record).await?.text).contains(&form));
    let of_staff = format!("/admin/people/{}/email", tobias.id);
    assert!(links(&admin.get("/admin/people").await?.text).contains(&of_staff));
    // Owners change roles, not addresses.
    let own = petra.get("/organization").await?;
    assert_eq!(own.status, StatusCode::OK);
    assert!(!own.text.contains("/admin/"));

    let taken = [("email", "tobias@example.test")];
    let refused = admin.post(&form, &taken).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"f-email-error\""));
    assert!(refused.text.contains("value=\"tobias@example.test\""));
    assert_eq!(petra.get("/tickets").await?.status, StatusCode::OK);

    let saved = admin.post(&form, &[("email", "neu@example.test")]).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(saved.location(), format!("{record}?ok=email_changed"));
    // The session is over; the old address opens nothing, the new one does.
    assert_eq!(petra.get("/tickets").await?.status, StatusCode::SEE_OTHER);
    for (address, status) in [
        (PETRA, StatusCode::UNPROCESSABLE_ENTITY),
        ("neu@example.test", StatusCode::SEE_OTHER),
    ] {
        let fields = [("email", address), ("password", PASSWORD)];
        let page = desk.browser().post("/login", &fields).await?;
        assert_eq!(page.status, status, "{address}");
    }
    let log = admin.get("/admin/log").await?.text;
    let line = "petra@example.test → neu@example.test";
    assert!(log.contains(line), "{log}");
    desk.stop().await
}

/// Figures at the side by the names of their views.
fn figures(page: &str) -> Vec<(String, String)> {
    let side = page.split("id=\"views\"").nth(1).unwrap_or_default();
    let side = side.split("</nav>").next().unwrap_or_default();
    let items = side.split("<li>").skip(1);
    items
        .map(|item| {
            let item = item.split("</li>").next().unwrap_or_default();
            let texts = item.split('>').skip(1);
            let mut texts = texts
                .filter_map(|part| part.split('<').next())
                .filter(|text| !text.trim().is_empty());
            let mut next = || texts.next().unwrap_or_default().to_owned();
            (next(), next())
        })
        .collect()
}

#[tokio::test]
async fn views_are_kept_under_a_name_with_how_many_tickets_stand_in_them() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let ute = desk.customer("ute@example.test", "10002").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let tarek = desk
        .staff("tarek@example.test", StaffRole::Engineer)
        .await?;
    for n in 0..3 {
        file(&petra, &format!("Lindner {n}")).await?;
    }
    file(&ute, "Ruhrtal").await?;
    let address = "/desk/queue?view=open&class=fault&customer=10001";
    let offer = jana.get(address).await?.text;
    assert!(offer.contains("action=\"/desk/views\""), "{offer}");
    let plain = jana.get("/desk/queue").await?.text;
    assert!(!plain.contains("action=\"/desk/views\""), "nothing to keep");

    let fields = |name: &'static str| {
        [
            ("view", "open"),
            ("class", "fault"),
            ("customer", "10001"),
            ("name", name),
            ("share", ""),
        ]
    };
    let refused = jana.post("/desk/views", &fields(" ")).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"f-name-error\"") && refused.text.contains("Lindner 0"));
    let kept = jana
        .post("/desk/views", &fields("Störungen Lindner"))
        .await?;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    assert_eq!(kept.location(), format!("{address}&ok=view_saved"));
    let again = jana
        .post("/desk/views", &fields("Störungen Lindner"))
        .await?;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = [("view", "open"), ("customer", "99999"), ("name", "Niemand")];
    let wrong = jana.post("/desk/views", &wrong).await?;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    let figure = |page: &str| {
        let all = figures(page);
        all.into_iter()
            .find(|(name, _)| name == "Störungen Lindner")
            .map(|(_, figure)| figure)
    };
    let page = jana.get("/desk/queue").await?.text;
    assert_eq!(figure(&page), Some("3".to_owned()), "{:?}", figures(&page));
    file(&petra, "Lindner 4").await?;
    let page = jana.get(address).await?.text;
    assert_eq!(figure(&page), Some("4".to_owned()));
    assert_eq!(
        figure(&tarek.get("/desk/queue").await?.text),
        None,
        "a list of one's own"
    );

    // The page of the view itself offers to remove it, and only whose list it is can.
    let way = page
        .split("action=\"")
        .filter_map(|part| part.split('"').next())
        .find(|way| way.ends_with("/remove"))
        .ok_or("no way to remove it")?
        .to_owned();
    assert_eq!(tarek.post(&way, &[]).await?.status, StatusCode::NOT_FOUND);
    let gone = jana.post(&way, &[]).await?;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(figure(&jana.get("/desk/queue").await?.text), None);
    desk.stop().await
}

#[tokio::test]
async fn a_team_shares_its_views_and_each_member_reads_their_own_tickets_in_them() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let tarek = desk
        .staff("tarek@example.test", StaffRole::Engineer)
        .await?;
    let team = domain::ids::TeamId::new(desk.context().now(), desk.context().random());
    let mut tx = desk.context().db().begin().await?;
    let row = store::teams::TeamRow {
        id: team,
        name: "Nacht".to_owned(),
        created_at: desk.context().now(),
    };
    store::teams::insert(&mut tx, &row).await?;
    for mail in ["jana@example.test", "tarek@example.test"] {
        let person = store::people::find_by_email(&mut tx, mail)
            .await?
            .ok_or(mail)?;
        store::teams::add_member(&mut tx, team, person.id).await?;
    }
    tx.save().await?;
    let ticket = file(&petra, "Platte voll").await?;
    let taken = jana
        .post(&format!("{ticket}/change"), &[("act", "take")])
        .await?;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let share = team.to_string();
    let fields = [
        ("view", "mine"),
        ("class", "fault"),
        ("name", "Meine Störungen"),
        ("share", share.as_str()),
    ];
    let kept = jana.post("/desk/views", &fields).await?;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    for (reader, figure) in [(&jana, "1"), (&tarek, "0")] {
        let page = reader.get("/desk/queue").await?.text;
        let expected = ("Meine Störungen".to_owned(), figure.to_owned());
        assert!(figures(&page).contains(&expected), "{:?}", figures(&page));
    }
    let stranger = [
        fields[0],
        fields[1],
        ("name", "Andere"),
        ("share", "0190b4a0-0000-7000-8000-000000000000"),
    ];
    let refused = jana.post("/desk/views", &stranger).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"f-share-error\""));
    desk.stop().await
}
