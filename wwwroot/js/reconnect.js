// The dialog of Layout/ReconnectModal.razor: the framework says what happened, this opens, closes and tries again.
const dialog = document.getElementById('components-reconnect-modal');

if (dialog) {
  dialog.addEventListener('components-reconnect-state-changed', event => {
    switch (event.detail.state) {
      case 'show':
      case 'paused':
        noteDraft();
        open();
        break;
      case 'hide':
        stopWatching();
        dialog.close();
        showDraftIfLost();
        break;
      case 'failed':
        open();
        document.addEventListener('visibilitychange', tryWhenSeen);
        window.addEventListener('online', reconnect);
        break;
      case 'rejected':
        reload();
        break;
    }
  });
  // Escape would leave a dead page behind.
  dialog.addEventListener('cancel', event => event.preventDefault());
  document.getElementById('components-reconnect-button').addEventListener('click', reconnect);
  document.getElementById('components-resume-button').addEventListener('click', resume);
  document.getElementById('components-reload-button').addEventListener('click', reload);
}

// The framework says nothing of a circuit that could not start, so its connection is asked.
Blazor.start({
  circuit: {
    configureSignalR: builder => {
      const build = builder.build.bind(builder);
      builder.build = () => {
        const connection = build();
        const start = connection.start.bind(connection);
        connection.start = () => start().catch(error => {
          leaveIfRefused();
          throw error;
        });
        return connection;
      };
    },
  },
});

/** The server answers, but not with a circuit: signed out, no member any more, or no room. Another try brings nothing, so the page says why. */
async function leaveIfRefused() {
  try {
    const answer = await fetch(new URL('_blazor/negotiate?negotiateVersion=1', document.baseURI), { method: 'POST', cache: 'no-store' });
    if (answer.status === 503 && !dialog.open) {
      location.assign(new URL(`status/503?returnUrl=${encodeURIComponent(location.pathname + location.search)}`, document.baseURI));
    } else if (answer.status === 401 || answer.status === 404) {
      location.reload();
    }
  } catch {
    // No answer: the network, and the dialog is about that.
  }
}

function open() {
  if (!dialog.open) {
    dialog.showModal();
  }
}

function stopWatching() {
  document.removeEventListener('visibilitychange', tryWhenSeen);
  window.removeEventListener('online', reconnect);
}

async function reconnect() {
  stopWatching();
  try {
    // False: the server answered but no longer has the circuit. Its saved state may still be there.
    if (await Blazor.reconnect() || await Blazor.resumeCircuit()) {
      dialog.close();
      showDraftIfLost();
    } else {
      reload();
    }
  } catch {
    document.addEventListener('visibilitychange', tryWhenSeen);
    window.addEventListener('online', reconnect);
  }
}

async function resume() {
  try {
    if (await Blazor.resumeCircuit()) {
      showDraftIfLost();
    } else {
      reload();
    }
  } catch {
    dialog.classList.replace('components-reconnect-paused', 'components-reconnect-resume-failed');
  }
}

function tryWhenSeen() {
  if (document.visibilityState === 'visible') {
    reconnect();
  }
}

// A form lives in its circuit. When that is gone for good the page comes back without it, so what was typed is noted while it still
// stands there, and shown once. It never leaves the tab and nobody else's page shows it.
const DRAFT = 'cadence.left-draft';
const draftDialog = document.getElementById('left-draft');
const typed = new Set();
let draft = null;

document.addEventListener('input', event => {
  if (event.target.closest('form.form') && !['password', 'checkbox', 'radio', 'file', 'hidden'].includes(event.target.type)) {
    typed.add(event.target);
  }
}, true);

function noteDraft() {
  const fields = [...typed].filter(field => field.isConnected && field.value);
  typed.clear();
  fields.forEach(field => typed.add(field));
  draft = fields.length === 0 ? null : {
    fields,
    person: draftDialog.dataset.person,
    text: fields.map(field => `${field.labels?.[0]?.textContent.trim() ?? field.getAttribute('aria-label') ?? ''}: ${field.value}`).join('\n'),
  };
}

/** A circuit that was kept leaves the form where it is; one that was built anew draws the page again a moment after the connection is back. */
async function showDraftIfLost() {
  const kept = draft;
  draft = null;
  let isUsed = false;
  const use = () => { isUsed = true; };
  document.addEventListener('pointerdown', use, true);
  document.addEventListener('keydown', use, true);
  for (let look = 0; kept && look < 40 && !isUsed; look++) {
    if (kept.fields.some(field => !field.isConnected)) {
      showDraft(kept.text);
      break;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  document.removeEventListener('pointerdown', use, true);
  document.removeEventListener('keydown', use, true);
}

function reload() {
  if (draft) {
    sessionStorage.setItem(DRAFT, JSON.stringify({ person: draft.person, text: draft.text }));
  }
  location.reload();
}

function showDraft(text) {
  draftDialog.querySelector('textarea').value = text;
  draftDialog.showModal();
}

if (draftDialog) {
  draftDialog.querySelector('[data-close]').addEventListener('click', () => draftDialog.close());
  draftDialog.querySelector('[data-copy]').addEventListener('click', async () => {
    const text = draftDialog.querySelector('textarea');
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      draftDialog.querySelector('.left-draft-copied').hidden = false;
    } catch {
      // It is selected; the person's own gesture copies it.
    }
  });
  const left = JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null');
  sessionStorage.removeItem(DRAFT);
  if (left && left.person === draftDialog.dataset.person) {
    showDraft(left.text);
  }
}
