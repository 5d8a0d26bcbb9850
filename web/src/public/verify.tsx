import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { api, data, type Schemas } from '../api/client';
import { day, instant } from '../app/format';
import { Title } from '../app/title';
import { ErrorNote } from '../parts/errors';
import { useGradeTitle, useKindTitle } from '../parts/kind';
import type { Found } from './code/check';
import { FromFile } from './code/from-file';
import type { Read } from './code/read';

/** A certificate is verified by its number, by its PDF or a picture, or by the text of its code: that of the paper leads here, after the #. */
export function Verify() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  const byNumber = useMutation({
    mutationFn: async (number: string) => data<Schemas['PublicCertificate']>(await api.GET('/api/v1/certificates/{number}', { params: { path: { number } } })),
  });
  const byCode = useMutation({ mutationFn: async ({ code, number }: { code: string; number?: string }) => (await import('./code/check')).checkCode(code, number) });
  const { mutate } = byCode, { mutate: lookUp } = byNumber;
  useEffect(() => {
    if (hash.length > 1) codeOrNumber({ code: hash.slice(1) }, mutate, lookUp);
  }, [hash, mutate, lookUp]);
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const reset = () => { byNumber.reset(); byCode.reset(); };
  return (
    <>
      <Title>{t('nav.verify')}</Title>
      <p>{t('verify.lead')}</p>
      <FromFile begin={reset} found={(read) => codeOrNumber(read, mutate, lookUp)} />
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); reset(); byNumber.mutate(number.trim()); }}>
        <ErrorNote error={byNumber.error} />
        <p className="field"><label htmlFor="number">{t('certificate.number')}</label><input id="number" required value={number} onChange={(e) => setNumber(e.target.value)} autoComplete="off" /></p>
        <button type="submit" className="main" disabled={byNumber.isPending}>{t('verify.by_number')}</button>
      </form>
      <form className="narrow" onSubmit={(e) => { e.preventDefault(); reset(); byCode.mutate({ code: code.trim() }); }}>
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

/** Certificates of an office without a key bear an address that names their number. */
function codeOrNumber(read: Read, check: (read: Read) => void, lookUp: (number: string) => void): void {
  const after = read.code.slice(read.code.indexOf('#') + 1);
  if (/^[A-Z0-9-]{4,100}$/.test(after)) lookUp(after);
  else check(read);
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

/** What is said of a code in one word: the rest of the codes say that it was cut or rewritten. */
const verdicts = [
  'valid', 'valid_followed', 'valid_status_unchecked', 'suspended', 'revoked', 'withdrawn', 'cancelled', 'replaced', 'expired', 'not_yet_valid', 'status_unknown', 'bad_signature', 'key_unknown', 'no_credential',
  'other_certificate', 'field_hidden', 'list_stale', 'list_bad_signature', 'list_malformed', 'list_of_others',
] as const;

function Checked({ c }: { c: Found }) {
  const { t } = useTranslation();
  const kindTitle = useKindTitle();
  const verdict = verdicts.find((v) => v === c.code) ?? 'altered';
  const unsure = verdict === 'valid_status_unchecked' || verdict.startsWith('list_');
  const [look, sign] = c.ok && !unsure ? ['success', '✓'] : unsure ? ['yellow', '!'] : ['red', '✕'];
  return (
    <section className="sheet">
      <h2><span className={`tag ${look} whole`}><span aria-hidden="true">{sign}</span> {t(`code.verdict.${verdict}`)}</span></h2>
      <p>{t(`code.why.${verdict}`)}</p>
      <dl className="facts">
        {Object.entries(c.shown ?? {}).map(([name, value]) => <div key={name}><dt>{t(`certificate.field.${name as 'number'}`, { defaultValue: name })}</dt><dd>{name === 'kind' ? kindTitle(value) : value}</dd></div>)}
        {c.valid_from && <div><dt>{t('certificate.from')}</dt><dd>{day(c.valid_from)}</dd></div>}
        {c.valid_until && <div><dt>{t('certificate.until')}</dt><dd>{day(c.valid_until)}</dd></div>}
        {c.signed_by && <div><dt>{t('code.signed_by')}</dt><dd className="mono">{c.signed_by}</dd></div>}
      </dl>
      {(c.hidden ?? []).length > 0 && <p className="hint">{t('verify.hidden', { count: c.hidden?.length })}</p>}
      {c.list && <p className="hint">{t('verify.list', { number: c.list.number, at: instant(c.list.at) })}</p>}
      <p className="hint">{t(`code.by.${c.by}`)}</p>
    </section>
  );
}
