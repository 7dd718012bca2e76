/** Signing in and out from the bar, with the real mutation. */
import "./sign-in.css";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { Viewer } from "./api.ts";
import { signIn, signOut } from "./session.ts";

interface SessionButtonProps {
  viewer: Viewer;
  /** Somebody signed in or out: whatever depends on it has to be read again. */
  onChanged: () => Promise<void>;
}

export function SessionButton({ viewer, onChanged }: SessionButtonProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function leave() {
    setBusy(true);
    setProblem(null);
    try {
      await signOut();
      await onChanged();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  if (viewer.person) {
    return (
      <>
        {problem && <span role="alert">{problem}</span>}
        <button type="button" className="bar-button" disabled={busy} onClick={leave}>
          Se déconnecter
        </button>
      </>
    );
  }
  return (
    <>
      <button type="button" className="bar-button" onClick={() => setOpen(true)}>
        Se connecter
      </button>
      {open && <SignInDialog onClosed={() => setOpen(false)} onSignedIn={onChanged} />}
    </>
  );
}

interface SignInDialogProps {
  onClosed: () => void;
  onSignedIn: () => Promise<void>;
}

/** Escape and the backdrop close it. A refusal is the server's own sentence. */
export function SignInDialog({ onClosed, onSignedIn }: SignInDialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => ref.current?.showModal(), []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(null);
    try {
      const refused = await signIn(String(form.get("email")), String(form.get("password")));
      if (refused === null) {
        await onSignedIn();
        onClosed();
        return;
      }
      setRefusal(refused);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }

  return (
    <dialog
      ref={ref}
      className="sign-in"
      aria-labelledby="sign-in-title"
      onClose={onClosed}
      onClick={(event) => event.target === ref.current && ref.current?.close()}
    >
      <form onSubmit={submit}>
        <h2 id="sign-in-title">Se connecter</h2>
        <label>
          Adresse e-mail
          <input name="email" type="email" autoComplete="username" required maxLength={254} autoFocus />
        </label>
        <label>
          Mot de passe
          <input name="password" type="password" autoComplete="current-password" required maxLength={1000} />
        </label>
        {refusal && (
          <p className="sign-in-refusal" role="alert">
            {refusal}
          </p>
        )}
        <a href="/acces/mot-de-passe-oublie">Mot de passe oublié&nbsp;?</a>
        <div className="sign-in-actions">
          <button type="button" className="button button-plain" onClick={() => ref.current?.close()}>
            Annuler
          </button>
          <button type="submit" className="button" disabled={busy}>
            Se connecter
          </button>
        </div>
      </form>
    </dialog>
  );
}
