import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../api/client';
import { said } from '../i18n';
import { severityOf } from './proof';

/** Where the caret has to go; made anew each time it is wished. */
export interface Wish { line: number; column: number }

interface Props {
  label: string;
  text: string;
  onText: (text: string) => void;
  findings: readonly Schemas['DefinitionFinding'][];
  wish?: Wish;
  still?: boolean; // while it is sent nothing can be written
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--primary)' }, { tag: tags.comment, color: 'var(--text-3)' }, { tag: tags.string, color: 'var(--success)' },
  { tag: [tags.number, tags.bool, tags.keyword], color: 'var(--paused)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--bg)', fontSize: '14px' },
  '&.cm-focused': { outline: '3px solid var(--focus)', outlineOffset: '-3px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace', lineHeight: '22px' },
  '.cm-gutters': { backgroundColor: 'var(--layout)', color: 'var(--text-3)', borderInlineEnd: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--info-bg) 60%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--info-bg)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--focus) 30%, transparent)' },
  // The library's own underlines and signs are pictures in data: addresses, which the policy refuses.
  '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy', textDecorationSkipInk: 'none' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecorationColor: 'var(--red-line)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecorationColor: 'var(--yellow-line)' },
  '.cm-lintRange-info': { backgroundImage: 'none', textDecorationColor: 'var(--control)' },
  '.cm-lintRange-active': { backgroundColor: 'var(--yellow-bg)' },
  '.cm-lint-marker': { width: '1em', height: '1em', textAlign: 'center', lineHeight: '22px' },
  '.cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info': { content: 'normal' },
  '.cm-lint-marker-error::before': { content: '"✕"', color: 'var(--red)' },
  '.cm-lint-marker-warning::before': { content: '"!"', color: 'var(--yellow)' },
  '.cm-lint-marker-info::before': { content: '"i"', color: 'var(--text-3)' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--control)' },
});

/** What is typed over a selection is put there by us: the browser would take the look of what was there along as inline styles, which the policy refuses. */
const typeOver = EditorView.domEventHandlers({
  beforeinput(e, view) {
    if (e.inputType !== 'insertText' || e.data === null || view.state.readOnly || view.state.selection.main.empty) return false;
    e.preventDefault();
    view.dispatch(view.state.replaceSelection(e.data), { scrollIntoView: true, userEvent: 'input.type' });
    return true;
  },
});

/**
 * A text with line numbers, in which findings are underlined. It lives in a shadow root: there the editor's styles are sheets made by
 * script, which the policy lets pass, and not elements, which it refuses.
 */
export function CodeEditor({ label, text, onText, findings, wish, still = false }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const first = useRef({ label, text });
  const [writing] = useState(() => new Compartment());
  const tell = useRef(onText);
  useEffect(() => { tell.current = onText; });
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const made = new EditorView({
      root, parent: root,
      state: EditorState.create({
        doc: first.current.text,
        extensions: [
          writing.of([]), look, lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), yaml(), syntaxHighlighting(colours), typeOver,
          // Tab leaves the editor after Escape, as a keyboard needs a way out.
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ 'aria-label': first.current.label, spellcheck: 'false', tabindex: '0' }),
          EditorView.updateListener.of((u) => { if (u.docChanged) tell.current(u.state.doc.toString()); }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [writing]);
  useEffect(() => {
    view.current?.dispatch({ effects: writing.reconfigure(EditorState.readOnly.of(still)) });
  }, [still, writing]);
  useEffect(() => {
    const v = view.current;
    if (v && v.state.doc.toString() !== text) v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const v = view.current;
    if (v) v.dispatch(setDiagnostics(v.state, findings.flatMap((f) => diagnostic(v.state, f))));
  }, [findings]);
  useEffect(() => {
    const v = view.current;
    if (!v || !wish) return;
    const at = place(v.state, wish.line, wish.column);
    v.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    v.focus();
  }, [wish]);
  return <div ref={host} className="code" />;
}

/** Where a line and column of the server are in the text, which may have changed since. */
function place(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
  return Math.min(at.from + Math.max(0, column - 1), at.to);
}

function diagnostic(state: EditorState, f: Schemas['DefinitionFinding']): Diagnostic[] {
  if (f.line < 1) return [];
  const from = place(state, f.line, f.column);
  const severity = severityOf(f);
  return [{ from, to: state.doc.lineAt(from).to, severity: severity === 'note' ? 'info' : severity, message: said(f) }];
}
