/**
 * A button with data-confirm asks before its form is sent. The question names what is lost; it is written by the server:
 *   <button data-confirm="The link of Kulkarni Stores stops working at once." data-confirm-title="Revoke the link?"
 *           data-confirm-action="Revoke">
 * Red, unless the page's main button asks or data-harmless says that nothing is taken away.
 */
export function askBeforeLoss(): void {
  document.addEventListener("click", event => {
    const button = (event.target as Element).closest<HTMLElement>("[data-confirm]");
    if (!button || button.dataset["confirmed"] !== undefined) return;
    const dialog = document.querySelector<HTMLDialogElement>("dialog.ask");
    if (!dialog) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(dialog, button).then(agreed => {
      if (agreed) clickConfirmed(button);
      else button.focus();
    });
  }, { capture: true });
}

function ask(dialog: HTMLDialogElement, button: HTMLElement): Promise<boolean> {
  text(dialog, "[data-ask-title]", button.dataset["confirmTitle"] ?? button.textContent?.trim() ?? "");
  text(dialog, "[data-ask-text]", button.dataset["confirm"] ?? "");
  text(dialog, "[data-ask-yes]", button.dataset["confirmAction"] ?? button.textContent?.trim() ?? "");
  dialog.querySelector("[data-ask-yes]")?.setAttribute("class", `button ${button.matches(".main, [data-harmless]") ? "main" : "danger"}`);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function clickConfirmed(button: HTMLElement): void {
  button.dataset["confirmed"] = "";
  button.click();
  delete button.dataset["confirmed"];
}

function text(dialog: HTMLElement, selector: string, value: string): void {
  const element = dialog.querySelector(selector);
  if (element) element.textContent = value;
}
