import { readPdf } from './pdf';
import { look } from './look';

/** Why nothing was read off a file. */
export class Unread extends Error {
  constructor(readonly why: 'too_large' | 'no_picture' | 'no_code' | 'several') { super(why); }
}

export interface Read { code: string; number?: string }

/** What a photograph, or a certificate, has at most. */
const most = 64 * 2 ** 20;

/** The code of a certificate in a PDF file or a picture. Everything is done on this page: nothing of the file is sent. */
export async function read(file: File): Promise<Read> {
  if (file.size > most) throw new Unread('too_large');
  const start = new TextDecoder('latin1').decode(await file.slice(0, 5).arrayBuffer());
  const { codes, number } = start === '%PDF-' ? await readPdf(await file.arrayBuffer()).catch(() => { throw new Unread('no_picture'); }) : { codes: await picture(file), number: undefined };
  const different = new Map(codes.map((c) => [c.slice(c.indexOf('#') + 1), c]));
  if (different.size > 1) throw new Unread('several');
  const [code] = different.values();
  if (code === undefined) throw new Unread('no_code');
  return { code, number };
}

/** A picture as it was taken, and smaller: what is sharp in neither is no code. */
async function picture(file: Blob): Promise<string[]> {
  const bitmap = await createImageBitmap(file).catch(() => { throw new Unread('no_picture'); });
  try {
    for (const side of [1_600, 3_200, 800]) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
      const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Unread('no_picture');
      context.fillStyle = 'white';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const found = await look(context.getImageData(0, 0, canvas.width, canvas.height));
      if (found !== undefined) return [found];
    }
    return [];
  } finally {
    bitmap.close();
  }
}
