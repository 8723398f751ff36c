/**
 * Keeps the page's live regions true. The hub only hints: "this topic is now at that position"; what is shown is always
 * fetched from the server as the same partial that the first load had. So a lost hint costs freshness, never truth.
 */
import {
  HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection, type IHttpConnectionOptions,
} from "@microsoft/signalr";
import { contentArrived } from "./page/events";
import { fetchRegion, mark, pause, positionOf, refresh, regions, topicOf, type Region } from "./page/region";

/** What the hub says after a commit. Texts are formatted on the server. */
interface Change {
  topic: string;
  position: number | string;
  version: number;
  balance?: Balance | null;
}

interface Balance {
  minor: number | string;
  currency: string;
  text: string;
  side: string;
}

/**
 * A WebSocket is one request: whichever process of a cluster it reaches has all of the connection. With a negotiation before
 * it, or another transport in its place, every request of a page would have to reach the same process. Where no socket gets
 * through, the regions are fetched instead.
 */
const oneRequest: IHttpConnectionOptions = { skipNegotiation: true, transport: HttpTransportType.WebSockets };

/** A hub that takes longer to answer is behind a dead socket. */
const watchTimeoutMilliseconds = 5_000;
const proofTimeoutMilliseconds = 1_000;
const shortestPauseMilliseconds = 250;
const longestPauseMilliseconds = 8_000;
/** A loss shorter than this is not worth a word. */
const quietMilliseconds = 1_500;
/** After a longer sleep the regions are fetched at once, without waiting for the hub. */
const sleepMilliseconds = 5_000;

class TimeoutError extends Error {}

const note = document.querySelector<HTMLElement>("[data-live-note]");
const speech = document.querySelector<HTMLElement>("[data-live-speech]");
/** The newest position that the hub named for each topic. */
const newest = new Map<string, number>();
/** The newest balance that the hub named for each topic. */
const balances = new Map<string, { position: number; balance: Balance }>();
const watched = new Set<string>();
const known = new WeakSet<Region>();

let connection: HubConnection | null = null;
let hurry: () => void = () => undefined;
let hiddenSince: number | null = null;

/** One round is one connection: connect, watch, wait until it is lost; then again after a growing pause. */
async function stayConnected(): Promise<void> {
  for (let failures = 0; ; failures++) {
    const current = await connect();
    if (current) {
      failures = 0;
      showConnection("on");
      await current.lost;
      watched.clear();
    } else if (failures > 0) {
      await refreshWithoutHub();
    }
    showConnection("lost");
    await Promise.race([pause(pauseAfter(failures)), new Promise<void>(resolve => { hurry = resolve; })]);
  }
}

/** A connection that watches everything on the page, with a promise that ends with it; null when there is none to be had. */
async function connect(): Promise<{ lost: Promise<void> } | null> {
  const attempt = new HubConnectionBuilder().withUrl("/live", oneRequest).configureLogging(LogLevel.None).build();
  const lost = new Promise<void>(resolve => attempt.onclose(() => resolve()));
  attempt.on("Changed", onChanged);
  attempt.on("Closed", () => location.reload());
  try {
    await attempt.start();
    connection = attempt;
    await watchAll();
    return { lost: lost.then(() => { connection = null; }) };
  } catch {
    connection = null;
    void attempt.stop();
    return null;
  }
}

/** Watches each topic of the page once; the answer tells whether something was missed meanwhile. */
async function watchAll(): Promise<void> {
  const oldest = new Map<string, number>();
  for (const region of regions()) {
    const topic = topicOf(region);
    oldest.set(topic, Math.min(oldest.get(topic) ?? Infinity, positionOf(region)));
  }
  await Promise.all([...oldest].map(([topic, position]) => watch(topic, position)));
}

async function watch(topic: string, position: number): Promise<void> {
  const current = connection;
  if (!current) return;
  watched.add(topic);
  try {
    heard(topic, Number(await within(watchTimeoutMilliseconds, current.invoke("Watch", topic, position))));
  } catch (error) {
    // Said by the hub itself: the topic is not this viewer's (any more), and the others go on.
    if (!(error instanceof TimeoutError) && current.state === HubConnectionState.Connected) await refreshWithoutHub();
    else throw error;
  }
}

/** The hub named a position of a topic: whatever shows an older one is fetched. */
function heard(topic: string, position: number): void {
  newest.set(topic, Math.max(position, newest.get(topic) ?? 0));
  for (const region of regions()) {
    if (topicOf(region) === topic && positionOf(region) < position) refreshWhenVisible(region);
  }
}

/** A page that nobody sees waits; it is fetched once when it is looked at again. */
function refreshWhenVisible(region: Region): void {
  if (document.visibilityState === "visible") void refresh(region);
  else region.dataset["stale"] = "";
}

function onChanged(change: Change): void {
  const position = Number(change.position);
  if (change.balance && position > (newest.get(change.topic) ?? -1)) {
    balances.set(change.topic, { position, balance: change.balance });
    showBalance(change.topic, position, change.balance);
  }
  heard(change.topic, position);
}

/** The figure itself changes with the hint; everything around it follows with the fetch. */
function showBalance(topic: string, position: number, balance: Balance): void {
  let isNews = false;
  for (const region of regions()) {
    if (topicOf(region) !== topic || positionOf(region) >= position) continue;
    for (const element of region.querySelectorAll<HTMLElement>(`[data-balance-of="${topic}"]`)) {
      if (element.textContent === balance.text) continue;
      element.textContent = balance.text;
      mark(element, "changed");
      isNews = true;
    }
    for (const element of region.querySelectorAll<HTMLElement>(`[data-side-of="${topic}"]`)) {
      // The words of each side stand on the element: data-dr="You owe" data-cr="In your favour" data-nil="Settled".
      element.textContent = element.dataset[balance.side.toLowerCase() || "nil"] ?? balance.side;
    }
  }
  if (isNews) say(`${balance.text} ${balance.side}`.trim());
}

let speechTimer: ReturnType<typeof setTimeout> | undefined;

/** Read out by screen readers. A burst of postings is one sentence. */
function say(balance: string): void {
  clearTimeout(speechTimer);
  speechTimer = setTimeout(() => {
    if (speech) speech.textContent = (speech.dataset["balanceNow"] ?? "{0}").replace("{0}", balance);
  }, 400);
}

let noteTimer: ReturnType<typeof setTimeout> | undefined;

function showConnection(state: "on" | "lost"): void {
  document.documentElement.dataset["live"] = state;
  clearTimeout(noteTimer);
  if (!note) return;
  if (state === "on") note.hidden = true;
  else noteTimer = setTimeout(() => { note.hidden = false; }, quietMilliseconds);
}

/** The phone woke, the network is back, or the page came out of the browser's cache: be right again within a second. */
function wake(): void {
  if (document.visibilityState !== "visible") return;
  const sleptMilliseconds = hiddenSince === null ? 0 : Date.now() - hiddenSince;
  hiddenSince = null;
  for (const region of regions()) {
    if (sleptMilliseconds > sleepMilliseconds || region.dataset["stale"] !== undefined) {
      delete region.dataset["stale"];
      void refresh(region);
    }
  }
  if (connection) void proveConnection(connection);
  else hurry();
}

/** A socket that slept may be dead without knowing it. One that does not answer in a second is given up. */
async function proveConnection(current: HubConnection): Promise<void> {
  try {
    await within(proofTimeoutMilliseconds, watchAll());
  } catch {
    await current.stop();
    hurry();
  }
}

/**
 * The hub is not to be had: each failed attempt fetches the regions once, so that a network that lets no socket through costs
 * seconds, and a link that was revoked meanwhile ends in the page that says so.
 */
async function refreshWithoutHub(): Promise<void> {
  const outcomes = await Promise.all(regions().map(region => fetchRegion(region)));
  if (outcomes.includes("refused")) location.reload();
}

function pauseAfter(failures: number): number {
  const longest = Math.min(shortestPauseMilliseconds * 2 ** failures, longestPauseMilliseconds);
  // Spread, so that thousands of pages do not come back in the same instant.
  return longest * (0.5 + Math.random() / 2);
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const timeout = pause(milliseconds).then(() => { throw new TimeoutError(); });
  return Promise.race([work, timeout]);
}

/** A fragment brought a region of its own: it is watched, and fetched once if it was overtaken on its way here. */
function watchArrivals(): void {
  // What was read before the newest balance and came after it does not bring the older figure back.
  for (const [topic, { position, balance }] of balances) showBalance(topic, position, balance);
  for (const region of regions()) {
    if (known.has(region)) continue;
    known.add(region);
    const topic = topicOf(region);
    if (connection && !watched.has(topic)) void watch(topic, positionOf(region)).catch(() => undefined);
    else if (positionOf(region) < (newest.get(topic) ?? 0)) refreshWhenVisible(region);
  }
}

if (regions().length > 0) {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hiddenSince = Date.now();
    else wake();
  });
  addEventListener("online", wake);
  addEventListener("pageshow", event => { if (event.persisted) wake(); });
  addEventListener("pagehide", () => { void connection?.stop(); });
  for (const region of regions()) known.add(region);
  document.addEventListener(contentArrived, watchArrivals);
  void stayConnected();
}
