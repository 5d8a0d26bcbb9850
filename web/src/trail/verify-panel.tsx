import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseFinding, Fault } from '../../../docs/verify/check.mjs';
import type { Schemas } from '../api/client';
import { instant, number } from '../app/format';
import { type Said, standing } from './checking';
import { known } from './known';
import type { useCheck } from './use-check';

/** Where each file can be had that the entries of a case name. */
export function filesOf(c: Schemas['Case']): Record<string, string> {
  const base = `/api/v1/cases/${encodeURIComponent(c.id)}`;
  return {
    ...Object.fromEntries([...c.materials, ...c.replaced].map((m) => [m.sha256, `${base}/materials/${m.sha256}`])),
    ...Object.fromEntries(c.documents.filter((d) => d.sha256).map((d) => [d.sha256 ?? '', `${base}/documents/${d.seq}`])),
  };
}

/** A button that has this browser check a case, and what it found: cause before detail. */
export function VerifyPanel({ id, files, check }: { id: string; files: Record<string, string>; check: ReturnType<typeof useCheck> }) {
  const { t } = useTranslation();
  const { said, start } = check;
  const { key, checkpoint: kept } = known();
  const running = said?.state === 'running';
  return (
    <section className="sheet verify" aria-labelledby="verify-title">
      <h2 id="verify-title">{t('check.title')}</h2>
      <p className="actions">
        <button type="button" className="main" aria-disabled={running} onClick={() => { if (!running) start({ what: 'case', id, key, kept, files }); }}>{said && !running ? t('check.again') : t('check.run')}</button>
        <Link to="/log#offline">{t('check.offline')}</Link>
      </p>
      <div role="status"><Verdict said={said} /></div>
    </section>
  );
}

export function Verdict({ said }: { said: Said | undefined }) {
  const { t } = useTranslation();
  switch (said?.state) {
    case undefined: return <p>{t('check.idle')}</p>;
    case 'running': return <p>{said.of === undefined ? t('check.running', { done: number(said.done) }) : t('check.running_of', { done: number(said.done), of: number(said.of) })}</p>;
    case 'unknown': return <><p><Mark look="neutral" icon="?" word={t('check.unknown')} /></p><p>{t(`hindrance.${said.why}`)}</p></>;
    case 'case': return said.finding.bad ? <Failed bad={said.finding.bad} proved={said.finding.proved} stream={said.stream} /> : <Good f={said.finding} took={said.took} />;
    case 'log': return said.finding.bad ? <Failed bad={said.finding.bad} pack /> : (
      <>
        <p><Mark look="success" icon="✓" word={t('check.good')} /> <span className="hint">{t('check.good_at', { at: instant(new Date().toISOString()), took: said.took })}</span></p>
        <ul><li>{t('check.signature', { origin: said.finding.origin })}</li><li>{said.finding.grownFrom === undefined ? t('check.first') : t('check.growth', { from: number(said.finding.grownFrom) })}</li></ul>
      </>
    );
    case 'pack': return said.bad || !said.finding ? <Failed bad={said.bad ?? { code: 'other', what: '' }} pack /> : (
      <>
        <p><Mark look="success" icon="✓" word={t('check.good')} /> <span className="hint">{t('check.good_at', { at: instant(new Date().toISOString()), took: said.took })}</span></p>
        <ul><li>{t('check.pack_good', { ...said.finding, size: number(said.finding.size), at: instant(said.finding.recorded_at) })}</li>{said.finding.subject && <li>{t('check.pack_subject', { subject: said.finding.subject })}</li>}</ul>
        <p className="hint">{t('check.pack_limits')}</p>
      </>
    );
  }
}

function Mark({ look, icon, word }: { look: string; icon: string; word: string }) {
  return <strong className={`tag ${look}`}><span aria-hidden="true">{icon}</span> {word}</strong>;
}

/** What is wrong, and what stands all the same. Where no entry is to blame, all that were proved stand: others may be missing. */
function Failed({ bad, proved = 0, stream, pack }: { bad: Fault; proved?: number; stream?: string; pack?: boolean }) {
  const { t } = useTranslation();
  const why = t(`checkcode.${bad.code as 'other'}`, { code: bad.code, defaultValue: t('checkcode.other', { code: bad.code }) });
  const own = bad.stream === stream ? bad.number : undefined;
  const cause = own === undefined && bad.number !== undefined ? t('check.in_pack', { stream: bad.stream, number: bad.number, cause: why }) : why;
  const { upTo } = standing(stream ?? '', { bad, proved });
  const headline = pack ? cause : own !== undefined ? t('check.from_entry', { number: own, cause }) : upTo > 0 ? t('check.rest', { cause }) : t('check.whole', { cause });
  return (
    <>
      <p><Mark look="red" icon="✕" word={t('check.failed')} /> <strong>{headline}</strong></p>
      {!pack && <p>{upTo > 0 ? t('check.still', { number: upTo }) : t('check.still_none')}</p>}
      <details><summary>{t('check.detail')}</summary><p className="mono">{bad.what}</p></details>
    </>
  );
}

function Good({ f, took }: { f: CaseFinding; took: number }) {
  const { t } = useTranslation();
  const proofs = [
    t('check.chain', { entries: f.entries }),
    t('check.log', { proved: f.proved, size: number(f.size ?? 0), at: instant(f.recorded_at) }),
    f.waiting > 0 && t('check.waiting', { count: f.waiting }),
    t('check.signature', { origin: f.origin }),
    f.grownFrom === undefined ? t('check.first') : t('check.growth', { from: number(f.grownFrom) }),
    f.texts > 0 && t('check.texts', { count: f.texts }),
    f.erased > 0 && t('check.erased', { count: f.erased }),
    f.withheld > 0 && t('check.withheld', { count: f.withheld }),
    f.files > 0 && t('check.files', { count: f.files }),
    f.filesUnread > 0 && t('check.files_unread', { count: f.filesUnread }),
  ].filter((p) => p !== false);
  return (
    <>
      {f.differing.length > 0
        ? <><p><Mark look="red" icon="✕" word={t('check.failed')} /> <strong>{t('check.differing', { proved: f.proved, entries: f.entries, count: f.differing.length })}</strong></p>
          <ul>{f.differing.map((d) => <li key={d.sha256}>{t('check.differs', { number: d.number })} <code className="mono">{d.sha256}</code></li>)}</ul></>
        : <p><Mark look="success" icon="✓" word={t('check.good')} /> <span className="hint">{t('check.good_at', { at: instant(new Date().toISOString()), took })}</span></p>}
      <ul aria-label={t('check.what')}>{proofs.map((p) => <li key={p}>{p}</li>)}</ul>
      <p className="hint">{t('check.limits')}</p>
    </>
  );
}
