// Making elements in one line.

type Made = string | Node;

/** An element with its attributes and what is in it. An attribute of `true` is empty, one of `undefined` or `false` is left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Made[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(attribute, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** A button that sends no form. */
export function button(label: string, run: () => void, attributes: Readonly<Record<string, string | boolean | undefined>> = {}): HTMLButtonElement {
  const made = make("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", run);
  return made;
}
