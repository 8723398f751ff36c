/**
 * Passkeys. A form `[data-passkey]` asks the server for a question (`data-passkey-ask`), lets the browser make ("create") or
 * use ("get") a key, and posts what it answered. It is hidden where the browser knows no passkeys.
 */
import { antiforgeryHeader, antiforgeryToken } from "./page/post";

async function answer(form: HTMLFormElement): Promise<string> {
  const asked = await fetch(form.dataset.passkeyAsk ?? "", {
    method: "POST",
    headers: { [antiforgeryHeader]: antiforgeryToken() },
    redirect: "error",
  });
  if (!asked.ok) throw new Error(`The server answered ${asked.status}.`);
  const question = await asked.json();
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
  return JSON.stringify((credential as PublicKeyCredential).toJSON());
}

function start(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("[data-passkey-go]");
  const field = form.querySelector<HTMLInputElement>("input[name=Credential]");
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  if (!button || !field || !failed) return;
  form.hidden = false;
  // Enter in a field of the form asks for the key, too.
  form.addEventListener("submit", event => {
    event.preventDefault();
    button.click();
  });
  button.addEventListener("click", async () => {
    failed.hidden = true;
    button.disabled = true;
    try {
      field.value = await answer(form);
      // Past the listener above: everything is there.
      form.submit();
    } catch {
      // The person changed their mind, there is no key here, or the server is away: the words say what to do.
      failed.hidden = false;
      button.disabled = false;
    }
  });
}

if (typeof PublicKeyCredential !== "undefined" && "parseCreationOptionsFromJSON" in PublicKeyCredential) {
  document.querySelectorAll("[data-passkey-missing]").forEach(words => words.remove());
  document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach(start);
}
