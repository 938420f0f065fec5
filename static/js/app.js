/** The field app's entry: the engine, the frame, and the screens. */
import * as drain from "./outbox/drain.js";
import * as feed from "./feed/feed.js";
import * as outbox from "./outbox/outbox.js";
import * as recorder from "./patrol/recorder.js";
import * as session from "./account/session.js";
import { emergency, raise } from "./screens/emergency.js";
import { install } from "./screens/install.js";
import { matter } from "./screens/matters/matter.js";
import { matters } from "./screens/matters/matters.js";
import { report } from "./screens/matters/report.js";
import { today } from "./screens/today.js";
import * as chip from "./screens/frame/status_chip.js";
import { one } from "./ui/dom.js";
import * as names from "./feed/names.js";
import * as notices from "./screens/frame/notices.js";
import { opened } from "./screens/frame/opening.js";
import * as redbar from "./screens/frame/alarm_bar.js";
import * as router from "./ui/router.js";
import * as update from "./screens/frame/update.js";

/** A screen whose code comes when it is first opened; the service worker keeps it, so it opens without a line too.
 * @param {RegExp} path @param {string} template @param {string} [nav] @param {() => Promise<router.Screen["show"]>} [bring] @returns {router.Screen} */
const later = (path, template, nav, bring = async () => (await import("./screens/on_demand.js")).rarer[template]) => ({ path, template, nav, show: async (...given) => (await bring())(...given) });

const SCREENS = [
  { ...later(/^\/sign-in$/, "signin", undefined, async () => (await import("./screens/account/sign_in.js")).signin), open: true },
  later(/^\/patrol$/, "patrol", "/", async () => (await import("./screens/patrol/patrol.js")).patrol), report, emergency, matters, matter, install, later(/^\/queue$/, "queue", "/me"), later(/^\/me$/, "me", "/me"),
  later(/^\/(?:me\/days|patrols)(?:\/([\d-]+))?$/, "days", "/me"), later(/^\/patrols\/([\w-]+)$/, "patrolday", "/me"), { ...later(/^\/check$/, "check", "/me"), open: true },
  later(/^\/visit$/, "visit", "/"), later(/^\/visits$/, "visits", "/"), later(/^\/visits\/new$/, "visitplan", "/"), later(/^\/errands$/, "errands", "/"), later(/^\/errands\/new$/, "errandnew", "/"),
  later(/^\/errands\/([\w-]+)$/, "errand", "/"), later(/^\/errands\/([\w-]+)\/slip$/, "slip", "/"), later(/^\/phones$/, "phones", "/me"), later(/^\/inbox$/, "inbox", "/me"),
  later(/^\/look$/, "look", "/look"), today,
];

/** Whether somebody is here as a building head alone: there is one thing for them to do. */
const neighbour = () => Boolean(session.current()?.posts.length) && !names.holds(...names.STAFF);

/** Who is here decides the frame and the way in. */
function frame() {
  const person = session.current();
  document.body.classList.toggle("signed-out", !person);
  document.body.classList.toggle("neighbour", neighbour());
  const post = names.field()[0] ?? person?.posts[0];
  one(document, "#where").textContent = post?.area_name ?? document.documentElement.dataset.app ?? "";
}

/** @param {router.Screen} screen */
function gate(screen) {
  if (session.current()) return screen === today && neighbour() ? "/look" : null;
  return screen.open ? null : `/sign-in?next=${encodeURIComponent(location.pathname)}`;
}

async function start() {
  update.start();
  notices.start();
  document.addEventListener("click", ({ target }) => /** @type {Element} */ (target).closest("#alarm, [data-alarm]") && void raise());
  await opened();
  await recorder.ready.catch(() => {}); // it takes up its patrol when it hears who is here
  await names.load();
  frame();
  let who = session.current()?.id;
  session.watch(() => {
    frame();
    const now = session.current()?.id;
    if (now !== who) void names.load().then(router.again);
    who = now;
  });
  names.watch(frame);
  document.addEventListener("toggle", ({ target }) => target instanceof HTMLDetailsElement && target.open && target.scrollIntoView({ block: "nearest" }), true);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => (data === "news" ? void feed.pull() : data.go && void router.go(data.go)));
  await router.start(SCREENS, gate);
  notices.draw();
  redbar.start();
  await chip.start();
  await outbox.releaseOld().catch(() => {});
  drain.start();
  feed.start();
  await session.keepTwice();
}

void start();
