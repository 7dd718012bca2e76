/** What anyone but an advisor sees; on the demo, the button that makes them one. */
import { useEffect, useState } from "react";
import { fetchDemoRoles, switchDemoPerson, type DemoPerson } from "../shared/demo.ts";

export function Reserved({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const [advisor, setAdvisor] = useState<DemoPerson | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    fetchDemoRoles().then(
      (roles) => setAdvisor(roles.find(({ role }) => role === "ADVISOR")?.person ?? null),
      () => setAdvisor(null),
    );
  }, []);

  async function signIn(person: DemoPerson) {
    setBusy(true);
    setProblem(null);
    try {
      await switchDemoPerson(person);
      await onSignedIn();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <section className="notice">
      <h2>Cette page est réservée aux conseillers</h2>
      {advisor ? (
        <>
          <p>Vous êtes sur la démonstration&nbsp;: entrez comme conseiller, sans mot de passe.</p>
          <button type="button" className="button" disabled={busy} onClick={() => signIn(advisor)}>
            Entrer comme conseiller
          </button>
        </>
      ) : (
        <p>Connectez-vous avec votre compte de conseiller, par le bouton en haut de la page.</p>
      )}
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}
