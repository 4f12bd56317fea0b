// What every spec needs: people in a real browser, with and without JavaScript, on both databases.
//
//   import { matrix, logIn, checkPage } from "../harness.mjs";
//
//   matrix("a customer files a ticket", { demo: true }, async ({ server, people }) => {
//     const customer = await people.new();
//     await logIn(customer, server.accounts().find((a) => a.role === "owner"));
//     await customer.page.goto(`${server.url}/tickets/new`);
//     …
//     await checkPage(customer.page);
//   });

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { DATABASES, startServer, unavailable, until } from "./server.mjs";
import { freshCode } from "./totp.mjs";

export { assert, test };
export * from "./server.mjs";
export { code, freshCode } from "./totp.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = process.env.END2END_OUT ?? join(HERE, "out");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Widths and heights that pages are looked at in. */
export const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 780 } };
export const THEMES = ["light", "dark"];

let browser;
/** Profiles that were opened without JavaScript. */
const withoutScripts = new WeakSet();

/** The one browser of this process, started when it is first needed. */
async function theBrowser() {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return browser;
}

after(async () => (await browser)?.close());

/**
 * A journey on every database, with JavaScript and without.
 *
 * Options: `demo`, `smtp`, `config`, `env` as in `startServer`; `javascript` to restrict it to `[true]` or `[false]`;
 * `databases` to restrict the databases. The journey gets `{ server, people, javascript, database, it }`; `it(title, …)`
 * is a part of it with a result of its own, on the same server.
 */
export function matrix(title, options, journey) {
  for (const database of options.databases ?? DATABASES) {
    for (const javascript of options.javascript ?? [true, false]) {
      const name = `${title} (${database}, JavaScript ${javascript ? "on" : "off"})`;
      test(name, { skip: unavailable }, async (t) => {
        const server = await startServer({ ...options, database });
        const people = new People(server, javascript);
        const it = (part, steps) => t.test(part, () => steps().catch(async (error) => {
          await people.keepEvidence(`${name} ${part}`);
          throw error;
        }));
        try {
          await journey({ server, people, javascript, database, it });
          people.assertNoTrouble();
        } catch (error) {
          await people.keepEvidence(name);
          throw error;
        } finally {
          await people.leave();
          await server.stop();
        }
      });
    }
  }
}

/** People are separate browser profiles: their own cookies, their own window. */
export class People {
  constructor(server, javascript = true) {
    this.server = server;
    this.javascript = javascript;
    this.all = [];
  }

  /** Somebody new, not logged in. */
  async new({ theme = "light", size = SIZES.desktop, javascript = this.javascript, locale = "de-DE" } = {}) {
    const context = await (await theBrowser()).newContext({
      baseURL: this.server.url,
      javaScriptEnabled: javascript,
      colorScheme: theme,
      viewport: size,
      locale,
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      acceptDownloads: true,
    });
    if (!javascript) withoutScripts.add(context);
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const person = { context, page, javascript, trouble: [] };
    context.on("console", (message) => {
      const violation = /content security policy/i.test(message.text());
      if (violation || message.type() === "error") person.trouble.push(message.text());
    });
    context.on("weberror", (error) => person.trouble.push(String(error.error())));
    context.on("response", (response) => {
      if (response.status() >= 500) person.trouble.push(`${response.status()} ${response.url()}`);
    });
    page.on("dialog", (dialog) => {
      person.trouble.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    context.on("request", (request) => {
      const url = new URL(request.url());
      const ours = request.url().startsWith(this.server.url) || ["data:", "blob:"].includes(url.protocol);
      if (!ours) person.trouble.push(`a request to a stranger: ${request.url()}`);
    });
    this.all.push(person);
    return person;
  }

  /** Whoever a client without a browser is logged in as: a new profile with its cookies. */
  async as({ cookies, url }) {
    const person = await this.new();
    await person.context.addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
    return person;
  }

  /** Fails if a browser console, the content security policy or a 5xx complained about anything. */
  assertNoTrouble() {
    // What the test provokes on purpose is no trouble of the page: a refused form is a 4xx.
    const provoked = /status of 4\d\d/;
    const trouble = this.all.flatMap((person) => person.trouble).filter((text) => !provoked.test(text));
    assert.deepEqual(trouble, []);
  }

  /** Screenshots, pages and the server's log of a failed journey. */
  async keepEvidence(title) {
    const folder = join(OUT, "failures", title.replace(/[^\w]+/g, "-"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "server.log"), this.server.log());
    for (const [number, { page, trouble }] of this.all.entries()) {
      await page.screenshot({ path: join(folder, `${number}.png`), fullPage: true }).catch(() => {});
      writeFileSync(join(folder, `${number}.html`), await page.content().catch(() => ""));
      writeFileSync(join(folder, `${number}.txt`), [page.url(), ...trouble].join("\n"));
    }
    console.error(`evidence of the failure: ${folder}`);
  }

  async leave() {
    for (const { context } of this.all) await context.close();
  }
}

/** Logs in, with a one-time code where the account has a second factor. */
export async function logIn(person, account) {
  const { page } = person;
  await page.goto("/login");
  await page.fill("[name=email]", account.login);
  await page.fill("[name=password]", account.password);
  await submit(page);
  if (new URL(page.url()).pathname === "/login/factor") {
    await page.fill("[name=code]", await freshCode(account.totp_seed));
    await submit(page);
  }
  const { pathname } = new URL(page.url());
  assert.ok(!pathname.startsWith("/login"), `still at ${pathname} after logging in as ${account.login}`);
}

/** Presses the submit button of the page's main form and waits for the answer. */
export async function submit(page, button = "main form button[type=submit], main form button:not([type])") {
  await Promise.all([page.waitForLoadState("load"), page.locator(button).first().click()]);
  await page.waitForLoadState("load");
}

/** Accessibility: no violation, in both colour schemes. */
export async function checkPage(page, { themes = THEMES } = {}) {
  await islandsAwake(page);
  for (const theme of themes) {
    assert.deepEqual(await axe(page, theme), [], `axe-core on ${page.url()} (${theme})`);
  }
}

/** With scripts, the islands of a page that has any come alive: a page without them looks right and does nothing. */
export async function islandsAwake(page) {
  if (withoutScripts.has(page.context()) || !(await page.locator("leptos-island").count())) return;
  await until(
    () => page.evaluate(() => document.documentElement.dataset.islands === "awake"),
    `the islands of ${page.url()} stayed asleep`,
  );
}

/** What axe-core finds, short enough to read in a test report; with `only` the rules of that list. */
export async function axe(page, theme = "light", only = undefined) {
  if (withoutScripts.has(page.context())) return axeOfTwin(page, theme);
  await page.emulateMedia({ colorScheme: theme });
  // Evaluated through the debugger, so that the page's policy does not stand in the way.
  await page.evaluate(AXE);
  const run = (runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] });
  const results = await page.evaluate(run, only ? { type: "rule", values: only } : { type: "tag", values: RULES });
  return results.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 5).map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  }));
}

/**
 * axe-core waits with timers, which never fire in a profile without JavaScript. So it looks at the same document in
 * another profile, with the page's own scripts taken out.
 */
async function axeOfTwin(page, theme) {
  const html = (await source(page)).replace(/<script\b[^>]*>.*?<\/script>/gs, "");
  const context = await (await theBrowser()).newContext({ viewport: page.viewportSize(), reducedMotion: "reduce" });
  try {
    const twin = await context.newPage();
    await twin.route(page.url(), (route) => route.fulfill({ body: html, contentType: "text/html; charset=utf-8" }));
    await twin.goto(page.url());
    return await axe(twin, theme);
  } finally {
    await context.close();
  }
}

/**
 * The document as it stands. A page without scripts loads itself anew every few seconds, and in that moment there is no
 * document to read: it is read when it has come.
 */
export async function source(page) {
  for (let trial = 1; ; trial += 1) {
    try {
      return await page.content();
    } catch (error) {
      if (trial === 5 || !/navigating/.test(error.message)) throw error;
      await page.waitForLoadState("load");
    }
  }
}

/** Pictures of the page: light and dark, desktop and phone, in `screenshots/`. */
export async function screenshots(page, name) {
  const folder = join(OUT, "screenshots");
  mkdirSync(folder, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize(SIZES.desktop);
  await page.emulateMedia({ colorScheme: "light" });
}
