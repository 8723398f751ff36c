/** A button that prints the page: `<button data-print hidden>`. Hidden until scripts run, for without them it does nothing. */
export function enablePrinting(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) button.hidden = false;
  document.addEventListener("click", event => {
    if ((event.target as Element).closest("[data-print]")) print();
  });
}
