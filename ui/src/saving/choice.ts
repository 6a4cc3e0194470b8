// A question that is answered on purpose: a dialog with what it is about, and one button for each answer.

export interface Choice<T> {
  readonly title: string;
  readonly words: readonly string[];
  /** What it is about, such as what differs between two texts. */
  readonly about?: Node;
  /** The answers; the first one has the focus. */
  readonly answers: readonly { readonly says: string; readonly means: T; readonly quiet?: boolean }[];
}

let count = 0;

/** Asks; `undefined` when the question was closed without an answer. */
export function choose<T>({ title, words, about, answers }: Choice<T>): Promise<T | undefined> {
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  const heading = document.createElement("h2");
  heading.id = `choice-${(count += 1)}`;
  heading.textContent = title;
  dialog.setAttribute("aria-labelledby", heading.id);
  const said = words.map((sentence) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = sentence;
    return paragraph;
  });
  const row = document.createElement("div");
  row.className = "actions";
  let answer: T | undefined;
  for (const { says, means, quiet } of answers) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = says;
    if (quiet) button.className = "quiet";
    button.addEventListener("click", () => {
      answer = means;
      dialog.close();
    });
    row.append(button);
  }
  dialog.append(heading, ...said);
  if (about) {
    const place = document.createElement("div");
    place.className = "about";
    place.tabIndex = 0;
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", "What differs");
    place.append(about);
    dialog.append(place);
  }
  dialog.append(row);
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  row.querySelector("button")?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement) before.focus();
      resolve(answer);
    });
  });
}
