/**
 * The editor of line items: rows of inputs that can be added and removed.
 *
 *   <table data-lines="Input.Lines"> <tbody data-line-rows> <tr data-line> … </tr> </tbody> </table>
 *   <template data-line-template> <tr data-line> … name="Input.Lines[0].Quantity" … </tr> </template>
 *   <button type="button" data-line-add>   and in each row   <button type="button" data-line-remove>
 *
 * Names are numbered anew after each change, because the server binds a list only up to the first gap.
 */
export function enableLineEditors(): void {
  document.addEventListener("click", event => {
    const target = event.target as Element;
    const add = target.closest("[data-line-add]");
    const remove = target.closest("[data-line-remove]");
    if (add) addLine(editorOf(add));
    if (remove) removeLine(remove.closest<HTMLElement>("[data-line]"));
  });
  document.addEventListener("keydown", event => {
    const input = event.target as HTMLElement;
    const line = input.closest<HTMLElement>("[data-line]");
    if (event.key !== "Enter" || !line || !input.matches("input")) return;
    event.preventDefault();
    // Enter goes down; from the last line it makes a new one, as in a spreadsheet.
    const next = line.nextElementSibling as HTMLElement | null;
    if (next?.matches("[data-line]")) focusFirst(next);
    else addLine(editorOf(line));
  });
}

function editorOf(element: Element): HTMLElement | null {
  return element.closest("form")?.querySelector<HTMLElement>("[data-lines]") ?? null;
}

function addLine(editor: HTMLElement | null): void {
  const template = editor?.closest("form")?.querySelector<HTMLTemplateElement>("template[data-line-template]");
  const rows = editor?.querySelector("[data-line-rows]");
  if (!editor || !template || !rows) return;
  rows.append(template.content.cloneNode(true));
  renumber(editor);
  focusFirst(rows.lastElementChild as HTMLElement);
  changed(editor);
}

function removeLine(line: HTMLElement | null): void {
  const editor = line && editorOf(line);
  if (!line || !editor) return;
  const neighbour = (line.nextElementSibling ?? line.previousElementSibling) as HTMLElement | null;
  line.remove();
  if (editor.querySelector("[data-line]")) renumber(editor);
  else addLine(editor);
  if (neighbour?.isConnected) focusFirst(neighbour);
  changed(editor);
}

function renumber(editor: HTMLElement): void {
  const prefix = editor.dataset["lines"] ?? "";
  const idPrefix = prefix.replaceAll(/[.[\]]/g, "_");
  editor.querySelectorAll("[data-line]").forEach((line, index) => {
    for (const element of line.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      number(element, "name", `${prefix}[`, index);
      for (const attribute of ["id", "for", "aria-describedby"]) number(element, attribute, `${idPrefix}_`, index);
    }
  });
}

function number(element: Element, attribute: string, before: string, index: number): void {
  const value = element.getAttribute(attribute);
  if (!value?.includes(before)) return;
  const [head, ...tails] = value.split(before);
  element.setAttribute(attribute, head + tails.map(tail => before + tail.replace(/^\d+/, String(index))).join(""));
}

/** Tells whoever computes totals (htmx listens for "input") that the lines changed. */
function changed(editor: HTMLElement): void {
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

function focusFirst(line: HTMLElement): void {
  line.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
}
