// Tickets: filed with a file, found, answered; notes stay inside, sent messages can be taken back, secrets are held back.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { assert, checkPage, logIn, matrix, until } from "../harness.mjs";
import { events, flat, press, rowsOf } from "../journey.mjs";
import { makeWorld } from "../world.mjs";

const PASSWORD = "Xk9-Traube_44!sonne";

matrix("a ticket from the first word to the last", { smtp: true }, async ({ server, people, javascript, it }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const customer = await people.new();
  const desk = await people.new();
  await logIn(customer, world.owner);
  await logIn(desk, world.engineer);
  const log = join(server.folder, "nginx-fehler.log");
  writeFileSync(log, "2026/11/22 02:14:07 [emerg] unknown directive http2_push\n".repeat(200));
  let number;

  await it("what is missing is said at its field, what was typed stays, and then it is filed with its file", async () => {
    const { page } = customer;
    await page.goto("/tickets/new");
    await page.fill("[name=body]", "Seit der Aktualisierung startet der Webserver nicht mehr.");
    await page.check("[name=class][value=fault]");
    await press(page, "Ticket absenden");
    assert.equal(await page.inputValue("[name=body]"), "Seit der Aktualisierung startet der Webserver nicht mehr.");
    assert.ok(await page.isChecked("[name=class][value=fault]"));
    assert.equal(await page.getAttribute("[name=subject]", "aria-invalid"), "true");
    assert.equal(server.query("select count(*) as n from tickets")[0].n, 0, "nothing half-written");
    await checkPage(page);
    await page.fill("[name=subject]", "Webserver startet nicht: Quittenbaum");
    await page.selectOption("[name=department]", "technical");
    await page.locator("[name=systems]").first().check();
    await page.setInputFiles("[name=files]", log);
    await press(page, "Ticket absenden");
    number = Number(/\/tickets\/(\d+)/.exec(page.url())?.[1]);
    const [ticket] = server.query(`select class, state, subject, department from tickets where number = ${number}`);
    assert.deepEqual(ticket, { class: "fault", state: "new", subject: "Webserver startet nicht: Quittenbaum", department: "technical" });
    await server.mail((m) => m.to.includes(world.owner.login) && m.subject.includes(String(number)));
    const [clock] = rowsOf(server, number, "clocks");
    assert.deepEqual([clock.kind, Number(clock.target_s)], ["first_answer", 3600]);
  });

  await it("the file comes back as it was, and only as a download", async () => {
    const { page } = customer;
    await page.goto(`/tickets/${number}`);
    const link = page.getByRole("link", { name: "nginx-fehler.log" });
    const answer = await customer.context.request.get(await link.getAttribute("href"));
    assert.match(answer.headers()["content-disposition"], /^attachment/);
    assert.match(answer.headers()["content-security-policy"], /sandbox/);
    const [stored] = rowsOf(server, number, "attachments");
    assert.equal(stored.sha256.replace(/^\\x/, ""), createHash("sha256").update(await answer.body()).digest("hex"));
    await page.fill("[name=body]", "Dazu noch ein Programm.");
    await page.setInputFiles("#reply [name=files]", { name: "hilfe.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ\u0090") });
    await press(page, "Nachricht senden");
    assert.equal(rowsOf(server, number, "attachments").length, 1, "a program is no attachment");
    assert.match(await page.locator("#reply").innerText(), /Diesen Dateityp nehmen wir nicht an/);
    assert.equal(await page.inputValue("#reply [name=body]"), "Dazu noch ein Programm.", "the text is still there");
  });

  await it("the desk finds it: search and filters live in the address", async () => {
    const { page } = desk;
    await page.goto("/desk/queue");
    await page.selectOption("[name=class]", "fault");
    await page.selectOption("[name=department]", "technical");
    await press(page, "Filtern");
    const url = new URL(page.url());
    assert.equal(url.searchParams.get("class"), "fault");
    assert.equal(await page.locator(`a[href="/tickets/${number}"]`).count(), 1);
    await page.reload();
    assert.equal(await page.inputValue("[name=class]"), "fault", "the filter survives in the address");
    await page.goto(`${url.pathname}${url.search.replace("class=fault", "class=order")}`);
    assert.equal(await page.locator(`a[href="/tickets/${number}"]`).count(), 0);
    await page.goto("/desk/queue");
    await page.locator("#search").fill("quittenbaum");
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.locator("#search").press("Enter")]);
    assert.equal(new URL(page.url()).searchParams.get("q"), "quittenbaum");
    assert.equal(await page.locator(`main a[href^="/tickets/${number}"]`).count(), 1);
    await checkPage(page);
    for (const word of ["web-03", "Aktualisierung", String(number)]) {
      await page.goto(`/desk/search?q=${word}`);
      assert.ok((await page.locator(`main a[href^="/tickets/${number}"]`).count()) >= 1, `“${word}” does not find it`);
    }
    await page.goto("/desk/search?q=nichtsdergleichen");
    assert.equal(await page.locator(`main a[href^="/tickets/${number}"]`).count(), 0);
  });

  await it("a note is never seen outside, a message is, and it can be taken back for a moment", async () => {
    const { page } = desk;
    await page.goto(`/tickets/${number}`);
    await press(page, "Mir zuweisen");
    assert.notEqual(await colour(page, "#note"), await colour(page, "#reply"), "note and message look different");
    await page.fill("[name=note]", "Kunde klang ungeduldig, bitte zügig.");
    await press(page, "Notiz ablegen");
    assert.match(await page.locator("#timeline").innerText(), /ungeduldig/);

    await page.fill("[name=body]", "Wir sehen nach, das dauert einen Tag.");
    await press(page, "An Kunden senden");
    await press(page, "Zurückholen");
    assert.equal(await page.inputValue("#reply [name=body]"), "Wir sehen nach, das dauert einen Tag.", "the text is back in the draft");
    assert.ok(rowsOf(server, number, "messages", "and x.body like 'Wir sehen nach%'")[0].withdrawn_at);
    await page.fill("[name=body]", "Wir sehen sofort nach.");
    await press(page, "An Kunden senden");
    await until(() => rowsOf(server, number, "messages", "and x.body = 'Wir sehen sofort nach.' and x.released_at is not null").length, "the message was not released", 30);
    const mail = await server.mail((m) => m.to.includes(world.owner.login) && m.text.includes("Wir sehen sofort nach."));
    assert.ok(mail.html.includes("Wir sehen sofort nach."), "the mail has both forms");
    const [clock] = rowsOf(server, number, "clocks");
    assert.deepEqual([clock.state, clock.outcome], ["stopped", "met"], "the first answer stops its clock");

    await customer.page.goto(`/tickets/${number}`);
    const seen = flat(await customer.page.locator("main").innerText());
    assert.ok(seen.includes("Wir sehen sofort nach."));
    for (const hidden of ["ungeduldig", "das dauert einen Tag"]) assert.ok(!seen.includes(hidden), hidden);
    assert.equal(await customer.page.locator("#note").count(), 0);
    assert.ok(!server.mails().some((m) => /ungeduldig|dauert einen Tag/.test(m.text + m.html)));
    await customer.page.goto("/tickets?q=ungeduldig");
    assert.equal(await customer.page.locator(`main a[href^="/tickets/${number}"]`).count(), 0, "nor found by searching");
  });

  await it("a secret in a message is held back, goes into the vault, or stays by decision", async () => {
    const { page } = customer;
    await page.goto(`/tickets/${number}`);
    await page.fill("[name=body]", `Hier der Zugang: Benutzer admin, Passwort: ${PASSWORD}`);
    await press(page, "Nachricht senden");
    const notice = page.getByRole("alert");
    assert.match(await notice.innerText(), /sieht nach einem Geheimnis aus/);
    assert.ok(!(await notice.innerText()).includes(PASSWORD), "the preview is masked");
    assert.deepEqual(server.columnsWith(PASSWORD), [], "nothing is stored yet");
    await checkPage(page);
    await press(page, "In den Tresor verschieben");
    await until(() => events(server, number).includes("text.moved_to_vault"), "it did not go into the vault", 5);
    assert.deepEqual(server.placesOf(PASSWORD), []);
    const stored = rowsOf(server, number, "secrets");
    assert.ok(stored.length >= 1 && stored.every((s) => s.state === "stored"));

    await page.goto(`/tickets/${number}`);
    await page.fill("[name=body]", "Das alte Passwort: Blau-Kiesel-77x! gilt nicht mehr.");
    await press(page, "Nachricht senden");
    await press(page, "Trotzdem senden");
    assert.ok(events(server, number).includes("text.secret_kept"));
    assert.match(await page.locator("#timeline").innerText(), /Blau-Kiesel-77x!/);
  });

  if (javascript) {
    await it("a draft is kept on the server and comes back in another browser", async () => {
      const { page } = customer;
      await page.goto(`/tickets/${number}`);
      await page.fill("#reply [name=body]", "Noch nicht fertig geschrieben");
      await until(() => server.query("select body from drafts").some((d) => d.body.includes("Noch nicht fertig")), "no draft was stored", 10);
      const elsewhere = await people.new();
      await logIn(elsewhere, world.owner);
      await elsewhere.page.goto(`/tickets/${number}`);
      assert.equal(await elsewhere.page.inputValue("#reply [name=body]"), "Noch nicht fertig geschrieben");
    });
  }
});

/** What a composer looks like. */
function colour(page, selector) {
  return page.locator(selector).evaluate((element) => {
    const { backgroundColor, borderColor, borderStyle } = getComputedStyle(element);
    return [backgroundColor, borderColor, borderStyle].join();
  });
}
