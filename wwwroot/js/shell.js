// Small things of every page that need no circuit.
document.addEventListener('click', event => {
  // A link in a menu leads on without a reload, so the menu has to close itself.
  const link = event.target.closest?.('[popover] a[href]');
  link?.closest('[popover]').hidePopover();

  // Show or hide a password.
  const reveal = event.target.closest?.('button[data-reveal]');
  if (reveal) {
    const input = document.getElementById(reveal.dataset.reveal);
    const shown = input.type === 'text';
    input.type = shown ? 'password' : 'text';
    reveal.setAttribute('aria-pressed', String(!shown));
    input.focus();
  }

  // Copy a field that is shown once.
  const copy = event.target.closest?.('button[data-copy]');
  if (copy) {
    const input = document.getElementById(copy.dataset.copy);
    const done = () => { copy.querySelector('span').textContent = copy.dataset.copied; };
    input.focus();
    input.select();
    // Without https browsers have no clipboard for pages, but still copy what is selected.
    navigator.clipboard ? navigator.clipboard.writeText(input.value).then(done, () => {}) : document.execCommand('copy') && done();
  }
});

// Copy what stands somewhere, line by line; print the page.
document.addEventListener('click', async event => {
  const copy = event.target.closest?.('button[data-copy]');
  if (copy) {
    const lines = [...document.getElementById(copy.dataset.copy).children].map(line => line.textContent.trim());
    await navigator.clipboard.writeText(lines.join('\n'));
    copy.querySelector('span').textContent = copy.dataset.copied;
  } else if (event.target.closest?.('button[data-print]')) {
    window.print();
  }
});

// Somebody who works in one page all day makes no request by which their sign-in would be seen: this one makes it.
const SEEN_EVERY = 5 * 60 * 1000;
let seenAt = Date.now();
const beSeen = () => {
  if (document.visibilityState === 'visible' && Date.now() - seenAt >= SEEN_EVERY) {
    seenAt = Date.now();
    fetch(`/${document.documentElement.lang}/account/here`, { cache: 'no-store', credentials: 'same-origin', redirect: 'manual' }).catch(() => {});
  }
};
setInterval(beSeen, 30 * 1000);
document.addEventListener('visibilitychange', beSeen);

// Who signs out leaves nothing behind that they typed.
document.addEventListener('submit', event => {
  if (event.target.matches('form[data-sign-out]')) {
    sessionStorage.clear();
  }
});

// A name proposes another field's value until somebody writes there. The server proposes again and checks.
document.addEventListener('input', event => {
  const proposed = document.getElementById(event.target.dataset?.proposes);
  if (!proposed) {
    event.target.dataset && (event.target.dataset.written = event.target.value ? 'yes' : '');
  } else if (!proposed.dataset.written) {
    proposed.value = event.target.value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 40).replace(/^-+|-+$/g, '');
  }
});

// A dialog takes the focus the moment it stands and gives it back when it goes. Asked for by the server, the focus would come later than
// the dialog, on a slow line in the middle of a word.
const openers = new Map();
const dialogs = document.getElementsByClassName('mud-dialog');
new MutationObserver(() => {
  for (const dialog of dialogs) {
    if (!openers.has(dialog)) {
      openers.set(dialog, document.activeElement);
      dialog.tabIndex = -1;
      (dialog.querySelector('[data-autofocus]') ?? dialog).focus();
    }
  }

  for (const [dialog, opener] of openers) {
    if (!dialog.isConnected) {
      openers.delete(dialog);
      if (openers.size === 0 && document.activeElement === document.body) {
        opener?.focus();
      }
    }
  }
}).observe(document.documentElement, { childList: true, subtree: true });

// Where the day is wider than the screen, what happens now comes into view.
customElements.define('day-score', class extends HTMLElement {
  connectedCallback() {
    requestAnimationFrame(() => {
      const now = this.querySelector('.score-now-chip')?.getBoundingClientRect();
      if (now && this.scrollWidth > this.clientWidth) {
        this.scrollLeft += now.left - this.getBoundingClientRect().left - this.clientWidth * 0.6;
      }
    });
  }
});

// Buttons that only work with this script appear with it.
const showScripted = () => document.querySelectorAll('[data-reveal][hidden], [data-copy][hidden], [data-print][hidden]').forEach(button => { button.hidden = false; });
showScripted();
document.addEventListener('DOMContentLoaded', showScripted);
document.addEventListener('enhancedload', showScripted);
