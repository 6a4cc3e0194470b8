// What somebody typed into the panel, carried into the page of the server that takes its place.

type Control = HTMLInputElement | HTMLTextAreaElement;

/** Fields that say when something goes out, or what its retraction says. */
const TYPED = ["time", "zone", "retraction"];

/** Something typed that has no field any more. */
export interface Lost {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

/** The fields of a panel that are typed into. */
export function controls(panel: ParentNode): Control[] {
  return TYPED.flatMap((name) => [...panel.querySelectorAll<Control>(`form [name="${name}"]`)]);
}

/** The same field of another page has the same key. */
function key(control: Control): string {
  return `${control.closest("form")?.getAttribute("action") ?? ""} ${control.name}`;
}

/** What the server gives by itself, which is never a time: one that stands there already was typed too. */
function own(control: Control): string {
  return control.name === "time" ? "" : control.defaultValue;
}

/** The values that the server gives by itself, by field. */
export function given(panel: ParentNode): Map<string, string> {
  return new Map(controls(panel).map((control) => [key(control), own(control)]));
}

function label(control: Control): string {
  return control.closest(".field")?.querySelector("label")?.textContent?.trim() || control.name;
}

/**
 * Puts what was typed in one panel into the fields of another, and opens what was open. Answers what has no field there,
 * with what had none before. `known` are the values that nobody typed: a page that shows a fault has typed ones too.
 */
export function carry(from: ParentNode, to: ParentNode, known: ReadonlyMap<string, string>, before: readonly Lost[] = []): Lost[] {
  const old = controls(from).filter((control) => control.value !== (known.get(key(control)) ?? own(control)));
  const typed = old.map((control): Lost => ({ key: key(control), label: label(control), value: control.value }));
  const all = new Map([...before, ...typed].map((one) => [one.key, one]));
  for (const fold of to.querySelectorAll<HTMLDetailsElement>("details[class]")) {
    const was = from.querySelector<HTMLDetailsElement>(`details.${fold.classList[0]}`);
    if (was) fold.open = was.open;
  }
  for (const control of controls(to)) {
    const one = all.get(key(control));
    if (!one) continue;
    control.value = one.value;
    all.delete(one.key);
    const fold = control.closest("details");
    if (fold) fold.open = true;
  }
  // A zone without a time says nothing.
  return [...all.values()].filter((one) => one.value !== "" && !one.key.endsWith(" zone"));
}
