import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { day, instant } from '../app/format';
import { Title } from '../app/title';
import { language } from '../i18n';
import { ErrorNote } from '../parts/errors';
import { useGradeTitle, useKindTitle } from '../parts/kind';

/** A certificate is verified by its number, or by the text of its code: that of the paper leads here, after the #. */
export function Verify() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  const byNumber = useMutation({
    mutationFn: async (number: string) => data<Schemas['PublicCertificate']>(await api.GET('/api/v1/certificates/{number}', { params: { path: { number } } })),
  });
  const byCode = useMutation({ mutationFn: async (code: string) => data<Schemas['CheckedCode']>(await api.POST('/api/v1/certificates/verify', { body: { code } })) });
  const { mutate } = byCode;
  useEffect(() => {
    if (hash.length > 1) mutate(`${location.origin}/verify${hash}`);
  }, [hash, mutate]);
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  return (
    <>
      <Title>{t('nav.verify')}</Title>
      <p>{t('verify.lead')}</p>
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); byCode.reset(); byNumber.mutate(number.trim()); }}>
        <ErrorNote error={byNumber.error} />
        <p className="field"><label htmlFor="number">{t('certificate.number')}</label><input id="number" required value={number} onChange={(e) => setNumber(e.target.value)} autoComplete="off" /></p>
        <button type="submit" className="main" disabled={byNumber.isPending}>{t('verify.by_number')}</button>
      </form>
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); byNumber.reset(); byCode.mutate(code.trim()); }}>
        <ErrorNote error={byCode.error} />
        <p className="field"><label htmlFor="code">{t('verify.code')}</label><span className="hint" id="code-help">{t('verify.code_help')}</span><textarea id="code" required rows={3} aria-describedby="code-help" value={code} onChange={(e) => setCode(e.target.value)} /></p>
        <button type="submit" disabled={byCode.isPending}>{t('verify.by_code')}</button>
      </form>
      <div role="status">
        {byNumber.data && <Registered c={byNumber.data} />}
        {byCode.data && <Checked c={byCode.data} />}
      </div>
    </>
  );
}

export function certificateLook(status: string | undefined): string {
  if (status === 'valid') return 'success';
  return status === 'expired' || status === 'replaced' ? 'neutral' : 'red';
}

function Registered({ c }: { c: Schemas['PublicCertificate'] }) {
  const { t } = useTranslation();
  const kindTitle = useKindTitle();
  const gradeTitle = useGradeTitle();
  return (
    <section className="sheet">
      <h2>{c.number} <span className={`tag ${certificateLook(c.status)}`}>{t(`certificate.status.${c.status}`)}</span></h2>
      <dl className="facts">
        <div><dt>{t('certificate.kind')}</dt><dd>{kindTitle(c.kind)}</dd></div>
        <div><dt>{t('certificate.holder')}</dt><dd>{c.holder}</dd></div>
        {c.grade && <div><dt>{t('certificate.grade')}</dt><dd>{gradeTitle(c.kind, c.grade)}</dd></div>}
        {c.scope && <div><dt>{t('certificate.scope')}</dt><dd>{c.scope}</dd></div>}
        <div><dt>{t('certificate.from')}</dt><dd>{day(c.valid_from)}</dd></div>
        {c.valid_until && <div><dt>{t('certificate.until')}</dt><dd>{day(c.valid_until)}</dd></div>}
        {c.succeeded_by && <div><dt>{t('certificate.succeeded_by')}</dt><dd>{c.succeeded_by}</dd></div>}
      </dl>
      <p className="hint">{t('verify.register')}</p>
    </section>
  );
}

function Checked({ c }: { c: Schemas['CheckedCode'] }) {
  const { t } = useTranslation();
  return (
    <section className="sheet">
      <h2><span className={`tag ${c.ok ? 'success' : 'red'}`}><span aria-hidden="true">{c.ok ? '✓' : '✕'}</span> {language() === 'en' ? c.en : c.zh}</span></h2>
      <dl className="facts">
        {Object.entries(c.shown ?? {}).map(([name, value]) => <div key={name}><dt>{t(`certificate.field.${name as 'number'}`, { defaultValue: name })}</dt><dd>{value}</dd></div>)}
        {c.valid_from && <div><dt>{t('certificate.from')}</dt><dd>{day(c.valid_from)}</dd></div>}
        {c.valid_until && <div><dt>{t('certificate.until')}</dt><dd>{day(c.valid_until)}</dd></div>}
      </dl>
      {(c.hidden ?? []).length > 0 && <p className="hint">{t('verify.hidden', { count: c.hidden?.length })}</p>}
      {c.list && <p className="hint">{t('verify.list', { number: c.list.number, at: instant(c.list.at) })}</p>}
    </section>
  );
}
