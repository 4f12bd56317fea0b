// The whole procedure: authorise → access → log → prove. Database, mails and papers are read, not only pages. // I-39, I-43, I-46

import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { assert, checkPage, freshCode, logIn, matrix, pdfText, screenshots, source, until } from "../harness.mjs";
import {
  CANARY, REASON, events, fillRequest, flat, pane, press, reveal, row, rowsOf, sign, state, work,
} from "../journey.mjs";
import { makeWorld } from "../world.mjs";

const HANDED = "N3u-⚿-4471-Scheune";
const PROBED = "127.20.9.3";
const GATE = {
  signer_entitled: "Unterzeichnende Person hat die Kontoinhaberschaft oder das Recht dazu",
  system_belongs: "System gehört zum Kunden",
  authorization_valid: "Genehmigung vollständig und gültig",
  contract_covers: "Vertrag deckt OS-Interventionen",
  no_repeat_case: "Keine dritte Intervention aus gleicher Ursache in 90 Tagen",
};
const CLOCKS = { first_answer: "Erste Antwort", intervention: "Einsatz" };

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
/** Without blanks and hyphens: papers wrap lines and divide words. */
const squeezed = (text) => text.replace(/[\s\u00ad\u2010-]+/g, "");

/** Something that greets like an SSH server, where this account may bind the port. */
async function sshBanner() {
  const server = createServer((socket) => socket.on("error", () => {}).end("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"));
  const bound = await new Promise((done) => {
    server.once("error", () => done(false));
    server.listen(22, PROBED, () => done(true));
  });
  return { bound, end: () => server.close() };
}

const options = { smtp: true, config: `[probes]\nallow = ["127.20.9.0/24"]` };
matrix("authorise, access, log, prove", options, async ({ server, people, javascript, database }) => {
  // With JavaScript the owner signs with the authenticator app, without with password and mailed code.
  const world = await makeWorld(server, { systems: [{ name: "web-03", probe_address: PROBED }], ownerFactor: javascript });
  const { owner, engineer } = world;
  const customer = await people.new();
  const desk = await people.new();
  await logIn(customer, owner);
  await logIn(desk, engineer);
  const { page } = customer;
  const pictures = javascript && database === "sqlite";

  // Authorise: credentials into the vault, the text signed.
  await page.goto("/interventions/new");
  await checkPage(page);
  if (pictures) await screenshots(page, "portal-intervention-request");
  await fillRequest(customer, "web-03");
  const number = Number(/\/interventions\/(\d+)\/sign/.exec(page.url())?.[1]);
  assert.ok(number, `no signature page: ${page.url()}`);
  assert.ok(!(await source(page)).includes(CANARY));
  const paper = flat(await page.locator("article.paper").textContent());
  for (const part of ["Petra Wendel", "web-03", "Genehmigung"]) assert.ok(paper.includes(part), part);
  const stored = rowsOf(server, number, "secrets");
  assert.deepEqual(stored.map((s) => [s.field, s.state]).sort(), [["password", "stored"], ["username", "stored"]]);
  assert.deepEqual(server.placesOf(CANARY), [], "a stored secret lies nowhere in clear");
  await checkPage(page);
  await sign(customer, owner, server);
  assert.equal(new URL(page.url()).pathname, `/tickets/${number}`);
  assert.equal(state(server, number), "requested");

  const [version] = server.query(
    `select v.* from authorization_versions v join authorizations a on a.id = v.authorization_id
     join tickets t on t.id = a.ticket_id where t.number = ${number}`);
  assert.equal(version.second_factor, javascript ? "totp" : "mail_code");
  assert.equal(version.signer_name, owner.name);
  const textHash = sha256(version.text);
  assert.equal(String(version.text_sha256).replace(/^\\x/, ""), textHash, "the hash is that of the stored text");
  for (const part of ["Petra Wendel", "web-03", "203.0.113.10"]) assert.ok(version.text.includes(part), part);
  const authorization = await download(customer, `/tickets/${number}/authorization.pdf`);
  assert.ok(squeezed(pdfText(authorization)).includes(textHash), "the hash is printed on the authorization");
  await server.mail((m) => m.to.includes(owner.login) && /Genehmigung unterschrieben/.test(m.subject));

  // Access: gate, probes, method.
  await desk.page.goto("/desk/queue");
  await desk.page.locator(`a[href^="/tickets/${number}"], a[href^="${work(number)}"]`).first().waitFor();
  await desk.page.goto(work(number));
  await press(desk.page, "Mir zuweisen");
  await press(desk.page, "Prüfen und freigeben");
  assert.equal(state(server, number), "verified");
  const gate = server.query(`select g.* from gate_lines g join interventions i on i.id = g.intervention_id
    join tickets t on t.id = i.ticket_id where t.number = ${number}`);
  assert.deepEqual(gate.map((line) => line.line).sort(), Object.keys(GATE).sort());
  assert.ok(gate.every((line) => line.passed), JSON.stringify(gate));
  assert.match(flat(await desk.page.locator("#gate").locator("..").textContent()), /5 von 5 erfüllt/);
  const ssh = await sshBanner();
  try {
    await press(desk.page, "Proben starten");
  } finally {
    ssh.end();
  }
  const probes = server.query("select kind, target, result from probe_runs");
  const banner = probes.find((probe) => probe.kind === "ssh_banner");
  assert.equal(banner?.result === "answers", ssh.bound, JSON.stringify(probes));
  assert.ok(probes.every((probe) => probe.target.startsWith(PROBED)), JSON.stringify(probes));
  const first = await desk.page.locator("[name=method] option").nth(1).getAttribute("value");
  if (ssh.bound) assert.equal(first, "ssh_rdp", "the port answers and there are credentials");
  await desk.page.selectOption("[name=method]", first);
  await desk.page.fill("[name=method_reason]", "Erste Wahl der Zugriffsberatung nach den Proben");
  await press(desk.page, "Bewertung festhalten");
  await press(desk.page, "Arbeit beginnen");
  const begun = row(server, number);
  assert.deepEqual([begun.state, begun.method, begun.complexity], ["running", first, "standard"]);
  assert.ok(JSON.stringify(begun.method_ranking).includes("ssh_rdp"), "the ranking shown is kept");
  await server.mail((m) => m.to.includes(owner.login) && /Die Arbeit beginnt/.test(m.subject));
  await checkPage(desk.page);
  if (pictures) await screenshots(desk.page, "desk-intervention");

  // Somebody who is not the assignee is denied, with the reason on record.
  const secret = stored.find((s) => s.field === "password").id;
  const path = await pane(desk.page).locator("form").getAttribute("action");
  const tarek = world.clients.tarek;
  const denied = await tarek.send("POST", path, { reason: "Ich will nur einmal nachsehen" }, { accept: "application/json" });
  assert.equal(denied.status, 403, denied.text);
  assert.ok(!denied.text.includes(CANARY));

  // A look, watched by the customer.
  await page.goto(`/tickets/${number}/live`);
  if (javascript) await page.getByText("live", { exact: true }).waitFor();
  await reveal(desk, pane(desk.page), engineer);
  if (javascript) {
    await until(async () => (await pane(desk.page).textContent()).includes(CANARY), "the value was not shown", 20);
    await until(async () => (await page.locator("#log").textContent()).includes(REASON), "the customer saw nothing within two seconds", 2);
    await desk.page.getByRole("button", { name: "Jetzt verdecken" }).click();
    await until(async () => !(await source(desk.page)).includes(CANARY), "the value stayed in the page", 2);
    const kept = await desk.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]));
    assert.ok(!kept.includes(CANARY), "the browser keeps nothing");
    await until(() => events(server, number).includes("reveal.hidden"), "nobody noted that the pane closed", 20);
  } else {
    assert.equal(await desk.page.locator("pre.value").textContent(), CANARY);
    assert.ok(!desk.page.url().includes("K4n4r1e"));
    await desk.page.goto(work(number));
    await page.reload();
  }
  const seen = flat(await page.locator("#log").textContent());
  for (const part of ["Passwort eingesehen", "Jana Engel", REASON, "Einsicht verweigert", "Tarek Yilmaz"]) {
    assert.ok(seen.includes(part), `the customer's log lacks “${part}”: ${seen}`);
  }
  assert.ok(!(await source(page)).includes(CANARY), "the customer's page never holds the value");
  const looks = rowsOf(server, number, "reveals", "order by x.at");
  assert.deepEqual(looks.map((r) => [r.outcome, r.code, r.reason]).sort(), [
    ["denied", "not_assignee", "Ich will nur einmal nachsehen"],
    ["granted", "", REASON],
  ]);
  assert.ok(looks.every((r) => r.secret_id === secret));

  // Log, with a timer.
  await press(desk.page, "Zeit starten");
  await desk.page.fill("[name=what]", "Regel für TCP 22 ergänzt und Regelsatz neu geladen");
  await desk.page.fill("[name=changed_file]", "/etc/nftables.conf");
  await desk.page.fill("[name=why]", "Die Kette input verwarf jede neue SSH-Verbindung.");
  await desk.page.fill("[name=result]", "SSH antwortet wieder");
  await press(desk.page, "Eintragen");
  assert.match(await desk.page.locator("#log").textContent(), /Regel für TCP 22/);
  await desk.page.fill("[name=what]", "Nur für das Team: Playbook anpassen");
  await desk.page.check("[name=visible][value=no]");
  await press(desk.page, "Eintragen");
  await page.goto(`/tickets/${number}/live`);
  assert.match(await page.locator("#log").textContent(), /Regel für TCP 22/);
  assert.ok(!/Nur für das Team/.test(await source(page)), "internal entries stay internal");
  await checkPage(page);
  if (pictures) await screenshots(page, "portal-live");

  // Ask and answer in the same ticket; the clock waits meanwhile. // I-44
  await desk.page.locator("summary", { hasText: "Rückfrage stellen" }).click();
  await desk.page.fill("[name=question]", "Dürfen wir Port 22 nur für Ihr Büro öffnen?");
  await press(desk.page, "Rückfrage stellen", `form[action$="/clarify"]`);
  assert.equal(state(server, number), "clarifying");
  const asked = await server.mail((m) => m.to.includes(owner.login) && m.text.includes("Dürfen wir Port 22 nur für Ihr Büro öffnen?"));
  assert.match(asked.text, /Frist ruht/);
  await page.goto(`/tickets/${number}`);
  await page.fill("[name=body]", "Ja, nur für 198.51.100.0/24, bitte.");
  await press(page, "Nachricht senden");
  await until(() => state(server, number) === "running", "the answer did not resume the work", 25);
  const clocks = rowsOf(server, number, "clocks", "and x.kind = 'intervention'");
  const marks = server.query(`select e.kind from clock_events e join clocks c on c.id = e.clock_id
    join tickets t on t.id = c.ticket_id where t.number = ${number} and c.kind = 'intervention' order by e.seq`);
  assert.deepEqual(marks.map((mark) => mark.kind).slice(0, 3), ["start", "pause", "resume"]);
  assert.equal(Number(clocks[0].target_s), 3600);

  // New credentials go through the vault; then close. // I-45
  await desk.page.goto(work(number));
  await desk.page.locator("summary", { hasText: "In den Tresor des Kunden legen" }).click();
  await desk.page.fill("[name=handover_label]", "root auf web-03");
  await desk.page.fill("[name=handover_username]", "root");
  await desk.page.fill("[name=handover_password]", HANDED);
  await press(desk.page, "In den Tresor des Kunden legen");
  await desk.page.fill("[name=summary]", "SSH ist wieder erreichbar. Geändert wurde /etc/nftables.conf.");
  await desk.page.selectOption("[name=cause]", "network_rule");
  await desk.page.check("[name=avoidable][value=avoidable]");
  await desk.page.fill("[name=avoidable_reason]", "Das Playbook sollte die Regel für SSH enthalten.");
  await desk.page.check("[name=new_login][value=handed]");
  await press(desk.page, "Einsatz abschließen");
  const closed = row(server, number);
  assert.equal(closed.state, "closed");
  assert.deepEqual([closed.cause, Boolean(closed.avoidable)], ["network_rule", true]);
  const gone = rowsOf(server, number, "secrets", "and x.class = 'intervention'");
  assert.ok(gone.length === 2 && gone.every((s) => s.state === "shredded" && s.shred_reason === "closed"));
  const [work_entry] = rowsOf(server, number, "work_entries");
  assert.ok(work_entry.stopped_at, "the timer stopped with the intervention");
  const late = await world.clients.jana.send("POST", path, { reason: REASON }, { accept: "application/json" });
  assert.equal(late.status, 403, late.text);

  // The customer reads the new credentials, once shown who asks.
  await page.goto("/vault");
  if (await page.locator(`a[href^="/reauth"]`).count()) {
    await page.goto("/reauth?next=/vault");
    await page.fill("[name=proof]", owner.totp_seed ? await freshCode(owner.totp_seed) : owner.password);
    await press(page, "Bestätigen");
  }
  const part = pane(page);
  await reveal2(customer, part);
  if (javascript) await until(async () => (await part.textContent()).includes(HANDED), "the new password was not shown", 20);
  else assert.equal(await page.locator("pre.value").textContent(), HANDED);
  const [handover] = rowsOf(server, number, "handovers");
  assert.ok(handover.first_read_at, "the first reading is on record");

  // Prove.
  await page.goto(`/tickets/${number}`);
  await press(page, "Passwort geändert");
  assert.ok(row(server, number).password_change_confirmed_at);
  await checkPage(page);
  const pdf = await ordered(customer, `/tickets/${number}/evidence.pdf`);
  const packed = await ordered(customer, `/tickets/${number}/evidence.json`);
  const pack = JSON.parse(packed.toString("utf8"));
  const attached = attachments(pdf);
  assertEvidence(pdf, JSON.parse(attached["pack.json"]).case, { textHash, number });
  const signed = Object.entries(attached).find(([name]) => name.startsWith("authorization-"));
  assert.equal(sha256(signed[1]), textHash, "the signed text is attached, byte for byte");
  verified(server, packed, attached["pack.json"]);
  for (const event of ["reveal.granted", "reveal.denied", "action.logged", "clarification.asked", "intervention.closed"]) {
    assert.ok(JSON.stringify(pack.chain).includes(event), event);
  }

  // Nobody has written either secret down: not the database, not a file, not a mail, not the log.
  for (const secret of [CANARY, HANDED]) {
    assert.deepEqual(server.placesOf(secret), []);
    for (const bytes of [pdf, Buffer.from(attached["pack.json"]), packed]) {
      assert.ok(!bytes.toString("utf8").includes(secret));
    }
    assert.ok(!pdfText(pdf).includes(secret));
  }
  for (const mail of server.mails()) assert.ok(!`${mail.subject}${mail.text}${mail.html}`.includes("K4n4r1e"), mail.subject);
  const known = events(server, number);
  for (const event of ["authorization.signed", "gate.checked", "method.chosen", "reveal.granted", "reveal.denied", "secret.shredded", "intervention.password_change_confirmed", "export.evidence"]) {
    assert.ok(known.includes(event), `${event} is not in the chain: ${known}`);
  }
});

/** Both packs are accepted as they are, and refused with one word changed; the chain in the database is whole. */
function verified(server, ...packs) {
  const file = join(server.folder, "pack.json");
  for (const pack of packs) {
    writeFileSync(file, pack);
    server.cli("audit", "verify", "--export", file);
    const changed = pack.toString("utf8").replace("/etc/nftables.conf", "/etc/nftables.bak");
    assert.notEqual(changed, pack.toString("utf8"));
    writeFileSync(file, changed);
    assert.throws(() => server.cli("audit", "verify", "--export", file), (error) => error.status >= 2);
  }
  server.cli("audit", "verify");
}

/** The owner's own look: no reason is asked for. */
async function reveal2(person, secret) {
  const button = secret.getByRole("button", { name: "einsehen" });
  if (person.javascript) await button.click();
  else await Promise.all([person.page.waitForNavigation({ waitUntil: "load" }), button.click()]);
}

const download = async (person, path) => file(path, await person.context.request.get(path));

/** The evidence pack is made by a form: its making is on record. */
async function ordered(person, path) {
  const origin = new URL(person.page.url()).origin;
  return file(path, await person.context.request.post(path, { headers: { origin } }));
}

function file(path, answer) {
  assert.equal(answer.status(), 200, `${path}: ${answer.status()}`);
  assert.match(answer.headers()["content-disposition"], /^attachment/);
  return answer.body();
}

/** Files inside a PDF, by name. */
function attachments(pdf) {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-pdf-"));
  const file = join(folder, "x.pdf");
  writeFileSync(file, pdf);
  const list = execFileSync("pdfdetach", ["-list", file], { encoding: "utf8" });
  execFileSync("pdfdetach", ["-saveall", "-o", folder, file]);
  const names = [...list.matchAll(/^\d+: (.+)$/gm)].map((match) => match[1]);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Everything that must be on the paper, against the data it was made from. */
function assertEvidence(pdf, pack, { textHash, number }) {
  const texts = [pdfText(pdf), pdfText(pdf, { inOrder: true })];
  const papers = texts.map(flat);
  const tights = texts.map(squeezed);
  // Lines wrap, and the end of a page may stand in the middle of a sentence.
  const found = (part) => papers.some((paper) => paper.includes(part)) || tights.some((tight) => tight.includes(squeezed(part)));
  const has = (part) => {
    const words = part.split(/\s+/);
    const halves = words.some((_, cut) => found(words.slice(0, cut).join(" ")) && found(words.slice(cut).join(" ")));
    assert.ok(found(part) || halves, `the evidence lacks “${part}”`);
  };
  has(String(number));
  assert.ok(found(textHash), "the hash of the signed text");
  assert.ok(/^[0-9a-f]{64}$/.test(pack.audit.hash) && found(pack.audit.hash), "the head hash of the chain");
  const lines = pack.authorizations[0].text.split("\n").map((line) => line.replace(/^- /, "").trim()).filter(Boolean);
  assert.ok(lines.length > 10);
  for (const line of lines) has(line);
  assert.deepEqual(pack.gate.map((line) => line.line).sort(), Object.keys(GATE).sort());
  for (const line of pack.gate) has(GATE[line.line]);
  assert.equal(pack.clocks.length, 2);
  // Ran, waited for the answer, ran: each is listed, however fast this machine is.
  const ran = pack.clocks.find((clock) => clock.kind === "intervention");
  assert.deepEqual(ran.segments.map((s) => s.counted), [true, false, true], JSON.stringify(ran.segments));
  for (const clock of pack.clocks) {
    has(CLOCKS[clock.kind]);
    for (const segment of clock.segments) for (const at of [segment.from, segment.to].filter(Boolean)) has(berlin(at));
  }
  for (const look of pack.reveals) {
    has(berlin(look.at));
    has(look.actor);
    has(look.outcome === "granted" ? "gezeigt" : "verweigert");
    if (look.reason) has(look.reason);
  }
  assert.ok(pack.reveals.some((look) => look.reason === REASON));
  has("1 gezeigt, 2 verweigert");
  has("not_assignee");
  for (const action of pack.actions) {
    for (const field of ["what", "changed_file", "why", "result"]) if (action[field]) has(action[field]);
    assert.ok(action.visible);
  }
  for (const message of pack.messages.filter((m) => !m.automatic)) has(message.body);
  assert.ok(pack.messages.some((m) => m.body.includes("Ja, nur für 198.51.100.0/24")));
  has("Leistungsnachweis");
  assert.equal(pack.work.length, 1);
  has("root auf web-03");
}

/** A moment as the papers write it. */
function berlin(at) {
  return new Date(at).toLocaleTimeString("de-DE", { timeZone: "Europe/Berlin", hour: "2-digit", minute: "2-digit" });
}
