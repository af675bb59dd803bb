// The search frame and the shortcuts. Both dialogs are drawn by the server; this shows and hides, asks for people and groups, and leads on
// by following real links, which Blazor's router takes like any other.
const WAIT = 300;
const SINGLE_KEYS = 'cadence.single-keys';
const AFTER_G = 1500;
const AFTER_N = 3000;

const dialog = id => document.getElementById(id);
const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const options = frame => [...frame.querySelectorAll('[role=option]:not([hidden])')];

function show(id) {
  const frame = dialog(id);
  if (!frame || document.querySelector('dialog[open]')) {
    return;
  }

  document.querySelectorAll(':popover-open').forEach(open => open.hidePopover());
  frame.showModal();
  if (id === 'search') {
    const input = frame.querySelector('input');
    input.value = '';
    input.focus();
    ask(frame);
  } else {
    frame.querySelector('[data-single-keys]').checked = singleKeys();
  }
}

// ---------- finding ----------
let asked = 0;
let timer;
let cancel = new AbortController();

function ask(frame) {
  clearTimeout(timer);
  cancel.abort();
  cancel = new AbortController();
  const question = frame.querySelector('input').value.trim();
  const number = ++asked;
  filter(frame, question);
  if (question.length < 2) {
    frame.querySelectorAll('[data-found]').forEach(list => fill(list, []));
    tell(frame, question, false);
    return;
  }

  frame.dataset.waiting = '';
  timer = setTimeout(async () => {
    const { signal } = cancel;
    const lists = [...frame.querySelectorAll('[data-found]')].filter(list => frame.dataset[list.dataset.found]);
    const answers = await Promise.all(lists.map(list => look(frame.dataset[list.dataset.found], question, signal)));
    // An answer that comes after the next question is for nobody.
    if (number !== asked) {
      return;
    }

    lists.forEach((list, i) => fill(list, answers[i] ?? []));
    tell(frame, question, answers.includes(null));
  }, WAIT);
}

async function look(address, question, signal) {
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(question)}`, { signal, credentials: 'same-origin', headers: { accept: 'application/json' } });
    return answer.ok ? (await answer.json()).items : null;
  } catch {
    return null;
  }
}

// Every word must begin a word of the name, as the server finds people.
function filter(frame, question) {
  const words = fold(question).split(/\s+/).filter(Boolean);
  frame.querySelectorAll('[role=group]:not([data-found])').forEach(list => {
    const all = [...list.querySelectorAll('[role=option]')];
    all.forEach(option => {
      const name = ' ' + fold(option.textContent.trim());
      option.hidden = !words.every(word => name.includes(' ' + word));
    });
    list.hidden = all.every(option => option.hidden);
  });
  choose(frame, options(frame)[0]);
}

function fill(list, items) {
  list.lastElementChild.replaceChildren(...items.map(item => {
    const option = document.createElement('a');
    option.id = `find-${item.id}`;
    option.href = item.href;
    option.tabIndex = -1;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    const letters = Object.assign(document.createElement('span'), { className: item.color ? `monogram group-${item.color}` : 'avatar', textContent: item.letters });
    letters.setAttribute('aria-hidden', 'true');
    option.append(letters, Object.assign(document.createElement('span'), { textContent: item.name }), Object.assign(document.createElement('span'), { className: 'search-kind', textContent: item.hint }));
    return option;
  }));
  list.hidden = items.length === 0;
}

function tell(frame, question, failed) {
  delete frame.dataset.waiting;
  const found = options(frame);
  const count = (found.length === 1 ? frame.dataset.one : frame.dataset.many).replace('{0}', found.length);
  frame.querySelector('.search-said').textContent = failed ? frame.dataset.failed : found.length === 0 ? frame.dataset.nothing : question ? count : '';
  choose(frame, found.find(option => option.getAttribute('aria-selected') === 'true') ?? found[0]);
}

function choose(frame, option) {
  frame.querySelectorAll('[aria-selected=true]').forEach(other => other.setAttribute('aria-selected', 'false'));
  const input = frame.querySelector('input');
  if (option) {
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', option.id);
  } else {
    input.removeAttribute('aria-activedescendant');
  }
}

function move(frame, step) {
  const all = options(frame);
  if (all.length > 0) {
    const at = all.findIndex(option => option.getAttribute('aria-selected') === 'true');
    choose(frame, all[(at + step + all.length) % all.length]);
  }
}

document.addEventListener('input', event => {
  const frame = event.target.closest?.('#search');
  if (frame) {
    ask(frame);
  }
});

document.addEventListener('click', event => {
  const opener = event.target.closest?.('[data-opens]');
  if (opener) {
    show(opener.dataset.opens);
    return;
  }

  const frame = event.target.closest?.('#search, #shortcuts');
  // A touch beside the frame lands on the dialog itself.
  if (frame && (event.target === frame || event.target.closest('[data-closes], a[href]'))) {
    frame.close();
  }
});

document.addEventListener('change', event => {
  if (event.target.matches?.('[data-single-keys]')) {
    try {
      localStorage.setItem(SINGLE_KEYS, event.target.checked ? 'on' : 'off');
    } catch { /* Without storage the choice holds for no longer than the page. */ }
  }
});

// ---------- keys ----------
function singleKeys() {
  try {
    return localStorage.getItem(SINGLE_KEYS) !== 'off';
  } catch {
    return true;
  }
}

const isTyping = target => target.closest?.('input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]');
const isBusy = () => document.querySelector('dialog[open], .mud-dialog, .mud-popover-open');
let goUntil = 0;
let arriving = new MutationObserver(() => {});

document.addEventListener('keydown', event => {
  const frame = event.target.closest?.('#search');
  if (frame) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      move(frame, event.key === 'ArrowDown' ? 1 : -1);
      event.preventDefault();
    } else if (event.key === 'Enter' && event.target.matches('input') && !event.isComposing) {
      // While an answer is awaited, what is chosen is from the last question.
      frame.querySelector('[aria-selected=true]')?.click();
      event.preventDefault();
    }
  }

  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k' && dialog('search')) {
    event.preventDefault();
    show('search');
    return;
  }

  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target) || isBusy() || !singleKeys()) {
    goUntil = 0;
    return;
  }

  const key = event.key.toLowerCase();
  if (event.timeStamp < goUntil) {
    goUntil = 0;
    const target = dialog('shortcuts')?.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (target) {
      event.preventDefault();
      follow(target.dataset.href);
    }
  } else if (key === 'g') {
    goUntil = event.timeStamp + AFTER_G;
  } else if (key === '/' || key === '?') {
    event.preventDefault();
    show(key === '/' ? 'search' : 'shortcuts');
  } else if (key === 'n') {
    pressNew();
  }
});

// A page that is still arriving gets its button a moment after the key.
function pressNew() {
  const press = () => {
    const button = document.querySelector('main [data-shortcut=new]:not(:disabled)');
    button?.click();
    return button;
  };
  arriving.disconnect();
  if (!press()) {
    arriving = new MutationObserver(() => {
      if (isBusy() || press()) {
        arriving.disconnect();
      }
    });
    arriving.observe(document.body, { childList: true, subtree: true });
    setTimeout(observed => observed.disconnect(), AFTER_N, arriving);
  }
}

// A real click on a real link: Blazor's router takes it, and without it the browser does.
function follow(href) {
  const link = Object.assign(document.createElement('a'), { href, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}
