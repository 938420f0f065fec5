// Builds everything the browser loads into static/built: bundles and styles under names that carry their digest,
// each with its compressed twins, the icons, assets.json (logical name -> built name) and the service worker.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const target = ["chrome87", "safari15", "firefox90"];
const python = process.env.PYTHON ?? [join(root, ".venv/bin/python"), "python3"].find((p) => !p.includes("/") || existsSync(p));

/** @type {Record<string, {name: string, digest: string}>} logical name -> built name and its SHA-256 (base64) */
const made = {};
const out = mkdtempSync(join(here, ".building-"));

/** Write `bytes` under a name that carries their digest, with .gz and .br beside it where that helps.
 * @param {string} logical @param {Uint8Array | string} bytes @param {string} joint what stands between name and digest */
function put(logical, bytes, joint = "-") {
  const data = Buffer.from(bytes);
  const digest = createHash("sha256").update(data).digest();
  const dot = logical.lastIndexOf(".");
  const name = `${logical.slice(0, dot)}${joint}${digest.toString("hex").slice(0, 10)}${logical.slice(dot)}`;
  made[logical] = { name, digest: digest.toString("base64") };
  write(name, data);
}

/** @param {string} name @param {Buffer} data */
function write(name, data) {
  writeFileSync(join(out, name), data);
  if (name.endsWith(".png")) return;
  writeFileSync(join(out, `${name}.gz`), gzipSync(data, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

/** @param {string} entry @param {import("esbuild").BuildOptions} options @returns {Promise<Buffer>} */
async function bundle(entry, options) {
  const result = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    minify: true,
    write: false,
    target,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    define: { PHOTOS_TAKEN },
    ...options,
  });
  if (result.warnings.length) throw new Error(`${entry}: see the warnings above`);
  return Buffer.from(result.outputFiles[0].contents);
}

const FIELD = join(root, "static/js/app.js");

/** Which roles may do what the field app asks about, of the server's own table. */
const ROLES_BY_ACT = printed("roles.py");

/** Which moves leave their matter as it is, of the moves' own records. */
const LEAVING_MOVES = printed("leaving_moves.py");

/** Which photos the residents' form takes. */
const PHOTOS_TAKEN = printed("photos_taken.py");

/** What one of our own Python scripts prints, as JSON. @param {string} script */
function printed(script) {
  return execFileSync(/** @type {string} */ (python), [join(here, script)], { cwd: root, encoding: "utf8" });
}

/** The field app cut in pieces by esbuild. `whole`: files that are made to import app.js as well, see `field`.
 * @param {Set<string>} whole absolute paths */
function pieces(whole) {
  return build({
    entryPoints: [FIELD],
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: out,
    chunkNames: "part-[hash]",
    define: { ROLES_BY_ACT, LEAVING_MOVES },
    format: "esm",
    target,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    plugins: [
      {
        name: "what-comes-later-knows-the-app",
        setup(building) {
          building.onLoad({ filter: /\.js$/ }, ({ path }) =>
            whole.has(path) ? { contents: `${readFileSync(path, "utf8")}\nimport ${JSON.stringify(FIELD)};\n` } : undefined,
          );
        },
      },
    ],
  });
}

/** The field app: one file with all that is needed at once, and beside it what is fetched when it is first needed.
 *
 * esbuild puts code shared by different sets of entries into different files, and so cuts the first load in six, which
 * compress 4.6 kB worse than one. So every file that is imported later is made to import app.js too: then all of the first
 * load is shared by the same set, and app.js itself is but an import of that one file, which takes its name.
 * @returns {Promise<string[]>} the built names of everything it may load */
async function field() {
  const { outputs } = (await pieces(new Set())).metafile;
  const later = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []).map((path) => resolve(path));
  const result = await pieces(new Set(later.filter((path) => path !== FIELD)));
  if (result.warnings.length) throw new Error("app.js: see the warnings above");
  const [entry, ...parts] = [...result.outputFiles].sort((one, other) => Number(other.path.endsWith("app.js")) - Number(one.path.endsWith("app.js")));
  const [, first] = /^import"\.\/(part-\w+\.js)";\s*$/.exec(entry.text) ?? [];
  if (!first) throw new Error("app.js: its first load is more than one file");
  const names = [];
  for (const part of parts) {
    const name = basename(part.path).replace(first, first.replace("part", "app"));
    const data = Buffer.from(part.text.replaceAll(first, first.replace("part", "app")));
    const logical = name.startsWith("app-") ? "app.js" : `part:${name}`;
    made[logical] = { name, digest: createHash("sha256").update(data).digest("base64") };
    write(name, data);
    if (logical !== "app.js") names.push(logical);
  }
  return names;
}

/** The drawing inside a lucide icon, outline, 24 px; or inside one of our own in the same manner, for what the set has not.
 * @param {string} source */
function drawing(source) {
  const [file] = [join(here, "icons/own"), join(root, "node_modules/lucide-static/icons")].map((folder) => join(folder, `${source}.svg`)).filter(existsSync);
  if (!file) throw new Error(`no icon is called ${source}`);
  const inner = readFileSync(file, "utf8").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const lines = inner.replace(/\s+/g, " ").replace(/> </g, "><").replace(/ \/>/g, "/>").trim();
  // neighbouring paths of which each begins at a point of its own (M) are drawn the same as one
  return lines.replace(/(?:<path d="M[^"]*"\/>)+/g, (paths) => paths.replaceAll('"/><path d="', ""));
}

/** The same with coordinates to a tenth, which is less than anybody sees. A number that becomes whole is kept apart from one
 * that begins with its point (.997.413 is two); flags of an arc that stick to it (01.471) are left alone. @param {string} drawn */
const rounded = (drawn) =>
  drawn.replace(/ d="[^"]*"/g, (path) =>
    path.replace(/(?<=[\s\-a-zA-Z])((?:[1-9]\d*|0?)\.\d\d+)(?=(.))/g, (number, _, next) => {
      const short = String(Math.round(Number(number) * 10) / 10).replace(/^0\./, ".");
      return next === "." && !short.includes(".") ? `${short} ` : short;
    }),
  );

/** One file of <symbol>s: the icons named in a list (screen name -> lucide name). The residents' pages, where each byte
 * counts, draw the lines by their own style sheet. @param {string} list @param {string} lines @param {(drawn: string) => string} [made] */
function sprite(list, lines = ' fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"', made = (drawn) => drawn) {
  /** @type {Record<string, string>} */
  const names = JSON.parse(readFileSync(join(here, "icons", list), "utf8"));
  const symbols = Object.entries(names).map(
    ([name, source]) => `<symbol id="${name}" viewBox="0 0 24 24"${lines}>${made(drawing(source))}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** The mark of draw.py as a few lines, for pages that must stay light. */
function mark() {
  const cell = (/** @type {number} */ n) => `<rect x="${5 + (n % 3) * 13}" y="${5 + Math.floor(n / 3) * 13}" width="11" height="11" rx="2" fill="${n === 4 ? "#ffc107" : "#f6f7f5"}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 47 47"><rect width="47" height="47" rx="10" fill="#0b6b4f"/>${[...Array(9).keys()].map(cell).join("")}</svg>`;
}

/** What one of our own Python scripts writes into a folder: the pictures of the installed app, the words of moves and states.
 * @param {string} script @param {string} [joint] @returns {string[]} the logical names */
function written(script, joint) {
  const folder = mkdtempSync(join(here, ".written-"));
  try {
    execFileSync(/** @type {string} */ (python), [join(here, script), folder], { stdio: "inherit", cwd: root });
    const files = readdirSync(folder).sort();
    for (const file of files) put(file, readFileSync(join(folder, file)), joint);
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The service worker, which knows the digest of every file that it keeps. @param {string[]} parts of the field app and its words */
async function worker(parts) {
  const kept = ["app.js", ...parts, "pictures.js", "boot.js", "rescue.js", "app.css", "icons.svg", "icon-192.png"];
  const files = kept.map((name) => ({ url: `/static/${made[name].name}`, digest: made[name].digest }));
  const paths = JSON.parse(readFileSync(join(root, "service_worker/paths.json"), "utf8"));
  const source = await bundle("service_worker/worker.js", {
    format: "iife",
    define: { FILES: JSON.stringify(files), FIELD_PATHS: JSON.stringify(paths), LEAVING_MOVES },
  });
  writeFileSync(join(out, "sw.js"), source);
}

try {
  const parts = await field();
  for (const name of ["desk", "map", "enrolled", "settled", "share", "rescue", "mask", "ask"]) {
    put(`${name}.js`, await bundle(`static/js/${name}.js`, { format: "esm" }));
  }
  for (const name of ["boot", "reload", "pictures"]) put(`${name}.js`, await bundle(`static/js/${name}.js`, { format: "iife" }));
  put("app.css", await bundle("static/css/app.css", { external: ["*.svg", "*.png"] }));
  for (const name of ["clear", "board", "desk", "papers", "posters", "public"]) put(`${name}.css`, await bundle(`static/css/${name}.css`, {}));
  put("map.css", await bundle("static/css/map.css", { external: ["*.png"] }));
  put("icons.svg", sprite("names.json"));
  put("public.svg", sprite("public.json", "", rounded));
  put("mark.svg", mark());
  written("icons/draw.py");
  await worker([...parts, ...written("vocabulary.py", ".")]);
  const names = Object.fromEntries(Object.entries(made).map(([logical, { name }]) => [logical, name]));
  writeFileSync(join(out, "assets.json"), JSON.stringify(names, null, 1));
  const built = join(here, "built");
  mkdirSync(built, { recursive: true });
  const fresh = new Set(readdirSync(out));
  // assets.json last: whoever reads it finds what it names; files of the former build go only after that
  for (const file of fresh) if (file !== "assets.json") renameSync(join(out, file), join(built, file));
  renameSync(join(out, "assets.json"), join(built, "assets.json"));
  for (const file of readdirSync(built)) if (!fresh.has(file)) rmSync(join(built, file));
  const size = (/** @type {string} */ logical) => gzipSync(readFileSync(join(built, names[logical]))).length;
  console.log(`built: app.js ${size("app.js")} · app.css ${size("app.css")} · desk.js ${size("desk.js")} bytes gzipped`);
} finally {
  rmSync(out, { recursive: true, force: true });
}
