// A small provider on an empty database, made the way a real one comes about: set-up link, invitations by mail, forms.
//
// Only what a spec is about happens in its browser; everything before it is posted here, by forms without a browser.

import assert from "node:assert/strict";

import { forgetCodes, freshCode } from "./totp.mjs";

const PASSWORD = "Wacholder-Laterne-7714-Segel";

/** Somebody who fills in forms without a browser: cookies, origin, one request after the other. */
export class Client {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
  }

  async send(method, path, fields, headers = {}) {
    const answer = await fetch(this.url + path, {
      method,
      redirect: "manual",
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(method === "POST" && { origin: this.url, "sec-fetch-site": "same-origin" }),
        ...headers,
      },
      // A form with files is sent as it is.
      body: method !== "POST" || fields instanceof FormData ? fields : new URLSearchParams(fields),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      const at = pair.indexOf("=");
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: answer.status, to: answer.headers.get("location") ?? "", text: await answer.text(), headers: answer.headers };
  }

  /** A page that must be there. */
  async get(path) {
    const answer = await this.send("GET", path);
    assert.equal(answer.status, 200, `${path}: ${answer.status} ${answer.to} ${words(answer.text)}`);
    return answer.text;
  }

  /** A form that must be taken; returns where it leads. */
  async post(path, fields = {}) {
    const answer = await this.send("POST", path, pairs(fields));
    assert.equal(answer.status, 303, `${path}: ${answer.status} ${words(answer.text)}`);
    return answer.to;
  }

  /** Logs in, through the second factor and its enrolment where they are asked for. */
  async logIn(account) {
    let to = await this.post("/login", { email: account.login, password: account.password });
    if (to.startsWith("/login/factor")) to = await this.post("/login/factor", { code: await freshCode(account.totp_seed) });
    else if (to.startsWith("/login/enrol")) await this.enrol(account, "/login/enrol");
    return this;
  }

  async enrol(account, path) {
    const page = await this.get(path);
    account.totp_seed = /class="code">([A-Z2-7 ]+)</.exec(page)[1].replaceAll(" ", "");
    const answer = await this.send("POST", path, { code: await freshCode(account.totp_seed), next: "" });
    assert.equal(answer.status, 200, `enrolment: ${words(answer.text)}`);
    account.recovery_codes = [...answer.text.matchAll(/class="mono">([^<]+)</g)].map((match) => match[1]);
  }
}

/** Fields, where a list stands for one field with several values. */
function pairs(fields) {
  return Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
}

/** What a page says, for a failed assertion. */
export function words(html) {
  const main = html.split("<main")[1] ?? html;
  return main.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").slice(0, 600);
}

/** The value of a hidden field. */
export function hidden(html, name) {
  const value = new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html) ?? new RegExp(`value="([^"]*)"[^>]*name="${name}"`).exec(html);
  assert.ok(value, `there is no field ${name}: ${words(html)}`);
  return value[1];
}

/** The path of the link in the last mail to somebody. */
export async function linkTo(server, address, start) {
  const wanted = (link) => new URL(link).pathname.startsWith(start);
  const mail = await server.mail((m) => m.to.includes(address) && m.links.some(wanted));
  return new URL(mail.links.find(wanted)).pathname;
}

/**
 * A provider with an admin, engineers, a manager, one customer with an owner and a technician, and systems under
 * contract. The server must have been started with `smtp: true`.
 *
 * - `systems`: name and further fields of each
 * - `ownerFactor`: the owner has an authenticator app
 */
export async function makeWorld(server, { systems = [{ name: "web-03" }], ownerFactor = false } = {}) {
  const world = { server, admin: account("Ada Admin", "admin@provider.example", "admin") };
  const link = server.cli("admin", "create", "--email", world.admin.login, "--name", world.admin.name).trim().split("\n").at(-1);
  await accept(server, world.admin, new URL(link).pathname);
  const admin = await new Client(server.url).logIn(world.admin);
  world.clients = { admin };

  await admin.post("/admin/provider", {
    name: "Kastell Hosting GmbH", street: "Am Kastell 3", postal_code: "60311", city: "Frankfurt am Main", country: "DE", land: "HE",
    vat_id: "DE999999999", email: "support@provider.example", phone: "+49 69 90009-100", phone_hours: "Mo–Fr 8–18 Uhr",
    emergency_phone: "+49 69 90009-112", source_ips: "192.0.2.10", ssh_public_key: "", name_servers: "", guide_url: "",
  });
  const staff = [
    account("Jana Engel", "jana@provider.example", "engineer"),
    account("Tarek Yilmaz", "tarek@provider.example", "engineer"),
    account("Mira Boden", "mira@provider.example", "manager"),
  ];
  for (const person of staff) {
    await admin.post("/admin/people/invitations", { name: person.name, email: person.login, role: person.role });
  }
  world.owner = account("Petra Wendel", "petra@kundin.example", "owner");
  const record = await admin.post("/admin/organizations", {
    number: "K-1001", name: "Wendel & Töchter GmbH", street: "Hafenstraße 7", postal_code: "66111", city: "Saarbrücken",
    country: "DE", land: "SL", vat_id: "", business: "on", owner_name: world.owner.name, owner_email: world.owner.login,
  });
  world.organization = { id: /organizations\/([^?]+)/.exec(record)[1], name: "Wendel & Töchter GmbH" };
  world.systems = [];
  for (const [place, system] of systems.entries()) await addSystem(world, place, system);
  world.technician = account("Ole Thiel", "ole@kundin.example", "technical");
  await admin.post(`/organization/${world.organization.id}/invitations`, {
    email: world.technician.login, name: world.technician.name, role: "technical",
  });

  [world.engineer, world.other, world.manager] = staff;
  for (const person of [...staff, world.owner, world.technician]) {
    await accept(server, person, await linkTo(server, person.login, "/invitation/"));
    const client = await new Client(server.url).logIn(person);
    if (person === world.owner && ownerFactor) {
      await client.post("/account/factor/start");
      await client.enrol(person, "/account/factor");
    }
    world.clients[person.login.split("@")[0]] = client;
  }
  spareCodes(world);
  return world;
}

/** The codes of the enrolment count as unused: waiting a minute for others shows nothing. */
export function spareCodes({ server }) {
  server.execute("update people set totp_last_step = 0");
  forgetCodes();
}

async function addSystem(world, place, { name, ...more }) {
  const { admin } = world.clients;
  const path = `/admin/organizations/${world.organization.id}`;
  const address = `203.0.113.${place + 10}`;
  await admin.post(`${path}/systems/new`, {
    name, service_id: `S-${4000 + place}`, kind: "dedicated", os_family: "linux", os_release: "Debian 12",
    primary_ipv4: address, addresses: "", names: "", site: "HH1", rack: "", provisioned_by: "provider",
    way_in: "direct", probe_address: "", land: "", ip_kvm: "on", ...more,
  });
  const page = await admin.get(path);
  const id = new RegExp(`/admin/systems/([0-9a-f-]{36})">${name}<`).exec(page)[1];
  await admin.post(`${path}/contracts/new`, {
    number: `V-${500 + place}`, system: id, plan: "managed_server", covers_interventions: "on", starts_on: "2026-01-01", ends_on: "",
  });
  world.systems.push({ id, name, address });
}

function account(name, login, role) {
  return { name, login, role, password: PASSWORD };
}

async function accept(server, person, path) {
  const visitor = new Client(server.url);
  await visitor.get(path);
  await visitor.post(path, { name: person.name, password: person.password, password_repeat: person.password });
}
