/** The demo's buttons to become a member, an advisor… or nobody. */
import { useState } from "react";
import type { Viewer } from "../shared/api.ts";
import { switchDemoPerson, type DemoPerson, type DemoRole } from "../shared/demo.ts";
import { ANONYMOUS_LABEL, roleLabel } from "../shared/roles.ts";

interface RoleSwitcherProps {
  roles: readonly DemoRole[];
  viewer: Viewer | undefined;
  onSwitched: () => Promise<void>;
}

export function RoleSwitcher({ roles, viewer, onSwitched }: RoleSwitcherProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const active = activeRole(roles, viewer);

  async function become(person: DemoPerson | null) {
    setBusy(true);
    setProblem(null);
    try {
      await switchDemoPerson(person);
      await onSwitched();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="roles" role="group" aria-label="Rôle de démonstration" aria-busy={busy}>
      <span className="roles-label">Démo, voir en tant que</span>
      <button type="button" disabled={busy} aria-pressed={active === null} onClick={() => become(null)}>
        {ANONYMOUS_LABEL}
      </button>
      {roles.map(({ role, person }) => (
        <button
          key={role}
          type="button"
          disabled={busy}
          aria-pressed={active === role}
          title={`${person.displayName} · ${person.email}`}
          onClick={() => become(person)}
        >
          {roleLabel(role)}
        </button>
      ))}
      {problem && (
        <span className="roles-problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

/** The pressed button: null for the public, undefined while unknown or for somebody who has no button. */
function activeRole(roles: readonly DemoRole[], viewer: Viewer | undefined): string | null | undefined {
  if (viewer && !viewer.person) return null;
  return roles.find(({ person }) => person.email === viewer?.person?.email)?.role;
}
