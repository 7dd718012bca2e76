/** A headless Chromium that may talk to the server under test and to nobody else, and remembers every complaint. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

// No name is resolved, and whatever isn't this machine goes to a port where nobody listens.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  "--proxy-server=http://127.0.0.1:1",
  "--proxy-bypass-list=127.0.0.1",
];

/**
 * Opens a browser with a fresh profile; `complaints` fills with console errors and warnings, page errors, refused
 * requests and whatever wants to leave the origin. `expected` tells complaints that a step makes on purpose.
 */
export async function openBrowser(origin, executablePath) {
  const profile = await mkdtemp(join(tmpdir(), "centrale-smoke-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: FLAGS,
    locale: "fr-FR",
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(30_000);
  const complaints = [];
  const counts = { graphql: 0, sockets: 0 };
  const socketOrigin = origin.replace(/^http/, "ws");
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (new URL(url).pathname === "/graphql") counts.graphql += 1;
    if (new URL(url).origin === origin) return route.continue();
    complaints.push(`external request: ${url}`);
    return route.abort();
  });
  context.on("page", (page) =>
    page.on("websocket", (socket) => {
      counts.sockets += 1;
      if (new URL(socket.url()).origin !== socketOrigin) complaints.push(`external socket: ${socket.url()}`);
    }),
  );
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().stack ?? error.error()}`));
  context.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  /** What `step` makes the browser complain of is meant, if each complaint is of this kind. */
  async function expected(kind, step) {
    const before = complaints.length;
    await step();
    const odd = complaints.splice(before).filter((complaint) => !kind.test(complaint));
    complaints.push(...odd);
  }
  return { context, complaints, counts, expected, close };
}
