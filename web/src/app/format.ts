import { language } from '../i18n';

const zone = 'Asia/Shanghai';

function locale(): string {
  return language() === 'zh' ? 'zh-CN' : 'en-GB';
}

/** A civil day as the API writes it, 2026-11-23. */
export function day(date: string | undefined): string {
  if (!date) return '';
  const [y, m, d] = date.slice(0, 10).split('-').map(Number);
  if (!y || !m || !d) return date;
  if (language() === 'zh') return `${y}年${m}月${d}日`;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(Date.UTC(y, m - 1, d));
}

/** An instant, in the time of the office. */
export function instant(at: string | undefined): string {
  if (!at) return '';
  const parts = new Intl.DateTimeFormat(locale(), { year: 'numeric', month: language() === 'zh' ? 'long' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone });
  return parts.format(new Date(at));
}

/** An instant to the millisecond, as lists of records show it: 2026-11-23 10:00:00.123. */
export function precise(at: string | undefined): string {
  if (!at) return '';
  const parts = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, timeZone: zone });
  return parts.format(new Date(at)).replace(',', '.');
}

export function size(bytes: number): string {
  const unit = bytes < 1 << 20 ? 'KB' : bytes < 1 << 30 ? 'MB' : 'GB';
  const value = bytes / { KB: 1 << 10, MB: 1 << 20, GB: 1 << 30 }[unit];
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value)} ${unit}`;
}

/** Yuan as people say them: 500 万元 (5,000,000 元). */
export function yuan(amount: number): string {
  const whole = new Intl.NumberFormat('en-US').format(amount);
  if (language() === 'en') return `CNY ${whole}`;
  if (Math.abs(amount) < 10_000) return `${whole} 元`;
  return `${new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 4 }).format(amount / 10_000)} 万元（${whole} 元）`;
}

/** Names beside one another, as the language puts them. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction', style: 'narrow' }).format(names);
}

/** A stretch of time in its largest whole unit. */
export function stretch(seconds: number): string {
  const [unit, long] = ([['day', 86_400], ['hour', 3_600], ['minute', 60]] as const).find(([, s]) => seconds >= s && seconds % s === 0) ?? ['second', 1];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: language() === 'zh' ? 'short' : 'long' }).format(seconds / long);
}

export function number(n: number): string {
  return new Intl.NumberFormat('en-US').format(n);
}
