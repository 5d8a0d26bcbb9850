import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { said } from '../i18n';
import { type Box, type Exit, type Layout, layOut, type Link, type Words } from './layout';
import { linkKey, type Travel } from './path';
import './flow.css';

type Step = Schemas['GuideStep'];

interface Props {
  caption: string;
  steps: readonly Step[];
  travels?: readonly Travel[];
  open?: ReadonlySet<string>;
  /** Nodes that something is said of elsewhere, such as a finding. */
  marked?: ReadonlySet<string>;
}

/**
 * The picture of a flow: what its definition says, and over it in thick lines the way a case went, numbered. The same stands below it as a
 * list, which is all that a screen reader is told and where a narrow screen begins.
 */
export function FlowPicture({ caption, steps, travels = [], open, marked }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, show] = useState(() => (matchMedia('(width < 768px)').matches ? 'outline' : 'picture'));
  const layout = useMemo(() => drawn(steps, travels, { previous: t('flow.previous'), otherwise: t('flow.otherwise'), nth: (n) => t('flow.nth', { n }) }), [steps, travels, t]);
  const over = useMemo(() => byLink(travels), [travels]);
  const placed = new Set([...layout.links, ...layout.exits].map((l) => l.key));
  const elsewhere = travels.filter((m) => !placed.has(linkKey(m.from, m.to, m.way)));
  return (
    <figure className="flow" aria-labelledby={id}>
      <figcaption id={id}>{caption}</figcaption>
      <div role="group" aria-label={t('flow.as')} className="flow-as">
        {(['picture', 'outline'] as const).map((x) => <button key={x} type="button" className="quiet" aria-pressed={shown === x} onClick={() => show(x)}>{t(`flow.${x}`)}</button>)}
      </div>
      {shown === 'picture' && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
        <div className="flow-scroll" role="region" aria-label={t('flow.picture')} tabIndex={0}>
          <svg aria-hidden="true" width={layout.width} height={layout.height} viewBox={`0 0 ${layout.width} ${layout.height}`}>
            <defs><marker id={`${id}-head`} viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path d="M0 0L8 4L0 8Z" /></marker></defs>
            <Start layout={layout} />
            {layout.boxes.filter(isBlock).map((b) => <BoxPart key={b.step.node} b={b} been={false} open={open} marked={marked} />)}
            {layout.links.map((l) => <path key={`${l.key}${l.d}`} d={l.d} className={`link ${l.way}${over.has(l.key) ? ' been' : ''}`} markerEnd={`url(#${id}-head)`} />)}
            {layout.lanes.map((l) => <foreignObject key={l.key} x={l.x} y={l.y} width={l.w} height={24}><div className="lane">{l.text}</div></foreignObject>)}
            {layout.boxes.filter((b) => !isBlock(b)).map((b) => <BoxPart key={b.step.node} b={b} been={travels.some((m) => m.to === b.step.node)} open={open} marked={marked} />)}
            {layout.exits.map((e, i) => <ExitPart key={`${e.key}${i}`} e={e} over={e.way === 'end' ? over.get(e.key) : undefined} />)}
            {layout.links.map((l) => <Numbers key={`${l.key}${l.d}`} l={l} over={over.get(l.key)} />)}
          </svg>
        </div>
      )}
      {shown === 'picture' && elsewhere.length > 0 && <p className="note">{elsewhere.map((m) => <span key={m.n} data-n={m.n} data-from={m.from} data-to={m.to}>{t('flow.act', { n: m.n, to: titleOf(steps, m.to) })} </span>)}</p>}
      <div className={shown === 'picture' ? 'unseen' : ''}>{travels.length > 0 ? <Path steps={steps} travels={travels} open={open} /> : <Outline steps={steps} within="" />}</div>
    </figure>
  );
}

/** The layout with the ways gone that no definition names, such as those of the law. */
function drawn(steps: readonly Step[], travels: readonly Travel[], words: Words): Layout {
  const plain = layOut(steps, words);
  const known = new Set([...plain.links, ...plain.exits.filter((e) => e.way === 'end')].map((l) => l.key));
  const nodes = new Set(steps.map((s) => s.node));
  const also = travels.filter((m) => m.from !== '' && nodes.has(m.from) && nodes.has(m.to) && !known.has(linkKey(m.from, m.to, m.way)));
  return also.length === 0 ? plain : layOut(steps, words, also);
}

function byLink(travels: readonly Travel[]): Map<string, Travel[]> {
  const over = new Map<string, Travel[]>();
  for (const m of travels) {
    const key = linkKey(m.from, m.to, m.way);
    over.set(key, [...(over.get(key) ?? []), m]);
  }
  return over;
}

const isBlock = (b: Box) => b.step.kind === 'parallel' || b.step.kind === 'choice';

function titleOf(steps: readonly Step[], node: string): string {
  const step = steps.find((s) => s.node === node);
  if (step) return said(step.title) || node;
  return said(steps.flatMap((s) => s.leads).find((l) => l.to === node)?.to_title) || node;
}

function Start({ layout }: { layout: Layout }) {
  const first = layout.links[0];
  return first ? <circle className="start" cx={first.x} cy={16} r={6} /> : null;
}

function BoxPart({ b, been, open, marked }: { b: Box; been: boolean; open?: ReadonlySet<string>; marked?: ReadonlySet<string> }) {
  const { t } = useTranslation();
  const state = `${open?.has(b.step.node) ? ' open' : been ? ' been' : ''}${marked?.has(b.step.node) ? ' marked' : ''}`;
  const hint = [said(b.step.role_title), b.step.limit ? t('days.work', { count: b.step.limit }) : ''].filter(Boolean).join(' · ');
  return (
    <g className={`box ${b.step.kind}${state}`}>
      <rect x={b.x} y={b.y} width={b.w} height={b.h} rx={b.step.kind === 'end' ? b.h / 2 : 4} />
      <foreignObject x={b.x} y={b.y} width={b.w} height={isBlock(b) ? 40 : b.h}>
        <div className="box-words"><strong>{b.step.excluded && '‖ '}{said(b.step.title) || t(`flow.kind.${b.step.kind as 'step'}`)}</strong>{hint && <span>{hint}</span>}</div>
      </foreignObject>
    </g>
  );
}

function ExitPart({ e, over }: { e: Exit; over?: readonly Travel[] }) {
  return (
    <foreignObject x={e.x} y={e.y} width={e.w} height={24}>
      <div className={`exit ${e.way}${over ? ' been' : ''}`} title={e.text}>{over?.map((m) => <span key={m.n} className="number" data-n={m.n} data-from={m.from} data-to={m.to}>{m.n}</span>)}<span className="exit-words">{e.text}</span></div>
    </foreignObject>
  );
}

/** The numbers of the moves over a link, in a row that begins at its middle. */
function Numbers({ l, over }: { l: Link; over?: readonly Travel[] }) {
  return over?.map((m, i) => (
    <g key={m.n} className="number" data-n={m.n} data-from={m.from} data-to={m.to}>
      <circle cx={l.x + i * 19} cy={l.y} r={9} /><text x={l.x + i * 19} y={l.y + 4} textAnchor="middle">{m.n}</text>
    </g>
  ));
}

/** The way of a case in words. */
function Path({ steps, travels, open }: { steps: readonly Step[]; travels: readonly Travel[]; open?: ReadonlySet<string> }) {
  const { t } = useTranslation();
  return (
    <ol className="flow-path">
      {travels.map((m) => (
        <li key={m.n} value={m.n}>
          {m.from ? t('flow.move', { from: titleOf(steps, m.from), to: titleOf(steps, m.to) }) : m.way === 'act' ? t('flow.acted', { to: titleOf(steps, m.to) }) : t('flow.began', { to: titleOf(steps, m.to) })}
          {m.way === 'back_to' && <span className="tag yellow">{t('flow.back')}</span>}
          {m.way === 'law' && <span className="tag info">{t('flow.law')}</span>}
          {open?.has(m.to) && travels.findLast((x) => x.to === m.to) === m && <span className="tag info">{t('flow.here')}</span>}
        </li>
      ))}
    </ol>
  );
}

/** A flow in words: blocks hold what stands in them. */
function Outline({ steps, within }: { steps: readonly Step[]; within: string }) {
  const { t } = useTranslation();
  const here = steps.filter((s) => (s.within_node ?? '') === within);
  if (here.length === 0) return null;
  return (
    <ol className="steps">
      {here.map((s) => (
        <li key={s.node}>
          {s.lane_title && <span className="hint">{said(s.lane_title)} </span>}<strong>{said(s.title) || t(`flow.kind.${s.kind as 'step'}`)}</strong>
          {s.role_title && <span> · {said(s.role_title)}{(s.people ?? 1) > 1 && ` ${t('guide.people', { count: s.people })}`}</span>}
          {s.limit ? <span> · {t('days.work', { count: s.limit })}</span> : null}
          {s.excluded && <span className="tag paused"><span aria-hidden="true">‖</span> {t('guide.excluded')}</span>}
          {s.decisions.length > 0 && <span className="hint"> {s.decisions.map(said).join(' / ')}</span>}
          {s.cases.length > 0 && <ol>{s.cases.map((k, i) => <li key={i}>{k.when ? <code>{k.when}</code> : t('flow.otherwise')}</li>)}</ol>}
          {s.leads.length > 0 && <ul>{s.leads.map((l, i) => <li key={i}>{t(l.to ? `flow.lead.${l.way}` : 'flow.lead.previous', { what: said(l.title), to: said(l.to_title) })}</li>)}</ul>}
          <Outline steps={steps} within={s.node} />
        </li>
      ))}
    </ol>
  );
}
