// Every page there is: accessible in light and dark, quiet in the console, no wider than a phone or than a screen at 400 %. // UI
//
// The list of routes is read from the router's own declarations, so that a new page without a visit fails here.

import { test } from "node:test";

import { SIZES, assert, axe, islandsAwake, matrix } from "../harness.mjs";
import { file } from "../journey.mjs";
import { NO_PAGES, declared } from "../routes.mjs";
import { Client, linkTo } from "../world.mjs";

/** 1280 pixels at 400 %: what WCAG asks a page to fit into without scrolling to the side (1.4.10). */
const ZOOMED = { width: 320, height: 640 };

/**
 * Which paths to visit as whom, for each page. `c` knows the demo: its interventions by state, somebody of each role.
 */
const PAGES = {
  "/": (c) => [[c.owner, "/"]],
  "/access-log": (c) => [[c.of("running").owner, "/access-log"]],
  "/account": (c) => [[c.owner, "/account"], [c.engineer, "/account"]],
  "/account/factor": (c) => [[c.enrolling, "/account/factor"]],
  "/admin/calendars": (c) => [[c.admin, "/admin/calendars"], [c.manager, "/admin/calendars"]],
  "/admin/calendars/new": (c) => [[c.manager, "/admin/calendars/new"]],
  "/admin/calendars/{code}": (c) => [
    [c.admin, "/admin/calendars/24x7"], [c.manager, "/admin/calendars/service?year=2026&land=DE-BY%2Bcath"],
  ],
  "/admin/calendars/{code}/edit": (c) => [[c.admin, "/admin/calendars/weekdays/edit"]],
  "/admin/catalogue": (c) => [[c.admin, "/admin/catalogue"]],
  "/admin/defaults": (c) => [[c.admin, "/admin/defaults"]],
  "/admin/log": (c) => [
    [c.admin, "/admin/log"], [c.manager, "/admin/log?kind=people"], [c.admin, "/admin/log?kind=team.changed"], [c.manager, "/admin/log?kind=export.audit"],
  ],
  "/admin/emergencies": (c) => [[c.admin, "/admin/emergencies"], [c.manager, "/admin/emergencies"]],
  "/admin/tariffs": (c) => [[c.admin, "/admin/tariffs"], [c.manager, "/admin/tariffs"]],
  "/admin/vat": (c) => [[c.admin, "/admin/vat"], [c.manager, "/admin/vat"]],
  "/desk/work": (c) => [[c.manager, "/desk/work"]],
  "/statements": (c) => [[c.manager, `/statements?month=${c.month}`], [c.manager, "/statements?month=2001-01"], [c.owner, "/statements"]],
  "/statements/{customer}/{month}": (c) => [[c.manager, `/statements/${c.worked}/${c.month}`], [c.manager, `/statements/${c.worked}/2001-01`]],
  "/statements/{customer}/tax": (c) => [[c.manager, `/statements/${c.worked}/tax`]],
  "/tickets/{number}/work": (c) => [[c.engineer, `/tickets/${c.question}/work`]],
  "/tickets/{number}/work/{entry}": (c) => [[c.engineer, `/tickets/${c.question}/work/${c.entry}`]],
  "/admin/policies": (c) => [[c.admin, "/admin/policies"], [c.manager, "/admin/policies"]],
  "/admin/policies/{code}": (c) => [
    [c.admin, "/admin/policies/standard"], [c.manager, "/admin/policies/standard?class=fault&priority=high&contract=managed_server&premium=yes"],
  ],
  "/admin/policies/{code}/edit": (c) => [[c.manager, "/admin/policies/standard/edit"]],
  "/notifications": (c) => [[c.engineer, "/notifications"], [c.manager, "/notifications"], [c.admin, "/notifications"]],
  "/admin/oncall": (c) => [[c.engineer, "/admin/oncall"], [c.manager, "/admin/oncall"], [c.admin, "/admin/oncall"]],
  "/admin/oncall/rotation": (c) => [[c.manager, "/admin/oncall/rotation"]],
  "/admin/organizations": (c) => [[c.admin, "/admin/organizations"]],
  "/admin/organizations/{id}": (c) => [[c.admin, `/admin/organizations/${c.organization}`]],
  "/admin/organizations/{id}/contracts/new": (c) => [[c.admin, `/admin/organizations/${c.organization}/contracts/new`]],
  "/admin/organizations/{id}/data": (c) => [[c.admin, `/admin/organizations/${c.organization}/data`]],
  "/admin/organizations/{id}/systems/new": (c) => [[c.admin, `/admin/organizations/${c.organization}/systems/new`]],
  "/admin/people": (c) => [[c.admin, "/admin/people"]],
  "/admin/people/{id}/email": (c) => [c.colleague, c.member].map((person) => [c.admin, `/admin/people/${person}/email`]),
  "/admin/provider": (c) => [[c.admin, "/admin/provider"]],
  "/admin/systems": (c) => [[c.admin, "/admin/systems"]],
  "/admin/systems/{id}": (c) => [[c.admin, `/admin/systems/${c.system}`]],
  "/admin/teams": (c) => [[c.admin, "/admin/teams"]],
  "/demo/postfach": (c) => [[c.visitor, "/demo/postfach"]],
  "/demo/postfach/{id}": (c) => [[c.visitor, `/demo/postfach/${c.mail}`]],
  "/desk/approvals": (c) => [[c.manager, "/desk/approvals"]],
  "/desk/queue": (c) => ["open", "mine", "interventions", "breached", "today", "emergencies", "waiting_third", "teams", "done", "open&more=1", "open&customer=K-10201&priority=high"].map((view) => [c.engineer, `/desk/queue?view=${view}`]),
  "/desk/search": (c) => [[c.engineer, "/desk/search"], [c.engineer, "/desk/search?q=Firewall"], [c.engineer, "/desk/search?q=xyzzyx"]],
  "/desk/tickets/new": (c) => [[c.engineer, "/desk/tickets/new"]],
  "/desk/tickets/{number}/intervention": (c) => c.everyState.map(({ number, desk }) => [desk, `/desk/tickets/${number}/intervention`]),
  "/reports": (c) => [
    [c.manager, "/reports"], [c.admin, "/reports?by=engineer"], [c.manager, "/reports?period=1999"],
    [c.manager, "/reports?from=2026-01-01&to=2026-12-31&class=fault"],
  ],
  "/reports/tickets": (c) => [[c.manager, "/reports/tickets?figure=received"], [c.manager, "/reports/tickets?figure=breached"]],
  "/interventions/new": (c) => [[c.owner, "/interventions/new"]],
  "/interventions/{number}/extend": (c) => [[c.of("running").owner, `/interventions/${c.of("running").number}/extend`]],
  "/interventions/{number}/request": (c) => [[c.draft.owner, `/interventions/${c.draft.number}/request`]],
  "/interventions/{number}/sign": (c) => [[c.unsigned.owner, `/interventions/${c.unsigned.number}/sign`]],
  "/invitation/{token}": (c) => [[c.visitor, c.invitation]],
  "/login": (c) => [[c.visitor, "/login"]],
  "/login/enrol": (c) => [[c.founder, "/login/enrol"]],
  "/login/factor": (c) => [[c.halfWay, "/login/factor"]],
  "/organization": (c) => [[c.owner, "/organization"], [c.technician, "/organization"]],
  "/organization/{id}/standing": (c) => [
    [c.owner, `/organization/${c.organization}/standing`], [c.plain, `/organization/${c.theirs}/standing`],
    [c.engineer, `/organization/${c.organization}/standing`],
  ],
  "/organization/{id}/standing/new": (c) => [[c.owner, `/organization/${c.organization}/standing/new`], [c.technician, `/organization/${c.technical}/standing/new`]],
  "/organization/{id}/standing/sign": (c) => [c.owner, c.plain].map((person, place) => {
    const [organization, system] = [[c.organization, c.ownSystem], [c.theirs, c.theirSystem]][place];
    return [person, `/organization/${organization}/standing/sign?acts=patching&systems=${system}&from=${c.today}`];
  }),
  "/password/forgot": (c) => [[c.visitor, "/password/forgot"]],
  "/password/reset/{token}": (c) => [[c.visitor, c.reset]],
  "/reauth": (c) => [[c.owner, "/reauth?next=/vault"], [c.plain, "/reauth?next=/vault"]],
  "/setup/{token}": (c) => [[c.newcomer, c.setup]],
  "/standing/{id}": (c) => [...c.standing.map((id) => [c.owner, `/standing/${id}`]), [c.engineer, `/standing/${c.standing[0]}`]],
  "/standing/{id}/revoke": (c) => c.standing.map((id) => [c.owner, `/standing/${id}/revoke`]),
  "/systems": (c) => [[c.owner, "/systems"]],
  "/systems/{id}": (c) => [[c.owner, `/systems/${c.ownSystem}`], [c.engineer, `/systems/${c.ownSystem}`]],
  "/tickets": (c) => [[c.owner, "/tickets"], [c.owner, "/tickets?q=Firewall"]],
  "/tickets/new": (c) => [[c.owner, "/tickets/new"]],
  "/tickets/{number}": (c) => [
    ...["requested", "running", "clarifying", "summarised", "closed", "reopened"].map((state) => [c.of(state).owner, `/tickets/${c.of(state).number}`]),
    ...c.kinds.map((number) => [c.engineer, `/tickets/${number}`]),
  ],
  "/tickets/{number}/history": (c) => [[c.of("running").owner, `/tickets/${c.of("running").number}/history`], [c.engineer, `/tickets/${c.of("closed").number}/history`]],
  "/tickets/{number}/live": (c) => ["running", "clarifying", "closed", "revoked"].map((state) => [c.of(state).owner, `/tickets/${c.of(state).number}/live`]),
  "/vault": (c) => [[c.handed, "/vault"], [c.owner, "/vault"]],
};

test("every page of the router has a visit here, and nothing else", () => {
  assert.deepEqual(Object.keys({ ...PAGES, ...NO_PAGES }).sort(), declared());
});

matrix("every page is accessible, quiet and narrow", { demo: true, javascript: [true], databases: ["sqlite"] }, async ({ server, people }) => {
  const { startServer } = await import("../server.mjs");
  const empty = await startServer();
  const c = await cast(server, people, empty);
  const problems = [];
  try {
    for (const [route, visits] of Object.entries(PAGES)) {
      const list = visits(c);
      assert.ok(list.length > 0, `nobody visits ${route}`);
      for (const [person, path] of list) {
        const somebody = typeof person === "function" ? await person() : person;
        const found = await visit(somebody, path, route);
        // At once, so that a run that is broken off has said what it saw.
        for (const problem of found) console.error(problem);
        problems.push(...found);
      }
    }
  } finally {
    await empty.stop();
  }
  assert.deepEqual(problems, []);
});

/** What is wrong with a page. */
async function visit(person, path, route) {
  const { page } = person;
  const problems = [];
  const say = (what) => problems.push(`${route} ${path}: ${what}`);
  const before = person.trouble.length;
  await page.setViewportSize(SIZES.desktop);
  const answer = await page.goto((person.base ?? "") + path);
  const where = new URL(page.url()).pathname;
  if (answer.status() !== 200) say(`status ${answer.status()}`);
  if (where !== path.split("?")[0]) say(`leads to ${where}`);
  if (!/<html/.test(await answer.text())) say("is no page");
  await islandsAwake(page).catch((error) => say(error.message));
  for (const { id, nodes } of await axe(page, "light")) say(`${id}: ${nodes.join(" | ")}`);
  for (const { id, nodes } of await axe(page, "dark", ["color-contrast"])) say(`dark, ${id}: ${nodes.join(" | ")}`);
  for (const size of [SIZES.phone, ZOOMED]) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return "";
      const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
      const names = out.slice(0, 4).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
      return `${scrollWidth} px wide: ${names.join(", ")}`;
    });
    if (wide) say(`on ${size.width} px: ${wide}`);
  }
  problems.push(...person.trouble.splice(before).map((text) => `${route} ${path}: ${text}`));
  return problems;
}

/** The demo's people in browsers, its cases by state, and links that came by mail. */
async function cast(server, people, empty) {
  const accounts = server.accounts();
  const known = new Map();
  /** Somebody's browser, logged in by forms. */
  const browser = async (account) => {
    if (!known.has(account.login)) {
      const client = await new Client(server.url).logIn(account);
      known.set(account.login, { ...(await people.as(client)), client });
    }
    return known.get(account.login);
  };
  const byRole = (role) => accounts.find((account) => account.role === role);
  const owners = accounts.filter((account) => account.role === "owner");
  const engineers = Object.fromEntries(accounts.filter((a) => a.role === "engineer").map((a) => [a.name, a]));
  const found = server.query(`select t.number, i.state, o.name as organization, p.name as assignee,
      (select count(*) from authorizations a where a.intervention_id = i.id and a.current_version > 0) as signed
    from interventions i join tickets t on t.id = i.ticket_id join organizations o on o.id = t.organization_id
    left join people p on p.id = t.assignee_id order by t.number`);
  const cases = [];
  for (const one of found) {
    // They log in when they are needed.
    const owner = () => browser(owners.find((account) => account.organization === one.organization));
    const desk = () => browser(engineers[one.assignee] ?? byRole("engineer"));
    cases.push({ ...one, owner, desk });
  }
  const of = (state) => {
    const one = cases.find((item) => item.state === state);
    assert.ok(one, `the demo has no intervention that is ${state}`);
    return one;
  };
  const owner = await browser(owners[0]);
  const admin = await browser(byRole("admin"));
  const organizations = server.query("select id, name, number from organizations order by number");
  const organization = organizations.find((row) => row.name === owners[0].organization);
  const systems = server.query("select id, name, organization_id from systems order by service_id");
  const ownSystem = systems.find((row) => row.organization_id === organization.id);

  // A request that waits for its signature.
  const plainOwner = owners.find((account) => !account.totp_seed);
  const plain = await browser(plainOwner);
  const theirs = organizations.find((row) => row.name === plainOwner.organization);
  const theirSystem = systems.find((row) => row.organization_id === theirs.id);
  const system = theirSystem.name;
  const unsigned = { owner: plain, number: await file({ clients: { petra: plain.client } }, system) };

  // Links that come by mail, and half-way log-ins.
  await admin.client.post("/admin/people/invitations", { name: "Nora Neu", email: "nora@kastell.example", role: "engineer" });
  await new Client(server.url).send("POST", "/password/forgot", { email: plainOwner.login });
  const halfWay = new Client(server.url);
  await halfWay.post("/login", { email: byRole("manager").login, password: byRole("manager").password });
  const technician = accounts.find((account) => account.role === "technical" && !account.totp_seed);
  const standing = server.query("select id, organization_id from standing_authorizations order by number")
    .filter((row) => row.organization_id === organization.id);
  const enrolling = new Client(server.url);
  await enrolling.logIn(technician);
  await enrolling.post("/account/factor/start");

  const setup = new URL(/https?:\S+\/setup\/\S+/.exec(empty.log())[0]).pathname;
  const founder = new Client(empty.url);
  const admin2 = empty.cli("admin", "create", "--email", "ada@provider.example", "--name", "Ada").trim().split("\n").at(-1);
  const password = "Wacholder-Laterne-7714-Segel";
  await founder.post(new URL(admin2).pathname, { name: "Ada", password, password_repeat: password });
  await founder.post("/login", { email: "ada@provider.example", password });

  // Work on a question: entered by hand, because the demo's timers run elsewhere.
  const engineer = await browser(byRole("engineer"));
  const asked = server.query("select t.number, t.organization_id from tickets t where t.class = 'question' order by t.number limit 1")[0];
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  await engineer.client.post(`/tickets/${asked.number}/work`, { from: `${day}T03:00`, to: `${day}T03:40`, article: "work", note: "Diagnose" });
  const entry = server.query("select e.id from work_entries e join tickets t on t.id = e.ticket_id where t.class = 'question' limit 1")[0].id;

  const kinds = server.query(`select class, min(number) as number from tickets group by class order by 2`).map((row) => row.number);
  return {
    of, owner, admin,
    everyState: [...new Set(cases.map((one) => one.state))].map(of),
    draft: cases.find((one) => Number(one.signed) === 0), plain, unsigned, kinds,
    engineer, question: asked.number, entry: dashed(entry), worked: dashed(asked.organization_id), month: day.slice(0, 7),
    manager: await browser(byRole("manager")),
    technician: await browser(technician),
    handed: cases.find((item) => server.query(`select h.id from handovers h join tickets t on t.id = h.ticket_id
      where t.number = ${item.number} and h.ended_at is null`).length > 0).owner,
    mail: dashed(server.query("select id from mails order by created_at desc limit 1")[0].id),
    colleague: dashed(server.query("select id from people where staff_role = 'engineer' order by email limit 1")[0].id),
    member: dashed(server.query("select id from people where staff_role is null order by email limit 1")[0].id),
    organization: dashed(organization.id),
    system: dashed(systems[0].id),
    ownSystem: dashed(ownSystem.id),
    theirs: dashed(theirs.id),
    theirSystem: dashed(theirSystem.id),
    technical: dashed(organizations.find((row) => row.name === technician.organization).id),
    standing: standing.map((row) => dashed(row.id)),
    today: new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date()),
    visitor: await people.new(),
    newcomer: { ...(await strange(people, empty)), base: empty.url },
    founder: { ...(await strange(people, empty, founder)), base: empty.url },
    halfWay: await people.as(halfWay),
    enrolling: await people.as(enrolling),
    invitation: await linkTo(server, "nora@kastell.example", "/invitation/"),
    reset: await linkTo(server, plainOwner.login, "/password/reset/"),
    setup,
  };
}

/** A browser at the other server; its requests are no stranger's. */
async function strange(people, server, client) {
  const { People } = await import("../harness.mjs");
  const others = new People(server);
  people.all.push(...others.all);
  const person = client ? await others.as(client) : await others.new();
  people.all.push(person);
  return person;
}

/** Ids come as bare hex from SQLite. */
function dashed(id) {
  return id.includes("-") ? id : id.replace(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/, "$1-$2-$3-$4-$5");
}
