// The page everybody starts at.

import { assert, axe, checkPage, matrix, screenshots } from "../harness.mjs";
import { makeWorld } from "../world.mjs";

matrix("the login page loads, obeys its own policy and is accessible", {}, async ({ people, server }) => {
  const visitor = await people.new();
  const answer = await visitor.page.goto("/login");
  assert.equal(answer.status(), 200);
  const policy = answer.headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'nonce-/);
  assert.equal(answer.headers()["x-content-type-options"], "nosniff");
  assert.ok(await visitor.page.locator("main form [name=email]").isVisible());
  assert.ok(await visitor.page.locator("main form [name=password]").isVisible());
  const styled = await visitor.page.evaluate(() => document.styleSheets.length);
  assert.ok(styled > 0, "the style sheet was not loaded");
  await checkPage(visitor.page);
  if (visitor.javascript && server.database === "sqlite") await screenshots(visitor.page, "login");
});

matrix("the checks of this harness notice what they are for", { databases: ["sqlite"] }, async ({ people }) => {
  const visitor = await people.new();
  await visitor.page.goto("/login");
  await visitor.page.evaluate(() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='/none.png'><input>");
    document.querySelector("main").insertAdjacentHTML("beforeend", "<p style='color: red'>x</p>");
  });
  const found = (await axe(visitor.page)).map(({ id }) => id);
  assert.ok(found.includes("image-alt") && found.includes("label"), `axe-core found only ${found}`);
  assert.ok(
    visitor.trouble.some((text) => /content security policy/i.test(text)),
    "an inline style went unnoticed",
  );
  visitor.trouble.length = 0;
});

matrix("after logging out, Back shows nothing of before", { smtp: true, databases: ["sqlite"] }, async ({ server, people }) => {
  // ASVS 14.3.1
  const world = await makeWorld(server, { systems: [{ name: "web-03" }] });
  const customer = await people.as(world.clients.petra);
  const { page } = customer;
  await page.goto("/account");
  const name = page.getByText(world.owner.name);
  await name.first().waitFor({ state: "attached" });
  await page.goto("/systems");
  await page.getByRole("link", { name: "web-03" }).first().waitFor();
  await Promise.all([
    page.waitForNavigation({ waitUntil: "load" }),
    page.locator("form[action='/logout']").first().evaluate((form) => form.requestSubmit()),
  ]);
  assert.match(new URL(page.url()).pathname, /^\/login/);
  for (let steps = 0; steps < 2; steps += 1) {
    await page.goBack({ waitUntil: "load" });
    assert.match(new URL(page.url()).pathname, /^\/login/, "a page of before came back");
    const text = await page.locator("body").innerText();
    for (const told of ["web-03", world.owner.name, world.owner.login]) assert.ok(!text.includes(told), told);
  }
});

matrix("the files of a page are named by their content, compressed, and kept for ever", { smtp: true, javascript: [true], databases: ["sqlite"] }, async ({ server }) => {
  const world = await makeWorld(server, { systems: [] });
  const page = await world.clients.petra.get("/tickets/new");
  const files = [...new Set([...page.matchAll(/["'](\/pkg\/[^"']+)["']/g)].map((match) => match[1]))];
  for (const kind of [".css", ".js", ".wasm"]) assert.ok(files.some((file) => file.endsWith(kind)), `${kind} of ${files}`);
  for (const file of files) {
    assert.match(file, /\.[0-9a-f]{8,}(_bg)?\.\w+$/, "no hash in the name");
    const answer = await fetch(server.url + file, { headers: { "accept-encoding": "br" } });
    assert.equal(answer.status, 200, file);
    assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable", file);
    assert.equal(answer.headers.get("content-encoding"), "br", file);
    await answer.arrayBuffer();
  }
});
