//! A small desk: one customer with a system, two engineers, a manager, a clock that stands until it is moved.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;

use domain::account::{Locale, MemberRole, StaffRole, Theme};
use domain::contract::Plan;
use domain::ids::{
    ContractId, MembershipId, OrganizationId, PersonId, SecretId, SessionId, SystemId, TicketNumber,
};
use domain::intervention::{AccessMethod, Complexity};
use domain::system::{OsFamily, ProvisionedBy, SystemKind, WayIn};
use domain::time::Timestamp;
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::context::{Context, OpContext, Parts, SessionFacts};
use services::credentials::{Credentials, HandoverForm};
use services::events::Hub;
use services::hashing::{Cost, Hasher};
use services::held::OnSecret;
use services::interventions::{
    self, Assessment, ClosingForm, EntryForm, FinishForm, RequestForm, SignForm,
};
use services::keys::{KeyPaths, Keys};
use services::settings::Settings;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::systems::SystemRow;
use store::testing::{SeededRandom, StandingClock};
use store::vault_keys::VaultKeyRow;
use store::{Db, Hidden, KeyState};
use vault::{DatabaseFacts, KekSource, SecretBytes, Vault};

pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What must never be found anywhere.
pub const CANARY: &str = "Kanarienvogel-7f3a9c!Passwort";
pub const PASSWORD: &str = "ein langes Passwort für den Test";
pub const REASON: &str = "Anmeldung am Server, um den Dienst zu prüfen.";

pub struct Desk {
    pub context: Context,
    pub clock: Arc<StandingClock>,
    pub keys: Keys,
    pub organization: OrganizationId,
    pub system: SystemId,
    pub owner: PersonId,
    pub technical: PersonId,
    pub reader: PersonId,
    pub stranger: PersonId,
    pub engineer: PersonId,
    pub colleague: PersonId,
    pub manager: PersonId,
    pub dir: tempfile::TempDir,
}

/// 2026-11-21T20:00:00Z.
pub const BEGIN: i64 = 1_795_291_200;

async fn keys(db: &Db, random: &SeededRandom, dir: &Path) -> Outcome<Keys> {
    let paths = KeyPaths {
        keys: dir.join("keys"),
        shards: dir.join("shards"),
    };
    std::fs::create_dir_all(&paths.keys)?;
    services::keys::create_for_empty_database(&paths, true, random)?;
    let source = KekSource::File(paths.vault_key());
    let booted = Vault::boot(&source, &DatabaseFacts::default()).await;
    let mut tx = db.begin().await?;
    for row in booted.record {
        let key = VaultKeyRow {
            kek_id: row.kek.as_str().to_owned(),
            state: KeyState::Active,
            check_value: row.check,
            created_at: Timestamp::from_unix(BEGIN),
            retired_at: None,
        };
        store::vault_keys::insert(&mut tx, &key).await?;
    }
    tx.save().await?;
    Ok(services::keys::load(&paths, source, booted.vault)?)
}

pub fn context_of(
    db: Db,
    clock: &Arc<StandingClock>,
    keys: &Keys,
    seed: u64,
    dir: &Path,
) -> Outcome<Context> {
    Ok(Context::new(Parts {
        db,
        clock: clock.clone(),
        random: Arc::new(SeededRandom::new(seed)),
        settings: Settings::for_tests(dir),
        hub: Hub::default(),
        hasher: Hasher::new(Cost::TEST, [7; 16])?,
        keys: keys.clone(),
    }))
}

impl Desk {
    pub async fn open(db: Db) -> Outcome<Self> {
        let dir = tempfile::tempdir()?;
        let clock = Arc::new(StandingClock::at(BEGIN));
        let keys = keys(&db, &SeededRandom::new(1), dir.path()).await?;
        let context = context_of(db, &clock, &keys, 2, dir.path())?;
        let organization = context.id(OrganizationId::from_uuid);
        let other = context.id(OrganizationId::from_uuid);
        let system = context.id(SystemId::from_uuid);
        let mut desk = Self {
            organization,
            system,
            owner: context.id(PersonId::from_uuid),
            technical: context.id(PersonId::from_uuid),
            reader: context.id(PersonId::from_uuid),
            stranger: context.id(PersonId::from_uuid),
            engineer: context.id(PersonId::from_uuid),
            colleague: context.id(PersonId::from_uuid),
            manager: context.id(PersonId::from_uuid),
            context,
            clock,
            keys,
            dir,
        };
        desk.fill(other).await?;
        Ok(desk)
    }

    async fn fill(&mut self, other: OrganizationId) -> Outcome {
        let context = self.context.clone();
        let now = context.now();
        let hash = context
            .hasher()
            .hash(SecretString::from(PASSWORD), [3; 16])
            .await?;
        let mut tx = context.db().begin().await?;
        for (id, number) in [(self.organization, "K-1"), (other, "K-2")] {
            let row = OrganizationRow {
                id,
                number: number.to_owned(),
                name: format!("Kunde {number}"),
                street: String::new(),
                postal_code: String::new(),
                city: String::new(),
                country: "DE".to_owned(),
                land: Some("HH".to_owned()),
                business: true,
                vat_id: String::new(),
                requires_second_factor: false,
                four_eyes: false,
                active: true,
                created_at: now,
            };
            store::organizations::insert(&mut tx, &row).await?;
        }
        let people = [
            (
                self.owner,
                "Petra Lindner",
                None,
                Some((self.organization, MemberRole::Owner)),
            ),
            (
                self.technical,
                "Jonas Weber",
                None,
                Some((self.organization, MemberRole::Technical)),
            ),
            (
                self.reader,
                "Ute Lese",
                None,
                Some((self.organization, MemberRole::Reader)),
            ),
            (
                self.stranger,
                "Fritz Fremd",
                None,
                Some((other, MemberRole::Owner)),
            ),
            (
                self.engineer,
                "Aylin Demir",
                Some(StaffRole::Engineer),
                None,
            ),
            (
                self.colleague,
                "Karl Kollege",
                Some(StaffRole::Engineer),
                None,
            ),
            (self.manager, "Maja Chefin", Some(StaffRole::Manager), None),
        ];
        for (id, name, staff_role, member) in people {
            let row = PersonRow {
                id,
                email: format!("{}@example.test", name.to_lowercase().replace(' ', ".")),
                name: name.to_owned(),
                phone: String::new(),
                locale: Locale::De,
                theme: Theme::System,
                shortcuts: true,
                staff_role,
                may_approve_reveals: false,
                active: true,
                password_hash: Some(Hidden(hash.clone())),
                password_changed_at: Some(now),
                totp_seed: None,
                totp_enrolled_at: None,
                totp_last_step: 0,
                created_at: now,
            };
            store::people::insert(&mut tx, &row).await?;
            if let Some((organization, role)) = member {
                let membership = context.id(MembershipId::from_uuid);
                store::memberships::insert(&mut tx, membership, organization, id, role, now)
                    .await?;
            }
        }
        let system = SystemRow {
            id: self.system,
            organization_id: self.organization,
            service_id: "S-1".to_owned(),
            name: "web-1.example.org".to_owned(),
            kind: SystemKind::Dedicated,
            os_family: OsFamily::Linux,
            os_release: "Debian 12".to_owned(),
            primary_ipv4: "203.0.113.7".parse()?,
            ip_kvm: true,
            console: false,
            site: "HH1".to_owned(),
            rack: String::new(),
            provisioned_by: ProvisionedBy::Provider,
            land: None,
            way_in: WayIn::Direct,
            probe_address: String::new(),
            four_eyes: false,
            active: true,
            created_at: now,
        };
        store::systems::insert(&mut tx, &system).await?;
        let contract = store::contracts::ContractRow {
            id: context.id(ContractId::from_uuid),
            organization_id: self.organization,
            system_id: self.system,
            number: "V-1".to_owned(),
            plan: Plan::ManagedServer,
            covers_interventions: true,
            starts_on: "2026-01-01".to_owned(),
            ends_on: None,
            created_at: now,
        };
        store::contracts::insert(&mut tx, &contract).await?;
        tx.save().await?;
        Ok(())
    }

    pub async fn op(&self, person: PersonId) -> Outcome<OpContext> {
        self.op_in(&self.context, person).await
    }

    pub async fn op_in(&self, context: &Context, person: PersonId) -> Outcome<OpContext> {
        let mut tx = context.db().read().await?;
        let actor = store::people::actor(&mut tx, person)
            .await?
            .ok_or("nobody")?;
        drop(tx);
        Ok(OpContext {
            app: context.clone(),
            actor,
            ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            session: SessionFacts {
                session: context.id(SessionId::from_uuid),
                mfa_at: Some(context.now()),
                fresh_at: Some(context.now()),
            },
            request_id: "test".to_owned(),
            on_secret: OnSecret::Ask,
        })
    }

    pub fn form(&self) -> RequestForm {
        let all = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect();
        RequestForm {
            system: Some(self.system),
            symptom: "service_down".to_owned(),
            problem: "Der Webserver antwortet nicht mehr.".to_owned(),
            tasks: all(&["restart_services", "os_diagnosis"]),
            methods: all(&["ssh_rdp", "rescue"]),
            contact_phone: "040 123456".to_owned(),
            acknowledgements: all(&[
                "accurate_information",
                "backups",
                "reachable",
                "password_change",
                "interruption",
            ]),
            idempotency_key: "form-1".to_owned(),
            ..RequestForm::default()
        }
    }

    pub fn credentials(password: &str) -> Credentials {
        Credentials {
            username: Some(SecretBytes::from("root")),
            password: Some(SecretBytes::from(password)),
            private_key: None,
            rights: None,
        }
    }

    pub async fn submit(&self) -> Outcome<TicketNumber> {
        let op = self.op(self.owner).await?;
        let filed = interventions::submit(&op, &self.form(), Self::credentials(CANARY)).await?;
        Ok(filed.number)
    }

    /// The digits of the newest mail with some.
    pub async fn mailed_code(&self) -> Outcome<SecretString> {
        let mut tx = self.context.db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 10).await?;
        let mail = mails
            .iter()
            .find(|m| m.kind == "signing_code")
            .ok_or("no mail with a code")?;
        let code = mail
            .body_text
            .0
            .split_whitespace()
            .find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
            .ok_or("no code in the mail")?;
        Ok(SecretString::from(code.to_owned()))
    }

    pub async fn sign(&self, number: TicketNumber) -> Outcome {
        // Mails of one second have no order.
        self.clock.advance(1);
        let op = self.op(self.owner).await?;
        let view = interventions::sign_view(&op, number).await?;
        interventions::send_sign_code(&op, number, &view.text_sha256).await?;
        let form = SignForm {
            shown_at: view.shown_at,
            text_sha256: view.text_sha256,
            typed_name: "petra  lindner".to_owned(),
            proof: SigningProof {
                code: self.mailed_code().await?,
                password: SecretString::from(PASSWORD),
            },
        };
        Ok(interventions::sign(&op, number, form).await?)
    }

    pub async fn assign(&self, number: TicketNumber, person: PersonId) -> Outcome {
        let mut tx = self.context.db().begin().await?;
        let mut ticket = store::tickets::find(&mut tx, number)
            .await?
            .ok_or("no ticket")?;
        ticket.assignee_id = Some(person);
        store::tickets::update(&mut tx, &mut ticket).await?;
        tx.save().await?;
        Ok(())
    }

    pub fn assessment() -> Assessment {
        Assessment {
            method: AccessMethod::Ssh.code().to_owned(),
            reason: "SSH ist der schnellste Weg auf das System.".to_owned(),
            complexity: Complexity::Standard.code().to_owned(),
            ..Assessment::default()
        }
    }

    /// From the filed to the running case.
    pub async fn start(&self, number: TicketNumber) -> Outcome {
        self.assign(number, self.engineer).await?;
        let op = self.op(self.engineer).await?;
        let gate = interventions::verify(&op, number).await?;
        assert!(gate.passed, "{gate:?}");
        interventions::assess(&op, number, &Self::assessment()).await?;
        interventions::start(&op, number).await?;
        Ok(())
    }

    pub async fn running(&self) -> Outcome<TicketNumber> {
        let number = self.submit().await?;
        self.sign(number).await?;
        self.start(number).await?;
        Ok(number)
    }

    /// The stored credential of the authorization in force, by field.
    pub async fn secret(&self, number: TicketNumber, field: &str) -> Outcome<SecretId> {
        let mut tx = self.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number)
            .await?
            .ok_or("no ticket")?;
        let secrets = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
        // The living one, if there is one; of destroyed ones any.
        let of_field = || secrets.iter().filter(|s| s.field.code() == field);
        let found = of_field()
            .find(|s| s.state.code() == "stored")
            .or_else(|| of_field().next());
        Ok(found.ok_or("no such secret")?.id)
    }

    pub async fn reveal(
        &self,
        person: PersonId,
        number: TicketNumber,
    ) -> Outcome<Result<String, String>> {
        let secret = self.secret(number, "password").await?;
        let op = self.op(person).await?;
        Ok(look(&op, number, secret, REASON).await)
    }

    pub fn entry(what: &str) -> EntryForm {
        EntryForm {
            method: "ssh_rdp".to_owned(),
            what: what.to_owned(),
            visible: true,
            ..EntryForm::default()
        }
    }

    pub fn closing() -> ClosingForm {
        ClosingForm {
            summary: "Der Webserver wurde neu gestartet.".to_owned(),
            cause: "software_fault".to_owned(),
            avoidable: Some(false),
            avoidable_reason: "Fehler im Dienst selbst.".to_owned(),
        }
    }

    pub fn finish() -> FinishForm {
        FinishForm {
            closing: Self::closing(),
            new_login: "none".to_owned(),
        }
    }

    pub fn handover() -> HandoverForm {
        HandoverForm {
            label: "Neues root-Passwort".to_owned(),
            credentials: Self::credentials("neues-Passwort-4711"),
        }
    }

    /// The chain of the customer is whole.
    pub async fn verify_chain(&self) -> Outcome {
        let mut tx = self.context.db().read().await?;
        let rows = store::audit::list_since(&mut tx, self.organization, 0, 100_000).await?;
        let mut verifier = domain::audit::ChainVerifier::new(self.organization, &[], None)?;
        for row in &rows {
            verifier.push_row(&row.event(), row.columns())?;
        }
        let head = store::audit::find_head(&mut tx, self.organization).await?;
        verifier.finish(head.as_ref())?;
        Ok(())
    }

    pub async fn kinds(&self, number: TicketNumber) -> Outcome<Vec<String>> {
        let mut tx = self.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number)
            .await?
            .ok_or("no ticket")?;
        let rows = store::audit::list_since(&mut tx, self.organization, 0, 100_000).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.ticket_id == Some(ticket.id))
            .map(|row| row.kind)
            .collect())
    }

    pub async fn mails(&self, kind: &str) -> Outcome<usize> {
        let mut tx = self.context.db().read().await?;
        Ok(store::mails::list_newest(&mut tx, 1_000)
            .await?
            .iter()
            .filter(|m| m.kind == kind)
            .count())
    }

    pub async fn state(&self, number: TicketNumber) -> Outcome<String> {
        let mut tx = self.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number)
            .await?
            .ok_or("no ticket")?;
        let row = store::interventions::find_by_ticket(&mut tx, ticket.id)
            .await?
            .ok_or("no case")?;
        Ok(row.state.code().to_owned())
    }
}

/// The value, or the code of the refusal.
pub async fn look(
    op: &OpContext,
    number: TicketNumber,
    secret: SecretId,
    reason: &str,
) -> Result<String, String> {
    use services::error::ServiceError;
    match services::credentials::reveal(op, number, secret, reason).await {
        Ok(revealed) => Ok(revealed
            .value
            .expose_text(str::to_owned)
            .unwrap_or_default()),
        Err(ServiceError::Denied(code) | ServiceError::Conflict(code)) => Err(code.to_owned()),
        Err(ServiceError::NotFound) => Err("not_found".to_owned()),
        Err(ServiceError::VaultSealed) => Err("vault_sealed".to_owned()),
        Err(other) => Err(format!("{other:?}")),
    }
}

/// The code of a refused act.
pub fn code<T>(result: Result<T, services::error::ServiceError>) -> String {
    use services::error::ServiceError;
    match result {
        Ok(_) => "ok".to_owned(),
        Err(ServiceError::Denied(code) | ServiceError::Conflict(code)) => code.to_owned(),
        Err(ServiceError::NotFound) => "not_found".to_owned(),
        Err(ServiceError::Invalid(fields)) => fields
            .iter()
            .map(|f| format!("{}:{}", f.field, f.code))
            .collect::<Vec<_>>()
            .join(" "),
        Err(other) => format!("{other:?}"),
    }
}
