// Passkeys: asks the server for a challenge and the browser for the key, and sends the answer with the form around the button.
const supported = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
let waiting = null;

const ask = async (form, signal, mediation) => {
  const answer = await fetch(form.dataset.passkeyOptions, { method: 'POST', body: new URLSearchParams([['__RequestVerificationToken', form.elements['__RequestVerificationToken'].value]]), credentials: 'same-origin', cache: 'no-store', signal });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }

  const options = await answer.json();
  return form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), signal, mediation });
};

const run = async (form, mediation) => {
  waiting?.abort();
  const own = waiting = new AbortController();
  try {
    const credential = await ask(form, own.signal, mediation);
    form.elements['Input.Credential'].value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    // Autofill that nobody used, or that the button replaced, is no failure.
    if (!own.signal.aborted && mediation !== 'conditional') {
      form.querySelector('[data-passkey-failed]').hidden = false;
    }
  }
};

if (supported) {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', event => {
      event.preventDefault();
      form.querySelector('[data-passkey-failed]').hidden = true;
      run(form);
    });
  }

  document.querySelectorAll('[data-passkey-part]').forEach(part => { part.hidden = false; });
  const autofill = document.querySelector('form[data-passkey-autofill]');
  if (autofill && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    run(autofill, 'conditional');
  }
} else {
  document.querySelectorAll('[data-passkey-missing]').forEach(part => { part.hidden = false; });
}
