import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { listed, number } from '../app/format';
import { FlowPicture } from '../flow/picture';
import { said } from '../i18n';

type Check = Schemas['DefinitionCheck'];
type Finding = Schemas['DefinitionFinding'];
type Steps = readonly Schemas['GuideStep'][];

export const severities = ['error', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];

const looks: Record<Severity, { look: string; icon: string }> = { error: { look: 'red', icon: '✕' }, warning: { look: 'yellow', icon: '!' }, note: { look: 'neutral', icon: 'i' } };

export function severityOf(f: Finding): Severity {
  return severities.find((s) => s === f.severity) ?? 'note';
}

export function SeverityTag({ severity, count }: { severity: Severity; count?: number }) {
  const { t } = useTranslation();
  const { look, icon } = looks[severity];
  return <span className={`tag ${look}`}><span aria-hidden="true">{icon}</span> {count === undefined ? t(`admin.severity.${severity}`) : t(`admin.found.${severity}`, { count })}</span>;
}

/** How many there are of each severity, and whether that lets a version be published. */
export function Verdict({ check }: { check: Check }) {
  const { t } = useTranslation();
  return (
    <p className="actions">
      <span className={`tag ${check.sound ? 'success' : 'red'}`}><span aria-hidden="true">{check.sound ? '✓' : '✕'}</span> {t(check.sound ? 'admin.proof.sound' : 'admin.proof.unsound')}</span>
      {severities.map((s) => ({ s, n: check.findings.filter((f) => severityOf(f) === s).length })).filter(({ n }) => n > 0).map(({ s, n }) => <SeverityTag key={s} severity={s} count={n} />)}
    </p>
  );
}

/** What was found, each with its place in the text and the shortest way to it. */
export function Findings({ check, goTo }: { check: Check; goTo?: (line: number, column: number) => void }) {
  const { t } = useTranslation();
  if (check.findings.length === 0) return <p>{t('admin.proof.nothing')}</p>;
  return (
    <ul className="rows findings">
      {check.findings.map((f, i) => (
        <li key={i}>
          <div>
            <SeverityTag severity={severityOf(f)} /> {said(f)}
            {f.path && f.path.length > 0 && <Counterexample path={f.path} steps={check.guide?.steps ?? []} />}
          </div>
          <span className="hint">
            {goTo && f.line > 0 ? <button type="button" className="link" onClick={() => goTo(f.line, f.column)}>{t('admin.at', { line: f.line, column: f.column })}<span className="unseen"> {said(f)}</span></button> : f.line > 0 && t('admin.at', { line: f.line, column: f.column })} <span className="mono">{f.code}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The shortest way to a fault: all of it in sentences, or one move after the other over the picture of the flow. */
function Counterexample({ path, steps }: { path: Schemas['PathStep'][]; steps: Steps }) {
  const { t } = useTranslation();
  const [at, play] = useState<number>();
  const now = at === undefined ? undefined : path[at];
  return (
    <div className="counterexample">
      <p>{t('admin.proof.shortest', { count: path.length })}</p>
      <ol>{path.map((p, i) => <li key={i} aria-current={i === at ? 'step' : undefined}>{said(p)}</li>)}</ol>
      {steps.length > 0 && (
        <p className="actions">
          {at === undefined
            ? <button type="button" onClick={() => play(0)}>{t('admin.proof.play')}</button>
            : <>
                <button type="button" onClick={() => play(Math.max(0, at - 1))} aria-disabled={at === 0}>{t('admin.proof.back')}</button>
                <button type="button" onClick={() => play(Math.min(path.length - 1, at + 1))} aria-disabled={at === path.length - 1}>{t('admin.proof.forth')}</button>
                <button type="button" className="quiet" onClick={() => play(undefined)}>{t('app.close')}</button>
              </>}
        </p>
      )}
      {at !== undefined && now && (
        <>
          <p role="status">{t('admin.proof.move', { n: at + 1, of: path.length })} {said(now)}</p>
          <FlowPicture caption={t('admin.proof.picture')} steps={steps} open={new Set(now.node ? [now.node] : [])} marked={new Set(path.slice(0, at + 1).flatMap((p) => p.node ?? []))} />
        </>
      )}
    </div>
  );
}

/** All that was proved of a definition, how far that reaches, and what it does not say. */
export function Report({ check, goTo }: { check: Check; goTo?: (line: number, column: number) => void }) {
  const { t } = useTranslation();
  const title = (node: string) => said(check.guide?.steps.find((s) => s.node === node)?.title) || node;
  return (
    <>
      <Verdict check={check} />
      <section><h2>{t('admin.proof.findings')}</h2><Findings check={check} goTo={goTo} /></section>
      {check.times.length > 0 && <section><h2>{t('admin.proof.times')}</h2><Times times={check.times} title={title} /></section>}
      {check.returns.length > 0 && <section><h2>{t('admin.proof.returns')}</h2><Returns returns={check.returns} title={title} /></section>}
      {check.staffing && <section><h2>{t('admin.proof.staff')}</h2><Staff staffing={check.staffing} title={title} /></section>}
      {check.positions > 0 && (
        <section className="sheet">
          <h2>{t('admin.proof.scope')}</h2>
          <dl className="facts">
            <div><dt>{t('admin.proof.positions')}</dt><dd>{number(check.positions)}</dd></div>
            <div><dt>{t('admin.proof.moves')}</dt><dd>{number(check.moves)}</dd></div>
            <div><dt>{t('admin.proof.prover')}</dt><dd>{check.prover ?? t('admin.proof.earlier')}</dd></div>
            <div><dt>{t('admin.proof.report')}</dt><dd className="mono">{check.report_hash}</dd></div>
          </dl>
          <p>{t('admin.proof.not')}</p>
        </section>
      )}
    </>
  );
}

/** The longest counted time of each clock beside what was promised and what the law allows. */
function Times({ times, title }: { times: Schemas['LongestTime'][]; title: (node: string) => string }) {
  const { t } = useTranslation();
  return (
    <table className="stack">
      <caption>{t('admin.proof.times_note')}</caption>
      <thead><tr><th scope="col">{t('admin.proof.clock')}</th><th scope="col">{t('admin.proof.longest')}</th><th scope="col">{t('guide.promise')}</th><th scope="col">{t('guide.law')}</th><th scope="col">{t('admin.proof.way')}</th></tr></thead>
      <tbody>
        {times.map((x, i) => (
          <tr key={i}>
            <th scope="row">{t(`admin.clock.${x.clock as 'decide'}`)}{x.deemed && <span className="hint"> {t('admin.proof.deemed')}</span>}</th>
            <td data-label={t('admin.proof.longest')}>{t('days.work', { count: x.days })} {x.days > x.law ? <SeverityTag severity="error" /> : <span className="tag success"><span aria-hidden="true">✓</span> {t('admin.proof.within')}</span>}</td>
            <td data-label={t('guide.promise')}>{x.promise ? t('days.work', { count: x.promise }) : t('admin.none')}</td>
            <td data-label={t('guide.law')}>{t('days.work', { count: x.law })}</td>
            <td data-label={t('admin.proof.way')}>{x.path.map((l) => `${title(l.node)} ${l.days}`).join(' + ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Returns({ returns, title }: { returns: Schemas['WayBack'][]; title: (node: string) => string }) {
  const { t } = useTranslation();
  return (
    <table className="stack">
      <caption>{t('admin.proof.returns_note')}</caption>
      <thead><tr><th scope="col">{t('admin.proof.from')}</th><th scope="col">{t('admin.proof.to')}</th><th scope="col">{t('admin.proof.costs')}</th><th scope="col">{t('admin.proof.at_most')}</th><th scope="col">{t('admin.proof.fits')}</th></tr></thead>
      <tbody>
        {returns.map((r, i) => (
          <tr key={i}>
            <th scope="row">{title(r.node)}</th>
            <td data-label={t('admin.proof.to')}>{title(r.to)}</td>
            <td data-label={t('admin.proof.costs')}>{t('days.work', { count: r.days })}</td>
            <td data-label={t('admin.proof.at_most')}>{r.at_most ? t('admin.times', { count: r.at_most }) : t('admin.proof.any')}</td>
            <td data-label={t('admin.proof.fits')}>{t('admin.times', { count: r.fits })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function namesOf(people: readonly Schemas['Somebody'][]): string {
  return listed(people.map((p) => p.name ?? p.id));
}

/** One way in which the people appointed can do every step, and whom nobody can replace. */
function Staff({ staffing, title }: { staffing: Schemas['Staffing']; title: (node: string) => string }) {
  const { t } = useTranslation();
  return (
    <>
      <p><span className={`tag ${staffing.feasible ? 'success' : 'yellow'}`}><span aria-hidden="true">{staffing.feasible ? '✓' : '!'}</span> {t(!staffing.decided ? 'admin.proof.undecided' : staffing.feasible ? 'admin.proof.feasible' : 'admin.proof.infeasible')}</span></p>
      {staffing.absences.length > 0 && <p>{t('admin.proof.unspared', { names: namesOf(staffing.absences.map((a) => a.person)) })}</p>}
      {staffing.duties.length > 0 && (
        <details>
          <summary>{t('admin.proof.duties')}</summary>
          <dl className="facts">{staffing.duties.map((d) => <div key={d.node}><dt>{title(d.node)}</dt><dd>{namesOf(d.people)}</dd></div>)}</dl>
        </details>
      )}
    </>
  );
}
