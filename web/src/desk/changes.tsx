import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { changes, guide } from '../api/queries';
import { instant, size } from '../app/format';
import { pieces } from '../case/difference';
import { Answer } from '../form/answers';
import { inOrder, type Schema, schemaAt } from '../form/schema';
import { said } from '../i18n';
import { Loaded } from '../parts/loaded';

/** What each answer of the applicant changed, the last one first: only that is read again. */
export function Changes({ c }: { c: Schemas['Case'] }) {
  const { t } = useTranslation();
  const rounds = useQuery(changes(c.id));
  const form = useQuery(guide(c.item, c.version));
  return (
    <Loaded query={rounds}>
      {(rows) => (rows.length === 0 ? <p>{t('bench.no_changes')}</p> : (
        <Loaded query={form}>{(g) => <>{rows.map((r) => <Round key={r.entry} r={r} form={g.form as Schema} c={c} />)}</>}</Loaded>
      ))}
    </Loaded>
  );
}

function Round({ r, form, c }: { r: Schemas['Round']; form: Schema; c: Schemas['Case'] }) {
  const { t } = useTranslation();
  return (
    <section className="sheet">
      <h3>{t('bench.changed_on', { at: instant(r.at) })} {r.by?.name && <span className="hint">{r.by.name}</span>}</h3>
      {r.asked.length > 0 && <><h4>{t('bench.asked')}</h4><ol>{r.asked.map((a, i) => <li key={i}><strong>{a.problem}</strong> {a.demand}</li>)}</ol></>}
      <h4>{t('bench.fields')}</h4>
      {r.fields.length === 0 ? <p className="hint">{t('bench.no_fields')}</p> : <dl className="answers">{[...r.fields].sort((a, b) => inOrder(form, a.field, b.field)).map((f) => <Field key={f.field} f={f} form={form} />)}</dl>}
      <h4>{t('bench.files')}</h4>
      {r.files.length === 0 ? <p className="hint">{t('bench.no_files')}</p> : (
        <ul className="rows">{r.files.map((f) => (
          <li key={f.material + f.sha256 + f.change}>
            <span>{f.change === 'added' ? <ins>+ {t('bench.added')}</ins> : <del>− {t('bench.removed')}</del>} {said(f.title)}: {[...c.materials, ...c.replaced].some((m) => m.sha256 === f.sha256) ? <a href={`/api/v1/cases/${c.id}/materials/${f.sha256}`} download>{f.name}</a> : f.name}</span>
            <span className="hint">{size(f.size)}</span>
          </li>
        ))}</ul>
      )}
    </section>
  );
}

function Field({ f, form }: { f: Schemas['FieldDifference']; form: Schema }) {
  const { t } = useTranslation();
  const { schema, titles } = schemaAt(form, f.field);
  const { was, now } = f as { was?: unknown; now?: unknown };
  return (
    <div>
      <dt>{titles.map((x) => said(x)).join(' › ')}</dt>
      <dd>
        {typeof was === 'string' && typeof now === 'string' && !schema.enum && schema.format !== 'date'
          ? pieces(was, now).map((p, i) => (p.kind === 'same' ? <span key={i}>{p.text}</span> : p.kind === 'added' ? <ins key={i}><span className="unseen">{t('bench.added')} </span>{p.text}</ins> : <del key={i}><span className="unseen">{t('bench.removed')} </span>{p.text}</del>))
          : (
            <>
              {was !== undefined && <p><span className="hint">{t('bench.was')}</span> <del><Answer root={form} schema={schema} value={was} /></del></p>}
              {now !== undefined && <p><span className="hint">{t('bench.now')}</span> <ins><Answer root={form} schema={schema} value={now} /></ins></p>}
            </>
          )}
      </dd>
    </div>
  );
}
