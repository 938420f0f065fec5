/** The field app's entry: the engine, the frame, and the screens. */
import * as session from "./account/session.js";
import "./device/install.js"; // it hears the browser's offer, which comes early and once
import * as feed from "./feed/feed.js";
import * as names from "./feed/names.js";
import { loadVocabulary } from "./feed/vocabulary.js";
import * as outbox from "./outbox/outbox.js";
import * as recorder from "./patrol/recorder.js";
import { emergency, raiseAlarm } from "./screens/emergency.js";
import { startAlarmBar } from "./screens/frame/alarm_bar.js";
import { drawNotices, startNotices } from "./screens/frame/notices.js";
import { storeOpened } from "./screens/frame/opening.js";
import { startStatusChip } from "./screens/frame/status_chip.js";
import { startUpdates } from "./screens/frame/update.js";
import { matter } from "./screens/matters/matter.js";
import { matters } from "./screens/matters/matters.js";
import { report } from "./screens/matters/report.js";
import { today } from "./screens/today.js";
import { findElement } from "./ui/dom.js";
import * as router from "./ui/router.js";
import { w } from "./ui/words.js";

const AGAIN = 5000; // ms until code is asked for again that neither phone nor line had

/** A screen whose code is fetched when it is first opened; the service worker keeps it, so it opens without a signal too.
 * @param {RegExp} path @param {string} template @param {string} [nav] the tab that is lit meanwhile
 * @param {() => Promise<router.Screen["show"]>} [fetchShow] where it does not come with the others
 * @returns {router.Screen} */
const onDemand = (path, template, nav, fetchShow = async () => (await import("./screens/on_demand.js")).screensByTemplate[template]) => ({
  path,
  template,
  nav,
  show: async (...given) => (await fetchShow())(...given),
});

/** Every screen by its address, tried in this order; `open`: also for somebody who is not signed in. */
const SCREENS = [
  { ...onDemand(/^\/sign-in$/, "signin", undefined, async () => (await import("./screens/account/sign_in.js")).signIn), open: true },
  onDemand(/^\/patrol$/, "patrol", "/", async () => (await import("./screens/patrol/patrol.js")).patrol),
  report,
  emergency,
  matters,
  matter,
  { ...onDemand(/^\/install$/, "install", "/me"), open: true },
  onDemand(/^\/queue$/, "queue", "/me"),
  onDemand(/^\/me$/, "me", "/me"),
  onDemand(/^\/(?:me\/days|patrols)(?:\/([\d-]+))?$/, "days", "/me"),
  onDemand(/^\/patrols\/([\w-]+)$/, "patrolday", "/me"),
  { ...onDemand(/^\/check$/, "check", "/me"), open: true },
  onDemand(/^\/visit$/, "visit", "/"),
  onDemand(/^\/visits$/, "visits", "/"),
  onDemand(/^\/visits\/new$/, "visitplan", "/"),
  onDemand(/^\/errands$/, "errands", "/"),
  onDemand(/^\/errands\/new$/, "errandnew", "/"),
  onDemand(/^\/errands\/([\w-]+)$/, "errand", "/"),
  onDemand(/^\/errands\/([\w-]+)\/slip$/, "slip", "/"),
  onDemand(/^\/storm$/, "storm", "/"),
  onDemand(/^\/places$/, "places", "/"),
  onDemand(/^\/places\/([^/]+)$/, "place", "/"),
  onDemand(/^\/campaigns$/, "campaigns", "/"),
  onDemand(/^\/campaigns\/([\w-]+)~([^/]+)$/, "campaign", "/"),
  onDemand(/^\/phones$/, "phones", "/me"),
  onDemand(/^\/inbox$/, "inbox", "/me"),
  onDemand(/^\/look$/, "look", "/look"),
  today,
];

/** Who is here decides the frame and the way in. */
function drawFrame() {
  const person = session.current();
  document.body.classList.toggle("signed-out", !person);
  document.body.classList.toggle("neighbour", names.isNeighbour());
  document.body.classList.toggle("administrator", names.isAdministrator());
  const walks = names.walkerPosts();
  const where = [...new Set((walks.length ? walks : person?.posts ?? []).map((post) => post.area_name))];
  findElement(document, "#where").textContent = where.join(w("and")) || (document.documentElement.dataset.app ?? "");
}

/** Whose home is not Today; administration is the server's, so without a signal it is Today too. */
const ownHome = () => (names.isNeighbour() ? "/look" : names.isAdministrator() && navigator.onLine ? "/admin" : null);

/** @param {router.Screen} screen */
function wayIn(screen) {
  if (session.current()) return screen === today ? ownHome() : null;
  return screen.open ? null : `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
}

/** Sending is code that the first screen does not wait for. What waits is durable without it, and the service worker sends too. @returns {Promise<void>} */
const startSending = () => import("./outbox/drain.js").then(({ start }) => start(), () => void setTimeout(startSending, AGAIN));

async function start() {
  startUpdates();
  startNotices();
  document.addEventListener("click", ({ target }) => /** @type {Element} */ (target).closest("#alarm, [data-alarm]") && void raiseAlarm());
  await storeOpened();
  // the recorder takes up its patrol when it hears who is here
  await Promise.all([recorder.ready.catch(() => {}), names.loadNames(), loadVocabulary()]);
  drawFrame();
  let who = session.current()?.id;
  session.watch(() => {
    drawFrame();
    const now = session.current()?.id;
    if (now !== who) void names.loadNames().then(router.showAgain);
    who = now;
  });
  names.watch(drawFrame);
  document.addEventListener("toggle", ({ target }) => target instanceof HTMLDetailsElement && target.open && target.scrollIntoView({ block: "nearest" }), true);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => (data === "news" ? void feed.pull() : data.go && void router.go(data.go)));
  await router.start(SCREENS, wayIn);
  drawNotices();
  startAlarmBar();
  await startStatusChip();
  await outbox.releaseLeftBehind().catch(() => {});
  void startSending();
  feed.start();
  await session.startSecondCopy();
}

void start();
