// One-time codes as an authenticator app computes them: RFC 6238 with SHA-1, 30 seconds, six digits.

import { createHmac } from "node:crypto";

const PERIOD = 30;
const used = new Map();

/** The step that a moment (in milliseconds) belongs to. */
export const step = (now = Date.now()) => Math.floor(now / 1000 / PERIOD);

/** The code of a step for a seed in base32. */
export function code(seed, at = step()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(at));
  const digest = createHmac("sha1", base32(seed)).update(counter).digest();
  const offset = digest[digest.length - 1] & 0x0f;
  const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, "0");
}

/** So much of a step, in seconds, must be left for a code of the one before: it dies with this step. */
const ENOUGH = 15;

/**
 * A code that was not used before. The server takes the step now and the one before, each once; when both are spent,
 * this waits for the next one. The code of the step before is taken only where a slow machine has time to send it.
 */
export async function freshCode(seed) {
  const last = used.get(seed) ?? 0;
  if (last >= step()) {
    const next = (last + 1) * PERIOD * 1000;
    await new Promise((done) => setTimeout(done, next - Date.now() + 250));
  }
  const left = PERIOD - ((Date.now() / 1000) % PERIOD);
  const chosen = Math.max(last + 1, left < ENOUGH ? step() : step() - 1);
  used.set(seed, chosen);
  return code(seed, chosen);
}

/** Forgets which codes were used: the server was told the same. */
export function forgetCodes() {
  used.clear();
}

function base32(text) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.replace(/[=\s]/g, "").toUpperCase()) {
    const index = alphabet.indexOf(letter);
    if (index < 0) throw new Error(`not base32: ${letter}`);
    value = (value << 5) | index;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
