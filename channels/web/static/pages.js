// The ticket page and the desk: parts of the page come anew when they change.
import { listen, localTimes, takeOver } from "./form.js";

const NEAR = 80;
const below = document.getElementById("below");

// A part that scrolls stays at its end, unless the reader has gone up in it to read.
class Tail {
  constructor(part, news) {
    this.part = part;
    this.news = news;
    this.following = true;
    part.addEventListener("scroll", () => this.look(), { passive: true });
    news?.addEventListener("click", () => { this.toEnd(); part.focus(); });
    new ResizeObserver(() => this.follow()).observe(part);
  }

  look() {
    const { scrollHeight, scrollTop, clientHeight } = this.part;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.news && this.following) this.news.hidden = true;
  }

  toEnd() {
    this.following = true;
    this.part.scrollTop = this.part.scrollHeight;
    this.look();
  }

  follow() {
    if (this.following) this.toEnd();
  }

  grown() {
    this.follow();
    if (this.news) this.news.hidden = this.following;
  }
}

const tails = new Map();
for (const [id, news] of [["story", below], ["talk", null]]) {
  const part = document.getElementById(id);
  if (part) tails.set(part, new Tail(part, news));
}

const entries = (part) => part.querySelectorAll(".happened, .line").length;

function renew(event) {
  const { slot, html } = JSON.parse(event.data);
  const part = document.getElementById(slot);
  if (!part) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : null;
  const before = entries(part);
  part.innerHTML = html;
  localTimes(part);
  if (focused !== null) (document.getElementById(focused) || document.querySelector("textarea"))?.focus();
  const tail = tails.get(part);
  if (entries(part) > before) tail?.grown(); else tail?.follow();
}

// Whoever adds something wants to see what comes of it.
const sent = () => { for (const tail of tails.values()) tail.toEnd(); };

localTimes(document);
for (const tail of tails.values()) tail.toEnd();
const queue = document.getElementById("queue");
if (queue && queue.scrollHeight > queue.clientHeight) queue.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
for (const form of document.querySelectorAll("form.composer")) takeOver(form, { sent });
const stream = document.querySelector("[data-stream]");
listen(() => stream.dataset.stream, { part: renew });
