/**
 * The landing page of a secret link (`/p#…`, `/i#…`). It moves the secret from the address bar into the hidden field of the
 * form and lets a person press "Open"; nothing is sent before that. Without a secret the page's field to paste one stays.
 */
const form = document.querySelector<HTMLFormElement>("form[data-landing]");

function takeSecret(): void {
  const secret = location.hash.slice(1);
  const field = form?.querySelector<HTMLInputElement>("[data-landing-secret]");
  const button = form?.querySelector<HTMLButtonElement>("[data-landing-open]");
  if (secret === "" || !form || !field || !button) return;
  history.replaceState(null, "", location.pathname + location.search);
  field.value = secret;
  button.disabled = false;
  // The pasted field would send an empty value beside the secret.
  form.querySelector("[data-landing-paste]")?.remove();
  // Who signs in instead is meant to see what the link belongs to. Only its public half is named.
  const signIn = document.querySelector<HTMLAnchorElement>("[data-landing-sign-in]");
  if (signIn && secret[22] === ".") signIn.search = `?link=${secret.slice(0, 22)}`;
}

takeSecret();
// Another link put into the address bar of this page changes nothing but the secret, and loads nothing.
addEventListener("hashchange", takeSecret);

export {};
