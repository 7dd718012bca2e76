/** GraphiQL as an advisor uses it: change role, open an example, run it, think twice before a mutation. */
import assert from "node:assert/strict";
import { assertNoSidewaysScroll } from "./mailroom.mjs";

export async function tryGraphiQL({ page, url, control, shot, say }) {
  await page.context().clearCookies();
  const response = await page.goto(url("graphiql.html"));
  assert.match(response.headers()["content-security-policy"] ?? "", /default-src 'none'/);
  await page.locator(".graphiql-query-editor .monaco-editor").waitFor();
  say("graphiql: the editor is there");

  await switchRoles({ page, say });
  await runExamples({ page, control, shot, say });
  await checkEditorHelp({ page, say });
  await openPanels({ page, shot, say });

  await usePhone({ page, shot, say });
}

/** Each button, and what the bar then calls the viewer: the API knows no prospects, only people without membership. */
const ROLES = {
  Adhérent: "Adhérent",
  Prospect: "Connecté",
  "Ancien adhérent": "Connecté",
  Conseiller: "Conseiller",
  Administrateur: "Administrateur",
  Anonyme: "Anonyme",
};

async function switchRoles({ page, say }) {
  for (const [role, shown] of Object.entries(ROLES)) {
    const button = page.getByRole("button", { name: role, exact: true });
    await button.click();
    await page.locator(`.roles button[aria-pressed="true"]`, { hasText: new RegExp(`^${role}$`) }).waitFor();
    await page.getByTestId("viewer").filter({ hasText: shown }).waitFor();
  }
  await page.getByRole("button", { name: "Adhérent", exact: true }).click();
  await page.getByTestId("viewer").filter({ hasText: "Adhérent" }).waitFor();
  say("graphiql: all six roles can be taken, the viewer follows");
}

async function runExamples({ page, control, shot, say }) {
  const examples = page.locator(".examples button[data-slug]");
  await examples.first().waitFor();
  const tabs = page.locator(".graphiql-tab");
  const before = await tabs.count();
  await examples.filter({ hasNot: page.locator(".examples-mutation") }).first().click();
  assert.equal(await tabs.count(), before + 1, "an example opens in a new tab");
  await page.locator(".graphiql-execute-button").click();
  await waitForResult(page, '"data"');
  await page.waitForTimeout(500);
  await shot("graphiql-1280");
  say("graphiql: an example opens in a new tab and runs");

  const mutation = examples.filter({ has: page.locator(".examples-mutation") }).first();
  if ((await mutation.count()) === 0) return;
  await mutation.click();
  await page.locator(".graphiql-execute-button").click();
  await page.getByRole("dialog").waitFor();
  await shot("graphiql-confirm-1280");
  await page.getByRole("button", { name: "Annuler", exact: true }).click();
  await waitForResult(page, "annulée");
  say("graphiql: a mutation asks first; «Annuler» sends nothing");
  if (control) await confirmMutation({ page, control, say });
}

async function confirmMutation({ page, control, say }) {
  assert.equal(control.mutations(), 0, "a cancelled mutation must not arrive");
  await page.locator(".graphiql-execute-button").click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await waitForResult(page, "annulée");
  await page.locator(".graphiql-execute-button").click();
  await page.getByRole("button", { name: "Envoyer" }).click();
  await waitForResult(page, "SENT");
  assert.equal(control.mutations(), 1, "a confirmed mutation arrives once");
  say("graphiql: Escape means no, «Envoyer» sends once");
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
  await page.locator(".examples button[data-slug]").first().waitFor();
  await shot("graphiql-390-examples");
  await page.locator(".examples button[data-slug]").first().click();
  await page.locator(".graphiql-execute-button").click();
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
