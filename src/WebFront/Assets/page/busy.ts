/** A sent form answers at once: its button says so and takes no second click. Undone when the page comes back from cache. */
export function markSentForms(): void {
  document.addEventListener("submit", event => {
    const form = event.target as HTMLFormElement;
    const button = (event as SubmitEvent).submitter;
    if (event.defaultPrevented || form.method === "dialog" || !(button instanceof HTMLButtonElement)) return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll('button[aria-busy="true"]')) button.removeAttribute("aria-busy");
  });
}
