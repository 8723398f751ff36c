import { post } from "./post";

const visibleSeconds = 2;

/**
 * The viewed receipt: `data-viewed-post="/url"` on the document. Sent once, by a POST, after the page was used by a person
 * or stayed visible for two seconds; opening a link alone never sends it, so previews and scanners leave no trace.
 */
export function sendViewedReceipts(within: ParentNode): void {
  for (const element of within.querySelectorAll<HTMLElement>("[data-viewed-post]")) {
    const url = element.dataset["viewedPost"];
    delete element.dataset["viewedPost"];
    if (url) whenSeen(() => void post(url));
  }
}

function whenSeen(send: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const interactions = ["pointerdown", "keydown", "touchstart"];
  const onInteraction = (event: Event) => {
    // A script can make events; only the browser can make trusted ones.
    if (event.isTrusted) finish();
  };
  const onVisibility = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(finish, visibleSeconds * 1000);
  };
  const finish = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisibility);
    for (const name of interactions) document.removeEventListener(name, onInteraction);
    send();
  };
  document.addEventListener("visibilitychange", onVisibility);
  for (const name of interactions) document.addEventListener(name, onInteraction, { passive: true });
  onVisibility();
}
