// Passkeys: asks the device, and brings its answer to the server. What is not usable without this script is hidden
// until it runs.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(path, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.redirected) {
    location.assign(answer.url);
    throw new Error("The session is over.");
  }
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.detail), { field: told.field });
  return told;
}

function options({ publicKey }) {
  const keys = (list = []) => list.map((key) => ({ ...key, id: toBytes(key.id) }));
  const read = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) read.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) read.excludeCredentials = keys(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) read.allowCredentials = keys(publicKey.allowCredentials);
  return { publicKey: read };
}

function written({ id, rawId, type, response }) {
  const parts = ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"];
  const answer = {};
  for (const part of parts) if (response[part]) answer[part] = toText(response[part]);
  if (response.authenticatorData && !response.attestationObject) answer.userHandle ??= null;
  return { id, rawId: toText(rawId), type, response: answer };
}

async function use(path, next) {
  const { question, asked } = await post(path, {});
  const key = await navigator.credentials.get(options(asked));
  return post(`${path}/answer`, { question, next, credential: written(key) });
}

async function add(path, label, proof) {
  const { asked } = await post(path, { label, proof });
  const key = await navigator.credentials.create(options(asked));
  return post(`${path}/answer`, { label, credential: written(key) });
}

function why(error) {
  if (error.name === "NotAllowedError") return "No passkey answered.";
  if (error.name === "InvalidStateError") return "This device holds a passkey for you already.";
  return error.message;
}

/** Runs `work` for a button that stays off meanwhile, and goes where the answer says. */
async function run(button, fault, work) {
  button.disabled = true;
  fault.hidden = true;
  try {
    const { next } = await work();
    // The hash alone would not load the page anew.
    const to = new URL(next, location.href);
    location.assign(to);
    if (to.pathname === location.pathname && to.search === location.search) location.reload();
  } catch (error) {
    fault.textContent = why(error);
    fault.hidden = false;
    button.disabled = false;
  }
}

if (globalThis.PublicKeyCredential) {
  for (const box of document.querySelectorAll("[data-passkey]")) {
    const button = box.querySelector("button");
    const fault = box.querySelector("[role=alert]");
    button.addEventListener("click", () =>
      run(button, fault, () => use(box.dataset.passkey, box.dataset.next)));
    box.hidden = false;
  }
  for (const form of document.querySelectorAll("[data-passkey-form]")) {
    const fault = form.querySelector(":scope > [role=alert]");
    const value = (name) => form.elements.namedItem(name)?.value ?? "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form.querySelector("button"), fault, () =>
        add(form.dataset.passkeyForm, value("label"), value("passkey-proof")));
    });
    form.hidden = false;
  }
}
