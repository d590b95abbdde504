// Watches a page: how far things jump, apart for what a person's own act just caused, and whether the focus gets lost.
window.steady = { calm: 0, acted: 0, moved: [], lost: 0 };
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    window.steady[shift.hadRecentInput ? "acted" : "calm"] += shift.value;
    const of = shift.sources.map(({ node, previousRect, currentRect }) => {
      const name = node?.outerHTML ?? node?.parentElement?.outerHTML ?? "gone";
      return `${name.slice(0, 60)} x ${previousRect.x}>${currentRect.x} w ${previousRect.width}>${currentRect.width} y ${previousRect.y}>${currentRect.y} h ${previousRect.height}>${currentRect.height}`;
    });
    window.steady.moved.push(`${shift.value.toFixed(4)}${shift.hadRecentInput ? " acted" : ""}: ${of.join(" | ")}`);
  }
}).observe({ type: "layout-shift", buffered: true });
(function look() {
  if (document.activeElement === document.body && window.steady.watched) window.steady.lost += 1;
  requestAnimationFrame(look);
})();
