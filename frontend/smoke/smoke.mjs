/**
 * Tries both pages as a person would, in a headless Chromium without any network, against a running demo.
 *
 *   node smoke/smoke.mjs --url http://127.0.0.1:8000 --folder DEMO_FOLDER --password "of the demo's people"
 *
 * --folder is where the demo was started: samples are sent from there. Other options: --python PATH of the project's
 * Python, --chromium PATH, --shots FOLDER (default build/smoke of the project). Exits 1 at the first thing that isn't as
 * expected, and for any console error, refused request, or request that leaves the origin.
 */
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { openBrowser } from "./browser.mjs";
import { tryGraphiQL } from "./graphiql.mjs";
import { tryMailRoom } from "./mailroom.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8000" },
    folder: { type: "string", default: ROOT },
    password: { type: "string", default: "" },
    python: { type: "string", default: `${ROOT}.venv/bin/python` },
    chromium: { type: "string", default: process.env.CHROMIUM ?? "/usr/bin/chromium" },
    shots: { type: "string", default: `${ROOT}build/smoke` },
  },
});

const origin = new URL(options.url).origin;
await mkdir(options.shots, { recursive: true });
const browser = await openBrowser(origin, options.chromium);
const page = await browser.context.newPage();

const visit = {
  page,
  browser,
  password: options.password,
  url: (name) => `${origin}/app/${name}`,
  /** A sample mail arrives at contact@. */
  sendMail: (sample) =>
    promisify(execFile)(options.python, [`${ROOT}manage.py`, "mail", "send", `${ROOT}demo/mails/${sample}`], {
      cwd: options.folder,
    }),
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
}

for (const complaint of new Set(browser.complaints)) console.error(`not ok  ${complaint}`);
if (browser.complaints.length > 0) process.exitCode = 1;
console.log(process.exitCode ? "smoke: FAILED" : `smoke: passed (${origin}; screenshots in ${options.shots})`);
