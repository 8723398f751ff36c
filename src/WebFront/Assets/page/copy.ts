import { toast } from "./toast";

/**
 * Copy buttons: `<button data-copy="text">` or `<button data-copy-from="#id">`, with data-copied="Link copied" as the note.
 */
export function enableCopying(): void {
  document.addEventListener("click", event => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy], [data-copy-from]");
    if (!button) return;
    event.preventDefault();
    void copy(button);
  });
}

async function copy(button: HTMLElement): Promise<void> {
  const source = document.querySelector<HTMLInputElement>(button.dataset["copyFrom"] || "[data-no-such-source]");
  const value = button.dataset["copy"] ?? source?.value ?? source?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(value);
    toast(button.dataset["copied"] ?? "");
  } catch {
    // Without permission for the clipboard the text is selected, ready to be copied by hand.
    source?.select?.();
  }
}
