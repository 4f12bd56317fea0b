//! After the vault has let go of a secret, the process's memory does not hold it any more.
//!
//! Reads every writable page of this process through `/proc/self/mem`. The canary is never written down in one piece: it
//! is built from a mask, and looked for through the mask, so that the search finds only what the vault left behind.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::{self, File};
use std::future::Future;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use domain::credential::SecretField;
use domain::ids::{OrganizationId, RowId, SecretId, ShardId};
use domain::time::Random;
use vault::{DatabaseFacts, KekSource, KeyFile, SecretBytes, SecretContext, Shard, Vault};

const MASK: u8 = 0xA7;
/// What is looked for: the start of the secret, and each key.
const NEEDLE: usize = 32;
const SECRET: usize = 0;
const KEK: usize = 1_000;
const SHARD: usize = 2_000;
const DEK: usize = 3_000;

/// Byte `index` of a fixed sequence, masked. Nothing holds the unmasked bytes but what the vault was given.
fn masked(index: usize) -> u8 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    mixed.to_le_bytes()[0] ^ MASK
}

/// Hands out the fixed sequence from a starting point on.
struct Sequence(AtomicUsize);

impl Sequence {
    fn from(start: usize) -> Self {
        Self(AtomicUsize::new(start))
    }
}

impl Random for Sequence {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = masked(self.0.fetch_add(1, Ordering::Relaxed)) ^ MASK;
        }
    }
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing has to wait"),
    }
}

/// How often the needle from `start` on stands in this process's writable memory. Pages are masked as soon as they are
/// read, so that the search's own buffer holds no copy.
fn copies_in_memory(start: usize) -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let mut found = 0;
    let mut page = vec![0_u8; 4096 + NEEDLE - 1];
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
        let (mut at, end) = (parse(from), parse(to));
        while at < end {
            let wanted = usize::try_from(end - at).unwrap().min(page.len());
            // Some mappings cannot be read; they are the kernel's.
            let Ok(read) = memory.read_at(&mut page[..wanted], at) else {
                break;
            };
            for byte in &mut page[..read] {
                *byte ^= MASK;
            }
            let is_needle = |window: &&[u8]| {
                let mut bytes = window.iter().enumerate();
                bytes.all(|(offset, byte)| *byte == masked(start + offset))
            };
            found += page[..read].windows(NEEDLE).filter(is_needle).count();
            page.fill(0);
            at += 4096;
        }
    }
    found
}

fn parse(hex: &str) -> u64 {
    u64::from_str_radix(hex, 16).unwrap()
}

fn all_copies() -> [usize; 4] {
    [SECRET, KEK, SHARD, DEK].map(copies_in_memory)
}

fn seal_and_open(directory: &Path) {
    let path = directory.join("vault.key");
    drop(KeyFile::create(&path, &Sequence::from(KEK)).unwrap());
    let vault = ready(Vault::boot(
        &KekSource::File(path),
        &DatabaseFacts::default(),
    ))
    .vault;
    let id: RowId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
    let shard = Shard::new(ShardId::from_uuid(id.uuid()), &Sequence::from(SHARD));
    let context = SecretContext {
        organization: OrganizationId::from_uuid(id.uuid()),
        ticket: None,
        shard: Some(shard.id()),
        secret: SecretId::from_uuid(id.uuid()),
        field: SecretField::PrivateKey,
        version: 1,
    };
    let mut bytes = vec![0; 700];
    Sequence::from(SECRET).fill(&mut bytes);
    let secret = SecretBytes::new(bytes);
    let row = ready(vault.seal(&context, &secret, Some(&shard), &Sequence::from(DEK))).unwrap();
    let opened = ready(vault.open(&context, &row, Some(&shard))).unwrap();
    assert!(opened == secret);
    let [secrets, keks, shards, _deks] = all_copies();
    assert!(
        secrets == 2 && keks == 1 && shards == 1,
        "the search finds what is still held, and only that: {secrets} {keks} {shards}"
    );
}

// research attack 19
#[test]
fn what_was_let_go_is_not_in_memory_any_more() {
    let place = tempfile::tempdir().unwrap();
    assert_eq!(all_copies(), [0; 4]);
    seal_and_open(place.path());
    assert_eq!(all_copies(), [0; 4], "copies of secret, KEK, shard, DEK");
}
