// The ticket page and the desk: parts of the page come anew when they change.
import { listen, localTimes, takeOver } from "./form.js";

const follow = (element) => { if (element) element.scrollTop = element.scrollHeight; };
const talk = document.getElementById("talk");

function renew(event) {
  const { slot, html } = JSON.parse(event.data);
  const part = document.getElementById(slot);
  if (!part) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : null;
  part.innerHTML = html;
  localTimes(part);
  if (focused !== null) (document.getElementById(focused) || document.querySelector("textarea"))?.focus();
  if (part === talk) follow(talk);
}

localTimes(document);
follow(talk);
for (const form of document.querySelectorAll("form.composer")) takeOver(form);
const stream = document.querySelector("[data-stream]");
listen(() => stream.dataset.stream, { part: renew });
