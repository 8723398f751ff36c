/**
 * Makes one tree equal to another with the fewest changes, so that focus, selection, scroll and what was opened survive
 * a refresh. Children are matched by id or data-key, the others by order. What a person did to the page stays: the state
 * of `<details>`, `aria-expanded`, what was typed, and every element with data-keep, whose content belongs to the page.
 */
export interface Differences {
  /** Elements whose text is another than before: figures and words that are marked (see `marks`). */
  changed: Set<Element>;
  /** Keyed elements that were not there before. */
  arrived: Set<Element>;
}

/** The smallest thing that is worth marking as changed: an amount, a count, a status. */
const marks = ".money, .pill, .count, [data-figure]";

/** Attributes that the page's own modules set and the server does not know of. */
const ownAttributes = new Set(["open", "aria-expanded", "aria-controls", "data-counting"]);
const ownClasses = ["changed", "arrived"];

export function morph(from: Element, to: Element): Differences {
  const differences: Differences = { changed: new Set(), arrived: new Set() };
  const focused = document.activeElement;
  morphElement(from, to, differences);
  // A node that was moved has lost the focus on the way.
  if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused) {
    focused.focus({ preventScroll: true });
  }
  return differences;
}

function morphElement(from: Element, to: Element, differences: Differences): void {
  if (from.hasAttribute("data-keep")) return;
  morphAttributes(from, to);
  morphChildren(from, to, differences);
}

function morphAttributes(from: Element, to: Element): void {
  const kept = ownClasses.filter(name => from.classList.contains(name));
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !ownAttributes.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (!ownAttributes.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  from.classList.add(...kept);
  if (from.classList.length === 0) from.removeAttribute("class");
}

function morphChildren(from: Element, to: Element, differences: Differences): void {
  const keyed = new Map<string, Element>();
  for (const child of from.children) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let place: ChildNode | null = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = findMatch(wanted, place, keyed);
    if (match) {
      if (match === place) place = place.nextSibling;
      else from.insertBefore(match, place);
      morphNode(match, wanted, differences);
    } else {
      const added = document.importNode(wanted, true);
      from.insertBefore(added, place);
      if (added instanceof Element && keyOf(added)) differences.arrived.add(added);
      else if (added.textContent?.trim()) noteChange(from, differences);
    }
  }
  while (place) {
    const next: ChildNode | null = place.nextSibling;
    // Rows that were matched and moved are before this place: whatever is left here is gone on the server.
    place.remove();
    place = next;
  }
}

function findMatch(wanted: Node, place: ChildNode | null, keyed: Map<string, Element>): ChildNode | null {
  const key = wanted.nodeType === Node.ELEMENT_NODE ? keyOf(wanted as Element) : "";
  if (key) {
    const match = keyed.get(key);
    keyed.delete(key);
    return match ?? null;
  }
  return place && isAlike(place, wanted) ? place : null;
}

function isAlike(node: Node, wanted: Node): boolean {
  return node.nodeName === wanted.nodeName && (node.nodeType !== Node.ELEMENT_NODE || keyOf(node as Element) === "");
}

function morphNode(node: ChildNode, wanted: Node, differences: Differences): void {
  if (node instanceof Element) {
    morphElement(node, wanted as Element, differences);
  } else if (node.nodeValue !== wanted.nodeValue) {
    const isVisible = node.nodeValue?.trim() !== wanted.nodeValue?.trim();
    node.nodeValue = wanted.nodeValue;
    if (isVisible && node.parentElement) noteChange(node.parentElement, differences);
  }
}

function noteChange(element: Element, differences: Differences): void {
  const mark = element.closest(marks);
  if (mark) differences.changed.add(mark);
}

function keyOf(element: Element): string {
  return element.id || element.getAttribute("data-key") || "";
}
