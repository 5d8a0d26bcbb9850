import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictured } from './kinds';
import './viewer.css';
import './words';

/** A file that can be looked at. */
export interface Shown {
  address: string;
  /** What it was filed as. */
  title: string;
  name: string;
  type: string;
}

const Pages = lazy(() => import('./pages').then((m) => ({ default: m.Pages })));

/** One of some files, to be looked at where they are listed. Nothing that was uploaded runs as a page: pictures are pictures, and PDF is drawn. */
export function Viewer({ files, at, show, close, keys = false }: { files: Shown[]; at: number; show: (at: number) => void; close: () => void; keys?: boolean }) {
  const { t } = useTranslation();
  const file = files[at];
  if (!file) return null;
  return (
    <section className="viewer" aria-label={t('viewer.title')}>
      <div className="toolbar">
        <h3>{file.title}: {file.name}</h3>
        <span className="hint">{t('viewer.nth', { n: at + 1, all: files.length })}</span>
        <button type="button" disabled={at === 0} onClick={() => show(at - 1)}>{t('viewer.previous')}{keys && <> <kbd aria-hidden="true">[</kbd></>}</button>
        <button type="button" disabled={at === files.length - 1} onClick={() => show(at + 1)}>{t('viewer.next')}{keys && <> <kbd aria-hidden="true">]</kbd></>}</button>
        <a href={file.address} download>{t('viewer.save')}</a>
        <button type="button" className="quiet" onClick={close}>{t('viewer.close')}</button>
      </div>
      <Content key={file.address} file={file} />
    </section>
  );
}


function Content({ file: { address, name, type } }: { file: Shown }) {
  const { t } = useTranslation();
  if (type === 'application/pdf') return <Suspense fallback={<p role="status">{t('viewer.wait')}</p>}><Pages source={address} name={name} /></Suspense>;
  if (pictured(type)) return <Picture address={address} name={name} />;
  return <p>{t('viewer.cannot')}</p>;
}

const steps = [0.5, 0.75, 1, 1.5, 2, 3];

function Picture({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation();
  const [natural, setNatural] = useState<number>();
  const [lost, setLost] = useState(false);
  const [zoom, setZoom] = useState<number>(); // none: as wide as there is room for
  const step = (by: number) => setZoom((z) => steps[Math.max(0, Math.min(steps.length - 1, steps.indexOf(z ?? 1) + by))]);
  if (lost) return <p className="errors" role="alert">{t('viewer.lost')}</p>;
  return (
    <>
      <div className="toolbar">
        <button type="button" onClick={() => step(1)}>{t('viewer.larger')}</button>
        <button type="button" onClick={() => step(-1)}>{t('viewer.smaller')}</button>
      </div>
      {/* What scrolls can be scrolled by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="canvas" role="region" tabIndex={0} aria-label={name}>
        <img src={address} alt={t('viewer.picture', { name })} className={zoom ? 'sized' : 'fits'} width={zoom && natural ? Math.round(natural * zoom) : undefined} onLoad={(e) => setNatural(e.currentTarget.naturalWidth)} onError={() => setLost(true)} />
      </div>
    </>
  );
}
