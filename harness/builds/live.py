"""The page as it stands in a browser: what is read from it, and when it has come to rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from harness.builds.names import is_shown
from harness.builds.page import Page, Upload

__all__ = ["CHANGED", "FOCUS", "REACH", "REST", "SNAPSHOT", "STAMP", "LivePage"]

STAMP = "data-mylexus-place"
"""Attribute that says which live element a part of a snapshot was copied from."""

SNAPSHOT = """stamp => {
  const live = [document.documentElement, ...document.documentElement.querySelectorAll('*')];
  const root = document.documentElement.cloneNode(true);
  const copy = [root, ...root.querySelectorAll('*')];
  live.forEach((one, place) => {
    const its = copy[place];
    its.setAttribute(stamp, place);
    if (one instanceof HTMLElement && !one.checkVisibility({visibilityProperty: true}) && one.closest('body')
        && !['OPTION', 'OPTGROUP', 'SCRIPT', 'STYLE', 'TEMPLATE'].includes(one.tagName)) its.setAttribute('hidden', '');
    if (one instanceof HTMLInputElement) {
      if (one.type === 'checkbox' || one.type === 'radio') its.toggleAttribute('checked', one.checked);
      else if (one.type !== 'file' && one.type !== 'password') its.setAttribute('value', one.value);
      else if (one.type === 'password') its.setAttribute('value', one.value);
      its.toggleAttribute('disabled', one.matches(':disabled'));
      its.toggleAttribute('readonly', one.readOnly);
    }
    if (one instanceof HTMLTextAreaElement) its.textContent = one.value;
    if (one instanceof HTMLOptionElement) its.toggleAttribute('selected', one.selected);
    if (one instanceof HTMLImageElement && one.complete && one.naturalWidth
        && !one.currentSrc.startsWith('data:') && new URL(one.currentSrc, location).origin === location.origin) {
      const canvas = document.createElement('canvas');
      canvas.width = one.naturalWidth; canvas.height = one.naturalHeight;
      canvas.getContext('2d').drawImage(one, 0, 0);
      its.setAttribute('src', canvas.toDataURL());
    }
  });
  return '<!doctype html>' + root.outerHTML;
}"""
REST = """wait => {
  const active = 'script, iframe, frame, object, embed, meta[http-equiv="refresh" i], [href^="javascript:" i]';
  const inline = '//@*[starts-with(name(), "on")]';
  if (document.readyState !== 'complete') return 'loading';
  if (!document.querySelector(active)
      && !document.evaluate(inline, document, null, XPathResult.BOOLEAN_TYPE, null).booleanValue) return 'still';
  return new Promise(done => {
    const begun = performance.now();
    let timer = setTimeout(finish, wait);
    const watch = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(finish, performance.now() - begun > 2000 ? 0 : wait);
    });
    function finish() { watch.disconnect(); done('quiet'); }
    watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  });
}"""
"""Says ``loading``, ``still`` (nothing on the page could change it) or, once nothing changes for a while, ``quiet``."""
CHANGED = """patience => new Promise(done => {
  const timer = setTimeout(finish, patience);
  const watch = new MutationObserver(finish);
  function finish() { clearTimeout(timer); watch.disconnect(); done(true); }
  watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
})"""
"""Waits until anything on the page changes, at most so many milliseconds."""
FOCUS = """place => {
  const one = [document.documentElement, ...document.documentElement.querySelectorAll('*')][place];
  one.focus();
  one.select();
}"""
"""Puts the cursor into a field and marks what it holds, so that what is typed takes its place."""
REACH = """place => {
  const all = [document.documentElement, ...document.documentElement.querySelectorAll('*')];
  const one = all[place];
  one.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
  const box = [...one.getClientRects()].find(box => box.width > 1 && box.height > 1);
  const [x, y] = box ? [box.x + box.width / 2, box.y + box.height / 2] : [-1, -1];
  const hit = box && document.elementFromPoint(x, y);
  const clear = !!hit && visualViewport.scale === 1 && (one.contains(hit) || hit.closest('label')?.control === one);
  const form = one.form, submits = !!form && one.type === 'submit';
  const asks = submits && !form.noValidate && !one.formNoValidate
    ? [...form.elements].filter(field => field.willValidate && !field.validity.valid) : [];
  const target = (submits ? one.formTarget || form.target : one.target) || '_self';
  return {x, y, clear, refused: asks.map(field => String(all.indexOf(field))),
    leaves: (submits || (one.tagName === 'A' && !!one.href)) && !asks.length && target === '_self'};
}"""
"""Brings an element into view, and says where a finger finds it and what pressing it does on a page without scripts.

-> ``{x, y, clear, leaves, refused}``: the middle in CSS pixels, whether nothing covers it, whether it leads to another
page, and the places of the fields for which the browser itself asks first.
"""


class LivePage(Page):
    """The page as it stands in the browser now; what the parent would note is done to the browser instead."""

    @property
    def entered(self) -> Mapping[HtmlElement, str]:
        """What is to be typed into fields, or chosen in lists."""
        return self._typed

    @property
    def set_to(self) -> Mapping[HtmlElement, bool]:
        """How boxes and radio buttons are to be set."""
        return self._checked

    @property
    def held(self) -> Mapping[HtmlElement, Upload]:
        """Files for file fields."""
        return self._uploads

    @property
    def films(self) -> bool:
        """Whether the page looks through a camera itself, instead of asking for a file."""
        has_file = any(True for _ in self._of_type("file"))
        return not has_file and any(is_shown(video) for video in self.root.iter("video"))

    def button(self, label: str) -> HtmlElement:
        """Finds a button or link by its name. Raises NotOffered."""
        return self._find_button(label)

    def refuse(self, places: Sequence[str]) -> None:
        """Notes where the browser itself asks for input."""
        wanted = set(places)
        self._blocked |= {element for element in self._controls if element.get(STAMP) in wanted}
