// Starts the page.

import { render } from 'preact';
import { App } from './app.tsx';
import { chosenLanguage, chosenTheme, showLanguage, showTheme } from './language.ts';
import { Live } from './live.ts';
import { Store } from './store.ts';

showLanguage(chosenLanguage());
showTheme(chosenTheme());
const store = new Store((work) => requestAnimationFrame(work));
const live = new Live(store);
const place = document.getElementById('page');
if (place !== null) {
  render(<App store={store} live={live} />, place);
  void live.begin();
}
