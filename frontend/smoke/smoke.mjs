/**
 * Tries both pages as a person would, in a headless Chromium.
 *
 *   node smoke/smoke.mjs                              against the stand-in server (after npm run build)
 *   node smoke/smoke.mjs --url http://127.0.0.1:8000  against a running demo
 *
 * Options: --chromium PATH (default /usr/bin/chromium), --shots FOLDER (default build/smoke of the project).
 * Exits 1 at the first thing that isn't as expected, and for any console error or request that leaves the origin.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openBrowser } from "./browser.mjs";
import { tryGraphiQL } from "./graphiql.mjs";
import { tryMailRoom } from "./mailroom.mjs";
import { startStandin } from "./standin.mjs";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    chromium: { type: "string", default: process.env.CHROMIUM ?? "/usr/bin/chromium" },
    shots: { type: "string", default: fileURLToPath(new URL("../../build/smoke", import.meta.url)) },
  },
});

const standin = options.url ? null : await startStandin();
const origin = new URL(options.url ?? standin.url).origin;
await mkdir(options.shots, { recursive: true });
const browser = await openBrowser(origin, options.chromium);
const page = await browser.context.newPage();

const visit = {
  page,
  url: (name) => `${origin}/app/${name}`,
  control: standin?.control ?? null,
  shot: (name, how = {}) => page.screenshot({ path: `${options.shots}/${name}.png`, ...how }),
  say: (line) => console.log(`ok  ${line}`),
};

try {
  await tryMailRoom(visit);
  await tryGraphiQL(visit);
} catch (error) {
  await visit.shot("failure");
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
  await standin?.close();
}

for (const complaint of new Set(browser.complaints)) console.error(`not ok  ${complaint}`);
if (browser.complaints.length > 0) process.exitCode = 1;
console.log(process.exitCode ? "smoke: FAILED" : `smoke: passed (${origin}; screenshots in ${options.shots})`);
