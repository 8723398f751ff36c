/** Events with which the modules of a page speak to each other; they bubble from the element that is concerned. */

/** Content came in (by a live refresh or a fragment) and wants what the first content got: local times, receipts … */
export const contentArrived = "page:content";

/** A live region was refreshed: what was opened inside it may be stale. */
export const regionRefreshed = "page:refreshed";

export function announce(name: string, target: Element): void {
  target.dispatchEvent(new CustomEvent(name, { bubbles: true }));
}
