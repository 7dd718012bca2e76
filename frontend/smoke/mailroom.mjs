/** The mail room as a newcomer meets it: reserved, one click to enter, mails arriving while they look. */
import assert from "node:assert/strict";

export async function tryMailRoom({ page, url, control, shot, say }) {
  await page.context().clearCookies();
  const response = await page.goto(url("mailroom.html"));
  assert.match(response.headers()["content-security-policy"] ?? "", /default-src 'none'/);
  await page.getByRole("heading", { name: "Cette page est réservée aux conseillers" }).waitFor();
  await shot("mailroom-reserved-1280");
  say("mail room: an anonymous visitor is offered the demo sign-in");

  await page.getByRole("button", { name: /^Entrer comme / }).click();
  await page.locator(".mail, .notice pre").first().waitFor();
  await page.getByTestId("viewer").filter({ hasText: "Conseiller" }).waitFor();
  const count = await page.locator(".mail").count();
  say(`mail room: signed in as the advisor, ${count} mails shown`);

  if (count > 0) await readFirstAnswer({ page, say });
  await shot("mailroom-1280", { fullPage: true });
  if (control) await watchLiveChanges({ page, control, shot, say });

  await page.setViewportSize({ width: 390, height: 844 });
  await assertNoSidewaysScroll(page);
  await shot("mailroom-390", { fullPage: true });
  await page.setViewportSize({ width: 1280, height: 800 });
  say("mail room: fits a phone of 390 px");
}

async function readFirstAnswer({ page, say }) {
  const answer = page.locator("details.letter").first();
  if ((await answer.count()) === 0) return;
  await answer.locator("summary").click();
  await answer.locator(".letter-body").waitFor();
  assert.ok((await answer.locator(".letter-body").innerText()).length > 20, "an answer has a text");
  say("mail room: an answer opens and shows its text");
}

/** Only with the stand-in: a poll must add what is new and leave the rest of the page alone, open letters included. */
async function watchLiveChanges({ page, control, shot, say }) {
  await page.locator(".mail").last().evaluate((card) => (card.dataset.untouched = "yes"));
  control.receive();
  await page.locator('[data-mail-id="m9"].is-fresh').waitFor({ timeout: 5000 });
  assert.equal(await page.locator("[data-untouched]").count(), 1, "cards survive a poll");
  assert.equal(await page.locator("details.letter[open]").count(), 1, "an open answer stays open");
  say("mail room: a new mail appears within 2 s, the page doesn't flicker");

  control.empty();
  await page.getByText("python manage.py mail send").waitFor({ timeout: 5000 });
  await shot("mailroom-empty-1280");
  control.refill();
  await page.locator(".mail").first().waitFor({ timeout: 5000 });
  await page.locator("details.letter summary").first().click();
  say("mail room: the empty state says how to send a mail");
}

export async function assertNoSidewaysScroll(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} px wide on a phone of 390 px`);
}
