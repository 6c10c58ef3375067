// Part 1: the axes of a panel, from data to pixels and back, and the words in it.

const FAR = 1e5; // pixels; points farther away are drawn at that distance

/** The place of the axes in the panel, and the two scales from data to pixels. */
function axesOf(panel, width, margins) {
  const top = margins.top + margins.label + (panel.title ? margins.title : 0);
  const bar = panel.marks.some((mark) => mark.kind === "Image" && mark.bar) ? margins.bar : 0;
  const axes = {
    left: margins.left, top, width: Math.max(40, width - margins.left - margins.right - bar),
    height: panel.height - top - margins.bottom, bar,
  };
  let x = [panel.x.low, panel.x.high], y = [panel.y.low, panel.y.high];
  if (panel.equal) { // one of them shows more, so that both have the same scale
    const scale = Math.max((x[1] - x[0]) / axes.width, (y[1] - y[0]) / axes.height);
    const widened = ([low, high], size) => [(low + high - size) / 2, (low + high + size) / 2];
    x = widened(x, scale * axes.width);
    y = widened(y, scale * axes.height);
  }
  axes.x = scaleOf(x, panel.x.log, axes.left, axes.left + axes.width);
  axes.y = scaleOf(y, panel.y.log, axes.top + axes.height, axes.top);
  const within = (scale, { ticks }) => ticks.filter(([place]) => scale.holds(place))
    .map(([place, text]) => [scale(place), text]);
  axes.xTicks = within(axes.x, panel.x);
  axes.yTicks = within(axes.y, panel.y);
  return axes;
}

/** A scale from data to pixels, with its inverse. Nothing for nan, the far edge for infinity. */
function scaleOf([low, high], log, from, to) {
  const inner = log ? Math.log10 : (value) => value;
  const [first, last] = [inner(low), inner(high)];
  const scale = (value) => {
    if (value === null || Number.isNaN(value)) return NaN;
    const at = log && value <= 0 ? -Infinity : inner(value);
    const pixel = from + ((at - first) / (last - first)) * (to - from);
    return Math.min(Math.max(pixel, -FAR), FAR);
  };
  scale.inverse = (pixel) => {
    const at = first + ((pixel - from) / (to - from)) * (last - first);
    return log ? 10 ** at : at;
  };
  scale.holds = (value) => {
    const slack = log ? 1e-9 * value : 1e-9 * (high - low);
    return value >= low - slack && value <= high + slack;
  };
  return scale;
}

/** Words with a rim of the page's colour, kept inside the axes. */
function drawText(pen, axes, theme, { x, y, text, colour, align, shift, size, bold }) {
  let px = axes.x(x), py = axes.y(y);
  if (Number.isNaN(px) || Number.isNaN(py) || !text) return;
  pen.save();
  pen.font = `${bold ? "600 " : ""}${size}px ${theme.font}`;
  const width = pen.measureText(text).width;
  px += shift[0] - { left: 0, center: width / 2, right: width }[align];
  px = Math.min(Math.max(px, axes.left + 2), axes.left + axes.width - width + 14);
  py = Math.min(Math.max(py - shift[1], axes.top + size / 2), axes.top + axes.height - size / 2);
  Object.assign(pen, { textBaseline: "middle", lineJoin: "round", lineWidth: 4,
    strokeStyle: theme.page, fillStyle: theme.words(colour) });
  pen.strokeText(text, px, py);
  pen.fillText(text, px, py);
  pen.restore();
}

/** The label of a line, at the last of its points that can be seen. */
function drawLineLabel(pen, axes, theme, line) {
  for (let k = line.x.length - 1; k >= 0; k--) {
    if (axes.x.holds(line.x[k]) && axes.y.holds(line.y[k])) {
      return drawText(pen, axes, theme, { x: line.x[k], y: line.y[k], text: line.label,
        colour: line.colour, align: "left", shift: [6, 0], size: 12.5, bold: false });
    }
  }
}

function drawGrid(pen, axes, theme) {
  pen.save();
  pen.fillStyle = theme.mark("grid");
  for (const [py] of axes.yTicks) pen.fillRect(axes.left, Math.round(py), axes.width, 1);
  for (const [px] of axes.xTicks) pen.fillRect(Math.round(px), axes.top, 1, axes.height);
  pen.restore();
}

/** The two lines, their ticks, the names of the axes and the title. */
function drawAxes(pen, axes, theme, panel) {
  const { left, top, width, height } = axes, bottom = top + height;
  pen.save();
  pen.fillStyle = theme.mark("faint");
  pen.fillRect(left, Math.round(bottom), width, 1);
  pen.fillRect(left, top, 1, height);
  pen.fillStyle = theme.words("grey");
  pen.font = `12px ${theme.font}`;
  Object.assign(pen, { textAlign: "center", textBaseline: "top" });
  let free = -Infinity; // where the last label ends: one that would touch it is left out
  for (const [px, text] of axes.xTicks) {
    pen.fillRect(Math.round(px), bottom, 1, 4);
    const half = pen.measureText(text).width / 2;
    const middle = Math.min(px, left + width + theme.margins.right - half); // none is cut off
    if (middle - half < free) continue;
    pen.fillText(text, middle, bottom + 7);
    free = middle + half + 6;
  }
  Object.assign(pen, { textAlign: "right", textBaseline: "middle" });
  for (const [py, text] of axes.yTicks) pen.fillText(text, left - 7, py + 0.5);
  Object.assign(pen, { textAlign: "right", textBaseline: "bottom", fillStyle: theme.words("black") });
  pen.font = `12.5px ${theme.font}`;
  pen.fillText(panel.x.label, left + width, panel.height - 5);
  Object.assign(pen, { textAlign: "left", textBaseline: "alphabetic" });
  const edge = 6; // the title and the name of y begin at the panel's edge, above the tick labels
  pen.fillText(panel.y.label, edge, top - 11);
  if (panel.title) {
    const room = left + width + axes.bar - edge;
    pen.fillStyle = theme.words(panel.colour);
    for (const size of [15, 14, 13, 12, 11]) { // the first that fits
      pen.font = `600 ${size}px ${theme.font}`;
      if (pen.measureText(panel.title).width <= room) break;
    }
    pen.fillText(panel.title, edge, top - 34, room);
  }
  pen.restore();
}

/** The colour bar of a heat map, right of the axes. */
function drawBar(pen, axes, theme, image) {
  const left = axes.left + axes.width + 14, { top, height } = axes;
  const scale = scaleOf([image.low, image.high], image.log, top + height, top);
  pen.save();
  pen.drawImage(theme.rainbow(image), left, top, 10, height);
  Object.assign(pen, { font: `12px ${theme.font}`, fillStyle: theme.words("grey"),
    textBaseline: "middle" });
  for (const [place, text] of image.ticks) {
    if (scale.holds(place)) pen.fillText(text, left + 15, scale(place));
  }
  Object.assign(pen, { font: `12.5px ${theme.font}`, fillStyle: theme.words("black"),
    textAlign: "right", textBaseline: "alphabetic" });
  pen.fillText(image.bar, left + 48, top - 11);
  pen.restore();
}
