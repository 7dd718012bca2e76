/** Validates every operation of src/operations against the committed schema; says file, line and what is wrong. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildSchema, GraphQLError, parse, Source, validate } from "graphql";

const FOLDER = new URL("../src/operations/", import.meta.url);
const SCHEMA = new URL("../../schema/schema.graphql", import.meta.url);

const schema = buildSchema(await readFile(SCHEMA, "utf8"));
const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".graphql")).sort();
if (names.length === 0) throw new Error(`no operation in ${fileURLToPath(FOLDER)}`);

for (const name of names) {
  const problems = check(new Source(await readFile(new URL(name, FOLDER), "utf8"), `src/operations/${name}`));
  for (const problem of problems) console.error(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`ok  ${name}`);
}

function check(source) {
  try {
    return validate(schema, parse(source));
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
