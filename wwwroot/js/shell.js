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
});

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
const showScripted = () => document.querySelectorAll('[data-reveal][hidden]').forEach(button => { button.hidden = false; });
showScripted();
document.addEventListener('DOMContentLoaded', showScripted);
document.addEventListener('enhancedload', showScripted);
