/** The mail room as a newcomer meets it: reserved, one click to enter, mails arriving while they look. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";

const SAMPLES = readdirSync(new URL("../../demo/mails", import.meta.url)).length;

export async function tryMailRoom({ page, browser, url, sendMail, shot, say }) {
  const response = await page.goto(url("mailroom.html"));
  assert.match(response.headers()["content-security-policy"] ?? "", /default-src 'none'/);
  await page.getByRole("heading", { name: "Cette page est réservée aux conseillers" }).waitFor();
  await page.getByRole("button", { name: "Se connecter", exact: true }).waitFor();
  await shot("mailroom-reserved-1280");
  say("mail room: an anonymous visitor is offered to sign in");

  await page.getByRole("button", { name: /^Entrer comme / }).click();
  await page.getByTestId("viewer").filter({ hasText: "Conseiller" }).waitFor();
  await page.locator(".mail").nth(SAMPLES - 1).waitFor();
  await page.locator(".tone-waiting").first().waitFor({ state: "detached" });
  say(`mail room: signed in as the advisor, ${await page.locator(".mail").count()} mails shown and handled`);

  await readFirstAnswer({ page, say });
  await page.locator(".unprompted .letter-kind", { hasText: "Lettre d’information" }).first().waitFor();
  say("mail room: the digest stands among what went out by itself");
  await shot("mailroom-1280", { fullPage: true });
  await watchLive({ page, browser, sendMail, say });
  await watchWithoutSockets({ page, url, sendMail, say });

  await page.setViewportSize({ width: 390, height: 844 });
  await assertNoSidewaysScroll(page);
  await shot("mailroom-390");
  await page.setViewportSize({ width: 1280, height: 800 });
  say("mail room: fits a phone of 390 px");

  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.getByRole("heading", { name: "Cette page est réservée aux conseillers" }).waitFor();
  assert.equal(await page.locator(".mail").count(), 0);
  say("mail room: signing out empties it");
}

async function readFirstAnswer({ page, say }) {
  const answer = page.locator("details.letter").first();
  await answer.locator("summary").click();
  await answer.locator(".letter-body").waitFor();
  assert.ok((await answer.locator(".letter-body").innerText()).length > 20, "an answer has a text");
  say("mail room: an answer opens and shows its text");
}

/** The server says when to read again: nobody asks in vain, and the rest of the page is left alone. */
async function watchLive({ page, browser, sendMail, say }) {
  await page.waitForTimeout(1500);
  const before = browser.counts.graphql;
  await page.waitForTimeout(6000);
  assert.ok(browser.counts.graphql - before <= 1, "while nothing happens nothing is asked");
  await page.locator(".mail").first().evaluate((card) => (card.dataset.untouched = "yes"));
  await sendMail("09-question-libre.eml");
  await page.locator(".mail.is-fresh").first().waitFor({ timeout: 15_000 });
  assert.equal(await page.locator("[data-untouched]").count(), 1, "cards survive the news");
  assert.equal(await page.locator("details.letter[open]").count(), 1, "an open answer stays open");
  assert.ok(browser.counts.sockets >= 1);
  say("mail room: a new mail appears by itself, without polling; the page doesn't flicker");
}

/** Behind a proxy that knows no WebSockets the page asks every two seconds. */
async function watchWithoutSockets({ page, url, sendMail, say }) {
  const other = await page.context().newPage();
  await other.routeWebSocket(/\/graphql$/, (socket) => socket.close({ code: 1013, reason: "no sockets here" }));
  await other.goto(url("mailroom.html"));
  await other.locator(".mail").first().waitFor();
  await sendMail("08-absence.eml");
  await other.locator(".mail.is-fresh").first().waitFor({ timeout: 15_000 });
  await other.close();
  say("mail room: without sockets it asks every two seconds");
}

export async function assertNoSidewaysScroll(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} px wide on a phone of 390 px`);
}
