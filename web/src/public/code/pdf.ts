import { look } from './look';

/** Pages that are looked at: a certificate has one or two. */
const pages = 4;

/** The codes on the pages of a PDF file and inside it, and the number that the file is about. What is on the page alone is seen by people. */
export async function readPdf(bytes: ArrayBuffer): Promise<{ codes: string[]; number?: string }> {
  const { openPdf } = await import('../../parts/pdf');
  const inside = new TextDecoder('latin1').decode(bytes).match(/SHENPI:[^\r\n]*/g) ?? [];
  const task = openPdf({ data: new Uint8Array(bytes) });
  try {
    const doc = await task.promise;
    const codes: string[] = [...new Set(inside)];
    for (let n = 1; n <= Math.min(pages, doc.numPages); n++) {
      const page = await doc.getPage(n);
      const viewport = page.getViewport({ scale: 1_600 / page.getViewport({ scale: 1 }).width });
      const canvas = document.createElement('canvas');
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      await page.render({ canvas, viewport }).promise;
      const drawn = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
      const found = drawn && await look(drawn);
      if (found !== undefined) codes.push(found);
    }
    const { info } = await doc.getMetadata();
    const number = (info as { Subject?: unknown }).Subject;
    return { codes, number: typeof number === 'string' && number !== '' ? number : undefined };
  } finally {
    await task.destroy();
  }
}
