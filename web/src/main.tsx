import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { onEnded, onPurpose } from './api/client';
import { Unanswered } from './api/problem';
import { startAppearance } from './app/appearance';
import { router } from './app/router';
import { over, sessionQuery } from './app/session';
import { startLanguage } from './i18n';
import './styles/base.css';
import './styles/parts.css';

const client = new QueryClient({
  defaultOptions: { queries: { retry: (n, e) => e instanceof Unanswered && n < 2, staleTime: 5_000 } },
});

// Whatever was refused for it, a list or an act: the guard covers the page, and what is on it stays.
onEnded(() => client.setQueryData(sessionQuery.queryKey, (me) => me && over(me)));
onPurpose(() => client.setQueryData(sessionQuery.queryKey, (me) => me && { ...me, purpose_due: true }));

startAppearance();
const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
await startLanguage();
await client.prefetchQuery(sessionQuery);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
