import { toast } from "./page/toast";

/**
 * A long PDF counts its pages while it is made and can be stopped: `<a href download data-paper="{0} pages · Stop">`.
 * Without scripts it is an ordinary download.
 */
function countPapers(): void {
  const running = new WeakMap<HTMLElement, AbortController>();
  document.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-paper]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const before = running.get(link);
    if (before) return before.abort();
    const stop = new AbortController();
    running.set(link, stop);
    void take(link, stop.signal).finally(() => running.delete(link));
  });
}

// Each page of the file has one, before its text; only "/Type /Pages" looks alike.
const pageMark = /\/Type \/Page\n/g;

async function take(link: HTMLAnchorElement, signal: AbortSignal): Promise<void> {
  const nodes = [...link.childNodes];
  const say = (pages: number) => link.replaceChildren(link.dataset["paper"]!.replace("{0}", String(pages)));
  link.setAttribute("aria-busy", "true");
  say(0);
  try {
    const answer = await fetch(link.href, { signal });
    if (!answer.ok || !answer.body) return toast(answer.status < 600 ? await answer.text() : "");
    const parts: BlobPart[] = [];
    const text = new TextDecoder("latin1");
    let pages = 0;
    let rest = "";
    for (const reader = answer.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      const seen = rest + text.decode(value, { stream: true });
      const found = seen.match(pageMark)?.length ?? 0;
      // A mark that was cut in two is found with the next part, and one that is whole is not found twice.
      rest = seen.slice(Math.max(seen.lastIndexOf("/Type /Page\n") + 12, seen.length - 11));
      if (found > 0) say(pages += found);
    }
    save(new Blob(parts, { type: "application/pdf" }), nameOf(answer));
  } catch (failure) {
    if (!signal.aborted) toast(String(failure));
  } finally {
    link.removeAttribute("aria-busy");
    link.replaceChildren(...nodes);
  }
}

function nameOf(answer: Response): string {
  return /filename=([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1]?.replace(/"/g, "") ?? "statement.pdf";
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

countPapers();
