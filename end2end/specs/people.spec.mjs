// People: invitations, forgotten passwords, sessions. Links work once, and what a mail says is what happens.

import { assert, checkPage, logIn, matrix, submit, until } from "../harness.mjs";
import { press } from "../journey.mjs";
import { linkTo, makeWorld } from "../world.mjs";

const NEW = "Drei Boote am Steg und Nebel";

matrix("people come, forget, and log out from afar", { smtp: true }, async ({ server, people, it }) => {
  const world = await makeWorld(server, { systems: [] });

  await it("an invitation leads in, once", async () => {
    const owner = await people.new();
    await logIn(owner, world.owner);
    await owner.page.goto("/organization");
    await checkPage(owner.page);
    const form = owner.page.locator("form[action$='/invitations']").first();
    await form.locator("[name=email]").fill("lena@kundin.example");
    await form.locator("[name=role]").selectOption("technical");
    await press(owner.page, "Einladung senden", "form[action$='/invitations']");
    assert.match(await owner.page.locator("main").innerText(), /lena@kundin\.example/);
    const link = await linkTo(server, "lena@kundin.example", "/invitation/");
    const stored = server.query("select token_hash, used_at from one_time_tokens where kind = 'invitation' and used_at is null");
    assert.ok(stored.length === 1 && !JSON.stringify(stored).includes(link.split("/").at(-1)), "only a digest is stored");

    const guest = await people.new();
    await guest.page.goto(link);
    await checkPage(guest.page);
    await guest.page.fill("[name=name]", "Lena Kurz");
    await guest.page.fill("[name=password]", "kurz");
    await guest.page.fill("[name=password_repeat]", "kurz");
    await submit(guest.page);
    assert.equal(await guest.page.inputValue("[name=name]"), "Lena Kurz", "what was typed is still there");
    assert.equal(await guest.page.inputValue("[name=password]"), "", "passwords are not sent back");
    await checkPage(guest.page);
    await guest.page.fill("[name=password]", NEW);
    await guest.page.fill("[name=password_repeat]", NEW);
    await submit(guest.page);
    assert.equal(new URL(guest.page.url()).pathname, "/login");
    await logIn(guest, { login: "lena@kundin.example", password: NEW });
    const [member] = server.query(`select m.role, m.may_authorise from memberships m join people p on p.id = m.person_id
      where p.email = 'lena@kundin.example'`);
    assert.deepEqual([member.role, Boolean(member.may_authorise)], ["technical", false]);

    const again = await people.new();
    const answer = await again.page.goto(link);
    assert.equal(answer.status(), 410, "the link is used up");
    await checkPage(again.page);
  });

  await it("a forgotten password is set anew by a link that works once, and all sessions end", async () => {
    const before = await people.new();
    await logIn(before, world.technician);
    const visitor = await people.new();
    const ask = async (address) => {
      await visitor.page.goto("/password/forgot");
      await visitor.page.fill("[name=email]", address);
      await submit(visitor.page);
      return visitor.page.locator("main").innerText();
    };
    const known = await ask(world.technician.login);
    assert.equal(await ask("niemand@kundin.example"), known, "known and unknown addresses get the same answer");
    const link = await linkTo(server, world.technician.login, "/password/reset/");
    assert.ok(!server.mails().some((mail) => mail.to.includes("niemand@kundin.example")));
    await visitor.page.goto(link);
    await checkPage(visitor.page);
    await visitor.page.fill("[name=password]", NEW);
    await visitor.page.fill("[name=password_repeat]", NEW);
    await submit(visitor.page);
    assert.equal(new URL(visitor.page.url()).pathname, "/login");
    assert.equal((await visitor.page.goto(link)).status(), 410, "the link is used up");
    await before.page.goto("/tickets");
    assert.equal(new URL(before.page.url()).pathname, "/login", "the old session is over");
    await visitor.page.goto("/login");
    await visitor.page.fill("[name=email]", world.technician.login);
    await visitor.page.fill("[name=password]", world.technician.password);
    await submit(visitor.page);
    assert.equal(new URL(visitor.page.url()).pathname, "/login", "the old password is refused");
    assert.equal(await visitor.page.inputValue("[name=email]"), world.technician.login);
    await logIn(visitor, { ...world.technician, password: NEW });
  });

  await it("sessions are listed and end from afar", async () => {
    const here = await people.new();
    const there = await people.new();
    await logIn(here, world.owner);
    await logIn(there, world.owner);
    await here.page.goto("/account");
    await checkPage(here.page);
    const rows = here.page.locator("#sessions").locator("xpath=ancestor::section").locator("tbody tr");
    const count = await rows.count();
    assert.ok(count >= 2, `only ${count} sessions are listed`);
    assert.equal(await rows.getByText("diese Sitzung").count(), 1);
    assert.match(await rows.first().innerText(), /Chrome/);
    await press(here.page, "Alle anderen Sitzungen beenden");
    assert.equal(await rows.count(), 1);
    await there.page.goto("/tickets");
    assert.equal(new URL(there.page.url()).pathname, "/login", "the other browser is logged out");
    await here.page.goto("/tickets");
    assert.equal(new URL(here.page.url()).pathname, "/tickets", "this one is not");

    await logIn(there, world.owner);
    await here.page.goto("/account");
    const other = rows.filter({ hasNotText: "diese Sitzung" }).first();
    await Promise.all([here.page.waitForNavigation({ waitUntil: "load" }), other.getByRole("button").click()]);
    await there.page.goto("/tickets");
    assert.equal(new URL(there.page.url()).pathname, "/login", "one session was ended from afar");
    await until(() => server.query("select count(*) as n from sessions").length === 1);
  });
});
