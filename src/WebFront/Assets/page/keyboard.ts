/**
 * Up, down and Enter in lists: `data-keys` on a table makes its rows walkable. The row's own link (`a.name`) takes the
 * focus, so that Enter and a screen reader find what they know.
 */
export function walkListsByKeyboard(): void {
  document.addEventListener("keydown", event => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const fromSearch = target.matches("[data-search]");
    if (!fromSearch && target.matches("input, textarea, select")) return;
    const list = target.closest("[data-keys]") ?? document.querySelector("[data-keys]");
    const links = [...(list?.querySelectorAll<HTMLElement>("a.name") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (at < 0 && !fromSearch && target !== document.body) return;
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.closest("tr")?.scrollIntoView({ block: "nearest" });
  });
}
