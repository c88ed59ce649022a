// Draws the charts: their data stands in the page, their colours in the stylesheet. Without it each chart's table says the same.
"use strict";
(function () {
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var still = window.matchMedia("(prefers-reduced-motion: reduce)");

  function coloured(value, style) {
    if (typeof value === "string") {
      return /^@[a-z0-9_]+$/.test(value) ? style.getPropertyValue("--" + value.slice(1).replace("_", "-")).trim() : value;
    }
    if (Array.isArray(value)) return value.map(function (v) { return coloured(v, style); });
    if (value && typeof value === "object") {
      var made = {};
      Object.keys(value).forEach(function (key) { made[key] = key === "values" ? value[key] : coloured(value[key], style); });
      return made;
    }
    return value;
  }

  function config(style) {
    var ink = style.getPropertyValue("--ink").trim(), quiet = style.getPropertyValue("--quiet").trim(), line = style.getPropertyValue("--rule").trim();
    var font = style.getPropertyValue("--sans").trim();
    return {
      font: font, aria: false,
      axis: { labelColor: quiet, titleColor: quiet, domainColor: line, tickColor: line, gridColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
      legend: { labelColor: ink, titleColor: quiet, labelFontSize: 13, titleFontSize: 12, titleFontWeight: "normal" },
      view: { stroke: null }
    };
  }

  function draw(figure) {
    var spec = JSON.parse(figure.querySelector("script.spec").textContent);
    var style = getComputedStyle(document.documentElement);
    var made = coloured(spec, style);
    if (made.usermeta && made.usermeta.ratio) {
      made.height = Math.max(made.usermeta.least || 160, Math.round(figure.querySelector(".drawing").clientWidth * made.usermeta.ratio));
    }
    made.config = Object.assign(config(style), made.config || {});
    if (figure.clientWidth < 520) made.config.legend.columns = 2;
    return window.vegaEmbed(figure.querySelector(".drawing"), made, {
      ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true, id: "tip" },
      loader: { target: "_self" }, hover: !still.matches
    }).then(function () {
      // The caption names the drawing, the table beside it gives its figures: nobody needs the marks read out.
      figure.querySelector("svg").setAttribute("aria-hidden", "true");
      figure.classList.add("drawn");
    });
  }

  function all() {
    if (!window.vegaEmbed) return;
    document.querySelectorAll("figure.chart").forEach(function (figure) {
      draw(figure).catch(function (error) { figure.classList.add("failed"); console.error(error); });
    });
  }

  dark.addEventListener("change", all);
  all();
})();
