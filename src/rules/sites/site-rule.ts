import { defineRule, type Found, notApplicable, type Rule, type RuleHead } from '../../model/rule.ts';
import { type AnswerKind, type JudgedAnswer, siteAnswers } from '../../probes/sites/answers.ts';

/** Sites with the same fault, at least one. */
export type Sites = readonly [JudgedAnswer, ...JudgedAnswer[]];

/** A rule about what the sites answer now. What users see is a symptom: whatever explains it leads, and it leads where nothing does. */
export function siteRule(
  spec: Omit<RuleHead, 'kind' | 'answers'> & {
    readonly of: AnswerKind;
    /** What the finding says besides the evidence, from the sites it is about and the number of all that were asked. */
    readonly describe: (sites: Sites, all: number) => Omit<Found, 'evidence' | 'at'>;
  },
): Rule {
  const { of, describe, ...head } = spec;
  return defineRule({
    ...head,
    kind: 'symptom',
    answers: ['connections', 'workers'],
    reads: { siteAnswers },
    judge({ siteAnswers: { answers } }, { now }) {
      if (answers.length === 0) return notApplicable('no site was asked');
      const [first, ...more] = answers.filter(({ kind }) => kind === of);
      if (first === undefined) return undefined;
      const sites: Sites = [first, ...more];
      const described = describe(sites, answers.length);
      const quote = ({ source, line }: JudgedAnswer) => ({ kind: 'quote', source, text: line }) as const;
      return {
        ...described,
        evidence: [quote(first), ...more.slice(0, 2).map(quote)],
        facts: {
          count: sites.length,
          of: answers.length,
          sites: sites.slice(0, 12).map(({ url }) => url),
          http: first.http,
          since: first.since,
          ...described.facts,
        },
        at: now,
      };
    },
  });
}

/** `SITE does something`, and how many others fail in the same way. */
export function sitesText([first, ...more]: Sites, all: number): string {
  const others = more.length === all - 1 ? 'the other' : `${more.length} of the other ${all - 1}`;
  const text = more.length === 0 ? '' : `, and ${others} ${all === 2 ? 'site does' : 'sites do'} the like`;
  return `${first.url} ${first.words}${text}`;
}
