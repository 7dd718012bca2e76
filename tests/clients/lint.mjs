/** Lints the committed schema by eslint.config.mjs; prints what is wrong as JSON. */
import { ESLint } from "eslint";
import { readFile } from "node:fs/promises";

const path = new URL("../../schema/schema.graphql", import.meta.url);
const eslint = new ESLint({ cwd: import.meta.dirname });
const [result] = await eslint.lintText(await readFile(path, "utf8"), { filePath: "schema.graphql" });
const rules = (await eslint.calculateConfigForFile("schema.graphql")).rules;
const shown = result.messages.map(({ line, ruleId, message }) => ({ line, ruleId, message }));
console.log(JSON.stringify({ rules: Object.keys(rules).length, problems: shown }, null, 1));
