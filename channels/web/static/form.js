// Forms that send themselves: one number a message, the same however often it is tried.
const DELAYS = [2, 5, 10, 30, 60];

export const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

export function localTimes(root) {
  const today = new Date().toDateString();
  for (const element of root.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    const clock = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const day = at.toLocaleDateString([], { day: "numeric", month: "short" });
    element.textContent = at.toDateString() === today ? clock : `${day}, ${clock}`;
    element.title = at.toLocaleString();
  }
}

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function show(element, words, good = false) {
  if (!element) return;
  element.hidden = !words;
  element.textContent = words;
  element.classList.toggle("good", good);
}

async function attempt(form, body) {
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body, headers: { Accept: "application/json" },
    });
    const after = Number(answer.headers.get("Retry-After")) || 0;
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, again: answer.status === 429 || answer.status >= 500, after, said };
  } catch {
    return { ok: false, again: true, after: 0, said: {} };
  }
}

async function insist(form, body, tell) {
  let result = await attempt(form, body);
  for (const delay of DELAYS) {
    if (result.ok || !result.again) break;
    tell(`${result.said.error || "Our side cannot be reached."} Trying again.`);
    await wait(Math.max(delay, result.after));
    result = await attempt(form, body);
  }
  return result;
}

// A textarea that grows with its words; Enter sends, Shift+Enter starts a new line.
function easeTyping(form, field) {
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 240)}px`;
  };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const send = form.querySelector(".send");
    if (!send) return;
    event.preventDefault();
    if (!send.disabled) form.requestSubmit(send);
  });
  return grow;
}

// Files come by picker, paste or drop and all end in the one picker.
function easeFiles(form, notice) {
  const picker = form.querySelector("input[type=file]");
  if (!picker) return () => {};
  const list = form.querySelector(".picked");
  const put = (files) => {
    const kept = new DataTransfer();
    for (const file of files) kept.items.add(file);
    picker.files = kept.files;
    draw();
  };
  const draw = () => {
    const files = [...picker.files];
    list.hidden = !files.length;
    list.replaceChildren(...files.map((file) => {
      const item = document.createElement("li");
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "quiet";
      drop.textContent = "Remove";
      drop.setAttribute("aria-label", `Remove ${file.name}`);
      drop.addEventListener("click", () => { put(files.filter((other) => other !== file)); picker.focus(); });
      item.append(`${file.name} `, drop);
      return item;
    }));
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const over = size > Number(picker.dataset.limit) || files.length > Number(picker.dataset.count);
    show(notice, over ? picker.dataset.tooMuch : "");
  };
  const add = (files) => put([...picker.files, ...files]);
  picker.addEventListener("change", draw);
  form.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });
  const isFile = (event) => event.dataTransfer && event.dataTransfer.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!isFile(event)) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  return draw;
}

// Take a form over. `sending` is told what leaves, `sent` what came back.
export function takeOver(form, { sending = () => {}, sent = () => {}, failed = () => {} } = {}) {
  const field = form.querySelector("textarea");
  const notice = form.querySelector(".notice");
  const id = form.elements.namedItem("id");
  const grow = easeTyping(form, field);
  const drawFiles = easeFiles(form, notice);
  let under_way = false;
  let tried = false;

  // Other words are another message: the earlier number may have arrived after all.
  field.addEventListener("input", () => {
    if (tried && !under_way) { id.value = freshId(); tried = false; }
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (under_way) return;
    const pressed = event.submitter && event.submitter.name ? event.submitter : null;
    const isChoice = pressed !== null && !form.contains(pressed); // these stand beside the form
    const body = new FormData(form);
    if (pressed) body.append(pressed.name, pressed.value);
    if (isChoice) { body.set("id", freshId()); for (const name of ["files", "text", "words"]) body.delete(name); }
    under_way = true;
    form.setAttribute("aria-busy", "true");
    field.readOnly = true;
    show(notice, "");
    sending({ words: isChoice ? pressed.textContent : field.value, isChoice, pressed });
    const result = await insist(form, body, (words) => show(notice, words));
    under_way = false;
    form.removeAttribute("aria-busy");
    field.readOnly = false;
    if (result.said.csrf) form.elements.namedItem("csrf").value = result.said.csrf;
    if (!result.ok) {
      tried = !isChoice;
      show(notice, result.said.error || "Our side cannot be reached. Your words are still here: press Send to try again.");
      failed({ isChoice, pressed });
    } else {
      if (!isChoice) {
        if (result.said.id) id.value = result.said.id;
        tried = false;
        field.value = "";
        const picker = form.querySelector("input[type=file]");
        if (picker) { picker.value = ""; drawFiles(); }
        grow();
      }
      show(notice, result.said.said || "", true);
      sent(result.said);
    }
    if (!document.activeElement || document.activeElement === document.body) field.focus();
  });
  grow();
}

// Listen to a stream for good; says when the connection is lost and when it is back.
export function listen(address, handlers) {
  const status = document.getElementById("link");
  let lost = false;
  const tell = (words, good) => show(status, words, good);
  const open = () => {
    const source = new EventSource(address());
    source.addEventListener("open", () => {
      if (!lost) return;
      lost = false;
      tell("Connected again.", true);
      setTimeout(() => { if (!lost) tell(""); }, 4000);
    });
    source.addEventListener("error", async () => {
      lost = true;
      tell("The connection is lost. Trying to get it back; nothing you send is lost.");
      if (source.readyState !== EventSource.CLOSED) return;
      await wait(5);
      open();
    });
    for (const [name, handle] of Object.entries(handlers)) source.addEventListener(name, handle);
  };
  open();
}
