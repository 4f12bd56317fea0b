// Which pages there are: read from the router's own declarations, so that no list here can fall behind.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROUTES = join(dirname(fileURLToPath(import.meta.url)), "../server/src/routes");

/** Paths of all GET routes. */
export function declared() {
  const paths = [];
  for (const name of readdirSync(ROUTES, { recursive: true }).filter((n) => String(n).endsWith(".rs"))) {
    const text = readFileSync(join(ROUTES, String(name)), "utf8");
    const list = /pub fn routes\(\)[^{]*\{([\s\S]*?)\n\}/.exec(text)?.[1] ?? "";
    const found = [...list.matchAll(/\bget\(\s*"(\/[^"]*)"/g)].map((match) => match[1]);
    const all = [...list.matchAll(/\bget\(/g)].length;
    assert.equal(found.length, all, `${name}: a route whose path is not written out`);
    paths.push(...found);
  }
  return paths.sort();
}

/** What answers with something else than a page, and with what. */
export const NO_PAGES = {
  "/attachments/{id}": "a file",
  "/events": "a stream",
  "/favicon.svg": "a picture",
  "/healthz": "text",
  "/pkg/{file}": "a file",
  "/readyz": "text",
  "/reports/table.csv": "data",
  "/reports/tables.xlsx": "data",
  "/reports/certificate.pdf": "data",
  "/robots.txt": "text",
  "/statements/{customer}/{month}/statement.csv": "data",
  "/statements/{customer}/{month}/statement.pdf": "a paper",
  "/standing": "the way to the list",
  "/standing/{id}/authorization.pdf": "a paper",
  "/tickets/{number}/authorization.pdf": "a paper",
  "/tickets/{number}/protocol.jsonl": "data",
  "/demo/postfach/{id}/html": "a mail as it was sent",
  "/desk/tickets/{number}/intervention/log/new": "a part of a page",
  "/tickets/{number}/live/log": "a part of a page",
  "/tickets/{number}/timeline": "a part of a page",
};
