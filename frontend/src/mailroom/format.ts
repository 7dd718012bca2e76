/** Dates as the group reads them: French, Paris time. */

const ZONE = "Europe/Paris";
const DAY = new Intl.DateTimeFormat("fr-FR", { timeZone: ZONE, weekday: "short", day: "numeric", month: "short" });
const CALENDAR_DAY = new Intl.DateTimeFormat("fr-FR", { timeZone: ZONE, dateStyle: "short" });
const HOUR = new Intl.DateTimeFormat("fr-FR", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const FULL = new Intl.DateTimeFormat("fr-FR", { timeZone: ZONE, dateStyle: "full", timeStyle: "medium" });

/** «aujourd’hui à 14:03», or «dim. 22 nov. à 14:03» before. */
export function shortDate(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const hour = HOUR.format(date);
  const isToday = CALENDAR_DAY.format(date) === CALENDAR_DAY.format(now);
  return isToday ? `aujourd’hui à ${hour}` : `${DAY.format(date)} à ${hour}`;
}

/** «dimanche 22 novembre 2026 à 14:03:12», for the tooltip. */
export function fullDate(iso: string): string {
  return FULL.format(new Date(iso));
}
