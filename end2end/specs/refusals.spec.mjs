// Where the procedure says no, and how it goes on: every refusal is on record, and nothing of the secret gets out.
//
// There is no clock to turn in the program, so where time has to pass the moments in the database are moved into the past
// (`server.execute`) before the step that is tested.

import { createHash } from "node:crypto";

import { assert, checkPage, logIn, matrix, pdfText, source, until } from "../harness.mjs";
import {
  CANARY, REASON, begin, events, file, flat, mailedCode, pane, press, request, reveal, row, rowsOf, running, sign,
  signByForm, state, work,
} from "../journey.mjs";
import { hidden, makeWorld, spareCodes } from "../world.mjs";

const SYSTEMS = ["web-03", "db-01", "mail-02", "app-07", "git-01", "nas-04"].map((name) => ({ name }));
/** The panel of the intervention on the customer's ticket. */
const CASE = 'section[aria-labelledby="intervention"]';
const JSON_ANSWER = { accept: "application/json" };

/** The path that a look at the password posts to. */
async function revealPath(world, number) {
  const page = await world.clients.jana.get(work(number));
  const password = rowsOf(world.server, number, "secrets", "and x.field = 'password' and x.state = 'stored'")[0];
  const path = work(number, `secrets/${password.id.replace(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/, "$1-$2-$3-$4-$5")}/reveal`);
  assert.ok(page.includes(path), `no form for ${path}`);
  return path;
}

/** The engineer sees the value: beside the work, or without JavaScript on a page of its own. */
const seen = async (desk) => (desk.javascript ? pane(desk.page) : desk.page.locator("main")).textContent();
const shows = (desk, what) => until(async () => (await seen(desk)).includes(CANARY), what, 20);

/** The newest look at a credential of the ticket. */
const lastLook = (server, number) => rowsOf(server, number, "reveals").at(-1);

/** What a customer reads about it, in the access log and on paper. */
async function told(world, number, parts) {
  const log = flat(await world.clients.petra.get(`/tickets/${number}/live/log`));
  const answer = await fetch(`${world.server.url}/tickets/${number}/evidence.pdf`, {
    method: "POST",
    headers: { origin: world.server.url, cookie: [...world.clients.petra.cookies].map((pair) => pair.join("=")).join("; ") },
  });
  assert.equal(answer.status, 200);
  const paper = flat(pdfText(Buffer.from(await answer.arrayBuffer())));
  for (const part of parts) assert.ok(log.includes(part), `the log lacks “${part}”: ${log}`);
  assert.ok(paper.includes("verweigert") && !paper.includes(CANARY));
  return paper;
}

matrix("refusals", { smtp: true }, async ({ server, people, it }) => {
  const world = await makeWorld(server, { systems: SYSTEMS });
  const { jana, tarek, petra, mira } = world.clients;

  await it("a former assignee sees nothing any more", async () => {
    const number = await running(world, "web-03");
    const path = await revealPath(world, number);
    const desk = await people.new();
    await logIn(desk, world.engineer);
    await desk.page.goto(work(number));
    await reveal(desk, pane(desk.page), world.engineer);
    await shows(desk, "the assignee saw nothing");
    await tarek.post(work(number, "take"));
    const again = await jana.send("POST", path, { reason: REASON }, JSON_ANSWER);
    assert.equal(again.status, 403, again.text);
    assert.ok(!again.text.includes(CANARY));
    assert.deepEqual([lastLook(server, number).outcome, lastLook(server, number).code], ["denied", "not_assignee"]);
    const page = await jana.get(work(number));
    assert.ok(!page.includes("/reveal\""), "no form is offered that would be refused");
    const next = await tarek.send("POST", path, { reason: REASON }, JSON_ANSWER);
    assert.equal(next.status, 200, next.text);
    await told(world, number, ["Einsicht verweigert", "Jana Engel"]);
    await desk.context.close();
  });

  await it("a manager, an admin and a customer never get a value", async () => {
    const number = await running(world, "db-01");
    const path = await revealPath(world, number);
    for (const [who, status] of [[mira, 403], [world.clients.admin, 403], [petra, 404]]) {
      const answer = await who.send("POST", path, { reason: REASON }, JSON_ANSWER);
      assert.equal(answer.status, status, answer.text);
      assert.ok(!answer.text.includes(CANARY));
    }
    await petra.post(`/tickets/${number}/lock`);
  });

  await it("a look without a reason is not even asked for, one with a reason is limited to five an hour", async () => {
    const number = await running(world, "mail-02");
    const path = await revealPath(world, number);
    const short = await jana.send("POST", path, { reason: "kurz" }, JSON_ANSWER);
    assert.equal(short.status, 422, short.text);
    for (let look = 0; look < 5; look += 1) {
      const shown = await jana.send("POST", path, { reason: `${REASON} ${look}` }, JSON_ANSWER);
      assert.equal(shown.status, 200, shown.text);
    }
    const sixth = await jana.send("POST", path, { reason: `${REASON} noch einmal` }, JSON_ANSWER);
    assert.equal(sixth.status, 403, sixth.text);
    assert.equal(lastLook(server, number).code, "field_limit");
    const paper = await told(world, number, ["Einsicht verweigert", `${REASON} noch einmal`]);
    assert.ok(paper.includes("field_limit"));
    // A manager lifts the limit, with a reason.
    await mira.post(work(number, "unlock"), {
      secret: path.split("/").at(-2), unlock_reason: "Rückfrage beim Einsatz, die Notiz ging verloren",
    });
    const seventh = await jana.send("POST", path, { reason: `${REASON} zum letzten Mal` }, JSON_ANSWER);
    assert.equal(seventh.status, 200, seventh.text);
    await petra.post(`/tickets/${number}/lock`);
  });

  await it("an expired authorization stops the work until the customer extends it", async () => {
    // I-04
    const number = await running(world, "app-07");
    const path = await revealPath(world, number);
    // Set-up: the authorization was signed five hours ago and ended a minute ago.
    const id = row(server, number).authorization_id;
    const own = server.database === "sqlite" ? `x'${id}'` : `'${id}'`;
    server.execute(`update authorizations set valid_until = ${server.moment(-60)} where id = ${own}`);
    const late = await jana.send("POST", path, { reason: REASON }, JSON_ANSWER);
    assert.equal(late.status, 403, late.text);
    assert.ok(!late.text.includes(CANARY));
    assert.equal(lastLook(server, number).code, "validity_over");
    // Housekeeping tells the customer; it runs when the program starts.
    await server.restart();
    await until(() => state(server, number) === "clarifying", "nothing waits for the extension", 90);
    await server.mail((m) => m.to.includes(world.owner.login) && /Genehmigung abgelaufen/.test(m.subject));
    const refused = await jana.send("GET", `/interventions/${number}/extend`);
    assert.equal(refused.status, 403, "staff cannot extend");

    const customer = await people.new();
    await logIn(customer, world.owner);
    const { page } = customer;
    await page.goto(`/tickets/${number}`);
    assert.match(await page.locator(CASE).innerText(), /abgelaufen/);
    await page.locator(CASE).getByRole("link", { name: /verlängern/ }).click();
    await checkPage(page);
    await sign(customer, world.owner, server, "Verlängern");
    assert.equal(new URL(page.url()).pathname, `/tickets/${number}`);
    await until(() => state(server, number) === "running", "the extension did not resume the work", 10);
    const versions = server.query(`select v.kind, v.version, v.text, v.text_sha256 from authorization_versions v
      join authorizations a on a.id = v.authorization_id join tickets t on t.id = a.ticket_id
      where t.number = ${number} order by v.version`);
    assert.deepEqual(versions.map((v) => v.kind), ["initial", "extension"]);
    for (const version of versions) {
      const hash = createHash("sha256").update(version.text).digest("hex");
      assert.equal(version.text_sha256.replace(/^\\x/, ""), hash);
    }
    const shown = await jana.send("POST", path, { reason: REASON }, JSON_ANSWER);
    assert.equal(shown.status, 200, shown.text);
    assert.ok(events(server, number).includes("authorization.extended"));
    await told(world, number, ["Einsicht verweigert"]);
    await petra.post(`/tickets/${number}/lock`);
    await customer.context.close();
  });

  await it("locked while a value is open: the pane closes within two seconds and the secret is gone", async () => {
    // I-43
    const number = await running(world, "git-01");
    const path = await revealPath(world, number);
    const desk = await people.new();
    await logIn(desk, world.engineer);
    await desk.page.goto(work(number));
    await reveal(desk, pane(desk.page), world.engineer);
    await shows(desk, "the value was not shown");

    const customer = await people.new();
    await logIn(customer, world.owner);
    await customer.page.goto(`/tickets/${number}/live`);
    await press(customer.page, "Jetzt sperren");
    if (desk.javascript) {
      await until(async () => !(await source(desk.page)).includes(CANARY), "the pane stayed open", 2);
      assert.match(await pane(desk.page).textContent(), /Der Kunde hat den Zugriff gesperrt/);
    }
    assert.match(await customer.page.locator("main").innerText(), /Gesperrt|gesperrt/);
    await checkPage(customer.page);
    assert.equal(state(server, number), "revoked");
    if (!desk.javascript) {
      // Nobody tells a page without scripts: it goes back to the work when its thirty seconds are over.
      await desk.page.waitForURL((url) => url.pathname === work(number), { timeout: 40_000 });
      assert.ok(!(await source(desk.page)).includes(CANARY), "the value stayed on the screen");
    }
    const secrets = rowsOf(server, number, "secrets");
    assert.ok(secrets.every((s) => s.state === "shredded" && s.shred_reason === "revoked"), JSON.stringify(secrets));
    const blobs = server.query(`select v.wrapped from secret_versions v join secrets s on s.id = v.secret_id
      join tickets t on t.id = s.ticket_id where t.number = ${number}`);
    assert.ok(blobs.length >= 2 && blobs.every((v) => v.wrapped === null), "the wrapped keys are gone");
    const shards = server.query(`select s.destroyed_at, s.unlinked_at from shards s join tickets t on t.id = s.ticket_id
      where t.number = ${number}`);
    assert.ok(shards.every((s) => s.destroyed_at && s.unlinked_at), JSON.stringify(shards));
    const gone = await jana.send("POST", path, { reason: REASON }, JSON_ANSWER);
    assert.ok([403, 409].includes(gone.status), gone.text);
    await server.mail((m) => m.to.includes(world.owner.login) && /Genehmigung gesperrt/.test(m.subject));
    await told(world, number, ["Einsicht verweigert"]);

    // A new authorization, with new credentials, leads on.
    const { page } = customer;
    await page.goto(`/interventions/${number}/request`);
    await page.check("[name=access][value=credentials]");
    await page.fill("[name=username]", "lt-einsatz");
    await page.fill("[name=password]", CANARY);
    for (const duty of await page.locator("[name=ack]").all()) await duty.check();
    await press(page, "Weiter zur Unterschrift");
    await sign(customer, world.owner, server);
    assert.equal(state(server, number), "requested");
    await begin(world, number);
    assert.equal(state(server, number), "running");
    assert.equal(Number(server.query(`select count(*) as n from authorizations a join tickets t on t.id = a.ticket_id
      where t.number = ${number}`)[0].n), 2, "the old authorization stays ended, the new one is another");
    await desk.context.close();
    await customer.context.close();
  });

  await it("credentials that do not work are asked for and replaced without another signature", async () => {
    // I-26
    const number = await running(world, "nas-04", "F4lsch-1199-Riegel");
    const desk = await people.new();
    await logIn(desk, world.engineer);
    await desk.page.goto(work(number));
    await press(desk.page, "Zugangsdaten funktionieren nicht");
    assert.equal(state(server, number), "clarifying");
    const [clock] = rowsOf(server, number, "clocks", "and x.kind = 'intervention'");
    assert.equal(clock.state, "paused", "the promise waits for the customer");
    await server.mail((m) => m.to.includes(world.owner.login) && m.text.includes("Zugangsdaten funktionieren nicht"));

    const customer = await people.new();
    await logIn(customer, world.owner);
    const { page } = customer;
    await page.goto(`/tickets/${number}`);
    await checkPage(page);
    await page.locator(`${CASE} [name=username]`).fill("lt-einsatz");
    await page.locator(`${CASE} [name=password]`).fill(CANARY);
    await press(page, "In den Tresor legen");
    assert.equal(state(server, number), "running");
    const versions = server.query(`select count(*) as n from authorization_versions v
      join authorizations a on a.id = v.authorization_id join tickets t on t.id = a.ticket_id where t.number = ${number}`);
    assert.equal(Number(versions[0].n), 1, "nothing had to be signed again");
    await desk.page.goto(work(number));
    await reveal(desk, pane(desk.page), world.engineer);
    await shows(desk, "the new password was not shown");
    assert.ok(["secret.rejected", "secret.replaced"].every((event) => events(server, number).includes(event)), events(server, number).join());
    if (desk.javascript) await desk.page.getByRole("button", { name: "Jetzt verdecken" }).click();

    // Close it by forms, then the problem comes back. // I-64
    await jana.post(work(number, "log"), { what: "Freigabe neu gestartet", log_method: "ssh_rdp", visible: "customer" });
    await jana.post(work(number, "close"), {
      summary: "Die Freigabe läuft wieder.", cause: "software_fault", avoidable: "not", avoidable_reason: "Ein Einzelfall ohne Muster",
      new_login: "none",
    });
    assert.equal(state(server, number), "closed");
    await page.goto(`/tickets/${number}`);
    await page.locator("summary", { hasText: "Das Problem besteht weiter" }).click();
    await page.fill("[name=reopen_reason]", "Nach einer Stunde war die Freigabe wieder weg.");
    await press(page, "Einsatz wieder aufnehmen");
    assert.ok(["reopened", "requested"].includes(state(server, number)), state(server, number));
    const early = await jana.send("POST", work(number, "start"));
    assert.notEqual(early.status, 303, "no work without a new authorization");
    await page.goto(`/interventions/${number}/request`);
    await page.check("[name=access][value=credentials]");
    await page.fill("[name=username]", "lt-einsatz");
    await page.fill("[name=password]", CANARY);
    for (const duty of await page.locator("[name=ack]").all()) await duty.check();
    await press(page, "Weiter zur Unterschrift");
    await sign(customer, world.owner, server);
    assert.equal(Number(row(server, number).cycle), 2, "the same ticket, another round");
    await begin(world, number);
    assert.equal(state(server, number), "running");
    await desk.context.close();
    await customer.context.close();
  });

  assert.deepEqual(server.placesOf(CANARY), []);
});
