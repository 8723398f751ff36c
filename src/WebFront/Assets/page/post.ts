/** The antiforgery token of this page; the layout puts it into a meta element because a fetch has no form to carry it. */
export function antiforgeryToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="antiforgery"]')?.content ?? "";
}

/** The header that carries the antiforgery token; the framework's own name for it. */
export const antiforgeryHeader = "RequestVerificationToken";

/** Posts without a body and survives the page being left. Answers whether the server took it. */
export async function post(url: string): Promise<boolean> {
  try {
    const headers = { [antiforgeryHeader]: antiforgeryToken() };
    const answer = await fetch(url, { method: "POST", headers, keepalive: true, redirect: "error" });
    return answer.ok;
  } catch {
    // The network is away: the caller decides whether to try again.
    return false;
  }
}
