// Pictures of the main pages as people with the demo see them: light and dark, desktop and phone.
//
//   node end2end/screenshots.mjs                     all pages into target/screenshots/
//   node end2end/screenshots.mjs --docs              the main pages, small, into docs/screenshots/
//   DESIGN=FOLDER node end2end/screenshots.mjs       beside the page of the same name in FOLDER, as pairs;
//                                                    with --docs the design's page lies in docs/screenshots/design/
//
// It starts its own demo. LEITSTAND_URL and LEITSTAND_DATA take a demo that runs already.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { freshCode } from "./totp.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(HERE, "../target");
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 780 } };
/** Higher windows than this are not opened, in pixels. */
const TALLEST = 6000;
const THEMES = ["light", "dark"];
const DOCS = process.argv.includes("--docs");
const OUT = DOCS ? join(HERE, "../docs/screenshots") : (process.env.SCREENSHOTS_OUT ?? join(TARGET, "screenshots"));
const WANTED = process.argv.slice(2).filter((word) => !word.startsWith("--"));

/**
 * Who looks at what. `main` pages are those that docs/SCREENSHOTS.md speaks of; a path may be found on another page;
 * `most` pixels of height are enough of a list.
 */
const PAGES = [
  { name: "login", main: true, who: undefined, path: "/login" },
  { name: "portal-home", main: true, who: "customer", path: "/" },
  { name: "portal-intervention-request", main: true, who: "customer", path: "/interventions/new", fill },
  { name: "portal-live", main: true, who: "customer", path: ({ running }) => `/tickets/${running}/live` },
  { name: "desk-queue", main: true, who: "engineer", path: "/desk/queue", most: 2000 },
  { name: "desk-intervention", main: true, who: "engineer", path: ({ running }) => `/desk/tickets/${running}/intervention` },
  { name: "portal-ticket", who: "customer", path: ({ running }) => `/tickets/${running}` },
  { name: "portal-tickets", who: "customer", path: "/tickets" },
  { name: "portal-ticket-new", who: "customer", path: "/tickets/new" },
  { name: "portal-systems", who: "customer", path: "/systems" },
  { name: "portal-system", who: "customer", path: "/systems", follow: "main table a" },
  { name: "portal-vault", who: "customer", path: "/vault" },
  { name: "portal-organization", who: "customer", path: "/organization" },
  { name: "portal-search", who: "customer", path: "/tickets?q=web" },
  { name: "portal-history", who: "customer", path: ({ running }) => `/tickets/${running}/history` },
  { name: "account", who: "customer", path: "/account" },
  { name: "not-found", who: "customer", path: "/tickets/1" },
  { name: "desk-ticket", who: "engineer", path: "/desk/queue", follow: ".queue tbody tr:nth-of-type(2) .subject a" },
  { name: "desk-caller", who: "engineer", path: "/desk/tickets/new" },
  { name: "desk-search", who: "engineer", path: "/desk/search?q=web" },
  { name: "desk-approvals", who: "manager", path: "/desk/approvals" },
  { name: "desk-account", who: "engineer", path: "/account" },
  { name: "desk-view", who: "engineer", path: "/desk/queue?view=open&class=fault&priority=high" },
  { name: "reports", who: "manager", path: "/reports" },
  { name: "reports-list", who: "manager", path: "/reports", follow: "main a[href*='figure=']" },
  { name: "forbidden", who: "engineer", path: "/admin/provider" },
  { name: "admin-provider", who: "admin", path: "/admin/provider" },
  { name: "admin-staff", who: "admin", path: "/admin/people" },
  { name: "admin-teams", who: "admin", path: "/admin/teams" },
  { name: "admin-log", who: "admin", path: "/admin/log" },
  { name: "admin-calendars", who: "admin", path: "/admin/calendars" },
  { name: "admin-calendar", who: "admin", path: "/admin/calendars/service?land=DE-SN" },
  { name: "admin-policies", who: "manager", path: "/admin/policies" },
  { name: "admin-policy", who: "manager", path: "/admin/policies/standard?class=fault&priority=high" },
  { name: "admin-policy-edit", who: "manager", path: "/admin/policies/standard/edit" },
  { name: "notifications", who: "engineer", path: "/notifications" },
  { name: "admin-oncall", who: "manager", path: "/admin/oncall" },
  { name: "admin-oncall-rotation", who: "manager", path: "/admin/oncall/rotation" },
  { name: "admin-calendar-edit", who: "admin", path: "/admin/calendars/service/edit" },
  { name: "admin-defaults", who: "admin", path: "/admin/defaults" },
  { name: "admin-organizations", who: "admin", path: "/admin/organizations" },
  { name: "admin-organization", who: "admin", path: "/admin/organizations", follow: "main table a" },
  { name: "demo-mail", who: undefined, path: "/demo/postfach" },
  { name: "reset", who: undefined, path: "/password/forgot" },
];

/** Types into the request form what a customer would, so that the picture shows fields in use. */
async function fill(page) {
  const system = await page.locator("[name=system]").getAttribute("list");
  const first = await page.locator(`#${system} option`).first().getAttribute("value");
  await page.fill("[name=system]", first);
  await page.selectOption("[name=symptom]", "firewall_locked_out");
  await page.fill(
    "[name=problem]",
    "Seit etwa 12:40 kommen wir nicht mehr per SSH auf den Server. Ping geht nicht, die Website ist auch weg.",
  );
  await page.fill("[name=error_messages]", "ssh: connect to host port 22: Connection timed out");
  await page.check("[name=task][value=restore_network]");
  await page.check("[name=task][value=restore_remote_access]");
  await page.check("[name=access][value=none]");
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
}

const { server, url, accounts } = await demo();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // The browser's own words (choosing files) in the language of the pages.
  args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--lang=de"],
  env: { ...process.env, LANGUAGE: "de", LANG: "de_DE.UTF-8" },
});
try {
  mkdirSync(DOCS ? join(OUT, "design") : OUT, { recursive: true });
  const facts = await caseOf(accounts);
  for (const page of PAGES) {
    if (DOCS && !page.main) continue;
    if (WANTED.length > 0 && !WANTED.includes(page.name)) continue;
    await take(page, facts);
  }
} finally {
  await browser.close();
  await server?.stop();
}

/** The demo that runs, or one of our own. */
async function demo() {
  const { LEITSTAND_URL, LEITSTAND_DATA } = process.env;
  if (LEITSTAND_URL) {
    const accounts = JSON.parse(readFileSync(join(LEITSTAND_DATA, "demo-accounts.json"), "utf8"));
    return { url: LEITSTAND_URL, accounts };
  }
  const { startServer } = await import("./server.mjs");
  const server = await startServer({ demo: true });
  return { server, url: server.url, accounts: server.accounts() };
}

/** A running intervention: its number, its engineer, its customer. The engineers' queues name them. */
async function caseOf() {
  for (const engineer of accounts.filter((account) => account.role === "engineer")) {
    const page = await person(engineer);
    await page.goto(`${url}/desk/queue?view=interventions&who=me&state=open`);
    for (const link of await page.locator(".queue .subject a").all()) {
      const number = /\d+$/.exec(await link.getAttribute("href"))[0];
      const work = await page.context().newPage();
      await work.goto(`${url}/desk/tickets/${number}/intervention`);
      const running = await work.locator("form.timer, .timer form").count();
      const organization = await work.locator(".case-head b").first().textContent();
      await work.close();
      const customer = accounts.find((a) => a.role === "owner" && a.organization === organization);
      if (running && customer) return { running: number, people: { engineer, customer } };
    }
  }
  throw new Error("no intervention of this demo is running");
}

/** A window of somebody who is logged in; each logs in once. */
async function person(account) {
  person.known ??= new Map();
  const key = account?.login ?? "";
  if (!person.known.has(key)) person.known.set(key, await enter(account));
  return (await person.known.get(key)).newPage();
}

async function enter(account) {
  const context = await browser.newContext({ locale: "de-DE", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  if (!account) return context;
  const page = await context.newPage();
  const send = () => Promise.all([page.waitForNavigation(), page.locator("main form button[type=submit]").first().click()]);
  await page.goto(`${url}/login`);
  await page.fill("[name=email]", account.login);
  await page.fill("[name=password]", account.password);
  await send();
  if (account.totp_seed) {
    await page.fill("[name=code]", await freshCode(account.totp_seed));
    await send();
  }
  await page.close();
  return context;
}

async function take({ name, who, path, follow, fill: prepare, most }, facts) {
  const account = who && (facts.people[who] ?? accounts.find((a) => a.role === who));
  const page = await person(account);
  await page.goto(url + (typeof path === "function" ? path(facts) : path));
  if (follow) {
    const href = await page.locator(follow).first().getAttribute("href");
    await page.goto(url + href);
  }
  await prepare?.(page);
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > viewport.width) console.log(`${name}: ${wide} px wide on a screen of ${viewport.width}`);
    // As tall as the page, so that what sticks to the lower edge stands there and not across the middle.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...viewport, height: Math.max(viewport.height, Math.min(height, TALLEST)) });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const picture = await page.screenshot({ fullPage: true, animations: "disabled" });
      const file = `${name}-${size}-${theme}`;
      if (DOCS) writeFileSync(join(OUT, `${file}.webp`), await small(picture, most));
      else writeFileSync(join(OUT, `${file}.png`), picture);
      const theirs = process.env.DESIGN && (await designed(name, viewport, theme));
      if (theirs && DOCS) writeFileSync(join(OUT, "design", `${file}.webp`), await small(theirs, most));
      else if (theirs) await pair(file, viewport, picture, theirs);
    }
  }
  await page.close();
}

/** The same picture as WebP, made by the browser. */
async function small(picture, most = Infinity) {
  const page = await browser.newPage();
  const data = await page.evaluate(async ([source, most]) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = Math.min(image.height, most ?? image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.75);
  }, [dataUrl(picture), most]);
  await page.close();
  return Buffer.from(data.split(",")[1], "base64");
}

/** The design's page of this name, if there is one. */
async function designed(name, viewport, theme) {
  const design = resolve(process.env.DESIGN, `${name}.html`);
  if (!existsSync(design)) return undefined;
  const page = await browser.newPage({ viewport, colorScheme: theme });
  await page.goto(pathToFileURL(design).href);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...viewport, height: Math.max(viewport.height, Math.min(height, TALLEST)) });
  const picture = await page.screenshot({ fullPage: true });
  await page.close();
  return picture;
}

/** Ours at the left, the design's at the right. */
async function pair(file, viewport, picture, theirs) {
  const shown = await browser.newPage({ viewport: { width: 2 * viewport.width + 20, height: viewport.height } });
  await shown.setContent(
    `<body style="margin:0;display:flex;gap:20px;align-items:start;background:#f0f"><img src="${dataUrl(picture)}"><img src="${dataUrl(theirs)}">`,
  );
  await shown.waitForFunction(() => [...document.images].every((image) => image.complete));
  await shown.screenshot({ path: join(OUT, `pair-${file}.png`), fullPage: true });
  await shown.close();
}

function dataUrl(picture) {
  return `data:image/png;base64,${picture.toString("base64")}`;
}
