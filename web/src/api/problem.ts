import type { components } from './schema';

export type Problem = components['schemas']['Problem'];

/** What the server refused, with its sentence in both languages. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail_en);
  }
}

/** Nobody answered: whether the server did what was asked is not known. */
export class Unanswered extends Error {}
