/**
 * Moments in the viewer's zone. The server writes `<time datetime="…Z" data-local="time|day|moment">` with the business's
 * own zone as text; here the text becomes the viewer's. The form is the product's (05 Nov 2026, 14:05), not the browser's.
 */
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export function showLocalTimes(within: ParentNode): void {
  for (const element of within.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.textContent = localText(moment, element);
    element.title = exact.format(moment);
  }
}

function localText(moment: Date, element: HTMLElement): string {
  const time = clock.format(moment);
  const day = `${pad(moment.getDate())} ${monthNames()[moment.getMonth()]} ${moment.getFullYear()}`;
  switch (element.dataset["local"]) {
    case "time": return isToday(moment) ? time : `${day}, ${time}`;
    case "day": return day;
    default: return `${day}, ${time}`;
  }
}

/** The short names of months come from the server's resources, so that every date on a page is in one language. */
function monthNames(): string[] {
  return (document.documentElement.dataset["months"] ?? "").split(" ");
}

function isToday(moment: Date): boolean {
  return moment.toDateString() === new Date().toDateString();
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
