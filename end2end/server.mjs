// The release program as a real process: own data directory, own database, own SMTP peer, a free port.

import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { readMails } from "./mail.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(HERE, "../target");
const PYTHON = "/usr/bin/python3";

/** The program under test. */
export const BINARY = resolve(process.env.LEITSTAND_BIN ?? join(TARGET, "release/leitstand"));
const SITE = resolve(process.env.LEITSTAND_SITE ?? join(TARGET, "site"));

/** Why nothing can be tested here, or undefined. For the `skip` option of a test. */
export const unavailable = existsSync(BINARY) ? undefined : `there is no ${BINARY}: cargo build --release`;

/** The databases to test on. */
export const DATABASES = process.env.TEST_POSTGRES_URL ? ["sqlite", "postgres"] : ["sqlite"];

const children = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/**
 * Starts a server.
 *
 * - `database`: "sqlite" or "postgres"
 * - `demo`: true fills it with the demo provider first; an array is handed on as arguments of `leitstand demo`
 * - `smtp`: true starts an SMTP peer (a demo database writes its mails to a directory instead)
 * - `config`: further TOML text
 * - `env`: further environment variables
 */
export async function startServer({ database = "sqlite", demo = false, smtp = false, config = "", env = {} } = {}) {
  const server = new Server(database, env);
  try {
    if (smtp) server.smtp = await startSmtp();
    await server.prepare(config);
    if (demo) server.cli("demo", ...(Array.isArray(demo) ? demo : []));
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

class Server {
  constructor(database, env) {
    this.database = database;
    this.folder = mkdtempSync(join(tmpdir(), "leitstand-end2end-"));
    this.data = join(this.folder, "data");
    this.file = join(this.folder, "leitstand.toml");
    this.logFile = join(this.folder, "server.log");
    this.env = { ...process.env, LEITSTAND_SITE: SITE, ...env };
    delete this.env.DATABASE_URL;
  }

  async prepare(more) {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const lines = [
      `listen = "127.0.0.1:${port}"`,
      `public_url = "${this.url}"`,
      `metrics_listen = "127.0.0.1:${await freePort()}"`,
      `data_dir = ${JSON.stringify(this.data)}`,
    ];
    if (this.database === "postgres") {
      this.databaseName = `end2end_${randomBytes(6).toString("hex")}`;
      psql(process.env.TEST_POSTGRES_URL, `create database ${this.databaseName}`);
      const url = new URL(process.env.TEST_POSTGRES_URL);
      url.pathname = `/${this.databaseName}`;
      this.databaseUrl = url.href;
      lines.push(`database_url = "${this.databaseUrl}"`);
    }
    if (this.smtp) {
      more = `[mail]\nsmtp_url = "smtp://127.0.0.1:${this.smtp.port}"\nfrom_address = "support@provider.example"\n${more}`;
    }
    writeFileSync(this.file, `${lines.join("\n")}\n${more}\n`);
    mkdirSync(this.data, { recursive: true });
  }

  /** Starts the process and waits until it is ready. */
  async start() {
    const log = openSync(this.logFile, "a");
    this.process = spawn(BINARY, ["serve", "--config", this.file], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", log, log],
    });
    children.add(this.process);
    this.ended = new Promise((done) =>
      this.process.once("exit", (code, signal) => {
        children.delete(this.process);
        done({ code, signal });
      }),
    );
    await until(async () => {
      if (this.process.exitCode !== null) throw new Error(`the server ended at once:\n${this.log()}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      return answer?.ok;
    }, `the server is not ready:\n${this.log()}`);
  }

  /** Sends a signal and waits for the end: "SIGTERM" asks, "SIGKILL" is a crash. */
  async kill(signal = "SIGTERM") {
    this.process?.kill(signal);
    return this.ended;
  }

  /** Ends the process and starts it again on the same data. */
  async restart(signal = "SIGTERM") {
    await this.kill(signal);
    await this.start();
  }

  /** Ends everything and removes the data. */
  async stop() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    this.smtp?.stop();
    if (this.databaseName) {
      psql(process.env.TEST_POSTGRES_URL, `drop database if exists ${this.databaseName} with (force)`);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs another command of the program on the same configuration; returns what it printed. */
  cli(...args) {
    return execFileSync(BINARY, [...args, "--config", this.file], {
      cwd: this.folder,
      env: this.env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** The accounts of the demo: `login`, `password`, `role`, `name`, `organization`, `totp_seed`. */
  accounts() {
    return JSON.parse(readFileSync(join(this.data, "demo-accounts.json"), "utf8"));
  }

  /** Everything the program has logged. */
  log() {
    return existsSync(this.logFile) ? readFileSync(this.logFile, "utf8") : "";
  }

  /** All mails sent so far. */
  mails() {
    return readMails(this.smtp?.directory ?? join(this.data, "mail"));
  }

  /** Waits for a mail that satisfies the condition. */
  async mail(condition, seconds = 20) {
    let found;
    await until(() => (found = this.mails().find(condition)), "the mail did not come", seconds);
    return found;
  }

  /** Rows of a query on the server's own database, as objects. */
  query(sql) {
    if (this.database === "postgres") {
      const answer = psql(this.databaseUrl, `select coalesce(json_agg(t), '[]') from (${sql}) t`);
      return JSON.parse(answer);
    }
    const script =
      "import json,sqlite3,sys\n" +
      "db = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True); db.row_factory = sqlite3.Row\n" +
      "show = lambda v: v.hex() if isinstance(v, bytes) else v\n" +
      "print(json.dumps([{k: show(r[k]) for k in r.keys()} for r in db.execute(sys.argv[2])]))";
    return JSON.parse(this.python(script, sql));
  }

  /**
   * Changes rows behind the server's back. Only to set a test up where time has to pass: a moment is moved into the
   * past, so that it is over now. What the rows say must be possible, or the test shows nothing.
   */
  execute(sql) {
    if (this.database === "postgres") return psql(this.databaseUrl, sql);
    const script =
      "import sqlite3,sys\n" +
      "db = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)\n" +
      "db.executescript('begin immediate;' + sys.argv[2] + ';commit;')";
    return this.python(script, sql);
  }

  /** A moment some seconds from now, as the database writes it, quoted. */
  moment(seconds) {
    return `'${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z'`;
  }

  /**
   * Every place in which a text lies: columns of tables (as text, hex or base64), files below the data directory,
   * the log, the mails. Upper and lower case are the same.
   */
  placesOf(text) {
    return [...this.columnsWith(text), ...this.filesWith(text)];
  }

  columnsWith(text) {
    if (this.database === "sqlite") {
      const script =
        SHAPES +
        "import sqlite3\n" +
        "db = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True); db.text_factory = bytes\n" +
        "names = [r[0].decode() for r in db.execute(\"select name from sqlite_master where type = 'table'\")]\n" +
        "found, cells = [], 0\n" +
        "for name in names:\n" +
        "  rows = db.execute(f'select * from \"{name}\"')\n" +
        "  columns = [c[0] for c in rows.description]\n" +
        "  for row in rows:\n" +
        "    for column, value in zip(columns, row):\n" +
        "      cells += 1\n" +
        "      if isinstance(value, bytes) and holds(value): found.append(f'{name}.{column}')\n" +
        "print(json.dumps([cells, sorted(set(found))]))";
      const [cells, found] = JSON.parse(this.python(script, text));
      if (cells < 500) throw new Error(`only ${cells} cells were looked at`);
      return found;
    }
    const tables = this.query("select table_name from information_schema.tables where table_schema = 'public'");
    const shapes = JSON.parse(execFileSync(PYTHON, ["-c", `${SHAPES}print(json.dumps([s.decode() for s in shapes]))`, "", text]));
    if (tables.length < 20) throw new Error(`only ${tables.length} tables were looked at`);
    const each = tables.map(({ table_name: name }) => `select '${name}' as name, lower(t::text) as row from "${name}" t`);
    const found = this.query(each.join(" union all ")).filter(({ row }) => shapes.some((shape) => row.includes(shape)));
    return [...new Set(found.map(({ name }) => name))];
  }

  filesWith(text) {
    const script =
      SHAPES +
      "import os\n" +
      "found = []\n" +
      "for folder, _, names in os.walk(sys.argv[1]):\n" +
      "  for name in names:\n" +
      "    path = os.path.join(folder, name)\n" +
      "    if holds(open(path, 'rb').read()): found.append(path)\n" +
      "print(json.dumps(found))";
    const folders = [this.folder, this.smtp?.directory].filter(Boolean);
    return folders.flatMap((folder) => JSON.parse(execFileSync(PYTHON, ["-c", script, folder, text], { encoding: "utf8" })));
  }

  python(script, argument) {
    const file = join(this.data, "db/leitstand.sqlite");
    return execFileSync(PYTHON, ["-c", script, file, argument], { encoding: "utf8", maxBuffer: 1 << 28 });
  }
}

/** Python: the shapes in which a text could have been written down, all in lower case, and how to look for them. */
const SHAPES =
  "import base64,json,sys\n" +
  "text = sys.argv[2].encode()\n" +
  "cut = lambda lead: base64.b64encode(b'x' * lead + text)[4 if lead else 0:].rstrip(b'=')[:-2].lower()\n" +
  "shapes = [text.lower(), text.hex().encode()] + [cut(lead) for lead in (0, 1, 2)]\n" +
  "holds = lambda value: any(shape in value.lower() for shape in shapes)\n";

/** Starts an SMTP server; `mode("busy")` and the others are described in smtp_peer.py. */
export async function startSmtp(port = 0) {
  const directory = mkdtempSync(join(tmpdir(), "leitstand-smtp-"));
  const child = spawn(PYTHON, [join(HERE, "smtp_peer.py"), directory, String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  const bound = await new Promise((done, failed) => {
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
      const port = /^ready (\d+)\n/.exec(said)?.[1];
      if (port) done(Number(port));
    });
    child.once("exit", () => failed(new Error("the SMTP peer did not start: is python3-aiosmtpd installed?")));
  });
  return {
    port: bound,
    directory,
    mode: (mode) => writeFileSync(join(directory, "mode"), mode),
    stop: () => {
      child.removeAllListeners("exit");
      child.kill("SIGKILL");
      children.delete(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The text of a PDF: as it lies on the page, or, `inOrder`, as it was written, each cell of a table in one piece. */
export function pdfText(bytes, { inOrder = false } = {}) {
  return execFileSync("pdftotext", [inOrder ? "-raw" : "-layout", "-", "-"], { input: bytes, encoding: "utf8" });
}

/** Waits until the condition holds; an error it throws ends the waiting. */
export async function until(condition, otherwise = "it did not happen", seconds = 30) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error(otherwise);
}

function psql(url, sql) {
  return execFileSync("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
