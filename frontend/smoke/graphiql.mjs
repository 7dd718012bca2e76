/** GraphiQL as an advisor uses it: sign in, open an example, run it, think twice before a mutation, stay and listen. */
import assert from "node:assert/strict";
import { assertNoSidewaysScroll } from "./mailroom.mjs";

export async function tryGraphiQL(visit) {
  const { page, url, say } = visit;
  await page.context().clearCookies();
  const schema = page.waitForResponse((response) => response.request().postData()?.includes("IntrospectionQuery") ?? false);
  const response = await page.goto(url("graphiql.html"));
  assert.match(response.headers()["content-security-policy"] ?? "", /default-src 'none'.*script-src 'self';/);
  await page.locator(".graphiql-query-editor .monaco-editor").waitFor();
  await (await schema).finished();
  await page.waitForTimeout(500);
  assert.equal(await page.getByTestId("cost").count(), 0, "no cost is told of what nobody asked");
  say("graphiql: the editor is there");

  await switchRoles(visit);
  if (visit.password) await signInForReal(visit);
  await readExamples(visit);
  await runExample(visit);
  await thinkTwice(visit);
  await listen(visit);
  await writeFrench(visit);
  await checkEditorHelp(visit);
  await openPanels(visit);
  await usePhone(visit);
}

/** Each button, and what the bar then calls the viewer. */
const ROLES = ["Adhérent", "Prospect", "Ancien adhérent", "Conseiller", "Administrateur", "Anonyme"];

async function switchRoles({ page, say }) {
  for (const role of ROLES) {
    await page.locator(".roles").getByRole("button", { name: role, exact: true }).click();
    await page.locator(`.roles button[aria-pressed="true"]`, { hasText: new RegExp(`^${role}$`) }).waitFor();
    await page.locator(".whoami-role", { hasText: new RegExp(`^${role}$`) }).waitFor();
  }
  say("graphiql: all six roles can be taken, the bar says who I am and what");
}

/** With the API's own mutation: a refusal is said, then the session is there, and ends with the button. */
async function signInForReal({ page, browser, password, shot, say }) {
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Adresse e-mail").fill("nobody@nowhere.test");
  await dialog.getByLabel("Mot de passe").fill("wrong");
  await dialog.getByRole("button", { name: "Se connecter" }).click();
  await dialog.getByRole("alert").filter({ hasText: "incorrect" }).waitFor();
  await shot("sign-in-1280");
  const email = await advisorsAddress(page);
  await dialog.getByLabel("Adresse e-mail").fill(email);
  await dialog.getByLabel("Mot de passe").fill(password);
  await dialog.getByRole("button", { name: "Se connecter" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".whoami-role", { hasText: "Conseiller" }).waitFor();
  const cookies = await page.context().cookies();
  assert.ok(cookies.some(({ httpOnly, sameSite }) => httpOnly && sameSite === "Lax"));
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.locator(".whoami-role", { hasText: "Anonyme" }).waitFor();
  assert.equal(browser.complaints.length, 0, browser.complaints.join("\n"));
  say("graphiql: signing in and out with the real mutation; a refusal is shown in French");
}

async function advisorsAddress(page) {
  const people = await page.evaluate(async () => (await fetch("/demo/people.json")).json());
  return people.find(({ role }) => role === "ADVISOR").email;
}

async function become(page, role) {
  await page.locator(".roles").getByRole("button", { name: role, exact: true }).click();
  await page.locator(".whoami-role", { hasText: new RegExp(`^${role}$`) }).waitFor();
}

/** Sections by role, open where the viewer may; topics in French below; a search over all of them. */
async function readExamples({ page, shot, say }) {
  await become(page, "Adhérent");
  const section = (name) => page.locator(".examples-role", { has: page.locator("summary", { hasText: name }) });
  await section("Adhérent").waitFor();
  assert.ok(await section("Tout le monde").evaluate((one) => one.open));
  assert.ok(!(await section("Conseiller").evaluate((one) => one.open)));
  await become(page, "Conseiller");
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".examples-role")].some((one) => one.open && /Conseiller/.test(one.innerText)),
  );
  const topics = await page.locator(".examples h3").allInnerTexts();
  assert.ok(new Set(topics).size >= 5, topics.join());
  await shot("graphiql-examples-1280");
  await page.getByLabel("Chercher un exemple").fill("RATTACHEMENT direct");
  await page.locator('.examples [data-slug="rattachements-en-direct"]').waitFor();
  assert.equal(await page.locator(".examples [data-slug]").count(), 1);
  await page.getByLabel("Chercher un exemple").fill("");
  say(`graphiql: ${await page.locator(".examples [data-slug]").count()} examples by role and topic, found by any word`);
}

async function open(page, slug) {
  const button = page.locator(`.examples [data-slug="${slug}"]`);
  await button.waitFor();
  await button.click();
}

function run(page) {
  return page.locator(".graphiql-execute-button").click();
}

async function runExample({ page, shot, say }) {
  const tabs = page.locator(".graphiql-tab");
  const before = await tabs.count();
  await open(page, "portefeuille");
  assert.equal(await tabs.count(), before + 1, "an example opens in a new tab");
  await run(page);
  await waitForResult(page, '"data"');
  await page.getByTestId("cost").filter({ hasText: /Coût\s:\s[\d\s]+ms/ }).waitFor();
  await page.waitForTimeout(500);
  await shot("graphiql-1280");
  say(`graphiql: an example opens in a new tab and runs (${(await page.getByTestId("cost").innerText()).replace(/\s+/g, " ")})`);
}

async function thinkTwice({ page, browser, shot, say }) {
  await become(page, "Adhérent");
  await open(page, "demander-un-rattachement");
  const before = browser.counts.graphql;
  await run(page);
  const dialog = page.getByRole("dialog");
  for (const text of ["requestSupplierAttachment", "Adhérent", "supplierId"]) await dialog.getByText(text).first().waitFor();
  await shot("graphiql-confirm-1280");
  await page.getByRole("button", { name: "Annuler", exact: true }).click();
  await waitForResult(page, "annulée");
  await run(page);
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await waitForResult(page, "annulée");
  assert.equal(browser.counts.graphql, before, "a cancelled mutation must not leave");
  await run(page);
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await waitForResult(page, "supplierAttachment");
  assert.ok(browser.counts.graphql > before);
  say("graphiql: a mutation asks first, what and on whose behalf; «Annuler» and Escape send nothing");
}

/** A subscription shows what changes, over the socket of the session, until it is stopped. */
async function listen({ page, sendMail, shot, say }) {
  await become(page, "Conseiller");
  await open(page, "courrier-en-direct");
  await run(page);
  await waitForResult(page, '"inboundMailChanged": null');
  await sendMail("01-compte-existant.eml");
  await waitForResult(page, "statusLabel");
  await page.getByTestId("cost").filter({ hasText: /Coût.*reçu en direct/ }).waitFor();
  await shot("graphiql-live-1280");
  await run(page); // the button has become «stop»
  await become(page, "Adhérent");
  await run(page);
  await waitForResult(page, "FORBIDDEN");
  say("graphiql: a subscription shows a mail that arrives, and is refused to a member");
}

/** Typographic ’ and no-break spaces are not marked as look-alikes. */
async function writeFrench({ page, say }) {
  await page.locator(".graphiql-tab-add").click();
  await page.locator(".graphiql-query-editor .monaco-editor").click();
  await page.keyboard.press("ControlOrMeta+A");
  // A browser in French lets ’ pass, one in English doesn't; the Cyrillic а would be marked in both.
  await page.keyboard.insertText('{ suppliers(search: "L’adhérent – « 12 500 € »") { totalCount } } L’adhérent bаd');
  await page.locator(".graphiql-query-editor .view-line", { hasText: "adhérent" }).first().waitFor();
  await page.locator(".graphiql-editor-tool .monaco-editor").click();
  await page.keyboard.insertText('{ "note": "L’été, à 9 h" }');
  await page.locator(".graphiql-editor-tool .view-line", { hasText: "été" }).waitFor();
  await page.waitForTimeout(2000);
  assert.equal(await page.locator(".unicode-highlight").count(), 0, "nothing in French is marked");
  say("graphiql: French typography is not marked as suspicious");
}

/** Monaco's workers run under the page's policy: a wrong field is underlined, a known one is proposed. */
async function checkEditorHelp({ page, say }) {
  await page.locator(".graphiql-tab-add").click();
  const editor = page.locator(".graphiql-query-editor .monaco-editor");
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("{ thisFieldDoesNotExist }");
  await page.locator(".graphiql-query-editor .squiggly-error").first().waitFor();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("{ view");
  await page.locator(".suggest-widget .monaco-list-row", { hasText: "viewer" }).first().waitFor();
  await page.keyboard.press("Escape");
  assert.ok(page.workers().length >= 2, "Monaco's workers are running");
  say(`graphiql: mistakes are underlined, fields are proposed (${page.workers().length} workers)`);
}

async function openPanels({ page, shot, say }) {
  await page.getByRole("button", { name: "Show GraphiQL Explorer" }).click();
  await page.locator(".graphiql-explorer-root").waitFor();
  await page.locator(".graphiql-explorer-root", { hasText: "viewer" }).waitFor();
  await shot("graphiql-explorer-1280");
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.locator(".graphiql-doc-explorer").waitFor();
  await page.getByRole("button", { name: "Show History" }).click();
  await page.getByRole("button", { name: "Show Exemples" }).click();
  await page.locator(".examples").waitFor();
  say("graphiql: explorer, documentation, history and examples open");
}

/** On a phone an open panel takes the place of the editor, and a chosen example brings the editor back. */
async function usePhone({ page, shot, say }) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await page.locator(".examples [data-slug]").first().waitFor();
  await shot("graphiql-390-examples");
  await page.locator(".examples [data-slug]").first().click();
  await run(page);
  await waitForResult(page, '"data"');
  await assertNoSidewaysScroll(page);
  await page.waitForTimeout(500);
  await shot("graphiql-390");
  await page.setViewportSize({ width: 1280, height: 800 });
  say("graphiql: usable on a phone of 390 px");
}

function waitForResult(page, text) {
  return page.locator(".result-window .view-lines", { hasText: text }).waitFor();
}
