// What could not be sent is kept on the phone and goes when the line is back, in order; the mark in each form makes it
// count once, also when the answer alone was lost. What is refused then is shown, with what was written.
const strip = document.getElementById("strip");
const live = document.getElementById("live");
const KEY = `outbox ${location.pathname}`;
const last = new WeakMap(); // what each form sent last
let busy = false;

const kept = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");

function keep(list) {
  if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
  else localStorage.removeItem(KEY);
}

function say(...texts) {
  strip.replaceChildren(...texts.filter(Boolean).map((text) => Object.assign(document.createElement("p"), { className: "strip", textContent: text })));
}

// False when there is still no line.
async function send([url, body]) {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(body), redirect: "manual" }).catch(() => null);
  if (!answer || answer.status >= 500) return false;
  const refused = answer.status >= 400 && new DOMParser().parseFromString(await answer.text(), "text/html");
  if (refused) say(refused.querySelector(".lead, .error")?.textContent, new URLSearchParams(body).get("lines"));
  return true;
}

async function flush() {
  if (busy || !kept().length) return;
  busy = true;
  let sent = 0;
  for (let list = kept(); list.length && (await send(list[0])); list = kept(), sent += 1) keep(kept().slice(1));
  busy = false;
  if (!sent) return;
  if (strip.querySelector(".waits")) say(strip.dataset.sent);
  live.dispatchEvent(new CustomEvent("live:message", { detail: { event: "refresh" } }));
}

if (live && window.htmx) {
  document.addEventListener("submit", ({ target, submitter }) => last.set(target, [submitter?.getAttribute("formaction") ?? target.getAttribute("action"), String(new URLSearchParams(new FormData(target, submitter)))]), { capture: true });
  window.htmx.registerExtension("outbox", {
    htmx_error(_, { ctx }) {
      const form = ctx?.sourceElement?.closest("form");
      if (!form || ctx.response) return;
      keep([...kept(), last.get(form)]);
      say(strip.dataset.offline);
      strip.firstChild.classList.add("waits");
      for (const field of form.querySelectorAll("textarea")) {
        field.value = "";
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    },
    htmx_after_request(_, { ctx }) {
      if (ctx.response.status < 400 && !kept().length) strip.replaceChildren();
    },
  });
  addEventListener("online", flush);
  live.addEventListener("live:state", ({ detail: { name } }) => name === "live" && flush());
  flush();
}
