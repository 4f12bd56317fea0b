// Attack 16: everything somebody can type is typed once as hostile text, and every page that shows it is looked at in a
// real browser by every role. Nothing of it runs, nothing of it becomes an element, no request goes to a stranger, and
// each text stands on the page as it was typed. // security 3

import { assert, islandsAwake, matrix, until } from "../harness.mjs";
import { begin, mailedCode, pane, press, request, reveal, signByForm, work } from "../journey.mjs";
import { NO_PAGES, declared } from "../routes.mjs";
import { Client, hidden, linkTo, makeWorld, words } from "../world.mjs";

/** A stranger; any request there fails the test. */
const EVIL = "//stranger.invalid";

/** Short enough for a name: each is followed by a mark by which it is found again. */
const SHORT = [
  `"><img src=x onerror=alert(1)>`,
  `'><svg/onload=alert(1)>`,
  `</title><script>alert(1)</script>`,
  `"><script src=${EVIL}/x></script>`,
  `</textarea><script>alert(1)</script>`,
  `javascript:alert(1)//`,
  `{{7*7}}\${7*7}#{7*7}<%=7*7%>`,
  `=cmd|'/C calc'!A0`,
  `+1+1";@SUM(1,2)`,
  `" autofocus onfocus=alert(1) x="`,
  `<style>*{display:none}</style>`,
  `<base href=${EVIL}/>`,
  `--><!--#exec cmd="id"-->`,
  `]]><x:script>alert(1)</x:script>`,
  `&lt;b&gt;&#60;i&#62;&amp;amp;`,
  `<b>fett</b> **fett** _schräg_ # 1`,
];

/** Lines of a long text. */
const LONG = [
  ...SHORT,
  `<iframe src="javascript:alert(1)"></iframe><object data=${EVIL}/x></object><embed src=${EVIL}/x>`,
  `<meta http-equiv=refresh content="0;url=https:${EVIL}/">`,
  `<form action=https:${EVIL}/><button formaction=javascript:alert(1)>Weiter</button></form>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
  `<svg><style><img src="</style><img src=x onerror=alert(1)>"></svg>`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
  `[klick](javascript:alert(1)) ![bild](https:${EVIL}/p.png) <https:${EVIL}/>`,
  `<img src=https:${EVIL}/p.gif><video poster=https:${EVIL}/p.jpg><link rel=stylesheet href=https:${EVIL}/x.css>`,
  `<leptos-island data-component="x" data-hkc="x"></leptos-island><template shadowrootmode=open><script>alert(1)</script></template>`,
  `\\u003cscript\\u003ealert(1)\\u003c/script\\u003e %3Cscript%3Ealert(1)%3C/script%3E`,
  `\u202eLRO \u2066eingerahmt\u2069 \u200bnichts\u00ad`,
  `'; DROP TABLE tickets; -- ' OR 1=1`,
  `%s%n%x {0} $(id) \`id\` |id ;id`,
];

/** What was typed, by its mark. */
const typed = new Map();

function marked(text) {
  const mark = `H${String(typed.size).padStart(3, "0")}Z`;
  typed.set(mark, `${text} ${mark}`);
  return typed.get(mark);
}

let next = 0;
/** One hostile line, another one each time. */
const line = () => marked(SHORT[next++ % SHORT.length]);
/** All of them. */
const text = () => LONG.map(marked).join("\n");

/** Some of them, for what may have 500 signs. */
const few = () => [0, 1, 2, 3].map(() => marked(LONG[next++ % LONG.length])).join("\n");

/** A form with files. */
async function upload(client, path, fields, name) {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("files", new Blob(["<script>alert(1)</script>"], { type: "text/html" }), name);
  const answer = await client.send("POST", path, form);
  assert.equal(answer.status, 303, `${path}: ${words(answer.text)}`);
  return answer.to;
}

/** What looks like a secret among the hostile texts is to stay in the text: from here on every form says so. */
function keeping(client) {
  const send = client.send.bind(client);
  const kept = (fields) => {
    if (fields instanceof FormData || fields instanceof URLSearchParams) {
      fields.append("secrets", "keep");
      return fields;
    }
    return Array.isArray(fields) ? [...fields, ["secrets", "keep"]] : { ...fields, secrets: "keep" };
  };
  client.send = (method, path, fields, headers) => send(method, path, method === "POST" ? kept(fields) : fields, headers);
}

const number = (to) => Number(/\/(\d+)/.exec(to)[1]);

/** People, provider, customer, systems, teams: everything that has a name. */
async function names(world) {
  const { admin, petra, ole, jana, mira, tarek } = world.clients;
  for (const [client, account] of [[petra, world.owner], [ole, world.technician], [jana, world.engineer], [mira, world.manager], [tarek, world.other], [admin, world.admin]]) {
    account.name = line();
    await client.post("/account/profile", { name: account.name, phone: "", locale: "de" });
  }
  await admin.post("/admin/provider", {
    name: line(), street: line(), postal_code: "60311", city: line(), country: "DE", land: "HE", vat_id: "", email: "support@provider.example",
    phone: "+49 69 90009-100", phone_hours: "Mo–Fr 8–18 Uhr", emergency_phone: "+49 69 90009-112", source_ips: "192.0.2.10", ssh_public_key: "",
    name_servers: "", guide_url: "",
  });
  const organization = `/admin/organizations/${world.organization.id}`;
  const stamp = hidden(await admin.get(`${organization}/data`), "stamp");
  await admin.post(`${organization}/data`, {
    stamp,
    number: "K-1001", name: line(), street: line(), postal_code: "66111", city: line(), country: "DE", land: "SL", vat_id: "", business: "on", active: "on",
  });
  for (const [place, system] of world.systems.entries()) {
    system.name = line();
    await admin.post(`/admin/systems/${system.id}`, {
      service_id: `S-${4000 + place}`, name: system.name, kind: "dedicated", os_family: "linux", os_release: line(), primary_ipv4: system.address,
      addresses: "", names: "", site: line(), rack: line(), provisioned_by: "provider", way_in: "direct", probe_address: "", land: "", ip_kvm: "on", active: "on",
    });
  }
  await admin.post("/admin/teams", { name: line() });
  for (const role of ["reader", "billing"]) {
    const account = { login: `${role}@kundin.example`, name: line(), role, password: world.owner.password };
    await petra.post(`/organization/${world.organization.id}/invitations`, { email: account.login, name: account.name, role });
    const path = await linkTo(world.server, account.login, "/invitation/");
    await new Client(world.server.url).post(path, { name: account.name, password: account.password, password_repeat: account.password });
    world.clients[role] = await new Client(world.server.url).logIn(account);
  }
  await petra.post(`/organization/${world.organization.id}/invitations`, { email: "gast@kundin.example", role: "reader" });
  await admin.post("/admin/people/invitations", { name: line(), email: "neu@provider.example", role: "engineer" });
}

/** An ordinary ticket with everything people write into one. */
async function tickets(world) {
  const { petra, jana } = world.clients;
  const fields = { subject: line(), class: "fault", department: "technical", body: text(), systems: world.systems[0].id };
  const own = number(await upload(petra, "/tickets/new", fields, `${marked("'><img src=x onerror=alert(1)>")}.txt`));
  await upload(jana, `/tickets/${own}/messages`, { body: text() }, `${marked("=cmd|' C calc'!A0")}.txt`);
  await jana.post("/desk/views", { view: "open", class: "fault", name: line() });
  await jana.post(`/tickets/${own}/notes`, { note: text() });
  await petra.post(`/tickets/${own}/messages`, { body: text() });
  const caller = await jana.post("/desk/tickets/new", {
    organization: "K-1001", caller: line(), minutes: "4", subject: line(), class: "fault", priority: "normal", department: "technical", body: text(),
  });
  await jana.post(`/tickets/${own}/change`, { act: "link", other: String(number(caller)), kind: "related" });
  world.question = number(await petra.post("/tickets/new", { subject: line(), class: "question", department: "sales", body: text() }));
  await worked(world);
  for (const [client, key] of [[petra, `ticket-${own}-message`], [jana, `ticket-${own}-message`]]) {
    await client.send("POST", `/drafts/${key}`, { body: text() });
  }
  return own;
}

/** Work under an order, entered, changed and not charged. */
async function worked(world) {
  const { petra, jana } = world.clients;
  const path = `/tickets/${world.question}`;
  await jana.post(`${path}/offers`, { offer_scope: line(), offer_kind: "time", offer_ceiling: "200" });
  const offer = /\/offers\/[0-9a-f-]{36}/.exec(await petra.get(path))[0];
  await petra.post(path + offer, { answer: "accept" });
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const said = { from: `${day}T03:00`, to: `${day}T03:20`, article: "work", waived: "yes" };
  // Statements repeat these: what looks like a secret is refused, so no line whose turn it may be.
  const one = (n) => marked(SHORT[n]);
  await jana.post(`${path}/work`, { ...said, note: `${one(0)}\n${one(1)}`, reason: one(2) });
  const entry = new RegExp(`${path}/work/[0-9a-f-]{36}`).exec(await jana.get(`${path}/work`))[0];
  await jana.post(entry, { ...said, note: `${one(1)}\n${one(0)}`, reason: one(0), why: one(1) });
  world.month = day.slice(0, 7);
}

/** A secret, so it is on one page only: where it is looked at. */
const USERNAME = `"><img src=x onerror=alert(1)>`;
const asked = (system) => ({
  ...request(system, "<b>geheim</b>"), username: USERNAME, problem: text(), error_messages: text(), wanted_action: text(), reachable_until: line(),
});

async function filed(world, system) {
  const to = await world.clients.petra.post("/interventions/new", asked(system.name));
  return number(to);
}

/** Cases in many states, each with what is typed on its way. */
async function cases(world) {
  const { petra, jana, mira } = world.clients;
  const [a, b, c, d, e, f] = world.systems;
  const running = await filed(world, a);
  await signByForm(world, running);
  await jana.post(work(running, "take"));
  await jana.post(work(running, "verify"));
  await jana.post(work(running, "assess"), { method: "ssh_rdp", method_reason: line(), complexity: "complex", symptom: "firewall_locked_out" });
  await jana.post(work(running, "start"));
  await logged(world, running);
  await jana.post(work(running, "offer"), { offer_task: "data_recovery", offer_scope: text(), offer_kind: "time", offer_ceiling: "400" });

  const closed = await filed(world, b);
  await signByForm(world, closed);
  await begin(world, closed);
  await logged(world, closed);
  const open = await jana.get(work(closed));
  const secret = /secrets\/[0-9a-f-]+\/reveal/.exec(open)[0];
  assert.equal((await jana.send("POST", work(closed, secret), { reason: line() })).status, 200);
  assert.equal((await mira.send("POST", work(closed, secret), { reason: line() })).status, 403);
  await jana.post(work(closed, "handover"), { handover_label: line(), handover_password: "<b>geheim</b>" });
  await jana.post(work(closed, "close"), { summary: text(), cause: "network_rule", avoidable: "avoidable", avoidable_reason: text(), new_login: "handed" });

  const broken = await filed(world, e);
  await signByForm(world, broken);
  await begin(world, broken);
  await jana.post(work(broken, "hardware"), { component: line(), evidence: text() });
  await jana.post(work(broken, "hardware/next"), { hardware_evidence: text() });

  const declined = await filed(world, c);
  await signByForm(world, declined);
  await jana.post(work(declined, "take"));
  await jana.post(work(declined, "decline"), { decline_reason: few() });

  const withdrawn = await filed(world, d);
  await petra.post(`/interventions/${withdrawn}/withdraw`, { withdraw_reason: line() });

  const signing = await standing(world);
  await filed(world, d);
  const reopened = await filed(world, f);
  await signByForm(world, reopened);
  await begin(world, reopened);
  await logged(world, reopened);
  await jana.post(work(reopened, "clarify"), { question: text() });
  await petra.post(`/tickets/${reopened}/messages`, { body: text() });
  await jana.post(work(reopened, "close"), {
    summary: text(), cause: "network_rule", avoidable: "avoidable", avoidable_reason: text(), new_login: "none",
  });
  await petra.post(`/interventions/${reopened}/reopen`, { reopen_reason: few() });
  return { running, closed, signing, all: [running, closed, broken, declined, withdrawn, reopened] };
}

/** Recurring work on a system with a hostile name, signed. */
async function standing(world) {
  const { petra } = world.clients;
  const path = `/organization/${world.organization.id}/standing/sign`;
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date());
  const choice = { acts: "patching", systems: world.systems[0].id, from: today };
  const page = await petra.get(`${path}?${new URLSearchParams(choice)}`);
  const shown = { ...choice, until: "", sha256: hidden(page, "sha256"), shown_at: hidden(page, "shown_at") };
  const seen = world.server.mails().length;
  await petra.post(`${path}/code`, shown);
  const code = await mailedCode(world.server, world.owner.login, seen);
  await petra.post(path, { ...shown, signer_name: world.owner.name, password: world.owner.password, mail_code: code });
  return `${path}?${new URLSearchParams(choice)}`;
}

const entry = () => ({
  what: line(), log_method: "ssh_rdp", target: line(), changed_file: line(), why: few(), result: line(), visible: "customer",
});
const logged = (world, ticket) => world.clients.jana.post(work(ticket, "log"), entry());

/** What is wrong with the page that is open. Runs in the browser. */
function inspect([everything, origin]) {
  const problems = [];
  const all = new Map(everything);
  const flat = (some) => some.replace(/\s+/g, " ").trim();
  const mark = /H\d{3}Z/g;
  const shown = new Set();
  const say = (what, node) => problems.push(`${what}: ${(node.outerHTML ?? node.parentElement?.outerHTML ?? "").slice(0, 300)}`);
  const literal = (some, found) => flat(some).includes(flat(all.get(found)));
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const [found] of node.data.matchAll(mark)) {
      // A found word is framed, an address may be: the text is whole in what stands around.
      let around = node;
      for (let steps = 0; steps < 4 && around && !literal(around.textContent, found); steps += 1) around = around.parentElement;
      if (around && literal(around.textContent, found)) shown.add(found);
      else say(`not as it was typed, ${all.get(found)}`, node);
    }
  }
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) say(`the attribute ${name}`, element);
      const url = ["href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"].includes(name);
      if (url && !value.startsWith("#")) {
        const target = new URL(value, document.baseURI);
        if (target.origin !== origin && !["mailto:", "tel:", "data:"].includes(target.protocol)) say(`leads to ${target}`, element);
      }
      if (url || name.startsWith("data-") || name === "props") continue;
      for (const [found] of value.matchAll(mark)) {
        if (literal(value, found)) shown.add(found);
        else say(`not as it was typed in ${name}`, element);
      }
    }
    if ("value" in element && typeof element.value === "string") {
      for (const [found] of element.value.matchAll(mark)) {
        if (literal(element.value, found)) shown.add(found);
        else say("not as it was typed in a field", element);
      }
    }
  }
  const planted = "iframe, object, embed, base, math, video, audio, frame, portal, body script:not([nonce]):not([type='application/json'])";
  for (const element of document.querySelectorAll(planted)) say("an element nobody made", element);
  for (const element of document.querySelectorAll("meta[http-equiv]")) {
    if (/url=/i.test(element.content) && !/url=\//i.test(element.content)) say("a way out", element);
  }
  return { problems, shown: [...shown] };
}

/** Looks at the page that is open. */
async function look(person, where, found, url) {
  await islandsAwake(person.page);
  const { problems, shown } = await person.page.evaluate(inspect, [[...typed], url]);
  for (const mark of shown) found.shown.add(mark);
  found.problems.push(...problems.map((problem) => `${where}: ${problem}`));
  found.problems.push(...person.trouble.splice(0).filter((said) => !/status of 4\d\d/.test(said)).map((said) => `${where}: ${said}`));
}

/** A path pattern of the router for a path. */
function patterns() {
  const all = declared().map((path) => [path, new RegExp(`^${path.replace(/\{[^}]*\}/g, "[^/]+")}$`)]);
  // "/tickets/new" is no number.
  all.sort(([one], [other]) => one.split("{").length - other.split("{").length);
  return (path) => all.find(([, pattern]) => pattern.test(path))?.[0];
}

/** Follows every link from here, a few of each kind. */
async function crawl(person, name, starts, found, url, most = 2) {
  const patternOf = patterns();
  const kinds = new Map();
  const waiting = [...starts];
  const known = new Set(waiting);
  while (waiting.length) {
    const path = waiting.shift();
    const here = new URL(path, url);
    const pattern = patternOf(here.pathname);
    if (pattern in NO_PAGES) continue;
    const kind = `${pattern} ${[...here.searchParams.keys()].sort()}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    // Cases differ; a list by another filter does not.
    if (kinds.get(kind) > (pattern?.includes("{") ? most : 2)) continue;
    const answer = await person.page.goto(path);
    if (answer.status() !== 200) found.problems.push(`${name} ${path}: ${answer.status()}`);
    found.seen.add(patternOf(new URL(person.page.url()).pathname));
    await look(person, `${name} ${path}`, found, url);
    const links = await person.page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href));
    for (const link of links.map((href) => new URL(href, url)).filter((link) => link.origin === url)) {
      const path = link.pathname + link.search;
      if (!known.has(path)) waiting.push(path);
      known.add(path);
    }
  }
}

/** Pages no link leads to, or that show no text of anybody. */
const NOT_CRAWLED = {
  "/account/factor": "shows nothing of others",
  "/demo/postfach": "only on a demo; the mails themselves are looked at",
  "/demo/postfach/{id}": "only on a demo; the mails themselves are looked at",
  "/login/enrol": "shows nothing of others",
  "/login/factor": "shows nothing of others",
  "/password/reset/{token}": "shows nothing of others",
  "/setup/{token}": "before anybody typed anything",
};

const options = { smtp: true, javascript: [true], databases: ["sqlite"] };
matrix("hostile texts stay texts on every page of every role", options, async ({ server, people }) => {
  const world = await makeWorld(server, { systems: ["a", "b", "c", "d", "e", "f"].map((name) => ({ name: `web-${name}` })) });
  Object.values(world.clients).forEach(keeping);
  await names(world);
  const own = await tickets(world);
  const { running, closed, signing, all } = await cases(world);
  const found = { problems: [], shown: new Set(), seen: new Set() };
  const { url } = server;

  const visitor = await people.new();
  const invited = await linkTo(server, "gast@kundin.example", "/invitation/");
  await crawl(visitor, "visitor", ["/login", "/password/forgot", invited, "/login?next=javascript:alert(1)"], found, url);
  const q = encodeURIComponent(SHORT[0]);
  const echoes = [`/?ok=${q}`, `/reauth?next=/${q}`];
  const desk = ["/", `/desk/search?q=${q}`, "/desk/search?q=alert", work(running), work(closed), `/tickets/${own}`, `/tickets/${world.question}/work`];
  for (const [role, starts, most] of [
    ["petra", ["/", "/tickets", `/tickets?q=${q}`, signing, ...echoes], 12],
    ["ole", ["/", `/tickets?q=${q}`], 2],
    ["reader", ["/"], 1],
    ["billing", ["/"], 1],
    ["jana", [...desk, ...all.flatMap((one) => [work(one), `/tickets/${one}`]), ...echoes], 12],
    ["mira", [...desk, "/desk/work", `/statements?month=${world.month}`], 2],
    ["admin", ["/", "/admin/log"], 6],
  ]) {
    await crawl(await people.as(world.clients[role]), role, starts, found, url, most);
  }
  const missing = declared().filter((path) => !(path in NO_PAGES) && !(path in NOT_CRAWLED) && !found.seen.has(path));
  assert.deepEqual(missing, [], "pages nobody came to");

  // What is refused comes back into its fields.
  const customer = await people.as(world.clients.petra);
  await customer.page.goto("/tickets/new");
  await customer.page.fill("[name=subject]", line());
  await customer.page.fill("[name=body]", text());
  await press(customer.page, "Ticket absenden");
  await look(customer, "a refused form", found, url);
  await customer.page.goto(`/${q}`);
  await look(customer, "no such page", found, url);

  // What arrives while somebody watches is put in by a script.
  await customer.page.goto(`/tickets/${running}/live`);
  await islandsAwake(customer.page);
  const late = entry();
  await world.clients.jana.post(work(running, "log"), late);
  await customer.page.getByText(late.what).first().waitFor();
  await look(customer, "the live view", found, url);

  // Values of credentials are put in by a script, too.
  const engineer = await people.as(world.clients.jana);
  const secret = pane(engineer.page, "Benutzername");
  await engineer.page.goto(work(running));
  await reveal(engineer, secret, world.engineer, line());
  await until(async () => (await secret.textContent()).includes(USERNAME), "the value is not shown as it is");
  await look(engineer, "a credential", found, url);

  // Mails are read by programs without our policy.
  const reader = await people.new();
  for (const mail of server.mails()) {
    assert.ok(!/[\r\n]/.test(mail.subject), mail.subject);
    await reader.page.setContent(mail.html);
    const { problems } = await reader.page.evaluate(inspect, [[...typed], url]);
    found.problems.push(...[...problems, ...reader.trouble.splice(0)].map((problem) => `mail ${mail.subject}: ${problem}`));
  }
  assert.deepEqual([...new Set(found.problems)], []);
  // What a withdrawn or declined request said is on no page any more; by far most is.
  const { size } = found.shown;
  assert.ok(size > typed.size * 0.6, `only ${size} of ${typed.size} texts were seen`);
});
