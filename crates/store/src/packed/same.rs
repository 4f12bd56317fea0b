//! A list is the same list on both databases, packed or not, alone or with others: every row, in the order the statement
//! asks for.

use std::cmp::Reverse;

use crate::value::Value;
use crate::{Ask, Asks, StoreError, Tx};

/// More than anybody fetches at once.
const COUNT: i64 = 1_500;
const BOXES: [&str; 5] = ["ash", "birch", "cedar", "elm", "fir"];
const TABLES: [&str; 2] = [
    "CREATE TABLE boxes (n BIGINT PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE things (n BIGINT PRIMARY KEY, box BIGINT, weight BIGINT, note TEXT, whole BOOLEAN NOT NULL)",
];
const COLUMNS: &str =
    "SELECT things.n, boxes.name, things.weight, things.note, things.whole FROM things ";
/// NULLs come where the statement says; by themselves the databases disagree.
const ORDER: &str =
    " ORDER BY things.weight DESC NULLS LAST, boxes.name NULLS FIRST, things.n DESC";

const OTHER: &str = "SELECT n FROM boxes WHERE n >= $1 ORDER BY n";

/// Number, name of its box, weight, note, whether it is whole.
type Thing = (i64, Option<String>, Option<i64>, Option<String>, bool);

/// Weights repeat and are missing, boxes are missing or do not exist, notes are missing or hard to quote.
fn thing(n: i64) -> Thing {
    let boxed = usize::try_from(n % 7).ok();
    let name = boxed
        .and_then(|at| BOXES.get(at))
        .map(|&name| name.to_owned());
    let weight = (n % 3 != 0).then_some(n * 7_919 % 101 - 50);
    let note = (n % 5 != 0).then(|| format!("„{n}\", \\ and\n€"));
    (n, name, weight, note, n % 2 == 0)
}

async fn things(tx: &mut Tx) -> crate::Result<Vec<Thing>> {
    for table in TABLES {
        tx.execute(table, args![]).await?;
    }
    for (n, name) in (0_i64..).zip(BOXES) {
        tx.change_one("INSERT INTO boxes VALUES ($1, $2)", args![n, name])
            .await?;
    }
    let mut all = Vec::new();
    for n in 1..=COUNT {
        let (_, _, weight, note, whole) = thing(n);
        let boxed = (n % 7 != 6).then_some(n % 7);
        let values = args![n, boxed, weight, note, whole];
        tx.change_one("INSERT INTO things VALUES ($1, $2, $3, $4, $5)", values)
            .await?;
        all.push(thing(n));
    }
    all.sort_by_key(|(n, name, weight, ..)| {
        let last = weight.is_none();
        (last, Reverse(*weight), name.clone(), Reverse(*n))
    });
    Ok(all)
}

/// The list, which must be the same when it is asked for together with another.
async fn listed(tx: &mut Tx, sql: &'static str, values: Vec<Value>) -> crate::Result<Vec<Thing>> {
    let mut asks = Asks::default();
    let other = asks.add::<(i64,)>(Ask::new(OTHER, args![2_i64]));
    let place = asks.add::<Thing>(Ask::new(sql, values.clone()));
    let answers = tx.answers(asks).await?;
    assert_eq!(answers.of(&other)?, [(2,), (3,), (4,)]);
    let list = tx.list(sql, values).await?;
    assert_eq!(answers.of(&place)?, list);
    Ok(list)
}

crate::both_databases! {
    async fn a_list_of_joined_rows_keeps_its_order_with_nulls_and_limits(db: Db) {
        const ALL: &str = sql!(COLUMNS, "LEFT JOIN boxes ON boxes.n = things.box", ORDER);
        const SOME: &str = sql!(ALL, " LIMIT $1");
        const INNER: &str = sql!(COLUMNS, "JOIN boxes ON boxes.n = things.box WHERE things.n > $1", ORDER, " LIMIT $2");
        const NAMED: &str = sql!("WITH few AS (SELECT * FROM things WHERE n <= $1) ",
            "SELECT few.n, boxes.name, few.weight, few.note, few.whole FROM few LEFT JOIN boxes ON boxes.n = few.box ",
            "ORDER BY few.n DESC");
        let mut tx = db.begin().await?;
        let all = things(&mut tx).await?;
        assert_eq!(all.len(), 1_500);
        assert_eq!(listed(&mut tx, ALL, args![]).await?, all);
        for limit in [0_i64, 1, 50, 1_200, 2_000] {
            let expected = &all[..all.len().min(usize::try_from(limit)?)];
            assert_eq!(listed(&mut tx, SOME, args![limit]).await?, expected, "the first {limit}");
        }
        let boxed = all.iter().filter(|(n, name, ..)| *n > 100 && name.is_some()).take(900);
        let boxed: Vec<Thing> = boxed.cloned().collect();
        assert_eq!(boxed.len(), 900);
        assert_eq!(listed(&mut tx, INNER, args![100_i64, 900_i64]).await?, boxed);
        let few: Vec<Thing> = (1..=40).rev().map(thing).collect();
        assert_eq!(listed(&mut tx, NAMED, args![40_i64]).await?, few);
    }

    async fn a_fraction_is_refused_where_it_is_read(db: Db) {
        const HALVES: &str = "SELECT n, CAST(weight AS DOUBLE PRECISION) / 2 AS half FROM things WHERE n < 3 ORDER BY n DESC";
        let mut tx = db.begin().await?;
        things(&mut tx).await?;
        let list = tx.list::<(i64, Option<i64>)>(HALVES, args![]).await.err();
        let single = tx.optional::<(i64, Option<i64>)>(HALVES, args![]).await.err();
        let mut asks = Asks::default();
        let place = asks.add::<(i64, Option<i64>)>(Ask::new(HALVES, args![]));
        let together = tx.answers(asks).await?.of(&place).err();
        for error in [list, single, together] {
            let Some(StoreError::Inconsistent { table, column, id }) = error else {
                panic!("a fraction is no whole number: {error:?}");
            };
            assert_eq!((table, &*column, &*id), ("(result)", "half", "2"));
        }
    }
}
