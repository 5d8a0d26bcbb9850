import { createBrowserRouter, type LazyRouteFunction, type RouteObject } from 'react-router';
import { Broken, NotFound } from './broken';
import { Loading } from '../parts/loaded';
import { Purposed } from './purpose';
import { Shell } from './shell';

/** A screen is loaded when it is gone to. */
function screen<M>(load: () => Promise<M>, pick: (m: M) => () => React.ReactNode): LazyRouteFunction<RouteObject> {
  return async () => ({ Component: pick(await load()) });
}

const publicScreens = () => import('../public');
const my = () => import('../my');
const desk = () => import('../desk');
const audit = () => import('../audit');
const admin = () => import('../admin');

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <Broken />,
    HydrateFallback: Loading,
    children: [
      { path: '/', lazy: screen(publicScreens, (m) => m.Home) },
      { path: '/items', lazy: screen(publicScreens, (m) => m.Items) },
      { path: '/items/:item', lazy: screen(publicScreens, (m) => m.ItemGuide) },
      { path: '/progress', lazy: screen(publicScreens, (m) => m.ProgressLookup) },
      { path: '/verify', lazy: screen(publicScreens, (m) => m.Verify) },
      { path: '/notices', lazy: screen(publicScreens, (m) => m.Notices) },
      { path: '/notices/:number/:visit', lazy: screen(publicScreens, (m) => m.OneNotice) },
      { path: '/results', lazy: screen(publicScreens, (m) => m.Results) },
      { path: '/login', lazy: screen(publicScreens, (m) => m.SignIn) },
      { path: '/account', lazy: screen(my, (m) => m.Account) },
      { path: '/messages', lazy: screen(my, (m) => m.Messages) },
      { path: '/my', lazy: screen(my, (m) => m.MyHome) },
      {
        path: '/my/drafts/:draft',
        lazy: screen(my, (m) => m.DraftFrame),
        children: [
          { index: true, lazy: screen(my, (m) => m.Application) },
          { path: 'form/:section', lazy: screen(my, (m) => m.Section) },
          { path: 'materials', lazy: screen(my, (m) => m.Materials) },
          { path: 'check', lazy: screen(my, (m) => m.CheckAnswers) },
        ],
      },
      { path: '/my/cases', lazy: screen(my, (m) => m.MyCases) },
      { path: '/my/cases/:case', lazy: screen(my, (m) => m.MyCase) },
      { path: '/my/cases/:case/receipt', lazy: screen(my, (m) => m.Receipt) },
      { path: '/my/library', lazy: screen(my, (m) => m.Library) },
      { path: '/my/cases/:case/rating', lazy: screen(my, (m) => m.RateCase) },
      { path: '/my/certificates', lazy: screen(my, (m) => m.MyCertificates) },
      { path: '/my/certificates/:number', lazy: screen(my, (m) => m.MyCertificate) },
      {
        Component: Purposed,
        children: [
          { path: '/desk', lazy: screen(desk, (m) => m.Inbox) },
          { path: '/desk/bulk', lazy: screen(desk, (m) => m.Bulk) },
          { path: '/desk/cases/:case', lazy: screen(desk, (m) => m.Workbench) },
          { path: '/cases', lazy: screen(desk, (m) => m.CaseSearch) },
          { path: '/audit/trail', lazy: screen(audit, (m) => m.TrailSearch) },
          { path: '/audit/cases', lazy: screen(audit, (m) => m.AuditCases) },
          { path: '/audit/cases/:case', lazy: screen(audit, (m) => m.AuditCase) },
          { path: '/audit/cases/:case/clock', lazy: screen(audit, (m) => m.ClockProof) },
          { path: '/audit/cases/:case/as-of/:date', lazy: screen(audit, (m) => m.AsOf) },
        ],
      },
      { path: '/log', lazy: screen(audit, (m) => m.PublicLog) },
      { path: '/log/pack', lazy: screen(audit, (m) => m.PackCheck) },
      { path: '/admin', lazy: screen(admin, (m) => m.AdminHome) },
      { path: '/admin/items', lazy: screen(admin, (m) => m.AdminItems) },
      { path: '/admin/items/:item', lazy: screen(admin, (m) => m.Versions) },
      { path: '/admin/items/:item/v/:version', lazy: screen(admin, (m) => m.VersionText) },
      { path: '/admin/items/:item/v/:version/flow', lazy: screen(admin, (m) => m.VersionFlow) },
      { path: '/admin/items/:item/v/:version/proof', lazy: screen(admin, (m) => m.VersionProof) },
      { path: '/admin/items/:item/v/:version/diff', lazy: screen(admin, (m) => m.VersionDiff) },
      { path: '/admin/items/:item/proposal', lazy: screen(admin, (m) => m.OneProposal) },
      { path: '/admin/items/:item/edit', lazy: screen(admin, (m) => m.EditNext) },
      { path: '/admin/items/:item/copy', lazy: screen(admin, (m) => m.EditCopy) },
      { path: '/admin/org', lazy: screen(admin, (m) => m.Org) },
      { path: '/admin/people', lazy: screen(admin, (m) => m.People) },
      { path: '/admin/people/:person', lazy: screen(admin, (m) => m.OnePerson) },
      { path: '/admin/roles', lazy: screen(admin, (m) => m.Roles) },
      { path: '/admin/substitutions', lazy: screen(admin, (m) => m.Substitutions) },
      { path: '/admin/calendar', lazy: screen(admin, (m) => m.CalendarYear) },
      { path: '/admin/system', lazy: screen(admin, (m) => m.SystemHealth) },
      { path: '*', Component: NotFound },
    ],
  },
]);
