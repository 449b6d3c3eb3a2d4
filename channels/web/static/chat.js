// The chat: lines arrive by themselves, choices vanish once answered, sending needs no new page.
import { listen, localTimes, takeOver } from "./form.js";

const log = document.getElementById("log");
const busy = document.getElementById("busy");
const composer = document.getElementById("composer");
let last = Number(log.dataset.last);
let listening = false;
let waiting = [];

let following = true;

const toEnd = () => window.scrollTo({ top: document.documentElement.scrollHeight });
const follow = () => { if (following) toEnd(); };

function removed(element) {
  const hadFocus = element.contains(document.activeElement);
  element.remove();
  if (hadFocus) document.getElementById("text").focus();
}

function addLine(event) {
  last = Number(event.lastEventId);
  if (document.getElementById(`line-${last}`)) return;
  const holder = document.createElement("template");
  holder.innerHTML = event.data;
  const line = holder.content.firstElementChild;
  if (line.classList.contains("mine") && waiting.length) waiting.shift().remove();
  document.getElementById("hello")?.remove();
  localTimes(holder.content);
  log.insertBefore(line, waiting[0] || null);
  follow();
}

function keepOpen(event) {
  const open = new Set(JSON.parse(event.data));
  for (const line of log.querySelectorAll(".line[data-seq]")) {
    const choices = line.querySelector(".choices");
    if (choices && !open.has(Number(line.dataset.seq))) removed(choices);
  }
}

function setBusy(event) {
  busy.hidden = !JSON.parse(event.data);
  follow();
}

function start() {
  if (listening) return;
  listening = true;
  listen(() => `/stream?after=${last}`, { line: addLine, open_choices: keepOpen, busy: setBusy });
}

function sending({ words }) {
  const line = document.createElement("article");
  line.className = "line mine pending";
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  bubble.textContent = words || "Sending the files";
  line.append(bubble);
  document.getElementById("hello")?.remove();
  log.append(line);
  waiting.push(line);
  toEnd();
}

function failed({ pressed }) {
  waiting.pop()?.remove();
  if (pressed?.name) pressed.focus();
}

// Somebody who has scrolled up to read is left where they are.
document.addEventListener("scroll", () => {
  const page = document.documentElement;
  following = page.scrollHeight - window.innerHeight - window.scrollY < 120;
}, { passive: true });
new ResizeObserver(follow).observe(composer);

localTimes(document);
takeOver(composer, { sending, sent: start, failed });
if (log.dataset.known === "yes") start();
toEnd();
