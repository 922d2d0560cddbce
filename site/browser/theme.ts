/*
 * Runs before the page is drawn: says that there is script, and sets what the reader chose, so that nothing
 * flashes or moves afterwards.
 */
import { recall } from './memory.ts';

const page = document.documentElement;
page.classList.add('js');
const theme = recall('theme');
if (theme === 'light' || theme === 'dark') page.dataset['theme'] = theme;
if (recall('side-by-side') === 'yes') page.classList.add('side-by-side');
if (recall('differences-only') !== 'no') page.classList.add('differences-only');
