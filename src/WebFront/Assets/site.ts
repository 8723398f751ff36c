/** Loaded by every page but the landing page: what makes the server's pages pleasant. Each part works alone. */
import { markSentForms } from "./page/busy";
import { askBeforeLoss } from "./page/confirm";
import { enableCopying } from "./page/copy";
import { contentArrived } from "./page/events";
import { enablePrinting } from "./page/print";
import { showLocalTimes } from "./page/times";
import { startToasts } from "./page/toast";
import { startUndoBars } from "./page/undo";
import { sendViewedReceipts } from "./page/viewed";

function dress(content: ParentNode): void {
  showLocalTimes(content);
  startUndoBars(content);
  sendViewedReceipts(content);
}

/** `/` moves to the search of the page, Escape in an empty search leaves it. */
function focusSearchOnSlash(): void {
  document.addEventListener("keydown", event => {
    const target = event.target as HTMLElement;
    const search = document.querySelector<HTMLInputElement>("[data-search]");
    if (event.key === "Escape" && target === search && search.value === "") search.blur();
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(target) || !search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

function isTyping(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches("input, textarea, select");
}

/** A menu made of `<details data-menu>` closes on Escape and on a click beside it. */
function closeMenus(): void {
  const close = (except: Element | null) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", event => close((event.target as Element).closest("details[data-menu]")));
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    const menu = (event.target as Element).closest<HTMLDetailsElement>("details[data-menu][open]");
    close(null);
    menu?.querySelector("summary")?.focus();
  });
}

/**
 * The page that says why a link opens nothing stands at the address of the landing page itself. A link put into its address
 * bar changes nothing but the secret, and would load nothing: the landing page is asked for under another address.
 */
function openNextLink(): void {
  if (!/^\/[pi]$/.test(location.pathname)) return;
  addEventListener("hashchange", () => location.replace(`${location.pathname}?again${location.hash}`));
}

/** Where the tabs are wider than the screen, the one that is open is seen. */
function showOpenTab(): void {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    tab.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  }
}

showOpenTab();
askBeforeLoss();
openNextLink();
markSentForms();
enableCopying();
enablePrinting();
focusSearchOnSlash();
closeMenus();
startToasts();
dress(document);
document.addEventListener(contentArrived, event => dress(event.target as Element));
