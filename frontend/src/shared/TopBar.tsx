/** The bar at the top of both pages: where I am, where else I can go, who I am. */
import type { ReactNode } from "react";
import type { Viewer } from "./api.ts";
import { strongestLabel } from "./roles.ts";
import { SessionButton } from "./SignIn.tsx";

const PAGES = [
  { href: "./mailroom.html", label: "Salle du courrier" },
  { href: "./graphiql.html", label: "GraphiQL" },
] as const;

interface TopBarProps {
  current: (typeof PAGES)[number]["href"];
  /** undefined while unknown. */
  viewer: Viewer | undefined;
  /** Somebody signed in or out. */
  onSession: () => Promise<void>;
  children?: ReactNode;
}

export function TopBar({ current, viewer, onSession, children }: TopBarProps) {
  return (
    <header className="topbar">
      <div className="topbar-main">
        <span className="topbar-brand">
          <EnvelopeMark /> Centrale
        </span>
        <nav aria-label="Pages">
          {PAGES.map(({ href, label }) => (
            <a key={href} href={href} aria-current={href === current ? "page" : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <WhoAmI viewer={viewer} />
        {viewer && <SessionButton viewer={viewer} onChanged={onSession} />}
      </div>
      {children}
    </header>
  );
}

function WhoAmI({ viewer }: Pick<TopBarProps, "viewer">) {
  const name = viewer === undefined ? "…" : viewer.displayName || "Visiteur";
  const companies = viewer?.members.map(({ legalName }) => legalName).join(", ");
  return (
    <p className="whoami" data-testid="viewer" aria-live="polite" title={viewer?.person?.email}>
      {viewer?.person ? <a href="/acces/compte">{name}</a> : <strong>{name}</strong>}
      {companies && <span className="whoami-company">{companies}</span>}
      {viewer && <span className="whoami-role">{strongestLabel(viewer)}</span>}
    </p>
  );
}

function EnvelopeMark() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M2.5 8l9.5 7 9.5-7v11.5h-19z" fill="currentColor" />
      <path d="M2.5 5.5h19L12 12.5z" fill="#f0b429" />
    </svg>
  );
}
