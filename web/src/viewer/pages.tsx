import { type PDFDocumentProxy, RenderingCancelledException, ResponseException } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openPdf } from '../parts/pdf';
import './viewer.css';
import './words';

/** Draws a PDF page by page; another one is drawn by another of these (key it by the source). */
export function Pages({ source, name }: { source: string | ArrayBuffer; name: string }) {
  const { t } = useTranslation();
  const [doc, setDoc] = useState<PDFDocumentProxy>();
  const [fault, setFault] = useState<'broken' | 'lost'>();
  const [at, setAt] = useState(1);
  const [zoom, setZoom] = useState(1);
  const [turned, turn] = useState(0);
  useEffect(() => {
    const where = typeof source === 'string' ? { url: source } : { data: new Uint8Array(source.slice(0)) };
    const task = openPdf(where);
    let over = false;
    task.promise.then(setDoc, (e: unknown) => { if (!over) setFault(e instanceof ResponseException ? 'lost' : 'broken'); });
    return () => {
      over = true;
      void task.destroy();
    };
  }, [source]);
  if (fault) return <p className="errors" role="alert">{t(`viewer.${fault}`)}</p>;
  if (!doc) return <p role="status">{t('viewer.wait')}</p>;
  return (
    <>
      <div className="toolbar">
        <button type="button" disabled={at === 1} onClick={() => setAt(at - 1)}>{t('viewer.previous_page')}</button>
        <span role="status">{t('viewer.page', { n: at, all: doc.numPages })}</span>
        <button type="button" disabled={at === doc.numPages} onClick={() => setAt(at + 1)}>{t('viewer.next_page')}</button>
        <button type="button" onClick={() => setZoom(Math.min(4, zoom * 1.25))}>{t('viewer.larger')}</button>
        <button type="button" onClick={() => setZoom(Math.max(0.25, zoom / 1.25))}>{t('viewer.smaller')}</button>
        <button type="button" onClick={() => turn((turned + 90) % 360)}>{t('viewer.turn')}</button>
      </div>
      <Page key={at} doc={doc} at={at} zoom={zoom} turned={turned} name={name} />
    </>
  );
}

function Page({ doc, at, zoom, turned, name }: { doc: PDFDocumentProxy; at: number; zoom: number; turned: number; name: string }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let cancel: (() => void) | undefined;
    let over = false;
    const draw = async () => {
      const page = await doc.getPage(at);
      const to = canvas.current, width = room.current?.clientWidth ?? 600;
      if (over || !to) return;
      const rotation = (page.rotate + turned) % 360;
      const scale = ((width - 2) / page.getViewport({ scale: 1, rotation }).width) * zoom;
      const sharp = Math.min(2, devicePixelRatio);
      const viewport = page.getViewport({ scale: scale * sharp, rotation });
      to.width = Math.floor(viewport.width);
      to.height = Math.floor(viewport.height);
      to.style.width = `${Math.floor(viewport.width / sharp)}px`;
      const task = page.render({ canvas: to, viewport });
      cancel = () => task.cancel();
      await task.promise;
      const content = await page.getTextContent();
      if (over) return;
      setBroken(false);
      setText(content.items.map((i) => ('str' in i ? i.str : '')).join(' '));
    };
    draw().catch((e: unknown) => { if (!over && !(e instanceof RenderingCancelledException)) setBroken(true); });
    return () => {
      over = true;
      cancel?.();
    };
  }, [doc, at, zoom, turned]);
  return (
    // What scrolls can be scrolled by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="canvas" ref={room} role="region" tabIndex={0} aria-label={`${name}: ${t('viewer.page', { n: at, all: doc.numPages })}`}>
      {broken && <p className="errors" role="alert">{t('viewer.broken')}</p>}
      <canvas ref={canvas} aria-hidden="true" />
      <p className="unseen">{text}</p>
    </div>
  );
}
