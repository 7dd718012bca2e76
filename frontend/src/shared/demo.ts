/** The demo's sign-in: exists only where GET /demo/people.json answers 200. */
import { postJson } from "./api.ts";
import { DEMO_ROLES, type DemoRoleName } from "./roles.ts";

export interface DemoPerson {
  email: string;
  displayName: string;
  role: string;
}

export interface DemoRole {
  role: DemoRoleName;
  person: DemoPerson;
}

/** One demo person for each role that has one, in the order of `DEMO_ROLES`; empty outside the demo. */
export async function fetchDemoRoles(): Promise<DemoRole[]> {
  const response = await fetch("/demo/people.json", { credentials: "same-origin" });
  if (!response.ok) return [];
  const people = (await response.json()) as DemoPerson[];
  return DEMO_ROLES.flatMap((role) => {
    const person = people.find((candidate) => candidate.role === role);
    return person ? [{ role, person }] : [];
  });
}

/** Signs in as `person`, or out when it is null. */
export async function switchDemoPerson(person: DemoPerson | null): Promise<void> {
  const response = person
    ? await postJson("/demo/sign-in", { email: person.email })
    : await postJson("/demo/sign-out", {});
  if (!response.ok) throw new Error(`Changement de rôle refusé par le serveur (${response.status}).`);
}
