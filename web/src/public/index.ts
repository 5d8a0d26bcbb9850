import './words';

export { Home } from './home';
export { Items } from './items';
export { ItemGuide } from './guide';
export { ProgressLookup } from './progress';
export { SignIn } from './sign-in';
export { Verify } from './verify';
export { Notices } from './notices';
export { OneNotice } from './notice';
export { Results } from './results';
