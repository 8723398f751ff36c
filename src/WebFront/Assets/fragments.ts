/**
 * htmx under a strict content security policy, and rows that open in place:
 *
 *   <tr data-key="ID"> … <a class="name" href="/…/ID" data-drill="drill-ID" data-drill-url="/…/ID?part=lines"> … </tr>
 *   <tr class="drill"><td colspan="6"><div id="drill-ID" data-drill-body data-keep></div></td></tr>
 *
 * Without this module the link leads to the document's own page.
 */
import htmx from "htmx.org";
import { announce, contentArrived, regionRefreshed } from "./page/events";
import { antiforgeryHeader, antiforgeryToken } from "./page/post";

function configureHtmx(): void {
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowEval = false;
  htmx.config.allowScriptTags = false;
  htmx.config.selfRequestsOnly = true;
  // A page of the ledger must not stay behind in the browser's storage.
  htmx.config.historyCacheSize = 0;
  htmx.config.refreshOnHistoryMiss = true;
  htmx.config.scrollIntoViewOnBoost = false;
  // A refused form comes back as 422 or 409 with its messages: it is shown like any other answer.
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(09|22)", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ];
  document.addEventListener("htmx:configRequest", event => {
    (event as CustomEvent).detail.headers[antiforgeryHeader] = antiforgeryToken();
  });
  document.addEventListener("htmx:afterSettle", event => announce(contentArrived, event.target as Element));
  // The session ended while the page was open: the server's own page says what to do.
  document.addEventListener("htmx:responseError", event => {
    const status = (event as CustomEvent).detail.xhr.status as number;
    if (status === 401 || status === 403) location.reload();
  });
  // What live.ts brings in may hold htmx attributes of its own.
  document.addEventListener(regionRefreshed, event => htmx.process(event.target as HTMLElement));
}

function openRowsInPlace(): void {
  document.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLElement>("a[data-drill]");
    const mouse = event as MouseEvent;
    if (!link || mouse.ctrlKey || mouse.metaKey || mouse.shiftKey || mouse.button !== 0) return;
    event.preventDefault();
    void (link.getAttribute("aria-expanded") === "true" ? close(link) : open(link));
  });
  // After a live refresh an open row stays open and shows what is true now.
  document.addEventListener(regionRefreshed, event => {
    for (const body of (event.target as Element).querySelectorAll<HTMLElement>("[data-drill-body]:not(:empty)")) {
      const link = document.querySelector<HTMLElement>(`a[data-drill="${CSS.escape(body.id)}"]`);
      if (link) void open(link);
    }
  });
}

async function open(link: HTMLElement): Promise<void> {
  const body = document.getElementById(link.dataset["drill"] ?? "");
  if (!body) return;
  link.setAttribute("aria-expanded", "true");
  link.setAttribute("aria-controls", body.id);
  const url = link.dataset["drillUrl"] ?? (link as HTMLAnchorElement).href;
  await htmx.ajax("get", url, { source: link, target: body, swap: "innerHTML" });
  // Nothing came: the row's own page tells why.
  if (body.childElementCount === 0) location.assign((link as HTMLAnchorElement).href);
}

function close(link: HTMLElement): void {
  link.setAttribute("aria-expanded", "false");
  document.getElementById(link.dataset["drill"] ?? "")?.replaceChildren();
}

configureHtmx();
openRowsInPlace();
