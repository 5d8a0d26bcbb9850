import { check, type Order, type Said } from './checking';

/** Checks apart from the page, so that the page stays at hand however much there is to check. */
addEventListener('message', (e: MessageEvent<Order>) => {
  void check(e.data, (so: Said) => postMessage(so)).then((so) => postMessage(so));
});
