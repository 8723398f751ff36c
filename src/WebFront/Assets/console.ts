/** What only operators' pages need. */
import { walkListsByKeyboard } from "./page/keyboard";
import { enableLineEditors } from "./page/lines";

/** Ctrl+K, or ⌘K, leads to the one box that finds everything, from whatever page and field. */
function searchFromAnywhere(): void {
  document.addEventListener("keydown", event => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (location.pathname !== "/console/search") location.assign("/console/search");
    else document.querySelector<HTMLInputElement>("[data-search]")?.focus();
  });
}

walkListsByKeyboard();
enableLineEditors();
searchFromAnywhere();
