// The pane that shows a credential: asked for once, closed by whatever happens meanwhile, honest about why. // I-61

import { assert, freshCode, islandsAwake, logIn, matrix, source, until } from "../harness.mjs";
import { CANARY, REASON, pane, press, reveal, rowsOf, running, work } from "../journey.mjs";
import { makeWorld, words } from "../world.mjs";

const HANDED = "N3u-⚿-5512-Speicher";
const scripted = { smtp: true, javascript: [true], databases: ["sqlite"] };

const shown = (secret, value) => until(async () => (await secret.textContent()).includes(value), "the value was not shown", 20);
const gone = (page, value) => until(async () => !(await source(page)).includes(value), "the value stayed in the page", 20);
const blur = (page) => page.evaluate(() => window.dispatchEvent(new Event("blur")));
const looks = (server, number) => rowsOf(server, number, "reveals").length;

/** What the chain says about the ends of looks, oldest first. */
const ends = (server, number) => rowsOf(server, number, "audit_events", "and x.kind = 'reveal.hidden' order by x.seq")
  .map((event) => JSON.stringify(event.payload));

/** Holds the answers to requests for a look back until the returned function is called; counts the requests. */
async function holdAnswers(page) {
  const held = { asked: 0 };
  let go;
  const gate = new Promise((done) => (go = done));
  await page.route("**/reveal", async (route) => {
    held.asked += 1;
    const answer = await route.fetch();
    await gate;
    await route.fulfill({ response: answer }).catch(() => {});
  });
  held.release = async () => {
    go();
    await page.unroute("**/reveal", { behavior: "wait" });
  };
  return held;
}

/** Puts new credentials into the customer's vault. */
async function handOver(world, number) {
  const form = new FormData();
  for (const [name, value] of [["handover_label", "root auf web-03"], ["handover_username", "root"], ["handover_password", HANDED]]) {
    form.set(name, value);
  }
  const answer = await world.clients.jana.send("POST", work(number, "handover"), form);
  assert.equal(answer.status, 303, words(answer.text));
}

/** The customer's vault, once shown who asks. */
async function openVault({ page }, owner) {
  await page.goto("/vault");
  if (await page.locator(`a[href^="/reauth"]`).count()) {
    await page.goto("/reauth?next=/vault");
    await page.fill("[name=proof]", owner.totp_seed ? await freshCode(owner.totp_seed) : owner.password);
    await press(page, "Bestätigen");
  }
}

matrix("a customer sees what is kept in the account", { smtp: true, databases: ["sqlite"] }, async ({ server, people, javascript }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const number = await running(world, "web-03");
  await handOver(world, number);
  const customer = await people.new();
  await logIn(customer, world.owner);
  const { page } = customer;
  await openVault(customer, world.owner);
  await press(page, "Im Konto behalten");
  await openVault(customer, world.owner);
  const kept = pane(page);
  const button = kept.getByRole("button", { name: "einsehen" });
  if (!javascript) {
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), button.click()]);
    assert.equal(await page.locator("pre.value").textContent(), HANDED);
    return;
  }
  await islandsAwake(page);
  await button.click();
  await shown(kept, HANDED);
  assert.ok(!/nicht live/.test(await kept.textContent()));
  await blur(page);
  await gone(page, HANDED);
  assert.equal(await kept.getAttribute("data-open"), "false");
  assert.match(await kept.textContent(), /Verdeckt\./);
  assert.ok(!/neuen Grund|nicht live/.test(await kept.textContent()), "nobody is asked for a reason here");
  await button.click();
  await shown(kept, HANDED);
  await page.getByRole("button", { name: "Jetzt verdecken" }).first().click();
  await gone(page, HANDED);
});

matrix("one look at a time, and none that comes too late", scripted, async ({ server, people, it }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const number = await running(world, "web-03");
  const desk = await people.new();
  await desk.page.addInitScript(() => {
    const Real = window.EventSource;
    window.sources = [];
    window.EventSource = class extends Real {
      constructor(...how) {
        super(...how);
        window.sources.push(this);
      }
    };
  });
  await logIn(desk, world.engineer);
  const { page } = desk;
  await page.goto(work(number));
  await islandsAwake(page);
  const secret = pane(page);
  const button = secret.getByRole("button", { name: "einsehen" });

  await it("pressed twice, it asks once and says that it is asking", async () => {
    const held = await holdAnswers(page);
    await reveal(desk, secret, world.engineer);
    await until(async () => /Wird geholt/.test(await secret.textContent()), "nothing says that it is being fetched");
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    // The event goes to the form as a second press would send it, whatever the browser does with impatient fingers.
    await secret.locator("form").evaluate((form) => form.requestSubmit());
    await until(() => looks(server, number) > 0);
    await held.release();
    await shown(secret, CANARY);
    assert.deepEqual([held.asked, looks(server, number)], [1, 1]);
    assert.equal(await secret.getAttribute("data-open"), "true");
    await page.getByRole("button", { name: "Jetzt verdecken" }).first().click();
    await gone(page, CANARY);
    await until(() => ends(server, number).length === 1, "the end is not on record");
  });

  await it("a window that lost the focus while the answer was on its way shows nothing", async () => {
    const held = await holdAnswers(page);
    await reveal(desk, secret, world.engineer);
    await until(() => looks(server, number) === 2, "nothing was asked");
    await blur(page);
    await held.release();
    await until(() => ends(server, number).length === 2, "the end is not on record");
    assert.ok(!(await source(page)).includes(CANARY), "the answer came too late and was shown");
    assert.equal(await secret.getAttribute("data-open"), "false");
    assert.match(ends(server, number)[1], /blur/);
  });

  await it("a lost stream closes the pane, and the record does not say that anybody left", async () => {
    await page.getByText("live", { exact: true }).first().waitFor();
    await reveal(desk, secret, world.engineer);
    await shown(secret, CANARY);
    await page.evaluate(() => {
      for (const stream of window.sources) {
        stream.close();
        stream.dispatchEvent(new Event("error"));
      }
    });
    await gone(page, CANARY);
    assert.match(await secret.textContent(), /nicht live/);
    await until(() => ends(server, number).length === 3, "the end is not on record");
    assert.match(ends(server, number)[2], /cut_off/);
    assert.ok(!/"left\W/.test(ends(server, number)[2]));
  });

  const reasons = () => rowsOf(server, number, "reveals").map(({ reason }) => reason).join();
  await it("a reason that looks like a secret may be sent all the same", async () => {
    await reveal(desk, secret, world.engineer, "Anmeldung mit Passwort: Kiesel-44-Brunnen! prüfen");
    const keep = secret.getByRole("button", { name: "Trotzdem senden" });
    await keep.waitFor();
    assert.ok(!(await source(page)).includes(CANARY));
    await keep.click();
    await shown(secret, CANARY);
    assert.ok(await keep.isHidden());
    assert.ok(reasons().includes("Kiesel-44-Brunnen!"), "it was not sent as it was");
    await page.getByRole("button", { name: "Jetzt verdecken" }).first().click();
    await gone(page, CANARY);

    // Or, as on the page without JavaScript, what looks like one goes into the vault.
    await reveal(desk, secret, world.engineer, "Anmeldung mit Passwort: Weiher-81-Mastbaum! prüfen");
    await secret.getByRole("button", { name: "In den Tresor verschieben" }).click();
    await shown(secret, CANARY);
    assert.equal(looks(server, number), 5);
    assert.deepEqual(server.columnsWith("Weiher-81-Mastbaum!"), []);
    await page.getByRole("button", { name: "Jetzt verdecken" }).first().click();
    await gone(page, CANARY);
  });

  await it("a refusal leaves nothing open", async () => {
    // The sixth look within an hour.
    await reveal(desk, secret, world.engineer);
    await until(() => looks(server, number) === 6, "nothing was asked");
    await until(async () => !/Wird geholt/.test(await secret.getByRole("status").textContent()), "the pane still waits");
    assert.ok(!(await source(page)).includes(CANARY));
    assert.equal(await secret.getAttribute("data-open"), "false");
    assert.equal(await button.getAttribute("aria-disabled"), null);
    assert.notEqual(await secret.getByRole("status").textContent(), "", "it says why");
  });
});
