//! Quotas (Stundenkontingent): units paid for before (billing rule 8).

use serde::{Deserialize, Serialize};

use super::article::ArticleCode;
use super::line::Line;
use crate::charge::Cents;
use crate::ids::RowId;
use crate::time::Timestamp;

/// Units of an article, paid for in advance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Its id.
    pub id: RowId,
    /// What they are good for, inside and outside the hours alike.
    pub article: ArticleCode,
    /// How many.
    pub units: i64,
    /// First instant they can be used.
    pub from: Timestamp,
    /// First instant they can no longer be used.
    pub until: Timestamp,
}

/// What is left of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Which.
    pub quota: RowId,
    /// Units used.
    pub used: i64,
    /// Units left.
    pub left: i64,
    /// Until when they can be used.
    pub until: Timestamp,
}

/// Takes units out of quotas before they are charged: lines in the order of their time, the oldest quota first.
pub(super) fn consume(lines: &mut [Line], quotas: &[Quota]) -> Vec<Balance> {
    let mut quotas: Vec<&Quota> = quotas.iter().collect();
    quotas.sort_by_key(|quota| (quota.from, quota.until, quota.id));
    let mut balances: Vec<Balance> = quotas
        .iter()
        .map(|quota| Balance {
            quota: quota.id,
            used: 0,
            left: quota.units.max(0),
            until: quota.until,
        })
        .collect();
    let charged = |line: &&mut Line| line.unbilled.is_none() && line.net > Cents::ZERO;
    for line in lines.iter_mut().filter(charged) {
        let at = line.priced.from;
        if line.priced.unit_min.is_none() {
            continue;
        }
        for (quota, balance) in quotas.iter().zip(&mut balances) {
            if quota.article == line.article && quota.from <= at && at < quota.until {
                let taken = balance.left.min(line.priced.units - line.from_quota);
                balance.left -= taken;
                balance.used += taken;
                line.from_quota += taken;
            }
        }
        line.net = line.priced.amount(line.priced.units - line.from_quota);
    }
    balances
}
