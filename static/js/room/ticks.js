// What was ticked and sent is ticked no more: a swap alone leaves the ticks of a list as they are.
if (document.getElementById("live") && window.htmx) {
  window.htmx.registerExtension("ticks", {
    htmx_after_request(_, { ctx }) {
      const form = ctx.sourceElement?.closest?.("form[data-ticks]");
      if (form && ctx.response.status < 400) form.reset();
    },
  });
}
