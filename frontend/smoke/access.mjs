/**
 * Tries the pages of one's access as a person would, in a headless Chromium that can reach the server and nothing else.
 *
 *   node smoke/access.mjs --url http://127.0.0.1:8000 --token TOKEN [--chromium PATH] [--shots FOLDER]
 *
 * TOKEN is that of a link to a password which works. Exits 1 at the first thing that isn't as expected, and for any
 * console error or request that leaves the origin.
 */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openBrowser } from "./browser.mjs";

const WIDTHS = [390, 1280];
const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    token: { type: "string" },
    chromium: { type: "string", default: process.env.CHROMIUM ?? "/usr/bin/chromium" },
    shots: { type: "string", default: fileURLToPath(new URL("../../build/smoke", import.meta.url)) },
  },
});
const origin = new URL(options.url).origin;
await mkdir(options.shots, { recursive: true });
const browser = await openBrowser(origin, options.chromium);
const page = await browser.context.newPage();

async function look(name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    await page.screenshot({ path: `${options.shots}/${name}-${width}.png`, fullPage: true });
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    assert.ok(content <= window, `${name} is ${content} pixels wide in a window of ${window}`);
  }
}

async function typed(password, label) {
  await page.fill("#password", password);
  await page.waitForFunction((text) => document.querySelector(".meter .label").textContent.startsWith(text), label);
}

try {
  await page.goto(`${origin}/acces/connexion`);
  await look("sign-in");
  await page.click("text=Mot de passe oublié ?");
  await page.fill("#email", "personne@nulle-part.test");
  await page.click("text=Recevoir un lien");
  await page.waitForSelector(".done");
  await look("forgotten");

  await page.goto(`${origin}/acces/mot-de-passe/${options.token}`);
  const proposal = await page.inputValue("#password");
  assert.match(proposal, /^[a-z]+(-[a-z]+){4}$/);
  await typed(proposal, "Excellent");
  await typed("Motdepasse2026!", "Faible");
  assert.equal(await page.locator(".meter li").count(), 3);
  await look("weak");
  await page.click("text=Masquer");
  assert.equal(await page.getAttribute("#password", "type"), "password");
  await page.click("text=Afficher");
  await typed("girafe violette 47 tambour", "Excellent");
  assert.equal(await page.locator(".meter li").count(), 0);
  await look("strong");
  await page.click("text=Enregistrer et se connecter");
  await page.waitForSelector("text=Sessions ouvertes");
  assert.match(await page.textContent(".sessions"), /Chrome sur Linux – cet appareil/);
  await look("account");

  await page.click("text=Changer de mot de passe");
  await typed("azertyuiop12", "Faible");
  await look("change");
  await page.goto(`${origin}/acces/compte`);
  await page.click("text=Se déconnecter");
  await page.waitForSelector("text=Pas encore adhérent ?");
  assert.equal(new URL(page.url()).pathname, "/acces/connexion");
} catch (error) {
  await page.screenshot({ path: `${options.shots}/failure.png` });
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
}

for (const complaint of new Set(browser.complaints)) console.error(`not ok  ${complaint}`);
if (browser.complaints.length > 0) process.exitCode = 1;
