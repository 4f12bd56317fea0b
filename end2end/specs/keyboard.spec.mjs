// Everything that matters can be done without a mouse: the desk's single keys, and Tab and Enter for the procedure. // UI

import { assert, logIn, matrix, source, until } from "../harness.mjs";
import { CANARY, REASON, pane, running, state, work } from "../journey.mjs";
import { makeWorld } from "../world.mjs";

/** Walks with Tab until an element has the focus; fails when it cannot be reached or the focus cannot be seen. */
async function tabTo(page, target, steps = 250) {
  const element = await target.elementHandle();
  for (let step = 0; step < steps; step += 1) {
    if (await element.evaluate((node) => node === document.activeElement)) {
      const seen = await element.evaluate((node) => {
        const style = getComputedStyle(node);
        return style.outlineStyle !== "none" || style.boxShadow !== "none" || node.type === "radio" || node.type === "checkbox";
      });
      assert.ok(seen, `the focus on ${await target.evaluate((node) => node.outerHTML.slice(0, 120))} cannot be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${await target.evaluate((node) => node.outerHTML.slice(0, 160))}`);
}

/** Presses what has the focus and waits for the page it leads to. */
async function enter(page, key = "Enter") {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press(key)]);
}

matrix("an intervention without a mouse", { smtp: true, javascript: [true], databases: ["sqlite"] }, async ({ server, people, it }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const customer = await people.new();
  const desk = await people.new();

  await it("logging in and asking for an intervention", async () => {
    const { page } = customer;
    await page.goto("/login");
    await tabTo(page, page.locator("[name=email]"));
    await page.keyboard.type(world.owner.login);
    await tabTo(page, page.locator("[name=password]"));
    await page.keyboard.type(world.owner.password);
    await enter(page);
    assert.equal(new URL(page.url()).pathname, "/");
    await page.goto("/interventions/new");
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.className), /skip-link/, "the first stop leads past the head");
    const field = async (name, text) => {
      await tabTo(page, page.locator(`main [name=${name}]`).first());
      await page.keyboard.type(text);
    };
    const tick = async (selector) => {
      await tabTo(page, page.locator(selector));
      await page.keyboard.press("Space");
      assert.ok(await page.isChecked(selector), selector);
    };
    await field("system", "web-03");
    await tabTo(page, page.locator("[name=symptom]"));
    await page.keyboard.type("Durch Firewall");
    await field("problem", "Niemand kommt mehr per SSH auf das System.");
    await field("wanted_action", "SSH soll wieder gehen.");
    await tick("[name=task][value=restore_network]");
    await field("ceiling", "300");
    const radio = page.locator("[name=access]").first();
    await tabTo(page, radio);
    await page.keyboard.press("Space");
    if (!(await page.isChecked("[name=access][value=credentials]"))) await page.keyboard.press("ArrowDown");
    assert.ok(await page.isChecked("[name=access][value=credentials]"));
    await tick("[name=method][value=ssh_rdp]");
    await field("username", "lt-einsatz");
    await field("password", CANARY);
    for (const duty of await page.locator("[name=ack]").all()) {
      await tabTo(page, duty);
      await page.keyboard.press("Space");
    }
    await field("contact_phone", "+49 681 9000 123");
    await tabTo(page, page.getByRole("button", { name: "Weiter zur Unterschrift" }));
    await enter(page);
    assert.match(page.url(), /\/sign$/);
    await tabTo(page, page.getByRole("button", { name: "Genehmigen und Einsatz anfordern" }));
  });

  await it("looking, logging, locking", async () => {
    const number = await running(world, "web-03");
    await logIn(desk, world.engineer);
    const { page } = desk;
    await page.goto(work(number));
    const secret = pane(page);
    await tabTo(page, secret.locator("[name=reason]"));
    await page.keyboard.type(REASON);
    await tabTo(page, secret.getByRole("button", { name: "einsehen" }));
    await page.keyboard.press("Enter");
    await until(async () => (await secret.textContent()).includes(CANARY), "the value was not shown", 20);
    await tabTo(page, secret.getByRole("button", { name: "Jetzt verdecken" }));
    await page.keyboard.press("Enter");
    await until(async () => !(await source(page)).includes(CANARY), "the value stayed", 2);
    await tabTo(page, page.locator("[name=what]"));
    await page.keyboard.type("Regel für TCP 22 ergänzt");
    await tabTo(page, page.getByRole("button", { name: "Eintragen" }));
    await enter(page);
    assert.match(await page.locator("#log").textContent(), /Regel für TCP 22/);
    await until(async () => {
      await page.keyboard.press("?");
      return page.locator("#key-help").evaluate((dialog) => dialog.open);
    }, "no key opens the help");
    assert.ok(await page.locator("#key-help [data-hint=t]").isVisible(), "the help names the timer's key where there is a timer");
    await page.keyboard.press("Escape");
    await enter(page, "t");
    assert.match(await page.locator("form.timer").getAttribute("action"), /timer\/stop$/, "one key starts the timer");
    const menu = page.locator("summary", { hasText: "Rückfrage stellen" });
    await tabTo(page, menu);
    await page.keyboard.press("Enter");
    await tabTo(page, page.locator("[name=question]"));

    await customer.page.goto(`/tickets/${number}/live`);
    await tabTo(customer.page, customer.page.getByRole("button", { name: "Jetzt sperren" }));
    await enter(customer.page);
    assert.equal(state(server, number), "revoked");
  });
});

matrix("the desk's single keys", { demo: true, javascript: [true], databases: ["sqlite"] }, async ({ server, people }) => {
  const desk = await people.new();
  const me = server.accounts().find((account) => account.role === "engineer");
  await logIn(desk, me);
  const { page } = desk;
  const marked = page.locator("[data-row][aria-current]");
  await page.goto("/desk/queue");
  // The keys wake up with the islands.
  await until(async () => {
    await page.keyboard.press("k");
    return marked.count();
  }, "no key marks a row");
  await page.keyboard.press("j");
  assert.equal(await marked.count(), 1);
  // What no key does here is not named here.
  const named = (key) => page.locator(`#keys > ul [data-hint=${key}]`).first().isVisible();
  assert.deepEqual([await named("row"), await named("a"), await named("n"), await named("t")], [true, true, false, false]);
  const second = await page.locator("[data-row]").nth(1).locator("a").first().getAttribute("href");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), second);
  await enter(page);
  assert.equal(new URL(page.url()).pathname, second);
  await until(async () => {
    await page.keyboard.press("n");
    return page.evaluate(() => document.activeElement.name === "note");
  }, "no key leads to the note");
  await page.keyboard.press("Escape");
  assert.deepEqual([await named("row"), await named("n"), await named("t")], [false, true, false]);
  for (const [key, name] of [["r", "body"], ["n", "note"]]) {
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement.name), name, `key ${key}`);
    await page.keyboard.type("?");
    assert.equal(await page.inputValue(`textarea[name=${name}]`), "?", "in a field keys are letters");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("?");
  assert.ok(await page.locator("#key-help").evaluate((dialog) => dialog.open), "the help opens");
  await page.keyboard.press("n");
  await page.keyboard.press("/");
  assert.ok(await page.evaluate(() => document.activeElement.closest("#key-help")), "behind the open help no key acts");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "n", repeat: true, bubbles: true })));
  assert.notEqual(await page.evaluate(() => document.activeElement.name), "note", "a key that is held down acts once");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await enter(page, "q");
  assert.equal(new URL(page.url()).pathname, "/desk/queue");

  // What is marked in the queue is taken by one key.
  await page.goto("/desk/queue?view=unassigned");
  await until(async () => {
    await page.keyboard.press("k");
    return marked.count();
  }, "no key marks a row");
  const taken = await marked.locator("a").first().getAttribute("href");
  await enter(page, "a");
  assert.equal(new URL(page.url()).pathname, taken);
  const [{ login }] = server.query(`select p.email as login from tickets t join people p on p.id = t.assignee_id where t.number = ${taken.split("/").at(-1)}`);
  assert.equal(login, me.login, "the key takes the ticket");

  // They can be switched off. // WCAG 2.1.4
  await page.goto("/account");
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.getByRole("button", { name: "Ausschalten" }).click()]);
  await page.goto("/desk/queue");
  await new Promise((done) => setTimeout(done, 1_000));
  await page.keyboard.press("j");
  assert.equal(await marked.count(), 0);
});

matrix("Enter in a form saves nothing that was only looked at", { demo: true, databases: ["sqlite"] }, async ({ server, people }) => {
  const admin = await people.new();
  await logIn(admin, server.accounts().find((account) => account.role === "admin"));
  const { page } = admin;
  await page.goto("/admin/calendars/service/edit");
  await page.fill("[name=fri]", "9-15");
  await page.fill("[name=reason]", "Freitags früher Schluss");
  await enterIn(page, "[name=reason]");
  const effect = page.locator("#effect");
  await effect.waitFor();
  const versions = () => Number(server.query("select count(*) as n from calendar_versions where calendar = 'service'")[0].n);
  const before = versions();
  await page.fill("[name=fri]", "9-16");
  await enterIn(page, "[name=reason]");
  await effect.waitFor();
  assert.equal(new URL(page.url()).pathname, "/admin/calendars/service/edit");
  assert.equal(versions(), before, "Enter saved it");
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), effect.getByRole("button", { name: "So speichern" }).click()]);
  assert.equal(versions(), before + 1);
});

/** Presses Enter in a field and waits for the page it leads to. */
async function enterIn(page, field) {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.press(field, "Enter")]);
}
