// What was typed and not sent: kept on the server, given back with honest words, and never lost to another form.

import { assert, islandsAwake, logIn, matrix, until } from "../harness.mjs";
import { press, running, work } from "../journey.mjs";
import { makeWorld } from "../world.mjs";

const scripted = { smtp: true, javascript: [true] };
const drafts = (server) => server.query("select body from drafts").map(({ body }) => body).join();
const entry = (what) => ({ what, log_method: "ssh_rdp", visible: "customer" });

matrix("drafts of the workspace", scripted, async ({ server, people, it }) => {
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const number = await running(world, "web-03");
  const desk = await people.new();
  await logIn(desk, world.engineer);
  const { page } = desk;
  const { jana } = world.clients;
  const open = async () => {
    await page.goto(work(number));
    await islandsAwake(page);
  };

  await it("come back when the page is loaded again, and it says since when they are kept", async () => {
    await open();
    const said = page.locator("#entry .draft");
    assert.equal((await said.textContent()).trim(), "", "nothing was typed, nothing is claimed");
    await page.fill("[name=what]", "Regelsatz geprüft");
    await until(async () => /Entwurf gesichert \d\d:\d\d/.test(await said.textContent()), "it does not say that it is kept", 20);
    assert.match(drafts(server), /Regelsatz geprüft/);
    await page.reload();
    assert.equal(await page.inputValue("[name=what]"), "Regelsatz geprüft");
    assert.match(await said.textContent(), /Entwurf gesichert \d\d:\d\d/);
    // What could not be kept is not called kept.
    await islandsAwake(page);
    await page.route("**/drafts/**", (route) => route.abort());
    await page.fill("[name=what]", "Regelsatz geprüft und geändert");
    await until(async () => /nicht gesichert/.test(await said.textContent()), "it claims to have kept it", 20);
    await page.unroute("**/drafts/**");
    desk.trouble = desk.trouble.filter((text) => !/net::ERR_/.test(text));
  });

  await it("stay when another form of the page is sent at once and refused", async () => {
    await open();
    await page.fill("[name=what]", "Im selben Augenblick getippt");
    await page.selectOption("[name=cause]", "software_fault");
    await page.fill("[name=summary]", "");
    await press(page, "Zusammenfassung senden");
    assert.ok((await page.locator("#f-summary-error").count()) > 0, "an empty summary is refused");
    assert.equal(await page.inputValue("[name=what]"), "Im selben Augenblick getippt");
    assert.match(await page.locator("#entry .draft").textContent(), /Entwurf gesichert/);
    await until(() => drafts(server).includes("software_fault"), "what was refused is not kept", 20);
    await open();
    assert.equal(await page.inputValue("[name=what]"), "Im selben Augenblick getippt");
    assert.equal(await page.inputValue("[name=cause]"), "software_fault");
    await page.fill("[name=what]", "");
    await until(() => !drafts(server).includes("Im selben Augenblick"), "the draft was not changed", 20);
  });

  await it("under way arrive before the form they belong to, and end with it", async () => {
    await open();
    const order = [];
    await page.route("**/drafts/**", async (route) => {
      order.push("draft sent");
      await new Promise((done) => setTimeout(done, 1000));
      await route.continue();
    });
    const answered = page.waitForResponse((answer) => answer.url().includes("/drafts/")).then(() => order.push("draft answered"));
    page.on("request", (asked) => asked.method() === "POST" && asked.url().endsWith("/log") && order.push("form sent"));
    await page.fill("[name=what]", "Unterwegs, als das Formular ging");
    await until(() => order.length > 0, "no draft was sent", 20);
    await press(page, "Eintragen");
    await answered;
    assert.deepEqual(order.slice(0, 3), ["draft sent", "draft answered", "form sent"]);
    await page.unroute("**/drafts/**");
    assert.ok(!drafts(server).includes("Unterwegs"), "the draft came back behind its form");
  });

  await it("of a summary keep what somebody wrote, and not what the program drafted", async () => {
    await jana.post(work(number, "log"), entry("Ersten Dienst neu gestartet"));
    await open();
    assert.match(await page.inputValue("[name=summary]"), /Ersten Dienst/);
    await page.selectOption("[name=cause]", "network_rule");
    await until(() => drafts(server).includes("network_rule"), "it was not kept", 20);
    await jana.post(work(number, "log"), entry("Zweiten Dienst neu gestartet"));
    await open();
    assert.equal(await page.inputValue("[name=cause]"), "network_rule");
    assert.match(await page.inputValue("[name=summary]"), /Ersten Dienst[^]*Zweiten Dienst/, "the draft holds the newer entry back");
    await page.fill("[name=summary]", "Beide Dienste laufen wieder.");
    await until(() => drafts(server).includes("Beide Dienste"), "it was not kept", 20);
    await jana.post(work(number, "log"), entry("Dritten Dienst neu gestartet"));
    await open();
    assert.equal(await page.inputValue("[name=summary]"), "Beide Dienste laufen wieder.");
  });
});
