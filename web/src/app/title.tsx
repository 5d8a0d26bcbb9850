import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

/** The address that the focus was last moved for: there is one page. */
let arrived = '';

/** The heading of a page, which names the window and gets the focus when the page is come to. */
export function Title({ children, aside }: { children: string; aside?: ReactNode }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = `${children} · ${t('app.name')}`;
  }, [children, t]);
  useEffect(() => {
    if (arrived !== '' && arrived !== pathname) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    arrived = pathname;
  }, [pathname]);
  return (
    <div className="page-title">
      <h1 tabIndex={-1} ref={heading}>{children}</h1>
      {aside}
    </div>
  );
}
