// Part 2: a panel of a scene on a canvas. lrkit/explore/marks.py describes the marks.

/** Draw `panel` on `canvas`, `width` pixels wide; returns the place of its axes, for the pointer. */
function drawPanel(canvas, panel, width, theme) {
  const ratio = window.devicePixelRatio || 1;
  const height = panel.height;
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== columns) canvas.width = columns; // setting it clears and costs
  if (canvas.height !== rows) canvas.height = rows;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const axes = axesOf(panel, width, theme.margins);
  const bar = panel.marks.find((mark) => mark.kind === "Image" && mark.bar);
  if (!panel.marks.some((mark) => mark.kind === "Image")) drawGrid(pen, axes, theme);
  pen.save();
  pen.beginPath();
  pen.rect(axes.left, axes.top - 1, axes.width + 1, axes.height + 2);
  pen.clip();
  for (const mark of panel.marks) DRAW[mark.kind]?.(pen, axes, theme, mark);
  pen.restore();
  for (const mark of panel.marks) if (mark.kind === "Points") drawPoints(pen, axes, theme, mark);
  for (const mark of panel.marks) {
    if (mark.kind === "Text") drawText(pen, axes, theme, mark);
    if (mark.kind === "Line" && mark.label) drawLineLabel(pen, axes, theme, mark);
  }
  drawAxes(pen, axes, theme, panel);
  if (bar) drawBar(pen, axes, theme, bar);
  return axes;
}

const DRAW = {
  Line(pen, axes, theme, { x, y, colour, width, dash, alpha, stairs }) {
    pen.save();
    Object.assign(pen, { strokeStyle: theme.mark(colour), lineWidth: width, globalAlpha: alpha,
      lineJoin: "round", lineCap: dash.length ? "butt" : "round" });
    pen.setLineDash(dash);
    pen.beginPath();
    let before = NaN;
    for (let k = 0; k < x.length; k++) {
      const px = axes.x(x[k]), py = axes.y(y[k]);
      if (Number.isNaN(px) || Number.isNaN(py)) { before = NaN; continue; }
      if (Number.isNaN(before)) pen.moveTo(px, py);
      else {
        if (stairs) pen.lineTo(px, before);
        pen.lineTo(px, py);
      }
      before = py;
    }
    pen.stroke();
    pen.restore();
  },
  Bars(pen, axes, theme, { x, y, colour, width, base, sideways, hatch }) {
    pen.save();
    pen.fillStyle = hatch ? hatched(pen, theme, colour) : theme.mark(colour);
    const [along, up] = sideways ? [axes.y, axes.x] : [axes.x, axes.y];
    for (let k = 0; k < x.length; k++) {
      const [a, b] = [along(x[k] - width / 2), along(x[k] + width / 2)];
      const [c, d] = [up(base), up(y[k])];
      if ([a, b, c, d].some(Number.isNaN)) continue;
      if (sideways) pen.fillRect(Math.min(c, d), Math.min(a, b), Math.abs(d - c), Math.abs(b - a));
      else pen.fillRect(Math.min(a, b), Math.min(c, d), Math.abs(b - a), Math.abs(d - c));
    }
    pen.restore();
  },
  Band(pen, axes, theme, { low, high, axis, colour, alpha }) {
    const scale = axis === "x" ? axes.x : axes.y;
    const a = scale(low ?? -Infinity), b = scale(high ?? Infinity);
    pen.save();
    Object.assign(pen, { fillStyle: theme.mark(colour), globalAlpha: alpha });
    if (axis === "x") pen.fillRect(Math.min(a, b), axes.top, Math.abs(b - a), axes.height);
    else pen.fillRect(axes.left, Math.min(a, b), axes.width, Math.abs(b - a));
    pen.restore();
  },
  Area(pen, axes, theme, { x, low, high, colour, alpha }) {
    pen.save();
    Object.assign(pen, { fillStyle: theme.mark(colour), globalAlpha: alpha });
    pen.beginPath();
    const edge = [...x.keys()].filter((k) => Number.isFinite(low[k]) && Number.isFinite(high[k]));
    for (const k of edge) pen.lineTo(axes.x(x[k]), axes.y(high[k]));
    for (const k of edge.reverse()) pen.lineTo(axes.x(x[k]), axes.y(low[k]));
    pen.fill();
    pen.restore();
  },
  Arrow(pen, axes, theme, { x0, y0, x1, y1, colour, width }) {
    const [ax, ay, bx, by] = [axes.x(x0), axes.y(y0), axes.x(x1), axes.y(y1)];
    const length = Math.hypot(bx - ax, by - ay);
    if (!(length > 1)) return;
    const head = Math.min(9, length), ux = (bx - ax) / length, uy = (by - ay) / length;
    pen.save();
    Object.assign(pen, { strokeStyle: theme.mark(colour), fillStyle: theme.mark(colour),
      lineWidth: width });
    pen.beginPath();
    pen.moveTo(ax, ay);
    pen.lineTo(bx - ux * head * 0.8, by - uy * head * 0.8);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(bx, by);
    pen.lineTo(bx - ux * head - uy * head * 0.45, by - uy * head + ux * head * 0.45);
    pen.lineTo(bx - ux * head + uy * head * 0.45, by - uy * head - ux * head * 0.45);
    pen.fill();
    pen.restore();
  },
  Image(pen, axes, theme, image) {
    const [left, right] = image.x.map(axes.x), [bottom, top] = image.y.map(axes.y);
    pen.save();
    pen.imageSmoothingEnabled = false;
    pen.drawImage(theme.picture(image), left, top, right - left, bottom - top);
    pen.restore();
  },
};

function drawPoints(pen, axes, theme, { x, y, colour, marker, size, hollow, alpha }) {
  pen.save();
  const ink = theme.mark(colour), radius = size / 2;
  Object.assign(pen, { strokeStyle: ink, fillStyle: hollow ? theme.page : ink, globalAlpha: alpha,
    lineWidth: hollow ? 2 : 1.8 });
  const step = Math.max(1, Math.ceil(x.length / 4000)); // a canvas cannot show more of them
  for (let k = 0; k < x.length; k += step) {
    const px = axes.x(x[k]), py = axes.y(y[k]);
    const inside = px >= axes.left - 1 && px <= axes.left + axes.width + 1
      && py >= axes.top - 1 && py <= axes.top + axes.height + 1;
    if (!inside) continue;
    pen.beginPath();
    SHAPES[marker](pen, px, py, radius);
    if (STROKED.has(marker)) pen.stroke();
    else {
      pen.fill();
      if (hollow) pen.stroke();
    }
  }
  pen.restore();
}

const STROKED = new Set(["plus", "cross", "dash"]);

function polygon(corners, first) {
  return (pen, x, y, radius) => {
    for (let k = 0; k < corners; k++) {
      const angle = first + (2 * Math.PI * k) / corners;
      pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    pen.closePath();
  };
}

const SHAPES = {
  circle: (pen, x, y, r) => pen.arc(x, y, r, 0, 2 * Math.PI),
  square: (pen, x, y, r) => pen.rect(x - r * 0.89, y - r * 0.89, 1.78 * r, 1.78 * r),
  triangle: (pen, x, y, r) => polygon(3, -Math.PI / 2)(pen, x, y, r * 1.2),
  down: (pen, x, y, r) => polygon(3, Math.PI / 2)(pen, x, y, r * 1.2),
  diamond: (pen, x, y, r) => polygon(4, 0)(pen, x, y, r * 1.15),
  plus: (pen, x, y, r) => {
    pen.moveTo(x - r, y); pen.lineTo(x + r, y); pen.moveTo(x, y - r); pen.lineTo(x, y + r);
  },
  cross: (pen, x, y, r) => {
    const d = r * 0.75;
    pen.moveTo(x - d, y - d); pen.lineTo(x + d, y + d);
    pen.moveTo(x - d, y + d); pen.lineTo(x + d, y - d);
  },
  dash: (pen, x, y, r) => { pen.moveTo(x - r, y); pen.lineTo(x + r, y); },
  star: (pen, x, y, r) => {
    for (let k = 0; k < 10; k++) {
      const angle = -Math.PI / 2 + (Math.PI * k) / 5, reach = k % 2 ? r * 0.5 : r * 1.2;
      pen.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    pen.closePath();
  },
};

function hatched(pen, theme, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const brush = tile.getContext("2d");
  Object.assign(brush, { globalAlpha: 0.35, fillStyle: theme.mark(colour) });
  brush.fillRect(0, 0, 8, 8);
  Object.assign(brush, { globalAlpha: 1, strokeStyle: theme.mark(colour), lineWidth: 2 });
  for (const shift of [-8, 0, 8]) {
    brush.moveTo(shift - 1, 9);
    brush.lineTo(shift + 9, -1);
  }
  brush.stroke();
  return pen.createPattern(tile, "repeat");
}

