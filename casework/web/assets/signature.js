/* A signature drawn with finger, pen or mouse: kept as whole numbers in a hidden field, as "M12,34L56,78...".

   Without this script the field is not there, and a typed name or paper does the same. */
(() => {
  "use strict";

  const MOST_POINTS = 2500;

  function watch(place) {
    const canvas = place.querySelector("canvas");
    const kept = document.getElementById(place.dataset.signature);
    const [width, height] = [Number(place.dataset.width), Number(place.dataset.height)];
    const pen = canvas.getContext("2d");
    let strokes = read(kept.value);
    let stroke = null;

    function read(path) {
      return (path.match(/M[^M]*/g) ?? []).map((part) => [...part.matchAll(/(\d+),(\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]));
    }

    function draw() {
      pen.clearRect(0, 0, width, height);
      pen.lineWidth = 4;
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = "#000";
      for (const points of strokes) {
        pen.beginPath();
        pen.moveTo(...points[0]);
        for (const point of points.length > 1 ? points.slice(1) : points) pen.lineTo(...point);
        pen.stroke();
      }
    }

    function keep() {
      kept.value = strokes.map((points) => "M" + points.map((point) => point.join(",")).join("L")).join("");
    }

    function at(event) {
      const frame = canvas.getBoundingClientRect();
      const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
      return [
        within(((event.clientX - frame.left) * width) / frame.width, width),
        within(((event.clientY - frame.top) * height) / frame.height, height),
      ];
    }

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      stroke = [at(event)];
      strokes.push(stroke);
      draw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!stroke || strokes.flat().length >= MOST_POINTS) return;
      const [point, last] = [at(event), stroke.at(-1)];
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) < 2) return;
      stroke.push(point);
      draw();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => {
        stroke = null;
        keep();
      });
    }
    place.querySelector("[data-clear]").addEventListener("click", () => {
      strokes = [];
      draw();
      keep();
    });
    place.hidden = false;
    draw();
  }

  document.querySelectorAll("[data-signature]").forEach(watch);
})();
