//! Provider, staff, customers and their people.

use domain::account::{Locale, MemberRole, StaffRole, Theme};
use domain::ids::{MembershipId, OrganizationId, PersonId};
use domain::time::Timestamp;
use secrecy::SecretString;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::provider::ProviderRow;
use store::{Hidden, Tx};
use vault::SecretBytes;

use super::content::{Customer, Member};
use super::{Account, Party};
use crate::context::Context;
use crate::error::{Result, ServiceError};

/// Name of the demo's provider.
pub const DEMO_PROVIDER: &str = "Kastell Hosting GmbH";

const WORDS: [&str; 16] = [
    "Kranich",
    "Tenne",
    "Birke",
    "Anker",
    "Laterne",
    "Distel",
    "Pflug",
    "Amboss",
    "Segel",
    "Wacholder",
    "Kiesel",
    "Haspel",
    "Mohn",
    "Sichel",
    "Brunnen",
    "Eiche",
];

/// The provider's own page, with documentation addresses only. // RULINGS 21
pub(super) async fn provider(context: &Context, tx: &mut Tx) -> Result<()> {
    let text = str::to_owned;
    let row = ProviderRow {
        id: 1,
        name: text(DEMO_PROVIDER),
        street: text("Am Kastell 3"),
        postal_code: text("60311"),
        city: text("Frankfurt am Main"),
        country: text("DE"),
        land: Some(text("HE")),
        vat_id: text("DE999999999"),
        email: text("support@kastell.example"),
        phone: text("+49 69 90009-100"),
        phone_hours: text("Mo–Fr 8–18 Uhr"),
        emergency_phone: text("+49 69 90009-112"),
        source_ips: text("192.0.2.10"),
        ssh_public_key: text(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGthc3RlbGwtZGVtby1rZXktbm90LXJlYWwtMDAwMDA= einsatz@kastell.example",
        ),
        name_servers: text("ns1.kastell.example\nns2.kastell.example"),
        guide_url: text("https://hilfe.kastell.example/"),
        is_demo: true,
        updated_at: Some(context.now()),
    };
    Ok(store::provider::put(tx, &row).await?)
}

/// Staff; returns the engineers. Their teams and rights are told by [`super::house`].
pub(super) async fn staff(
    context: &Context,
    tx: &mut Tx,
    staff: &[Member],
    accounts: &mut Vec<Account>,
) -> Result<Vec<PersonId>> {
    let mut engineers = Vec::new();
    for member in staff {
        let role: StaffRole = member.role.parse().map_err(ServiceError::internal)?;
        let login = format!("{}@kastell.example", mailbox(&member.name));
        let person = Person {
            name: &member.name,
            login,
            staff: Some(role),
            factor: true,
            organization: "",
        };
        let id = person.insert(context, tx, &member.role, accounts).await?;
        match role {
            StaffRole::Engineer => engineers.push(id),
            StaffRole::Manager | StaffRole::Admin => {}
        }
    }
    Ok(engineers)
}

/// A customer with its people; its systems follow.
pub(super) async fn party(
    context: &Context,
    tx: &mut Tx,
    index: usize,
    customer: &Customer,
    accounts: &mut Vec<Account>,
) -> Result<Party> {
    let id = context.id(OrganizationId::from_uuid);
    let since = years_ago(context.now(), index);
    let row = OrganizationRow {
        id,
        number: format!("K-{}", 10_201 + index * 7),
        name: customer.name.clone(),
        street: customer.street.clone(),
        postal_code: customer.postal_code.clone(),
        city: customer.city.clone(),
        country: customer.country.to_owned(),
        land: customer.land.clone(),
        business: customer.business,
        vat_id: vat_id(customer, index),
        requires_second_factor: index == 16,
        four_eyes: index == 16,
        active: true,
        created_at: since,
    };
    store::organizations::insert(tx, &row).await?;
    let roles = [
        MemberRole::Owner,
        MemberRole::Technical,
        MemberRole::Billing,
    ];
    let mut ids: Vec<(String, PersonId)> = Vec::new();
    for (name, role) in customer.people.iter().zip(roles) {
        if ids.iter().any(|(known, _)| known == name) {
            continue;
        }
        let login = format!("{}@{}", mailbox(name), customer.domain);
        // Every third owner has an authenticator app; where the organization demands one, everybody.
        let factor = index == 16 || (role == MemberRole::Owner && index.is_multiple_of(3));
        let person = Person {
            name,
            login,
            staff: None,
            factor,
            organization: &customer.name,
        };
        let person = person.insert(context, tx, role.code(), accounts).await?;
        store::memberships::insert(
            tx,
            context.id(MembershipId::from_uuid),
            id,
            person,
            role,
            since,
        )
        .await?;
        if role == MemberRole::Technical && index % 4 == 1 {
            let owner = ids.first().map_or(person, |(_, owner)| *owner);
            store::memberships::grant_authorise(tx, id, person, owner, since).await?;
        }
        ids.push((name.clone(), person));
    }
    let who = |wanted: usize| {
        let name = &customer.people[wanted];
        ids.iter()
            .find(|(known, _)| known == name)
            .map_or_else(|| context.id(PersonId::from_uuid), |(_, id)| *id)
    };
    Ok(Party {
        id,
        owner: who(0),
        technical: who(1),
        systems: Vec::new(),
    })
}

fn vat_id(customer: &Customer, index: usize) -> String {
    match (customer.business, customer.country) {
        (true, country @ ("DE" | "AT" | "FR")) => {
            format!("{country}{}", 810_000_000 + index * 10_007)
        }
        _ => String::new(),
    }
}

pub(super) fn years_ago(now: Timestamp, index: usize) -> Timestamp {
    let days = 200 + i64::try_from(index).unwrap_or(0) * 53 % 2_400;
    now.minus_seconds(days * 86_400)
}

struct Person<'a> {
    name: &'a str,
    login: String,
    staff: Option<StaffRole>,
    factor: bool,
    organization: &'a str,
}

impl Person<'_> {
    async fn insert(
        self,
        context: &Context,
        tx: &mut Tx,
        role: &str,
        accounts: &mut Vec<Account>,
    ) -> Result<PersonId> {
        let now = context.now();
        let id = context.id(PersonId::from_uuid);
        let password = password(context);
        let hash = context
            .hasher()
            .hash(SecretString::from(password.clone()), context.random_bytes())
            .await?;
        let seed = context.random_bytes::<20>();
        let sealed = if self.factor {
            let bytes = SecretBytes::new(seed.to_vec());
            let sealed = context
                .login_key()
                .seal(id, &bytes, context.random())
                .map_err(ServiceError::internal)?;
            Some(Hidden(sealed))
        } else {
            None
        };
        let row = PersonRow {
            id,
            email: self.login.clone(),
            name: self.name.to_owned(),
            phone: String::new(),
            locale: if self.organization.starts_with("Maple") {
                Locale::En
            } else {
                Locale::De
            },
            theme: Theme::System,
            shortcuts: true,
            staff_role: self.staff,
            may_approve_reveals: false,
            active: true,
            password_hash: Some(Hidden(hash)),
            password_changed_at: Some(now),
            totp_enrolled_at: sealed.as_ref().map(|_| now),
            totp_seed: sealed,
            totp_pending: None,
            totp_last_step: 0,
            created_at: now,
        };
        store::people::insert(tx, &row).await?;
        accounts.push(Account {
            login: self.login,
            password,
            role: role.to_owned(),
            name: self.name.to_owned(),
            organization: self.organization.to_owned(),
            totp_seed: if self.factor {
                base32(&seed)
            } else {
                String::new()
            },
        });
        Ok(id)
    }
}

/// Two words and four digits: long enough for staff, easy to type.
fn password(context: &Context) -> String {
    let bytes = context.random_bytes::<6>();
    let word = |byte: u8| WORDS[usize::from(byte) % WORDS.len()];
    let digits = u16::from_be_bytes([bytes[3], bytes[4]]) % 10_000;
    format!(
        "{}-{}-{digits:04}-{}",
        word(bytes[0]),
        word(bytes[1]),
        word(bytes[2])
    )
}

/// "Ayşe Demir" → "ayse.demir": what stands before the @.
fn mailbox(name: &str) -> String {
    name.trim_start_matches("Dr. ")
        .trim_start_matches("Prof. ")
        .trim_start_matches("Mag. ")
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'ä' => "ae".to_owned(),
            'ö' => "oe".to_owned(),
            'ü' => "ue".to_owned(),
            'ß' => "ss".to_owned(),
            'ş' => "s".to_owned(),
            'é' | 'É' => "e".to_owned(),
            ' ' => ".".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut out, mut buffer, mut bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        buffer = buffer << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(buffer >> bits & 31) as usize]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_plain_ascii() {
        assert_eq!(mailbox("Dr. Wiebke Petersen"), "wiebke.petersen");
        assert_eq!(mailbox("Ayşe Demir"), "ayse.demir");
        assert_eq!(mailbox("Florian Weiß"), "florian.weiss");
        assert_eq!(
            base32(b"12345678901234567890"),
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        );
    }
}
