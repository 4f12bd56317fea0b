// Reading the mails that Leitstand has sent: from the SMTP peer's directory, or from `data/mail` of a demo database.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** All mails of a directory, in the order in which they were written. */
export function readMails(directory) {
  let names = [];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith(".eml")).sort();
  } catch {
    return [];
  }
  return names.map((name) => parseMail(readFileSync(join(directory, name))));
}

/** Headers (lower case, decoded), `text`, `html` and the names of attachments. */
export function parseMail(bytes) {
  const mail = { headers: {}, text: "", html: "", attachments: [] };
  const { headers, body } = split(bytes.toString("latin1"));
  mail.headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, words(value)]));
  walk(headers, body, mail);
  mail.subject = mail.headers.subject ?? "";
  mail.to = (mail.headers["x-envelope-to"] ?? mail.headers.to ?? "").match(/[^\s<>,]+@[^\s<>,]+/g) ?? [];
  mail.links = [...`${mail.text}`.matchAll(/https?:\/\/[^\s<>")]+/g)].map((match) => match[0]);
  return mail;
}

function walk(headers, body, mail) {
  const type = headers["content-type"] ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary) {
    for (const part of body.split(`--${boundary}`).slice(1)) {
      if (part.startsWith("--")) break;
      const inner = split(part.replace(/^\r?\n/, ""));
      walk(inner.headers, inner.body, mail);
    }
    return;
  }
  const name = /filename="?([^";]+)"?/i.exec(headers["content-disposition"] ?? "")?.[1];
  if (name) {
    mail.attachments.push(name);
    return;
  }
  const text = decode(body, headers["content-transfer-encoding"] ?? "7bit").toString("utf8");
  if (/^text\/html/i.test(type)) mail.html += text;
  else mail.text += text;
}

function split(text) {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const headers = {};
  for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body: end ? text.slice(end.index + end[0].length) : "" };
}

function decode(body, encoding) {
  switch (encoding.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64");
    case "quoted-printable": {
      const joined = body.replace(/=\r?\n/g, "");
      const text = joined.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(text, "latin1");
    }
    default:
      return Buffer.from(body, "latin1");
  }
}

/** Encoded words of RFC 2047. */
function words(value) {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how, text) =>
      decode(how.toLowerCase() === "q" ? text.replace(/_/g, " ") : text, how.toLowerCase() === "q" ? "quoted-printable" : "base64").toString("utf8"),
    );
}
