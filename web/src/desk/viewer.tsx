import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { said } from '../i18n';

type Material = Schemas['CaseMaterial'];

const Pages = lazy(() => import('./pdf').then((m) => ({ default: m.Pages })));

/** A file of the application, to be looked at beside the form. Nothing that was uploaded runs as a page: pictures are pictures, and PDF is drawn. */
export function Viewer({ id, files, at, show, close }: { id: string; files: Material[]; at: number; show: (at: number) => void; close: () => void }) {
  const { t } = useTranslation();
  const file = files[at];
  if (!file) return null;
  const address = `/api/v1/cases/${id}/materials/${file.sha256}`;
  const name = file.name ?? said(file.title);
  return (
    <section className="viewer" aria-label={t('viewer.title')}>
      <div className="toolbar">
        <h3>{said(file.title)}: {name}</h3>
        <span className="hint">{t('viewer.nth', { n: at + 1, all: files.length })}</span>
        <button type="button" disabled={at === 0} onClick={() => show(at - 1)}>{t('viewer.previous')} <kbd aria-hidden="true">[</kbd></button>
        <button type="button" disabled={at === files.length - 1} onClick={() => show(at + 1)}>{t('viewer.next')} <kbd aria-hidden="true">]</kbd></button>
        <a href={address} download>{t('viewer.save')}</a>
        <button type="button" className="quiet" onClick={close}>{t('viewer.close')}</button>
      </div>
      <Content key={file.sha256} address={address} name={name} type={file.media_type} />
    </section>
  );
}

function Content({ address, name, type }: { address: string; name: string; type: string }) {
  const { t } = useTranslation();
  if (type === 'application/pdf') return <Suspense fallback={<p role="status">{t('bench.wait')}</p>}><Pages source={address} name={name} /></Suspense>;
  if (/^image\/(png|jpeg|gif|webp)$/.test(type)) return <Picture address={address} name={name} />;
  return <p>{t('viewer.cannot')}</p>;
}

const steps = [0.5, 0.75, 1, 1.5, 2, 3];

function Picture({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation();
  const [natural, setNatural] = useState<number>();
  const [zoom, setZoom] = useState<number>(); // none: as wide as there is room for
  const step = (by: number) => setZoom((z) => steps[Math.max(0, Math.min(steps.length - 1, steps.indexOf(z ?? 1) + by))]);
  return (
    <>
      <div className="toolbar">
        <button type="button" onClick={() => step(1)}>{t('viewer.larger')}</button>
        <button type="button" onClick={() => step(-1)}>{t('viewer.smaller')}</button>
      </div>
      {/* What scrolls can be scrolled by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="canvas" role="region" tabIndex={0} aria-label={name}>
        <img src={address} alt={t('viewer.picture', { name })} className={zoom ? 'sized' : 'fits'} width={zoom && natural ? Math.round(natural * zoom) : undefined} onLoad={(e) => setNatural(e.currentTarget.naturalWidth)} />
      </div>
    </>
  );
}
