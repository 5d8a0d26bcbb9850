import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { certificateRecord, certificates, items, matter } from '../api/queries';
import { useCommand } from '../app/command';
import { day, instant } from '../app/format';
import { Title } from '../app/title';
import { said } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { useGradeTitle, useKindTitle } from '../parts/kind';
import { Loaded, Together, Unread } from '../parts/loaded';
import { certificateLook } from '../public/verify';

export function MyCertificates() {
  const { t } = useTranslation();
  const held = useQuery(certificates());
  const kindTitle = useKindTitle();
  return (
    <>
      <Title>{t('nav.certificates')}</Title>
      <Loaded query={held}>
        {(rows) => (rows.length === 0 ? <p>{t('certificate.none')}</p> : (
          <ul className="rows">
            {rows.map((k) => (
              <li key={k.number}>
                <span><Link to={`/my/certificates/${encodeURIComponent(k.number)}`}>{k.number}</Link> {kindTitle(k.kind)}</span>
                <span><span className="hint">{k.valid_until && `${t('certificate.until')} ${day(k.valid_until)}`}</span> <span className={`tag ${certificateLook(k.status)}`}>{t(`certificate.status.${k.status}`)}</span></span>
              </li>
            ))}
          </ul>
        ))}
      </Loaded>
    </>
  );
}

const disclosable = ['kind', 'holder', 'holder_id', 'grade', 'scope', 'granted_on', 'authority'] as const;

export function MyCertificate() {
  const { t } = useTranslation();
  const { number = '' } = useParams();
  const record = useQuery(certificateRecord(number));
  const issuing = useQuery({ ...matter(record.data?.case ?? ''), enabled: Boolean(record.data?.case) });
  const kindTitle = useKindTitle();
  const gradeTitle = useGradeTitle();
  return (
    <Loaded query={record}>
      {(k) => (
        <Together of={[issuing]}>
          <nav aria-label={t('app.path')} className="path"><Link to="/my/certificates">{t('nav.certificates')}</Link></nav>
          <Title aside={<span className={`tag ${certificateLook(k.status)}`}>{t(`certificate.status.${k.status}`)}</span>}>{k.number}</Title>
          <section className="sheet">
            <dl className="facts">
              <div><dt>{t('certificate.kind')}</dt><dd>{kindTitle(k.kind)}</dd></div>
              <div><dt>{t('certificate.holder')}</dt><dd>{k.holder}</dd></div>
              {k.grade && <div><dt>{t('certificate.grade')}</dt><dd>{gradeTitle(k.kind, k.grade)}</dd></div>}
              {k.scope && <div><dt>{t('certificate.scope')}</dt><dd>{k.scope}</dd></div>}
              <div><dt>{t('certificate.from')}</dt><dd>{day(k.valid_from)}</dd></div>
              {k.valid_until && <div><dt>{t('certificate.until')}</dt><dd>{day(k.valid_until)}</dd></div>}
              {k.succeeded_by && <div><dt>{t('certificate.succeeded_by')}</dt><dd>{k.succeeded_by}</dd></div>}
            </dl>
            {k.case && <Paper of={k.case} />}
          </section>
          <Follow record={k} />
          {k.duties.length > 0 && (
            <section>
              <h2>{t('certificate.duties')}</h2>
              <ul className="rows">{k.duties.flatMap((d) => d.windows.map((w) => <li key={`${d.duty}/${w.year}`}><span>{said(d.title)} {w.year}</span><span className="hint">{day(w.from)} – {day(w.to)} · {t(`window.${w.status}`)}</span></li>))}</ul>
            </section>
          )}
          {k.changes.length > 0 && (
            <section>
              <h2>{t('certificate.history')}</h2>
              <ol>{k.changes.map((c, i) => <li key={i}>{instant(c.at)} · {said(c.title)} <Link to={`/my/cases/${c.case}`}>{c.case_number}</Link></li>)}</ol>
            </section>
          )}
          <Disclose number={k.number} />
        </Together>
      )}
    </Loaded>
  );
}

/** The certificate itself, as the office signed it; one that was registered from before has none here. */
function Paper({ of }: { of: string }) {
  const { t } = useTranslation();
  const found = useQuery(matter(of));
  const papers = (found.data?.documents ?? []).filter((d) => d.type === 'certificate');
  return (
    <>
      <Unread query={found} />
      <p className="actions">{papers.map((d) => (d.issued_at
        ? <a key={d.seq} className="button" href={`/api/v1/cases/${of}/documents/${d.seq}`} download>{said(d.title)} (PDF)</a>
        : <span key={d.seq} className="hint">{said(d.title)}: {t('case.being_made')}</span>))}</p>
    </>
  );
}

/** The items that go on from this certificate: renewal, change, cancellation. */
function Follow({ record }: { record: Schemas['CertificateRecord'] }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const list = useQuery(items());
  const begin = useCommand(
    async (item: string, key: string) => data<Schemas['Draft']>(await api.POST('/api/v1/drafts', { body: { item, certificate: record.number }, params: { header: { 'Idempotency-Key': key } } })),
    (d) => void go(`/my/drafts/${d.id}`),
  );
  const offered = (list.data ?? []).filter((i) => i.open && i.follows.includes(record.kind) && i.opened_by.includes('applicant'));
  if (offered.length === 0) return <Unread query={list} />;
  return (
    <section>
      <h2>{t('certificate.next')}</h2>
      <ErrorNote error={begin.error} />
      <ul className="rows">{offered.map((i) => <li key={i.item}><Link to={`/items/${i.item}`}>{said(i.title)}</Link><button type="button" onClick={() => begin.mutate(i.item)}>{t('guide.start')}<span className="unseen"> {said(i.title)}</span></button></li>)}</ul>
    </section>
  );
}

/** A code that shows only what its holder chose. */
function Disclose({ number }: { number: string }) {
  const { t } = useTranslation();
  const make = useMutation({
    mutationFn: async (show: string[]) => data<Schemas['DisclosureOutputBody']>(await api.POST('/api/v1/certificates/{number}/disclosure', { params: { path: { number } }, body: { show: show as never } })),
  });
  return (
    <section>
      <h2>{t('certificate.disclose')}</h2>
      <p>{t('certificate.disclose_why')}</p>
      <form onSubmit={(e) => { e.preventDefault(); make.mutate(new FormData(e.currentTarget).getAll('show').map(String)); }}>
        <ErrorNote error={make.error} />
        <fieldset className="field">
          <legend>{t('certificate.show')}</legend>
          {disclosable.map((f) => <label className="option" key={f}><input type="checkbox" name="show" value={f} /> {t(`certificate.field.${f}`)}</label>)}
        </fieldset>
        <button type="submit" disabled={make.isPending}>{t('certificate.make')}</button>
      </form>
      <div role="status">{make.data && <p className="field"><label htmlFor="disclosed">{t('verify.code')}</label><textarea id="disclosed" readOnly rows={4} value={make.data.code} /></p>}</div>
    </section>
  );
}
