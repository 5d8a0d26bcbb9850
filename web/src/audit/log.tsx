import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import checkUrl from '../../../docs/verify/check.mjs?url';
import verifyUrl from '../../../docs/verify/verify.mjs?url';
import { instant, number } from '../app/format';
import { Title } from '../app/title';
import { Loaded } from '../parts/loaded';
import { useCheck, Verdict } from '../trail';
import { known, signedAt, sizeOf } from '../trail/known';
import { checkpoints, latestCheckpoint, logKey } from './queries';
import { saveText } from '../app/save';

/** What the office publishes of its log, and how anybody checks it without the office. */
export function PublicLog() {
  const { t } = useTranslation();
  const checkpoint = useQuery(latestCheckpoint());
  const key = useQuery(logKey());
  const earlier = useQuery(checkpoints());
  const { said, start } = useCheck();
  const mine = known();
  return (
    <>
      <Title>{t('audit.log')}</Title>
      <p className="lead">{t('log.lead')}</p>
      <section className="sheet">
        <h2>{t('log.checkpoint')}</h2>
        <Loaded query={checkpoint}>
          {(note) => (
            <>
              <dl className="facts"><div><dt>{t('log.size')}</dt><dd>{number(sizeOf(note))}</dd></div><div><dt>{t('log.at')}</dt><dd>{instant(signedAt(note))}</dd></div></dl>
              <pre className="mono note-text">{note}</pre>
              <p><button type="button" className="main" onClick={() => { const { key, checkpoint: kept } = known(); start({ what: 'log', checkpoint: note, key, kept }); }}>{t('log.check')}</button></p>
              <div role="status">{said ? <Verdict said={said} /> : <p>{t('log.check_idle')}</p>}</div>
              <p><button type="button" onClick={() => saveText(`checkpoint-${sizeOf(note)}.txt`, 'text/plain', note)}>{t('log.save')}</button></p>
              {mine.checkpoint && <p className="hint">{t('log.seen', { size: number(sizeOf(mine.checkpoint)), at: instant(signedAt(mine.checkpoint)) })}</p>}
            </>
          )}
        </Loaded>
      </section>
      <section className="sheet">
        <h2>{t('log.earlier')}</h2>
        <Loaded query={earlier}>
          {(rows) => (
            <table className="stack">
              <caption className="unseen">{t('log.earlier')}</caption>
              <thead><tr><th scope="col">{t('log.size')}</th><th scope="col">{t('log.at')}</th><th scope="col">{t('log.root')}</th></tr></thead>
              <tbody>{rows.map((r) => <tr key={r.size}><th scope="row">{number(r.size)}</th><td data-label={t('log.at')}>{instant(r.recorded_at)}</td><td data-label={t('log.root')} className="mono">{r.note.split('\n')[2]}</td></tr>)}</tbody>
            </table>
          )}
        </Loaded>
      </section>
      <section className="sheet">
        <h2>{t('log.keys')}</h2>
        <Loaded query={key}>
          {(text) => (
            <>
              <p className="mono">{text}</p>
              {mine.key && <p>{mine.key === text ? t('log.pinned') : t('log.pinned_other')}</p>}
              <p><button type="button" onClick={() => saveText('checkpoint.pub', 'text/plain', `${text}\n`)}>{t('log.save_key')}</button></p>
            </>
          )}
        </Loaded>
      </section>
      <section className="sheet" id="offline">
        <h2>{t('log.offline')}</h2>
        <ol>{t('log.steps', { returnObjects: true }).map((s) => <li key={s}>{s}</li>)}</ol>
        <p className="actions">
          <a href={verifyUrl} download="verify.mjs">{t('log.verifier', { name: 'verify.mjs' })}</a>
          <a href={checkUrl} download="check.mjs">{t('log.verifier', { name: 'check.mjs' })}</a>
          <Link to="/log/pack">{t('log.pack')}</Link>
        </p>
      </section>
    </>
  );
}
