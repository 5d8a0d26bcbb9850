/** The text of a code in a picture, or undefined. */
export function look(picture: ImageData): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./qr.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = (e: MessageEvent<string | undefined>) => {
      worker.terminate();
      resolve(e.data);
    };
    worker.onerror = (e) => {
      worker.terminate();
      reject(new Error(e.message));
    };
    worker.postMessage(picture, [picture.data.buffer]);
  });
}
