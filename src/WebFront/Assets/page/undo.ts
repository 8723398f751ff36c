/**
 * The bar that offers to take a step back: `<div class="undo" data-until="…Z">` with a form in it. It counts down and
 * leaves when the time is over; the server decides whether it was still in time.
 */
export function startUndoBars(within: ParentNode): void {
  for (const bar of within.querySelectorAll<HTMLElement>(".undo[data-until]")) {
    if (bar.dataset["counting"] !== undefined) continue;
    bar.dataset["counting"] = "";
    countDown(bar, new Date(bar.dataset["until"] ?? 0).getTime());
  }
}

function countDown(bar: HTMLElement, until: number): void {
  const seconds = bar.querySelector("output");
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left <= 0) {
      clearInterval(timer);
      bar.remove();
    } else if (seconds) {
      seconds.textContent = `${left} s`;
    }
  };
  const timer = setInterval(tick, 250);
  tick();
}
