//! `leitstand-bench`: the figures of docs/BENCHMARKS.md.
//!
//! It builds the demo with many tickets on both databases, starts the release program, logs in as an engineer with password
//! and one-time code, and asks for pages through real sockets, with one connection and with eight. Beside each page it
//! asks for a constant file of the same size from the same process: that goes through the same listener, the same layers
//! and the same router, but neither through session, database nor rendering, so the ratio says what these cost.
//! `cargo xtask bench` builds everything and calls it.

mod desk;
mod http;
mod load;
mod process;
mod table;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::desk::{Desk, Kind, Tools};
use crate::http::{Connection, encoded, get, post};
use crate::load::{Cell, measure};
use crate::process::Watched;
use crate::table::{Report, Row};

/// Connections of the cells.
const CONNECTIONS: [usize; 2] = [1, 8];
/// A word is rare if so many tickets at most have it.
const RARE: usize = 5;

struct Args {
    tickets: usize,
    seconds: u64,
    only: Option<Kind>,
    rows: Option<String>,
    prepare: bool,
    note: String,
}

impl Args {
    /// Whether a row is asked for.
    fn measures(&self, code: &str) -> bool {
        let rows = self.rows.as_deref();
        rows.is_none_or(|rows| rows.split(',').any(|row| row == code))
    }
}

fn main() -> Result<()> {
    let args = args()?;
    // One thread: the server shall have the machine.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(args))
}

fn args() -> Result<Args> {
    let mut args = Args {
        tickets: 100_000,
        seconds: 5,
        only: None,
        rows: None,
        prepare: false,
        note: String::new(),
    };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || {
            given
                .next()
                .with_context(|| format!("{name} needs a value"))
        };
        match name.as_str() {
            "--tickets" => args.tickets = value()?.parse()?,
            "--seconds" => args.seconds = value()?.parse()?,
            "--only" => {
                args.only = Some(match value()?.as_str() {
                    "sqlite" => Kind::Sqlite,
                    "postgres" => Kind::Postgres,
                    other => bail!("unknown database {other}"),
                });
            }
            "--rows" => args.rows = Some(value()?),
            "--prepare" => args.prepare = true,
            "--note" => args.note = value()?,
            other => bail!("unknown argument {other}"),
        }
    }
    Ok(args)
}

fn tools(tickets: usize) -> Result<Tools> {
    let path = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let absolute = |path: PathBuf| std::path::absolute(path).context("no absolute path");
    Ok(Tools {
        program: absolute(path("LEITSTAND_BIN").context("LEITSTAND_BIN is not set")?)?,
        site: absolute(path("LEITSTAND_SITE").context("LEITSTAND_SITE is not set")?)?,
        folder: absolute(path("LEITSTAND_BENCH_DIR").unwrap_or_else(|| "target/bench".into()))?,
        postgres: std::env::var("TEST_POSTGRES_URL").ok(),
        tickets,
        open: 0,
    })
}

async fn run(args: Args) -> Result<()> {
    let tools = tools(args.tickets)?;
    std::fs::create_dir_all(&tools.folder)?;
    let mut report = Report::new(args.tickets, &args.note);
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if args.only.is_some_and(|only| only != kind) {
            continue;
        }
        if kind == Kind::Postgres && tools.postgres.is_none() {
            bail!("TEST_POSTGRES_URL names no server");
        }
        eprintln!("{}: demo with {} tickets", kind.name(), args.tickets);
        let built = tools.prepare(kind).await?;
        if let Some(took) = built {
            eprintln!("{}: built in {:.0} s", kind.name(), took.as_secs_f64());
        }
        if args.prepare {
            continue;
        }
        database(&tools, kind, &args, &mut report).await?;
        if args.measures("open") {
            open_promises(&tools, kind, &args, &mut report).await?;
        }
    }
    if !args.prepare {
        print!("{}", report.markdown());
    }
    Ok(())
}

/// The queue where as many promises run as the other rows have tickets.
async fn open_promises(tools: &Tools, kind: Kind, args: &Args, report: &mut Report) -> Result<()> {
    let tools = Tools {
        tickets: 0,
        open: tools.tickets,
        ..tools.clone()
    };
    eprintln!("{}: demo with {} open tickets", kind.name(), tools.open);
    tools.prepare(kind).await?;
    let desk = tools.desk(kind, 42_310).await?;
    let server = desk.serve().await?;
    let cookie = desk.log_in("engineer").await?;
    let queue = get(server.port, "/desk/queue", &cookie);
    let page = MeasuredPage {
        title: "queue, all promises running",
        code: "queue",
        expected: 200,
        ask: Box::new(move |_| queue.clone()),
    };
    constants(&desk, server.port, std::slice::from_ref(&page)).await?;
    // Files are known from the start.
    drop(server);
    let server = desk.serve().await?;
    let watched = Watched {
        server: server.pid(),
        database: desk.database_title(&tools),
    };
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (row, _) = measured(kind, server.port, &watched, args, &page).await?;
    report.rows.push(row);
    Ok(())
}

/// Everything about one database.
async fn database(tools: &Tools, kind: Kind, args: &Args, report: &mut Report) -> Result<()> {
    let desk = tools.desk(kind, 42_300).await?;
    report.databases.push(desk.version().await?);
    let mut ready = Vec::new();
    // One log-in for the whole run: a one-time code is worth one, and sessions outlive a restart.
    let mut cookies = Cookies::default();
    for _ in 0..5 {
        let server = desk.serve().await?;
        ready.push(server.ready_after);
        if ready.len() == 5 {
            cookies.engineer = desk.log_in("engineer").await?;
            cookies.manager = desk.log_in("manager").await?;
            let words = ["Notstrom".to_owned()];
            let pages = pages(server.port, &cookies, &words, 1_000);
            constants(&desk, server.port, &pages).await?;
        }
    }
    ready.sort_unstable();
    let server = desk.serve().await?;
    let watched = Watched {
        server: server.pid(),
        database: desk.database_title(tools),
    };
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (idle, _) = watched.memory()?;
    let mut busy = idle;
    let words = rare_words(&desk, server.port, &cookies.engineer).await?;
    eprintln!("{}: rare words {}", kind.name(), words.join(", "));
    let port = server.port;
    for page in pages(port, &cookies, &words, tools.tickets) {
        if args.measures(page.code) {
            let (row, memory) = measured(kind, port, &watched, args, &page).await?;
            busy = busy.max(memory);
            report.rows.push(row);
        }
    }
    report.sizes(kind, ready[ready.len() / 2], idle, busy, &desk.site)?;
    drop(server);
    Ok(())
}

/// A page with one connection and with eight, each beside a constant file of its size; and the most memory seen.
async fn measured(
    kind: Kind,
    port: u16,
    watched: &Watched,
    args: &Args,
    page: &MeasuredPage<'_>,
) -> Result<(Row, f64)> {
    let length = Duration::from_secs(args.seconds);
    let constant = get(port, &format!("/pkg/constant-{}.txt", page.code), "");
    let mut row = Row::new(kind, page.title);
    let mut busy = 0.0_f64;
    for connections in CONNECTIONS {
        let first = connections as u64 * 1_000_000;
        let (expected, ask) = (page.expected, &page.ask);
        let cell = measure(port, watched, connections, length, expected, first, ask).await?;
        busy = busy.max(watched.memory()?.0);
        show(kind, page.title, &cell);
        let short = length.min(Duration::from_secs(3));
        let same = |_| constant.clone();
        let beside = measure(port, watched, connections, short, 200, 0, &same).await?;
        show(kind, "constant", &beside);
        row.cells.push((cell, beside));
    }
    Ok((row, busy))
}

fn show(kind: Kind, title: &str, cell: &Cell) {
    eprintln!(
        "{} {title} @{}: {:.0}/s p50 {:.2} p99 {:.2} ms, CPU {:.3} + {:.3} ms, {} bytes",
        kind.name(),
        cell.connections,
        cell.per_second,
        cell.p50,
        cell.p99,
        cell.cpu_server,
        cell.cpu_database,
        cell.bytes
    );
}

struct MeasuredPage<'a> {
    title: &'static str,
    code: &'static str,
    expected: u16,
    ask: Box<load::Ask<'a>>,
}

/// A spread of tickets over all ages, the same in every run.
fn some_number(n: u64, tickets: usize) -> u64 {
    40_001 + n.wrapping_mul(2_654_435_761) % (tickets.max(1) as u64)
}

/// Who is logged in.
#[derive(Default)]
struct Cookies {
    engineer: String,
    manager: String,
}

fn pages<'a>(
    port: u16,
    cookies: &'a Cookies,
    words: &'a [String],
    tickets: usize,
) -> Vec<MeasuredPage<'a>> {
    let cookie = cookies.engineer.as_str();
    let queue = get(port, "/desk/queue", cookie);
    // The twelve months before the demo's present hold nearly all of its tickets.
    let year = get(port, &year_of_reports(), &cookies.manager);
    let login = get(port, "/login", "");
    vec![
        MeasuredPage {
            title: "queue, 50 rows",
            code: "queue",
            expected: 200,
            ask: Box::new(move |_| queue.clone()),
        },
        MeasuredPage {
            title: "ticket",
            code: "ticket",
            expected: 200,
            ask: Box::new(move |n| {
                get(
                    port,
                    &format!("/tickets/{}", some_number(n, tickets)),
                    cookie,
                )
            }),
        },
        MeasuredPage {
            title: "search for a rare word",
            code: "search",
            expected: 200,
            ask: Box::new(move |n| {
                let word = &words[usize::try_from(n).unwrap_or(0) % words.len()];
                get(port, &format!("/desk/search?q={}", encoded(word)), cookie)
            }),
        },
        MeasuredPage {
            title: "log-in page",
            code: "login",
            expected: 200,
            ask: Box::new(move |_| login.clone()),
        },
        MeasuredPage {
            title: "filing a ticket",
            code: "filing",
            expected: 303,
            ask: Box::new(move |n| filing(port, cookie, n)),
        },
        MeasuredPage {
            title: "report of a year",
            code: "report",
            expected: 200,
            ask: Box::new(move |_| year.clone()),
        },
    ]
}

/// The report of 365 days up to today, with the days before to compare with.
fn year_of_reports() -> String {
    let (first, last) = (day("364 days ago"), day("today"));
    format!("/reports?period={first}..{last}")
}

/// A date as the machine says it; without one the report is that of the running month.
fn day(which: &str) -> String {
    let output = std::process::Command::new("date")
        .args(["-d", which, "+%F"])
        .output();
    output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// A ticket for a caller, each with its own text, customer and system.
fn filing(port: u16, cookie: &str, n: u64) -> Vec<u8> {
    let customer = n % 40;
    let organization = format!("K-{}", 10_201 + customer * 7);
    let system = format!("SRV-{}", 20_401 + customer * 3 + n % 3);
    let subject = format!("Anruf {n}: Anmeldung an „Versandauskunft“ schlägt fehl");
    let body = format!(
        "Seit {}:{:02} Uhr kommt niemand mehr hinein, die Meldung ist E-{n:06X}. Betroffen sind {} Arbeitsplätze im Lager, \
         ein Neustart hat nichts geändert. Bitte um Rückruf.",
        6 + n % 12,
        n % 60,
        3 + n % 40
    );
    let key = format!("bench-{n}");
    post(
        port,
        "/desk/tickets/new",
        cookie,
        &[
            ("organization", &organization),
            ("caller", "Frau Berger"),
            ("minutes", "1"),
            ("subject", &subject),
            (
                "class",
                if n.is_multiple_of(3) {
                    "question"
                } else {
                    "fault"
                },
            ),
            ("priority", "normal"),
            ("department", "technical"),
            ("systems", &system),
            ("body", &body),
            ("idempotency_key", &key),
        ],
    )
}

/// Writes a constant file beside the assets for each page, as large as the page is.
async fn constants(desk: &Desk, port: u16, pages: &[MeasuredPage<'_>]) -> Result<()> {
    let mut connection = Connection::open(port).await?;
    for page in pages {
        let bytes = if page.expected == 200 {
            let reply = connection.ask(&(page.ask)(7)).await?;
            if reply.status != page.expected {
                bail!("{} answers {}", page.title, reply.status);
            }
            reply.body_bytes()
        } else {
            // A redirect has no body.
            1
        };
        let text = "0123456789abcdef\n".repeat(bytes / 17 + 1);
        std::fs::write(
            desk.site.join(format!("pkg/constant-{}.txt", page.code)),
            &text[..bytes],
        )?;
    }
    Ok(())
}

/// Words that few tickets have, but at least one.
async fn rare_words(desk: &Desk, port: u16, cookie: &str) -> Result<Vec<String>> {
    let mut connection = Connection::open(port).await?;
    let mut words = Vec::new();
    for text in desk.some_texts().await? {
        let Some(word) = text
            .split(|c: char| !c.is_alphabetic())
            .max_by_key(|word| word.len())
        else {
            continue;
        };
        let path = format!("/desk/search?q={}", encoded(word));
        let reply = connection.ask(&get(port, &path, cookie)).await?;
        let page = connection.body(reply);
        let hits = page.matches("href=\"/tickets/").count();
        if reply.status == 200 && (1..=RARE).contains(&hits) {
            words.push(word.to_owned());
        }
        if words.len() == 12 {
            break;
        }
    }
    if words.is_empty() {
        bail!("no rare word was found");
    }
    Ok(words)
}
