import decodeQR from 'qr/decode.js';

/** Looks for a code in a picture, apart from the page: a large photograph takes a while. */
addEventListener('message', (e: MessageEvent<ImageData>) => {
  let found: string | undefined;
  try {
    found = decodeQR(e.data, { timeLimit: 5_000, effort: 8 });
  } catch {
    found = undefined; // there is none, or none that can be read
  }
  postMessage(found);
});
