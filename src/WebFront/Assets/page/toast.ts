/** A short note at the bottom edge. The element is a live region of the layout, so that it is read out, too. */
export function toast(message: string, seconds = 4): void {
  const place = document.querySelector<HTMLElement>("[data-toasts]");
  if (!place || message === "") return;
  const note = document.createElement("div");
  note.className = "toast";
  note.textContent = message;
  place.append(note);
  leaveAfter(note, seconds);
}

/** Toasts that the server rendered (the result of a form) leave by themselves, too. */
export function startToasts(): void {
  for (const note of document.querySelectorAll<HTMLElement>("[data-toasts] > [data-leaves]")) {
    leaveAfter(note, 6);
  }
}

function leaveAfter(note: HTMLElement, seconds: number): void {
  setTimeout(() => note.remove(), seconds * 1000);
}
