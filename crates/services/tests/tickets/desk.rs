//! A desk for one story: two customers, two engineers, a standing clock.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use domain::account::{Actor, Locale, MemberRole, Membership, StaffRole};
use domain::ids::{MembershipId, OrganizationId, PersonId, SessionId, SystemId, TicketNumber};
use domain::time::{Clock as _, Timestamp};
use services::context::{Context, OpContext, Parts, SessionFacts};
use services::events::Hub;
use services::hashing::{Cost, Hasher};
use services::held::OnSecret;
use services::keys::{self, KeyPaths};
use services::settings::Settings;
use services::tickets::{self, NewTicket, Text};
use store::Db;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::systems::SystemRow;
use store::testing::{SeededRandom, StandingClock, rows};
use vault::{DatabaseFacts, KekSource, Vault};

pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A Wednesday, 2027-01-13T12:00:00Z.
pub const START: i64 = 1_799_841_600;

pub struct Desk {
    pub context: Context,
    pub clock: Arc<StandingClock>,
    pub server: SystemId,
    /// Owner at Lindner.
    pub petra: OpContext,
    /// Reads at Lindner.
    pub reader: OpContext,
    /// Owner of another customer.
    pub stranger: OpContext,
    /// Engineers.
    pub jana: OpContext,
    pub tobias: OpContext,
    _dir: tempfile::TempDir,
}

impl Desk {
    pub async fn new(db: Db) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let clock = Arc::new(StandingClock::at(START));
        let random = Arc::new(SeededRandom::new(7));
        let paths = KeyPaths {
            keys: dir.path().join("keys"),
            shards: dir.path().join("shards"),
        };
        std::fs::create_dir_all(&paths.keys)?;
        std::fs::create_dir_all(&paths.shards)?;
        #[cfg(unix)]
        for path in [&paths.keys, &paths.shards] {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
        }
        keys::create_for_empty_database(&paths, true, random.as_ref())?;
        let source = KekSource::File(paths.vault_key());
        let booted = Vault::boot(&source, &DatabaseFacts::default()).await;
        keys::record(&db, &booted.record, clock.now()).await?;
        let context = Context::new(Parts {
            db,
            clock: clock.clone(),
            random,
            settings: Settings::for_tests(dir.path()),
            hub: Hub::default(),
            hasher: Hasher::new(Cost::TEST, [1; 16])?,
            keys: keys::load(&paths, source, booted.vault)?,
        });
        let lindner = organization(&context, "10001", "Lindner & Söhne").await?;
        let other = organization(&context, "10002", "Ruhrtal Logistik").await?;
        let petra = member(&context, "Petra Lindner", lindner, MemberRole::Owner).await?;
        let reader = member(&context, "Rolf Leser", lindner, MemberRole::Reader).await?;
        let stranger = member(&context, "Ute Fremd", other, MemberRole::Owner).await?;
        let jana = staff(&context, "Jana Brandt", StaffRole::Engineer).await?;
        let tobias = staff(&context, "Tobias Krämer", StaffRole::Engineer).await?;
        let server = system(&context, lindner).await?;
        Ok(Self {
            context,
            clock,
            server,
            petra,
            reader,
            stranger,
            jana,
            tobias,
            _dir: dir,
        })
    }

    /// An admin who has just shown who they are.
    pub async fn admin(&self) -> Result<OpContext> {
        let mut op = staff(&self.context, "Elena Fuchs", StaffRole::Admin).await?;
        op.session.fresh_at = Some(self.clock.now());
        Ok(op)
    }

    /// Petra files a ticket of this class.
    pub async fn file(&self, class: &str, subject: &str) -> Result<TicketNumber> {
        self.file_with(NewTicket {
            subject,
            class,
            department: "technical",
            body: "Seit heute Morgen antwortet der Dienst nicht mehr.",
            ..NewTicket::default()
        })
        .await
    }

    pub async fn file_with(&self, new: NewTicket<'_>) -> Result<TicketNumber> {
        Ok(tickets::file(&self.petra, new).await?)
    }

    /// Sends a message that must not be held back.
    pub async fn say(
        &self,
        op: &OpContext,
        number: TicketNumber,
        body: &str,
    ) -> Result<tickets::Posted> {
        self.say_with(
            op,
            number,
            Text {
                body,
                ..Text::default()
            },
        )
        .await
    }

    pub async fn say_with(
        &self,
        op: &OpContext,
        number: TicketNumber,
        text: Text<'_>,
    ) -> Result<tickets::Posted> {
        Ok(tickets::send(op, number, text).await?)
    }

    pub async fn note(&self, op: &OpContext, number: TicketNumber, body: &str) -> Result {
        let text = Text {
            body,
            ..Text::default()
        };
        tickets::note(op, number, text).await?;
        Ok(())
    }

    /// Lets time pass and the workers work.
    pub async fn wait(&self, seconds: i64) -> Result {
        self.clock.advance(seconds);
        services::jobs::run_due(&self.context).await?;
        Ok(())
    }

    pub async fn row(&self, number: TicketNumber) -> Result<store::tickets::TicketRow> {
        let mut tx = self.context.db().read().await?;
        store::tickets::find(&mut tx, number)
            .await?
            .ok_or_else(|| "no such ticket".into())
    }

    pub async fn clocks(&self, number: TicketNumber) -> Result<Vec<domain::sla::engine::Clock>> {
        let ticket = self.row(number).await?;
        let mut tx = self.context.db().read().await?;
        Ok(store::clocks::list(&mut tx, ticket.id).await?)
    }

    /// Texts the reader sees in the conversation.
    pub async fn texts(&self, op: &OpContext, number: TicketNumber) -> Result<Vec<String>> {
        let view = tickets::view(op, number, tickets::Chronicle::Moments).await?;
        Ok(view
            .talk
            .entries
            .into_iter()
            .map(|entry| entry.message.body)
            .collect())
    }

    /// Kinds of the organization's events on a ticket.
    pub async fn kinds(&self, number: TicketNumber) -> Result<Vec<String>> {
        let ticket = self.row(number).await?;
        let mut tx = self.context.db().read().await?;
        let filter = store::audit::EventFilter::default();
        let events = store::audit::list_of_ticket(&mut tx, ticket.id, filter, 1_000).await?;
        Ok(events.into_iter().map(|event| event.kind).collect())
    }

    /// Subjects of mails to an address, in the order they were written.
    pub async fn mails(&self, to: &str) -> Result<Vec<(String, String)>> {
        let mut tx = self.context.db().read().await?;
        let mut mails = store::mails::list_newest(&mut tx, 1_000).await?;
        mails.sort_by_key(|mail| mail.id);
        mails
            .into_iter()
            .filter(|mail| mail.to_address == to)
            .map(|mail| {
                let mail = services::mail::put_back(&self.context, mail)?;
                Ok((mail.subject, mail.body_text.0))
            })
            .collect()
    }
}

pub fn now() -> Timestamp {
    Timestamp::from_unix(START)
}

async fn organization(context: &Context, number: &str, name: &str) -> Result<OrganizationId> {
    let row = OrganizationRow {
        name: name.to_owned(),
        ..rows::organization(context.id(OrganizationId::from_uuid), number, now())
    };
    let mut tx = context.db().begin().await?;
    store::organizations::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

async fn person(context: &Context, name: &str, staff: Option<StaffRole>) -> Result<PersonId> {
    let email = name.to_lowercase().replace(' ', ".").replace('ä', "ae") + "@example.test";
    let row = PersonRow {
        name: name.to_owned(),
        staff_role: staff,
        ..rows::person(context.id(PersonId::from_uuid), &email, now())
    };
    let mut tx = context.db().begin().await?;
    store::people::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

fn op(context: &Context, actor: Actor) -> OpContext {
    OpContext {
        app: context.clone(),
        actor,
        ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        session: SessionFacts {
            session: context.id(SessionId::from_uuid),
            mfa_at: None,
            fresh_at: None,
        },
        request_id: "test".to_owned(),
        on_secret: OnSecret::Ask,
    }
}

async fn member(
    context: &Context,
    name: &str,
    organization: OrganizationId,
    role: MemberRole,
) -> Result<OpContext> {
    let person = person(context, name, None).await?;
    let mut tx = context.db().begin().await?;
    let id = context.id(MembershipId::from_uuid);
    store::memberships::insert(&mut tx, id, organization, person, role, now()).await?;
    tx.save().await?;
    let actor = Actor {
        person,
        name: name.to_owned(),
        locale: Locale::De,
        staff: None,
        memberships: vec![Membership {
            organization,
            role,
            may_authorise: false,
        }],
        may_approve_reveals: false,
    };
    Ok(op(context, actor))
}

pub async fn staff(context: &Context, name: &str, role: StaffRole) -> Result<OpContext> {
    let person = person(context, name, Some(role)).await?;
    let actor = Actor {
        person,
        name: name.to_owned(),
        locale: Locale::De,
        staff: Some(role),
        memberships: Vec::new(),
        may_approve_reveals: false,
    };
    Ok(op(context, actor))
}

async fn system(context: &Context, organization: OrganizationId) -> Result<SystemId> {
    let row = SystemRow {
        service_id: "SRV-20417".to_owned(),
        name: "web-03.lindner.example".to_owned(),
        ..rows::system(context.id(SystemId::from_uuid), organization, 42, now())
    };
    let mut tx = context.db().begin().await?;
    store::systems::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}
