// Covering faces and plates: what a hand draws over a photo is kept as strokes and rectangles in parts of the picture;
// the server paints them. Nothing here changes the photo itself.

/** @typedef {{x: number, y: number, w: number, h: number}} Box */
/** @typedef {{d: number, p: number[]}} Stroke */

const INK = "#14202b";
const STEP = 0.004; // parts of the width between two points of a stroke
const POINTS = 1500; // of one stroke, before the next begins

/** @param {number} value */
const part = (value) => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;

/** One photo of the form. @param {HTMLElement} root */
function mask(root) {
  /** @template {HTMLElement} T @param {string} name @returns {T} */
  const find = (name) => /** @type {T} */ (root.querySelector(name));
  const field = /** @type {HTMLInputElement} */ (find("[data-marks]"));
  const picture = /** @type {HTMLImageElement} */ (find("[data-picture]"));
  const canvas = /** @type {HTMLCanvasElement} */ (find("[data-canvas]"));
  const breadth = /** @type {HTMLInputElement} */ (find("[data-breadth]"));
  const chosen = /** @type {HTMLInputElement} */ (find("input[type=checkbox]"));
  const frame = find(".frame");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

  /** @type {Box[]} */
  const boxes = [];
  /** @type {Stroke[]} */
  const strokes = [];
  /** @type {("box" | "stroke")[]} in the order they were drawn, for undoing */
  const order = [];
  let tool = "brush";
  /** @type {Stroke | Box | null} */
  let drawing = null;
  let from = { x: 0, y: 0 };

  try {
    const kept = JSON.parse(field.value || "{}");
    for (const box of kept.boxes ?? []) boxes.push(box), order.push("box");
    for (const stroke of kept.strokes ?? []) strokes.push(stroke), order.push("stroke");
  } catch {
    field.value = "";
  }

  function typed() {
    return [...root.querySelectorAll(".typed")].flatMap((row) => {
      const fractions = [...row.querySelectorAll("input")].map((input) => Number(input.value.replace(",", ".")) / 100);
      const [x, y, w, h] = fractions;
      return w > 0 && h > 0 && x >= 0 && y >= 0 ? [{ x, y, w, h }] : [];
    });
  }

  function draw() {
    const { width, height } = canvas;
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = pen.strokeStyle = INK;
    pen.lineCap = pen.lineJoin = "round";
    const open = drawing && "w" in drawing ? [drawing] : [];
    for (const box of [...boxes, ...typed(), ...open]) pen.fillRect(box.x * width, box.y * height, box.w * width, box.h * height);
    const line = drawing && "p" in drawing ? [drawing] : [];
    for (const { d, p } of [...strokes, ...line]) {
      pen.lineWidth = d * width;
      pen.beginPath();
      pen.moveTo(p[0] * width, p[1] * height);
      for (let at = 0; at < p.length; at += 2) pen.lineTo(p[at] * width, p[at + 1] * height);
      pen.stroke();
    }
  }

  function keep() {
    field.value = boxes.length || strokes.length ? JSON.stringify({ boxes, strokes }) : "";
    draw();
  }

  function fit() {
    canvas.width = picture.clientWidth * devicePixelRatio;
    canvas.height = picture.clientHeight * devicePixelRatio;
    draw();
  }

  /** @param {PointerEvent} event */
  function place(event) {
    const edge = canvas.getBoundingClientRect();
    return { x: part((event.clientX - edge.left) / edge.width), y: part((event.clientY - edge.top) / edge.height) };
  }

  /** @param {PointerEvent} event */
  function begin(event) {
    if (tool === "none" || event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    from = place(event);
    drawing = tool === "box" ? { ...from, w: 0, h: 0 } : { d: Number(breadth.value) / 100, p: [from.x, from.y] };
    chosen.checked = true;
    draw();
  }

  /** @param {PointerEvent} event */
  function go(event) {
    if (!drawing) return;
    const to = place(event);
    if ("w" in drawing) {
      drawing = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: part(Math.abs(to.x - from.x)), h: part(Math.abs(to.y - from.y)) };
    } else {
      const [x, y] = drawing.p.slice(-2);
      if (Math.hypot(to.x - x, to.y - y) < STEP) return;
      drawing.p.push(to.x, to.y);
      if (drawing.p.length >= 2 * POINTS) {
        strokes.push(drawing), order.push("stroke");
        drawing = { d: drawing.d, p: [to.x, to.y] };
      }
    }
    draw();
  }

  function end() {
    if (!drawing) return;
    if ("p" in drawing) strokes.push(drawing), order.push("stroke");
    else if (drawing.w > 0 && drawing.h > 0) boxes.push(drawing), order.push("box");
    drawing = null;
    keep();
  }

  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", go);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  root.addEventListener("input", draw);
  root.addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest("button");
    if (!button) return;
    if (button.dataset.tool) {
      frame.dataset.tool = tool = button.dataset.tool;
      for (const other of root.querySelectorAll("[data-tool]")) if (other !== frame) other.setAttribute("aria-pressed", String(other === button));
    }
    if ("undo" in button.dataset) order.pop() === "box" ? boxes.pop() : strokes.pop();
    if ("clear" in button.dataset) boxes.length = strokes.length = order.length = 0;
    keep();
  });
  find("[data-tools]").hidden = false;
  if (picture.complete) fit();
  picture.addEventListener("load", fit);
  new ResizeObserver(fit).observe(picture);
}

for (const root of document.querySelectorAll("[data-mask]")) mask(/** @type {HTMLElement} */ (root));
