// Pages that are told what happens: cut off and back again, in the background, in order of time, on paper. // I-43, I-46

import { assert, islandsAwake, logIn, matrix, until } from "../harness.mjs";
import { file, flat, running, work } from "../journey.mjs";
import { makeWorld } from "../world.mjs";

const scripted = { smtp: true, javascript: [true], databases: ["sqlite"] };
const badge = (page) => page.locator("main .state-badge[role=status]").first();
const says = (page, what, seconds = 30) => until(async () => what.test((await badge(page).textContent()).trim()), `the page does not say ${what}`, seconds);
const isLive = (page, seconds) => says(page, /^live$/, seconds);
const entry = (what, more = {}) => ({ what, log_method: "ssh_rdp", visible: "customer", ...more });
const log = async (page) => flat(await page.locator("#log").textContent());

/** A moment so many minutes ago on the clock of the desk, as a field for date and time has it. */
const minutesAgo = (minutes) => new Date(Date.now() - minutes * 60_000)
  .toLocaleString("sv-SE", { timeZone: "Europe/Berlin" }).slice(0, 16).replace(" ", "T");

matrix("a live page is cut off and comes back", scripted, async ({ server, people, it }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const { jana } = world.clients;
  const number = await running(world, "web-03");
  const customer = await people.new();
  const desk = await people.new();
  await logIn(customer, world.owner);
  await logIn(desk, world.engineer);

  await it("the first entry takes the place of the words that there is none", async () => {
    const { page } = desk;
    await page.goto(work(number));
    await isLive(page);
    assert.equal(await page.locator("#log-panel").locator("xpath=ancestor-or-self::section").locator(".empty").count(), 1);
    await jana.post(work(number, "log"), entry("Erster Eintrag"));
    await until(async () => /Erster Eintrag/.test(await log(page)), "the entry did not come", 20);
    assert.equal(await page.locator("#log-panel").locator("xpath=ancestor-or-self::section").locator(".empty").count(), 0, "the log still says that it is empty");
  });

  await it("while the server is away the page says so; then it shows what happened meanwhile", async () => {
    const { page } = customer;
    await page.goto(`/tickets/${number}/live`);
    await isLive(page);
    assert.match(await log(page), /Erster Eintrag/);
    // What does not change is left alone, with whatever is focused in it.
    await page.locator("#log > li").first().evaluate((item) => (item.wasHere = true));
    await server.kill("SIGKILL");
    await says(page, /nicht live/);
    // The page stays cut off for as long as it takes something to happen.
    await page.route("**/events?*", (route) => route.abort());
    await server.start();
    await jana.post(work(number, "log"), entry("Während der Störung eingetragen"));
    assert.match(await badge(page).textContent(), /nicht live/);
    assert.ok(!/Während der Störung/.test(await log(page)));
    await page.unroute("**/events?*");
    await isLive(page, 90);
    await until(async () => /Während der Störung/.test(await log(page)), "what happened meanwhile is missing", 20);
    const old = page.locator("#log > li", { hasText: "Erster Eintrag" });
    assert.equal(await old.count(), 1);
    assert.ok(await old.evaluate((item) => item.wasHere), "an entry that did not change was replaced");
    for (const person of [customer, desk]) person.trouble = person.trouble.filter((text) => !/net::ERR_/.test(text));
  });

  await it("an entry that was dated back stands where its time belongs", async () => {
    const { page } = customer;
    server.execute(`update interventions set started_at = ${server.moment(-7_200)} where state = 'running'`);
    await jana.post(work(number, "log"), entry("Vor einer Stunde getan", { log_at: minutesAgo(60) }));
    await until(async () => /Vor einer Stunde getan/.test(await log(page)), "the entry did not come", 20);
    const order = async () => page.locator("#log > li").evaluateAll((items) => items.map((item) => ({
      at: item.querySelector("time").getAttribute("datetime"), text: item.textContent,
    })));
    const live = await order();
    const times = live.map(({ at }) => at);
    assert.deepEqual(times, [...times].sort().reverse(), "newest first");
    const at = (list, words) => list.findIndex(({ text }) => text.includes(words));
    assert.ok(at(live, "Vor einer Stunde getan") > at(live, "Erster Eintrag"));
    await page.reload();
    const loaded = await order();
    assert.deepEqual(live.map(({ at }) => at), loaded.map(({ at }) => at), "as the server orders them");
  });
});

matrix("a page in the background waits until somebody looks", scripted, async ({ server, people }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const number = await running(world, "web-03");
  const customer = await people.new();
  await logIn(customer, world.owner);
  const { page } = customer;
  let streams = 0;
  page.on("request", (request) => (streams += request.url().includes("/events?") ? 1 : 0));
  await page.addInitScript(() => {
    window.covered = true;
    Object.defineProperty(Document.prototype, "hidden", { configurable: true, get: () => window.covered });
  });
  await page.goto(`/tickets/${number}/live`);
  await islandsAwake(page);
  await says(page, /wartet/);
  assert.equal(streams, 0, "nobody looks, and a stream is open");
  const seen = (covered) => page.evaluate((covered) => {
    window.covered = covered;
    document.dispatchEvent(new Event("visibilitychange"));
  }, covered);
  await seen(false);
  await isLive(page);
  assert.equal(streams, 1);
  await seen(true);
  await says(page, /wartet/);
  await seen(false);
  await isLive(page);
});

matrix("two tickets on one page have a stream each", scripted, async ({ server, people }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }, { name: "db-01" }] });
  const [first, second] = [await running(world, "web-03"), await running(world, "db-01")];
  const customer = await people.new();
  await logIn(customer, world.owner);
  const { page } = customer;
  await page.goto(`/tickets/${first}/live`);
  await isLive(page);
  // The log of another ticket, woken as whatever comes in while a page is open.
  await page.evaluate(async (other) => {
    const text = await (await fetch(`/tickets/${other}/live`)).text();
    const island = new DOMParser().parseFromString(text, "text/html").querySelector("leptos-island[data-component^=LiveTimeline]");
    island.dataset.props = island.dataset.props.replaceAll('"log"', '"other"');
    const list = Object.assign(document.createElement("ol"), { id: "other" });
    const box = Object.assign(document.createElement("section"), { id: "box" });
    box.append(island, list);
    document.querySelector("main").append(box);
    box.dispatchEvent(new CustomEvent("leitstand:inserted", { bubbles: true }));
  }, second);
  await until(async () => /^live$/.test((await page.locator("#box .state-badge").first().textContent()).trim()), "the second ticket is not live");
  assert.match(await badge(page).textContent(), /^live$/);
  for (const [number, list, what] of [[second, "#other", "Am zweiten System"], [first, "#log", "Am ersten System"]]) {
    await world.clients.jana.post(work(number, "log"), entry(what));
    await until(async () => (await page.locator(list).textContent()).includes(what), `${what}: nobody told the page`, 20);
  }
  assert.ok(!(await log(page)).includes("Am zweiten System"));
});

/** What on paper could only be pressed, and what does not fit on it. */
const onPaper = (page) => page.evaluate(() => {
  const visible = (element) => element.getClientRects().length > 0;
  const named = (element) => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim().slice(0, 40)}`;
  const pressed = [...document.querySelectorAll("button, nav, .button, [role=navigation]")].filter(visible).map(named);
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["the page is wider than the paper"] : [];
  const cut = [...document.querySelectorAll("main *")].filter((element) => {
    if (!visible(element) || element.closest("svg, .visually-hidden")) return false;
    const { overflowX, overflowY } = getComputedStyle(element);
    return (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1)
      || (overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1);
  }).map(named);
  return { pressed, cut: [...wide, ...cut] };
});

matrix("on paper there is the text and nothing to press", { smtp: true, databases: ["sqlite"] }, async ({ server, people }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const unsigned = await file(world, "web-03");
  const customer = await people.new();
  await logIn(customer, world.owner);
  const { page } = customer;
  // A4 with its margins.
  await page.setViewportSize({ width: 718, height: 1_000 });
  await page.emulateMedia({ media: "print" });
  await page.goto(`/interventions/${unsigned}/sign`);
  assert.deepEqual(await onPaper(page), { pressed: [], cut: [] });
  assert.match(flat(await page.locator("article.paper").innerText()), /Genehmigung.*web-03/);
});

matrix("the access log on paper", { smtp: true, databases: ["sqlite"] }, async ({ server, people }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const number = await running(world, "web-03");
  await world.clients.jana.post(work(number, "log"), entry(`Ein langer Eintrag ${"/etc/nftables.d/sehr/langer/pfad".repeat(6)}`));
  const customer = await people.new();
  await logIn(customer, world.owner);
  const { page } = customer;
  await page.setViewportSize({ width: 718, height: 1_000 });
  await page.emulateMedia({ media: "print" });
  await page.goto(`/tickets/${number}/live`);
  assert.deepEqual(await onPaper(page), { pressed: [], cut: [] });
  assert.match(flat(await page.locator("main").innerText()), /Ein langer Eintrag/);
});
