// With JavaScript the pages are one application: screens are fetched and put in place, nothing is loaded.
(() => {
  const app = document.getElementById("app");
  if (!app || !window.fetch) return;
  let busy = false;

  async function go(url, options, { push = true } = {}) {
    if (busy) return;
    busy = true;
    app.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { ...options, headers: { Accept: "application/json" } });
      const screen = await answer.json();
      document.title = screen.title;
      app.innerHTML = screen.html;
      const here = screen.url === location.pathname || !push;
      history[here ? "replaceState" : "pushState"](null, "", screen.url);
      window.scrollTo(0, 0);
    } catch {
      location.reload();
    } finally {
      app.removeAttribute("aria-busy");
      busy = false;
    }
  }

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const body = new FormData(form, event.submitter);
    go(form.action, { method: "POST", body });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[role=button]");
    if (!link) return;
    event.preventDefault();
    go(link.href, {});
  });
  window.addEventListener("popstate", () => go(location.href, {}, { push: false }));
})();
