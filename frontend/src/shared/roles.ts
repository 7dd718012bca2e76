/** The French names of the API's roles and of the demo's people. */

/** People that the demo offers, in the order of the buttons. */
export const DEMO_ROLES = ["MEMBER", "PROSPECT", "FORMER", "ADVISOR", "ADMIN"] as const;
export type DemoRoleName = (typeof DEMO_ROLES)[number];

export const ANONYMOUS_LABEL = "Anonyme";

// A viewer has several roles, as each includes what the weaker ones see; only the first of these is told.
const STRONGEST_FIRST = ["ADMIN", "ADVISOR", "MEMBER", "SIGNED_IN", "SUPPLIER"] as const;

const LABELS: Readonly<Record<string, string>> = {
  ANYONE: "Tout le monde",
  SUPPLIER: "Fournisseur",
  SIGNED_IN: "Connecté",
  MEMBER: "Adhérent",
  PROSPECT: "Prospect",
  FORMER: "Ancien adhérent",
  ADVISOR: "Conseiller",
  ADMIN: "Administrateur",
};

/** The French name of a role; an unknown one is shown as it is. */
export function roleLabel(role: string): string {
  return LABELS[role] ?? role;
}

interface Somebody {
  roles: readonly string[];
  members: readonly { legalName: string; status: string }[];
}

/** What to call somebody: who isn't a member yet, or any more, is what their company is. */
export function strongestLabel({ roles, members }: Somebody): string {
  const strongest = STRONGEST_FIRST.find((role) => roles.includes(role));
  if (!strongest) return ANONYMOUS_LABEL;
  const company = strongest === "SIGNED_IN" ? members[0] : undefined;
  return roleLabel(company ? company.status : strongest);
}
