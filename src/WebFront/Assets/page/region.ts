import { announce, contentArrived, regionRefreshed } from "./events";
import { morph } from "./morph";
import { showLocalTimes } from "./times";

/**
 * A live region: a part of the page that the server can render again by itself, at the position it then has.
 *   `<section data-watch="TOPIC" data-position="N" data-refresh="/url/of/the/same/partial">`
 */
export type Region = HTMLElement;

/** What came of a refresh: shown, or to be tried again, or the page is no longer this viewer's. */
export type Refreshed = "shown" | "failed" | "refused";

/** Two refreshes of one region are at least this far apart, so that a busy ledger does not keep a phone fetching. */
const gapMilliseconds = 150;
const longestRetryMilliseconds = 10_000;

const busy = new WeakMap<Region, { again: boolean }>();

export function regions(): Region[] {
  return [...document.querySelectorAll<Region>("[data-watch][data-refresh]")];
}

export function topicOf(region: Region): string {
  return region.dataset["watch"] ?? "";
}

export function positionOf(region: Region): number {
  return Number(region.dataset["position"] ?? 0);
}

/** Fetches the region and shows it. At most one fetch is under way; what comes meanwhile makes one more. */
export async function refresh(region: Region): Promise<void> {
  const running = busy.get(region);
  if (running) {
    running.again = true;
    return;
  }
  const work = { again: true };
  busy.set(region, work);
  let retryMilliseconds = gapMilliseconds;
  while (work.again && region.isConnected) {
    work.again = false;
    const outcome = await fetchRegion(region);
    if (outcome === "refused") {
      location.reload();
      break;
    }
    if (outcome === "failed") work.again = true;
    retryMilliseconds = outcome === "failed" ? Math.min(retryMilliseconds * 2, longestRetryMilliseconds) : gapMilliseconds;
    await pause(retryMilliseconds);
  }
  busy.delete(region);
}

/** Asks the server for the region once. "refused" also when it answers with another page, such as a sign-in. */
export async function fetchRegion(region: Region): Promise<Refreshed> {
  try {
    const answer = await fetch(region.dataset["refresh"] ?? "", { headers: { "X-Live": "1" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || [401, 403, 404, 410].includes(answer.status)) return "refused";
    if (!answer.ok) return "failed";
    const fresh = findAgain(region, await answer.text());
    if (!fresh) return "refused";
    show(region, fresh);
    return "shown";
  } catch {
    // No network, or it went away in the middle: the caller tries again.
    return "failed";
  }
}

/** A template takes a lone table part (tbody) as readily as a section, and runs and loads nothing of it. */
function findAgain(region: Region, html: string): Region | undefined {
  const template = document.createElement("template");
  template.innerHTML = html;
  const same = [...template.content.querySelectorAll<Region>("[data-watch]")]
    .filter(other => topicOf(other) === topicOf(region));
  return same.find(other => other.id !== "" && other.id === region.id) ?? same[0];
}

function show(region: Region, fresh: Region): void {
  // An answer that was overtaken by a newer one is dropped.
  if (positionOf(fresh) < positionOf(region)) return;
  showLocalTimes(fresh);
  const { changed, arrived } = morph(region, fresh);
  for (const element of arrived) mark(element, "arrived");
  for (const element of changed) mark(element, "changed");
  announce(contentArrived, region);
  announce(regionRefreshed, region);
}

/** Marks for two seconds; a second change starts the mark anew. */
export function mark(element: Element, name: "changed" | "arrived"): void {
  element.classList.remove(name);
  // Reading a size makes the browser notice the removal, so that the animation starts again.
  void (element as HTMLElement).offsetWidth;
  element.classList.add(name);
  setTimeout(() => element.classList.remove(name), 2000);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
