// The steps of an intervention: in a browser for the spec that is about them, by plain forms for what comes before one.

import assert from "node:assert/strict";

import { until } from "./server.mjs";
import { freshCode } from "./totp.mjs";
import { hidden } from "./world.mjs";

/** A password that may never be found anywhere but in the one answer of a reveal. */
export const CANARY = "K4n4r1e-✓-7714-Tenne";
export const REASON = "Anmeldung zum Prüfen der Firewall";

/** Paths of the workspace. */
export const work = (number, act = "") => `/desk/tickets/${number}/intervention${act ? `/${act}` : ""}`;

/** Presses a button by its words and waits for the page it leads to. */
export async function press(page, words, within = "main") {
  const button = page.locator(within).getByRole("button", { name: words }).first();
  // Without this a wrong word is waited for twice, and the error names the navigation.
  await button.waitFor({ timeout: 5_000 });
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), button.click()]);
}

/** The customer fills in the request and comes to the text to sign. */
export async function fillRequest({ page }, system, password = CANARY) {
  await page.goto("/interventions/new");
  await page.fill("[name=system]", system);
  await page.selectOption("[name=symptom]", "firewall_locked_out");
  await page.fill("[name=problem]", "Seit 12:40 Uhr kommt niemand mehr per SSH auf das System.");
  await page.fill("[name=error_messages]", "ssh: connect to host port 22: Connection timed out");
  await page.fill("[name=wanted_action]", "SSH soll aus unserem Netz wieder gehen.");
  await page.check("[name=task][value=restore_network]");
  await page.check("[name=task][value=restore_remote_access]");
  await page.fill("[name=ceiling]", "300");
  await page.check("[name=access][value=credentials]");
  await page.check("[name=method][value=ssh_rdp]");
  await page.check("[name=method][value=rescue]");
  await page.fill("[name=username]", "lt-einsatz");
  await page.fill("[name=password]", password);
  await page.selectOption("[name=account_rights]", "sudo_with_password");
  for (const duty of await page.locator("[name=ack]").all()) await duty.check();
  await page.fill("[name=contact_phone]", "+49 681 9000 123");
  await page.fill("[name=reachable_until]", "heute 18 Uhr");
  await press(page, "Weiter zur Unterschrift");
}

/** The six digits of the last mail to somebody that holds any, sent after the first `seen` mails. */
export async function mailedCode(server, address, seen = 0) {
  let code;
  await until(() => {
    const mails = server.mails().slice(seen).filter((mail) => mail.to.includes(address));
    code = mails.map((mail) => /\b(\d{6})\b/.exec(mail.text)?.[1]).filter(Boolean).at(-1);
    return code;
  }, `no code came by mail to ${address}`);
  return code;
}

/** Signs in the browser: with the authenticator app, or with password and the code from the mail. */
export async function sign({ page }, account, server, button = "Genehmigen und Einsatz anfordern") {
  if (await page.locator("[name=mail_code]").count()) {
    const seen = server.mails().length;
    await press(page, "Code per Mail anfordern");
    await page.fill("[name=password]", account.password);
    await page.fill("[name=mail_code]", await mailedCode(server, account.login, seen));
  } else {
    await page.fill("[name=code]", await freshCode(account.totp_seed));
  }
  const name = page.locator("[name=signer_name]");
  if (await name.count()) {
    assert.equal(await name.inputValue(), "", "whoever signs types the name");
    await name.fill(account.name);
  }
  await press(page, button);
}

/** The fields of a request as the form posts them. */
export function request(system, password = CANARY) {
  return {
    system, symptom: "firewall_locked_out", problem: "Seit 12:40 Uhr kommt niemand mehr per SSH auf das System.",
    error_messages: "ssh: connect to host port 22: Connection timed out", wanted_action: "SSH soll wieder gehen.",
    task: ["restore_network", "restore_remote_access"], ceiling: "300", access: "credentials", method: ["ssh_rdp", "rescue"],
    username: "lt-einsatz", password, account_rights: "sudo_with_password", contact_phone: "+49 681 9000 123",
    reachable_until: "heute 18 Uhr", ack: ["accurate_information", "backups", "reachable", "password_change", "interruption"],
    action: "sign",
  };
}

/** A request filed by forms; the ticket's number. */
export async function file(world, system, password) {
  const to = await world.clients.petra.post("/interventions/new", request(system, password));
  return Number(/\/interventions\/(\d+)\/sign/.exec(to)[1]);
}

/** The owner signs by forms, with password and mailed code. */
export async function signByForm(world, number) {
  const { petra } = world.clients;
  const path = `/interventions/${number}/sign`;
  const page = await petra.get(path);
  const shown = { sha256: hidden(page, "sha256"), shown_at: hidden(page, "shown_at") };
  const seen = world.server.mails().length;
  await petra.post(`${path}/code`, shown);
  const code = await mailedCode(world.server, world.owner.login, seen);
  await petra.post(path, { signer_name: world.owner.name, password: world.owner.password, mail_code: code, ...shown });
}

/** The engineer takes the case, verifies, assesses and begins, by forms. */
export async function begin(world, number, who = "jana") {
  const desk = world.clients[who];
  await desk.post(work(number, "take"));
  await desk.post(work(number, "verify"));
  await desk.post(work(number, "assess"), {
    method: "ssh_rdp", method_reason: "Port 22 antwortet, Zugangsdaten liegen vor", complexity: "standard",
    symptom: "firewall_locked_out",
  });
  await desk.post(work(number, "start"));
}

/** A running intervention on a system, with its number. */
export async function running(world, system, password) {
  const number = await file(world, system, password);
  await signByForm(world, number);
  await begin(world, number);
  assert.equal(state(world.server, number), "running");
  return number;
}

/** The state of an intervention in the database. */
export function state(server, number) {
  return row(server, number).state;
}

/** The row of an intervention. */
export function row(server, number) {
  return server.query(`select i.* from interventions i join tickets t on t.id = i.ticket_id where t.number = ${number}`)[0];
}

/** Rows of a table that belong to a ticket by its id. */
export function rowsOf(server, number, table, more = "") {
  return server.query(`select x.* from ${table} x join tickets t on t.id = x.ticket_id where t.number = ${number} ${more}`);
}

/** Events of a ticket in the organization's chain, oldest first. */
export function events(server, number) {
  return rowsOf(server, number, "audit_events", "order by x.seq").map((event) => event.kind);
}

/** The pane of a credential in the workspace: the user name, or the password. */
export function pane(page, field = "Passwort") {
  return page.locator(".secret", { has: page.getByRole("heading", { name: field }) }).first();
}

/** Asks for a look; where JavaScript runs the value appears in the pane, elsewhere on a bare page. */
export async function reveal(person, secret, account, reason = REASON) {
  await secret.locator("[name=reason]").fill(reason);
  const code = secret.locator("[name=code]");
  if (await code.count()) await code.fill(await freshCode(account.totp_seed));
  const button = secret.getByRole("button", { name: "einsehen" });
  if (person.javascript) await button.click();
  else await Promise.all([person.page.waitForNavigation({ waitUntil: "load" }), button.click()]);
}

/** Text of a page or paper without line breaks and doubled spaces. */
export const flat = (text) => text.replace(/\s+/g, " ");
