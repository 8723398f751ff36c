/**
 * The landing page of a secret link (`/p#…`, `/i#…`). It moves the secret from the address bar into the hidden field of the
 * form and lets a person press "Open"; nothing is sent before that. Without a secret the page's field to paste one stays.
 */
const form = document.querySelector<HTMLFormElement>("form[data-landing]");
const secret = location.hash.slice(1);

if (form && secret !== "") {
  history.replaceState(null, "", location.pathname + location.search);
  const field = form.querySelector<HTMLInputElement>("[data-landing-secret]");
  const button = form.querySelector<HTMLButtonElement>("[data-landing-open]");
  const paste = form.querySelector<HTMLElement>("[data-landing-paste]");
  if (field && button) {
    field.value = secret;
    button.disabled = false;
    // The pasted field would send an empty value beside the secret.
    paste?.remove();
  }
}

export {};
