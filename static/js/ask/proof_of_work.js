// The proof of work: `challenge.counter` whose SHA-256 begins with as many zero bits as asked, found without freezing the page.
import { begun, words } from "./sha256.js";

const SLICE = 40; // ms of work before the page may breathe

/** @param {string} challenge @param {number} bits @returns {Promise<string>} */
export async function findProof(challenge, bits) {
  const encode = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const start = `${challenge}.`;
  const [state, whole] = begun(encode(start));
  for (let counter = 0; ; ) {
    for (const until = performance.now() + SLICE; performance.now() < until; counter++) {
      const candidate = `${start}${counter}`;
      if (Math.clz32(words(encode(candidate), state, whole)[0]) >= bits) return candidate;
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** A proof for a fresh challenge; "" where none is to be had: the request is then looked at by somebody first. */
export async function fetchProof() {
  try {
    const response = await fetch("/api/v1/requests/challenge", { signal: AbortSignal.timeout?.(10_000) });
    const { challenge, bits } = await response.json();
    return await Promise.race([
      findProof(challenge, bits),
      new Promise((resolve) => setTimeout(() => resolve(""), 60_000)),
    ]);
  } catch {
    return "";
  }
}
