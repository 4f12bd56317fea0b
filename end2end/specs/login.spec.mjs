// The page everybody starts at.

import { assert, axe, checkPage, matrix, screenshots } from "../harness.mjs";

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
