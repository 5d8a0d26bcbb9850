import { check, type Order, type Said } from './checking';

/** Checks apart from the page, so that the page stays at hand however much there is to check. What is said bears the number of the order. */
addEventListener('message', (e: MessageEvent<{ n: number; order: Order }>) => {
  const { n, order } = e.data;
  const answer = (said: Said) => postMessage({ n, said });
  void check(order, answer).then(answer);
});
