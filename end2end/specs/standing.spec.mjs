// A standing authorization from the first click to its end: chosen, read, signed, listed, read by the desk, revoked.

import { createHash } from "node:crypto";

import { assert, checkPage, logIn, matrix, pdfText } from "../harness.mjs";
import { flat, press, sign } from "../journey.mjs";
import { makeWorld } from "../world.mjs";

/** Follows a link by its words. */
async function follow(page, words) {
  const link = page.locator("main").getByRole("link", { name: words }).first();
  await link.waitFor({ timeout: 5_000 });
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), link.click()]);
}

const main = async (page) => flat(await page.locator("main").innerText());
const bare = (hex) => hex.replace(/^\\x/, "");

matrix("a standing authorization is signed, listed and revoked", { smtp: true }, async ({ server, people }) => {
  // I-04
  const world = await makeWorld(server, { systems: [{ name: "web-03" }, { name: "db-01" }] });
  const owner = await people.new();
  await logIn(owner, world.owner);
  const { page } = owner;
  await page.goto("/");
  await follow(page, "Dauergenehmigungen");
  assert.match(await main(page), /Noch keine Dauergenehmigung/);
  await checkPage(page);
  const list = new URL(page.url()).pathname;

  // Nothing chosen: every field says so, and the day stays.
  await follow(page, "Neue Dauergenehmigung");
  await checkPage(page);
  const today = await page.inputValue("[name=from]");
  await press(page, "Weiter zum Wortlaut");
  assert.equal(await page.locator("#f-acts-error, #f-systems-error").count(), 2);
  assert.equal(await page.inputValue("[name=from]"), today);
  await checkPage(page);

  await page.check("[name=acts][value=patching]");
  await page.check("[name=acts][value=inventory]");
  await page.getByLabel("web-03", { exact: true }).check();
  await press(page, "Weiter zum Wortlaut");
  const paper = flat(await page.locator(".paper").innerText());
  for (const part of ["Petra Wendel", "web-03 (Service-ID S-4000", "Patchen:", "Inventar:", "bis zum Widerruf"]) {
    assert.ok(paper.includes(part), `${part} is not in ${paper}`);
  }
  assert.ok(!paper.includes("db-01") && !paper.includes("Beheben:"), "only what was chosen");
  await checkPage(page);
  await sign(owner, world.owner, server, "Unterschreiben");

  const path = new URL(page.url()).pathname;
  assert.match(path, /^\/standing\/[0-9a-f-]{36}$/);
  assert.match(await main(page), /Dauergenehmigung Nr\. 1 .*gültig/);
  await checkPage(page);
  const [row] = server.query("select text, text_sha256, revoked_at from standing_authorizations");
  assert.equal(bare(row.text_sha256), createHash("sha256").update(row.text).digest("hex"));
  assert.equal(row.revoked_at, null);
  for (const { login } of [world.owner, world.technician]) {
    const mail = await server.mail((m) => m.to.includes(login) && /Dauergenehmigung Nr\. 1 unterschrieben/.test(m.subject));
    assert.ok(mail.text.includes(bare(row.text_sha256)) && mail.text.includes("web-03"));
  }
  const pdf = await fetch(`${server.url}${path}/authorization.pdf`, {
    headers: { cookie: [...world.clients.petra.cookies].map((pair) => pair.join("=")).join("; ") },
  });
  assert.equal(pdf.status, 200);
  const printed = pdfText(Buffer.from(await pdf.arrayBuffer())).replace(/\s/g, "");
  assert.ok(printed.includes(bare(row.text_sha256)) && printed.includes("PetraWendel"));

  // The desk reads it at the system, and can do nothing to it.
  const desk = await people.new();
  await logIn(desk, world.engineer);
  await desk.page.goto(`/systems/${world.systems[0].id}`);
  await follow(desk.page, "Patchen, Inventar");
  assert.match(await main(desk.page), /gültig/);
  assert.equal(await desk.page.getByRole("link", { name: "Widerrufen" }).count(), 0);
  await checkPage(desk.page);
  await desk.page.goto(`/systems/${world.systems[1].id}`);
  assert.match(await main(desk.page), /keine Dauergenehmigung/);

  // The technician revokes it, after a question.
  const technician = await people.new();
  await logIn(technician, world.technician);
  await technician.page.goto(list);
  assert.equal(await technician.page.getByRole("link", { name: "Neue Dauergenehmigung" }).count(), 0, "has no right to sign");
  await checkPage(technician.page);
  await follow(technician.page, "Nr. 1 widerrufen");
  await checkPage(technician.page);
  await press(technician.page, "Jetzt widerrufen");
  assert.match(await main(technician.page), /widerrufen.*Ole Thiel/);
  await page.goto(list);
  assert.match(await main(page), /Nr\. 1 .*widerrufen/);
  await server.mail((m) => m.to.includes(world.owner.login) && /Nr\. 1 widerrufen/.test(m.subject));
  const kinds = server.query("select kind from audit_events where kind like 'standing.%' order by seq").map((e) => e.kind);
  assert.deepEqual(kinds, ["standing.signed", "standing.revoked"]);
  assert.ok(server.query("select revoked_at from standing_authorizations")[0].revoked_at);
  server.cli("audit", "verify");
});
