// The dialog of Layout/ReconnectModal.razor: the framework says what happened, this opens, closes and tries again.
const dialog = document.getElementById('components-reconnect-modal');

if (dialog) {
  dialog.addEventListener('components-reconnect-state-changed', event => {
    switch (event.detail.state) {
      case 'show':
      case 'paused':
        open();
        break;
      case 'hide':
        stopWatching();
        dialog.close();
        break;
      case 'failed':
        open();
        document.addEventListener('visibilitychange', tryWhenSeen);
        window.addEventListener('online', reconnect);
        break;
      case 'rejected':
        location.reload();
        break;
    }
  });
  // Escape would leave a dead page behind.
  dialog.addEventListener('cancel', event => event.preventDefault());
  document.getElementById('components-reconnect-button').addEventListener('click', reconnect);
  document.getElementById('components-resume-button').addEventListener('click', resume);
  document.getElementById('components-reload-button').addEventListener('click', () => location.reload());
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
    } else {
      location.reload();
    }
  } catch {
    document.addEventListener('visibilitychange', tryWhenSeen);
    window.addEventListener('online', reconnect);
  }
}

async function resume() {
  try {
    if (!await Blazor.resumeCircuit()) {
      location.reload();
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
